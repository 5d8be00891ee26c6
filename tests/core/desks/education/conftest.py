"""The education desk, as its tests begin with it."""

from datetime import date

import pytest

from core.desks.education import Attendance
from core.desks.education.attendance import TakeAttendance
from core.desks.people.people import AddPerson, AddUnit
from core.office.office import Office
from data.site.open_site import OpenSite
from data.system.holidays import chinese_workdays
from tests.support.education_desk import Desk, Turned

NAMES = ("张三", "李四", "王五", "赵六", "欧阳修", "张三")


@pytest.fixture
def desk(site: OpenSite, office: Office) -> Desk:
    units = (AddUnit(name="一部", code="01"), AddUnit(name="二部", code="02"))
    office.do_all(units)
    for place, name in enumerate(NAMES):
        unit = units[place % 2].target
        office.do(AddPerson(name=name, number=f"100{place + 1}", unit=unit, post="科员", joined=date(2020, 1, 1)))
    return Desk(site, office, (units[0].target, units[1].target))


@pytest.fixture
def missed(desk: Desk) -> Attendance:
    session = desk.session(desk.programme(), date(2026, 11, 20))
    desk.do(TakeAttendance(target=session.id, absent="李四"))
    return desk.attendance(session, "1002")


@pytest.fixture
def turned(desk: Desk) -> Turned:
    desk.office._holidays = chinese_workdays
    desk.office._workdays = None
    return Turned(desk.site, desk.office, desk.units)
