"""Spreadsheets in and out: what is read of them, and what is written."""

import errno
import zipfile
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.model.printout import Frame
from core.spreadsheets.columns import NoKnownHeader, SheetColumn
from core.values.cleaning import clean
from core.values.refusal import Refusal
from data.documents.xlsx import MOST_CHARACTERS, TooManyRows, open_table, read_sheets, write_rows
from data.system.disk import CannotReach, DiskFull, DiskReadOnly, NotPermitted
from tests.support.spreadsheets import make, read, with_sheet

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


def test_a_list_has_widths_and_a_filter_and_prints_its_heading_on_every_page(path: Path) -> None:
    rows = [["2026-000001", "宿舍漏水" * 20, "李"], ["2026-000002", "x", ""]]
    write_rows(path, ["编号", "事由", "承办人"], rows)
    with zipfile.ZipFile(path) as package:
        sheet = ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml"))
        names = package.read("xl/workbook.xml").decode()
    space = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    widths = [round(float(each.get("width", 0))) for each in sheet.findall("x:cols/x:col", space)]
    assert widths == [12, 61, 11]  # what stands in them, bounded; the program adds its margin
    found = sheet.find("x:autoFilter", space)
    assert found is not None
    assert found.get("ref") == "A1:C3"
    assert "_xlnm.Print_Titles" in names


def test_an_empty_list_has_its_heading_and_a_filter(path: Path) -> None:
    write_rows(path, ["编号"], [])
    assert read(path) == [(1, ["编号"])]


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


def test_a_frame_stands_around_the_table_and_the_heading_is_found_below_it(path: Path) -> None:
    frame = Frame("台账", "机密", ("单位：甲站", "=1+1"), ("合计：2",), "保密 & 制表")
    write_rows(path, ("姓名", "电话"), [("张三", "62"), ("李四", "63")], frame=frame)
    told = [row for _number, row in read(path) if any(row)]
    assert [row[0] for row in told] == ["机密", "台账", "单位：甲站", "=1+1", "姓名", "张三", "李四", "合计：2"]
    assert open_table(path, [SheetColumn("name", ("姓名",), required=True)]).mapping.unmapped == ("电话",)
    with zipfile.ZipFile(path) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
        names = package.read("xl/workbook.xml").decode()
    assert "&amp;R保密 &amp;&amp; 制表" in sheet
    assert '<autoFilter ref="A5:B7"/>' in sheet
    assert "$1:$5" in names


def test_the_heading_stays_in_sight_below_a_frame(path: Path) -> None:
    write_rows(path, ("姓名",), [("张三",)], frame=Frame("台账"))
    with zipfile.ZipFile(path) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert 'ySplit="2"' in sheet
    assert "mergeCell " not in sheet
