"""Whom a programme is for: everyone, units, cells, posts or roles in the grid, as they are on a day."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

from core.action import Context
from core.cleaning import clean_code, folded, plain_code
from core.desks.education.periods import Reader
from core.desks.education.records import Programme
from core.desks.education.words import Audience
from core.desks.grid import Membership, Part
from core.desks.people import Person
from core.query import EVERYTHING, AnyOf, Between, Blank, Condition, Is, Query, both
from core.text import N_, Sentence, say

MANY = 500
"""How many values one query asks the store for."""

IN_PART = {
    Audience.LEADERS: (Part.LEAD, Part.DEPUTY),
    Audience.BACKBONE: (Part.CADRE, Part.TECHNICAL),
}
"""The parts people have in their cells, by which these audiences choose them."""


def listed(addressed: str) -> list[str]:
    """Return the codes or words of an audience, each once."""
    parts = (clean_code(part) for part in addressed.replace("，", ",").replace("、", ",").split(","))
    return list(dict.fromkeys(filter(None, parts)))


def faults(audience: Audience, addressed: str, context: Context) -> Iterator[Sentence]:
    """Yield what is wrong with an audience as it was entered."""
    wanted = listed(addressed)
    if audience == Audience.EVERYONE:
        if wanted:
            yield say(N_("For everyone, “To whom” stays empty."))
        return
    if not wanted and audience not in IN_PART:
        yield say(N_("Say to whom: codes or names with commas between."))
    if audience == Audience.POSTS:
        return
    for each in wanted:
        if len(_named(context, _kind(audience), each)) != 1:
            yield say(N_("“{name}” is not the code or name of exactly one. Write its code."), name=each)


def _kind(audience: Audience) -> str:
    return "unit" if audience == Audience.UNITS else "cell"


def _named(reader: Reader, kind: str, name: str) -> list[str]:
    """Return the units or cells that have this code, or else this name."""
    coded = reader.find(Query(kind, Is("code", (plain_code(name),))))
    return [each.id for each in coded or reader.find(Query(kind)) if coded or folded(each.name) == folded(name)]


def _with_those_below(reader: Reader, kind: str, roots: Iterable[str]) -> set[str]:
    """Return these units or cells and every one below them; a loop made by two sites at once is walked once."""
    below: dict[str, list[str]] = {}
    for each in reader.find(Query(kind)):
        below.setdefault(each.parent, []).append(each.id)
    seen, waiting = set[str](), list(roots)
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting += below.get(current, ())
    return seen


def people_for(programme: Programme, reader: Reader, day: date) -> list[Person]:
    """Return the members of staff a programme is for on a day, by staff number."""
    staff = AnyOf((Blank("left"), Between("left", day, None)))
    return sorted(
        (person for person in _chosen(programme, reader, staff, day) if not person.joined or person.joined <= day),
        key=lambda person: (person.number, person.id),
    )


def _chosen(programme: Programme, reader: Reader, staff: Condition, day: date) -> Iterable[Person]:
    wanted = listed(programme.addressed)
    match programme.audience:
        case Audience.EVERYONE:
            return reader.find(Query("person", staff, ("id",)))
        case Audience.POSTS:
            everyone = reader.find(Query("person", staff, ("id",)))
            return (person for person in everyone if any(word in person.post for word in wanted))
        case Audience.UNITS:
            return _by(reader, "person", "unit", _meant(reader, "unit", wanted), staff)
    cells = _meant(reader, "cell", wanted) if wanted else None
    return _in_cells(reader, cells, IN_PART.get(programme.audience), staff, day)


def _meant(reader: Reader, kind: str, wanted: Iterable[str]) -> set[str]:
    return _with_those_below(reader, kind, (root for name in wanted for root in _named(reader, kind, name)))


def _in_cells(
    reader: Reader, cells: Collection[str] | None, parts: tuple[Part, ...] | None, staff: Condition, day: date
) -> Iterator[Person]:
    """Yield who is in one of these cells on a day, or in any cell, and has one of these parts there, or any part."""
    then = both(_on(day), Is("part", parts) if parts else EVERYTHING)
    found = (
        reader.find(Query("membership", then, ("id",)))
        if cells is None
        else _by(reader, "membership", "cell", cells, then)
    )
    return _by(reader, "person", "id", {membership.person for membership in found}, staff)


def _on(day: date) -> Condition:
    """Return the condition that a membership holds on a day; on the day of a move it is that of the new cell."""
    lasts = AnyOf((Blank("until"), Between("until", day + timedelta(days=1), None)))
    return both(Between("since", None, day), lasts)


def _by(reader: Reader, kind: str, field: str, values: Iterable[str], where: Condition) -> Iterator[Any]:
    """Yield the records of a kind that have one of any number of values."""
    waiting = iter(sorted(values))
    while chunk := tuple(islice(waiting, MANY)):
        yield from reader.find(Query(kind, both(Is(field, chunk), where), ("id",)))


def primary_cells(reader: Reader, people: Iterable[str], day: date) -> dict[str, str]:
    """Return the cell in which each of these people was counted on a day; who was in none is left out."""
    found: Iterator[Membership] = _by(reader, "membership", "person", people, both(Is("primary", (True,)), _on(day)))
    return {membership.person: membership.cell for membership in found}
