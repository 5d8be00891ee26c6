"""Attendance: everyone was present but those who are named, and taking it again corrects what differs."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.desks.education import Audience, Presence, SessionStage
from core.desks.education.attendance import NAMED, MakeUp, PutOffMakeUp, TakeAttendance, WaiveMakeUp, marks_of
from core.desks.education.attendance_list import Roll, roll_of, written
from core.desks.education.sessions import PlanMakeUp, owing
from core.desks.grid.cells import AddCell
from core.desks.grid.members import PutInCell
from core.desks.people.people import AddPerson, RecordLeaving
from core.model.query import Is, Query, both
from core.office.office import Office
from core.office.refusals import NotAllowed
from tests.support.education_desk import TODAY, Desk, numbers, taking


def test_everyone_was_present_but_these(desk: Desk) -> None:
    session = desk.session(desk.programme(), TODAY)
    desk.do(TakeAttendance(target=session.id, absent="李四", excused="1003：出差，下周回\n赵六(病假)", late="欧阳修"))
    assert desk.marks(session) == {
        "1001": "present",
        "1002": "absent",
        "1003": "excused",
        "1004": "excused",
        "1005": "late",
        "1006": "present",
    }
    excused = desk.attendance(session, "1003")
    assert (excused.reason, excused.due) == ("出差，下周回", TODAY + timedelta(days=14))
    assert desk.attendance(session, "1004").reason == "病假"
    assert desk.attendance(session, "1001").due is None
    held = desk.get("session", session.id)
    assert (held.stage, held.taken) == (SessionStage.HELD, TODAY)
    assert desk.due()[excused.id] == TODAY + timedelta(days=14)
    assert "14 days" in str(excused.explain())


def test_it_stands_with_unit_and_cell_of_that_day(desk: Desk) -> None:
    cell = desk.do(AddCell(code="01", name="机关", start=date(2026, 1, 1)))
    desk.do(PutInCell(person=desk.person("1001").id, cell=cell, since=date(2026, 11, 20)))
    programme = desk.programme()
    for day, then in ((date(2026, 11, 19), ""), (date(2026, 11, 20), cell)):
        session = desk.session(programme, day)
        desk.do(TakeAttendance(target=session.id))
        attendance = desk.attendance(session, "1001")
        assert (attendance.unit, attendance.cell) == (desk.units[0], then)


def test_names_are_pasted_in_any_shape(desk: Desk) -> None:
    roll = Roll(tuple(desk.office.find(Query("person"))))
    for text in ("李四、王五", "李 四；王五", "1002 李四\n1003", "李四 王五", "１００２，王五，", "李四\t王五"):
        read = roll.read(text)
        assert (sorted(read.found), read.faults) == (sorted((desk.person("1002").id, desk.person("1003").id)), ()), text


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("李四：出差，王五", {"1002": "出差", "1003": ""}),
        ("李四：出差，去北京，王五：病假", {"1002": "出差，去北京", "1003": "病假"}),
        ("李四（出差，去北京）王五(病假)", {"1002": "出差，去北京", "1003": "病假"}),
        ("李四: ill, at home 王五", {"1002": "ill, at home", "1003": ""}),
        ("李四：陪同家人就医\n王五", {"1002": "陪同家人就医", "1003": ""}),
    ],
)
def test_a_reason_ends_where_somebody_is_named(desk: Desk, text: str, reasons: dict[str, str]) -> None:
    read = Roll(tuple(desk.office.find(Query("person")))).read(text)
    assert (read.found, read.faults) == ({desk.person(each).id: reason for each, reason in reasons.items()}, ())


def test_a_reason_that_names_somebody_in_its_midst_is_not_guessed(desk: Desk) -> None:
    read = Roll(tuple(desk.office.find(Query("person")))).read("李四：陪同 王五 就医")
    assert "“王五 就医” is not on the list" in str(read.faults[0])


def test_what_was_written_is_read_as_it_stands(desk: Desk) -> None:
    people = desk.office.find(Query("person"))
    reasons = {people[0].id: "陪同，李四 王五：（病假", people[1].id: ""}
    assert Roll(tuple(people)).read(written(reasons, reasons)).found == reasons


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"absent": "张三"}, "2 people here are called 张三"),
        ({"absent": "钱七"}, "“钱七” is not on the list"),
        ({"absent": "李四", "late": "1002"}, "two lists"),
        ({"others": Presence.MADE_UP}, "Everyone else"),
    ],
)
def test_a_list_that_is_not_clear_is_refused_whole(desk: Desk, given: dict[str, Any], why: str) -> None:
    session = desk.session(desk.programme(), TODAY)
    assert why in desk.refused(TakeAttendance(target=session.id, **given))
    assert desk.marks(session) == {}


def test_a_guest_counts_and_nobody_else_of_the_house_is_expected(desk: Desk) -> None:
    session = desk.session(desk.programme(audience=Audience.UNITS, addressed="01"), TODAY)
    desk.do(TakeAttendance(target=session.id, present="李四"))
    assert desk.marks(session) == dict.fromkeys(("1001", "1002", "1003", "1005"), "present")


def test_taking_it_again_corrects_only_what_differs(desk: Desk) -> None:
    session = desk.session(desk.programme(), TODAY)
    desk.do(TakeAttendance(target=session.id, absent="李四、王五"))
    before = {each.id for each in desk.office.find(Query("attendance"))}
    last = desk.site.store.high_water_mark()
    desk.do(TakeAttendance(target=session.id, absent="王五"))
    assert {each.id for each in desk.office.find(Query("attendance"))} == before
    assert desk.marks(session)["1002"] == "present"
    assert desk.attendance(session, "1002").due is None
    assert desk.site.store.high_water_mark() != last
    assert len(desk.office.history(desk.attendance(session, "1003"))) == 1


def test_once_attendance_was_taken_those_noted_are_the_roll(desk: Desk) -> None:
    programme = desk.programme()
    session = desk.session(programme, date(2026, 11, 16))
    desk.do(TakeAttendance(target=session.id, absent="李四"))
    before = desk.marks(session)
    desk.do(AddPerson(name="新人", number="1009"))  # nobody knows since when
    desk.do(AddPerson(name="老人", number="1010", joined=date(2020, 1, 1)))
    desk.do(RecordLeaving(target=desk.person("1003").id, left=date(2026, 11, 1)))
    taken = desk.get("session", session.id)
    roll = roll_of(taken, programme, desk.office)
    assert [person.number for person in roll.people] == ["1001", "1002", "1003", "1004", "1005", "1006"]
    assert [person.number for person in roll.unmarked] == ["1009", "1010"]
    desk.do(TakeAttendance(target=session.id, absent="李四", others=Presence.PRESENT))
    assert desk.marks(session) == before
    desk.do(TakeAttendance(target=session.id, excused="老人：病假", others=None))
    assert desk.marks(session) == before | {"1010": "excused"}


def test_of_whom_it_is_not_known_that_he_was_here_nothing_is_noted_by_itself(desk: Desk) -> None:
    office, programme = desk.office, desk.programme(audience=Audience.POSTS, addressed="驾驶员")
    office.do(AddPerson(name="新人", number="1009", post="驾驶员"))
    session = desk.session(programme, date(2026, 11, 16))
    assert "no day of joining" in desk.refused(TakeAttendance(target=session.id))
    desk.do(TakeAttendance(target=session.id, present="1009"))
    assert desk.marks(session) == {"1009": "present"}
    assert numbers(desk, programme, TODAY) == ["1009"]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_repeating_changes_nothing_and_correcting_changes_one_mark(desk: Desk, data: st.DataObject) -> None:
    """A session or a make-up, whatever was noted of it, and whatever became of that since."""
    people = [f"100{number}" for number in range(1, 7)]
    mark = st.sampled_from(NAMED)
    session = desk.session(desk.programme(), date(2026, 11, 16))
    desk.do(taking(desk, session, data.draw(st.fixed_dictionaries(dict.fromkeys(people, mark)))))
    missed = desk.office.find(Query("attendance", both(Is("session", (session.id,)), Is("owed", (True,)))))
    for each in missed:
        waived = [WaiveMakeUp(target=each.id, reason="免"), MakeUp(target=each.id, made_up=TODAY)]
        put_off = PutOffMakeUp(target=each.id, due=TODAY + timedelta(days=30), reason="延")
        desk.office.do_all(data.draw(st.sampled_from([[], [waived[0]], [waived[1]], [put_off]])))
    if owing(session.id, desk.office.context()) and data.draw(st.booleans()):
        made = PlanMakeUp(target=session.id, when=datetime(2026, 11, 23, 8))
        desk.do(made)
        (session,) = desk.office.find(Query("session", Is("makes_up", (session.id,))))
        roll = roll_of(session, desk.get("programme", session.programme), desk.office).people
        marks = st.fixed_dictionaries({person.number: mark for person in roll})
        desk.do(taking(desk, session, data.draw(marks)))
    session = desk.get("session", session.id)
    stands = {desk.get("person", person).number: mark for person, (mark, _) in marks_of(session, desk.office).items()}
    before = {each.id: each for each in desk.office.find(Query("attendance"))}
    desk.do(taking(desk, session, stands))
    assert {each.id: each for each in desk.office.find(Query("attendance"))} == before
    person, other = data.draw(st.sampled_from(sorted(stands))), data.draw(mark)
    desk.do(taking(desk, session, stands | {person: other}))
    after = {each.id: each for each in desk.office.find(Query("attendance"))}
    changed = {after[each].person for each in after if after[each] != before.get(each)}
    assert changed <= {desk.person(person).id}


def test_left_open_the_session_still_waits_for_the_others(desk: Desk) -> None:
    session = desk.session(desk.programme(), TODAY)
    desk.do(TakeAttendance(target=session.id, present="李四、王五", others=None))
    assert desk.get("session", session.id).taken is None
    assert desk.due()[session.id] == TODAY
    desk.do(TakeAttendance(target=session.id, present="赵六 欧阳修 1001 1006", others=None))
    assert desk.get("session", session.id).taken == TODAY


def test_five_hundred_people_are_one_deed_with_one_change_for_each(desk: Desk) -> None:
    desk.office.do_all(AddPerson(name=f"人{number}", number=f"P{number}") for number in range(494))
    session = desk.session(desk.programme(), TODAY)
    desk.do(TakeAttendance(target=session.id, absent="、".join(f"P{number}" for number in range(0, 494, 50))))
    assert desk.office.count(Query("attendance", Is("session", (session.id,)))) == 500
    assert desk.office.groups(Query("attendance", Is("session", (session.id,))), "stage") == [
        (Presence.PRESENT, 490),
        (Presence.ABSENT, 10),
    ]
    assert len(desk.office.history(desk.attendance(session, "P7"))) == 1


def test_who_only_reads_takes_no_attendance(desk: Desk, colleague: Callable[..., Office]) -> None:
    session = desk.session(desk.programme(), TODAY)
    reader = colleague("领导", "supervisor")
    assert reader.count(Query("session")) == 1
    with pytest.raises(NotAllowed):
        reader.do(TakeAttendance(target=session.id))
