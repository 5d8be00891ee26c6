"""Where a list gets its rows: what a source is, and what its rows are made of. Nothing here draws."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from textual.content import Content


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


def records_in(keys: Iterable[int]) -> int:
    """Return how many of the keys are of records; those of the headings between them are negative."""
    return sum(key >= 0 for key in keys)
