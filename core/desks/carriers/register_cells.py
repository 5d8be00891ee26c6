"""What stands below the headings of the registers of the desk, where it is no field of the record itself."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from core.desks.carriers.destruction import DestructionItem
from core.desks.carriers.records import Carrier, Movement
from core.desks.carriers.vocabulary import SERIAL, CarrierStage, Move, Origin
from core.model.query import Between, Condition, Is, Query, Via, both
from core.rules.register import Extent
from core.rules.register_row import Book, Row, Value
from core.values.cleaning import code_key
from core.values.sentence import N_, Sentence, say


def movements_of(carrier: Condition, *moves: Move) -> Condition:
    """Return the condition of movements of certain carriers."""
    return both(Is("move", moves), Via("carrier", Carrier.kind, carrier))


def reference(row: Row) -> str:
    """The number of a document; of what has none, that of the carrier, of devices with the serial number."""
    record = row.record if isinstance(row.record, Carrier) else row.book.record(row.record, "carrier")
    if record is None:
        return row.words("carrier")
    number = row.book.words(record, "number")
    return f"{number} {record.serial}".rstrip() if record.form in SERIAL else record.document or number


def came_back(row: Row) -> Movement | None:
    """The movement by which what went out came back, or by which its entry was taken back."""
    out: Movement = row.record
    later = both(Is("carrier", (out.carrier,)), Between("at", out.at))
    found = row.book.find(Query(Movement.kind, later, ("at", "id")))
    ends = (each for each in found if (each.at, each.id) > (out.at, out.id))
    return next((each for each in ends if each.move is Move.RETURN or each.takes_back == out.id), None)


def back_at(row: Row) -> Any:
    """When it came back; of an entry that was taken back, that it was."""
    back = came_back(row)
    if back is not None and back.move is Move.COUNTER:
        return say(N_("{at}, taken back"), at=f"{back.at:%Y-%m-%d %H:%M}")
    return back and back.at


def inspection(row: Row) -> Any:
    """What was found when it came back."""
    back = came_back(row)
    if back is None:
        return ""
    cleared = row.book.said(say(N_("information cleared"))) if back.cleared else ""
    return tuple(filter(None, (cleared, back.note)))


def inspection_by(row: Row) -> Any:
    """What was found when it came back, and by whom."""
    return " ".join(filter(None, (row.book.said(inspection(row)), inspector(row))))


def inspector(row: Row) -> str:
    """Who took it back."""
    back = came_back(row)
    return row.book.words(back, "by") if back else ""


def note_of_return(row: Row) -> str:
    """What was noted when it came back."""
    back = came_back(row)
    return back.note if back else ""


def made_together(row: Row) -> list[Carrier]:
    """The copies that one entry made, in the order of their numbers: they were taken in right after it."""
    made: Movement = row.record
    at_once = Is("at", (made.at,))
    makings = both(Is("carrier", (made.carrier,)), Is("move", (Move.COPY,)), at_once)
    later = (each.id for each in row.book.find(Query(Movement.kind, makings, ("id",))) if each.id > made.id)
    until = next(later, "")
    of_it = Via("carrier", Carrier.kind, Is("parent", (made.carrier,)))
    taken_in = row.book.find(Query(Movement.kind, both(Is("move", (Move.RECEIVE,)), at_once, of_it), ("id",)))
    received = (each for each in taken_in if each.id > made.id and (not until or each.id < until))
    copies = (row.book.record(each, "carrier") for each in received)
    return sorted((each for each in copies if each is not None), key=lambda copy: copy.number)


def copied(row: Row) -> bool:
    """Whether they were copied or extracted; prints have a register of their own."""
    return all(each.how is not Origin.PRINTED for each in made_together(row))


def entry_of(row: Row) -> Movement | None:
    """The movement by which a carrier was taken in."""
    taken = both(Is("carrier", (row.record.id,)), Is("move", (Move.RECEIVE,)))
    return next(iter(row.book.find(Query(Movement.kind, taken, ("at", "id")))), None)


def signed_by(row: Row) -> str:
    """Who took it in; where nobody is named to whom it went, who entered it."""
    entry = entry_of(row)
    return (row.book.words(entry, "taker") or row.book.words(entry, "by")) if entry else ""


def print_purpose(row: Row) -> str:
    """What a print is for: as its making was entered, else the range in which it is used."""
    printed: Movement = row.record
    carrier = row.book.record(printed, "carrier")
    parent = getattr(carrier, "parent", "")
    making = both(Is("carrier", (parent,)), Is("move", (Move.COPY,)), Is("at", (printed.at,)))
    found = row.book.find(Query(Movement.kind, making)) if parent else []
    return next((each.purpose for each in found if each.purpose), "") or row.words("carrier.use")


def level_of_device(row: Row) -> Any:
    """The level of the device that a medium is used with, if it stands in the ledger by the number that was given."""
    device = row.record.device
    keys = tuple({code_key(device), code_key((device.split() or [""])[0])} - {""})
    found = row.book.find(Query(Carrier.kind, Is("key", keys))) if keys else []
    return found[0].level if found else ""


def then(name: str) -> Value:
    """Return how what stands in the movement of a destroyed carrier is found; before that, what the ledger says."""

    def find(row: Row) -> str:
        gone = both(Is("carrier", (row.record.carrier,)), Is("move", (Move.DESTROY,)))
        entry = next(iter(row.book.find(Query(Movement.kind, gone, ("-at", "-id")))), None)
        return row.book.words(entry, f"{name}_before") if entry else row.words(f"carrier.{name}")

    return find


def listed_as(row: Row) -> str:
    """The number of a document; of a disk, number and serial number."""
    item: DestructionItem = row.record
    if item.form in SERIAL:
        return f"{item.number} {item.serial}".rstrip()
    return row.words("carrier.document") or item.number


def escorts(row: Row) -> tuple[str, ...]:
    """Who takes them to the designated unit."""
    return tuple(filter(None, (row.words("batch.escort"), row.words("batch.second_escort"))))


def sums(items: Sequence[DestructionItem], book: Book) -> Iterable[str]:
    """Yield how many of each kind there are, and how many in all."""
    for form, count in sorted(Counter(each.form for each in items).items()):
        yield book.said(say(N_("Total, {form}: {count}"), form=say(form.label), count=count))
    yield book.said(say(N_("Total: {count}"), count=len(items)))


def in_key_area(row: Row) -> Any:
    """Whether it lies in a key department or place; nothing is said of an area that is not to be read."""
    if not row.record.area:
        return False
    area = row.book.record(row.record, "area")
    return area.type in ("department", "place") if area is not None else row.words("area")


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is to be given back to one originator, and how much of it is."""

    originator: str
    due: int
    received: int


def by_originator(carriers: Sequence[Carrier], extent: Extent, book: Book) -> Sequence[Recalled]:
    """Count by originator what was to be given back: what is on its way is not given back yet."""
    due = Counter(each.originator for each in carriers)
    received = Counter(each.originator for each in carriers if each.stage is CarrierStage.RECALLED)
    return [Recalled(each, due[each], received[each]) for each in sorted(due)]


def moved(*moves: Move) -> Value:
    """Return how the day is found on which a carrier was last moved so."""

    def find(row: Row) -> Any:
        of_it = both(Is("carrier", (row.record.id,)), Is("move", moves))
        entry = next(iter(row.book.find(Query(Movement.kind, of_it, ("-at", "-id")))), None)
        return entry.at.date() if entry else ""

    return find


def addressee(row: Row) -> str:
    """To whom it was sent, or who has it, or keeps it."""
    return row.first("whereto", "holder", "keeper")


def copy_number(row: Row) -> str:
    """What stands behind the number of what it was made of."""
    return row.record.number.partition("/")[2] if row.record.parent else ""


def disposition(row: Row) -> Sentence:
    """Where it is, and since when."""
    stage = say(row.record.stage.label)
    return say(N_("{stage} since {day}"), stage=stage, day=row.record.since) if row.record.since else stage
