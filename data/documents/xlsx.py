"""Tables in .xlsx files: reading values through calamine, writing text through xlsxwriter.

A formula counts as the value it had when the file was saved; macros and links are ignored. A cell is handed on as the
sheet shows it, and one that the file does not tell as `core.spreadsheets.cells.Unknown`. A merged cell counts in every
row it spans.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from core.model.printout import Frame
from core.spreadsheets.cells import EXACT, Cell, Number, NumberedRow, Row, Unknown, shown
from core.spreadsheets.columns import HEADER_ROWS, ColumnMapping, SheetColumn, guess, read_table, recognise
from core.values.cleaning import printable
from core.values.refusal import Refusal
from data.documents.xlsx_limits import DamagedSpreadsheet, check_package
from data.documents.xlsx_number_format import Pattern
from data.documents.xlsx_survey import Survey
from data.media.verified_write import removed_on_failure
from data.system.disk import file_refusals

MOST_ROWS = 1_048_576
"""What a sheet holds, the heading included (Excel specifications and limits)."""

MOST_CHARACTERS = 32_767
"""What a cell holds (the same)."""

MEASURED_ROWS = 200
"""How many rows at the top the widths of the columns are taken from, the heading included."""
NARROWEST, WIDEST = 6, 60
"""How wide a column is at least and at most, in half characters."""
ROOM = 4
"""What a heading needs besides its text for the sign of the filter, in half characters."""
MOST_ABOVE = 200
"""How many characters stand at the top of a page; 255 are taken (Excel specifications and limits)."""
A4 = 9
"""The paper, as spreadsheets number it (ECMA-376 part 1, 18.3.1.63)."""

_CUT = "…"
_FORMULAS = frozenset("=+-@\t\r＝＋－＠")
"""Signs that begin a formula in one spreadsheet program or another (OWASP, CSV injection)."""


class NoSheet(Refusal):
    """{name} has no visible sheet. Show the sheet in Excel or WPS and save the file again."""


class NoRows(Refusal):
    """{name} is empty. Choose a file with a heading and rows."""


class TooManyRows(Refusal):
    """A spreadsheet holds {most} rows at most, and this list has more. Narrow the list and export it in parts."""


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook: its first rows, to find the heading in, and all rows, to be read once."""

    name: str
    head: Sequence[NumberedRow]
    rows: Iterator[NumberedRow]


@dataclass(frozen=True)
class SheetTable:
    """The part of a workbook that an import knows: the sheet, how its columns were understood, and its rows."""

    sheet: str
    mapping: ColumnMapping
    rows: Iterator[Row]


def open_table(path: Path, columns: Sequence[SheetColumn], remembered: Mapping[str, str] | None = None) -> SheetTable:
    """Return the first sheet whose heading is known; if there is none, raise what is wrong with the first sheet."""
    refusal: Refusal | None = None
    for sheet in read_sheets(path):
        try:
            mapping = recognise(sheet.head, columns, remembered)
        except Refusal as why:
            refusal = refusal or why
        else:
            return SheetTable(sheet.name, mapping, read_table(sheet.rows, mapping))
    raise refusal or NoRows(name=path.name)


def guess_headings(
    path: Path, columns: Sequence[SheetColumn], remembered: Mapping[str, str] | None = None
) -> ColumnMapping:
    """Return how the headings of a workbook are best understood, though columns may be missing."""
    guesses = [found for sheet in read_sheets(path) if (found := guess(sheet.head, columns, remembered))]
    if not guesses:
        raise NoRows(name=path.name)
    return max(guesses, key=lambda found: len(found.fields))  # the first sheet of several alike


def read_sheets(path: Path) -> Iterator[Sheet]:
    """Yield the visible sheets that have any cells, or raise the Refusal that says why the file cannot be read."""
    package = check_package(path)
    import python_calamine as calamine  # imported late: only an import needs it

    try:
        with calamine.CalamineWorkbook.from_path(path) as workbook:
            shown = (calamine.SheetTypeEnum.WorkSheet, calamine.SheetVisibleEnum.Visible)
            names = [sheet.name for sheet in workbook.sheets_metadata if (sheet.typ, sheet.visible) == shown]
            if not names:
                raise NoSheet(name=path.name)
            for name in names:
                sheet = workbook.get_sheet_by_name(name)
                values = _odd(sheet.iter_rows(), package.sheet(name), since_1904=package.workbook.since_1904)
                rows = enumerate(_spanned(values, sheet.merged_cell_ranges or ()), start=1)
                if head := list(islice(rows, HEADER_ROWS)):
                    yield Sheet(name, head, chain(head, rows))
    except (calamine.CalamineError, KeyError):  # a sheet that is not where the workbook says
        raise DamagedSpreadsheet(name=path.name) from None


_DAYS_TO_1904 = 1462
"""How much later the days begin to be counted that are counted from 1904 (ECMA-376 part 1, 18.17.4.1)."""
_MOST_DAYS = 2_958_466
"""The day after 9999-12-31: a larger number is no day."""
_ERRORS = frozenset((
    "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!", "#FIELD!",
))  # fmt: skip
"""Errors that may have been saved as texts (ECMA-376 part 1, 18.17.3, and later ones)."""


def _odd(rows: Iterator[list[Any]], found: Survey, *, since_1904: bool) -> Iterator[list[Cell]]:
    """Yield the cells of each row with what the sheet says of them besides their values."""
    for at, values in enumerate(chain(rows, repeat([]))):
        if not values and at >= found.rows:
            return
        cells: list[Cell] = [_cell(value, since_1904=since_1904) for value in values]
        for column, odd in found.odd.get(at, {}).items():
            cells += [""] * (column + 1 - len(cells))
            cells[column] = _shown(cells[column], odd) if isinstance(odd, Pattern) else odd
        yield cells


def _cell(value: Any, *, since_1904: bool) -> Cell:
    if isinstance(value, str):
        return Unknown(value.strip()) if value.strip() in _ERRORS else value
    if since_1904 and isinstance(value, float) and value < _MOST_DAYS:
        return Number(value, shown(value), value + _DAYS_TO_1904)
    cell: Cell = value
    return cell


def _shown(cell: Cell, form: Pattern) -> Cell:
    number = Number(cell, "", cell) if isinstance(cell, float) else cell
    if not isinstance(number, Number) or number.value >= EXACT:
        return cell
    text = form.show(number.value)
    return cell if text is None else replace(number, shown=text)


def _spanned(
    rows: Iterable[list[Cell]], merged: Iterable[tuple[tuple[int, int], tuple[int, int]]]
) -> Iterator[list[Cell]]:
    """Yield rows with the value of each merged cell in all of them that it spans, but for rows that have nothing else.

    Sidewards nothing is filled: a title over all columns is in the first of them.
    """
    begins: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, _right) in merged:
        if bottom > top:
            begins.setdefault(top, []).append((left, bottom))
    spans: dict[int, tuple[int, Cell]] = {}
    for at, cells in enumerate(rows):
        for column, (bottom, value) in list(spans.items()):
            if at > bottom:
                del spans[column]
            elif column < len(cells) and any(cell != "" for cell in cells):
                cells[column] = value
        spans |= {left: (bottom, cells[left]) for left, bottom in begins.get(at, ()) if left < len(cells)}
        yield cells


def write_rows(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    sheet: str = "Sheet1",
    frame: Frame | None = None,
) -> None:
    """Write a table of text cells, whole or not at all; a text longer than a cell holds is cut and ends in “…”.

    Everything is text, so that no cell can become a formula and no code loses its zeros. What the writer puts aside
    while it works stays beside the file, on the medium that was chosen for it, and is removed in every case. In a
    frame it has mark, title and what else stands above the headings, and what stands below the last row.
    """
    with removed_on_failure() as made, file_refusals(path):
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".sealdesk-") as folder:
            draft = Path(folder) / path.name
            _write_workbook(draft, header, rows, sheet, frame)
            _flush(draft)
            draft.replace(path)
            made.append(path)
        _flush(path.parent)


def _write_workbook(
    draft: Path, header: Sequence[str], rows: Iterable[Sequence[str]], name: str, frame: Frame | None
) -> None:
    import xlsxwriter  # imported late: only an export needs it
    from xlsxwriter.exceptions import FileCreateError

    try:
        with xlsxwriter.Workbook(draft, {"constant_memory": True, "tmpdir": str(draft.parent)}) as workbook:
            sheet = workbook.add_worksheet(name)
            formats, widths = _formats(workbook), dict[int, int]()
            head = last = _begin(sheet, workbook, frame, len(header))
            for last, cells in enumerate(chain([header], rows), start=head):
                if last == MOST_ROWS:
                    raise TooManyRows(most=MOST_ROWS)
                for at, text in enumerate(cells):
                    sheet.write_string(last, at, _fitted(text), formats[last == head, text[:1] in _FORMULAS])
                    if last - head < MEASURED_ROWS:
                        widths[at] = max(widths.get(at, 0), _width(text) + ROOM * (last == head))
            _lay_out(sheet, widths, head, last)
            for number, text in enumerate(frame.below if frame else (), start=last + 2):
                sheet.write_string(number, 0, _fitted(text), formats[False, text[:1] in _FORMULAS])
    except FileCreateError as error:
        raise error.args[0] from None


def _begin(sheet: Any, workbook: Any, frame: Frame | None, wide: int) -> int:
    """Write what stands above the headings, each on a row of its own; return the row of the headings."""
    if frame is None:
        return 0
    mark = workbook.add_format({"bold": True, "font_size": 16, "quote_prefix": True})
    title = workbook.add_format({"bold": True, "font_size": 22, "align": "center", "quote_prefix": True})
    above = [(frame.mark, mark), (frame.title, title), *((text, None) for text in frame.above)]
    shown = [(text, look) for text, look in above if text]
    for number, (text, look) in enumerate(shown):
        if look is title and wide > 1:
            sheet.merge_range(number, 0, number, wide - 1, "", look)
        sheet.write_string(number, 0, _fitted(text), look)
    sheet.set_header(f"&R{_plain(frame.written)}")
    sheet.set_footer("&C&P / &N")
    return len(shown)


def _plain(text: str) -> str:
    """Return a text as it stands at the top of a page, where a & begins a command."""
    return printable(text).replace("&", "&&")[:MOST_ABOVE]


def _lay_out(sheet: Any, widths: Mapping[int, int], head: int, last: int) -> None:
    """Let the heading stay in sight, filter the rows below it, and stand on every printed page; give columns widths."""
    sheet.freeze_panes(head + 1, 0)
    sheet.autofilter(head, 0, last, max(widths, default=0))
    for at, width in widths.items():
        sheet.set_column(at, at, min(max(width, NARROWEST), WIDEST))
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, head)


def _width(text: str) -> int:
    """Return how wide a text is, in half characters as spreadsheets measure columns."""
    return len(text) + sum(not sign.isascii() and east_asian_width(sign) in "WF" for sign in text[:WIDEST])


def _formats(workbook: Any) -> dict[tuple[bool, bool], Any]:
    """Return the formats of a cell by whether it is a heading, and whether a spreadsheet would take it for a formula.

    Such a cell is marked as quoted, as if it had been typed behind an apostrophe: it stays a text when it is edited.
    """
    bold, quoted = {"bold": True}, {"quote_prefix": True}
    return {
        (True, True): workbook.add_format(bold | quoted),
        (True, False): workbook.add_format(bold),
        (False, True): workbook.add_format(quoted),
        (False, False): None,
    }


def _fitted(text: str) -> str:
    text = printable(text)
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - len(_CUT)] + _CUT


def _flush(path: Path) -> None:
    """Wait until the file, or the entry in its folder, is on the medium; only POSIX can flush a folder."""
    if path.is_dir() and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
