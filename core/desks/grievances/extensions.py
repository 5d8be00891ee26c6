"""The clock: more time, asked for by one officer and decided by another, and pauses."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Annotated

from core.desks.grievances.records import Grievance, whole_matter
from core.desks.grievances.rules import pause_ended
from core.desks.grievances.vocabulary import APPROVE, EXTENSIBLE, GrievanceSettings, Line, Stage
from core.model.action import Action, amend
from core.model.change import Draft
from core.model.context import Context
from core.model.record import About
from core.rights.four_eyes import SECOND, ever
from core.values.sentence import N_, Sentence, say


class AskExtension(Action):
    """Ask for more time, once, before the term has run out. A second officer decides."""

    on = Grievance
    duty = "grievances.handle"
    key = "x"
    stages = EXTENSIBLE

    reason: Annotated[Line, About(N_("Reason for extension"))]

    @classmethod
    def applies(cls, record: Grievance) -> bool:
        """Nobody has asked yet."""
        return super().applies(record) and not record.extension_asked_by

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """A term is extended once, and before it has run out: what was late stays late."""
        if record.run_out(context.today):
            yield say(N_("The term ended on {day}: an extension is asked for before that. Reply, and it is noted as "
                         "late."), day=record.due)  # fmt: skip
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
    duty = APPROVE
    stages = EXTENSIBLE
    other_than = ("extension_asked_by",)
    approves = ("extension_asked_by", "extension_reason")

    @classmethod
    def applies(cls, record: Grievance) -> bool:
        """One was asked for, and nobody has decided."""
        return super().applies(record) and record.extension_pending

    def involved(self, record: Grievance, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Whoever handles or ever handled it: it is his time that would grow."""
        handlers = {officer for each in whole_matter(record, context) for officer in ever(each, ("handler",), context)}
        yield handlers, say(SECOND)

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """There is something to decide."""
        if not record.extension_pending:
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
        return context.policy.settings(GrievanceSettings).extension_days


class RefuseExtension(_DecideExtension):
    """Refuse the extension another officer asked for: the term stays as it is."""

    on = Grievance
    key = "w"


class PauseGrievance(Action):
    """Stop the clock before the term has run out, with a reason and an end. The days are added to the term."""

    on = Grievance
    duty = "grievances.handle"
    key = "p"
    stages = (Stage.ACCEPTED,)

    reason: Annotated[Line, About(N_("Reason for the pause"))]
    until: Annotated[date, About(N_("Paused until"))]

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """What was late stays late; all pauses together are no longer than the policy pack lets them be."""
        if record.run_out(context.today):
            yield say(N_("The term ended on {day}: it is late, and a pause cannot change that. Reply, or take the next "
                         "step."), day=record.due)  # fmt: skip
            return
        most = context.policy.settings(GrievanceSettings).pause_days
        latest = context.today + timedelta(days=most - record.paused_days)
        if latest <= context.today:
            yield say(N_("It was paused for {days} days already, and for no more than {most} days in all."),
                      days=record.paused_days, most=most)  # fmt: skip
        elif not context.today < self.until <= latest:
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
