"""The grid, as its tests begin with it."""

import pytest

from core.office.office import Office
from tests.support.grid_house import House


@pytest.fixture
def house(office: Office) -> House:
    return House(office)


@pytest.fixture
def three(house: House) -> tuple[str, str, str]:
    """A cell, one below it, and one below that."""
    top = house.cell("01")
    middle = house.cell("01-01", top)
    return top, middle, house.cell("01-01-001", middle)
