"""Handing over the work of somebody who leaves, as the desks that it belongs to allow."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from core.desks.care.opening import OpenCareFile
from core.desks.care.vocabulary import Basis
from core.desks.grid import AppointDeputy, HandOver, Level, Part, RaiseWarning, handover
from core.desks.grievances import AssignGrievance, RegisterGrievance
from core.desks.people.people import RecordLeaving
from core.model.action import create
from core.office.office import Office
from data.site.open_site import OpenSite
from tests.support.grid_house import NOW, START, House, refused


def test_a_leavers_cells_go_to_another_and_he_leaves_them_all(house: House) -> None:
    leaver, successor = house.person("甲"), house.person("乙")
    one, two = house.cell("01", lead=leaver), house.cell("02", lead=leaver)
    house.do(AppointDeputy, two, person=successor, day=START)
    house.do(RecordLeaving, leaver, left=date(2026, 11, 20))
    preview = {what.say(): number for what, number in handover.hangs_on(leaver, house.office.context())}
    assert preview == {"Cells (Lead)": 2, "Memberships in cells, which end": 2}
    house.do(HandOver, leaver, to=successor, day=date(2026, 11, 20))
    assert [(cell.lead, cell.deputy) for cell in house.of("cell")] == [(successor, ""), (successor, "")]
    assert house.places(leaver) == []
    assert house.places(successor) == [("01", Part.LEAD, False), ("02", Part.LEAD, True)]
    assert handover.hangs_on(leaver, house.office.context()) == []
    (done,) = house.of("handover")
    assert (done.person, done.to, done.records) == (leaver, successor, 2)
    assert {one, two} == {cell.id for cell in house.of("cell", lead=successor)}


def test_somebody_who_takes_several_cells_has_one_primary(house: House) -> None:
    leaver, successor = house.person("甲"), house.person("乙")
    for code in ("01", "02", "03"):
        house.cell(code, lead=leaver)
    house.do(HandOver, leaver, to=successor, day=date(2026, 11, 20))
    assert [primary for _code, _part, primary in house.places(successor)].count(True) == 1


def test_who_stays_keeps_a_place_in_the_cell(house: House) -> None:
    lead, successor = house.person("甲"), house.person("乙")
    house.cell("01", lead=lead)
    house.do(HandOver, lead, to=successor, day=date(2026, 11, 20), leaves=False)
    assert house.places(lead) == [("01", Part.MEMBER, True)]


def test_work_of_other_desks_goes_along_as_those_desks_allow(house: House) -> None:
    leaver, successor, outsider = house.person("甲"), house.person("乙"), house.person("丙")
    old, new = house.officer(leaver, "clerk", "grid_clerk"), house.officer(successor)
    case = house.do(RegisterGrievance, received=datetime(2026, 11, 2, 8), subject="欠薪")
    house.do(AssignGrievance, case, handler=old)
    warning = house.do(RaiseWarning, level=Level.BLUE, what="异常", cell=house.cell("01"))
    with house.office._store.transaction():
        found = house.get("warning", warning)
        house.office._store.write(
            [create(found.model_copy(update={"acknowledged": NOW, "closer": old}))], officer=old, action="test"
        )
    refused(house, "is no officer", HandOver, leaver, to=outsider, day=date(2026, 11, 20))
    house.do(HandOver, leaver, to=successor, day=date(2026, 11, 20))
    assert house.get("grievance", case).handler == new
    assert house.get("warning", warning).closer == new


@pytest.fixture
def helped(house: House) -> tuple[str, str, str]:
    """A care file, the person who helps, and one who could: both are officers who may read such files."""
    leaver, successor, supervisor = (house.person(name) for name in ("甲", "乙", "丙"))
    helper = house.officer(leaver, "helper")
    house.officer(successor, "helper")
    file = house.do(
        OpenCareFile,
        person=house.person("丁"),
        basis=Basis.ILLNESS,
        facts="住院",
        attention_reason="手术",
        helper=helper,
        supervisor=house.officer(supervisor, "supervisor"),
        told=NOW.date(),
    )
    return file, leaver, successor


def test_a_care_file_goes_along_by_the_rules_of_its_desk(house: House, helped: tuple[str, str, str]) -> None:
    file, leaver, successor = helped
    outsider = house.person("戊")
    house.officer(outsider, "clerk")
    refused(house, "has no role that reads care files", HandOver, leaver, to=outsider, day=date(2026, 11, 20))
    house.do(HandOver, leaver, to=successor, day=date(2026, 11, 20))
    (officer,) = house.of("officer", person=successor)
    assert house.get("care_file", file).helper == officer.id


def test_who_may_not_see_a_care_file_neither_moves_it_nor_learns_of_it(
    house: House, helped: tuple[str, str, str], site: OpenSite, colleague: Callable[..., Office]
) -> None:
    file, leaver, _successor = helped
    clerk, outsider = House(colleague("网格干事", "grid_clerk")), house.person("戊")
    before = house.get("care_file", file)
    assert handover.hangs_on(leaver, clerk.office.context()) == []
    clerk.do(HandOver, leaver, to=outsider, day=date(2026, 11, 20))
    (done,) = clerk.of("handover")
    assert done.records == 0
    assert house.get("care_file", file) == before
    assert site.store.check() is None


def test_it_goes_to_somebody_else(house: House) -> None:
    person = house.person()
    refused(house, "Choose somebody else", HandOver, person, to=person, day=date(2026, 11, 20))
