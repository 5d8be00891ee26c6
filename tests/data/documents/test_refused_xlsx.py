"""Spreadsheets that are refused before they are opened, or while they are read."""

import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.spreadsheets.columns import SheetColumn
from core.values.refusal import Refusal
from data.documents import xlsx_limits
from data.documents.xlsx import NoRows, NoSheet, open_table, write_rows
from data.documents.xlsx_limits import (
    DamagedSpreadsheet,
    LockedSpreadsheet,
    NotASpreadsheet,
    OldSpreadsheet,
    TooLargeSpreadsheet,
    TooManyCells,
)
from data.system.disk import CannotReach, IsFolder, NotAFile
from tests.support.spreadsheets import NAMESPACE, make, read, repack, with_sheet


def encrypted(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))


def other_package(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<w/>")


def locked_members(path: Path) -> None:
    write_rows(path, ["x"], [])
    content = bytearray(path.read_bytes())
    at = content.rfind(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(content)


def truncated(path: Path) -> None:
    write_rows(path, ["x"], [])
    path.write_bytes(path.read_bytes()[:-100])


def flipped(path: Path) -> None:
    write_rows(path, ["x"], [])
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(content)


def no_cells(path: Path) -> None:
    make(path, lambda workbook: workbook.add_worksheet())


def only_a_chart(path: Path) -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        chart = workbook.add_chart({"type": "bar"})
        chart.add_series({"values": "=A!$A$1:$A$2"})
        workbook.add_worksheet("A").hide()
        sheet = workbook.add_chartsheet()
        sheet.set_chart(chart)
        sheet.activate()

    make(path, fill)


def opposite_corners(path: Path) -> None:
    with_sheet(path, '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def prefixed_corners(path: Path) -> None:
    with_sheet(path, '<x:row><x:c r="A1"/><x:c s="1"\n r=\'XFD1048576\' ><x:v>1</x:v></x:c></x:row>', prefix="x:")


def cells_without_places(path: Path) -> None:
    cells = "<c><v>1</v></c>" * 5
    with_sheet(path, f'<row r="1">{cells}</row><row r="1048576">{cells}</row>')


def cell_with_disguised_place(path: Path) -> None:
    with_sheet(path, '<row><c r="&#88;FD1048576"><v>1</v></c></row>')


def cell_without_a_row(path: Path) -> None:
    with_sheet(path, '<row><c r="A0"><v>1</v></c></row>')


def member_twice(path: Path) -> None:
    write_rows(path, ["x"], [])
    with zipfile.ZipFile(path, "a") as package, pytest.warns(UserWarning, match="Duplicate"):
        package.writestr("xl/worksheets/sheet1.xml", "<evil/>")


def wide_text(path: Path) -> None:
    with_sheet(path, "")
    text = f'<?xml version="1.0" encoding="UTF-16"?><worksheet xmlns="{NAMESPACE}"><sheetData/></worksheet>'
    repack(path, {"xl/worksheets/sheet1.xml": text.encode("utf-16")})


@pytest.mark.parametrize(
    ("prepare", "refusal"),
    [
        (lambda path: None, CannotReach),
        (lambda path: path.mkdir(), IsFolder),
        (os.mkfifo, NotAFile),
        (lambda path: path.write_bytes(b""), NotASpreadsheet),
        (lambda path: path.write_text("姓名,电话\n"), NotASpreadsheet),
        (other_package, NotASpreadsheet),
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600)), OldSpreadsheet),
        (encrypted, LockedSpreadsheet),
        (locked_members, LockedSpreadsheet),
        (truncated, DamagedSpreadsheet),
        (flipped, DamagedSpreadsheet),
        (cells_without_places, TooManyCells),
        (cell_with_disguised_place, TooManyCells),
        (cell_without_a_row, DamagedSpreadsheet),
        (member_twice, DamagedSpreadsheet),
        (wide_text, DamagedSpreadsheet),
        (opposite_corners, TooManyCells),
        (prefixed_corners, TooManyCells),
        (only_a_chart, NoSheet),
        (no_cells, NoRows),
    ],
)
def test_what_is_no_readable_table_is_refused_in_words(
    path: Path, prepare: Callable[[Path], object], refusal: type[Refusal]
) -> None:
    prepare(path)
    with pytest.raises(refusal) as refused:
        open_table(path, [SheetColumn("name", ("姓名",), required=True)])
    assert "list.xlsx" in str(refused.value)


def test_a_file_beyond_the_limit_is_refused_unread(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(xlsx_limits.MOST_BYTES + 1)
    with pytest.raises(TooLargeSpreadsheet):
        read(path)


def test_a_zip_bomb_is_refused_even_if_it_lies_about_its_size(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_limits, "MOST_UNPACKED", 2 * 2**20)
    write_rows(path, ["x"], [])
    repack(path, {"xl/sharedStrings.xml": bytes(3 * 2**20)})
    with pytest.raises(TooLargeSpreadsheet):
        read(path)
    claimed, lie = (3 * 2**20).to_bytes(4, "little"), (10).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(claimed, lie))
    with pytest.raises(TooLargeSpreadsheet):
        read(path)


def test_a_cell_across_two_pieces_is_measured(path: Path) -> None:
    for shift in range(0, 40, 3):
        padding = "<!--" + "x" * (xlsx_limits._PIECE - 200 + shift) + "-->"
        with_sheet(path, f'{padding}<row><c r="XFD1048576"><v>1</v></c></row>{padding}')
        with pytest.raises(TooManyCells):
            read(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.integers(0, 10**6), st.integers(1, 255))
def test_a_changed_byte_anywhere_is_read_or_refused(path: Path, at: int, change: int) -> None:
    write_rows(path, ["编号"], [["1"]])
    content = bytearray(path.read_bytes())
    content[at % len(content)] ^= change
    path.write_bytes(content)
    with suppress(Refusal):
        read(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(st.integers(0, 10**6), st.binary(max_size=4))
def test_a_changed_sheet_is_read_or_refused(path: Path, at: int, change: bytes) -> None:
    with_sheet(path, "")
    text = b'<worksheet xmlns="%s"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>7</v></c></row>'
    text = text % NAMESPACE.encode() + b"</sheetData></worksheet>"
    place = 80 + at % (len(text) - 80)
    repack(path, {"xl/worksheets/sheet1.xml": text[:place] + change + text[place + len(change) :]})
    with suppress(Refusal):
        read(path)
