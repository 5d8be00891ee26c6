"""The clock: more time, asked for by one officer and decided by another, and pauses."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Annotated, Any

from core.desks.grievances import fields
from core.desks.grievances.records import Grievance, whole_matter
from core.desks.grievances.rules import pause_ended
from core.desks.grievances.vocabulary import APPROVE, EXTENSIBLE, GrievanceSettings, Stage
from core.model.action import Action
from core.model.context import Context
from core.model.field import Start
from core.rights.four_eyes import SECOND, ever
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


class AskExtension(Action):
    """Ask for more time, once, before the term has run out. A second officer decides."""

    on = Grievance
    duty = "grievances.handle"
    key = "x"
    stages = EXTENSIBLE
    stamps = {"extension_asked_by": Start.ME}

    extension_reason: Annotated[fields.ExtensionReason, REQUIRED]

    @classmethod
    def applies(cls, record: Grievance) -> bool:
        """Nobody has asked yet."""
        return super().applies(record) and not record.extension_asked_by

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """Reject once the term has run out, for what was late stays late, and a second extension."""
        if record.run_out(context.today):
            yield say(N_("The term ended on {day}: an extension is asked for before that. Reply, and it is noted as "
                         "late."), day=record.due)  # fmt: skip
        if record.extension_by:
            yield say(N_("An extension has been decided already; there is only one."))
        elif record.extension_asked_by:
            yield say(N_("An extension has been asked for already and waits for a second officer."))


class _DecideExtension(Action):
    """What approving and refusing an extension have in common."""

    on = Grievance
    duty = APPROVE
    stages = EXTENSIBLE
    other_than = ("extension_asked_by",)
    approves = ("extension_asked_by", "extension_reason")
    stamps = {"extension_by": Start.ME}

    @classmethod
    def applies(cls, record: Grievance) -> bool:
        """One was asked for, and nobody has decided."""
        return super().applies(record) and record.extension_pending

    def involved(self, record: Grievance, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Whoever handles or ever handled it: it is his time that would grow."""
        handlers = {officer for each in whole_matter(record, context) for officer in ever(each, ("handler",), context)}
        yield handlers, say(SECOND)

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """Reject where no extension waits for a decision."""
        if not record.extension_pending:
            yield say(N_("No extension waits for a decision here."))


class ApproveExtension(_DecideExtension):
    """Approve the extension another officer asked for: the term grows by the days of the policy pack."""

    on = Grievance
    key = "v"

    def written(self, record: Grievance, context: Context) -> dict[str, Any]:
        """Add the days of the policy pack."""
        days = context.policy.settings(GrievanceSettings).extension_days
        return super().written(record, context) | {"extension": days}


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
    leads_to = Stage.PAUSED
    stamps = {"paused": Start.TODAY}

    pause_reason: Annotated[fields.PauseReason, REQUIRED]
    paused_until: fields.PausedUntil

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """Reject once the term has run out, and pauses that are longer in all than the policy pack lets them be."""
        if record.run_out(context.today):
            yield say(N_("The term ended on {day}: it is late, and a pause cannot change that. Reply, or take the next "
                         "step."), day=record.due)  # fmt: skip
            return
        most = context.policy.settings(GrievanceSettings).pause_days
        latest = context.today + timedelta(days=most - record.paused_days)
        if latest <= context.today:
            yield say(N_("It was paused for {days} days already, and for no more than {most} days in all."),
                      days=record.paused_days, most=most)  # fmt: skip
        elif not context.today < self.paused_until <= latest:
            yield say(N_("A pause must end after today and by {latest}."), latest=latest)


class ResumeGrievance(Action):
    """Let the clock run again. Only the days it really stood still are added to the term."""

    on = Grievance
    duty = "grievances.handle"
    key = "u"
    stages = (Stage.PAUSED,)
    leads_to = Stage.ACCEPTED

    def written(self, record: Grievance, context: Context) -> dict[str, Any]:
        """End the pause today, or on its last day if that has passed."""
        return super().written(record, context) | pause_ended(record, context.today)
