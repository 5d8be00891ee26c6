"""Supervision 督办: a supervisor presses for it, and is answered."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Any

from core.desks.grievances import fields
from core.desks.grievances.children import Supervision
from core.desks.grievances.records import Grievance
from core.desks.grievances.vocabulary import OPEN
from core.model.action import Action
from core.model.context import Context
from core.model.field import FieldOf, Start
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


class SuperviseGrievance(Action):
    """Press for it: an instruction with a date, at the top of the handler's day until it is answered."""

    on = Grievance
    duty = "grievances.supervise"
    key = "b"
    stages = OPEN
    adds = Supervision
    stamps = {"by": Start.ME, "to": FieldOf("handler")}

    instruction: fields.Instruction
    due: fields.InstructionDue

    @classmethod
    def suggest(cls, record: Grievance, context: Context) -> dict[str, Any]:
        """Give three days."""
        return {"due": context.today + timedelta(days=3)}

    def foresee(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """Warn that nobody would be pressed yet."""
        if not record.handler:
            yield say(
                N_(
                    "Nobody handles this grievance yet: nobody finds the instruction among his work until it is"
                    " assigned. Have it accepted or assigned."
                )
            )


class AnswerSupervision(Action):
    """Answer a supervisor's instruction."""

    on = Supervision
    duty = "grievances.handle"
    key = "r"
    once = "answered"
    stamps = {"answered": Start.TODAY}

    answer: Annotated[fields.Answer, REQUIRED]
