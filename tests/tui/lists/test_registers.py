"""The registers of a desk by one key, and by a command: which one, of what, for when, and where to."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from core.desks.areas.records import Area
from core.desks.areas.vocabulary import AreaKind, AreaStage
from core.desks.carriers.carrier_list import CarrierList
from core.desks.carriers.destroying import PlanDestruction
from core.desks.carriers.receiving import ReceiveCarrier
from core.model.action import ACTIONS, create
from core.model.query import Query
from core.office.office import Office
from core.office.refusals import NotAllowed
from core.rules import right_to_hold
from core.rules.register import REGISTERS, Extent
from core.values.classification import Classification
from core.values.section import Section
from data.documents.xlsx import open_table, read_sheets
from tests.support.command_line_driver import CommandLine
from tests.support.screen_driver import Opened
from tests.support.screen_stage import OpenBackend
from tests.support.site_driver import write
from tui.frame.desk import desks
from tui.language import set_language
from tui.lists.exporting import EmptyList
from tui.lists.registers import Registers, registers_command, write_register

LEDGER = REGISTERS["carrier_ledger"]


@pytest.fixture
def ledger(furnished: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """王敏 with two carriers, one of them received last year."""
    monkeypatch.setattr(right_to_hold, "HOLDER_RULES", [])
    given = {"document": "甲〔2026〕1号", "originator": "上级机关", "size": "12页", "copies": 2, "use": "本部门"}
    confidential = Classification.CONFIDENTIAL
    furnished.do(ReceiveCarrier(name="年度计划", level=confidential, got=date(2026, 11, 2), **given))
    furnished.do(ReceiveCarrier(name="旧文件", level=Classification.SECRET, got=date(2025, 3, 1)))
    return furnished


def table(path: Path) -> list[tuple[Any, ...]]:
    (sheet,) = read_sheets(path)
    return [tuple(cells) for _number, cells in sheet.rows]


def write_it(office: Office, name: str, path: Path, extent: Extent = Extent()) -> int:  # noqa: B008 - it is frozen
    backend: Any = OpenBackend(office)
    return write_register(office, backend, REGISTERS[name], extent, path)


def test_the_sheet_has_mark_title_unit_headings_and_rows(ledger: Office, tmp_path: Path) -> None:
    set_language("zh_CN")
    path = tmp_path / "台账.xlsx"
    assert write_it(ledger, "carrier_ledger", path) == 2
    mark, title, unit, headings, *rows = table(path)
    assert (mark[0], title[0], unit[0]) == ("机密", "涉密载体台账", "单位：北区站")
    assert headings == tuple(each.chinese for each in LEDGER.headings)
    assert rows[0] == (
        "1", "年度计划", "上级机关", "纸质文件", "甲〔2026〕1号", "机密", "12页", "2", "本部门", "", "", "",
    )  # fmt: skip
    assert [row[0] for row in rows] == ["1", "2"]


def test_an_import_of_carriers_knows_the_columns_of_the_ledger_that_was_written(ledger: Office, tmp_path: Path) -> None:
    set_language("zh_CN")
    write_it(ledger, "carrier_ledger", tmp_path / "台账.xlsx")
    read = open_table(tmp_path / "台账.xlsx", CarrierList.columns)
    assert {"name", "originator", "form", "document", "level", "size", "copies", "use", "keeper"} <= set(
        read.mapping.fields
    )
    assert set(read.mapping.unmapped) <= {"序号", "批准人签字"}
    assert len(list(read.rows)) == 2


def test_a_register_is_entered_in_the_ledger_of_exports(ledger: Office, tmp_path: Path) -> None:
    write_it(ledger, "carrier_ledger", tmp_path / "x.xlsx")
    (entry,) = ledger.find(Query("export"))
    assert (entry.what, entry.rows, entry.file, entry.unfinished) == ("Ledger of carriers", 2, "x.xlsx", False)


def test_an_empty_register_is_refused_and_not_entered(ledger: Office, tmp_path: Path) -> None:
    with pytest.raises(EmptyList):
        write_it(ledger, "carrier_loans", tmp_path / "x.xlsx")
    assert ledger.count(Query("export")) == 0


def test_who_may_not_export_writes_none(ledger: Office, tmp_path: Path) -> None:
    ledger.viewer = type(ledger.viewer)(ledger.officer, ledger.viewer.duties - {"exports.make"})
    with pytest.raises(NotAllowed):
        write_it(ledger, "carrier_ledger", tmp_path / "x.xlsx")
    assert list(tmp_path.glob("x*")) == []


def test_a_paper_lies_across_and_bears_the_mark(ledger: Office, tmp_path: Path) -> None:
    write_it(ledger, "carrier_ledger", tmp_path / "x.docx")
    document = Document(str(tmp_path / "x.docx"))
    page = document.sections[0]
    assert page.page_width > page.page_height
    assert [each.text for each in document.paragraphs if each.text][:2] == ["Confidential", "Ledger of carriers"]
    (grid,) = document.tables
    assert len(grid.columns) == len(LEDGER.headings)
    assert grid.rows[1].cells[1].text == "年度计划"


async def test_the_key_asks_which_one_and_writes_it(opened: Opened, ledger: Office, tmp_path: Path) -> None:
    async with opened((100, 30)) as officer:
        await officer.open_list("carrier", "W")
        assert "Which register?" in officer.words
        await officer.answer("Ledger of carriers", "Spreadsheet", str(tmp_path / "list"))
        assert "2 rows were written to list.xlsx." in officer.words
    assert len(table(tmp_path / "list.xlsx")) == 6


async def test_the_key_asks_for_the_period_which_may_be_typed(opened: Opened, ledger: Office, tmp_path: Path) -> None:
    async with opened((100, 30)) as officer:
        await officer.open_list("carrier", "W")
        await officer.answer("Register of documents received")
        assert "Of which period?" in officer.words
        await officer.answer("2025-Q1", str(tmp_path / "list"))
        assert "1 rows were written" in officer.words
    assert table(tmp_path / "list.xlsx")[3][0] == "Period: 2025-01-01 to 2025-03-31"


async def test_a_part_is_offered_for_the_record_under_the_cursor_first(
    opened: Opened, ledger: Office, tmp_path: Path
) -> None:
    ledger.do(PlanDestruction())
    async with opened((100, 30)) as officer:
        await officer.open_list("destruction", "W")
        await officer.answer("List of what is destroyed")
        assert "Of what?" in officer.words
        assert "XH-2026-0001" in officer.words


async def test_esc_leaves_without_a_file(opened: Opened, ledger: Office, tmp_path: Path) -> None:
    async with opened((100, 30)) as officer:
        await officer.open_list("carrier", "W")
        await officer.answer("Register of documents received")
        await officer.press("escape")
        assert officer.top.kind == "carrier"
    assert ledger.count(Query("export")) == 0


def test_every_guarding_desk_has_the_key_and_nothing_else_there_has_it() -> None:
    guarding = [desk for desk in desks() if desk.section is Section.SECRETS]
    offering = [desk for desk in guarding if list(registers_command(desk.kinds))]
    assert {desk.kinds[0] for desk in offering} == {"appointment", "matter", "carrier", "area", "visit"}
    assert [action for action in ACTIONS.values() if action.key == Registers.key] == []
    others = (command for desk in desks() for command in desk.commands)
    assert [command for command in others if command.key == Registers.key] == []


# From the command line


def test_the_command_writes_a_register_of_a_period(
    ledger: Office, tmp_path: Path, commands_of: Callable[[Office], CommandLine]
) -> None:
    path = tmp_path / "list.xlsx"
    said = commands_of(ledger)("register", "carriers_received", "--period", "2026-11", "--out", str(path))
    assert said == f"1 rows were written to {path}.\n"
    assert table(path)[-1][2] == "年度计划"


def test_the_command_writes_a_form_of_one_record(
    furnished: Office, tmp_path: Path, commands_of: Callable[[Office], CommandLine]
) -> None:
    me, day = furnished.officer, date(2026, 1, 5)
    area = Area(
        number="QY-2026-0001", name="档案室", type=AreaKind.PLACE, level=Classification.SECRET, place="302",
        stage=AreaStage.IN_FORCE, proposed=day, proposed_by=me,
    )  # fmt: skip
    write(furnished, create(area))
    path = tmp_path / "form.docx"
    asked = ("register", "area_application", "--of", "QY-2026-0001", "--out", str(path))
    assert commands_of(furnished).json(*asked) == {"rows": 1, "file": str(path)}
    (grid,) = Document(str(path)).tables
    assert [(row.cells[0].text, row.cells[1].text) for row in grid.rows][2] == ("Name", "档案室")


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (("carrier_ledger", "--period", "2026"), "has no period"),
        (("carrier_ledger", "--of", "x"), "not written of one record"),
        (("admission",), "about one record"),
        (("carriers_received", "--period", "never"), "“never” is no period"),
        (("carriers_received",), "ends in .xlsx"),
    ],
)
def test_what_cannot_be_asked_for_is_said(
    arguments: tuple[str, ...],
    refusal: str,
    ledger: Office,
    tmp_path: Path,
    commands_of: Callable[[Office], CommandLine],
) -> None:
    out = tmp_path / ("x.docx" if len(arguments) == 1 else "x.xlsx")
    assert refusal in commands_of(ledger)("register", *arguments, "--out", str(out), status=1)
    assert list(tmp_path.glob("x*")) == []
