"""Handling 办理: who has it, the steps that are taken, and the reply."""

from collections.abc import Iterable
from typing import Annotated, Any

from core.desks.grievances import fields
from core.desks.grievances.children import Step
from core.desks.grievances.records import Grievance
from core.desks.grievances.rules import next_steps_done, pause_ended, work_follows
from core.desks.grievances.vocabulary import IN_HAND, OPEN, Stage, StepKind
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.field import Start
from core.values.field_types import REQUIRED
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
    amends = True

    handler: Annotated[fields.Handler, REQUIRED]

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Write the handler, also on what is waited for."""
        yield from super().changes(record, context)
        yield from work_follows(record, self.handler, context)


class TakeStep(Action):
    """Note a step of handling, and what comes next and when."""

    on = Grievance
    duty = "grievances.handle"
    key = "s"
    stages = IN_HAND
    adds = Step
    stamps = {"by": Start.ME}

    step: fields.StepIs = StepKind.CONSULTATION
    day: fields.StepDay
    text: fields.StepText
    next: fields.Next = ""
    next_due: fields.NextDue | None = None

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """Reject a next step without a day, a day without a next step, and a step that has an action of its own."""
        if bool(self.next) != bool(self.next_due):
            yield say(N_("A next step needs both: what it is, and when it is due."))
        if self.step in NOTED_ELSEWHERE:
            yield say(NOTED_ELSEWHERE[self.step])

    def written(self, record: Grievance, context: Context) -> dict[str, Any]:
        """Add whose work the next step is."""
        return super().written(record, context) | {"to": record.handler if self.next_due else ""}

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Add the step; the one before it is no longer waited for."""
        yield from next_steps_done(record, context)
        yield from super().changes(record, context)


class ReplyToGrievance(Action):
    """Note the reply that was given. The grievance can then be closed."""

    on = Grievance
    duty = "grievances.handle"
    key = "r"
    stages = IN_HAND
    leads_to = Stage.REPLIED

    day: fields.StepDay
    text: fields.Reply

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Add the reply as a step and move the stage; a running pause ends with it."""
        yield from next_steps_done(record, context)
        yield create(Step(grievance=record.id, step=StepKind.REPLY, day=self.day, by=context.officer, text=self.text))
        yield amend(
            record,
            stage=self.leads_to,
            replied=self.day,
            replied_by=context.officer,
            **pause_ended(record, self.day),
        )
