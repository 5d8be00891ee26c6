"""What no longer fits in the ledger of carriers: who has what, where it lies, what should be back."""

from collections.abc import Iterable
from datetime import timedelta

from core.desks.carriers.records import Carrier
from core.desks.carriers.vocabulary import AWAY, HELD, CarrierStage
from core.model.context import Context
from core.model.query import AnyOf, Between, Condition, Is, Not, Query, Via, both
from core.model.reader import Reader
from core.rules.checks import Check, of_pairs
from core.rules.right_to_hold import holder_faults, place_faults
from core.values.classification import Classification
from core.values.sentence import N_, Sentence, say

DAY = timedelta(days=1)
OUT = Is("stage", AWAY)
STORED = Is("stage", (CarrierStage.STORED,))
SECRET = Not(Is("level", (Classification.INTERNAL,)))


def _faulty_holder(person: str, level: Classification, context: Context) -> bool:
    return any(True for _ in holder_faults(person, level, context))


def _faulty_place(area: str, level: Classification, context: Context) -> bool:
    return any(True for _ in place_faults(area, level, context))


def _no_right(reader: Reader) -> Condition:
    """What somebody has out, or keeps, who may not hold what is of its level."""
    out = of_pairs(reader, Query("carrier", both(OUT, SECRET)), ("holder", "level"), _faulty_holder)
    kept = of_pairs(reader, Query("carrier", both(STORED, SECRET)), ("keeper", "level"), _faulty_holder)
    return AnyOf((out, kept))


def _no_right_said(record: Carrier, context: Context) -> Iterable[Sentence]:
    yield from holder_faults(record.holder if record.stage in AWAY else record.keeper, record.level, context)
    yield say(N_("Take the carrier back, or hand it on to somebody who may hold it."))


def _left(reader: Reader) -> Condition:
    """What somebody has, or keeps, whom the register of staff no longer has in service."""
    has_left = Between("left", None, reader.today - DAY)
    out, kept = both(OUT, Via("holder", "person", has_left)), both(STORED, Via("keeper", "person", has_left))
    return AnyOf((out, kept))


def _left_said(record: Carrier, context: Context) -> Iterable[Sentence]:
    person = record.holder if record.stage in AWAY else record.keeper
    told = N_("{name} left on {day} and answers for it still: take it back, or hand it on.")
    yield say(told, name=context.title("person", person), day=getattr(context.get("person", person), "left", ""))


def _overdue(reader: Reader) -> Condition:
    return both(OUT, Between("due", None, reader.today - DAY))


def _overdue_said(record: Carrier, context: Context) -> Iterable[Sentence]:
    days = (context.today - record.due).days if record.due else 0
    yield say(N_("Due back on {day}, {days} days ago: bring it back, or report it missing."), day=record.due, days=days)


def _unreturned(reader: Reader) -> Condition:
    return both(Is("stage", HELD), Between("recall_by", None, reader.today - DAY))


def _unreturned_said(record: Carrier, context: Context) -> Iterable[Sentence]:
    yield say(N_("The originator asked for it back by {day}: give it back."), day=record.recall_by)


def _parent_gone(_reader: Reader) -> Condition:
    """Copies here whose original went back to its originator: they follow it."""
    return both(Is("stage", HELD), Via("parent", "carrier", Is("stage", (CarrierStage.RECALLED,))))


def _parent_gone_said(record: Carrier, context: Context) -> Iterable[Sentence]:
    parent = context.title("carrier", record.parent)
    yield say(N_("It is a copy of {parent}, which went back to its originator: give it back too."), parent=parent)


def _place(reader: Reader) -> Condition:
    """What lies in an area that is not in force, or protected for less."""
    return of_pairs(reader, Query("carrier", both(STORED, SECRET)), ("area", "level"), _faulty_place)


def _place_said(record: Carrier, context: Context) -> Iterable[Sentence]:
    yield from place_faults(record.area, record.level, context)
    yield say(N_("Put it in another place."))


def _leaked(reader: Reader) -> Condition:
    missing = Is("stage", (CarrierStage.MISSING,))
    return both(missing, Between("leak_on", None, reader.today - DAY))


def _leaked_said(record: Carrier, context: Context) -> Iterable[Sentence]:
    yield say(N_("Missing, and counts as leaked since {day}: find it, or count it as leaked."), day=record.leak_on)


Check("carrier_no_right", N_("Held without the right to"), Carrier, _no_right, _no_right_said, ("appointment",))
Check("carrier_holder_left", N_("Held by somebody who has left"), Carrier, _left, _left_said)
Check("carrier_overdue", N_("Not back in time"), Carrier, _overdue, _overdue_said)
Check("carrier_unreturned", N_("To be given back, and is here"), Carrier, _unreturned, _unreturned_said)
Check("carrier_parent_gone", N_("Copy of what went back"), Carrier, _parent_gone, _parent_gone_said)
Check("carrier_place", N_("Lies where it may not"), Carrier, _place, _place_said, ("area",))
Check("carrier_leaked", N_("Missing for too long"), Carrier, _leaked, _leaked_said)
