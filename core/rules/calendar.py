"""The calendar: what stands on each day, which days are off or worked in exchange, conflicts, and bands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import takewhile

from core.model.on_calendar import OnCalendar
from core.model.query import AnyOf, Between, Blank, Query, both
from core.model.reader import Finder
from core.model.record import Record
from core.values.sentence import Sentence
from core.values.workdays import Workdays

WEEK = 7


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar."""

    date: date
    worked: bool
    name: str
    """The holiday, or that it is a make-up working day (a catalogue key or plain words); empty for other days."""
    entries: tuple[Record, ...] = ()
    """What stands on it, the earlier first."""
    bands: tuple[Record, ...] = ()
    """What runs on it."""


@dataclass(frozen=True, slots=True)
class ScheduleConflict:
    """Two that want the same at one time."""

    first: Record
    second: Record
    field: str
    """The column in which both have one value, such as the place."""


@dataclass(frozen=True)
class Calendar:
    """The days from Monday to Sunday of some weeks."""

    days: tuple[Day, ...]
    bands: tuple[Record, ...]
    """The bands that touch these days, the earlier first."""
    conflicts: tuple[ScheduleConflict, ...] = ()
    conflicting: frozenset[str] = field(default_factory=frozenset)
    """What conflicts with another."""
    caveat: Sentence | None = None
    """That the public holidays of some of these days are not known."""

    @property
    def weeks(self) -> list[tuple[Day, ...]]:
        """The days week by week."""
        return [self.days[start : start + WEEK] for start in range(0, len(self.days), WEEK)]

    def day(self, on: date) -> Day | None:
        """Return a day if it is shown."""
        place = (on - self.days[0].date).days if self.days else -1
        return self.days[place] if 0 <= place < len(self.days) else None


def month_span(day: date) -> tuple[date, date]:
    """Return the first and last day shown for a month: whole weeks."""
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return week_span(first)[0], week_span(last)[1]


def week_span(day: date) -> tuple[date, date]:
    """Return Monday and Sunday of the week of a day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=WEEK - 1)


def calendar(
    reader: Finder, workdays: Workdays, first: date, last: date, of: type[Record], bands: Iterable[type[Record]] = ()
) -> Calendar:
    """Return the calendar of a kind from one day to another, with the bands of others, for screen and paper alike."""
    shown = _declared(of)
    during = both(Between(shown.on, first, last), shown.where)
    entries: list[Record] = reader.find(Query(of.kind, during, (shown.on, "id")))
    by_day: dict[date, list[Record]] = {}
    for entry in entries:
        by_day.setdefault(shown.day(entry), []).append(entry)
    running = [band for kind in bands for band in _bands(reader, kind, first, last)]
    found = tuple(conflicts(shown, entries))
    span = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return Calendar(
        tuple(_day(day, workdays, by_day.get(day, ()), running) for day in span),
        tuple(running),
        found,
        frozenset(each.id for conflict in found for each in (conflict.first, conflict.second)),
        workdays.caveat(last),
    )


def _declared(kind: type[Record]) -> OnCalendar:
    assert kind.on_calendar is not None, f"{kind.kind} stands on no calendar"
    return kind.on_calendar


def _day(day: date, workdays: Workdays, entries: Iterable[Record], running: Iterable[Record]) -> Day:
    special = day in workdays.makeup or day in workdays.holidays
    name = (workdays.name(day) or "") if special else ""
    bands = tuple(each for each in running if _declared(type(each)).runs_on(each, day))
    return Day(day, workdays.is_workday(day), name, tuple(entries), bands)


def _bands(reader: Finder, kind: type[Record], first: date, last: date) -> list[Record]:
    """Return the bands of a kind that run on one of these days, the earlier first."""
    shown = _declared(kind)
    ends = AnyOf((Between(shown.to, first, None), Blank(shown.to)))
    return reader.find(Query(kind.kind, both(ends, Between(shown.on, None, last), shown.where), (shown.on, "id")))


def conflicts(shown: OnCalendar, entries: Iterable[Record]) -> Iterator[ScheduleConflict]:
    """Yield each two entries that are on at one time and want the same place, or another thing that each has alone.

    Those that begin together do so, also where it is not known how long one lasts.
    """
    if not shown.alone:
        return
    on = sorted(entries, key=lambda entry: (getattr(entry, shown.on), entry.id))
    for place, first in enumerate(on, 1):
        ends = shown.ends(first)
        for second in takewhile(lambda each: getattr(each, shown.on) < ends, on[place:]):  # noqa: B023 - used at once
            wanted = (name for name in shown.alone if getattr(first, name) and _same(first, second, name))
            for name in list(wanted)[:1]:
                yield ScheduleConflict(first, second, name)


def _same(first: Record, second: Record, name: str) -> bool:
    return bool(getattr(first, name) == getattr(second, name))
