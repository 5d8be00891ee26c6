"""The clearance desk, as its tests begin with it."""

from collections.abc import Callable

import pytest

from core.desks.people.people import AddPerson, AddUnit
from core.office.office import Office
from data.site.open_site import OpenSite
from tests.support.clearance_house import OTHER_PERSON, PERSON, START, UNIT, House


@pytest.fixture
def empty(site: OpenSite, office: Office, colleague: Callable[..., Office]) -> House:
    """Two members of staff, and the officers of the desk."""
    office.do(AddUnit(target=UNIT, name="机要室"))
    office.do(AddPerson(target=PERSON, name="张三", number="S1", unit=UNIT))
    office.do(AddPerson(target=OTHER_PERSON, name="李四", number="S2", unit=UNIT))
    officers = {
        "clerk": colleague("保密甲", "secrecy_clerk"),
        "second": colleague("保密乙", "secrecy_clerk"),
        "third": colleague("保密丙", "secrecy_clerk"),
        "supervisor": colleague("主管甲", "supervisor"),
        "other supervisor": colleague("主管乙", "supervisor"),
        "personnel": colleague("人事", "registrar"),
    }
    return House(site, officers).on(START)


@pytest.fixture
def house(empty: House) -> House:
    """With an important secret post in force."""
    empty.post()
    return empty
