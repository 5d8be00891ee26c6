"""What the parts of an .xlsx say that its reader does not hand on.

The reader gives an empty text for an error and for a formula without a value, and a number without its format. So each
sheet is gone through here once, cell by cell, before it is read: how far it reaches, and which of its cells are not
what they seem.
"""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from core.spreadsheets.cells import Unknown
from data.documents.xlsx_number_format import Pattern, pattern

_PIECE = 2**20
_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


class Unreadable(Exception):  # noqa: N818 - told on as a refusal by whoever knows the name of the file
    """The XML is damaged, or no spreadsheet program writes such."""


class TooFar(Exception):  # noqa: N818 - the same
    """A cell lies farther out than memory bears: its row and column, from 1."""


@dataclass
class Survey:
    """A sheet: how far it reaches, from 1, and what is odd in it by row and column, from 0."""

    rows: int = 0
    columns: int = 0
    odd: dict[int, dict[int, Unknown | Pattern]] = field(default_factory=dict)


@dataclass(frozen=True)
class Workbook:
    """What the workbook says about its sheets."""

    parts: Mapping[str, str]
    """The member of the package that holds a sheet, by the name of the sheet."""
    since_1904: bool = False
    """Whether its days are counted from 1904."""
    not_worked_out: bool = False
    """Whether its formulas are to be worked out when it is opened, so that a 0 in them may mean nothing."""


def survey(file: IO[bytes], styles: Mapping[int, Pattern], most: int, workbook: Workbook) -> Survey:
    """Go through a sheet; raise `TooFar` beyond `most` cells, `Unreadable` for what is no XML of a sheet."""
    reading = _Sheet(styles, most, workbook.not_worked_out)
    _parse(file, reading)
    return reading.found


def read_styles(file: IO[bytes]) -> Mapping[int, Pattern]:
    """Return the formats of whole numbers that show more than the number, by the style that a cell names."""
    reading = _Styles()
    _parse(file, reading)
    shaped = {number: pattern(text) for number, text in reading.formats.items()}
    return {style: found for style, number in enumerate(reading.styles) if (found := shaped.get(number))}


def read_workbook(file: IO[bytes], relations: IO[bytes] | None) -> Workbook:
    """Return what the workbook says about its sheets; `relations` is the part that tells where they are."""
    targets = _Relations()
    if relations:
        _parse(relations, targets)
    reading = _Book()
    _parse(file, reading)
    parts = {name: targets.found[key] for name, key in reading.sheets.items() if key in targets.found}
    return Workbook(parts, reading.since_1904, reading.not_worked_out)


class _Handler:
    """What is told of the elements of a part, by their names without prefix."""

    def start(self, name: str, facts: dict[str, str]) -> None:
        """Take the beginning of an element."""

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def text(self, text: str) -> None:
        """Take a piece of text."""


def _parse(file: IO[bytes], handler: _Handler) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    begin, finish = handler.start, handler.end

    def start(name: str, facts: dict[str, str]) -> None:
        begin(name if ":" not in name else name.rpartition(":")[2], facts)

    def end(name: str) -> None:
        finish(name if ":" not in name else name.rpartition(":")[2])

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, handler.text
    parser.EntityDeclHandler = _refuse  # nothing is named twice in a spreadsheet but to swell
    try:
        while piece := file.read(_PIECE):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError):
        raise Unreadable from None


def _refuse(*_: object) -> None:
    raise Unreadable


class _Sheet(_Handler):
    """The cells of a sheet (ECMA-376 part 1, 18.3.1.4, 18.3.1.73): each at its place, or else behind the last one."""

    def __init__(self, styles: Mapping[int, Pattern], most: int, not_worked_out: bool) -> None:
        self.found = Survey()
        self._styles = styles
        self._most = most
        self._not_worked_out = not_worked_out
        self._row, self._column = -1, -1
        self._inside = False
        self._cell: dict[str, str] = {}
        self._formula = self._holds = self._valued = self._in_value = False
        self._value = ""

    def start(self, name: str, facts: dict[str, str]) -> None:
        """Begin a row, a cell or a part of a cell."""
        if name == "c" and self._inside:
            self._place(facts.get("r"))
            self._cell, self._value = facts, ""
            self._formula = self._holds = self._valued = False
        elif name == "v":
            self._in_value = self._holds = self._valued = True
        elif name == "f":
            self._formula = self._holds = True
        elif name == "is":
            self._holds = True
        elif name == "row" and self._inside:
            row = facts.get("r")
            self._row = _number(row) - 1 if row else self._row + 1
            self._column = -1
        elif name == "sheetData":
            self._inside = True

    def end(self, name: str) -> None:
        """Judge a cell."""
        if name == "v":
            self._in_value = False
        elif name == "c" and self._inside:
            if self._holds:
                self._reach()
                self._judge()
        elif name == "sheetData":
            self._inside = False

    def text(self, text: str) -> None:
        """Keep the value of a cell."""
        if self._in_value:
            self._value += text

    def _place(self, place: str | None) -> None:
        if place is None:
            self._row = max(self._row, 0)
            self._column += 1
            return
        found = _PLACE.fullmatch(place)
        if found is None:
            raise Unreadable
        self._row, self._column = int(found[2]) - 1, _column(found[1])
        if self._row < 0:
            raise Unreadable

    def _reach(self) -> None:
        found = self.found
        found.rows, found.columns = max(found.rows, self._row + 1), max(found.columns, self._column + 1)
        if found.rows * found.columns > self._most:
            raise TooFar(found.rows, found.columns)

    def _judge(self) -> None:
        kind = self._cell.get("t", "n")
        odd: Unknown | Pattern | None = None
        if kind == "e":
            odd = Unknown(self._value.strip() or "#")
        elif self._formula and self._is_no_result(kind):
            odd = Unknown()
        elif kind == "n" and self._styles:
            odd = self._styles.get(_number(self._cell.get("s", "0")))
        if odd:
            self.found.odd.setdefault(self._row, {})[self._column] = odd

    def _is_no_result(self, kind: str) -> bool:
        """Whether a formula has no value, or the 0 of programs that work nothing out; an empty text is a value."""
        value = self._value.strip()
        missing = not self._valued or (kind != "str" and not value)
        return missing or (self._not_worked_out and kind == "n" and value == "0")


class _Styles(_Handler):
    """The number formats of the styles (ECMA-376 part 1, 18.8.10 and 18.8.30)."""

    def __init__(self) -> None:
        self.formats: dict[str, str] = {}
        self.styles: list[str] = []
        self._inside = False

    def start(self, name: str, facts: dict[str, str]) -> None:
        """Keep a format, or the format of a style."""
        if name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            self.styles.append(facts.get("numFmtId", "0"))
        elif name == "numFmt":
            self.formats[facts.get("numFmtId", "")] = facts.get("formatCode", "")

    def end(self, name: str) -> None:
        """Leave the styles of cells."""
        self._inside = self._inside and name != "cellXfs"


class _Book(_Handler):
    """The sheets of a workbook, and how it counts and works out (ECMA-376 part 1, 18.2.2, 18.2.19 and 18.2.28)."""

    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}
        self.since_1904 = self.not_worked_out = False

    def start(self, name: str, facts: dict[str, str]) -> None:
        """Keep the name of a sheet with the key of its part."""
        if name == "sheet":
            key = next((value for each, value in facts.items() if each.rpartition(":")[2] == "id"), "")
            self.sheets[facts.get("name", "")] = key
        elif name == "workbookPr":
            self.since_1904 = facts.get("date1904", "0").strip().lower() in ("1", "true")
        elif name == "calcPr":
            self.not_worked_out = facts.get("fullCalcOnLoad", "0").strip().lower() in ("1", "true")


class _Relations(_Handler):
    """Where the parts are that a workbook names (ECMA-376 part 2, 9.3)."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def start(self, name: str, facts: dict[str, str]) -> None:
        """Keep where a part is."""
        if name == "Relationship":
            target = facts.get("Target", "")
            path = target.lstrip("/") if target.startswith(("/", "xl/")) else posixpath.join("xl", target)
            self.found[facts.get("Id", "")] = posixpath.normpath(path)


def _number(digits: str) -> int:
    if not digits.isascii() or not digits.isdigit() or len(digits) > 7:
        raise Unreadable
    return int(digits)


def _column(letters: str) -> int:
    """Return 0 for A, 26 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
