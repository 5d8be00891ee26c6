"""Gaps: what nobody leads, who belongs nowhere, and what two sites at once have made impossible.

The rules of the actions keep a site in order; a merge of two may break them. So what they refuse is also looked for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.desks.grid.figures import PRIMARY, Fault, Grid, columns_of, members_gone
from core.desks.grid.vocabulary import OPEN, GridSettings
from core.desks.people.service import gone
from core.model.query import Blank, Is, Not, Query, Via, both
from core.model.reader import Reader
from core.values.sentence import N_, Sentence, say

MOST = 1000
"""How many people without a cell are listed at once."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing, and the record where it can be mended."""

    what: Sentence
    kind: str
    record: str
    cell: str = ""
    """The cell it belongs to; empty for what belongs to none."""


def gaps(reader: Reader, of: Grid, cells: frozenset[str] | None = None, *, outside: bool = True) -> Iterator[Gap]:
    """Yield the gaps of these cells, or of all, and with `outside` of what belongs to no open cell."""
    for line in of.lines:
        if line.faults and (cells is None or line.id in cells):
            for fault in line.faults:
                yield Gap(_said(fault, line.own.get("people", 0), reader), "cell", line.id, line.id)
    for membership, cell in columns_of(reader, members_gone(reader.today), "id", "cell"):
        if cells is None or cell in cells:
            yield Gap(say(N_("works here no longer, but is in a cell")), "membership", membership, cell)
    if outside:
        yield from _outside(reader)


def _said(fault: Fault, people: int, reader: Reader) -> Sentence:
    if fault == Fault.TOO_LARGE:
        most = reader.policy.settings(GridSettings).most_people
        return say(N_("too many people: {people}, at most {most}"), people=people, most=most)
    return say(fault.label)


def _outside(reader: Reader) -> Iterator[Gap]:
    """Yield what hangs on cells that ended, who has two primary cells, and who has none."""
    ended = Via("cell", "cell", Not(Blank("end")))
    for membership, cell in columns_of(reader, Query("membership", both(OPEN, ended)), "id", "cell"):
        yield Gap(say(N_("is in a cell that has ended")), "membership", membership, cell)
    for card, cell in columns_of(reader, Query("duty_card", both(OPEN, ended)), "id", "cell"):
        yield Gap(say(N_("is the duty of a cell that has ended")), "duty_card", card, cell)
    for warning, cell in columns_of(reader, Query("warning", both(OPEN, ended)), "id", "cell"):
        yield Gap(say(N_("warns in a cell that has ended")), "warning", warning, cell)
    placed = dict(reader.groups(Query("membership", PRIMARY), "person"))
    for person in (person for person, count in placed.items() if count > 1):
        yield Gap(say(N_("has more than one primary cell")), "person", person)
    for person in _nowhere(reader, placed):
        yield Gap(say(N_("is in no cell")), "person", person)


def sees_everybody(reader: Reader) -> bool:
    """Whether this officer sees all people and all cells, without which nobody can be said to have none."""
    whole = reader.viewer.cells is None and reader.viewer.units is None
    return whole and reader.reads("person") and reader.reads("membership")


def nowhere(reader: Reader) -> int:
    """Return how many people who work here have no primary cell; no list is read for it."""
    if not sees_everybody(reader):
        return 0
    departed = members_gone(reader.today)
    there = reader.count(Query("membership", PRIMARY)) - reader.count(
        Query("membership", both(departed.where, Is("primary", (True,))))
    )
    left = reader.count(Query("person", gone(reader.today)))
    return max(reader.count(Query("person")) - left - there, 0)


def _nowhere(reader: Reader, placed: Iterable[str]) -> Iterator[str]:
    """Yield the first people who work here and have no primary cell."""
    if not sees_everybody(reader):
        return
    known, found = set(placed), 0
    staff = Query("person", Not(gone(reader.today)))
    for (person,) in columns_of(reader, staff, "id"):
        if person not in known:
            found += 1
            yield person
            if found == MOST:
                return
