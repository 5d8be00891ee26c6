"""Whatever is entered in whatever order and for whatever day: on every day a person is counted in one cell at most."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.desks.grid import (
    AddCell,
    AppointDeputy,
    AppointLead,
    Cell,
    ChangePart,
    EndCell,
    HandOver,
    LeaveCell,
    MakePrimary,
    Membership,
    MergeCell,
    MovePerson,
    Part,
    PutInCell,
)
from core.desks.people.people import AddPerson
from core.model.action import Action
from core.model.query import Is, Query
from core.office.office import Office
from core.office.refusals import Refused
from core.rules.attached_papers import AttachPaper
from data.site.open_site import OpenSite
from tests.support.grid_house import House, refused

FIRST = date(2026, 3, 1)
DAYS = [FIRST + timedelta(days) for days in range(14)]
PEOPLE, CELLS = 3, 3
NUMBERS = count(1)


@pytest.fixture
def house(office: Office) -> House:
    return House(office).at("2026-11-29 09:00")


def stays(house: House, person: str) -> set[tuple[str, Part, bool, date, date | None]]:
    """Return where a person was from when to when, by the code of the cell, empty times left out."""
    return {
        (house.get("cell", each.cell).code, each.part, each.primary, each.since, each.until)
        for each in house.of("membership", person=person)
        if each.until is None or each.since < each.until
    }


def cell(house: House, code: str, start: date = date(2026, 1, 1)) -> str:
    return house.do(AddCell, code=code, name=f"格{code}", start=start)


def test_a_primary_cell_that_ended_later_is_not_overlapped(house: House) -> None:
    one, two, person = cell(house, "01"), cell(house, "02"), house.person()
    stay = house.do(PutInCell, person=person, cell=one, since=date(2026, 1, 1))
    house.do(LeaveCell, stay, day=date(2026, 10, 31))
    entry: dict[str, Any] = {"person": person, "cell": two}
    refused(house, "primary cell was 01 格01 until 2026-10-31", PutInCell, **entry, since=date(2026, 3, 1))
    house.do(PutInCell, **entry, since=date(2026, 10, 31))


def test_nobody_is_in_a_cell_before_it_began(house: House) -> None:
    one, two, person = cell(house, "01"), cell(house, "02", date(2026, 6, 1)), house.person()
    refused(house, "began on 2026-06-01", PutInCell, person=person, cell=two, since=date(2026, 3, 1))
    stay = house.do(PutInCell, person=person, cell=one, since=date(2026, 1, 1))
    refused(house, "began on 2026-06-01", MovePerson, stay, cell=two, day=date(2026, 3, 1))
    refused(house, "began on 2026-06-01", AppointLead, two, person=person, day=date(2026, 3, 1))
    refused(house, "began on 2026-06-01", MergeCell, one, into=two, day=date(2026, 3, 1))


def test_a_cell_does_not_end_before_somebody_left_it(house: House) -> None:
    one, two, person = cell(house, "01"), cell(house, "02"), house.person()
    stay = house.do(PutInCell, person=person, cell=one, since=date(2026, 1, 1))
    house.do(LeaveCell, stay, day=date(2026, 6, 1))
    refused(house, "changed on 2026-06-01", EndCell, one, day=date(2026, 5, 1))
    refused(house, "changed on 2026-06-01", MergeCell, one, into=two, day=date(2026, 5, 1))
    house.do(EndCell, one, day=date(2026, 6, 1))


def test_what_becomes_primary_by_a_merger_does_so_from_its_day_on(house: House) -> None:
    one, two, person = cell(house, "01"), cell(house, "02"), house.person()
    house.do(PutInCell, person=person, cell=one, since=date(2026, 1, 1))
    house.do(PutInCell, person=person, cell=two, primary=False, since=date(2026, 2, 1))
    house.do(MergeCell, one, into=two, day=date(2026, 11, 29))
    merged = date(2026, 11, 29)
    assert stays(house, person) == {
        ("01", Part.MEMBER, True, date(2026, 1, 1), merged),
        ("02", Part.MEMBER, False, date(2026, 2, 1), merged),
        ("02", Part.MEMBER, True, merged, None),
    }


def test_a_lead_is_not_appointed_before_the_one_that_leads(house: House) -> None:
    one, first, second = cell(house, "01"), house.person("甲"), house.person("乙")
    for person in (first, second):
        house.do(PutInCell, person=person, cell=one, since=date(2026, 1, 1))
    house.do(AppointLead, one, person=first, day=date(2026, 11, 20))
    refused(house, "changed on 2026-11-20", AppointLead, one, person=second, day=date(2026, 11, 1))
    house.do(AppointLead, one, person=second, day=date(2026, 11, 21))


def test_who_is_appointed_for_the_past_is_counted_here_once_no_longer_elsewhere(house: House) -> None:
    one, two, person = cell(house, "01"), cell(house, "02"), house.person()
    stay = house.do(PutInCell, person=person, cell=one, since=date(2026, 1, 1))
    house.do(LeaveCell, stay, day=date(2026, 10, 1))
    house.do(AppointLead, two, person=person, day=date(2026, 9, 1))
    assert stays(house, person) == {
        ("01", Part.MEMBER, True, date(2026, 1, 1), date(2026, 10, 1)),
        ("02", Part.LEAD, False, date(2026, 9, 1), date(2026, 10, 1)),
        ("02", Part.LEAD, True, date(2026, 10, 1), None),
    }


def test_what_ended_can_be_done_nothing_to(house: House) -> None:
    one, person = cell(house, "01"), house.person()
    stay = house.do(PutInCell, person=person, cell=one, since=date(2026, 1, 1))
    actions = {MovePerson, LeaveCell, ChangePart}
    assert actions == {*house.office.offered("membership", house.get("membership", stay))} & {*actions, MakePrimary}
    house.do(LeaveCell, stay, day=date(2026, 6, 1))
    offered = house.office.offered("membership", house.get("membership", stay))
    assert [action for action in offered if not issubclass(action, AttachPaper)] == []


# Whatever is done

PLACES = st.integers(0, CELLS - 1)
DEEDS = st.tuples(
    st.sampled_from(
        [
            AppointDeputy, AppointLead, ChangePart, EndCell, HandOver, LeaveCell, MakePrimary, MergeCell, MovePerson,
            PutInCell, PutInCell, PutInCell,
        ]
    ),
    st.integers(0, PEOPLE - 1),
    st.integers(0, PEOPLE - 1),
    PLACES,
    PLACES,
    st.sampled_from(DAYS),
    st.booleans(),
)  # fmt: skip
"""What is done, to or by whom, where, on which day, and whether it is primary, or leaves all."""


@pytest.fixture(scope="module")
def desk(module_site: OpenSite) -> Office:
    return module_site.office()


def deed(desk: Office, people: list[str], cells: list[str], drawn: Any) -> Action | None:
    kind, one, other, here, there, day, flag = drawn
    if kind in (AppointDeputy, AppointLead):
        return kind(target=cells[here], person=people[one], day=day)
    if kind is EndCell:
        return kind(target=cells[here], day=day)
    if kind is MergeCell:
        return kind(target=cells[here], into=cells[there], day=day)
    if kind is HandOver:
        return kind(target=people[one], to=people[other], day=day, leaves=flag)
    if kind is PutInCell:
        return kind(person=people[one], cell=cells[here], since=day, primary=flag)
    own = desk.find(Query("membership", Is("person", (people[one],))))
    if not own:
        return None
    given: dict[type[Action], dict[str, Any]] = {
        MovePerson: {"cell": cells[there], "day": day},
        LeaveCell: {"day": day},
        ChangePart: {"part": Part.CADRE},
        MakePrimary: {},
    }
    return kind(target=own[(here + there) % len(own)].id, **given[kind])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DEEDS, min_size=1, max_size=12), st.lists(st.sampled_from(DAYS), min_size=12, max_size=12))
def test_on_every_day_one_primary_cell_and_one_lead_and_nobody_twice_in_a_cell(
    desk: Office, deeds: list[Any], todays: list[date]
) -> None:
    desk._clock = lambda: datetime(2026, 11, 29, 9)
    added = [AddPerson(name="人", number=f"P{next(NUMBERS)}") for _ in range(PEOPLE)]
    made = [AddCell(code=f"C{next(NUMBERS)}", name="格", start=DAYS[place * 2]) for place in range(CELLS)]
    desk.do_all([*added, *made])
    people, cells = [each.target for each in added], [each.target for each in made]
    for drawn, today in zip(deeds, sorted(todays), strict=False):
        now = datetime(today.year, today.month, today.day, 9)
        desk._clock = lambda now=now: now
        action = deed(desk, people, cells, drawn)
        try:
            if action:
                desk.do(action)
        except Refused:
            continue
    found: list[Membership] = desk.find(Query("membership", Is("cell", tuple(cells))))
    by_id: dict[str, Cell] = {each: desk.get("cell", each) for each in cells}
    for day in DAYS:
        there = [each for each in found if each.since <= day and (each.until is None or day < each.until)]
        assert len({each.person for each in there if each.primary}) == sum(each.primary for each in there)
        assert len({(each.person, each.cell) for each in there}) == len(there)
        for part in (Part.LEAD, Part.DEPUTY):
            of_part = [each.cell for each in there if each.part == part]
            assert len(set(of_part)) == len(of_part)
        for each in there:
            start, end = by_id[each.cell].start, by_id[each.cell].end
            assert start
            assert start <= day
            assert end is None or day < end
    for identifier, each in ((identifier, each) for identifier, each in by_id.items() if each.open):
        for part in (Part.LEAD, Part.DEPUTY):
            now_it = [stay.person for stay in found if stay.cell == identifier and stay.open and stay.part == part]
            assert now_it == ([getattr(each, part)] if getattr(each, part) else [])
