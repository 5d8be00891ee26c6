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

MOST_BYTES = 64 * 2**20
"""Size of the file."""

MOST_UNPACKED = 512 * 2**20
"""Size of all members of the package together, unpacked."""

MOST_CELLS = 4_000_000
"""Rows times columns up to the last cell that holds something: 100,000 rows of 40 columns."""


class UnreadableFile(Refusal):
    """The file {name} cannot be opened: {reason}. Check that it is there and that you may read it."""


class NotASpreadsheet(Refusal):
    """{name} is not an .xlsx file, whatever its name says. Open the list in Excel or WPS and save it as .xlsx."""


class OldSpreadsheet(Refusal):
    """{name} is in the old .xls or .et format. Open it in Excel or WPS and save it as .xlsx."""


class LockedSpreadsheet(Refusal):
    """{name} is protected by a password. Open it in Excel or WPS, remove the password and save it again."""


class DamagedSpreadsheet(Refusal):
    """{name} is damaged and cannot be read. Get a new copy, or open it in Excel or WPS and save it again."""


class TooLargeSpreadsheet(Refusal):
    """{name} is too large: more than {most} MB {state}. Split the list into several files."""


class TooManyCells(Refusal):
    """A sheet of {name} reaches to row {row}, column {column}. Delete what is empty or stray, or split the list."""


_OLE = b"\xd0\xcf\x11\xe0"  # [MS-CFB] 2.2: the container of .xls, and of an .xlsx under a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # [MS-OFFCRYPTO] 2.3.4.4
_ZIP = b"PK\x03\x04"
_WORKBOOK = "xl/workbook.xml"
_FLAG_ENCRYPTED = 0x1

_PIECE = 2**20
_WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
# A cell that is not closed at once, so may hold something (ECMA-376 part 1, 18.3.1.4), and one that says where it is.
_CELL = re.compile(rb"<(?:[^\s<>/:]+:)?c(?:\s[^<>]*)?(?<!/)>")
_PLACED = re.compile(rb"""<(?:[^\s<>/:]+:)?c\s(?:[^<>]*?\s)?r=["']([A-Z]{1,3})([0-9]{1,7})["'][^<>]*(?<!/)>""")


def check_package(path: Path) -> None:
    """Raise the Refusal that says why the file should not be opened as a spreadsheet, if there is one."""
    try:
        with path.open("rb") as file:
            _check_kind(file, path)
            with zipfile.ZipFile(file) as package:
                _check_members(package, path.name)
    except OSError as error:
        raise UnreadableFile(name=path.name, reason=error.strerror or type(error).__name__) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise DamagedSpreadsheet(name=path.name) from None


def _check_kind(file: IO[bytes], path: Path) -> None:
    if path.stat().st_size > MOST_BYTES:
        raise TooLargeSpreadsheet(name=path.name, most=MOST_BYTES // 2**20, state="")
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
        for piece in _unpack(package, member, left):
            left -= len(piece)
            if left < 0:
                raise TooLargeSpreadsheet(name=name, most=MOST_UNPACKED // 2**20, state="unpacked")
            extent.add(piece)


def _unpack(package: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    """Yield the member's bytes to their real end: it may declare another one, and the reader goes by the real one."""
    probe = copy.copy(member)
    probe.file_size = most + 1
    with package.open(probe) as unpacked:
        while piece := unpacked.read(_PIECE):
            yield piece


class _Extent:
    """The farthest row and column of a sheet that hold something, measured piece by piece."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._rest = b""
        self._begun = False
        self._row = self._column = 0

    def add(self, piece: bytes) -> None:
        """Measure the next piece; members that are no sheets have no cells."""
        text = self._rest + piece
        cut = text.rfind(b"<")
        self._rest = text[cut:] if cut >= 0 else b""
        placed = _PLACED.findall(text, 0, max(cut, 0))
        is_odd = len(placed) != len(_CELL.findall(text, 0, max(cut, 0))) or len(self._rest) > _PIECE
        if is_odd or (not self._begun and piece.startswith(_WIDE_TEXT)):
            raise DamagedSpreadsheet(name=self._name)
        self._begun = True
        if placed:
            self._reach({letters for letters, _ in placed}, {digits for _, digits in placed})

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
