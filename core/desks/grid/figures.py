"""The figures of the grid: what stands in every cell, rolled up over the cells below it.

A figure is counted by cell in one question to the store, answered from a counter or an index, and added up along the
tree; so it costs the cells and not the records. What any desk declares by a column that refers to a cell stands here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from core.desks.grid.duty_cards import DutyCard
from core.desks.grid.records import Membership
from core.desks.grid.tree import Tree
from core.desks.grid.vocabulary import OPEN, GridSettings
from core.desks.grid.warnings import GridWarning
from core.desks.people.service import gone
from core.model.context import Context
from core.model.deadline import DeadlineStatus
from core.model.figure import FIGURES, Figure
from core.model.past import held
from core.model.query import Between, Condition, Is, Not, Query, Via, both
from core.model.reader import Reader
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_

PRIMARY = both(OPEN, Is("primary", (True,)))
"""The memberships by which people are counted."""
BATCH = 500


def _kept(context: Context) -> Condition:
    return Not(DutyCard.owed.deadline.is_late(context))


OWN_FIGURES = (
    Figure("people", N_("People"), Membership, PRIMARY, by=("cell",), key="p", measures=True),
    Figure(
        "owed",
        N_("Owed"),
        DutyCard,
        DutyCard.owed.deadline.is_late,
        by=("cell",),
        key="u",
        status=DeadlineStatus.LATE,
    ),
    Figure(
        "warnings",
        N_("Warnings"),
        GridWarning,
        OPEN,
        by=("cell",),
        key="w",
        status=DeadlineStatus.DUE_SOON,
        past=held("raised", "closed"),
    ),
)
"""The figures of this desk, which stand first."""
KEPT = Figure("duties_kept", N_("Duties kept"), DutyCard, _kept, by=("cell",), of=OPEN)
"""Of how many duties nothing is owed."""


def figures() -> list[Figure]:
    """Return the figures that are counted by cell: this desk's, then those that other desks declare."""
    others = (figure for _, figure in sorted(FIGURES.items()) if figure not in OWN_FIGURES)
    return [*OWN_FIGURES, *(each for each in others if each.counted_by("cell") and each.of is None)]


def shares() -> list[Figure]:
    """Return the figures by cell that are shares, which the panel of a cell shows as bars: this desk's first."""
    others = (figure for _, figure in sorted(FIGURES.items()) if figure is not KEPT)
    return [KEPT, *(each for each in others if each.counted_by("cell") and each.of is not None)]


class State(LabelledEnum):
    """How a cell stands, the best first; screens give each a colour and the word."""

    NORMAL = "normal", N_("normal")
    OWED = "owed", N_("duties owed")
    GAP = "gap", N_("gap")
    WARNED = "warned", N_("warning")
    ESCALATED = "escalated", N_("escalated")


class Fault(LabelledEnum):
    """What is missing or too much in a cell."""

    NO_LEAD = "no_lead", N_("no lead")
    LEAD_LEFT = "lead_left", N_("the lead has left")
    NOBODY = "nobody", N_("nobody assigned")
    TOO_LARGE = "too_large", N_("too many people")
    LOOP = "loop", N_("is above itself in the tree")


@dataclass(frozen=True, slots=True)
class CellLine:
    """One cell of the dashboard."""

    id: str
    title: str
    depth: int
    lead: str
    own: Mapping[str, int]
    """The figures of this cell by name; `gaps` among them."""
    below: Mapping[str, int]
    """The figures of this cell and all cells below it."""
    faults: tuple[Fault, ...]
    state: State
    """The worst of this cell and all cells below it."""


@dataclass(frozen=True)
class Grid:
    """The dashboard: every open cell that the officer may see, each before those below it.

    What is known of the cells is kept in lists by their places in this order, and made a line only where one is shown.
    """

    figures: tuple[Figure, ...]
    shares: tuple[Figure, ...]
    tree: Tree
    cells: Sequence[str]
    depths: Sequence[int]
    faults: Mapping[str, tuple[Fault, ...]]
    _titles: Mapping[str, tuple[str, str]]
    """Title and lead of each cell."""
    _own: Mapping[str, Sequence[int]]
    _below: Mapping[str, Sequence[int]]
    _states: Sequence[int]
    _above: Sequence[int]
    _parts: Mapping[str, tuple[Sequence[int], Sequence[int]]]
    """Of each share how many of how many, of each cell with all below it."""

    def share(self, figure: str, place: int) -> tuple[int, int]:
        """Return how many of how many a share comes to in the cell at a place and all cells below it."""
        counts, wholes = self._parts[figure]
        return counts[place], wholes[place]

    @cached_property
    def _largest(self) -> Mapping[tuple[str, int], int]:
        """The largest number of each figure at each depth."""
        found: dict[tuple[str, int], int] = {}
        for name, counts in self._below.items():
            for depth, count in zip(self.depths, counts, strict=True):
                found[name, depth] = max(found.get((name, depth), 0), count)
        return found

    def largest(self, figure: str, depth: int) -> int:
        """Return the largest number of a figure among the cells of one depth, each with all below it."""
        return self._largest.get((figure, depth), 0)

    def with_below(self, by_cell: Mapping[str, Sequence[int]]) -> list[list[int]]:
        """Return rows of numbers of each cell, by place, with those of all cells below added."""
        width = max(map(len, by_cell.values()), default=0)
        rows = [list(by_cell.get(cell, [0] * width)) for cell in self.cells]
        for place in range(len(rows) - 1, -1, -1):
            if (above := self._above[place]) >= 0:
                rows[above] = [one + other for one, other in zip(rows[above], rows[place], strict=True)]
        return rows

    def title(self, cell: str) -> str:
        """Return code and name of a cell."""
        return self._titles[cell][0]

    def line(self, place: int) -> CellLine:
        """Return one line."""
        cell = self.cells[place]
        title, lead = self._titles[cell]
        return CellLine(
            id=cell,
            title=title,
            depth=self.depths[place],
            lead=lead,
            own={name: counts[place] for name, counts in self._own.items()},
            below={name: counts[place] for name, counts in self._below.items()},
            faults=self.faults.get(cell, ()),
            state=_STATES[self._states[place]],
        )

    @property
    def lines(self) -> Iterator[CellLine]:
        """Every line."""
        return map(self.line, range(len(self.cells)))

    @property
    def total(self) -> Mapping[str, int]:
        """The figures of the whole."""
        return {name: sum(counts) for name, counts in self._own.items()}


_STATES = tuple(State)
_NAMES = ("id", "code", "name", "parent", "lead")


def grid(reader: Reader) -> Grid:
    """Read the dashboard."""
    context = reader.context()
    rows = {row[0]: row for row in columns_of(reader, Query("cell", OPEN), *_NAMES)}
    tree = Tree({cell: row[3] for cell, row in rows.items()})
    cells = [cell for root in tree.roots for cell in tree.below(root)]
    shown = tuple(figure for figure in figures() if reader.reads(figure.kind))
    counted = {figure.name: _counts(figure, reader) for figure in shown}
    faults = _faults(reader, rows, tree, counted.get("people"))
    gone = _by_cell(reader, members_gone(reader.today))
    counted["gaps"] = {cell: len(faults.get(cell, ())) + gone.get(cell, 0) for cell in {*faults, *gone}}
    own = {name: [by_cell.get(cell, 0) for cell in cells] for name, by_cell in counted.items()}
    above = _above(cells, {cell: row[3] for cell, row in rows.items()})
    told = tuple(figure for figure in shares() if reader.reads(figure.kind))
    escalated = _by_cell(reader, Query("warning", Between("escalates_at", None, context.now)))
    return Grid(
        figures=shown,
        shares=told,
        tree=tree,
        cells=cells,
        depths=_depths(above),
        faults=faults,
        _titles={cell: (f"{row[1]} {row[2]}", row[4]) for cell, row in rows.items()},
        _own=own,
        _below={name: _summed(counts, above) for name, counts in own.items()},
        _states=_worst([_state(cell in escalated, place, own) for place, cell in enumerate(cells)], above),
        _above=above,
        _parts={figure.name: _parts(figure, reader, cells, above) for figure in told},
    )


def _parts(
    figure: Figure, reader: Reader, cells: Sequence[str], above: Sequence[int]
) -> tuple[Sequence[int], Sequence[int]]:
    numbers = figure.numbers(reader, figure.counted_by("cell"))
    counts = [numbers[cell].count if cell in numbers else 0 for cell in cells]
    wholes = [numbers[cell].whole or 0 if cell in numbers else 0 for cell in cells]
    return _summed(counts, above), _summed(wholes, above)


def columns_of(reader: Reader, query: Query, *names: str) -> Iterator[tuple[Any, ...]]:
    """Yield columns of the records a query asks for, without making records of them."""
    keys = reader.keys(query)
    for start in range(0, len(keys), BATCH):
        yield from reader.page(query.kind, keys[start : start + BATCH], names)


def _counts(figure: Figure, reader: Reader) -> dict[str, int]:
    return {cell: number.count for cell, number in figure.numbers(reader, figure.counted_by("cell")).items()}


def _by_cell(reader: Reader, query: Query) -> dict[str, int]:
    return dict(reader.groups(query, "cell"))


def members_gone(today: date) -> Query:
    """Return what finds the members of cells who work here no longer."""
    return Query("membership", both(OPEN, Via("person", "person", gone(today))))


def _faults(
    reader: Reader, rows: Mapping[str, tuple[Any, ...]], tree: Tree, people: Mapping[str, int] | None
) -> dict[str, tuple[Fault, ...]]:
    """Return what is wrong with cells; who may not read memberships is told nothing of people."""
    left = Query("cell", both(OPEN, Via("lead", "person", gone(reader.today))))
    found: dict[Fault, Iterable[str]] = {
        Fault.NO_LEAD: (cell for cell, row in rows.items() if not row[4]),
        Fault.LEAD_LEFT: (cell for (cell,) in columns_of(reader, left, "id")),
    }
    if people is not None:
        most = reader.policy.settings(GridSettings).most_people
        found[Fault.NOBODY] = rows.keys() - _by_cell(reader, Query("membership", OPEN)).keys()
        found[Fault.TOO_LARGE] = (cell for cell, count in people.items() if count > most)
    found[Fault.LOOP] = tree.loops()
    faults: dict[str, tuple[Fault, ...]] = {}
    for fault, cells in found.items():
        for cell in cells:
            faults[cell] = (*faults.get(cell, ()), fault)
    return faults


# Along the tree: lists by place, each cell before those below it


def _above(cells: Sequence[str], parents: Mapping[str, str]) -> list[int]:
    """Return the place of the cell above each; -1 on top, and where a loop would lead down again."""
    places = {cell: place for place, cell in enumerate(cells)}
    above = (places.get(parents[cell], -1) for cell in cells)
    return [parent if parent < place else -1 for place, parent in enumerate(above)]


def _depths(above: Sequence[int]) -> list[int]:
    depths: list[int] = []
    for parent in above:
        depths.append(depths[parent] + 1 if parent >= 0 else 0)
    return depths


def _summed(own: Sequence[int], above: Sequence[int]) -> list[int]:
    """Return each number with those of all cells below added."""
    total = list(own)
    for place in range(len(total) - 1, -1, -1):
        if above[place] >= 0:
            total[above[place]] += total[place]
    return total


def _worst(states: list[int], above: Sequence[int]) -> list[int]:
    """Return for each cell the worst of its state and those of all cells below."""
    for place in range(len(states) - 1, -1, -1):
        if above[place] >= 0:
            states[above[place]] = max(states[above[place]], states[place])
    return states


_SHOWN_BY = {State.WARNED: "warnings", State.GAP: "gaps", State.OWED: "owed"}
"""The figure that puts a cell in a state, the worst first."""


def _state(escalated: bool, place: int, own: Mapping[str, Sequence[int]]) -> int:
    """Return the place of a cell's state among all states."""
    if escalated:
        return _STATES.index(State.ESCALATED)
    found = (state for state, name in _SHOWN_BY.items() if name in own and own[name][place])
    return _STATES.index(next(found, State.NORMAL))
