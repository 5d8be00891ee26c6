"""Programmes of education: what their cadence asks for, and what of it was met or is owed."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.desks.education import Audience, Programme, Session, SessionStage
from core.desks.education.attendance import TakeAttendance
from core.desks.education.programmes import EndProgramme, HandProgramme, PlanProgramme
from core.desks.education.sessions import CancelSession, HoldSession, PlanMakeUp, PlanSession
from core.model.query import Is, Query
from core.office.office import Office
from core.rules.obligation import owed_periods, unmet
from core.values.cadence import Cadence, Rhythm
from tests.support.education_desk import TODAY, Desk
from tests.support.kept_records import KeptRecords


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
