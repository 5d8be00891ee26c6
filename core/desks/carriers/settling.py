"""Settling what a stocktake found: each line that does not fit the ledger, before the stocktake is closed."""

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar

from core.desks.carriers import fields
from core.desks.carriers.counting import unsettled_faults
from core.desks.carriers.missing import missing_now
from core.desks.carriers.moving import busy_faults, movement
from core.desks.carriers.records import Carrier
from core.desks.carriers.stocktake import CountLine, Stocktake
from core.desks.carriers.vocabulary import HELD, KEEP, CarrierStage, Counted, CountStage, Move
from core.model.action import Action, amend
from core.model.change import Draft
from core.model.context import Context
from core.model.field import Start
from core.rules.right_to_hold import place_faults
from core.values.field_types import REQUIRED
from core.values.sentence import N_, Sentence, say


def carrier_of(line: CountLine, context: Context) -> Carrier | None:
    """Return the carrier of a line, if the ledger has it."""
    found = context.get("carrier", line.carrier) if line.carrier else None
    return found if isinstance(found, Carrier) else None


class _Settles(Action):
    """What settling a line has in common."""

    duty = KEEP
    undoable = False
    stamps = {"settled_on": Start.TODAY, "settled_by": Start.ME}

    results: ClassVar[tuple[Counted, ...]] = ()

    @classmethod
    def applies(cls, record: CountLine) -> bool:
        """Whether a line is of these, and open."""
        return record.unsettled and record.result in cls.results

    def refuse(self, record: CountLine, context: Context) -> Iterable[Sentence]:
        """Reject a line that is settled, or is none of these."""
        if not type(self).applies(record):
            told = N_("{number}, {result}: this settles nothing here.")
            yield say(told, number=record.number, result=say(record.result.label))


class SettleLine(_Settles):
    """Say what became of something that is not in the ledger: registered now, or not ours."""

    on = CountLine
    results = (Counted.NOT_IN_LEDGER,)

    settled: Annotated[fields.Settled, REQUIRED]


class SettlePlace(_Settles):
    """Let the ledger say that a carrier lies where it was found, with a word on why."""

    on = CountLine
    results = (Counted.ELSEWHERE,)

    area: fields.Area = ""
    place: Annotated[fields.Place, REQUIRED]
    settled: Annotated[fields.Settled, REQUIRED]

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start from where it was found."""
        return super().suggest(record, context) | {"place": record.seen_at}

    def refuse(self, record: CountLine, context: Context) -> Iterable[Sentence]:
        """Reject an area that is not protected for its level."""
        yield from super().refuse(record, context)
        if (carrier := carrier_of(record, context)) is not None:
            yield from place_faults(self.area, carrier.level, context)

    def changes(self, record: CountLine, context: Context) -> Iterable[Draft]:
        """Settle the line, and enter the place."""
        yield from super().changes(record, context)
        if (carrier := carrier_of(record, context)) is not None:
            facts = {"whereto": self.place, "area": self.area, "note": self.settled, "stocktake": record.stocktake}
            yield movement(carrier, Move.PUT, context, **facts)
            yield amend(carrier, place=self.place, area=self.area)


class SettleSeen(_Settles):
    """Say that a carrier that was not seen when counting was seen after all, and where."""

    on = CountLine
    results = (Counted.NOT_FOUND,)

    seen_at: Annotated[fields.WhereFound, REQUIRED]
    settled: Annotated[fields.Settled, REQUIRED]

    def changes(self, record: CountLine, context: Context) -> Iterable[Draft]:
        """Settle the line, and note when the carrier was seen."""
        yield from super().changes(record, context)
        if (carrier := carrier_of(record, context)) is not None:
            yield amend(carrier, counted=context.today)


class SettleMissing(_Settles):
    """Enter that a carrier that was not seen is missing: a possible leak is to be reported within a day."""

    on = CountLine
    results = (Counted.NOT_FOUND,)
    transitions = ((HELD, CarrierStage.MISSING),)

    settled: Annotated[fields.Settled, REQUIRED]

    def refuse(self, record: CountLine, context: Context) -> Iterable[Sentence]:
        """Reject what stands on an open list."""
        yield from super().refuse(record, context)
        if (carrier := carrier_of(record, context)) is not None:
            yield from busy_faults(carrier, context)

    def changes(self, record: CountLine, context: Context) -> Iterable[Draft]:
        """Settle the line, and enter that the carrier is missing, if nobody has yet."""
        yield from super().changes(record, context)
        carrier = carrier_of(record, context)
        if carrier is not None and carrier.stage in HELD:
            facts = {"after": CarrierStage.MISSING, "note": self.settled, "stocktake": record.stocktake}
            yield movement(carrier, Move.MISSING, context, **facts)
            gone = {"stage": CarrierStage.MISSING, "since": context.today}
            yield amend(carrier, **gone, **missing_now(carrier, context))


class CloseStocktake(Action):
    """Close a stocktake of which every line is settled."""

    on = Stocktake
    duty = KEEP
    key = "c"
    stages = (CountStage.COUNTED,)
    leads_to = CountStage.CLOSED
    undoable = False
    stamps = {"closed": Start.TODAY}

    def refuse(self, record: Stocktake, context: Context) -> Iterable[Sentence]:
        """Reject while a line is not settled: what was not seen is missing, or it is found."""
        return unsettled_faults(record, context)
