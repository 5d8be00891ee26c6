"""Lists of key departments and key places as offices keep them, taken in as proposals."""

from collections.abc import Sequence
from typing import Any

from core.desks.areas.area_lists import AreaList
from core.desks.areas.control_list import ControlList
from core.desks.people.people import AddUnit
from core.importing.plan import Plan, apply, plan
from core.office.office import Office
from core.spreadsheets.cells import Cell
from core.spreadsheets.columns import read_table, recognise
from tests.support.area_case import AreaCase

DEPARTMENTS = ("序号", "名称", "涉密等级", "负责人", "联系电话", "在编人员数量")
PLACES = ("序号", "名称", "主管部门", "涉密等级", "负责人", "联系电话")


def read(office: Office, headers: Sequence[str], *rows: Sequence[Any]) -> Plan:
    numbered: list[tuple[int, Sequence[Cell]]] = list(enumerate((headers, *rows), 1))
    mapping = recognise(numbered, AreaList.columns)
    return plan(office, AreaList, read_table(numbered, mapping), mapping)


def test_a_list_of_key_departments_becomes_proposals(empty: AreaCase) -> None:
    office = empty.officers["clerk"]
    rows = (("1", "总体设计部", "机密级", "看守", "8101", "12"), ("2", "情报室", "绝密", "王外人", "8102", "5"))
    preview = read(office, DEPARTMENTS, *rows)
    told = [[each.say() for each in verdict.remarks] for verdict in preview.verdicts]
    assert told == [[], ["“王外人” is no officer here: name the keeper later, with “Amend area”."]]
    apply(office, preview)
    found = {each.name: each for each in empty.all("area")}
    assert {(each.type, each.stage) for each in found.values()} == {("department", "proposed")}
    assert (found["总体设计部"].level, found["总体设计部"].keeper) == ("confidential", empty.id("keeper"))
    assert (found["情报室"].keeper, found["情报室"].staff) == ("", 5)
    assert len({each.number for each in found.values()}) == 2


def test_a_list_of_key_places_names_the_unit_in_charge(empty: AreaCase) -> None:
    empty.officers["all"].do(AddUnit(target="c" * 32, name="办公室"))
    office = empty.officers["clerk"]
    apply(office, read(office, PLACES, ("1", "机要室", "办公室", "绝密", "", "8103")))
    (area,) = empty.all("area")
    assert (area.type, area.unit, area.level, area.place) == ("place", "c" * 32, "top_secret", "")


def test_the_same_list_twice_adds_nothing(empty: AreaCase) -> None:
    office = empty.officers["clerk"]
    rows = (("1", "机要室", "", "绝密", "看守", "8103"),)
    apply(office, read(office, PLACES, *rows))
    again = read(office, PLACES, *rows)
    assert [each.outcome for each in again.verdicts] == ["same"]


EQUIPMENT = ("设备名称", "有效期", "数量", "配置时间", "装备部门", "装备部位", "用途")


def test_a_list_of_equipment_becomes_controls_of_its_areas(empty: AreaCase) -> None:
    office = empty.proposed().officers["clerk"]
    rows = (
        ("红外探测器", "2028年5月1日", "2", "2024-05-01", "办公室", "机要室", "周界防护"),
        ("保密文件柜", "", "1", "2023.3.1", "办公室", "机要室", ""),
        ("摄像头", "", "1", "", "办公室", "没有的地方", "走廊"),
    )
    preview = read_controls(office, *rows)
    assert [each.outcome for each in preview.verdicts] == ["new", "new", "bad"]
    apply(office, preview)
    found = {each.spot: each for each in empty.all("control")}
    assert {spot: (each.type, each.number, each.count) for spot, each in found.items()} == {
        "周界防护": ("infrared", "01", 2),
        "保密文件柜": ("safe", "02", 1),
    }
    assert str(found["周界防护"].valid_until) == "2028-05-01"


def test_equipment_that_is_there_is_not_entered_twice(empty: AreaCase) -> None:
    office = empty.proposed().officers["clerk"]
    row = ("门锁", "", "1", "", "", "机要室", "正门")
    apply(office, read_controls(office, row))
    assert [each.outcome for each in read_controls(office, row, row).verdicts] == ["same", "same"]


def read_controls(office: Office, *rows: Sequence[Any]) -> Plan:
    numbered: list[tuple[int, Sequence[Cell]]] = list(enumerate((EQUIPMENT, *rows), 1))
    mapping = recognise(numbered, ControlList.columns)
    return plan(office, ControlList, read_table(numbered, mapping), mapping)
