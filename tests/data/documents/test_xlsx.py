"""Spreadsheets in and out: what is read, what is refused before it is opened, and what is written."""

import errno
import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.spreadsheets.columns import NoKnownHeader, SheetColumn
from core.values.cleaning import clean
from core.values.refusal import Refusal
from data.documents import xlsx_limits
from data.documents.xlsx import MOST_CHARACTERS, NoRows, NoSheet, TooManyRows, open_table, read_sheets, write_rows
from data.documents.xlsx_limits import (
    DamagedSpreadsheet,
    LockedSpreadsheet,
    NotASpreadsheet,
    OldSpreadsheet,
    TooLargeSpreadsheet,
    TooManyCells,
)
from data.system.disk import CannotReach, DiskFull, DiskReadOnly, IsFolder, NotAFile, NotPermitted

Fill = Callable[[xlsxwriter.Workbook], object]
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.xlsx"


def make(path: Path, fill: Fill) -> Path:
    with xlsxwriter.Workbook(path) as workbook:
        fill(workbook)
    return path


def repack(path: Path, changes: dict[str, bytes]) -> Path:
    """Replace members of the package by others."""
    with zipfile.ZipFile(path) as package:
        members = {name: package.read(name) for name in package.namelist()} | changes
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return path


def with_sheet(path: Path, cells: str, prefix: str = "") -> Path:
    """Make a workbook whose only sheet has the given XML as its data."""
    write_rows(path, ["heading"], [])
    named = f":{prefix.rstrip(':')}" if prefix else ""
    data = f"<{prefix}sheetData>{cells}</{prefix}sheetData>"
    text = f'<{prefix}worksheet xmlns{named}="{NAMESPACE}">{data}</{prefix}worksheet>'
    return repack(path, {"xl/worksheets/sheet1.xml": text.encode()})


def read(path: Path) -> list[tuple[int, list[object]]]:
    return [(number, list(cells)) for sheet in read_sheets(path) for number, cells in sheet.rows]


# Reading


def test_values_come_with_the_row_numbers_of_the_spreadsheet(path: Path) -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.write_row(2, 0, ["编号", "时间"])
        sheet.write_number(4, 0, 24)
        sheet.write_datetime(4, 1, datetime(2019, 4, 8, 8, 37, 20), workbook.add_format({"num_format": "yyyy-mm-dd"}))

    rows = read(make(path, fill))
    assert [row for row in rows if any(row[1])] == [(3, ["编号", "时间"]), (5, [24.0, datetime(2019, 4, 8, 8, 37, 20)])]


def test_a_formula_is_the_value_it_had(path: Path) -> None:
    make(path, lambda workbook: workbook.add_worksheet().write_formula("A1", "=1+1", value=7))
    assert read(path) == [(1, [7.0])]


def test_hidden_and_empty_sheets_are_passed_over(path: Path) -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        workbook.add_worksheet("空")
        hidden = workbook.add_worksheet("藏")
        hidden.write_string("A1", "x")
        hidden.hide()
        workbook.add_worksheet("表").write_string("A1", "y")

    assert [sheet.name for sheet in read_sheets(make(path, fill))] == ["表"]


def test_the_first_sheet_with_a_known_heading_is_the_table(path: Path) -> None:
    def fill(workbook: xlsxwriter.Workbook) -> None:
        workbook.add_worksheet("说明").write_string("A1", "填表说明")
        sheet = workbook.add_worksheet("数据")
        sheet.write_row(1, 0, ["姓名", "电话"])
        sheet.write_row(2, 0, ["张三", "62"])

    table = open_table(make(path, fill), [SheetColumn("name", ("姓名",), required=True)])
    assert table.sheet == "数据"
    assert table.mapping.unmapped == ("电话",)
    assert [(row.number, dict(row.values)) for row in table.rows] == [(3, {"name": "张三"})]


def test_without_a_known_heading_the_first_sheet_is_explained(path: Path) -> None:
    make(path, lambda workbook: workbook.add_worksheet().write_string("A1", "汇总"))
    with pytest.raises(NoKnownHeader) as refused:
        open_table(path, [SheetColumn("name", ("姓名",), required=True)])
    assert "姓名" in str(refused.value)
    assert "汇总" in str(refused.value)


def test_formatted_empty_rows_are_ignored(path: Path) -> None:
    empty = "".join(f'<row r="{row}"><c r="A{row}" s="0"/><c r="XFD{row}" s="0"/></row>' for row in range(2, 5000))
    with_sheet(path, f'<row r="1"><c r="A1"><v>1</v></c></row>{empty}<row r="1048576"><c r="A1048576" s="0"/></row>')
    assert read(path) == [(1, [1.0])]


def test_prefixed_sheets_are_read_too(path: Path) -> None:
    with_sheet(path, '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>', prefix="x:")
    assert read(path) == [(1, [1.0])]


# Refusing


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


# Writing

cells = st.text(st.characters(exclude_categories=["Cs"])).map(clean)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(st.tuples(cells, cells), max_size=5))
def test_what_is_written_is_read_back(path: Path, rows: list[tuple[str, str]]) -> None:
    write_rows(path, ["甲", "乙"], rows)
    filled = [(number, cells) for number, cells in read(path) if any(cells)]
    assert filled == [(1, ["甲", "乙"]), *((n, list(row)) for n, row in enumerate(rows, start=2) if any(row))]


def test_nothing_written_becomes_a_formula_a_link_or_a_number(path: Path) -> None:
    suspicious = ["=1+1", "+1", "@SUM(A1)", "http://x", "007", "_x0041_", "{=1}"]
    write_rows(path, suspicious, [suspicious])
    assert read(path) == [(1, suspicious), (2, suspicious)]


def test_the_heading_is_bold_and_stays_in_sight(path: Path) -> None:
    write_rows(path, ["甲"], [["乙"]], sheet="名单")
    with zipfile.ZipFile(path) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
        assert 'state="frozen"' in sheet
        assert '<c r="A1" s="1"' in sheet
        assert "<b/>" in package.read("xl/styles.xml").decode()
    assert [sheet.name for sheet in read_sheets(path)] == ["名单"]


def test_a_text_longer_than_a_cell_is_cut_and_says_so(path: Path) -> None:
    write_rows(path, ["甲"], [["长" * (MOST_CHARACTERS + 1)]])
    [_, (_, [text])] = read(path)
    assert text == "长" * (MOST_CHARACTERS - 1) + "…"


def test_more_rows_than_a_sheet_holds_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.documents.xlsx.MOST_ROWS", 3)
    write_rows(path, ["甲"], [["1"], ["2"]])
    with pytest.raises(TooManyRows):
        write_rows(path, ["甲"], [["1"], ["2"], ["3"]])
    assert len(read(path)) == 3, "the older file is still there"


@pytest.mark.parametrize(
    ("number", "refusal"),
    [(errno.ENOSPC, DiskFull), (errno.EDQUOT, DiskFull), (errno.EROFS, DiskReadOnly), (errno.EACCES, NotPermitted)],
)
def test_a_disk_that_fails_leaves_the_old_file_and_nothing_else(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int, refusal: type[Refusal]
) -> None:
    def fail(handle: int) -> None:
        raise OSError(number, "failed")

    path.write_text("old")
    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(refusal):
        write_rows(path, ["甲"], [])
    assert path.read_text() == "old"
    assert list(path.parent.iterdir()) == [path]


def test_a_disk_that_fills_up_while_writing_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "failed")

    monkeypatch.setattr(zipfile.ZipFile, "write", fail)
    with pytest.raises(DiskFull):
        write_rows(path, ["甲"], [])
    assert list(path.parent.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotReach):
        write_rows(tmp_path / "gone" / "list.xlsx", ["甲"], [])
