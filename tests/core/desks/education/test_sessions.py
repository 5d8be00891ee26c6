"""Sessions: planned, moved and held, and what is noted of them when an entry comes late."""

from datetime import date, datetime, timedelta

from core.desks.education.attendance import TakeAttendance
from core.desks.education.planning_ahead import PlanAhead
from core.desks.education.sessions import AmendSession, HoldSession, NoteEffect
from core.desks.grid.appointments import AppointLead
from core.desks.grid.cells import AddCell
from core.desks.grid.members import LeaveCell, MovePerson, PutInCell
from core.desks.grid.merging import MergeCell
from core.desks.grid.tree import led_by_officer
from core.desks.people.people import RecordLeaving, RecordReturn
from core.model.action import amend
from core.model.query import Blank, Is, Query, both
from core.values.cadence import Rhythm
from tests.support.education_desk import TODAY, Desk
from tests.support.site_driver import write


def test_a_return_that_is_entered_late_corrects_what_was_noted_since(desk: Desk) -> None:
    person = desk.person("1001").id
    desk.do(RecordLeaving(target=person, left=date(2026, 10, 30)))
    programme = desk.programme()
    before, since = (desk.session(programme, day) for day in (date(2026, 10, 12), date(2026, 11, 16)))
    for session in (before, since):
        desk.do(TakeAttendance(target=session.id, present="1001"))
    desk.do(RecordReturn(target=person, joined=date(2026, 11, 9), unit=desk.units[1]))
    assert [desk.attendance(session, "1001").unit for session in (before, since)] == [*desk.units]


def test_the_cell_of_a_day_follows_what_is_entered_late(desk: Desk) -> None:
    one, two = (desk.do(AddCell(code=code, name=f"格{code}", start=date(2026, 1, 1))) for code in ("01", "02"))
    person = desk.person("1001").id
    stay = desk.do(PutInCell(person=person, cell=one, since=date(2026, 1, 1)))
    programme = desk.programme()
    days = (date(2026, 9, 14), date(2026, 10, 12))
    marks = [desk.do(TakeAttendance(target=desk.session(programme, day).id)) for day in days]

    def noted() -> list[str]:
        cells = [desk.attendance(desk.get("session", each), "1001").cell for each in marks]
        return [desk.get("cell", cell).code if cell else "" for cell in cells]

    assert noted() == ["01", "01"]
    desk.do(MovePerson(target=stay, cell=two, day=days[1]))
    assert noted() == ["01", "02"]
    desk.do(LeaveCell(target=_open_stay(desk, person), day=days[1]))
    assert noted() == ["01", ""]
    desk.do(AppointLead(target=two, person=person, day=days[1]))
    assert noted() == ["01", "02"]


def test_a_merger_leaves_the_cell_of_a_day_as_it_was_and_what_is_owed_in_the_leads_day(desk: Desk) -> None:
    one, two = (desk.do(AddCell(code=code, name=f"格{code}", start=date(2026, 1, 1))) for code in ("01", "02"))
    missed, lead = desk.person("1001").id, desk.person("1002").id
    desk.do(PutInCell(person=missed, cell=one, since=date(2026, 1, 1)))
    desk.do(AppointLead(target=two, person=lead, day=date(2026, 1, 1)))
    session = desk.session(desk.programme(), date(2026, 11, 16))
    desk.do(TakeAttendance(target=session.id, absent="1001"))
    desk.do(MergeCell(target=one, into=two, day=date(2026, 11, 20)))
    assert desk.attendance(session, "1001").cell == one
    write(desk.office, amend(desk.get("officer", desk.office.officer), person=lead))
    assert set(led_by_officer(desk.office.context())) == {one, two}
    elsewhere = desk.do(AddCell(code="03", name="格", start=TODAY))
    desk.do(MovePerson(target=_open_stay(desk, lead), cell=elsewhere, day=TODAY))
    assert led_by_officer(desk.office.context()) == ()


def _open_stay(desk: Desk, person: str) -> str:
    (found,) = desk.office.find(Query("membership", both(Is("person", (person,)), Blank("until"))))
    return str(found.id)


def test_what_a_session_leaves_empty_is_as_the_programme_says(desk: Desk) -> None:
    programme = desk.programme(lecturer="王教员")
    session = desk.session(programme, TODAY, topic="典型案例")
    assert (session.minutes, session.lecturer, session.topic) == (90, "王教员", "典型案例")
    assert session.officer == desk.office.officer
    assert desk.due()[session.id] == TODAY


def test_sessions_ahead_fall_on_working_days_of_periods_without_one(desk: Desk) -> None:
    programme = desk.programme(rhythm=Rhythm.WEEKLY, start=TODAY)
    desk.session(programme, date(2026, 12, 2))
    desk.do(PlanAhead(target=programme.id, first=datetime(2026, 11, 28, 15), until=date(2026, 12, 20)))
    sessions = desk.office.find(Query("session", order=("when",)))
    # Saturdays give way to Fridays, the last working days of their weeks; the week of 2 December has a session already.
    assert [f"{each.when:%m-%d %H}" for each in sessions] == ["11-27 15", "12-02 09", "12-11 15", "12-18 15"]


def test_a_session_is_moved_until_it_was_held(desk: Desk) -> None:
    session = desk.session(desk.programme(), TODAY)
    moved = {
        **AmendSession.suggest(session, desk.office.context()),
        "when": datetime(2026, 11, 20, 14),
        "place": "礼堂",
    }
    desk.do(AmendSession(target=session.id, **moved))
    desk.do(HoldSession(target=session.id))
    assert "stage" in desk.refused(AmendSession(target=session.id, **moved))
    desk.do(NoteEffect(target=session.id, evidence="照片3张", questions="问答12次", quiz=92))
    assert desk.get("session", session.id).quiz == 92


def test_what_is_still_to_come_was_not_held(desk: Desk) -> None:
    session = desk.session(desk.programme(), TODAY + timedelta(days=1))
    assert "still to come" in desk.refused(HoldSession(target=session.id))
    assert "still to come" in desk.refused(TakeAttendance(target=session.id))
