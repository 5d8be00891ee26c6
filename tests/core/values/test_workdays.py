"""Counting working days."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.values.workdays import MAKE_UP_DAY, WEEKEND, Workdays

FRIDAY, SATURDAY, SUNDAY, MONDAY, TUESDAY = (date(2026, 1, 2) + timedelta(days=days) for days in range(5))
DAYS = Workdays({MONDAY: "Festival"}, frozenset({SUNDAY}))

some_days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
some_workdays = st.builds(
    Workdays, st.dictionaries(some_days, st.just("Festival"), max_size=50), st.frozensets(some_days, max_size=50)
)


def test_a_weekend_and_a_holiday_are_off_and_a_makeup_day_is_worked() -> None:
    worked = [DAYS.is_workday(day) for day in (FRIDAY, SATURDAY, SUNDAY, MONDAY, TUESDAY)]
    assert worked == [True, False, True, False, True]


def test_each_special_day_has_a_name() -> None:
    names = [DAYS.name(day) for day in (FRIDAY, SATURDAY, SUNDAY, MONDAY, TUESDAY)]
    assert names == [None, WEEKEND, MAKE_UP_DAY, "Festival", None]


def test_terms_skip_what_is_off() -> None:
    assert DAYS.add_workdays(FRIDAY, 2) == TUESDAY
    assert DAYS.add_workdays(TUESDAY, -2) == FRIDAY
    assert DAYS.add_workdays(SATURDAY, 0) == SATURDAY
    assert DAYS.next_workday(MONDAY) == TUESDAY
    assert DAYS.next_workday(FRIDAY) == FRIDAY


def test_the_policy_pack_overrides() -> None:
    changed = DAYS.overridden({FRIDAY: "Anniversary"}, [MONDAY], known_until=date(2027, 12, 31))
    assert changed.name(FRIDAY) == "Anniversary"
    assert changed.is_workday(MONDAY)
    assert changed.is_workday(SUNDAY), "what the pack does not name stays"
    assert changed.known_until == date(2027, 12, 31)


def test_a_day_named_both_off_and_worked_is_off() -> None:
    assert not DAYS.overridden({TUESDAY: "Closed"}, [TUESDAY]).is_workday(TUESDAY)


def test_days_beyond_what_is_known_carry_a_caveat() -> None:
    days = Workdays(known_until=date(2026, 12, 31))
    assert days.caveat(date(2026, 12, 31)) is None
    assert "2026-12-31" in str(days.caveat(date(2027, 1, 1)))


@given(some_workdays, some_days, st.integers(1, 60))
def test_counting_undoes_adding(days: Workdays, start: date, count: int) -> None:
    end = days.add_workdays(start, count)
    assert days.is_workday(end)
    assert days.count(start, end) == count
    assert days.count(end, start) == -count


@given(some_workdays, some_days, some_days, some_days)
def test_counts_of_adjoining_spans_add_up(days: Workdays, a: date, b: date, c: date) -> None:
    assert days.count(a, b) + days.count(b, c) == days.count(a, c)
