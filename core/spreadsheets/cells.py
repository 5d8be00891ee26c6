"""Cells of a spreadsheet: what they may hold, and reading one as a text, a code or a day.

A cell that the file does not tell is `Unknown`. Whoever reads it gets a refusal that says so, never an empty text; only
`legible` passes over it. A column that the file lacks is empty.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from core.values.cleaning import clean, clean_code, clean_line, plain_code
from core.values.dates import parse_when
from core.values.day_rules import day_of
from core.values.refusal import Refusal

EXACT = 10**15
"""Spreadsheets keep 15 digits of a number (Excel specifications and limits); from here on the last ones are lost."""

# How a number that has lost digits is written, by the spreadsheet or here.
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?E\+[0-9]+|[0-9]\.[0-9]+E[0-9]+", re.IGNORECASE)


@dataclass(frozen=True)
class Number:
    """A number that the sheet shows in a form of its own, or counts its days from a day of its own."""

    value: float
    shown: str
    """As the sheet shows it: 000123."""
    day: float
    """The number as `core.values.dates` counts days, if it is one."""


@dataclass(frozen=True)
class Unknown:
    """A cell whose content the file does not tell."""

    error: str = ""
    """The error that stands in its place, `#N/A` for example; empty for a formula that was never worked out."""


Cell = str | float | bool | datetime | date | time | timedelta | Number | Unknown
"""What a cell holds; an empty one holds ""."""

NumberedRow = tuple[int, Sequence[Cell]]
"""The row number the officer sees in the spreadsheet, and its cells."""


@dataclass(frozen=True)
class Row:
    """A row of the table: its number in the spreadsheet, and its cells by field."""

    number: int
    values: Mapping[str, Cell]
    headers: Mapping[str, str] = field(default_factory=dict)
    """What the file calls the fields."""
    first: str = ""
    """The first text of the row, in whatever column: what a closing row is known by."""

    def heading(self, name: str) -> str:
        """Return what the file calls a field."""
        return self.headers.get(name, name)


class UnknownCell(Refusal):
    """A cell of this row cannot be known."""


class ErrorCell(UnknownCell):
    """“{column}” shows the error {error}. Correct it in the spreadsheet and save it again."""


class NotWorkedOut(UnknownCell):
    """“{column}” is a formula that was never worked out. Open the file in Excel or WPS, save it and read it again."""


class NumberIsDate(Refusal):
    """The spreadsheet has made a date of “{column}”. Format the column as text and enter the number again."""


class NumberRounded(Refusal):
    """The spreadsheet has rounded “{column}”. Format the column as text and enter the number again."""


def words(row: Row, name: str) -> str:
    """Return a cell as text of any number of lines; raise `UnknownCell`."""
    return clean(_text(row, name))


def line(row: Row, name: str) -> str:
    """Return a cell as one line; raise `UnknownCell`."""
    return clean_line(_text(row, name))


def code(row: Row, name: str) -> str:
    """Return a cell as a number or code in its plain form.

    Raises `UnknownCell`; `NumberRounded` beyond 15 digits; `NumberIsDate` for what was typed as 1-2.
    """
    cell = _known(row, name)
    if isinstance(cell, date | time | timedelta):
        raise NumberIsDate(column=row.heading(name))
    text = plain_code(shown(cell))
    if _SCIENTIFIC.fullmatch(text):
        raise NumberRounded(column=row.heading(name))
    return text


def when(row: Row, name: str, today: date) -> datetime | date:
    """Return the day, or the day and time, in a cell; raise `UnknownCell` or what `core.values.dates.parse_when`
    raises."""
    cell = _known(row, name)
    return parse_when(cell.day if isinstance(cell, Number) else cell, today)


def day(row: Row, name: str, today: date) -> date:
    """Return the day in a cell, without the time that may stand there; raises what `when` raises."""
    return day_of(when(row, name, today))


def moment(row: Row, name: str, today: date) -> datetime:
    """Return the day and time in a cell, of a day alone its beginning; raises what `when` raises."""
    said = when(row, name, today)
    return said.replace(microsecond=0) if isinstance(said, datetime) else datetime.combine(said, time())


def legible(row: Row, name: str) -> str:
    """Return a cell as one line, and an empty text for one that is not known."""
    return "" if isinstance(row.values.get(name), Unknown) else line(row, name)


def legible_code(row: Row, name: str) -> str:
    """Return a cell as a code, and an empty text for what `code` refuses."""
    try:
        return code(row, name)
    except Refusal:
        return ""


def doubts(row: Row) -> list[UnknownCell]:
    """Return why cells of a row cannot be known."""
    return [_why(row, name) for name, cell in row.values.items() if isinstance(cell, Unknown)]


def shown(cell: Cell) -> str:
    """Return a cell as the sheet shows it: an unknown one as its error, a rounded number without digits of our own."""
    match cell:
        case str():
            return cell
        case bool():
            return str(cell).upper()
        case Unknown():
            return cell.error
        case Number():
            return cell.shown
        case float() if abs(cell) >= EXACT:
            return f"{cell:.15g}".upper()
        case int() | float():
            return clean_code(cell)
        case _:
            return str(cell)


def _text(row: Row, name: str) -> str:
    return shown(_known(row, name))


def _known(row: Row, name: str) -> Cell:
    cell = row.values.get(name, "")
    if isinstance(cell, Unknown):
        raise _why(row, name)
    return cell


def _why(row: Row, name: str) -> UnknownCell:
    cell = row.values[name]
    assert isinstance(cell, Unknown)
    column = row.heading(name)
    return ErrorCell(column=column, error=cell.error) if cell.error else NotWorkedOut(column=column)
