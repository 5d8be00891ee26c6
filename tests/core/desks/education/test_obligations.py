"""Periods of programmes: what is owed whatever the rhythm, what is planned for them, and what ends with them."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.desks.education import Programme, Session, SessionStage, Theme
from core.desks.education.attendance import TakeAttendance
from core.desks.education.case_library import AddCase
from core.desks.education.coverage import lapses
from core.desks.education.planning_ahead import PlanAhead
from core.desks.education.programmes import AmendProgramme, EndProgramme, PlanProgramme
from core.desks.education.records import EarlierRhythm
from core.desks.education.sessions import AmendSession, CancelSession, HoldSession, PlanMakeUp, PlanSession
from core.model.action import Action
from core.model.printout import PAPERS
from core.model.query import Is, Query
from core.rules.calendar import calendar
from core.rules.obligation import facts, owed_periods, unmet
from core.values.cadence import Cadence, Period, Rhythm
from core.values.ids import new_id
from core.values.workdays import Workdays
from data.site.open_site import OpenSite
from data.system.holidays import chinese_workdays
from tests.core.desks.education.test_education import SHOWN, TODAY, Desk, desk  # noqa: F401 - a fixture
from tests.support.kept_records import KeptRecords

HELD = Is("stage", (SessionStage.HELD,))
RECURRING = [rhythm for rhythm in Rhythm if rhythm != Rhythm.WINDOW]


def due_for(programme: Programme) -> str:
    """Return the key of the period that is due."""
    return programme.oldest.key if programme.oldest else ""


def held_on(programme: Programme, day: date) -> Session:
    when = datetime.combine(day, time(9))
    return Session(when=when, topic="x", programme=programme.id, stage=SessionStage.HELD)


class Turned(Desk):
    """The desk, with a calendar that can be turned and the public holidays of China."""

    def on(self, *day: int) -> "Turned":
        now = datetime.combine(date(*day), time(9))
        self.office._clock = lambda: now
        return self

    def held(self, programme: Programme, day: date) -> None:
        self.do(HoldSession(target=self.session(programme, day).id))

    def now(self, programme: Programme) -> Programme:
        found: Programme = self.get("programme", programme.id)
        return found

    def amend(self, programme: Programme, **given: Any) -> list[str]:
        """Amend a programme; return what was foreseen of it."""
        asked = AmendProgramme.suggest(self.now(programme), self.office.context()) | given
        return self.foreseen_and_done(AmendProgramme(target=programme.id, **asked), programme)

    def ahead(self, programme: Programme, first: datetime, until: date) -> list[str]:
        """Plan a programme ahead; return what was foreseen of it."""
        return self.foreseen_and_done(PlanAhead(target=programme.id, first=first, until=until), programme)

    def foreseen_and_done(self, action: Action, programme: Programme) -> list[str]:
        foreseen = [str(each) for each in action.foresee(self.now(programme), self.office.context())]
        self.do(action)
        return foreseen

    def planned(self, programme: Programme) -> list[datetime]:
        found = self.office.find(Query("session", Is("programme", (programme.id,)), ("when",)))
        return [each.when for each in found if each.stage == SessionStage.PLANNED]


@pytest.fixture
def turned(desk: Desk) -> Turned:  # noqa: F811
    desk.office._holidays = chinese_workdays
    desk.office._workdays = None
    return Turned(desk.site, desk.office, desk.units)


# An obligation is never forgotten, and nothing is owed for a past it did not have


@pytest.mark.parametrize("days", [1, 30, 366, 800, 801, 1095, 3660])
def test_what_is_held_every_so_many_days_is_due_again_however_many_they_are(turned: Turned, days: int) -> None:
    programme = turned.on(2026, 11, 2).programme(rhythm=Rhythm.EVERY_DAYS, days=days, start=date(2026, 11, 2))
    turned.held(programme, date(2026, 11, 2))
    second = date(2026, 11, 2) + timedelta(days=2 * days - 1)
    assert turned.now(programme).due == second
    late = second + timedelta(days=1)
    turned.on(late.year, late.month, late.day)
    assert [each.period.last for each in owed_periods(Programme, turned.office, late)] == [second]
    assert turned.due()[programme.id] == second


def test_another_rhythm_is_owed_from_now_on(turned: Turned) -> None:
    programme = turned.on(2025, 1, 2).programme(rhythm=Rhythm.YEARLY, start=date(2025, 1, 1))
    for year in (2025, 2026):
        turned.on(year, 3, 2).held(programme, date(year, 3, 2))
    turned.on(2026, 11, 29).amend(programme, rhythm=Rhythm.WEEKLY)
    now = turned.now(programme)
    assert (now.due, due_for(now)) == (date(2026, 12, 6), "2026-W49")
    assert owed_periods(Programme, turned.office, date(2026, 12, 6)) == []
    assert [each.period.key for each in owed_periods(Programme, turned.office, date(2026, 12, 8))] == ["2026-W49"]


def test_what_the_earlier_rhythm_left_owed_stays_owed_as_it_stood(turned: Turned) -> None:
    programme = turned.on(2026, 11, 25).programme(rhythm=Rhythm.MONTHLY, start=date(2026, 9, 1))
    turned.held(programme, date(2026, 10, 12))
    foreseen = turned.amend(programme, rhythm=Rhythm.QUARTERLY)
    assert foreseen == [
        "From 2026-11-25 on it is held in another rhythm. Still owed of the one before: 2026-09, 2026-11."
    ]
    assert due_for(turned.now(programme)) == "2026-09"
    assert "2026-09" in str(turned.now(programme).explain())
    turned.held(programme, date(2026, 9, 30))
    assert turned.now(programme).due == date(2026, 11, 30), "the month that ran on the day of the change is asked for"
    turned.held(programme, date(2026, 11, 25))
    assert (turned.now(programme).due, due_for(turned.now(programme))) == (date(2027, 3, 31), "2027-Q1")


def test_a_rhythm_that_is_changed_and_changed_back_owes_what_it_owed(turned: Turned) -> None:
    programme = turned.on(2026, 5, 10).programme(rhythm=Rhythm.YEARLY, start=date(2026, 1, 1))
    turned.held(programme, date(2026, 3, 2))
    for rhythm in (Rhythm.WEEKLY, Rhythm.YEARLY):
        turned.amend(programme, rhythm=rhythm)
    assert turned.now(programme).due == date(2027, 12, 31)


def test_sessions_that_two_sites_held_at_once_both_count(
    turned: Turned, site: OpenSite, from_elsewhere: Callable[..., Any]
) -> None:
    programme = turned.on(2026, 11, 25).programme(rhythm=Rhythm.MONTHLY, start=date(2026, 8, 1))
    turned.held(programme, date(2026, 8, 12))
    from_elsewhere(site.store, turned.now(programme), ahead="2026-09")
    assert due_for(turned.now(programme)) == "2026-10"
    assert turned.due()[programme.id] == date(2026, 10, 31)
    assert turned.office.count(Query("programme", Is("due", (date(2026, 10, 31),)))) == 1


def test_a_programme_that_was_held_at_no_set_times_owes_only_what_comes(turned: Turned) -> None:
    programme = turned.on(2026, 11, 23).programme(rhythm=None, start=date(2025, 1, 1))
    assert turned.now(programme).due is None
    turned.amend(programme, rhythm=Rhythm.WEEKLY)
    assert turned.now(programme).due == date(2026, 11, 29)
    turned.amend(programme, rhythm=None)
    assert turned.now(programme).due is None, "no period of it had begun before the change"


def test_what_has_not_begun_is_simply_changed(turned: Turned) -> None:
    programme = turned.on(2026, 11, 23).programme(rhythm=Rhythm.MONTHLY, start=date(2027, 1, 1))
    turned.amend(programme, rhythm=Rhythm.YEARLY)
    assert (turned.now(programme).due, turned.now(programme).rhythm_since) == (date(2027, 12, 31), None)
    assert turned.office.count(Query("earlier_rhythm")) == 0


def test_a_rhythm_may_be_changed_from_a_day_to_come(turned: Turned) -> None:
    programme = turned.on(2026, 11, 23).programme(rhythm=Rhythm.WEEKLY, start=date(2026, 11, 23))
    turned.on(2026, 12, 8).held(programme, date(2026, 11, 25))
    turned.amend(programme, rhythm=Rhythm.YEARLY, start=date(2027, 1, 1))
    waiting = unmet(turned.now(programme), turned.office, date(2028, 1, 1))
    assert [period.key for period in waiting] == [
        "2026-W49",
        "2026-W50",
        "2026-W51",
        "2026-W52",
        "2026-W53",
        "2027",
        "2028",
    ]
    assert turned.now(programme).start == date(2026, 11, 23)


@given(
    rhythms=st.lists(st.tuples(st.sampled_from(RECURRING), st.integers(1, 1500)), min_size=1, max_size=3),
    start=st.dates(date(2020, 1, 1), date(2024, 1, 1)),
    between=st.integers(1, 400),
    length=st.none() | st.integers(0, 4000),
    held=st.lists(st.dates(date(2020, 1, 1), date(2028, 1, 1)), max_size=12),
    today=st.dates(date(2020, 1, 1), date(2035, 1, 1)),
)
def test_what_is_not_fulfilled_is_due(
    rhythms: list[tuple[Rhythm, int]], start: date, between: int, length: int | None, held: list[date], today: date
) -> None:
    """Whatever rhythms a programme had: nothing passes unowed, and what is due is what is owed first."""
    end = None if length is None else start + timedelta(days=length)
    changes = [start + timedelta(days=between * place) for place in range(len(rhythms))]
    identifier = new_id()
    earlier = [
        EarlierRhythm(programme=identifier, rhythm=rhythm, days=days, start=since, end=end, until=until)
        for (rhythm, days), since, until in zip(rhythms, changes, changes[1:], strict=False)
    ]
    rhythm, days = rhythms[-1]
    asked = {"name": "x", "start": start, "end": end, "rhythm": rhythm, "days": days, "rhythm_since": changes[-1]}
    programme = Programme(id=identifier, **asked)
    sessions = [held_on(programme, day) for day in held]
    records = KeptRecords(*earlier, *sessions)
    owes = [period for period in unmet(programme, records, today) if period.last < today]
    programme = programme.model_copy(update=facts(programme, records))
    assert (programme.due is not None and programme.due < today) == bool(owes)
    if owes:
        assert (programme.due, due_for(programme)) == (owes[0].last, owes[0].key)
    if end is None:
        assert programme.due is not None
    if not held:
        cadences = [Cadence(rhythm, changes[-1], end, days).periods(today)]
        cadences += [each.cadence.periods(min(today, each.until - timedelta(days=1))) for each in earlier]
        every = {period.key for periods in cadences for period in periods if period.last < today}
        assert {period.key for period in owes} == every


@pytest.mark.parametrize(
    ("given", "due"),
    [
        ({"start": date(2026, 11, 20)}, date(2026, 12, 31)),
        ({"start": date(2026, 11, 1), "end": date(2026, 11, 20)}, date(2026, 11, 20)),
        ({"start": date(2026, 3, 31), "rhythm": Rhythm.QUARTERLY}, date(2026, 6, 30)),
        ({"start": date(2024, 2, 29), "rhythm": Rhythm.YEARLY}, date(2024, 12, 31)),
        ({"start": date(2026, 12, 28), "rhythm": Rhythm.WEEKLY}, date(2027, 1, 3)),
    ],
)
def test_a_programme_is_due_within_its_days(turned: Turned, given: dict[str, Any], due: date) -> None:
    assert turned.programme(**given).due == due


def test_a_programme_that_could_never_owe_anything_is_refused(turned: Turned) -> None:
    asked = {"name": "x", "start": date(2026, 11, 20), "end": date(2026, 12, 10), "rhythm": Rhythm.MONTHLY}
    assert "more than half" in turned.refused(PlanProgramme(**asked))


# What is planned for a period lies in it, and beside its siblings


def test_what_is_planned_over_a_holiday_stays_in_its_week_and_is_planned_once(turned: Turned) -> None:
    programme = turned.on(2026, 8, 3).programme(rhythm=Rhythm.WEEKLY, start=date(2026, 9, 14))
    foreseen = turned.ahead(programme, datetime(2026, 9, 17, 9), date(2026, 10, 25))
    days = ["09-17", "09-24", "09-30", "10-08", "10-15", "10-22"]
    assert [f"{when:%m-%d}" for when in turned.planned(programme)] == days
    assert foreseen[2] == "week 40 of 2026: 2026-09-30 Wed 09:00 反间谍教育 (instead of 2026-10-01: National Day)"
    again = turned.ahead(programme, datetime(2026, 9, 17, 9), date(2026, 10, 25))
    assert again == ["Every period up to 2026-10-25 has its session. Nothing is to be planned."]
    assert len(turned.planned(programme)) == len(days)


def test_what_is_planned_for_the_end_of_each_month_stays_in_it(turned: Turned) -> None:
    programme = turned.on(2026, 8, 3).programme(start=date(2026, 9, 1))
    turned.ahead(programme, datetime(2026, 9, 30, 9), date(2027, 3, 31))
    days = ["09-30", "10-30", "11-30", "12-30", "01-29", "02-26", "03-30"]
    assert [f"{when:%m-%d}" for when in turned.planned(programme)] == days


def test_a_period_without_a_working_day_is_named_and_left_out(turned: Turned) -> None:
    festival = {date(2026, 12, 7) + timedelta(days=days): "Festival {week}" for days in range(5)}
    turned.office._workdays = Workdays(festival)
    programme = turned.on(2026, 11, 23).programme(rhythm=Rhythm.WEEKLY, start=date(2026, 11, 30))
    foreseen = turned.ahead(programme, datetime(2026, 12, 2, 9), date(2026, 12, 20))
    assert foreseen[1] == "week 50 of 2026: no working day is left in it; nothing is planned."
    assert [f"{when:%m-%d}" for when in turned.planned(programme)] == ["12-02", "12-16"]


def test_a_session_that_makes_up_for_another_leaves_its_period_open_and_its_hour_taken(turned: Turned) -> None:
    programme = turned.on(2026, 11, 23).programme(rhythm=Rhythm.WEEKLY, start=TODAY)
    session = turned.session(programme, TODAY)
    turned.do(TakeAttendance(target=session.id, absent="1001"))
    turned.do(PlanMakeUp(target=session.id, when=datetime(2026, 12, 2, 9)))
    turned.ahead(programme, datetime(2026, 12, 2, 9), date(2026, 12, 6))
    assert turned.planned(programme) == [datetime(2026, 12, 2, 9), datetime(2026, 12, 3, 9)]


def test_nothing_is_planned_before_today_or_after_the_last_day(turned: Turned) -> None:
    saturday = turned.on(2026, 11, 28).programme(rhythm=Rhythm.WEEKLY, start=TODAY, end=date(2026, 12, 10))
    foreseen = turned.ahead(saturday, datetime(2026, 11, 28, 9), date(2027, 1, 31))
    assert foreseen[0] == "week 48 of 2026: no working day is left in it; nothing is planned."
    assert [f"{when:%m-%d}" for when in turned.planned(saturday)] == ["12-04", "12-10"]
    late = datetime(2026, 12, 11, 9)
    assert "2026-12-10" in turned.refused(PlanSession(programme=saturday.id, when=late))
    session = turned.session(saturday, date(2026, 12, 3))
    moved = AmendSession.suggest(session, turned.office.context()) | {"when": late}
    assert "2026-12-10" in turned.refused(AmendSession(target=session.id, **moved))


@given(
    rhythm=st.sampled_from(RECURRING),
    every=st.integers(5, 90),
    first=st.dates(date(2026, 8, 3), date(2026, 12, 31)),
    length=st.integers(0, 200),
    off=st.sets(st.dates(date(2026, 8, 3), date(2027, 6, 1)), max_size=60),
)
def test_what_is_planned_lies_in_a_period_of_its_own_on_a_working_day(
    rhythm: Rhythm, every: int, first: date, length: int, off: set[date]
) -> None:
    programme = Programme(name="x", start=date(2026, 8, 3), rhythm=rhythm, days=every)
    context = Bare(Workdays(dict.fromkeys(off, "off")))
    until = first + timedelta(days=length)
    asked = PlanAhead(target=programme.id, first=datetime.combine(first, time(9)), until=until)
    sessions = [draft.fields["when"] for draft in asked.changes(programme, context)]  # type: ignore[arg-type]
    days = [datetime.fromisoformat(when).date() for when in sessions]
    assert programme.cadence is not None
    assert len({programme.cadence.period_of(day).key for day in days}) == len(days)
    assert all(context.workdays.is_workday(day) and context.today <= day <= until for day in days)
    for period in programme.cadence.periods(until):
        wanted = programme.cadence.same_day(first, period)
        room = Period("", max(period.first, context.today), min(period.last, until))
        worked = any(
            context.workdays.is_workday(room.first + timedelta(days=n))
            for n in range((room.last - room.first).days + 1)
        )
        if period.last >= first and wanted <= until and worked:
            assert any(day in period for day in days), period


class Bare:
    """A context in which there is nothing yet."""

    officer, today = "0" * 32, date(2026, 8, 3)

    def __init__(self, workdays: Workdays) -> None:
        self.workdays = workdays

    def find(self, query: Query) -> list[Any]:
        return []


def test_what_is_not_known_of_the_holidays_is_said_before_it_is_planned(turned: Turned) -> None:
    programme = turned.on(2026, 11, 29).programme(rhythm=Rhythm.WEEKLY, start=date(2026, 12, 7))
    known = turned.ahead(programme, datetime(2026, 12, 25, 9), date(2026, 12, 27))
    assert not any("known only until" in line for line in known)
    beyond = turned.ahead(programme, datetime(2026, 12, 25, 9), date(2027, 2, 15))
    assert "known only until 2026-12-31" in beyond[-1]


def test_the_cases_of_the_week_are_planned_in_turn(turned: Turned) -> None:
    cases = [turned.on(2026, 11, 2).do(AddCase(name=f"案例{number}")) for number in range(4)]
    weekly = turned.programme(theme=Theme.CASE_OF_WEEK, rhythm=Rhythm.WEEKLY, start=date(2026, 11, 2))
    one = turned.session(weekly, date(2026, 11, 3))
    assert one.case == cases[0]
    turned.ahead(weekly, datetime(2026, 11, 11, 9), date(2026, 12, 13))
    sessions: list[Session] = turned.office.find(Query("session", order=("when",)))
    assert [each.case for each in sessions] == [cases[number % 4] for number in range(6)]
    turned.do(CancelSession(target=sessions[1].id, reason="停电"))
    assert turned.session(weekly, date(2026, 12, 16)).case == cases[2], "a case that was not told after all is not used"


# What ends or is called off ends everywhere


def test_a_programme_that_ends_cancels_what_is_planned_after_that_day(turned: Turned) -> None:
    programme = turned.on(2026, 11, 2).programme(rhythm=Rhythm.WEEKLY, start=date(2026, 11, 2))
    turned.ahead(programme, datetime(2026, 11, 4, 9), date(2026, 11, 30))
    turned.on(2026, 11, 12)
    ending = EndProgramme(target=programme.id, ended=date(2026, 11, 10), ended_because="停办")
    assert turned.foreseen_and_done(ending, programme) == [
        f"Planned, and would be cancelled: 2026-11-{day} 反间谍教育" for day in (11, 18, 25)
    ]
    assert turned.planned(programme) == [datetime(2026, 11, 4, 9)]
    cancelled = turned.office.find(Query("session", Is("stage", (SessionStage.CANCELLED,))))
    assert {each.reason for each in cancelled} == {"停办"}
    assert [day for day in turned.due().values() if day > date(2026, 11, 10)] == []
    shown = calendar(turned.office, Workdays(), date(2026, 11, 1), date(2026, 11, 30), *SHOWN)
    on_screen = [session.when for day in shown.days for session in day.entries]
    paper = PAPERS["education_month"].draw(turned.office, "2026-11", str)
    on_paper = [row[0] for section in paper.sections for table in section.tables for row in table.rows]
    assert ([f"{when:%m-%d}" for when in on_screen], on_paper) == (["11-04"], ["2026-11-04 09:00"])


def test_a_programme_that_ends_may_leave_what_is_planned(turned: Turned) -> None:
    programme = turned.on(2026, 11, 2).programme(rhythm=Rhythm.WEEKLY, start=date(2026, 11, 2))
    session = turned.session(programme, date(2026, 11, 4))
    ending = EndProgramme(target=programme.id, ended=date(2026, 11, 2), ended_because="停办", cancel=False)
    assert turned.foreseen_and_done(ending, programme) == [f"Planned, and would stay planned: {session.title}"]
    assert turned.planned(programme) == [session.when]


def test_an_earlier_end_cancels_what_is_planned_after_it(turned: Turned) -> None:
    programme = turned.on(2026, 11, 2).programme(rhythm=Rhythm.WEEKLY, start=date(2026, 11, 2))
    turned.ahead(programme, datetime(2026, 11, 4, 9), date(2026, 11, 22))
    foreseen = turned.amend(programme, end=date(2026, 11, 15))
    assert foreseen == ["Planned, and would be cancelled: 2026-11-18 反间谍教育"]
    assert [f"{when:%m-%d}" for when in turned.planned(programme)] == ["11-04", "11-11"]


@pytest.mark.parametrize(
    ("start", "end", "ended", "shown"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), None, "2026-11-01 – 2026-11-30"),
        (date(2026, 11, 1), date(2026, 11, 30), date(2026, 11, 10), "2026-11-01 – 2026-11-10"),
        (date(2026, 10, 20), date(2026, 11, 20), date(2026, 11, 1), "2026-10-20 – 2026-11-01"),
        (date(2026, 10, 20), date(2026, 11, 20), date(2026, 10, 31), ""),
        (date(2026, 10, 1), date(2026, 10, 31), None, ""),
    ],
)
def test_paper_and_screen_show_a_campaign_on_the_same_days(
    turned: Turned, start: date, end: date, ended: date | None, shown: str
) -> None:
    campaign = turned.on(2026, 11, 10).programme(name="宣传月", rhythm=Rhythm.WINDOW, start=start, end=end)
    if ended:
        turned.do(EndProgramme(target=campaign.id, ended=ended, ended_because="提前结束"))
    month = calendar(turned.office, Workdays(), date(2026, 11, 1), date(2026, 11, 30), *SHOWN)
    days = [day.date for day in month.days if day.bands]
    paper = PAPERS["education_month"].draw(turned.office, "2026-11", str)
    lines = [line for section in paper.sections if section.heading == "Campaigns" for line in section.paragraphs]
    assert lines == ([f"宣传月: {shown}"] if shown else [])
    if shown:
        assert (days[0], days[-1]) == (max(start, date(2026, 11, 1)), min(ended or end, date(2026, 11, 30)))
    else:
        assert days == []


def test_calendar_and_paper_say_where_the_holidays_are_not_known(turned: Turned) -> None:
    turned.on(2026, 11, 29)
    for month, said in (("2026-12", False), ("2027-02", True)):
        first = date.fromisoformat(f"{month}-01")
        shown = calendar(turned.office, turned.office.workdays, first, first.replace(day=28), *SHOWN)
        assert (shown.caveat is not None) == said
        paper = PAPERS["education_month"].draw(turned.office, month, str)
        text = " ".join(line for section in paper.sections for line in section.paragraphs)
        assert ("known only until 2026-12-31" in text) == said


# What lapses


def test_only_what_is_asked_for_lapses(turned: Turned) -> None:
    turned.on(2026, 1, 5).programme(name="ended", rhythm=Rhythm.WEEKLY, start=date(2026, 1, 5), end=date(2026, 6, 28))
    turned.programme(name="hardly begun", rhythm=Rhythm.MONTHLY, start=date(2026, 11, 20))
    quarterly = turned.programme(name="excused", rhythm=Rhythm.QUARTERLY, start=date(2026, 10, 1))
    weekly = turned.programme(name="runs", rhythm=Rhythm.WEEKLY, start=date(2026, 11, 2))
    turned.on(2026, 11, 25).do(
        CancelSession(target=turned.session(quarterly, date(2026, 11, 20)).id, reason="免", waived=True)
    )
    assert [
        (each.programme, each.period and each.period.key) for each in lapses(turned.office, date(2026, 11, 25), 40)
    ] == [(weekly.id, "2026-W48")]


def test_who_had_it_before_the_rhythm_changed_does_not_lack_it_in_the_first_period(turned: Turned) -> None:
    programme = turned.on(2026, 9, 1).programme(rhythm=Rhythm.WEEKLY, start=date(2026, 9, 1))
    session = turned.on(2026, 11, 5).session(programme, date(2026, 11, 5))
    turned.do(TakeAttendance(target=session.id, absent="1002"))
    turned.on(2026, 11, 9).amend(programme, rhythm=Rhythm.MONTHLY)
    found = {each.period.key: each.people for each in lapses(turned.office, date(2026, 11, 9), 30) if each.period}
    assert found == {"2026-11": 1}
