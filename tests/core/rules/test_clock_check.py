"""What is said of a clock that cannot be right: how far it is off, and what to do."""

from datetime import datetime, timedelta

import pytest

from core.rules.clock_check import at_sign_in, of_file

NOW = datetime(2026, 11, 24, 9)
DAY, YEAR = timedelta(days=1), timedelta(days=365)


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (None, ""),
        (NOW, ""),
        (NOW + timedelta(minutes=14), ""),
        (NOW + timedelta(minutes=20), "20 minutes later"),
        (NOW + DAY, "24 hours later"),
        (NOW + YEAR, "365 days later"),
        (NOW - 30 * DAY, ""),
        (NOW - YEAR, "365 days earlier"),
    ],
)
def test_at_sign_in(last: datetime | None, said: str) -> None:
    found = at_sign_in(NOW, last)
    assert said in str(found) if said else found is None


@pytest.mark.parametrize(
    ("made", "newest", "said"),
    [
        (NOW - DAY, None, ""),
        (NOW - DAY, NOW - DAY, ""),
        (NOW + timedelta(minutes=10), NOW + timedelta(minutes=10), ""),
        (NOW + YEAR, NOW + YEAR, "乙站 made this file at 2027-11-24 09:00 by its clock, 365 days after the time here"),
        (NOW - DAY, NOW + YEAR, "entries at 2027-11-24 09:00, 365 days after the time here: its clock was ahead"),
        (NOW - 2 * DAY, NOW - DAY, "24 hours before its own last entry: the clock there was put back"),
        (NOW + DAY, NOW + YEAR, "364 days after it made this file"),
        (NOW - YEAR, NOW - YEAR, "365 days ago by the clock here"),
    ],
)
def test_of_a_file(made: datetime, newest: datetime | None, said: str) -> None:
    found = of_file("乙站", made, newest, NOW)
    assert said in str(found) if said else found is None
