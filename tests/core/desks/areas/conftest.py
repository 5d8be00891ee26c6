"""The desk of secure areas, as its tests begin with it."""

from collections.abc import Callable
from datetime import date

import pytest

from core.desks.grid import AddCell
from core.desks.people.people import AddPerson
from core.office.office import Office
from tests.support.area_case import CELL, IN_FORCE_ON, AreaCase


@pytest.fixture
def empty(office: Office, colleague: Callable[..., Office]) -> AreaCase:
    """A house with one cell, and the officers who keep its areas."""
    office.do(AddCell(target=CELL, code="01", name="机关网格", start=date(2026, 1, 1)))
    office.do(AddPerson(target="b" * 32, name="张三", number="1001"))
    officers = {
        "clerk": colleague("保密", "confidentiality_clerk"),
        "keeper": colleague("看守", "area_keeper"),
        "second": colleague("副手", "area_keeper"),
        "supervisor": colleague("主管", "supervisor"),
        "gate": colleague("门卫", "gate"),
        "all": office,
    }
    return AreaCase(officers).on(IN_FORCE_ON)


@pytest.fixture
def case(empty: AreaCase) -> AreaCase:
    """A key place with three controls, in force since 1 September 2026."""
    return empty.proposed().warded().approved().in_force()
