"""What is planned for a period lies in it, on a working day, and beside its siblings."""

from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.desks.education import Programme, Session, Theme
from core.desks.education.attendance import TakeAttendance
from core.desks.education.case_library import AddCase
from core.desks.education.planning_ahead import PlanAhead
from core.desks.education.sessions import AmendSession, CancelSession, PlanMakeUp, PlanSession
from core.model.query import Query
from core.values.cadence import Period, Rhythm
from core.values.workdays import Workdays
from tests.support.education_desk import RECURRING, TODAY, Turned


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
