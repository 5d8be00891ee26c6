"""Cells: their codes, where they stand, and when one may end."""

from datetime import date

from core.desks.grid import AddCell, AmendCell, EndCell, LeaveCell, MoveCell, Part
from tests.support.grid_house import START, House, refused


def test_codes_are_unique_and_say_what_stands_above(house: House) -> None:
    top = house.cell("01")
    refused(house, "There is a cell with the code 01", AddCell, code="01", name="甲", start=START)
    refused(house, "must begin with", AddCell, code="02-01", name="甲", parent=top, start=START)
    house.cell("01-01", top)


def test_a_cell_takes_those_below_along_and_never_stands_below_itself(
    house: House, three: tuple[str, str, str]
) -> None:
    top, middle, low = three
    other = house.cell("02")
    refused(house, "below it", MoveCell, top, parent=low, code="01-01-001-01")
    house.do(MoveCell, middle, parent=other, code="02-07")
    assert house.get("cell", middle).parent == other
    assert house.get("cell", low).code == "02-07-001"


def test_a_move_that_would_make_a_code_below_too_long_is_refused_by_that_code(house: House) -> None:
    top, low = house.cell("B" * 55), house.cell("A")
    middle = house.cell("A-1", low)
    house.cell("A-1-" + "C" * 30, middle)
    code = "B" * 55 + "-1"
    refused(house, f"{code}-{'C' * 30} has 88 characters, more than 60", MoveCell, middle, parent=top, code=code)
    assert house.get("cell", middle).code == "A-1"


def test_name_and_scope_can_be_put_right(house: House) -> None:
    cell = house.cell("01")
    house.do(AmendCell, cell, name="东区", scope="三号楼")
    assert house.get("cell", cell).title == "01 东区"


def test_the_lead_of_a_new_cell_is_in_it(house: House) -> None:
    lead = house.person()
    house.cell("01", lead=lead)
    assert house.places(lead) == [("01", Part.LEAD, True)]


def test_a_cell_ends_only_when_nothing_hangs_on_it(house: House, three: tuple[str, str, str]) -> None:
    _top, middle, low = three
    house.put(low)
    refused(house, r"Cells \(Cell above\): 1", EndCell, middle, day=START)
    refused(house, r"Memberships \(Cell\): 1", EndCell, low, day=START)
    house.do(LeaveCell, house.of("membership", cell=low)[0].id, day=date(2026, 2, 1))
    house.do(EndCell, low, day=date(2026, 3, 1))
    assert not house.get("cell", low).open
