"""The clock: more time, asked for by one officer and decided by another, and pauses."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Any

from core.desks.grievances import fields
from core.desks.grievances.children import Extension
from core.desks.grievances.records import Grievance
from core.desks.grievances.rules import pause_ended
from core.desks.grievances.vocabulary import Decision, GrievanceSettings, Stage
from core.model.action import Action, amend
from core.model.change import Draft
from core.model.context import Context
from core.model.field import Start
from core.model.query import Is, Query, both
from core.rules.request import Approve, Ask, Decline, Withdraw
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


class AskExtension(Ask):
    """Ask for more time, once, before the term has run out. A second officer decides."""

    on = Grievance
    adds = Extension
    only_once = True
    duty = "grievances.handle"
    key = "x"

    reason: Annotated[fields.ExtensionReason, REQUIRED]

    @classmethod
    def earlier(cls, record: Grievance, context: Context) -> list[Extension]:
        """Those before a review revoked the handling do not count: there is a new term."""
        found: list[Extension] = super().earlier(record, context)
        revoked = both(Is("grievance", (record.id,)), Is("decision", (Decision.REVOKED,)))
        last = max((each.id for each in context.find(Query("review", revoked))), default="") if found else ""
        return [each for each in found if each.id > last]

    def refuse(self, record: Grievance, context: Context) -> Iterable[Sentence]:
        """Reject also once the term has run out, for what was late stays late."""
        if record.run_out(context.today):
            yield say(N_("The term ended on {day}: an extension is asked for before that. Reply, and it is noted as "
                         "late."), day=record.due)  # fmt: skip
        yield from super().refuse(record, context)


class ApproveExtension(Approve):
    """Approve the extension another officer asked for: the term grows by the days of the policy pack."""

    on = Extension
    key = "v"

    def grant(self, request: Extension, whole: Grievance, context: Context) -> Iterable[Draft]:
        """Lengthen the term."""
        yield amend(whole, extension=context.policy.settings(GrievanceSettings).extension_days)


class DeclineExtension(Decline):
    """Decline the extension another officer asked for: the term stays as it is."""

    on = Extension
    key = "w"


class WithdrawExtension(Withdraw):
    """Withdraw the extension that was asked for: it can be asked for again."""

    on = Extension
    duty = "grievances.handle"


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
