"""Periods of programmes: what is owed whatever the rhythm, what was met, and what lapses."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.desks.education import Programme, Session, SessionStage
from core.desks.education.attendance import TakeAttendance
from core.desks.education.coverage import lapses
from core.desks.education.programmes import PlanProgramme
from core.desks.education.records import EarlierRhythm
from core.desks.education.sessions import CancelSession
from core.model.query import Is, Query
from core.rules.obligation import facts, owed_periods, unmet
from core.values.cadence import Cadence, Rhythm
from core.values.ids import new_id
from data.site.open_site import OpenSite
from tests.support.education_desk import RECURRING, Turned
from tests.support.kept_records import KeptRecords


def due_for(programme: Programme) -> str:
    """Return the key of the period that is due."""
    return programme.oldest.key if programme.oldest else ""


def held_on(programme: Programme, day: date) -> Session:
    when = datetime.combine(day, time(9))
    return Session(when=when, topic="x", programme=programme.id, stage=SessionStage.HELD)


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
        "From 2026-11-25 on it is held in another rhythm. Still owed of the one before: September 2026, November 2026."
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
