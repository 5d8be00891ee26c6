"""Periods for the second calculation of figures, by walking from day to day."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

ONE = timedelta(days=1)
PARTS_OF = {"leaders": ("lead", "deputy"), "backbone": ("cadre", "technical")}


def days(first: date, last: date) -> Iterator[date]:
    """Yield each day from one to another, both included."""
    while first <= last:
        yield first
        first += ONE


class Period(NamedTuple):
    """A period that is asked for: its days, cut by the beginning and the end of what asks for it."""

    key: str
    first: date
    last: date
    opens: date
    """Its first day in the calendar, cut by nothing."""


class Rhythm(NamedTuple):
    """How often, from when, until when."""

    often: str
    start: date
    end: date | None
    every: int

    def key(self, day: date) -> str:
        """Return what the period is called in which a day lies."""
        year, week, _ = day.isocalendar()
        return {
            "weekly": lambda: f"{year}-W{week:02}",
            "monthly": lambda: day.isoformat()[:7],
            "quarterly": lambda: f"{day.year}-Q{(day.month + 2) // 3}",
            "yearly": lambda: str(day.year),
            "every_days": lambda: str(day - (day - self.start) % timedelta(days=self.every)),
            "window": lambda: f"{self.start}/{self.end}" if self.start <= day <= (self.end or day) else "",
        }[self.often]()


@cache
def periods(rhythm: Rhythm, until: date) -> tuple[Period, ...]:
    """Return the periods that begin by a day and of which more than half is left, walking from day to day."""
    found: dict[str, list[date]] = {}
    for day in days(rhythm.start, rhythm.end or date.max):
        key = rhythm.key(day)
        if key not in found and day > until:
            break
        found.setdefault(key, []).append(day)
    asked = []
    for key, touched in found.items():
        opens, closes = touched[0], touched[-1]
        while rhythm.key(opens - ONE) == key:
            opens -= ONE
        while rhythm.key(closes + ONE) == key:
            closes += ONE
        whole = len(list(days(opens, closes)))
        if len(touched) > whole - len(touched) or len(touched) == whole:
            asked.append(Period(key, touched[0], touched[-1], opens))
    return tuple(asked)
