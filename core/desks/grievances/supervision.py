"""Supervision 督办: a supervisor presses for it, and is answered."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any

from core.desks.grievances.children import Supervision
from core.desks.grievances.records import Grievance
from core.desks.grievances.rules import past_due_faults
from core.desks.grievances.vocabulary import OPEN, Prose
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.record import About
from core.values.sentence import N_, Sentence, say


class SuperviseGrievance(Action):
    """Press for it: an instruction with a date, at the top of the handler's day until it is answered."""

    on = Grievance
    duty = "grievances.supervise"
    key = "b"
    stages = OPEN

    instruction: Annotated[Prose, About(N_("Instruction"), lines=4)]
    due: Annotated[date, About(N_("Due"))]

    @classmethod
    def suggest(cls, record: Grievance, context: Context) -> dict[str, Any]:
        """Give three days."""
        return {"due": context.today + timedelta(days=3)}

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """An answer cannot be due yesterday."""
        return past_due_faults(self.due, context.today)

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Add the instruction, addressed to whoever handles it."""
        yield create(
            Supervision(
                grievance=record.id,
                by=context.officer,
                to=record.handler,
                instruction=self.instruction,
                due=self.due,
            )
        )


class AnswerSupervision(Action):
    """Answer a supervisor's instruction."""

    on = Supervision
    duty = "grievances.handle"
    key = "r"

    answer: Annotated[Prose, About(N_("Answer"), lines=4)]

    def refuse(self, record: Supervision, context: Context) -> Iterable[Sentence]:
        """It is answered once."""
        if record.answered:
            yield say(N_("This was answered on {day} already."), day=record.answered)

    def changes(self, record: Supervision, context: Context) -> Iterable[Draft]:
        """Write the answer with today's date."""
        yield amend(record, answer=self.answer, answered=context.today)
