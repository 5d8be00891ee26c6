"""Handling 办理: who has it, the steps that are taken, and the reply."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from core.desks.grievances.children import Step
from core.desks.grievances.records import Grievance
from core.desks.grievances.rules import date_faults, next_steps_done, pause_ended, work_follows
from core.desks.grievances.vocabulary import IN_HAND, OPEN, Prose, Stage, StepKind
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.record import About
from core.values.sentence import N_, Sentence, say

NOTED_ELSEWHERE = {
    StepKind.REPLY: N_("A reply is noted with “Reply to grievance”, so that the stage changes too."),
    StepKind.MERGE: N_("Grievances are merged with “Merge grievance”, so that both are kept."),
}
"""The steps that are no mere notes, and how they are taken."""


class AssignGrievance(Action):
    """Give it to a handler: it then stands in that officer's day, with all that is waited for."""

    on = Grievance
    duty = "grievances.register"
    key = "o"
    stages = OPEN

    handler: Annotated[str, Field(min_length=1), About(N_("Handler"), refers="officer")]

    @classmethod
    def suggest(cls, record: Grievance, context: Context) -> dict[str, Any]:
        """Start from who has it."""
        return {"handler": record.handler}

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Write the handler, also on what is waited for."""
        yield amend(record, handler=self.handler)
        yield from work_follows(record, self.handler, context)


class TakeStep(Action):
    """Note a step of handling, and what comes next and when."""

    on = Grievance
    duty = "grievances.handle"
    key = "s"
    stages = IN_HAND

    step: Annotated[StepKind, About(N_("Step"))] = StepKind.CONSULTATION
    day: Annotated[date, About(N_("Date"))]
    text: Annotated[Prose, About(N_("Text"), lines=8)]
    next: Annotated[str, Field(max_length=200), About(N_("Next step"))] = ""
    next_due: Annotated[date | None, About(N_("Next step due"))] = None

    @classmethod
    def suggest(cls, record: Grievance, context: Context) -> dict[str, Any]:
        """Start from today."""
        return {"day": context.today}

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """Steps are taken after it came in; a next step has a name and a day together; some have their own action."""
        yield from date_faults(self.day, record.received.date(), context.today)
        if bool(self.next) != bool(self.next_due):
            yield say(N_("A next step needs both: what it is, and when it is due."))
        if self.step in NOTED_ELSEWHERE:
            yield say(NOTED_ELSEWHERE[self.step])

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Add the step; the one before it is no longer waited for, and the next one is the handler's."""
        yield from next_steps_done(record, context)
        yield create(
            Step(
                grievance=record.id,
                step=self.step,
                day=self.day,
                by=context.officer,
                text=self.text,
                next=self.next,
                next_due=self.next_due,
                to=record.handler if self.next_due else "",
            )
        )


class ReplyToGrievance(Action):
    """Note the reply that was given. The grievance can then be closed."""

    on = Grievance
    duty = "grievances.handle"
    key = "r"
    stages = IN_HAND

    day: Annotated[date, About(N_("Date"))]
    text: Annotated[Prose, About(N_("Reply"), lines=10)]

    @classmethod
    def suggest(cls, record: Grievance, context: Context) -> dict[str, Any]:
        """Start from today."""
        return {"day": context.today}

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """A reply comes after what it answers."""
        return date_faults(self.day, record.received.date(), context.today)

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Add the reply as a step and move the stage; a running pause ends with it."""
        yield from next_steps_done(record, context)
        yield create(Step(grievance=record.id, step=StepKind.REPLY, day=self.day, by=context.officer, text=self.text))
        yield amend(
            record,
            stage=Stage.REPLIED,
            replied=self.day,
            replied_by=context.officer,
            **pause_ended(record, self.day),
        )
