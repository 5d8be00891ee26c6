"""Who worked here on a day, in which unit and post: transfers, leavings, returns, and what is taken back."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.desks.grid.appointments import AppointLead
from core.desks.grid.cells import AddCell
from core.desks.grid.figures import members_gone
from core.desks.grid.members import PutInCell
from core.desks.people.people import AddPerson, AddUnit, AmendPerson, RecordLeaving, RecordReturn, TakeBackLeaving
from core.desks.people.placements import CorrectPlacement
from core.desks.people.records import Person, Placement
from core.desks.people.service import Staff, works_here
from core.model.action import Action
from core.model.query import Is, Query
from core.office.office import Office
from core.office.refusals import Refused
from data.site.open_site import OpenSite

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
ONE, TWO = "1" * 32, "2" * 32


@pytest.fixture
def person(office: Office) -> str:
    """Somebody who joined in 2020 and was entered in the register today."""
    office.do_all((AddUnit(name="一部", code="U1", target=ONE), AddUnit(name="二部", code="U2", target=TWO)))
    added = AddPerson(name="张三", number="1001", unit=ONE, post="科员", joined=date(2020, 1, 1))
    office.do(added)
    return added.target


def of(office: Office, person: str) -> Person:
    found: Person = office.get("person", person)
    return found


def at(office: Office, *day: int) -> None:
    """Turn the calendar."""
    office._clock = lambda: datetime(*day, 9)  # type: ignore[misc,arg-type]


def amended(office: Office, person: str, **fields: Any) -> AmendPerson:
    return AmendPerson(target=person, **AmendPerson.suggest(of(office, person), office.context()) | fields)


def on(office: Office, person: str, day: date) -> tuple[str, str, bool]:
    staff = Staff(office, day)
    then = staff.as_then(of(office, person))
    return then.unit, then.post, staff.here(then)


def refused(office: Office, action: Action) -> str:
    with pytest.raises(Refused) as refusal:
        office.do(action)
    return " ".join(str(finding) for finding in refusal.value.findings)


def former(office: Office, person: str) -> list[tuple[str, date | None, date]]:
    found = office.find(Query("placement", Is("person", (person,)), ("until",)))
    return [(each.unit, each.since, each.until) for each in found]


# Transfers


def test_before_a_transfer_the_unit_and_post_are_those_of_before(office: Office, person: str) -> None:
    at(office, 2026, 12, 1)
    office.do(amended(office, person, unit=TWO, post="科长", since=date(2026, 11, 30)))
    assert on(office, person, date(2026, 11, 29)) == (ONE, "科员", True)
    assert on(office, person, date(2026, 11, 30)) == (TWO, "科长", True)
    assert on(office, person, date(2019, 12, 31))[2] is False
    assert former(office, person) == [(ONE, date(2020, 1, 1), date(2026, 11, 29))]


def test_nothing_grows_when_neither_unit_nor_post_changes(office: Office, person: str) -> None:
    at(office, 2026, 12, 1)
    office.do(amended(office, person, phone="1", since=date(2026, 11, 30)))
    assert former(office, person) == []


def test_what_was_wrong_all_along_leaves_no_former_placement(office: Office, person: str) -> None:
    office.do(amended(office, person, unit=TWO))  # on the day of entry
    at(office, 2026, 12, 1)
    office.do(amended(office, person, post="会计", since=date(2020, 1, 1)))
    assert (former(office, person), on(office, person, date(2021, 1, 1))[:2]) == ([], (TWO, "会计"))


def test_a_transfer_is_entered_when_it_holds_and_after_the_one_before(office: Office, person: str) -> None:
    assert "future" in refused(office, amended(office, person, unit=TWO, since=TODAY + DAY))
    at(office, 2026, 12, 1)
    office.do(amended(office, person, unit=TWO))
    assert "cannot begin before" in refused(office, amended(office, person, unit=ONE, since=date(2026, 11, 30)))


def test_the_day_of_a_transfer_can_be_corrected(office: Office, person: str) -> None:
    at(office, 2026, 12, 10)
    office.do(amended(office, person, unit=TWO))
    at(office, 2026, 12, 20)
    office.do(amended(office, person, unit=""))
    first, second = office.find(Query("placement", order=("until",)))
    office.do(CorrectPlacement(target=first.id, unit=ONE, post="科员", until=date(2026, 12, 4)))
    assert former(office, person) == [
        (ONE, date(2020, 1, 1), date(2026, 12, 4)),
        (TWO, date(2026, 12, 5), date(2026, 12, 19)),
    ]
    assert "must lie between" in refused(office, CorrectPlacement(target=first.id, until=date(2026, 12, 19)))
    assert "must lie between" in refused(office, CorrectPlacement(target=second.id, until=date(2026, 12, 20)))


def test_another_day_of_joining_is_that_of_the_first_placement_too(office: Office, person: str) -> None:
    at(office, 2026, 12, 1)
    office.do(amended(office, person, unit=TWO))
    office.do(amended(office, person, joined=date(2021, 5, 1)))
    assert former(office, person) == [(ONE, date(2021, 5, 1), date(2026, 11, 30))]


def test_a_day_of_joining_that_is_corrected_with_a_transfer_is_that_of_the_former_placement(
    office: Office, person: str
) -> None:
    at(office, 2026, 12, 1)
    office.do(amended(office, person, unit=TWO, joined=date(2021, 5, 1)))
    assert former(office, person) == [(ONE, date(2021, 5, 1), date(2026, 11, 30))]


def test_nobody_joined_after_a_day_of_work_that_is_on_record(office: Office, person: str) -> None:
    at(office, 2026, 12, 1)
    office.do(amended(office, person, unit=TWO))
    assert "worked here on 2026-11-30 already" in refused(office, amended(office, person, joined=date(2026, 12, 1)))
    office.do(amended(office, person, joined=date(2026, 11, 30)))
    office.do(RecordLeaving(target=person, left=date(2026, 12, 4)))
    office.do(RecordReturn(target=person, joined=date(2026, 12, 9)))
    at(office, 2026, 12, 15)
    office.do(amended(office, person, unit=ONE))  # on the 15th: the return is no longer the last that is on record
    assert "was here before, until 2026-12-04" in refused(office, amended(office, person, joined=date(2026, 12, 4)))
    office.do(RecordLeaving(target=person, left=date(2026, 12, 15)))
    assert "worked here on 2026-12-14 already" in refused(office, amended(office, person, joined=date(2026, 12, 15)))
    office.do(amended(office, person, joined=date(2026, 12, 14)))
    assert [first for _, first, _ in former(office, person)][-1] == date(2026, 12, 14)


# Leaving


def test_the_last_day_is_a_day_of_work_for_every_desk(office: Office, person: str) -> None:
    cell = AddCell(code="01", name="机关", start=date(2026, 1, 1))
    office.do_all((cell, PutInCell(person=person, cell=cell.target, since=date(2026, 1, 1))))
    office.do(RecordLeaving(target=person, left=TODAY))
    assert works_here(of(office, person), TODAY, office)
    assert office.count(members_gone(TODAY)) == 0
    office.do(AppointLead(target=cell.target, person=person, day=TODAY))
    at(office, 2026, 11, 24)
    assert not works_here(of(office, person), TODAY + DAY, office)
    assert office.count(members_gone(TODAY + DAY)) == 1
    later = AddCell(code="02", name="后勤", start=TODAY + DAY, lead=person)
    assert "left on 2026-11-23" in refused(office, later)
    earlier = AddCell(code="02", name="后勤", start=date(2019, 1, 1), lead=person)
    assert "did not work here on 2019-01-01" in refused(office, earlier)


def test_a_wrong_last_day_is_corrected_and_a_wrong_leaving_taken_back(office: Office, person: str) -> None:
    before = of(office, person)
    office.do(RecordLeaving(target=person, left=date(2026, 1, 29)))
    assert "already" in refused(office, RecordLeaving(target=person, left=date(2026, 1, 29)))
    office.do(RecordLeaving(target=person, left=date(2026, 11, 29)))
    assert of(office, person).left == date(2026, 11, 29)
    office.do(TakeBackLeaving(target=person))
    assert of(office, person) == before
    assert "at this stage" in refused(office, TakeBackLeaving(target=person))
    deeds = [entry.change.body.action for entry in office.history(before)]
    assert deeds == ["add_person", "record_leaving", "record_leaving", "take_back_leaving"]


def test_nobody_leaves_before_the_present_unit_and_post(office: Office, person: str) -> None:
    assert "cannot be earlier" in refused(office, RecordLeaving(target=person, left=date(2019, 1, 1)))


def test_who_returns_was_not_here_in_between(office: Office, person: str) -> None:
    office.do(RecordLeaving(target=person, left=date(2026, 11, 1)))
    assert "Record return" in refused(office, AddPerson(name="张三", number="1001"))
    assert "comes after" in refused(office, RecordReturn(target=person, joined=date(2026, 11, 1)))
    office.do(RecordReturn(target=person, joined=date(2026, 11, 20), unit=TWO, post="顾问"))
    expected = {
        date(2019, 12, 31): False,
        date(2026, 11, 1): True,
        date(2026, 11, 2): False,
        date(2026, 11, 19): False,
        date(2026, 11, 20): True,
    }
    assert {day: on(office, person, day)[2] for day in expected} == expected
    assert on(office, person, date(2026, 11, 1)) == (ONE, "科员", True)
    assert former(office, person) == [(ONE, date(2020, 1, 1), date(2026, 11, 1))]
    assert "was here before" in refused(office, amended(office, person, joined=date(2020, 1, 1)))
    assert "at this stage" in refused(office, RecordReturn(target=person, joined=TODAY))


def test_without_a_day_of_joining_a_person_is_known_from_the_day_of_entry(office: Office) -> None:
    added = AddPerson(name="李四")
    office.do(added)
    found = of(office, added.target)
    before, then = Staff(office, TODAY - DAY), Staff(office, TODAY)
    assert (before.here(found), before.unsure(found)) == (False, True)
    assert (then.here(found), then.unsure(found)) == (True, False)


# Against a list of days


EVENTS = st.lists(
    st.tuples(st.sampled_from(["transfer", "leave", "correct", "take back", "return"]), st.integers(1, 30)), max_size=12
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS)
def test_every_day_is_what_was_entered_of_it(office: Office, events: list[tuple[str, int]]) -> None:
    """The same story is told to a plain list of days, one unit or nothing for each."""
    unit = "{:032x}".format
    start = date(2026, 1, 1)
    added = AddPerson(name="王五", unit=unit(0), joined=start)
    at(office, 2026, 1, 1)
    office.do(added)
    person, today, place, left = added.target, start, 0, None
    days: dict[date, str] = {start: unit(0)}
    for event, gap in events:
        for _ in range(gap):
            today += DAY
            days[today] = "" if left and today > left else unit(place)
        at(office, today.year, today.month, today.day)
        if event == "transfer" and left is None:
            place += 1
            office.do(amended(office, person, unit=unit(place)))
            days[today] = unit(place)
        elif event in ("leave", "correct") and (left is None) == (event == "leave"):
            was, left = left, today if event == "leave" else today - DAY
            if left != was:
                office.do(RecordLeaving(target=person, left=left))
            days |= {day: unit(place) for day in days if was and was < day <= left}
        elif event == "take back" and left is not None:
            office.do(TakeBackLeaving(target=person))
            days |= {day: unit(place) for day in days if day > left}
            left = None
        elif event == "return" and left is not None and left < today:
            office.do(RecordReturn(target=person, joined=today, unit=unit(place)))
            days[today], left = unit(place), None
    told = {day: unit if here else "" for day in days for unit, _, here in [on(office, person, day)]}
    assert told == days


def test_former_placements_merge_and_travel_as_parts_of_the_person(
    site: OpenSite, office: Office, person: str, colleague: Callable[..., Office]
) -> None:
    at(office, 2026, 12, 1)
    office.do(amended(office, person, unit=TWO))
    (placement,) = office.find(Query("placement"))
    assert (isinstance(placement, Placement), placement.compartment) == (True, "common")
    bound = colleague("干事", "registrar", unit=ONE)
    assert bound.find(Query("placement")) == []  # read by who reads the person
    assert site.store.check() is None
