"""What an .xlsx must be before it is opened: of the right kind, and not larger than it says or than memory bears.

The reader builds the whole rectangle of cells of a sheet at once, so that two cells in opposite corners cost hundreds
of gigabytes. So every member of the package is first unpacked here, in pieces, and the places of its cells measured.
"""

import copy
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from core.refusal import Refusal
from data.disk import file_refusals, open_ordinary

MOST_BYTES = 64 * 2**20
"""Size of the file."""

MOST_UNPACKED = 512 * 2**20
"""Size of all members of the package together, unpacked."""

MOST_CELLS = 4_000_000
"""Rows times columns up to the last cell that holds something: 100,000 rows of 40 columns."""


class NotASpreadsheet(Refusal):
    """{name} is not an .xlsx file, whatever its name says. Open the list in Excel or WPS and save it as .xlsx."""


class OldSpreadsheet(Refusal):
    """{name} is in the old .xls or .et format. Open it in Excel or WPS and save it as .xlsx."""


class LockedSpreadsheet(Refusal):
    """{name} is protected by a password. Open it in Excel or WPS, remove the password and save it again."""


class DamagedSpreadsheet(Refusal):
    """{name} is damaged and cannot be read. Get a new copy, or open it in Excel or WPS and save it again."""


class TooLargeSpreadsheet(Refusal):
    """{name} is too large: it holds more than {most} MB. Split the list into several files."""


class TooManyCells(Refusal):
    """A sheet of {name} reaches to row {row}, column {column}. Delete what is empty or stray, or split the list."""


_OLE = b"\xd0\xcf\x11\xe0"  # [MS-CFB] 2.2: the container of .xls, and of an .xlsx under a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # [MS-OFFCRYPTO] 2.3.4.4
_ZIP = b"PK\x03\x04"
_WORKBOOK = "xl/workbook.xml"
_FLAG_ENCRYPTED = 0x1

_PIECE = 2**20
_ANY_SIZE = 2**62
_SHEET = b"sheetData"  # ECMA-376 part 1, 18.3.1.80: only what stands in it is a cell
_WIDE_SHEET = "sheetData".encode("utf-16-le")[
    :-1
]  # as both orders of UTF-16 have it: no spreadsheet program writes that
# A cell that is not closed at once, so may hold something (ECMA-376 part 1, 18.3.1.4), and its place if it tells it.
_CELL = rb"""c(?>\s(?:[^<>]*?\s)??r=["']([A-Z]{1,3})([0-9]{1,7})["']|(?=[\s>]))[^<>]*+(?<!/)>"""
_PLAIN_CELL = re.compile(b"<" + _CELL)
_PREFIXED_CELL = re.compile(rb"<(?:[^\s<>/:]+:)?" + _CELL)


def check_package(path: Path) -> None:
    """Raise the Refusal that says why the file should not be opened as a spreadsheet, if there is one."""
    try:
        with file_refusals(path), open_ordinary(path) as file:
            _check_kind(file, path)
            with zipfile.ZipFile(file) as package:
                _check_members(package, path.name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise DamagedSpreadsheet(name=path.name) from None


def _check_kind(file: IO[bytes], path: Path) -> None:
    if path.stat().st_size > MOST_BYTES:
        raise TooLargeSpreadsheet(name=path.name, most=MOST_BYTES // 2**20)
    start = file.read(len(_OLE))
    if start == _OLE:
        raise (LockedSpreadsheet if _ENCRYPTED in file.read() else OldSpreadsheet)(name=path.name)
    if start != _ZIP:
        raise NotASpreadsheet(name=path.name)


def _check_members(package: zipfile.ZipFile, name: str) -> None:
    members = package.infolist()
    if any(member.flag_bits & _FLAG_ENCRYPTED for member in members):
        raise LockedSpreadsheet(name=name)
    if _WORKBOOK not in (member.filename for member in members):
        raise NotASpreadsheet(name=name)
    left = MOST_UNPACKED
    for member in members:
        extent = _Extent(name)
        for piece in _unpack(package, member):
            left -= len(piece)
            if left < 0:
                raise TooLargeSpreadsheet(name=name, most=MOST_UNPACKED // 2**20)
            extent.add(piece)


def _unpack(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the member's bytes to their real end: it may declare another one, and the reader goes by the real one."""
    probe = copy.copy(member)
    probe.file_size = _ANY_SIZE
    with package.open(probe) as unpacked:
        while piece := unpacked.read(_PIECE):
            yield piece


class _Extent:
    """The farthest row and column of a sheet that hold something, measured piece by piece."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._rest = b""
        self._is_sheet = False
        self._row = self._column = 0

    def add(self, piece: bytes) -> None:
        """Measure the next piece; what is no sheet, a picture for example, has no cells."""
        text = self._rest + piece
        cut = text.rfind(b"<")
        self._rest = text[cut:] if cut >= 0 else b""
        self._is_sheet = self._is_sheet or _SHEET in text
        if _WIDE_SHEET in text or len(self._rest) > _PIECE:
            raise DamagedSpreadsheet(name=self._name)
        if self._is_sheet:
            self._measure(text, max(cut, 0))

    def _measure(self, text: bytes, end: int) -> None:
        pattern = _PREFIXED_CELL if b":c" in text else _PLAIN_CELL  # a prefix is rare, and looking for it is slow
        places = pattern.findall(text, 0, end)
        if (b"", b"") in places:
            raise DamagedSpreadsheet(name=self._name)
        if places:
            self._reach({letters for letters, _ in places}, {digits for _, digits in places})

    def _reach(self, columns: set[bytes], rows: set[bytes]) -> None:
        self._column = max(self._column, *map(_column_number, columns))
        self._row = max(self._row, *map(int, rows))
        if self._row * self._column > MOST_CELLS:
            raise TooManyCells(name=self._name, row=self._row, column=self._column)


def _column_number(letters: bytes) -> int:
    """Return 1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
