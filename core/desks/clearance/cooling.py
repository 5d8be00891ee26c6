"""The cooling-off 脱密期: its duties are told, and it ends by a decision of another officer and a talk."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from core.desks.clearance import fields
from core.desks.clearance.leaving_record import RUNNING, CoolingDecision, CoolingOff
from core.desks.clearance.rules import terms
from core.desks.clearance.vocabulary import KEEP, CoolingDecisionKind, CoolingStage
from core.model.action import Action, amend
from core.model.change import Draft
from core.model.context import Context
from core.rules.request import Approve, Ask, Decline, Withdraw
from core.values.bounds import LAST_DAY
from core.values.dates import months_later
from core.values.sentence import N_, Sentence, say


class TellDuties(Action):
    """Note that the person was told the duties of the cooling-off, and until when it runs."""

    on = CoolingOff
    duty = KEEP
    key = "t"
    stages = RUNNING
    once = "told"

    told: fields.DutiesTold
    managed_by: fields.ManagedBy = ""

    @classmethod
    def suggest(cls, record: CoolingOff, context: Context) -> dict[str, Any]:
        """Start from who manages it."""
        return super().suggest(record, context) | {"managed_by": record.managed_by}


class AskCoolingDecision(Ask):
    """Propose to end a cooling-off whose time is over, after the last talk, or to prolong it. Another officer decides.

    Nothing else ends it: it stays due until there is a decision.
    """

    on = CoolingOff
    adds = CoolingDecision
    duty = KEEP
    key = "s"

    proposal: fields.CoolingProposal = CoolingDecisionKind.END
    talk: fields.LastTalk | None = None
    months: fields.MonthsMore = 0
    reason: fields.Reason = ""

    def refuse(self, record: CoolingOff, context: Context) -> Iterable[Sentence]:
        """Reject an end without a talk or long before the time is over, and more time without months and a reason."""
        yield from super().refuse(record, context)
        if self.proposal == CoolingDecisionKind.END:
            yield from self._end_faults(record, context)
        elif not (self.months and self.reason):
            yield say(N_("Say how many months more, and why."))

    def _end_faults(self, record: CoolingOff, context: Context) -> Iterable[Sentence]:
        if self.talk is None:
            yield say(N_("A cooling-off does not end by itself: hold the last talk first, and enter its day."))
        elif not record.since <= self.talk <= context.today:
            yield say(
                N_("The date {day} must lie between {earliest} and today, {today}."),
                day=self.talk,
                earliest=record.since,
                today=context.today,
            )
        if record.until is None or context.today < record.until - timedelta(days=terms(context).ending_days):
            yield _too_early(record)


MOST_MONTHS = 600


def _too_early(record: CoolingOff) -> Sentence:
    if record.until is None:
        return say(N_("The cooling-off of {name} has no end."), name=record.name)
    said = N_("The cooling-off of {name} runs until {until} and is not ended before.")
    return say(said, name=record.name, until=record.until)


class ApproveCoolingDecision(Approve):
    """Approve what another officer proposed of a cooling-off: its end, or more time."""

    on = CoolingDecision
    key = "a"
    transitions = ((RUNNING, CoolingStage.ENDED),)

    def refuse(self, record: CoolingDecision, context: Context) -> Iterable[Sentence]:
        """Reject an end before the time is over."""
        yield from super().refuse(record, context)
        whole = record.whole(context)
        ends = record.proposal == CoolingDecisionKind.END
        if ends and whole is not None and (whole.until is None or context.today < whole.until):
            yield _too_early(whole)

    def grant(self, request: CoolingDecision, whole: CoolingOff, context: Context) -> Iterable[Draft]:
        """End it, or let it run longer."""
        if request.proposal == CoolingDecisionKind.END:
            ended = {"ended": context.today, "ended_by": context.officer, "talk": request.talk}
            yield amend(whole, stage=CoolingStage.ENDED, **ended)
        else:
            longer = {"months": min(whole.months + request.months, MOST_MONTHS), "why_longer": request.reason}
            until = min(months_later(whole.until, request.months), LAST_DAY) if whole.until else None
            yield amend(whole, until=until, **longer)


class DeclineCoolingDecision(Decline):
    """Decline what another officer proposed of a cooling-off; it runs on."""

    on = CoolingDecision
    key = "d"


class WithdrawCoolingDecision(Withdraw):
    """Withdraw what was proposed of a cooling-off."""

    on = CoolingDecision
    duty = KEEP
