"""The book of visitors from a spreadsheet, as gates and areas keep it: days and times apart, several at one minute."""

from datetime import datetime, time
from typing import Any

import pytest

from core.importing.plan import Plan, apply, plan
from core.model.query import Query
from core.spreadsheets.columns import read_table, recognise
from core.spreadsheets.declaration import IMPORTS, Outcome
from tests.support.gatehouse import Gatehouse

HEADINGS = ("日期", "来访人员单位", "姓名", "来访目的", "陪同人员", "来访时间", "离开时间", "备注")


def read(gate: Gatehouse, *rows: tuple[Any, ...]) -> Plan:
    importer = IMPORTS["visit_book"]
    numbered = list(enumerate(rows, 1))
    mapping = recognise(numbered, importer.columns)
    return plan(gate.officers["clerk"], importer, read_table(numbered, mapping), mapping)


def test_a_page_of_the_book_is_taken_and_not_taken_twice(gate: Gatehouse) -> None:
    page = (
        ("来访人员登记簿",),
        HEADINGS,
        ("2026-11-03", "市测绘院", "王五", "送资料", "", "9:05", "10:20", ""),
        ("2026.11.3", "市测绘院", "赵六", "送资料", "escort", "9:05", "10:20", ""),
        ("11月4日", "某公司", "钱七", "维修", "", time(14), "15时30分", "已登记"),
    )
    listed = read(gate, *page)
    assert [each.outcome for each in listed.verdicts] == [Outcome.NEW] * 3, [each.remarks for each in listed.verdicts]
    apply(gate.officers["clerk"], listed)
    visits = gate.officers["clerk"].find(Query("visit", order=("entered", "name")))
    assert [(each.entered, each.gone, each.name) for each in visits] == [
        (datetime(2026, 11, 3, 9, 5), datetime(2026, 11, 3, 10, 20), "王五"),
        (datetime(2026, 11, 3, 9, 5), datetime(2026, 11, 3, 10, 20), "赵六"),
        (datetime(2026, 11, 4, 14), datetime(2026, 11, 4, 15, 30), "钱七"),
    ]
    assert visits[1].escort == gate.people["escort"]
    assert {each.outcome for each in read(gate, *page).verdicts} == {Outcome.SAME}


def test_whole_moments_are_read_too(gate: Gatehouse) -> None:
    rows = (("姓名", "单位", "进入时间", "离开时间"), ("王五", "某公司", "2026-11-05 08:30", "2026-11-05 09:00"))
    assert [each.outcome for each in read(gate, *rows).verdicts] == [Outcome.NEW]


@pytest.mark.parametrize("heading", ["身份证号", "证件号码", "家庭住址", "民族"])
def test_numbers_of_documents_and_what_no_book_should_have_are_not_taken(gate: Gatehouse, heading: str) -> None:
    rows = (
        (*HEADINGS[:7], heading),
        ("2026-11-03", "市测绘院", "王五", "送资料", "", "9:05", "10:20", "990101199001011234"),
    )
    listed = read(gate, *rows)
    assert [each.outcome for each in listed.verdicts] == [Outcome.NEW]
    assert IMPORTS["visit_book"].is_private(heading)


def test_who_left_before_he_came_is_a_bad_row(gate: Gatehouse) -> None:
    rows = (HEADINGS, ("2026-11-03", "市测绘院", "王五", "送资料", "", "10:05", "9:20", ""))
    (verdict,) = read(gate, *rows).verdicts
    assert verdict.outcome == Outcome.BAD
