"""Where a list gets its rows: what a source is, and what its rows are made of. Nothing here draws."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, Self, runtime_checkable

from rich.cells import cell_len
from textual.content import Content

from core.model.query import Order
from tui.terminal.glyphs import fit, fit_middle, right

PAGE = 64
"""Rows fetched at once; a multiple of any usual screen."""
MAX_PAGES = 16


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of the list."""

    name: str
    label: str
    """Its heading, already translated."""
    width: int
    grows: bool = False
    """Whether it takes the room that the others leave, and gives some on a narrow screen: it is what is read."""
    whole: bool = False
    """Whether it is read as much: the column that grows gives it more of the room."""
    middle: bool = False
    """Whether what is too long is cut in the middle: its end is read too."""
    right: bool = False
    """Whether it stands at the right of its column."""

    def fitted(self, text: str, width: int) -> str:
        """Return a text of this column cut or filled to a width in cells."""
        if self.right and cell_len(text) < width:
            return right(text, width)
        return fit_middle(text, width) if self.middle else fit(text, width)


@dataclass(frozen=True, slots=True)
class Row:
    """What a row shows: a text for each column, and for each or for none the name of a style (empty: as the row)."""

    cells: tuple[str, ...]
    styles: tuple[str, ...] = ()
    pictures: tuple[Content | None, ...] = ()
    """What is drawn instead of the text of each column, which says the same in words; None: the text."""


class Source(Protocol):
    """Where a list gets its rows."""

    columns: tuple[ListColumn, ...]

    def keys(self) -> "array[int]":
        """Return the keys of all rows in order; may take long, so the owner calls it in a thread."""

    def page(self, keys: Sequence[int]) -> list[Row]:
        """Return these rows; quick, called while drawing."""


@runtime_checkable
class ArrangedSource(Source, Protocol):
    """A source whose rows are records of one kind: they can be put in another order, and show other columns."""

    @property
    def kind(self) -> str:
        """The kind of the records."""

    def arranged(self, order: Order, names: Sequence[str]) -> Self:
        """Return the same in another order, below each heading if there are any, or with other columns; empty is as it
        was."""


PageFunction = Callable[[Sequence[int]], list[Row]]
"""Returns the rows with these keys."""


class PagedRows:
    """The rows with these keys, fetched page by page as they are asked for; few pages are kept."""

    def __init__(self, keys: Sequence[int], page: PageFunction) -> None:
        """Fetch nothing yet."""
        self._keys, self._page = keys, page
        self._pages: dict[int, list[Row]] = {}

    def forget(self) -> None:
        """Fetch all rows again that are asked for."""
        self._pages.clear()

    def row(self, place: int) -> Row:
        """Return the row at a place; one without cells if its record has gone since the keys were read."""
        number, within = divmod(place, PAGE)
        if number not in self._pages:
            while len(self._pages) >= MAX_PAGES:
                del self._pages[next(iter(self._pages))]
            self._pages[number] = self._page(self._keys[number * PAGE : (number + 1) * PAGE])
        rows = self._pages[number]
        return rows[within] if within < len(rows) else Row(())


def records_in(keys: Iterable[int]) -> int:
    """Return how many of the keys are of records; those of the headings between them are negative."""
    return sum(key >= 0 for key in keys)
