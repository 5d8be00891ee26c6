"""Cadences: whatever the rhythm, its periods tile time, and the next one is always found."""

from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.values.cadence import Cadence, Period, Rhythm

RECURRING = [rhythm for rhythm in Rhythm if rhythm != Rhythm.WINDOW]
DAY = timedelta(days=1)

some_days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
cadences = st.builds(Cadence, st.sampled_from(RECURRING), some_days, st.none(), st.integers(1, 3660))


def keys(cadence: Cadence, until: date) -> list[str]:
    return [period.key for period in cadence.periods(until)]


@given(cadences, some_days)
def test_whole_periods_tile_time(cadence: Cadence, day: date) -> None:
    period = cadence.period_of(day)
    assert day in period
    assert {cadence.period_of(each) for each in (period.first, period.last)} == {period}
    before, after = cadence.period_of(period.first - DAY), cadence.period_of(period.last + DAY)
    assert (before.last + DAY, after.first - DAY) == (period.first, period.last)
    assert len({before.key, period.key, after.key}) == 3


@given(cadences, st.integers(0, 5000))
def test_what_is_asked_for_lies_between_start_and_end_without_gap_or_overlap(cadence: Cadence, length: int) -> None:
    cut = Cadence(cadence.rhythm, cadence.start, cadence.start + timedelta(days=length), cadence.days)
    asked = list(cut.periods())
    assert all(cut.start <= period.first <= period.last <= cut.end for period in asked if cut.end)
    assert all(one.last + DAY == other.first for one, other in pairwise(asked))
    for period in asked:  # a period counts if more than half of it is left
        whole = cut.period_of(period.first)
        assert 2 * ((period.last - period.first).days + 1) > (whole.last - whole.first).days


@given(cadences, st.integers(0, 8))
def test_a_cadence_without_end_always_asks_for_another_period(cadence: Cadence, met: int) -> None:
    following = next(islice(cadence.periods(), met, None))
    assert following.first >= cadence.start


@given(cadences, some_days, some_days)
def test_the_same_day_of_another_period_lies_in_it(cadence: Cadence, day: date, other: date) -> None:
    period = cadence.period_of(other)
    assert cadence.same_day(day, period) in period
    assert cadence.same_day(day, cadence.period_of(day)) == day


@pytest.mark.parametrize(
    ("rhythm", "day", "in_period_of", "found"),
    [
        (Rhythm.WEEKLY, date(2026, 12, 31), date(2027, 1, 10), date(2027, 1, 7)),  # from week 53
        (Rhythm.MONTHLY, date(2026, 1, 31), date(2026, 2, 10), date(2026, 2, 28)),
        (Rhythm.QUARTERLY, date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30)),
        (Rhythm.YEARLY, date(2028, 2, 29), date(2029, 7, 1), date(2029, 2, 28)),
        (Rhythm.YEARLY, date(2028, 2, 29), date(2032, 7, 1), date(2032, 2, 29)),
        (Rhythm.YEARLY, date(2027, 3, 1), date(2028, 7, 1), date(2028, 3, 1)),
    ],
)
def test_the_same_day_is_the_one_of_the_calendar(rhythm: Rhythm, day: date, in_period_of: date, found: date) -> None:
    cadence = Cadence(rhythm, date(2026, 1, 1))
    assert cadence.same_day(day, cadence.period_of(in_period_of)) == found


@pytest.mark.parametrize(
    ("cadence", "until", "expected"),
    [
        (Cadence(Rhythm.WEEKLY, date(2026, 12, 21)), date(2027, 1, 4), ["2026-W52", "2026-W53", "2027-W01"]),
        (Cadence(Rhythm.MONTHLY, date(2026, 11, 20)), date(2026, 12, 31), ["2026-12"]),
        (Cadence(Rhythm.MONTHLY, date(2026, 11, 1), date(2026, 12, 10)), date(2027, 3, 1), ["2026-11"]),
        (Cadence(Rhythm.QUARTERLY, date(2026, 3, 31)), date(2026, 10, 1), ["2026-Q2", "2026-Q3", "2026-Q4"]),
        (Cadence(Rhythm.YEARLY, date(2024, 2, 29)), date(2026, 1, 1), ["2024", "2025", "2026"]),
        (Cadence(Rhythm.EVERY_DAYS, date(2026, 11, 1), None, 1095), date(2029, 10, 31), ["2026-11-01", "2029-10-31"]),
        (Cadence(Rhythm.WINDOW, date(2026, 11, 1), date(2026, 11, 30)), date.max, ["2026-11-01/2026-11-30"]),
    ],
)
def test_periods_are_named_as_on_the_calendar(cadence: Cadence, until: date, expected: list[str]) -> None:
    assert keys(cadence, until) == expected


@pytest.mark.parametrize("rhythm", list(Rhythm))
@pytest.mark.parametrize("start", [date.min, date(9999, 12, 28), date.max])
def test_the_first_and_the_last_day_of_the_calendar_end_nothing_but_the_cadence(rhythm: Rhythm, start: date) -> None:
    cadence = Cadence(rhythm, start, None, 30)
    assert all(period.first <= period.last for period in islice(cadence.periods(), 3))


def test_a_period_that_start_or_end_cuts_ends_with_them() -> None:
    cadence = Cadence(Rhythm.MONTHLY, date(2026, 10, 10), date(2026, 11, 20))
    assert list(cadence.periods()) == [
        Period("2026-10", date(2026, 10, 10), date(2026, 10, 31)),
        Period("2026-11", date(2026, 11, 1), date(2026, 11, 20)),
    ]
