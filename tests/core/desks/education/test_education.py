"""The education desk: programmes and what they owe, attendance, make-ups, cases, calendar and coverage."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.desks.education import Attendance, Audience, CaseStory, Presence, Programme, Session, SessionStage, Theme
from core.desks.education.attendance import (
    NAMED,
    CorrectAttendance,
    ExcuseAbsence,
    MakeUp,
    PutOffMakeUp,
    TakeAttendance,
    WaiveMakeUp,
    marks_of,
)
from core.desks.education.attendance_list import Roll, roll_of, written
from core.desks.education.audience import people_for
from core.desks.education.case_library import AddCase, CasesInTurn, MakeCaseOf, RetireCase, without_names
from core.desks.education.coverage import lapses, not_had
from core.desks.education.planning_ahead import PlanAhead
from core.desks.education.programmes import AmendProgramme, EndProgramme, HandProgramme, PlanProgramme
from core.desks.education.sessions import (
    AmendSession,
    CancelSession,
    HoldSession,
    NoteEffect,
    PlanMakeUp,
    PlanSession,
    owing,
)
from core.desks.grid.appointments import AppointLead
from core.desks.grid.cells import AddCell, MoveCell
from core.desks.grid.members import LeaveCell, MovePerson, PutInCell
from core.desks.grid.merging import EndCell, MergeCell
from core.desks.grid.tree import led_by_officer
from core.desks.grievances import (
    AcceptGrievance,
    CloseGrievance,
    Grievance,
    RegisterGrievance,
    ReplyToGrievance,
)
from core.desks.people.people import (
    AddPerson,
    AddUnit,
    AmendPerson,
    AmendUnit,
    RecordLeaving,
    RecordReturn,
    TakeBackLeaving,
)
from core.desks.people.placements import CorrectPlacement
from core.desks.people.records import Person
from core.importing.plan import Plan, apply, plan
from core.model.action import Action, amend
from core.model.card_section import card_sections
from core.model.chart import COUNT, View
from core.model.dashboard import DASHBOARDS
from core.model.figure import FIGURES
from core.model.printout import PAPERS
from core.model.query import EVERYTHING, Between, Blank, Condition, Is, Not, Query, both
from core.model.span import Span
from core.office.office import Office
from core.office.refusals import NotAllowed, Refused
from core.rules.calendar import calendar, month_span, week_span
from core.rules.obligation import owed_periods, unmet
from core.spreadsheets.columns import read_table, recognise
from core.spreadsheets.declaration import IMPORTS, Outcome
from core.values.cadence import Cadence, Rhythm
from core.values.workdays import Workdays
from data.site.open_site import OpenSite
from tests.support.kept_records import KeptRecords
from tests.support.site_driver import write

SHOWN = (Session, (Programme,))
"""What stands on the calendar: sessions, and programmes as bands."""
TODAY = date(2026, 11, 23)  # a Monday
NAMES = ("张三", "李四", "王五", "赵六", "欧阳修", "张三")


@dataclass
class Desk:
    """The education desk of a site with two units and six people, two of them of one name."""

    site: OpenSite
    office: Office
    units: tuple[str, str]

    def do(self, action: Action) -> str:
        self.office.do(action)
        return action.target

    def refused(self, action: Action) -> str:
        with pytest.raises(Refused) as refused:
            self.office.do(action)
        return " ".join(str(finding) for finding in refused.value.findings)

    def programme(self, **given: Any) -> Programme:
        fields = {"name": "反间谍教育", "start": date(2026, 9, 1), "rhythm": Rhythm.MONTHLY, "minutes": 90}
        identifier = self.do(PlanProgramme(**{**fields, **given}))
        made: Programme = self.get("programme", identifier)
        return made

    def session(self, programme: Programme, day: date, hour: int = 9, **given: Any) -> Session:
        when = datetime.combine(day, datetime.min.time()) + timedelta(hours=hour)
        made: Session = self.get("session", self.do(PlanSession(programme=programme.id, when=when, **given)))
        return made

    def get(self, kind: str, identifier: str) -> Any:
        return self.office.get(kind, identifier)

    def person(self, number: str) -> Person:
        found: Person = self.office.find(Query("person", Is("number", (number,))))[0]
        return found

    def attendance(self, session: Session, number: str) -> Attendance:
        person = self.person(number).id
        of_session: list[Attendance] = self.office.find(Query("attendance", Is("session", (session.id,))))
        return next(each for each in of_session if each.person == person)

    def marks(self, session: Session) -> dict[str, str]:
        found = self.office.find(Query("attendance", Is("session", (session.id,))))
        return {self.get("person", each.person).number: each.stage.value for each in found}

    def due(self) -> dict[str, date]:
        return {item.of: item.due for item in self.office.find(Query("agenda"))}


@pytest.fixture
def desk(site: OpenSite, office: Office) -> Desk:
    units = (AddUnit(name="一部", code="01"), AddUnit(name="二部", code="02"))
    office.do_all(units)
    for place, name in enumerate(NAMES):
        unit = units[place % 2].target
        office.do(AddPerson(name=name, number=f"100{place + 1}", unit=unit, post="科员", joined=date(2020, 1, 1)))
    return Desk(site, office, (units[0].target, units[1].target))


# Programmes and what their cadence asks for


def test_a_programme_is_due_at_the_end_of_its_first_period_without_a_session(desk: Desk) -> None:
    programme = desk.programme()
    assert programme.due == date(2026, 9, 30)
    assert desk.due()[programme.id] == date(2026, 9, 30)
    assert [each.period.key for each in owed_periods(Programme, desk.office, TODAY)] == ["2026-09", "2026-10"]
    assert "2026-09" in str(programme.explain())


def test_a_session_that_was_held_moves_on_what_is_due(desk: Desk) -> None:
    programme = desk.programme()
    for day, then in ((date(2026, 10, 12), date(2026, 9, 30)), (date(2026, 9, 14), date(2026, 11, 30))):
        desk.do(HoldSession(target=desk.session(programme, day).id))
        assert desk.get("programme", programme.id).due == then
    assert owed_periods(Programme, desk.office, TODAY) == []


def test_a_cancelled_session_leaves_its_period_owed_unless_it_is_excused(desk: Desk) -> None:
    programme = desk.programme(start=date(2026, 11, 1))
    desk.do(CancelSession(target=desk.session(programme, TODAY).id, reason="停电"))
    assert desk.get("programme", programme.id).due == date(2026, 11, 30)
    desk.do(CancelSession(target=desk.session(programme, TODAY).id, reason="防汛", waived=True))
    assert desk.get("programme", programme.id).due == date(2026, 12, 31)


def test_a_session_that_makes_up_for_another_fulfils_no_period(desk: Desk) -> None:
    programme = desk.programme(start=date(2026, 10, 1))
    session = desk.session(programme, date(2026, 10, 12))
    desk.do(TakeAttendance(target=session.id, absent="1001"))
    desk.do(PlanMakeUp(target=session.id, when=datetime(2026, 11, 20, 9)))
    (makeup,) = desk.office.find(Query("session", Is("makes_up", (session.id,))))
    desk.do(TakeAttendance(target=makeup.id))
    assert desk.get("programme", programme.id).due == date(2026, 11, 30)


@given(
    rhythm=st.sampled_from([rhythm for rhythm in Rhythm if rhythm != Rhythm.WINDOW]),
    every=st.integers(1, 40),
    start=st.dates(date(2025, 1, 1), date(2026, 6, 1)),
    held=st.lists(st.dates(date(2025, 1, 1), date(2026, 12, 1)), max_size=40),
    today=st.dates(date(2026, 6, 1), date(2026, 12, 1)),
)
def test_every_period_that_has_passed_was_met_or_is_owed(
    rhythm: Rhythm, every: int, start: date, held: list[date], today: date
) -> None:
    programme = Programme(name="x", start=start, rhythm=rhythm, days=every)
    session = {"topic": "x", "programme": programme.id, "stage": SessionStage.HELD}
    sessions = [Session(when=datetime.combine(day, datetime.min.time()), **session) for day in held]
    owes = [period for period in unmet(programme, KeptRecords(*sessions), today) if period.last < today]
    cadence = Cadence(rhythm, start, None, every)
    passed = [period for period in cadence.periods(today) if period.last < today]
    met = [period for period in passed if any(period.first <= day <= period.last for day in held)]
    assert sorted([*owes, *met], key=lambda period: period.first) == passed


def test_a_programme_that_ended_owes_nothing(desk: Desk) -> None:
    programme = desk.programme()
    desk.do(EndProgramme(target=programme.id, ended=TODAY, ended_because="并入新计划"))
    assert programme.id not in desk.due()
    assert "was done on" in desk.refused(EndProgramme(target=programme.id, ended=TODAY, ended_because="再次"))
    assert "has ended" in desk.refused(PlanSession(programme=programme.id, when=datetime(2026, 11, 24, 9)))


def test_a_programme_handed_over_stands_in_the_others_day(desk: Desk, colleague: Callable[..., Office]) -> None:
    programme, other = desk.programme(), colleague("李明", "education_clerk")
    taken, planned = desk.session(programme, date(2026, 11, 20)), desk.session(programme, TODAY)
    desk.do(TakeAttendance(target=taken.id, absent="李四"))
    desk.do(HandProgramme(target=programme.id, officer=other.officer))
    theirs = {item.of for item in other.find(Query("agenda", Is("owner", (other.officer,))))}
    assert theirs == {programme.id, planned.id, desk.attendance(taken, "1002").id}
    assert "one of the officers" in desk.refused(HandProgramme(target=programme.id, officer="0" * 32))


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"rhythm": Rhythm.EVERY_DAYS}, "number of days"),
        ({"rhythm": Rhythm.WINDOW}, "last day"),
        ({"end": date(2026, 8, 1)}, "before the first"),
        ({"audience": Audience.UNITS}, "to whom"),
        ({"audience": Audience.UNITS, "addressed": "99"}, "99"),
        ({"addressed": "01"}, "stays empty"),
    ],
)
def test_a_plan_that_is_not_complete_is_refused(desk: Desk, given: dict[str, Any], why: str) -> None:
    assert why in desk.refused(PlanProgramme(**{"name": "x", "start": TODAY, **given}))


# Whom it is for


def audience(desk: Desk, day: date = TODAY, **given: Any) -> list[str]:
    return [person.number for person in people_for(desk.programme(**given), desk.office, day)]


def test_everyone_is_who_works_here_on_the_day(desk: Desk) -> None:
    desk.do(RecordLeaving(target=desk.person("1002").id, left=date(2026, 11, 10)))
    desk.do(AddPerson(name="新人", number="1009", joined=date(2026, 11, 20)))
    assert audience(desk) == ["1001", "1003", "1004", "1005", "1006", "1009"]
    assert audience(desk, date(2026, 11, 10)) == ["1001", "1002", "1003", "1004", "1005", "1006"]  # the last day
    assert audience(desk, date(2026, 11, 11)) == ["1001", "1003", "1004", "1005", "1006"]


def test_an_audience_by_units_and_posts(desk: Desk) -> None:
    below = desk.do(AddUnit(name="一班", code="01-1", parent=desk.units[0]))
    desk.do(AddPerson(name="班长", number="1008", unit=below, post="班长"))
    assert audience(desk, audience=Audience.UNITS, addressed="01") == ["1001", "1003", "1005", "1008"]
    assert audience(desk, audience=Audience.UNITS, addressed="一班、二部") == ["1002", "1004", "1006", "1008"]
    assert audience(desk, audience=Audience.POSTS, addressed="班长，会计") == ["1008"]


def test_an_audience_by_cells_is_who_was_there_on_the_day(desk: Desk) -> None:
    whole = desk.do(AddCell(code="01", name="机关", start=date(2026, 1, 1)))
    part = desk.do(AddCell(code="01-01", name="一组", parent=whole, start=date(2026, 1, 1)))
    desk.do(PutInCell(person=desk.person("1001").id, cell=part, since=date(2026, 11, 1)))
    desk.do(AppointLead(target=whole, person=desk.person("1002").id, day=date(2026, 11, 20)))
    assert audience(desk, audience=Audience.CELLS, addressed="01") == ["1001", "1002"]
    assert audience(desk, date(2026, 11, 10), audience=Audience.CELLS, addressed="01") == ["1001"]
    assert audience(desk, audience=Audience.CELLS, addressed="01-01") == ["1001"]
    assert audience(desk, audience=Audience.LEADERS) == ["1002"]
    assert audience(desk, audience=Audience.BACKBONE) == []


def test_a_programme_names_cells_and_goes_where_they_go(desk: Desk) -> None:
    one, two = (desk.do(AddCell(code=code, name=code, start=date(2026, 1, 1))) for code in ("01", "02"))
    part = desk.do(AddCell(code="01-01", name="一组", parent=one, start=date(2026, 1, 1)))
    desk.do(PutInCell(person=desk.person("1001").id, cell=part, since=date(2026, 1, 1)))
    of_part, of_one = (
        desk.programme(audience=Audience.CELLS, addressed=code, name=f"教育{code}") for code in ("01-01", "01")
    )
    moved = MoveCell(target=one, code="09").side_effects(desk.get("cell", one), desk.office.context())
    assert {what.say(): count for what, count in moved} == {
        "Programmes (Cells)": 2,
        "Cells below, whose codes follow": 1,
    }
    desk.do(MoveCell(target=part, parent=two, code="02-01"))
    newcomer = desk.do(AddCell(code="01-01", name="新组", parent=one, start=TODAY))
    desk.do(PutInCell(person=desk.person("1002").id, cell=newcomer, since=TODAY))
    assert numbers(desk, of_part, TODAY) == ["1001"]
    assert numbers(desk, of_one, TODAY) == ["1002"]
    assert numbers(desk, of_one, TODAY - timedelta(days=1)) == ["1001"]  # the cell stood below the other one then


def test_a_merged_cell_takes_its_programmes_along_and_keeps_its_past(desk: Desk) -> None:
    one, two = (desk.do(AddCell(code=code, name=code, start=date(2026, 1, 1))) for code in ("01", "02"))
    part = desk.do(AddCell(code="01-01", name="一组", parent=one, start=date(2026, 1, 1)))
    for number, cell in (("1001", one), ("1002", part), ("1003", two)):
        desk.do(PutInCell(person=desk.person(number).id, cell=cell, since=date(2026, 1, 1)))
    programme = desk.programme(audience=Audience.CELLS, addressed="01")
    merger = MergeCell(target=one, into=two, day=date(2026, 11, 20))
    moved = {what.say(): count for what, count in merger.side_effects(desk.get("cell", one), desk.office.context())}
    assert moved["Programmes (Cells)"] == 1
    assert "Programmes (Cells)" in desk.refused(EndCell(target=one, day=TODAY))
    desk.do(merger)
    assert numbers(desk, programme, date(2026, 11, 19)) == ["1001", "1002"]
    assert numbers(desk, programme, date(2026, 11, 20)) == ["1001", "1002", "1003"]
    asked = AmendProgramme.suggest(programme, desk.office.context())
    desk.do(AmendProgramme(target=programme.id, **asked))
    assert desk.get("programme", programme.id) == programme
    assert "“01”" in desk.refused(PlanProgramme(name="x", start=TODAY, audience=Audience.CELLS, addressed="01"))


def test_names_that_change_or_repeat_do_not_change_whom_a_programme_is_for(desk: Desk) -> None:
    programme = desk.programme(audience=Audience.UNITS, addressed="一部")
    desk.do(AddPerson(name="外人", number="2001", unit=desk.do(AddUnit(name="一部", code="03")), joined=TODAY))
    assert numbers(desk, programme, TODAY) == ["1001", "1003", "1005"]
    desk.do(AmendUnit(target=desk.units[0], name="综合部", code="01"))
    assert numbers(desk, programme, TODAY) == ["1001", "1003", "1005"]
    assert "exactly one" in desk.refused(
        PlanProgramme(name="x", start=TODAY, audience=Audience.UNITS, addressed="总部")
    )
    cell = desk.do(AddCell(code="01", name="机关", start=date(2026, 1, 1)))
    chosen = PlanProgramme(name="x", start=TODAY, audience=Audience.UNITS, addressed=(cell,))
    assert "“01 机关” is no unit" in desk.refused(chosen)


def numbers(desk: Desk, programme: Programme, day: date) -> list[str]:
    return [person.number for person in people_for(programme, desk.office, day)]


def test_units_and_posts_are_those_of_the_day(desk: Desk) -> None:
    units = desk.programme(audience=Audience.UNITS, addressed="01")
    posts = desk.programme(audience=Audience.POSTS, addressed="科长")
    session = desk.session(units, date(2026, 11, 19))
    moved = desk.person("1001")
    stands = AmendPerson.suggest(moved, desk.office.context())
    changed = {"unit": desk.units[1], "post": "科长", "since": date(2026, 11, 20)}
    desk.do(AmendPerson(target=moved.id, **stands | changed))
    assert numbers(desk, units, date(2026, 11, 19)) == ["1001", "1003", "1005"]
    assert numbers(desk, units, date(2026, 11, 20)) == ["1003", "1005"]
    assert (numbers(desk, posts, date(2026, 11, 19)), numbers(desk, posts, TODAY)) == ([], ["1001"])
    desk.do(TakeAttendance(target=session.id, present="1002"))  # a guest
    assert desk.attendance(session, "1001").unit == desk.units[0]


def test_a_transfer_that_is_entered_late_corrects_what_was_noted_since(desk: Desk) -> None:
    programme = desk.programme()
    sessions = [desk.session(programme, date(2026, 11, day)) for day in (16, 20)]
    for session in sessions:
        desk.do(TakeAttendance(target=session.id))
    stands = AmendPerson.suggest(desk.person("1001"), desk.office.context())
    changed = {"unit": desk.units[1], "since": date(2026, 11, 18)}
    desk.do(AmendPerson(target=desk.person("1001").id, **stands | changed))
    assert [desk.attendance(session, "1001").unit for session in sessions] == list(desk.units)
    (placement,) = desk.office.find(Query("placement"))
    desk.do(CorrectPlacement(target=placement.id, unit=desk.units[0], until=date(2026, 11, 20)))
    assert [desk.attendance(session, "1001").unit for session in sessions] == [desk.units[0]] * 2


# Sessions


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


# Attendance


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


def taking(desk: Desk, session: Session, marks: dict[str, Presence]) -> TakeAttendance:
    """Return the taking that says these marks, as the screen does."""
    lists = {stage.value: "\n".join(who for who, each in marks.items() if each == stage) for stage in NAMED}
    return TakeAttendance(target=session.id, others=None, **lists)


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


# Lists from a spreadsheet


def read(desk: Desk, *rows: tuple[Any, ...]) -> Plan:
    importer = IMPORTS["attendance"]
    numbered = list(enumerate(rows, 1))
    mapping = recognise(numbered, importer.columns)
    return plan(desk.office, importer, read_table(numbered, mapping), mapping)


def test_a_sign_in_list_tells_who_came_and_who_came_late(desk: Desk) -> None:
    session = desk.session(desk.programme(), TODAY)
    listed = read(
        desk,
        ("工号", "姓名", "签到时间"),
        ("1001", "张三", "2026-11-23 08:55"),
        ("1002", "李四", "2026-11-23 09:10"),
        ("", "张三", "2026-11-23 08:50"),
        ("", "钱七", "2026-11-23 08:50"),
    )
    assert listed.counts == {Outcome.NEW: 2, Outcome.DOUBTFUL: 2, Outcome.MISSING: 3}  # nobody called 张三 is missing
    apply(desk.office, listed)
    assert desk.marks(session) == {"1001": "present", "1002": "late"}
    assert desk.get("session", session.id).taken is None  # nobody was marked who stands in no row


def test_a_list_for_several_sessions_goes_by_day_and_topic(desk: Desk) -> None:
    programme = desk.programme()
    first = desk.session(programme, date(2026, 11, 16), topic="保密法")
    second = desk.session(programme, date(2026, 11, 16), hour=14, topic="警示片")
    listed = read(
        desk,
        ("姓名", "日期", "主题", "出勤", "备注"),
        ("李四", "2026-11-16", "保密法", "请假", "住院"),
        ("李四", "2026-11-16", "警示片", "未到", ""),
        ("王五", "2026-11-16", "", "到", ""),
        ("王五", "2026-11-17", "保密法", "到", ""),
        ("王五", "2026-11-16", "保密法", "？", ""),
    )
    assert [verdict.outcome for verdict in listed.verdicts[:5]] == [Outcome.NEW] * 2 + [Outcome.BAD] * 3
    apply(desk.office, listed)
    assert desk.marks(first) == {"1002": "excused"}
    assert desk.marks(second) == {"1002": "absent"}
    assert desk.attendance(first, "1002").reason == "住院"


# Excuses and make-ups


@pytest.fixture
def missed(desk: Desk) -> Attendance:
    session = desk.session(desk.programme(), date(2026, 11, 20))
    desk.do(TakeAttendance(target=session.id, absent="李四"))
    return desk.attendance(session, "1002")


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


# Cases


def test_the_case_of_the_week_is_the_one_not_used_for_the_longest_time(desk: Desk) -> None:
    first, second, third = (desk.do(AddCase(name=f"案例{number}")) for number in range(3))
    weekly = desk.programme(theme=Theme.CASE_OF_WEEK, rhythm=Rhythm.WEEKLY)
    for day, used in ((2, first), (9, second), (16, third), (23, first)):
        session = desk.session(weekly, date(2026, 11, day))
        assert session.case == used
        desk.do(HoldSession(target=session.id))
    case = desk.get("case_story", first)
    assert (case.used, case.used_on) == (2, TODAY)
    desk.do(RetireCase(target=second))
    following = CasesInTurn(desk.office).take(TODAY)
    assert following is not None
    assert following.id == third
    assert desk.office.count(Query("session", Is("case", (first,)))) == 2


def test_a_case_names_nobody(desk: Desk) -> None:
    assert "欧阳修" in desk.refused(AddCase(name="保密教训", facts="那天欧阳修把文件带回家。"))
    assert without_names("张三和欧阳修，", desk.office) == "张某和欧某，"


def test_a_closed_grievance_becomes_a_case_without_its_names(desk: Desk) -> None:
    received = datetime(2026, 11, 2, 8)
    target = desk.do(
        RegisterGrievance(received=received, subject="王五的宿舍漏水", text="钱七反映，王五不来修。", petitioner="钱七")
    )
    grievance = desk.get("grievance", target)
    assert "stage" in desk.refused(MakeCaseOf(target=target, name="漏水"))
    desk.do(AcceptGrievance(target=target, accepted=date(2026, 11, 3), handler=desk.office.officer))
    desk.do(ReplyToGrievance(target=target, day=TODAY, text="已修好"))
    desk.do(CloseGrievance(target=target, told="已告知"))
    told = MakeCaseOf.suggest(grievance, desk.office.context())
    assert told == {"name": "王某的宿舍漏水", "facts": "某反映，王某不来修。"}
    assert "petitioner" in desk.refused(MakeCaseOf(target=target, name="漏水", facts="钱七说"))
    desk.do(MakeCaseOf(target=target, **told))
    (case,) = desk.office.find(Query("case_story"))
    assert (case.source, isinstance(grievance, Grievance), isinstance(case, CaseStory)) == (target, True, True)
    assert "already" in desk.refused(MakeCaseOf(target=target, name="漏水"))


# Calendar


def test_spans_are_whole_weeks() -> None:
    assert month_span(TODAY) == (date(2026, 10, 26), date(2026, 12, 6))
    assert week_span(TODAY) == (TODAY, date(2026, 11, 29))


def test_the_calendar_knows_holidays_make_up_days_and_campaigns(desk: Desk) -> None:
    workdays = Workdays({date(2026, 10, 1): "National Day"}, frozenset({date(2026, 10, 10)}))
    campaign = desk.programme(rhythm=Rhythm.WINDOW, start=date(2026, 10, 8), end=date(2026, 11, 7), name="宣传月")
    session = desk.session(desk.programme(), date(2026, 10, 12))
    shown = calendar(desk.office, workdays, *month_span(date(2026, 10, 1)), *SHOWN)
    assert len(shown.weeks) == 5
    assert shown.bands == (campaign,)
    holiday, exchanged, weekend, full = (shown.day(date(2026, 10, number)) for number in (1, 10, 11, 12))
    assert holiday
    assert (holiday.worked, holiday.name) == (False, "National Day")
    assert exchanged
    assert exchanged.worked
    assert exchanged.name
    assert weekend
    assert (weekend.worked, weekend.name) == (False, "")
    assert full
    assert full.entries == (session,)
    assert shown.day(date(2026, 12, 12)) is None


def test_clashes_are_two_sessions_at_one_time_in_one_place_or_with_one_lecturer(desk: Desk) -> None:
    programme = desk.programme(minutes=60)
    hall = desk.session(programme, TODAY, 9, place="礼堂", lecturer="甲")
    same_place = desk.session(programme, TODAY, 9, place="礼堂", lecturer="乙")
    same_lecturer = desk.session(programme, TODAY, 9, place="会议室", lecturer="甲")
    desk.session(programme, TODAY, 10, place="礼堂", lecturer="甲")
    cancelled = desk.session(programme, TODAY, 9, place="礼堂")
    desk.do(CancelSession(target=cancelled.id, reason="重复"))
    shown = calendar(desk.office, Workdays(), TODAY, TODAY, *SHOWN)
    assert [(clash.first.id, clash.second.id, clash.field) for clash in shown.conflicts] == [
        (hall.id, same_place.id, "place"),
        (hall.id, same_lecturer.id, "lecturer"),
    ]
    assert shown.conflicting == {hall.id, same_place.id, same_lecturer.id}


def test_sessions_that_begin_together_clash_however_long_they_are(desk: Desk) -> None:
    long, unknown = desk.programme(minutes=60), desk.programme(minutes=0, name="不定")
    for place, pair in (("一", (long, unknown)), ("二", (unknown, long)), ("三", (unknown, unknown))):
        for programme in pair:
            desk.session(programme, TODAY, 9, place=place)
    desk.session(unknown, TODAY, 10, place="一")
    found = calendar(desk.office, Workdays(), TODAY, TODAY, *SHOWN).conflicts
    assert sorted((each.first.place, each.second.place) for each in found) == [("一", "一"), ("三", "三"), ("二", "二")]


def test_the_month_plan_is_printed(desk: Desk) -> None:
    desk.programme(rhythm=Rhythm.WINDOW, start=date(2026, 11, 1), end=date(2026, 11, 30), name="宣传月")
    desk.session(desk.programme(), TODAY, place="礼堂")
    paper = PAPERS["education_month"].draw(desk.office, "2026-11", str)
    (table,) = (table for section in paper.sections for table in section.tables)
    assert [row[:3] for row in table.rows] == [("2026-11-23 09:00", "反间谍教育", "礼堂")]
    assert "宣传月" in "".join(text for section in paper.sections for text in section.paragraphs)


# Coverage


def counts(office: Office, name: str, by: str, where: Condition = EVERYTHING) -> dict[str, int]:
    """Return what a figure of the coverage comes to by a column."""
    return {key: number.count for key, number in FIGURES[name].numbers(office, by, where).items()}


def test_coverage_by_programme_unit_and_person_is_what_the_records_say(desk: Desk) -> None:
    programme = desk.programme()
    for day, absent in ((2, "1002、1003"), (9, "1002"), (16, "")):
        session = desk.session(programme, date(2026, 11, day))
        desk.do(TakeAttendance(target=session.id, absent=absent))
    desk.do(MakeUp(target=desk.attendance(session_of(desk, 2), "1003").id, made_up=TODAY))
    office, this_year = desk.office, Is("year", (2026,))
    expected = {
        "covered": "88%",
        "attended": "16",
        "missed": "2",
        "owed_makeups": "2",
        "missed_repeatedly": "2",
        "hours": "24.0",
    }
    assert {name: FIGURES[name].number(office, this_year).text for name in expected} == expected
    assert counts(office, "attended", "unit") == {desk.units[0]: 9, desk.units[1]: 7}
    assert counts(office, "missed", "unit") == counts(office, "missed_repeatedly", "unit") == {desk.units[1]: 2}
    person = desk.person("1002").id
    assert counts(office, "missed_repeatedly", "person") == {person: 2}
    assert counts(office, "covered", "programme", Is("year", (2025,))) == {}


def test_the_card_of_a_person_tells_it_by_programme(desk: Desk) -> None:
    programme = desk.programme()
    for day, absent in ((2, "1002"), (9, "1002"), (16, "")):
        desk.do(TakeAttendance(target=desk.session(programme, date(2026, 11, day)).id, absent=absent))
    (section,) = card_sections(desk.office, desk.person("1002").id)
    assert str(section.heading) == "Attendance by Programme"
    assert [str(line) for line in section.lines] == ["反间谍教育: Attended 1, Missed 2, Owed 2, Hours 1.5"]


def session_of(desk: Desk, day: int) -> Session:
    found: Session = desk.office.find(Query("session", Between("when", date(2026, 11, day), date(2026, 11, day))))[0]
    return found


def test_what_lapses_is_told_with_how_many_it_concerns(desk: Desk) -> None:
    monthly = desk.programme(start=date(2026, 11, 1))
    yearly = desk.programme(rhythm=Rhythm.YEARLY, start=date(2026, 1, 1), name="年度")
    session = desk.session(monthly, date(2026, 11, 20))
    desk.do(TakeAttendance(target=session.id, absent="李四"))
    found = lapses(desk.office, TODAY, 30)
    assert [(lapse.on, lapse.programme, lapse.period and lapse.period.key, lapse.people) for lapse in found] == [
        (date(2026, 11, 30), monthly.id, "2026-11", 1),
        (date(2026, 12, 4), monthly.id, None, 1),
    ]
    assert found[0].period
    assert not_had(desk.office, monthly, found[0].period, TODAY) == [desk.person("1002").id]
    assert [lapse.programme for lapse in lapses(desk.office, TODAY, 60)][-1] == yearly.id
    (page,) = (page for page in DASHBOARDS["coverage"].pages if str(page[0].title) == "Lapsing")
    shown = [line.numbers[COUNT] for line in page[0].lines(desk.office, View(Span()))]
    assert [(each.figure.kind, desk.office.count(each.query(desk.office))) for each in shown] == [
        ("person", 1),
        ("attendance", 1),
    ]


# Rights, and the store


def test_who_only_reads_takes_no_attendance(desk: Desk, colleague: Callable[..., Office]) -> None:
    session = desk.session(desk.programme(), TODAY)
    reader = colleague("领导", "supervisor")
    assert reader.count(Query("session")) == 1
    with pytest.raises(NotAllowed):
        reader.do(TakeAttendance(target=session.id))


def test_an_officer_of_a_unit_counts_the_attendance_of_that_unit_only(
    desk: Desk, colleague: Callable[..., Office]
) -> None:
    session = desk.session(desk.programme(), TODAY)
    desk.do(TakeAttendance(target=session.id, absent="1002"))
    bound = colleague("干事", "education_clerk", unit=desk.units[0])
    assert set(counts(bound, "covered", "unit")) == {desk.units[0]}
    assert bound.count(Query("attendance")) == 3
    assert bound.count(Query("attendance", Is("owed", (True,)))) == 0
    assert lapses(bound, TODAY, 30) == []


def test_the_store_agrees_with_its_journal(desk: Desk, missed: Attendance) -> None:
    desk.do(AddCase(name="案例"))
    desk.do(MakeUp(target=missed.id, made_up=TODAY))
    assert desk.site.store.check() is None


def test_the_demonstration_shows_troubles_of_every_kind(tmp_path: Path, demo_at: Callable[..., OpenSite]) -> None:
    site = demo_at(tmp_path / "store", 150, 400)
    office = site.office()
    stages = dict(office.groups(Query("attendance"), "stage"))
    assert {Presence.PRESENT, Presence.ABSENT, Presence.EXCUSED, Presence.MADE_UP} <= stages.keys()
    assert {stage for stage, _count in office.groups(Query("session"), "stage")} == set(SessionStage)
    assert owed_periods(Programme, office, TODAY)
    assert lapses(office, TODAY, 30)[0].on < TODAY
    assert calendar(office, Workdays(), *week_span(TODAY), *SHOWN).conflicts
    assert any(counts(office, "missed_repeatedly", "programme").values())
    assert office.count(Query("case_story", Not(Blank("used_on"))))
    site.close()
