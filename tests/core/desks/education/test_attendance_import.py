"""Attendance from a spreadsheet: lists of one session and of several."""

from datetime import date
from typing import Any

from core.importing.plan import Plan, apply, plan
from core.spreadsheets.columns import read_table, recognise
from core.spreadsheets.declaration import IMPORTS, Outcome
from tests.support.education_desk import TODAY, Desk


def read(desk: Desk, *rows: tuple[Any, ...]) -> Plan:
    importer = IMPORTS["attendance"]
    numbered = list(enumerate(rows, 1))
    mapping = recognise(numbered, importer.columns)
    return plan(desk.office, importer, read_table(numbered, mapping), mapping)


def test_a_sign_in_list_tells_who_came_and_who_came_late(desk: Desk) -> None:
    session = desk.session(desk.programme(), TODAY)
    listed = read(
        desk,
        ("工号", "姓名", "签到时间"),
        ("1001", "张三", "2026-11-23 08:55"),
        ("1002", "李四", "2026-11-23 09:10"),
        ("", "张三", "2026-11-23 08:50"),
        ("", "钱七", "2026-11-23 08:50"),
    )
    assert listed.counts == {Outcome.NEW: 2, Outcome.DOUBTFUL: 2, Outcome.MISSING: 3}  # nobody called 张三 is missing
    apply(desk.office, listed)
    assert desk.marks(session) == {"1001": "present", "1002": "late"}
    assert desk.get("session", session.id).taken is None  # nobody was marked who stands in no row


def test_a_list_for_several_sessions_goes_by_day_and_topic(desk: Desk) -> None:
    programme = desk.programme()
    first = desk.session(programme, date(2026, 11, 16), topic="保密法")
    second = desk.session(programme, date(2026, 11, 16), hour=14, topic="警示片")
    listed = read(
        desk,
        ("姓名", "日期", "主题", "出勤", "备注"),
        ("李四", "2026-11-16", "保密法", "请假", "住院"),
        ("李四", "2026-11-16", "警示片", "未到", ""),
        ("王五", "2026-11-16", "", "到", ""),
        ("王五", "2026-11-17", "保密法", "到", ""),
        ("王五", "2026-11-16", "保密法", "？", ""),
    )
    assert [verdict.outcome for verdict in listed.verdicts[:5]] == [Outcome.NEW] * 2 + [Outcome.BAD] * 3
    apply(desk.office, listed)
    assert desk.marks(first) == {"1002": "excused"}
    assert desk.marks(second) == {"1002": "absent"}
    assert desk.attendance(first, "1002").reason == "住院"
