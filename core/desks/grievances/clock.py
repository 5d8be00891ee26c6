"""The clock: more time, asked for by one officer and decided by another, and pauses."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated

from core.action import Action, Context, amend
from core.change import Draft
from core.desks.grievances.records import Grievance
from core.desks.grievances.rules import pause_ended
from core.desks.grievances.words import EXTENSIBLE, GrievanceTerms, Line, Stage
from core.record import About
from core.text import N_, Sentence, say


class AskExtension(Action):
    """Ask for more time, once. A second officer decides."""

    on = Grievance
    duty = "grievances.handle"
    key = "x"
    stages = EXTENSIBLE

    reason: Annotated[Line, About(N_("Reason for extension"))]

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """A term is extended once."""
        if record.extension_by:
            yield say(N_("An extension has been decided already; there is only one."))
        elif record.extension_asked_by:
            yield say(N_("An extension has been asked for already and waits for a second officer."))

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Write who asks and why."""
        yield amend(record, extension_asked_by=context.officer, extension_reason=self.reason)


class _DecideExtension(Action):
    """What approving and refusing an extension have in common."""

    on = Grievance
    duty = "grievances.approve"
    stages = EXTENSIBLE
    other_than = ("extension_asked_by",)
    approves = ("extension_asked_by", "extension_reason")

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """There is something to decide."""
        if not record.extension_asked_by or record.extension_by:
            yield say(N_("No extension waits for a decision here."))

    def days(self, context: Context) -> int:
        """Return the days the decision gives."""
        return 0

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Write who decided, and the days."""
        yield amend(record, extension_by=context.officer, extension=self.days(context))


class ApproveExtension(_DecideExtension):
    """Approve the extension another officer asked for: the term grows by the days of the policy pack."""

    on = Grievance
    key = "v"

    def days(self, context: Context) -> int:
        """Return the days of the policy pack."""
        return context.policy.terms(GrievanceTerms).extension_days


class RefuseExtension(_DecideExtension):
    """Refuse the extension another officer asked for: the term stays as it is."""

    on = Grievance
    key = "w"


class PauseGrievance(Action):
    """Stop the clock, with a reason and an end. The days are added to the term."""

    on = Grievance
    duty = "grievances.handle"
    key = "p"
    stages = (Stage.ACCEPTED,)

    reason: Annotated[Line, About(N_("Reason for the pause"))]
    until: Annotated[date, About(N_("Paused until"))]

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """A pause ends, and within the bound of the policy pack."""
        latest = context.today + timedelta(days=context.policy.terms(GrievanceTerms).pause_days)
        if not context.today < self.until <= latest:
            yield say(N_("A pause must end after today and by {latest}."), latest=latest)

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """Start the pause today."""
        yield amend(record, stage=Stage.PAUSED, paused=context.today, paused_until=self.until, pause_reason=self.reason)


class ResumeGrievance(Action):
    """Let the clock run again. Only the days it really stood still are added to the term."""

    on = Grievance
    duty = "grievances.handle"
    key = "u"
    stages = (Stage.PAUSED,)

    def changes(self, record: Grievance, context: Context) -> Iterable[Draft]:
        """End the pause today, or on its last day if that has passed."""
        yield amend(record, stage=Stage.ACCEPTED, **pause_ended(record, context.today))
