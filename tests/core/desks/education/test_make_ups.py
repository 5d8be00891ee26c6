"""Excuses and make-ups: who missed a session owes it until it is made up, waived or has left."""

from datetime import date, datetime

import pytest

from core.desks.education import Attendance, Presence
from core.desks.education.attendance import (
    CorrectAttendance,
    ExcuseAbsence,
    MakeUp,
    PutOffMakeUp,
    TakeAttendance,
    WaiveMakeUp,
    marks_of,
)
from core.desks.education.attendance_list import roll_of
from core.desks.education.case_library import AddCase
from core.desks.education.sessions import PlanMakeUp
from core.desks.people.people import AmendPerson, RecordLeaving, RecordReturn, TakeBackLeaving
from core.model.query import Is, Query
from tests.support.education_desk import TODAY, Desk, taking


def test_an_absence_is_excused_afterwards_and_still_owed(desk: Desk, missed: Attendance) -> None:
    desk.do(ExcuseAbsence(target=missed.id, reason="住院"))
    now = desk.get("attendance", missed.id)
    assert (now.stage, now.reason, now.due) == (Presence.EXCUSED, "住院", missed.due)
    assert "stage" in desk.refused(ExcuseAbsence(target=missed.id, reason="再次"))


def test_a_make_up_is_noted_with_its_day(desk: Desk, missed: Attendance) -> None:
    assert "must lie between" in desk.refused(MakeUp(target=missed.id, made_up=date(2026, 11, 1)))
    assert "session that was missed" in desk.refused(MakeUp(target=missed.id, made_up=TODAY, made_up_in=missed.session))
    desk.do(MakeUp(target=missed.id, made_up=TODAY))
    now = desk.get("attendance", missed.id)
    assert (now.stage, now.due, now.made_up) == (Presence.MADE_UP, None, TODAY)
    assert missed.id not in desk.due()


def test_a_make_up_session_expects_who_owes_and_links_to_what_was_missed(desk: Desk, missed: Attendance) -> None:
    session = desk.get("session", missed.session)
    suggested = PlanMakeUp.suggest(session, desk.office.context())
    assert suggested["when"].date() <= missed.due
    desk.do(PlanMakeUp(target=session.id, when=datetime(2026, 11, 23, 8)))
    (makeup,) = desk.office.find(Query("session", Is("makes_up", (session.id,))))
    programme = desk.get("programme", makeup.programme)
    assert [person.number for person in roll_of(makeup, programme, desk.office).people] == ["1002"]
    desk.do(TakeAttendance(target=makeup.id))
    now = desk.get("attendance", missed.id)
    assert (now.stage, now.made_up_in, now.made_up) == (Presence.MADE_UP, makeup.id, TODAY)
    assert desk.office.count(Query("attendance", Is("session", (makeup.id,)))) == 0
    assert "Nobody" in desk.refused(PlanMakeUp(target=session.id, when=datetime(2026, 11, 24, 8)))


def test_who_misses_the_make_up_too_owes_it_still(desk: Desk, missed: Attendance) -> None:
    desk.do(PlanMakeUp(target=missed.session, when=datetime(2026, 11, 23, 8)))
    (makeup,) = desk.office.find(Query("session", Is("makes_up", (missed.session,))))
    desk.do(TakeAttendance(target=makeup.id, absent="李四"))
    assert desk.get("attendance", missed.id).due == missed.due


def test_a_make_up_opened_again_shows_what_it_gave_and_is_corrected(desk: Desk) -> None:
    session = desk.session(desk.programme(), date(2026, 11, 16))
    desk.do(TakeAttendance(target=session.id, absent="李四", excused="王五：病假"))
    desk.do(PutOffMakeUp(target=desk.attendance(session, "1003").id, due=date(2026, 12, 31), reason="借调"))
    owed = desk.attendance(session, "1003")
    desk.do(PlanMakeUp(target=session.id, when=datetime(2026, 11, 23, 8)))
    (planned,) = desk.office.find(Query("session", Is("makes_up", (session.id,))))
    desk.do(TakeAttendance(target=planned.id, absent="李四"))
    makeup = desk.get("session", planned.id)
    marks = {desk.get("person", each).number: mark for each, (mark, _) in marks_of(makeup, desk.office).items()}
    assert marks == {"1002": Presence.ABSENT, "1003": Presence.PRESENT}
    desk.do(taking(desk, makeup, marks))
    assert desk.attendance(session, "1003").made_up_in == makeup.id
    desk.do(taking(desk, makeup, marks | {"1003": Presence.ABSENT}))
    assert desk.attendance(session, "1003") == owed
    assert desk.attendance(session, "1002").stage == Presence.ABSENT


def test_who_has_left_is_not_expected_at_a_make_up(desk: Desk) -> None:
    session = desk.session(desk.programme(), date(2026, 11, 16))
    desk.do(TakeAttendance(target=session.id, absent="李四、王五"))
    desk.do(RecordLeaving(target=desk.person("1002").id, left=date(2026, 11, 20)))
    desk.do(PlanMakeUp(target=session.id, when=datetime(2026, 11, 23, 8)))
    (makeup,) = desk.office.find(Query("session", Is("makes_up", (session.id,))))
    desk.do(TakeAttendance(target=makeup.id))
    assert (desk.marks(session)["1002"], desk.marks(session)["1003"]) == ("absent", "made_up")


def test_leaving_ends_what_is_to_be_made_up_and_says_so(desk: Desk, missed: Attendance) -> None:
    left = date(2026, 11, 20)
    desk.do(RecordLeaving(target=missed.person, left=left))
    now = desk.get("attendance", missed.id)
    assert (now.stage, now.due, now.owed, now.ended, now.was_due) == (missed.stage, None, False, left, missed.due)
    assert missed.id not in desk.due()
    assert now.explain().say() == f"It was to be made up by {missed.due}; leaving on {left} ended that."
    assert f"ended on {left}, and the make-up" in desk.refused(
        PutOffMakeUp(target=missed.id, due=date(2026, 12, 31), reason="借调")
    )


def test_a_leaving_that_was_a_mistake_ended_nothing(desk: Desk, missed: Attendance) -> None:
    desk.do(RecordLeaving(target=missed.person, left=date(2026, 11, 20)))
    desk.do(RecordLeaving(target=missed.person, left=date(2026, 11, 21)))
    assert desk.get("attendance", missed.id).ended == date(2026, 11, 21)
    desk.do(TakeBackLeaving(target=missed.person))
    assert desk.get("attendance", missed.id) == missed


@pytest.mark.parametrize(("back", "owed"), [(date(2026, 11, 23), False), (date(2026, 11, 21), True)])
def test_who_comes_back_owes_nothing_of_the_former_time_unless_there_was_no_break(
    back: date, owed: bool, desk: Desk, missed: Attendance
) -> None:
    desk.do(RecordLeaving(target=missed.person, left=date(2026, 11, 20)))
    desk.do(RecordReturn(target=missed.person, joined=back))
    assert desk.get("attendance", missed.id).owed is owed
    assert (missed.id in desk.due()) is owed


def test_what_is_noted_of_who_has_left_meanwhile_is_not_to_be_made_up(desk: Desk) -> None:
    desk.do(RecordLeaving(target=desk.person("1002").id, left=date(2026, 11, 18)))
    session = desk.session(desk.programme(), date(2026, 11, 16))
    desk.do(TakeAttendance(target=session.id, absent="李四"))
    noted = desk.attendance(session, "1002")
    assert (noted.stage, noted.owed, noted.ended) == (Presence.ABSENT, False, date(2026, 11, 18))
    desk.do(MakeUp(target=noted.id, made_up=date(2026, 11, 18)))
    assert desk.attendance(session, "1002").stage == Presence.MADE_UP
    desk.do(CorrectAttendance(target=noted.id, stage=Presence.ABSENT))
    assert desk.attendance(session, "1002") == noted


def test_a_transfer_ends_no_make_up(desk: Desk, missed: Attendance) -> None:
    desk.do(AmendPerson(target=missed.person, name="李四", number="1002", unit=desk.units[1], since=TODAY))
    assert desk.get("attendance", missed.id).due == missed.due


def test_a_make_up_is_put_off_or_waived_with_a_reason(desk: Desk, missed: Attendance) -> None:
    desk.do(PutOffMakeUp(target=missed.id, due=date(2026, 12, 31), reason="借调"))
    assert desk.due()[missed.id] == date(2026, 12, 31)
    desk.do(WaiveMakeUp(target=missed.id, reason="已参加上级集训"))
    now = desk.get("attendance", missed.id)
    assert (now.stage, now.due, now.owed) == (Presence.EXCUSED, None, False)
    assert "Nothing" in desk.refused(WaiveMakeUp(target=missed.id, reason="再次"))


def test_a_mark_is_corrected_with_what_is_due_by_it(desk: Desk, missed: Attendance) -> None:
    desk.do(CorrectAttendance(target=missed.id, stage=Presence.LATE, reason="交通"))
    assert desk.get("attendance", missed.id).due is None
    desk.do(CorrectAttendance(target=missed.id, stage=Presence.ABSENT))
    assert desk.get("attendance", missed.id).due == missed.due
    assert "Make up" in desk.refused(CorrectAttendance(target=missed.id, stage=Presence.MADE_UP))


def test_the_store_agrees_with_its_journal(desk: Desk, missed: Attendance) -> None:
    desk.do(AddCase(name="案例"))
    desk.do(MakeUp(target=missed.id, made_up=TODAY))
    assert desk.site.store.check() is None
