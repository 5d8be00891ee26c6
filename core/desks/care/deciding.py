"""Deciding on a file: reviews, closing, and the legal hold."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Annotated, Any

from core.desks.care.children import Objection, Review, Support
from core.desks.care.opening import OPEN, sooner
from core.desks.care.records import CareFile
from core.desks.care.vocabulary import (
    DECIDE,
    HELP,
    KEEP,
    Attention,
    CareSettings,
    Decision,
    FileStage,
    Prose,
    months_later,
)
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.query import Blank, Is, Query, both
from core.model.record import About
from core.rules.legal_hold import hold, lift, standing
from core.values.sentence import N_, Sentence, say


def _review(record: CareFile, decision: Decision, attention: Attention, reasons: str, context: Context) -> Draft:
    return create(
        Review(
            file=record.id,
            day=context.today,
            by=context.officer,
            decision=decision,
            attention=attention,
            reasons=reasons,
        )
    )


class ReviewFile(Action):
    """Review the file: go on as before or with another attention, with reasons. Closing has its own action."""

    on = CareFile
    duty = HELP
    key = "r"
    stages = OPEN

    attention: Annotated[Attention, About(N_("Attention"))]
    reasons: Annotated[Prose, About(N_("Reasons"), lines=4)]

    @classmethod
    def suggest(cls, record: CareFile, context: Context) -> dict[str, Any]:
        """Start from what stands."""
        return {"attention": record.attention}

    def changes(self, record: CareFile, context: Context) -> Iterable[Draft]:
        """Add the review; the next one is counted from today."""
        decision = Decision.CONTINUE if self.attention == record.attention else Decision.CHANGE
        yield _review(record, decision, self.attention, self.reasons, context)
        following: dict[str, Any] = {"reviewed": context.today, "next_review": self._next(context)}
        if decision == Decision.CHANGE:
            following |= {"attention": self.attention, "attention_reason": self.reasons}
            following |= sooner(record, self.attention, context)
        yield amend(record, **following)

    def _next(self, context: Context) -> date:
        return context.today + timedelta(days=context.policy.settings(CareSettings).review_days)


class CloseFile(Action):
    """Close the file with a reason, as a last review. It is kept for the months of the policy pack, then purged."""

    on = CareFile
    duty = KEEP
    key = "c"
    stages = OPEN

    reason: Annotated[Prose, About(N_("Reason for closing"), lines=3)]

    def refuse(self, record: CareFile, context: Context) -> Iterable[Sentence]:
        """The person knows of it, and nothing is left to do or to answer."""
        of_file = Is("file", (record.id,))
        if record.told is None:
            yield say(N_("The person has not been told of this file. Tell the person first, then close."))
        if context.find(Query(Support.kind, both(of_file, Blank("finished")), limit=1)):
            yield say(N_("A measure of support is not finished. Finish it first, then close."))
        if context.find(Query(Objection.kind, both(of_file, Blank("answered")), limit=1)):
            yield say(N_("An objection of the person is not answered. Answer it first, then close."))

    def changes(self, record: CareFile, context: Context) -> Iterable[Draft]:
        """Close it today, with the retention that is in force."""
        yield _review(record, Decision.CLOSE, record.attention, self.reason, context)
        months = context.policy.settings(CareSettings).retention_months
        yield amend(
            record,
            stage=FileStage.CLOSED,
            closed=context.today,
            closed_by=context.officer,
            closed_reason=self.reason,
            keep_until=months_later(context.today, months),
            next_checkin=None,
            next_review=None,
            untold_until=None,
        )


class PlaceHold(Action):
    """Keep the file for a proceeding: while the legal hold stands, it is not purged."""

    on = CareFile
    duty = DECIDE
    key = "p"

    reason: Annotated[Prose, About(N_("Reason for the hold"), lines=2)]

    def refuse(self, record: CareFile, context: Context) -> Iterable[Sentence]:
        """There is one hold at a time."""
        for each in standing(record, context):
            yield say(N_("A legal hold stands since {day} already."), day=each.day)

    def changes(self, record: CareFile, context: Context) -> Iterable[Draft]:
        """Write who holds it, since when and why."""
        yield amend(record, hold_by=context.officer, hold_reason=self.reason, held=context.today)
        yield hold(record, context)


class LiftHold(Action):
    """Lift the legal hold that another officer placed."""

    on = CareFile
    duty = DECIDE
    key = "l"
    other_than = ("hold_by",)
    approves = ("hold_by", "hold_reason")

    def involved(self, record: CareFile, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Who placed one of those that stand: several, if sites placed one each at the same time."""
        yield (
            {each.by for each in standing(record, context)},
            say(N_("A legal hold stands on this file. Another officer than the one who placed it can lift it.")),
        )

    def refuse(self, record: CareFile, context: Context) -> Iterable[Sentence]:
        """There is one."""
        if not standing(record, context):
            yield say(N_("No legal hold stands on this file."))

    def changes(self, record: CareFile, context: Context) -> Iterable[Draft]:
        """Take it away from the file first: if a purge waits for that, nothing can be written to it afterwards."""
        yield amend(record, hold_by="", hold_reason="", held=None)
        yield from lift(record, context)


def expired(record: CareFile, today: date) -> bool:
    """Whether the file is closed and its retention is over."""
    return record.keep_until is not None and record.keep_until < today
