"""Another level or term for what is fixed: one officer asks, the head decides, as the originator or a superior did."""

from collections.abc import Iterable
from typing import Any

from core.desks.matters import fields
from core.desks.matters.children import MarkChange
from core.desks.matters.records import Matter
from core.desks.matters.rules import decider_faults, mark_faults
from core.desks.matters.vocabulary import KEEP
from core.model.action import amend
from core.model.change import Draft
from core.model.context import Context
from core.rules.request import Approve, Ask, Decline, Withdraw
from core.values.sentence import N_, Sentence, say


class AskForMarkChange(Ask):
    """Ask for another level or term of a matter. Another officer decides; what a body fixed, by its decision."""

    on = Matter
    adds = MarkChange
    duty = KEEP
    key = "m"

    level: fields.Level
    years: fields.Years = 0
    condition: fields.Condition = ""
    decision: fields.Decision = ""
    asked_of: fields.AskedOf = ""
    reason: fields.Why

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start from the mark that stands."""
        stands = {name: getattr(record, name) for name in ("level", "years", "condition")}
        return super().suggest(record, context) | stands

    def refuse(self, record: Matter, context: Context) -> Iterable[Sentence]:
        """Reject what changes nothing, what is no mark, and what only the originator decides."""
        yield from super().refuse(record, context)
        if (self.level, self.years, self.condition) == (record.level, record.years, record.condition):
            yield say(N_("It is marked so already."))
        if record.originator and not self.decision:
            template = N_("{body} fixed it, and it or a superior decides on the mark: enter its decision.")
            yield say(template, body=record.originator)
        yield from mark_faults(self, context)
        yield from decider_faults(self.asked_of, record, context)


class ApproveMarkChange(Approve):
    """Approve the level and the term that another officer asked for: the matter has them from now on."""

    on = MarkChange
    key = "A"

    def grant(self, request: MarkChange, whole: Matter, context: Context) -> Iterable[Draft]:
        """Mark the matter anew."""
        mark = {name: getattr(request, name) for name in ("level", "years", "condition", "decision")}
        yield amend(whole, **mark)


class DeclineMarkChange(Decline):
    """Decline the level and the term that another officer asked for."""

    on = MarkChange
    key = "D"


class WithdrawMarkChange(Withdraw):
    """Withdraw the change of mark that was asked for."""

    on = MarkChange
    duty = KEEP
