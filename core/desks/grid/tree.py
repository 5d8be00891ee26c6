"""The tree of cells: what stands above and below, whatever two sites at once have made of it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from core.desks.people.service import Reader
from core.model.context import Context
from core.model.query import Between, Query
from core.model.record import RECORDS


class Tree:
    """Cells by their parents; a loop is walked only once."""

    def __init__(self, parents: Mapping[str, str]) -> None:
        """Take the parent of every cell, in the order in which cells are to be listed."""
        self._parents = parents
        self._children: dict[str, list[str]] = {}
        for cell, parent in parents.items():
            self._children.setdefault(parent if parent in parents else "", []).append(cell)

    @cached_property
    def roots(self) -> list[str]:
        """The cells on top: those without a parent here, and one of every loop."""
        roots = list(self._children.get("", ()))
        seen = {cell for root in roots for cell in self.below(root)}
        for cell in self._parents:
            if cell not in seen:
                loop = self.above(cell)[-1]
                roots.append(loop)
                seen.update(self.below(loop))
        return roots

    def children(self, cell: str) -> list[str]:
        """Return the cells directly below."""
        return self._children.get(cell, [])

    def below(self, cell: str) -> Iterator[str]:
        """Yield a cell and every one below it, each before those below it."""
        seen, waiting = set[str](), [cell]
        while waiting:
            current = waiting.pop()
            if current not in seen:
                seen.add(current)
                yield current
                waiting += reversed(self.children(current))

    def above(self, cell: str) -> tuple[str, ...]:
        """Return a cell and every one above it, up to the top."""
        found: dict[str, None] = {}
        while cell in self._parents and cell not in found:
            found[cell] = None
            cell = self._parents[cell]
        return tuple(found)

    def loops(self) -> Iterable[str]:
        """Yield the cells that stand above themselves."""
        for cell in self._parents:
            last = self.above(cell)[-1]
            if self._parents[last] == cell:
                yield cell


def tree_of(context: Context) -> Tree:
    """Return the tree of all cells, those that ended among them."""
    return Tree({cell.id: cell.parent for cell in context.find(Query("cell"))})


def tree_on(reader: Reader, day: date) -> Tree:
    """Return the tree of all cells as it stood on a day; a move counts from its day on."""
    parents = {cell.id: cell.parent for cell in reader.find(Query("cell"))}
    then: dict[str, str] = {}
    for place in reader.find(Query("cell_place", Between("until", day, None), ("until", "id"))):
        then.setdefault(place.cell, place.parent)
    return Tree(parents | {cell: parent for cell, parent in then.items() if cell in parents})


def succeeded(cells: Mapping[str, Any], cell: str, day: date) -> str:
    """Return the cell, of these by identifier, in which one goes on that had ended by a day.

    That is the cell it was merged into, or else the one above; of a cell that goes on nowhere, the cell itself.
    """
    seen = set[str]()
    while (found := cells.get(cell)) and found.end and found.end <= day and cell not in seen:
        seen.add(cell)
        cell = found.into or found.parent or cell
    return cell


def led_by_officer(context: Context) -> tuple[str, ...]:
    """Return the cells that the officer leads or stands in for, as a member of staff, and all below them.

    What ended goes on in one of them: what is due in it stands in the same day.
    """
    mine = context.find(Query("cell", RECORDS["cell"].filters(context)["mine"]))
    if not mine:
        return ()
    known = {cell.id: cell for cell in context.find(Query("cell"))}
    tree = Tree({cell: each.parent for cell, each in known.items()})
    led = dict.fromkeys(below for cell in mine for below in tree.below(cell.id))
    return (*led, *(cell for cell in known if cell not in led and succeeded(known, cell, context.today) in led))
