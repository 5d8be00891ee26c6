"""Whom a programme is for: everyone, units, cells, posts or roles in the grid, as they are on a day."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from core.desks.education.records import Programme
from core.desks.education.vocabulary import Audience
from core.desks.grid import Membership, Part
from core.desks.grid.tree import Tree, succeeded, tree_on
from core.desks.people.records import Person
from core.desks.people.service import Staff, gone
from core.model.context import Context
from core.model.query import EVERYTHING, AnyOf, Between, Blank, Condition, Is, Not, Query, both
from core.model.reader import Finder
from core.model.record import Record
from core.rules.joined_records import shown_for
from core.values.cleaning import clean_code, code_key, folded
from core.values.sentence import N_, Sentence, say

MANY = 500
"""How many values one query asks the store for."""

IN_PART = {
    Audience.LEADERS: (Part.LEAD, Part.DEPUTY),
    Audience.BACKBONE: (Part.CADRE, Part.TECHNICAL),
}
"""The parts people have in their cells, by which these audiences choose them."""


def listed(addressed: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return the codes, names or words of an audience, each once; a text holds several with commas between."""
    parts = (addressed,) if isinstance(addressed, str) else addressed or ()
    single = (each for part in parts for each in re.split("[,，、;；]", part))
    return tuple(dict.fromkeys(filter(None, map(clean_code, single))))


def faults(audience: Audience, wanted: Sequence[str], context: Context) -> Iterator[Sentence]:
    """Yield what is wrong with an audience as it was entered."""
    if audience == Audience.EVERYONE:
        if wanted:
            yield say(N_("For everyone, “To whom” stays empty."))
        return
    if not wanted and audience not in IN_PART:
        yield say(N_("Say to whom: codes or names with commas between."))
    if audience == Audience.POSTS:
        for chosen in filter(None, (_chosen_record(each, context) for each in wanted)):
            yield say(N_("“{name}” is a unit or a cell. For posts, write words that they contain."), name=chosen.title)
        return
    for each in wanted:
        if not _is_one(context, _kind(audience), each):
            yield _unknown(each, _kind(audience), context)


def _unknown(name: str, kind: str, context: Context) -> Sentence:
    """Return that what was entered is not one unit, or not one open cell."""
    chosen = _chosen_record(name, context)
    if chosen is None:
        return say(N_("“{name}” is not the code or name of exactly one. Write its code."), name=name)
    return say(N_("“{name}” is no {kind}."), name=chosen.title, kind=say(N_("unit") if kind == "unit" else N_("cell")))


def _chosen_record(name: str, context: Context) -> Record | None:
    """Return the unit or cell of which this is the identifier."""
    chosen: Record | None = context.get("unit", name) or context.get("cell", name)
    return chosen


def _kind(audience: Audience) -> str:
    return "unit" if audience == Audience.UNITS else "cell"


def _is_one(reader: Finder, kind: str, name: str) -> bool:
    """Whether this names one unit or cell, or duplicates that are one."""
    found = named(reader, kind, name)
    if len(found) < 2:
        return bool(found)
    beside = {duplicate.of: duplicate.beside for duplicate in reader.find(Query("duplicate", Is("of_kind", (kind,))))}
    return len({beside.get(each, each) for each in found}) == 1


def addressed(audience: Audience, wanted: Sequence[str], reader: Finder) -> dict[str, Any]:
    """Return the fields of a programme that say whom it is for: units and cells by identifier, words of posts."""
    meant = {"units": (), "cells": (), "posts": ()}
    if audience == Audience.POSTS:
        return meant | {"posts": tuple(wanted)}
    found = tuple(dict.fromkeys(each for name in wanted for each in named(reader, _kind(audience), name)))
    return meant | {f"{_kind(audience)}s": found}


def named(reader: Finder, kind: str, name: str) -> list[str]:
    """Return the units, or the cells that are open, that have this identifier, or else this code, or else this name.

    A cell that ended is found by its identifier alone, so that a programme may go on naming it (`_on_the_day`).
    """
    if found := reader.find(Query(kind, Is("id", (name,)))):
        return [each.id for each in found]
    there = [each for each in reader.find(Query(kind)) if kind == "unit" or each.open]
    return _called(there, name) or _shown_for_joined(reader, kind, name)


def _called(records: Sequence[Any], name: str) -> list[str]:
    """Return those of the units or cells that have this code, or else this name."""
    coded = [each.id for each in records if each.key == code_key(name)]
    return coded or [each.id for each in records if folded(each.name) == folded(name)]


def _shown_for_joined(reader: Finder, kind: str, name: str) -> list[str]:
    """Return the units or cells that are shown for those of this code or name that stand under them."""
    under = reader.find(Query(kind, joined=True))
    shown = shown_for({each.id: each.same_as for each in under})
    return sorted({shown.get(each, each) for each in _called(under, name)})


@dataclass(frozen=True)
class Expected:
    """Whom a programme is for on a day."""

    known: tuple[Person, ...]
    """Who is known to have worked here then, with the unit and post of the day, by staff number."""
    unsure: tuple[Person, ...]
    """Of whom that is not known: entered in the register only later, without a day of joining."""


def expected(programme: Programme, reader: Finder, day: date) -> Expected:
    """Return whom a programme is for on a day: the members of staff of that day, as they were then."""
    staff = Staff(reader, day)
    chosen = sorted(_chosen(programme, reader, staff), key=lambda person: (person.number, person.id))
    return Expected(
        tuple(person for person in chosen if staff.here(person)),
        tuple(person for person in chosen if staff.unsure(person)),
    )


def people_for(programme: Programme, reader: Finder, day: date) -> list[Person]:
    """Return the members of staff a programme is for on a day, by staff number."""
    return list(expected(programme, reader, day).known)


def _chosen(programme: Programme, reader: Finder, staff: Staff) -> Iterable[Person]:
    """Yield everybody in the register who fits, as of the day, whether he worked here then or not."""
    here = Not(gone(staff.day))
    match programme.audience:
        case Audience.EVERYONE:
            return map(staff.as_then, reader.find(Query("person", here, ("id",))))
        case Audience.POSTS:
            everyone = map(staff.as_then, reader.find(Query("person", here, ("id",))))
            return (person for person in everyone if any(word in person.post for word in programme.posts))
        case Audience.UNITS:
            return _in_units(reader, with_those_below(reader, programme.units), staff)
    cells = _on_the_day(reader, programme.cells, staff.day) if programme.cells else None
    return map(staff.as_then, _in_cells(reader, cells, IN_PART.get(programme.audience), here, staff.day))


def _in_units(reader: Finder, units: Collection[str], staff: Staff) -> Iterator[Person]:
    """Yield who was in one of these units on the day, whatever unit he is in now."""
    here = Not(gone(staff.day))
    found: dict[str, Person] = {person.id: person for person in _by(reader, "person", "unit", units, here)}
    moved = {then.person for then in staff.elsewhere if then.unit in units} - found.keys()
    found |= {person.id: person for person in _by(reader, "person", "id", moved, here)}
    return (person for person in map(staff.as_then, found.values()) if person.unit in units)


def with_those_below(reader: Finder, units: Iterable[str]) -> set[str]:
    """Return these units and every one below them; a loop made by two sites at once is walked once."""
    tree = Tree({unit.id: unit.parent for unit in reader.find(Query("unit"))})
    return {below for unit in units for below in tree.below(unit)}


def _on_the_day(reader: Finder, cells: Iterable[str], day: date) -> set[str]:
    """Return these cells and every one that stood below them on a day; what had ended by then goes on in another."""
    known = {cell.id: cell for cell in reader.find(Query("cell"))}
    tree = tree_on(reader, day)
    return {below for cell in cells for below in tree.below(succeeded(known, cell, day))}


def _in_cells(
    reader: Finder, cells: Collection[str] | None, parts: tuple[Part, ...] | None, staff: Condition, day: date
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


def _by(reader: Finder, kind: str, field: str, values: Iterable[str], where: Condition) -> Iterator[Any]:
    """Yield the records of a kind that have one of any number of values."""
    waiting = iter(sorted(values))
    while chunk := tuple(islice(waiting, MANY)):
        yield from reader.find(Query(kind, both(Is(field, chunk), where), ("id",)))


def people_by_id(reader: Finder, people: Iterable[str], day: date) -> list[Person]:
    """Return these people, with the unit and post of a day."""
    return [*map(Staff(reader, day).as_then, _by(reader, "person", "id", people, EVERYTHING))]


def primary_cells(reader: Finder, people: Iterable[str], day: date) -> dict[str, str]:
    """Return the cell in which each of these people was counted on a day; who was in none is left out."""
    found: Iterator[Membership] = _by(reader, "membership", "person", people, both(Is("primary", (True,)), _on(day)))
    return {membership.person: membership.cell for membership in found}
