"""The ledger of carriers as offices keep it in a spreadsheet: its headings, its words, and what is never taken."""

from collections.abc import Sequence
from typing import Any

from core.desks.carriers.carrier_list import CarrierList
from core.desks.carriers.vocabulary import Form, Origin
from core.importing.plan import Plan, apply, plan
from core.office.office import Office
from core.spreadsheets.cells import Cell
from core.spreadsheets.columns import read_table, recognise
from core.values.classification import Classification
from tests.support.carrier_ledger import PERSON, Ledger

LEDGER = (
    *("序号", "文件资料名称", "制作发文单位", "载体类别", "编号"),
    *("密级", "页数或容量", "份数", "使用范围", "保管人"),
)
MEDIA = ("序号", "介质类型", "类型描述", "密级", "责任人", "编号", "序列号")


def read(office: Office, headers: Sequence[str], *rows: Sequence[Any]) -> Plan:
    numbered: list[tuple[int, Sequence[Cell]]] = list(enumerate((headers, *rows), 1))
    mapping = recognise(numbered, CarrierList.columns)
    return plan(office, CarrierList, read_table(numbered, mapping), mapping)


def test_a_ledger_is_taken_in_with_its_numbers(ledger: Ledger) -> None:
    office = ledger.officers["clerk"]
    rows = (
        ("1", "年度计划", "总部", "纸质文件", "B-001", "机密级", "12页", "2", "科研处", "张三"),
        ("2", "数据光盘", "本单位", "光盘", "B-002", "秘密★10年", "4.7GB", "1", "", ""),
    )
    apply(office, read(office, LEDGER, *rows[:1]))
    taken = ledger.numbered("B-001")
    assert (taken.name, taken.form, taken.level, taken.originator) == (
        "年度计划", Form.PAPER, Classification.CONFIDENTIAL, "总部",
    )  # fmt: skip
    assert (taken.copies, taken.size, taken.use, taken.keeper, taken.how) == (
        2, "12页", "科研处", PERSON, Origin.RECEIVED,
    )  # fmt: skip
    assert taken.got == office.today, "the list does not say it"


def test_a_list_of_media_is_taken_in_too(ledger: Ledger) -> None:
    office = ledger.officers["clerk"]
    apply(office, read(office, MEDIA, ("1", "U盘", "红盘", "秘密", "李四", "U-01", "SN-8")))
    taken = ledger.numbered("U-01")
    assert (taken.form, taken.serial, taken.name) == (Form.STICK, "SN-8", "红盘")


def test_the_same_ledger_twice_adds_nothing_and_a_correction_amends(ledger: Ledger) -> None:
    office = ledger.officers["clerk"]
    row = ("1", "年度计划", "总部", "纸质文件", "B-001", "机密级", "12页", "2", "科研处", "张三")
    apply(office, read(office, LEDGER, row))
    assert [each.outcome for each in read(office, LEDGER, row).verdicts] == ["same"]
    corrected = ("1", "年度工作计划", *row[2:])
    again = read(office, LEDGER, corrected)
    assert [each.outcome for each in again.verdicts] == ["changed"]
    apply(office, again)
    assert ledger.numbered("B-001").name == "年度工作计划"


def test_columns_that_this_program_never_takes_are_named(ledger: Ledger) -> None:
    office = ledger.officers["clerk"]
    row = ("1", "年度计划", "总部", "纸质文件", "B-001", "机密级", "12页", "2", "科研处", "张三", "群众")
    preview = read(office, (*LEDGER, "政治面貌"), row)
    assert any("政治面貌" in note.say() for note in preview.notes)
