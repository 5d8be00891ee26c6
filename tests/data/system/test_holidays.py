"""The calendar as announced by the State Council, through the library."""

from datetime import date

from chinese_calendar import is_workday
from chinese_calendar.constants import Holiday

from data.system.holidays import NAMES, chinese_workdays


def test_a_known_holiday_and_its_makeup_day() -> None:
    days = chinese_workdays()
    assert days.name(date(2026, 10, 1)) == "National Day"
    assert not days.is_workday(date(2026, 10, 1))
    assert days.is_workday(date(2026, 10, 10)), "a Saturday, worked for the National Day"


def test_every_known_day_agrees_with_the_library() -> None:
    days = chinese_workdays()
    year = days.known_until.year
    known = (date.fromordinal(day) for day in range(date(2004, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1))
    assert [day for day in known if days.is_workday(day) != is_workday(day)] == []


def test_later_years_know_weekends_and_say_so() -> None:
    days = chinese_workdays()
    later = date(days.known_until.year + 1, 10, 1)
    assert days.is_workday(later) == (later.weekday() < 5)
    assert days.caveat(later)


def test_every_name_of_the_library_is_in_the_catalogue() -> None:
    assert {holiday.value for holiday in Holiday} == set(NAMES)
