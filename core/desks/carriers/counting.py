"""Counting carriers: one number after the other is read off, and what does not fit the ledger is settled one by one."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field

from core.desks.carriers import fields
from core.desks.carriers.records import Carrier
from core.desks.carriers.stocktake import CountLine, Stocktake
from core.desks.carriers.vocabulary import ANSWERED, HELD, KEEP, Counted, CountStage, Scope
from core.model.action import Action, amend, create
from core.model.change import Draft
from core.model.context import Context
from core.model.field import About, Start
from core.model.query import EVERYTHING, AllOf, AnyOf, Condition, Is, Query, both
from core.rights.signing import Countersigned
from core.rules.numbering import bearers
from core.values.cleaning import code_key, folded
from core.values.field_types import AS_CODE, REQUIRED
from core.values.sentence import N_, Sentence, say

MOST_NAMED = 20
"""How many numbers a refusal names."""
NEEDS = {Scope.UNIT: "unit", Scope.PLACE: "place", Scope.HOLDER: "holder", Scope.LEVEL: "level"}
"""What has to be said of each scope."""


def scoped(stocktake: Any) -> Condition:
    """Return which carriers a stocktake asks for: what is in the house, or with somebody of the house."""
    held = Is("stage", HELD)
    match stocktake.scope:
        case Scope.UNIT:
            return both(held, Is("unit", (stocktake.unit,)))
        case Scope.PLACE:
            return both(held, Is("place", (stocktake.place,)))
        case Scope.HOLDER:
            return both(held, _with(stocktake.holder))
        case Scope.LEVEL:
            return both(held, Is("level", (stocktake.level,)))
    return held


def _with(person: str) -> Condition:
    kept = AllOf((Is("holder", ("",)), Is("keeper", (person,))))
    return AnyOf((Is("holder", (person,)), kept))


def lines_of(stocktake: str, context: Context, where: Condition = EVERYTHING) -> list[CountLine]:
    """Return the lines of a stocktake that meet a condition."""
    return context.find(Query("count_line", both(Is("stocktake", (stocktake,)), where)))


def unsettled_faults(stocktake: Stocktake, context: Context) -> Iterable[Sentence]:
    """Yield which lines nobody has settled."""
    for result in Counted:
        found = lines_of(stocktake.id, context, both(Is("result", (result,)), Is("unsettled", (True,))))
        if not found:
            continue
        named = "、".join(each.number for each in found[:MOST_NAMED])
        told = N_("Not settled, {result} ({count}): {numbers}. Settle each line first (F2 on the stocktake).")
        yield say(told, result=say(result.label), count=len(found), numbers=named)


class OpenStocktake(Countersigned):
    """Begin a stocktake. Two officers count."""

    on = Stocktake
    creates = True
    duty = KEEP
    key = "n"
    signers = ("counted_with",)
    undoable = False
    stamps = {"opened": Start.TODAY, "by": Start.ME}

    name: fields.Name
    scope: fields.Scope = Scope.ALL
    unit: fields.ScopeUnit = ""
    place: fields.ScopePlace = ""
    holder: fields.ScopeHolder = ""
    level: fields.ScopeLevel | None = None
    due: fields.FinishBy
    counted_with: Annotated[fields.Second, REQUIRED]

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a scope that is not said, and one in which there is nothing."""
        needed = NEEDS.get(self.scope)
        if needed and not getattr(self, needed):
            yield say(N_("Say which: {scope}."), scope=say(self.scope.label))
        elif not context.find(Query("carrier", scoped(self), limit=1)):
            yield say(N_("The ledger has no carrier of these: {scope}."), scope=say(self.scope.label))

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add how many are asked for."""
        return super().written(record, context) | {"expected": len(context.rows(Query("carrier", scoped(self)), "id"))}


class CountCarrier(Action):
    """Read off the number of a carrier, and say where it is if it is not where the ledger says."""

    on = Stocktake
    adds = CountLine
    duty = KEEP
    key = "s"
    stages = (CountStage.COUNTING,)
    single = True
    undoable = False
    stamps = {"day": Start.TODAY, "by": Start.ME}

    number: Annotated[
        str,
        Field(min_length=1, max_length=60),
        AS_CODE,
        About(N_("Carrier number"), help=N_("Typed, or by a scanner.")),
    ]
    seen_at: fields.WhereFound = ""

    def refuse(self, record: Stocktake, context: Context) -> Iterable[Sentence]:
        """Reject what was counted already."""
        if lines_of(record.id, context, Is("key", (code_key(self.number),))):
            yield say(N_("{number} was counted already."), number=self.number)

    def written(self, record: Stocktake, context: Context) -> dict[str, Any]:
        """Add what that means: in its place, in another, or not in the ledger."""
        carrier = carrier_numbered(self.number, context)
        if carrier is None or carrier.stage not in ANSWERED:
            return super().written(record, context) | {"result": Counted.NOT_IN_LEDGER}
        inside = context.find(Query("carrier", both(scoped(record), Is("id", (carrier.id,)))))
        here = not self.seen_at or folded(self.seen_at) == folded(carrier.place)
        in_place = inside and here and carrier.stage in HELD
        result = Counted.FOUND if in_place else Counted.ELSEWHERE
        return super().written(record, context) | {"carrier": carrier.id, "number": carrier.number, "result": result}

    def changes(self, record: Stocktake, context: Context) -> Iterable[Draft]:
        """Enter the line, and when the carrier was seen last."""
        yield from super().changes(record, context)
        carrier = carrier_numbered(self.number, context)
        if carrier is not None and carrier.stage in ANSWERED:
            yield amend(carrier, counted=context.today)


def carrier_numbered(number: str, context: Context) -> Carrier | None:
    """Return the carrier with a number; of two sites, the one of this site."""
    found = bearers("carrier", number, context)
    return min(found, key=lambda each: each.site != context.site, default=None)


class FinishCounting(Action):
    """End the counting: what was asked for and not read off was not seen, and is to be settled."""

    on = Stocktake
    duty = KEEP
    key = "f"
    stages = (CountStage.COUNTING,)
    leads_to = CountStage.COUNTED
    undoable = False

    def changes(self, record: Stocktake, context: Context) -> Iterable[Draft]:
        """Enter what was not seen, and the sums."""
        lines = lines_of(record.id, context)
        seen = {each.carrier for each in lines}
        asked = context.rows(Query("carrier", scoped(record)), "id", "number")
        unseen = [(carrier, number) for carrier, number in asked if carrier not in seen]
        sums = {result: sum(each.result is result for each in lines) for result in Counted}
        yield amend(
            record, stage=self.leads_to, found=sums[Counted.FOUND], elsewhere=sums[Counted.ELSEWHERE],
            surplus=sums[Counted.NOT_IN_LEDGER], not_found=len(unseen),
        )  # fmt: skip
        for carrier, number in unseen:
            said = {"number": number, "carrier": carrier, "result": Counted.NOT_FOUND}
            yield create(CountLine(stocktake=record.id, day=context.today, by=context.officer, **said))
