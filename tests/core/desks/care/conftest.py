"""The care desk, as its tests begin with it."""

from collections.abc import Callable

import pytest

from core.desks.people.people import AddPerson, AddUnit
from core.office.office import Office
from data.site.open_site import OpenSite
from tests.support.care_case import OPENED, PERSON, Case


@pytest.fixture
def empty(site: OpenSite, office: Office, colleague: Callable[..., Office]) -> Case:
    """A member of staff, and the officers who will look after him."""
    office.do(AddUnit(target="c" * 32, name="车间"))
    office.do(AddPerson(target=PERSON, name="张三", unit="c" * 32))
    officers = {
        "clerk": colleague("帮扶", "care_clerk"),
        "helper": colleague("专人", "helper"),
        "supervisor": colleague("主管", "supervisor"),
        "stranger": colleague("旁人", "helper"),
        "auditor": colleague("审计", "auditor"),
    }
    return Case(site, officers).on(OPENED)


@pytest.fixture
def case(empty: Case) -> Case:
    """A file opened on 1 September 2026, of which the person was told at once."""
    return empty.open()
