"""Plain words of a search line find names: those of a record, of what it refers to, and of what an entry is about."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest

from core.desks.grievances import AcceptGrievance, RegisterGrievance
from core.desks.people.people import AddPerson, AddUnit
from core.model.query import Query
from core.model.record import RECORDS
from core.office.office import Office
from core.office.search_line import parse

NOW = datetime(2026, 11, 23, 9, 30)


@pytest.fixture
def held(office: Office, colleague: Callable[..., Office]) -> Iterator[Office]:
    """An office with a grievance of 张三, about 李四 of 保卫处, which 王芳 handles."""
    unit = AddUnit(name="保卫处", code="01")
    person = AddPerson(name="李四", number="1001", unit=unit.target)
    handler = colleague("王芳", "handler").officer
    about = {"subject": "停水", "petitioner": "张三", "person": person.target, "unit": unit.target}
    grievance = RegisterGrievance(received=datetime(2026, 11, 20, 8), **about)
    other = RegisterGrievance(received=datetime(2026, 11, 20, 8), subject="停电")
    for action in (unit, person, grievance, other):
        office.do(action)
    office.do(AcceptGrievance(target=grievance.target, accepted=date(2026, 11, 20), handler=handler))
    return office


def found(office: Office, line: str, kind: str = "grievance") -> list[Any]:
    where = parse(line, RECORDS[kind], office.context())
    return office.find(Query(kind, where))


@pytest.mark.parametrize(
    "line",
    ["停水", "张三", "张", "三", "zs", "zhangsan", "李四", "ls", "保卫", "bwc", "王芳", "wangf", "zhangs 停水 李"],
)
def test_words_find_every_name_that_the_officer_sees(line: str, held: Office) -> None:
    assert [each.subject for each in found(held, line)] == ["停水"]


@pytest.mark.parametrize("line", ["hangsan", "四李", "王三", "zhangsan 停电", "-张三"])
def test_words_find_nothing_else(line: str, held: Office) -> None:
    assert "停水" not in [each.subject for each in found(held, line)]


def test_who_must_not_know_the_petitioner_finds_nothing_by_it(held: Office, colleague: Callable[..., Office]) -> None:
    supervisor = colleague("赵敏", "supervisor")
    for line in ("张三", "zs", "zhangsan", "李四", "petitioner:张三"):
        assert found(supervisor, line) == [], line
    assert [each.subject for each in found(supervisor, "王芳")] == ["停水"]


@pytest.mark.parametrize("line", ["张三", "zhangsan", "王芳", "bwc", "停水"])
def test_what_is_due_is_found_by_the_names_in_what_it_is_about(line: str, held: Office) -> None:
    about = {entry.record for entry in found(held, line, "agenda")}
    assert about == {each.id for each in found(held, "停水")}


@pytest.mark.parametrize("line", ["petitioner:zs", "petitioner:张", "name:李", "name:lisi"])
def test_the_field_of_a_name_is_asked_for_in_the_same_ways(line: str, held: Office) -> None:
    kind = "person" if line.startswith("name") else "grievance"
    assert len(found(held, line, kind)) == 1
