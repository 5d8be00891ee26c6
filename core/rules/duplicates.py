"""Duplicates: two records that are the same person, unit or cell, as two sites make that both import one list.

They are recognised by what tells people, units and cells apart, and offered; nobody but an officer makes them one
(`core.desks.sync.duplicates`).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from core.model.field import ANY, About
from core.model.query import EVERYTHING, NOTHING, AnyOf, Condition, Is, Via, both
from core.model.record import RECORDS, Record
from core.model.viewer import Viewer
from core.rights.visibility import readable
from core.rules.agenda import DerivedRecord
from core.rules.joined_records import joinable
from core.values.cleaning import folded
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_

FIELDS: Mapping[str, tuple[str, ...]] = {
    "unit": ("name", "parent"),
    "person": ("name_key", "key", "id_number", "unit"),
    "cell": ("name", "key"),
}
"""What duplicates are recognised by, for each kind."""

AGREEING: Mapping[str, tuple[str, ...]] = {"person": ("name_key", "key", "id_number")}
"""Of a kind with very many records the fields, each with an index, of which duplicates agree in one at least."""

Rows = Mapping[str, tuple[Any, ...]]
"""Records by their identifiers, each with the values of `FIELDS`."""

JOIN_ORDER = ("unit", "person", "cell")
"""In which order what is listed twice is made one: people are told by their units."""

MOST_LEVELS = 50


class Why(LabelledEnum):
    """What tells that two records are one."""

    NUMBER = "number", N_("same staff number")
    IDENTITY = "identity", N_("same identity number")
    NAME = "name", N_("same name and unit")
    PATH = "path", N_("same name in the same place")
    CODE = "code", N_("same code")


class Duplicate(DerivedRecord):
    """A record that is the same person, unit or cell as another one."""

    kind = "duplicate"
    label = N_("Listed twice")
    plural = N_("Listed twice")
    order = ("of_kind", "-sure", "id")

    beside: Annotated[str, About(N_("The same as"), column=24, refers=ANY)]
    why: Annotated[Why, About(N_("What matches"), column=20)]
    sure: Annotated[bool, About(N_("Without doubt"), column=8)] = False
    """Whether nothing speaks against it, so that many can be made one at once."""

    @classmethod
    def applies_to(cls, record_type: type[Record]) -> bool:
        """Whatever can be made one."""
        return joinable(record_type.kind)

    @classmethod
    def visible_to(cls, viewer: Viewer) -> Condition:
        """Only who may read both: of one alone it would tell that there is the other."""
        rules = []
        for kind, declared in RECORDS.items():
            if cls.applies_to(declared) and (rule := readable(viewer, declared)) != NOTHING:
                both_read = () if rule == EVERYTHING else (Via("of", kind, rule), Via("beside", kind, rule))
                rules.append(both(Is("of_kind", (kind,)), *both_read))
        return AnyOf(tuple(rules))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that are one, the one made first in front."""

    one: str
    other: str
    why: Why
    sure: bool


def pairs(kind: str, rows: Rows, units: Rows, apart: Collection[frozenset[str]] = ()) -> Iterator[Pair]:
    """Yield the duplicates among the records of a kind; of several that are one, each with the first.

    `units` are all units, by whose names paths are compared; `apart` are those of which an officer said that they
    differ.
    """
    found: dict[tuple[str, str], Pair] = {}
    for pair in RULES[kind](rows, units):
        if frozenset((pair.one, pair.other)) not in apart:
            found.setdefault((pair.one, pair.other), pair)
    yield from found.values()


def _groups(rows: Rows, key: Callable[[tuple[Any, ...]], Any]) -> Iterator[list[str]]:
    """Yield the identifiers of those that have one key, where there are several; no key is the same as no other."""
    by_key: dict[Any, list[str]] = defaultdict(list)
    for record, row in rows.items():
        if of_row := key(row):
            by_key[of_row].append(record)
    return (sorted(several) for several in by_key.values() if len(several) > 1)


def _people(rows: Rows, units: Rows) -> Iterator[Pair]:
    paths: dict[str, tuple[str, ...]] = {}

    def path(unit: str) -> tuple[str, ...]:
        if unit not in paths:
            paths[unit] = path_of(unit, units)
        return paths[unit]

    for why, key in (
        (Why.NUMBER, lambda row: row[1]),
        (Why.IDENTITY, lambda row: row[2]),
        (Why.NAME, lambda row: (row[0], path(row[3]))),
    ):
        for one, *others in _groups(rows, key):
            for other in others:
                name, number, identity = (
                    _agree(rows[one][0], rows[other][0]),
                    _agree(rows[one][1], rows[other][1]),
                    _agree(rows[one][2], rows[other][2]),
                )
                if why is not Why.NAME or (number and identity):  # namesakes have numbers of their own
                    yield Pair(one, other, why, sure=name and number and identity)


def _units(rows: Rows, units: Rows) -> Iterator[Pair]:
    paths = {unit: path_of(unit, units) for unit in rows}
    for one, *others in _groups({unit: (path,) for unit, path in paths.items()}, lambda row: row[0]):
        for other in others:
            yield Pair(one, other, Why.PATH, sure=True)


def _cells(rows: Rows, units: Rows) -> Iterator[Pair]:
    for one, *others in _groups(rows, lambda row: row[1]):
        for other in others:
            same = folded(rows[one][0]) == folded(rows[other][0])
            yield Pair(one, other, Why.CODE, sure=same)


RULES: Mapping[str, Callable[[Rows, Rows], Iterator[Pair]]] = {"person": _people, "unit": _units, "cell": _cells}


def _agree(one: str, other: str) -> bool:
    """Whether two values do not contradict one another."""
    return not one or not other or one == other


def path_of(unit: str, units: Rows) -> tuple[str, ...]:
    """Return the names from the root down to a unit; of a loop that two sites made, a part."""
    names: list[str] = []
    while unit in units and len(names) < MOST_LEVELS:
        name, unit = units[unit]
        names.append(folded(name))
    return tuple(reversed(names))


def rows_of(records: Iterable[Record]) -> dict[str, tuple[Any, ...]]:
    """Return records as `pairs` takes them."""
    return {each.id: tuple(getattr(each, name) for name in FIELDS[each.kind]) for each in records}
