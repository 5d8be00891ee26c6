"""What an .xlsx must be before it is opened: of the right kind, and not larger than it says or than memory bears.

The reader builds the whole rectangle of cells of a sheet at once, so that two cells in opposite corners cost hundreds
of gigabytes. So every member of the package is first unpacked here, in pieces, and the places of its cells measured;
what is found on the way that the reader does not tell is kept (`data.documents.xlsx_survey`).
"""

import copy
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from core.values.refusal import Refusal
from data.documents.xlsx_survey import Survey, TooFar, Unreadable, Workbook, read_styles, read_workbook, survey
from data.system.disk import file_refusals, open_ordinary

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
_WIDE_SHEET = "sheetData".encode("utf-16-le")[:-1]  # as both orders of UTF-16 have it: no spreadsheet program writes it
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STYLES = "xl/styles.xml"


@dataclass(frozen=True)
class Package:
    """What a file says about its sheets besides their values."""

    workbook: Workbook
    sheets: Mapping[str, Survey]
    """By the member that holds the sheet."""

    def sheet(self, name: str) -> Survey:
        """Return what was found in a sheet."""
        return self.sheets[self.workbook.parts[name]]


def check_package(path: Path) -> Package:
    """Return what a spreadsheet says besides its values, or raise the Refusal that says why it should not be opened."""
    try:
        with file_refusals(path), open_ordinary(path) as file:
            _check_kind(file, path)
            with zipfile.ZipFile(file) as package:
                return _surveyed(package, _check_members(package, path.name), path.name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, Unreadable):
        raise DamagedSpreadsheet(name=path.name) from None


def _check_kind(file: IO[bytes], path: Path) -> None:
    if path.stat().st_size > MOST_BYTES:
        raise TooLargeSpreadsheet(name=path.name, most=MOST_BYTES // 2**20)
    start = file.read(len(_OLE))
    if start == _OLE:
        raise (LockedSpreadsheet if _ENCRYPTED in file.read() else OldSpreadsheet)(name=path.name)
    if start != _ZIP:
        raise NotASpreadsheet(name=path.name)


def _check_members(package: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    """Unpack every member; return those that hold a sheet."""
    members = package.infolist()
    if any(member.flag_bits & _FLAG_ENCRYPTED for member in members):
        raise LockedSpreadsheet(name=name)
    names = {member.filename for member in members}
    if _WORKBOOK not in names:
        raise NotASpreadsheet(name=name)
    if len(names) < len(members):  # what is looked at here must be what is read
        raise DamagedSpreadsheet(name=name)
    left = MOST_UNPACKED
    sheets = []
    for member in members:
        is_sheet, end = False, b""
        with _unpacked(package, member) as unpacked:
            while piece := unpacked.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise TooLargeSpreadsheet(name=name, most=MOST_UNPACKED // 2**20)
                if _WIDE_SHEET in end + piece:
                    raise DamagedSpreadsheet(name=name)
                is_sheet = is_sheet or _SHEET in end + piece
                end = piece[-len(_WIDE_SHEET) :]
        sheets += [member] if is_sheet else []
    return sheets


def _surveyed(package: zipfile.ZipFile, sheets: list[zipfile.ZipInfo], name: str) -> Package:
    """Go through the workbook, its styles and its sheets; what is no sheet, a picture for example, has no cells."""
    known = {member.filename: member for member in package.infolist()}
    with _unpacked(package, known[_WORKBOOK]) as file:
        workbook = read_workbook(file, _unpacked(package, known[_RELATIONS]) if _RELATIONS in known else None)
    styles = read_styles(_unpacked(package, known[_STYLES])) if _STYLES in known else {}
    try:
        found = {member.filename: survey(_unpacked(package, member), styles, MOST_CELLS, workbook) for member in sheets}
    except TooFar as far:
        row, column = far.args
        raise TooManyCells(name=name, row=row, column=column) from None
    return Package(workbook, found)


def _unpacked(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> IO[bytes]:
    """Open a member to its real end: it may declare another one, and the reader goes by the real one."""
    probe = copy.copy(member)
    probe.file_size = _ANY_SIZE
    return package.open(probe)
