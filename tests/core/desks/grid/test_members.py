"""Who is in a cell: one primary cell, one lead, and both times when somebody moves."""

from datetime import date

from core.desks.grid import AppointDeputy, AppointLead, ChangePart, LeaveCell, MakePrimary, MovePerson, Part, PutInCell
from core.desks.people.people import RecordLeaving
from tests.support.grid_house import START, House, refused


def test_a_person_has_one_primary_cell(house: House) -> None:
    one, two = house.cell("01"), house.cell("02")
    person = house.put(one)
    refused(house, "primary cell is 01", PutInCell, person=person, cell=two, since=START)
    house.put(two, person, primary=False, part=Part.CADRE)
    assert house.places(person) == [("01", Part.MEMBER, True), ("02", Part.CADRE, False)]


def test_a_move_keeps_both_times(house: House) -> None:
    one, two = house.cell("01"), house.cell("02")
    person = house.put(one)
    house.do(MovePerson, house.of("membership", person=person)[0].id, cell=two, day=date(2026, 6, 1))
    assert [(each.cell, each.since, each.until) for each in sorted(house.of("membership"), key=lambda m: m.since)] == [
        (one, START, date(2026, 6, 1)),
        (two, date(2026, 6, 1), None),
    ]
    assert house.places(person) == [("02", Part.MEMBER, True)]


def test_another_cell_becomes_primary_and_both_times_stay(house: House) -> None:
    one, two = house.cell("01"), house.cell("02")
    person = house.put(one)
    house.put(two, person, primary=False)
    house.do(MakePrimary, house.of("membership", person=person, cell=two)[0].id)
    assert house.places(person) == [("01", Part.MEMBER, False), ("02", Part.MEMBER, True)]
    assert len(house.of("membership", person=person)) == 4


def test_one_leads_and_whoever_led_stays_as_a_member(house: House) -> None:
    cell, first, second = house.cell("01"), house.person("甲"), house.person("乙")
    house.do(AppointLead, cell, person=first, day=START)
    house.do(AppointLead, cell, person=second, day=date(2026, 5, 1))
    assert house.get("cell", cell).lead == second
    assert house.places(first) == [("01", Part.MEMBER, True)]
    refused(house, "are two persons", AppointDeputy, cell, person=second, day=date(2026, 5, 2))


def test_a_lead_who_leaves_the_cell_leads_no_longer(house: House) -> None:
    lead = house.person()
    cell = house.cell("01", lead=lead)
    house.do(LeaveCell, house.of("membership", person=lead)[0].id, day=date(2026, 4, 1))
    assert house.get("cell", cell).lead == ""


def test_a_member_becomes_backbone_and_a_lead_a_member(house: House) -> None:
    lead = house.person()
    cell = house.cell("01", lead=lead)
    membership = house.of("membership", person=lead)[0].id
    refused(house, "appointed on the cell itself", ChangePart, membership, part=Part.DEPUTY)
    house.do(ChangePart, membership, part=Part.CADRE)
    assert house.places(lead) == [("01", Part.CADRE, True)]
    assert house.get("cell", cell).lead == ""


def test_who_has_left_takes_no_part(house: House) -> None:
    cell, person = house.cell("01"), house.person("李四")
    house.do(RecordLeaving, person, left=date(2026, 3, 1))
    refused(house, "李四 0001 left on 2026-03-01", PutInCell, person=person, cell=cell, since=date(2026, 4, 1))
    refused(house, "left on", AppointLead, cell, person=person, day=date(2026, 4, 1))
