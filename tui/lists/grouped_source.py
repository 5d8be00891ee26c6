"""The rows of several queries below one another, each group under its heading."""

from array import array
from collections.abc import Sequence
from typing import Self

from core.model.query import Order
from tui.widgets.list_source import ListColumn, Row
from tui.widgets.record_source import KindSource


class GroupedSource:
    """Rows of several queries below one another, each group under its heading.

    A heading's key is negative, which no record's is.
    """

    def __init__(self, groups: Sequence[tuple[str, KindSource]]) -> None:
        """Prepare the groups; nothing is read yet."""
        self._groups = groups
        self._headings: dict[int, str] = {}
        self.columns: tuple[ListColumn, ...] = groups[0][1].columns

    @property
    def kind(self) -> str:
        """The kind of the records."""
        return self._groups[0][1].kind

    def arranged(self, order: Order, names: Sequence[str]) -> Self:
        """Return the same groups, each in another order or with other columns; empty is as it was."""
        return type(self)([(heading, source.arranged(order, names)) for heading, source in self._groups])

    def keys(self) -> "array[int]":
        """Return the keys of all rows, with those of the headings between; an empty group has none."""
        keys = array("q")
        for place, (heading, source) in enumerate(self._groups, 1):
            found = source.keys()
            if found:
                self._headings[-place] = f"{heading} ({len(found):,})"
                keys.append(-place)
                keys.extend(found)
        return keys

    def page(self, keys: Sequence[int]) -> list[Row]:
        """Return these rows in words."""
        records = [key for key in keys if key > 0]
        rows = dict(zip(records, self._groups[0][1].page(records), strict=False))
        return [rows[key] if key in rows else self._heading(key) for key in keys]

    def _heading(self, key: int) -> Row:
        blank = len(self.columns) - 1
        grows = next((place for place, column in enumerate(self.columns) if column.grows), 0)
        cells = [""] * (blank + 1)
        cells[grows] = self._headings.get(key, "")
        return Row(tuple(cells), ("strong",) * len(cells))
