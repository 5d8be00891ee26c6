"""Deciding on a file: reviews, closing, and the legal hold."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Annotated, Any

from core.desks.care import fields
from core.desks.care.children import Objection, Review, Support
from core.desks.care.opening import OPEN, sooner
from core.desks.care.records import CareFile
from core.desks.care.vocabulary import (
    DECIDE,
    HELP,
    KEEP,
    CareSettings,
    Decision,
    FileStage,
)
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.field import Start
from core.model.query import Blank, Is, Query, both
from core.rules.legal_hold import active_holds, hold, lift
from core.values.dates import months_later
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


class ReviewFile(Action):
    """Review the file: go on as before or with another attention, with reasons. Closing has its own action."""

    on = CareFile
    duty = HELP
    single = True
    key = "r"
    stages = OPEN
    adds = Review
    stamps = {"day": Start.TODAY, "by": Start.ME}

    attention: fields.Attention
    reasons: fields.Reasons

    @classmethod
    def suggest(cls, record: CareFile, context: Context) -> dict[str, Any]:
        """Start from the attention that stands."""
        return {"attention": record.attention}

    def written(self, record: CareFile, context: Context) -> dict[str, Any]:
        """Add what is decided by it."""
        decision = Decision.CONTINUE if self.attention == record.attention else Decision.CHANGE
        return super().written(record, context) | {"decision": decision}

    def changes(self, record: CareFile, context: Context) -> Iterable[Draft]:
        """Add the review; the next one is counted from today."""
        yield from super().changes(record, context)
        again = context.today + timedelta(days=context.policy.settings(CareSettings).review_days)
        following: dict[str, Any] = {"reviewed": context.today, "next_review": again}
        if self.attention != record.attention:
            following |= {"attention": self.attention, "attention_reason": self.reasons}
            following |= sooner(record, self.attention, context)
        yield amend(record, **following)


class CloseFile(Action):
    """Close the file with a reason, as a last review. It is kept for the months of the policy pack, then purged."""

    on = CareFile
    duty = KEEP
    key = "c"
    stages = OPEN
    leads_to = FileStage.CLOSED
    stamps = {
        "closed": Start.TODAY,
        "closed_by": Start.ME,
        "next_checkin": None,
        "next_review": None,
        "untold_until": None,
    }

    closed_reason: Annotated[fields.ClosedReason, REQUIRED]

    def refuse(self, record: CareFile, context: Context) -> Iterable[Sentence]:
        """Reject a file of which the person was not told, or in which something is left to do or to answer."""
        of_file = Is("file", (record.id,))
        if record.told is None:
            yield say(N_("The person has not been told of this file. Tell the person first, then close."))
        if context.find(Query(Support.kind, both(of_file, Blank("finished")), limit=1)):
            yield say(N_("A measure of support is not finished. Finish it first, then close."))
        if context.find(Query(Objection.kind, both(of_file, Blank("answered")), limit=1)):
            yield say(N_("An objection of the person is not answered. Answer it first, then close."))

    def written(self, record: CareFile, context: Context) -> dict[str, Any]:
        """Add until when it is kept, by the retention that is in force."""
        months = context.policy.settings(CareSettings).retention_months
        return super().written(record, context) | {"keep_until": months_later(context.today, months)}

    def changes(self, record: CareFile, context: Context) -> Iterable[Draft]:
        """Close it, and add the last review."""
        last = {"decision": Decision.CLOSE, "attention": record.attention, "reasons": self.closed_reason}
        yield create(Review(file=record.id, day=context.today, by=context.officer, **last))
        yield from super().changes(record, context)


class PlaceHold(Action):
    """Keep the file for a proceeding: while the legal hold stands, it is not purged."""

    on = CareFile
    duty = DECIDE
    undoable = False
    key = "p"
    stamps = {"hold_by": Start.ME, "held": Start.TODAY}

    hold_reason: Annotated[fields.HoldReason, REQUIRED]

    def refuse(self, record: CareFile, context: Context) -> Iterable[Sentence]:
        """Reject a second hold while one stands."""
        for each in active_holds(record, context):
            yield say(N_("A legal hold stands since {day} already."), day=each.day)

    def changes(self, record: CareFile, context: Context) -> Iterable[Draft]:
        """Write who holds it, since when and why, and the hold itself."""
        yield from super().changes(record, context)
        yield hold(record, context)


class LiftHold(Action):
    """Lift the legal hold that another officer placed."""

    on = CareFile
    duty = DECIDE
    key = "l"
    other_than = ("hold_by",)
    approves = ("hold_by", "hold_reason")
    stamps = {"hold_by": "", "hold_reason": "", "held": None}

    def involved(self, record: CareFile, context: Context) -> Iterable[tuple[Collection[str], Sentence]]:
        """Who placed one of those that stand: several, if sites placed one each at the same time."""
        yield (
            {each.by for each in active_holds(record, context)},
            say(N_("A legal hold stands on this file. Another officer than the one who placed it can lift it.")),
        )

    def refuse(self, record: CareFile, context: Context) -> Iterable[Sentence]:
        """Reject a file on which no hold stands."""
        if not active_holds(record, context):
            yield say(N_("No legal hold stands on this file."))

    def changes(self, record: CareFile, context: Context) -> Iterable[Draft]:
        """Take it away from the file first: if a purge waits for that, nothing can be written to it afterwards."""
        yield from super().changes(record, context)
        yield from lift(record, context)


def expired(record: CareFile, today: date) -> bool:
    """Whether the file is closed and its retention is over."""
    return record.keep_until is not None and record.keep_until < today
