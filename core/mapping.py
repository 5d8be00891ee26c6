"""Recognising the columns of a table by their headings, whoever made the spreadsheet."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from core.cleaning import clean_line, folded
from core.refusal import Refusal

Cell = str | float | bool | datetime | date | time | timedelta
"""What a cell of a spreadsheet holds; an empty one holds ""."""

NumberedRow = tuple[int, Sequence[Cell]]
"""The row number the officer sees in the spreadsheet, and its cells."""

HEADER_ROWS = 10
"""The heading is looked for in the first so many rows: titles and remarks may stand above it."""


class NoKnownHeader(Refusal):
    """No heading found in the first {rows} rows. Needed are: {needed}. Choose another file; this one has: {found}."""


class MissingColumns(Refusal):
    """The heading in row {row} lacks {missing}. It has: {found}. Rename the columns or choose which is which."""


@dataclass(frozen=True)
class Column:
    """A column that an import knows: the field it fills and the headings it goes by, the usual one first."""

    name: str
    headers: tuple[str, ...]
    required: bool = False

    def called(self, *, chinese: bool) -> str:
        """Return the usual heading in Chinese, or in English."""
        return next((header for header in self.headers if header.isascii() is not chinese), self.headers[0])


@dataclass(frozen=True)
class ColumnMapping:
    """Which field stands in which column of a table whose heading is in row `header_row`."""

    header_row: int
    fields: Mapping[str, int]
    headers: Mapping[str, str]
    """Heading as written, for each field: what to remember for the next file of this kind."""
    unmapped: tuple[str, ...]
    """Headings that no field takes, so that the preview can say what is left out."""


@dataclass(frozen=True)
class Row:
    """A row of the table: its number in the spreadsheet, and its cells by field."""

    number: int
    values: Mapping[str, Cell]


def recognise(
    rows: Iterable[NumberedRow], columns: Sequence[Column], remembered: Mapping[str, str] | None = None
) -> ColumnMapping:
    """Return the mapping of the first of the leading rows that has all required columns.

    `remembered` maps headings to fields and wins over the columns' own headings; a heading mapped to "" is left out.
    """
    head = list(islice(rows, HEADER_ROWS))
    candidates = [_map_row(number, cells, columns, remembered or {}) for number, cells in head]
    complete = next((found for found in candidates if not _missing(found, columns)), None)
    if complete and complete.fields:
        return complete
    best = max(candidates, key=lambda found: len(found.fields), default=None)
    if best is None or not best.fields:
        found = next((cells for _, cells in head if any(map(_written, cells))), ())
        needed = _listed(c.headers[0] for c in columns if c.required)
        raise NoKnownHeader(rows=HEADER_ROWS, needed=needed, found=_listed(map(_written, found)))
    cells = next(cells for number, cells in head if number == best.header_row)
    missing = _listed(c.headers[0] for c in _missing(best, columns))
    raise MissingColumns(row=best.header_row, missing=missing, found=_listed(map(_written, cells)))


def guess(
    rows: Iterable[NumberedRow], columns: Sequence[Column], remembered: Mapping[str, str] | None = None
) -> ColumnMapping | None:
    """Return the best mapping there is, though it may lack columns, for an officer to complete; None for empty rows.

    Where no heading is known, the row with the most texts is taken for the heading.
    """
    head = list(islice(rows, HEADER_ROWS))
    candidates = [_map_row(number, cells, columns, remembered or {}) for number, cells in head]
    return max(
        (found for found in candidates if found.headers or found.unmapped),
        key=lambda found: (not _missing(found, columns), len(found.fields), len(found.unmapped)),
        default=None,
    )


def read_table(rows: Iterable[NumberedRow], mapping: ColumnMapping) -> Iterator[Row]:
    """Yield what stands under the heading, by field; rows with nothing in them are passed over."""
    for number, cells in rows:
        if number > mapping.header_row and not all(map(_is_empty, cells)):
            values = {name: cells[at] if at < len(cells) else "" for name, at in mapping.fields.items()}
            yield Row(number, values)


def _map_row(
    number: int, cells: Sequence[Cell], columns: Sequence[Column], remembered: Mapping[str, str]
) -> ColumnMapping:
    aliases = {_key(header): column.name for column in columns for header in column.headers}
    known = {column.name for column in columns}
    chosen = {_key(header): name for header, name in remembered.items() if not name or name in known}
    keys = [_key(_written(cell)) for cell in cells]
    fields: dict[str, int] = {}
    for names in (chosen, {header: name for header, name in aliases.items() if header not in chosen}):
        for at, key in enumerate(keys):
            if names.get(key) and key:
                fields.setdefault(names[key], at)
    headers = {name: _written(cells[at]) for name, at in fields.items()}
    taken = set(fields.values())
    unmapped = (_written(cell) for at, cell in enumerate(cells) if at not in taken)
    return ColumnMapping(number, fields, headers, tuple(filter(None, unmapped)))


def _missing(mapping: ColumnMapping, columns: Sequence[Column]) -> list[Column]:
    return [column for column in columns if column.required and column.name not in mapping.fields]


def _key(header: str) -> str:
    """Return a heading as it is compared: without spaces, case, width, and the * and : that forms put around it."""
    return re.sub("[*:_]", "", folded(header))


def _written(cell: Cell) -> str:
    return clean_line(cell) if isinstance(cell, str) else str(cell)


def _is_empty(cell: Cell) -> bool:
    return isinstance(cell, str) and not clean_line(cell)


def _listed(words: Iterable[str]) -> str:
    written = [word[:20] for word in words if word]
    return "、".join(written[:20]) or "—"
