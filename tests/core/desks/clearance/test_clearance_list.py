"""Lists that offices keep, with all that real files do to an importer; people are taken over and then confirmed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from core.desks.clearance.clearance_list import ClearedPeople, PostList
from core.desks.clearance.taking_over import ConfirmTakenOver
from core.desks.people.people import AddPerson, AddUnit
from core.importing.plan import Plan, apply, plan
from core.model.action import amend
from core.spreadsheets.columns import read_table, recognise
from tests.support.clearance_house import PERSON, POST, UNIT, House
from tests.support.site_driver import write

HEADING = (
    "序号", "单位", "姓名", "性别", "政治面貌", "人员类型", "涉密岗位", "涉密等级", "上岗日期", "承诺书日期",
    "上岗证号", "最近教育日期", "保密复审时间", "脱密期开始", "脱密期终止", "家庭成员及社会关系",
)  # fmt: skip
ROW = ("1", "机要室", "张三", "男", "党员", "在编", "机要员", "重要", "2021.3.5", "2021年3月1日", "SG001",
       "2025-11-02", "2024/5/6", "", "", "略")  # fmt: skip


def read(house: House, importer: Any, heading: Sequence[str], *rows: Sequence[Any], above: int = 0) -> Plan:
    sheet = [(number, ("某单位涉密人员台账（2026年）",)) for number in range(1, above + 1)]
    sheet += [(number, row) for number, row in enumerate((heading, *rows), above + 1)]  # type: ignore[misc]
    mapping = recognise(sheet, importer.columns)
    return plan(house.officers["clerk"], importer, read_table(sheet, mapping), mapping)


def outcomes(found: Plan) -> list[str]:
    return [str(each.outcome) for each in found.verdicts]


def remarks(found: Plan) -> str:
    return " ".join(str(remark) for each in found.verdicts for remark in each.remarks)


def test_people_are_taken_over_and_stand_on_post_once_another_confirms(house: House) -> None:
    found = read(house, ClearedPeople, HEADING, ROW, above=2)
    assert outcomes(found) == ["new"]
    apply(house.officers["clerk"], found)
    taken = house.only("appointment")
    assert (taken.person, taken.post, taken.since, taken.stage) == (PERSON, POST, date(2021, 3, 5), "prepared")
    supervisor = house.officers["supervisor"]
    write(supervisor, amend(taken, prepared_by=supervisor.officer))
    assert "second officer" in house.refused(ConfirmTakenOver, taken.id, "supervisor")
    house.do(ConfirmTakenOver, taken.id, "other supervisor")
    confirmed = house.only("appointment")
    assert (confirmed.stage, confirmed.next_review) == ("on_post", date(2027, 5, 6))


def test_forbidden_columns_are_named_and_not_taken(house: House) -> None:
    notes = [str(note) for note in read(house, ClearedPeople, HEADING, ROW).notes]
    for heading in ("政治面貌", "家庭成员及社会关系"):
        assert f"The column “{heading}” is left out on purpose: it is private." in notes


def test_who_was_in_cooling_off_cools_off_on(house: House) -> None:
    row = (*ROW[:13], "2025.9.1", "2027.9.1", "")
    apply(house.officers["clerk"], read(house, ClearedPeople, HEADING, row))
    house.do(ConfirmTakenOver, house.only("appointment").id, "supervisor")
    cooling = house.only("cooling_off")
    assert (house.only("appointment").stage, cooling.until, cooling.months) == ("ended", date(2027, 9, 1), 24)
    assert (date(2027, 9, 1), "decide the end") in house.due("cooling_off")


def test_the_same_file_again_changes_nothing(house: House) -> None:
    apply(house.officers["clerk"], read(house, ClearedPeople, HEADING, ROW))
    assert outcomes(read(house, ClearedPeople, HEADING, ROW)) == ["same"]


def test_namesakes_are_told_apart_by_their_unit_or_number(house: House) -> None:
    house.do(AddUnit, "f" * 32, "personnel", name="车间")
    house.do(AddPerson, "d" * 32, "personnel", name="张三", number="S9", unit="f" * 32)
    assert outcomes(read(house, ClearedPeople, HEADING, ROW)) == ["new"]
    nowhere = (*ROW[:1], "", *ROW[2:])
    assert "2 here are called “张三”" in remarks(read(house, ClearedPeople, HEADING, nowhere))
    heading = ("工号", *HEADING[1:])
    (verdict,) = read(house, ClearedPeople, heading, ("S9", "", *ROW[2:])).verdicts
    assert verdict.actions[0].person == "d" * 32  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({2: "张三、李四"}, "nothing here is called “张三、李四”"),
        ({6: "打字员"}, "nothing here is called “打字员”"),
        ({7: "特级"}, "“特级” cannot be used"),
        ({8: ""}, "“上岗日期” is empty"),
        ({8: "去年"}, "去年"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why_and_stops_no_other(
    house: House, changed: dict[int, str], said: str
) -> None:
    bad = [changed.get(place, cell) for place, cell in enumerate(ROW)]
    found = read(house, ClearedPeople, HEADING, bad, ROW)
    assert outcomes(found) == ["bad", "new"]
    assert said in remarks(found)


def test_headings_repeated_totals_and_signatures_are_passed_over(house: House) -> None:
    foot = ("合计", "1人", *[""] * 14)
    signed = ("制表人：王五", *[""] * 15)
    assert outcomes(read(house, ClearedPeople, HEADING, ROW, HEADING, foot, signed)) == ["new", *["passed"] * 3]


POSTS = ("序号", "岗位编号", "岗位名称", "所属部门", "涉密等级", "接触最高密级", "编制数", "定岗依据", "政治表现")


def test_posts_are_proposed_for_a_supervisor_to_fix(empty: House) -> None:
    found = read(
        empty, PostList, POSTS, ("1", "SM-1", "机要员", "机要室", "核心岗位", "绝密级", "2", "经管绝密件", "好")
    )
    assert outcomes(found) == ["new"]
    apply(empty.officers["clerk"], found)
    post = empty.only("post")
    assert (post.code, post.unit, post.level, post.handles, post.headcount, post.stage) == (
        "SM-1", UNIT, "core", "top_secret", 2, "draft",
    )  # fmt: skip
    assert "政治表现" in " ".join(str(note) for note in found.notes)


def test_a_unit_that_is_not_there_is_told(empty: House) -> None:
    found = read(empty, PostList, POSTS, ("1", "SM-1", "机要员", "三处", "核心", "绝密", "1", "x", ""))
    assert "“三处” is no unit here" in remarks(found)
