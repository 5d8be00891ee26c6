"""The calendar: what stands on each day, which days are off or worked in exchange, conflicts, and bands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import takewhile

from core.model.figure import FIGURES, Number
from core.model.on_calendar import OnCalendar
from core.model.query import AnyOf, Between, Blank, Is, Query, both
from core.model.reader import Finder, Reader
from core.model.record import Record, columns
from core.values.labelled_enum import LabelledEnum
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
    categories: Mapping[str, LabelledEnum] = field(default_factory=dict)
    """The category of what stands there and of the bands, as far as they have one, by their identifiers."""
    shares: Mapping[str, Number] = field(default_factory=dict)
    """What the first figure says that is a share and is counted by what stands there, by the same."""
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
        categories(reader, [*entries, *running]),
        caveat=workdays.caveat(last),
    )


def categories(finder: Finder, records: Sequence[Record]) -> dict[str, LabelledEnum]:
    """Return the categories of what stands on a calendar, by identifiers; what has none is left out."""
    by_kind: dict[type[Record], list[Record]] = {}
    for record in records:
        by_kind.setdefault(type(record), []).append(record)
    return {each: word for kind, several in by_kind.items() for each, word in _categories(finder, kind, several)}


def _categories(finder: Finder, kind: type[Record], records: Sequence[Record]) -> Iterator[tuple[str, LabelledEnum]]:
    *reference, column = _declared(kind).category or ("",)
    if not column:
        return
    of = {record.id: record for record in records}
    if reference:
        refers = columns(kind)[reference[0]].about.refers
        named = tuple({getattr(record, reference[0]) for record in records} - {""})
        known = {each.id: each for each in finder.find(Query(refers, Is("id", named)))} if named else {}
        of = {each.id: known[name] for each in records if (name := getattr(each, reference[0])) in known}
    yield from ((each, word) for each, record in of.items() if (word := getattr(record, column)))


def with_shares(shown: Calendar, reader: Reader) -> Calendar:
    """Return a calendar with the shares of what stands there and is over, as far as the officer may read them."""
    over = [entry for day in shown.days for entry in day.entries if _declared(type(entry)).is_over(entry)]
    if not over:
        return shown
    kind = over[0].kind
    figure = next(
        (
            each
            for each in FIGURES.values()
            if each.of is not None and each.counted_by(kind) and reader.reads(each.kind)
        ),
        None,
    )
    if figure is None:
        return shown
    by = figure.counted_by(kind)
    return replace(shown, shares=figure.numbers(reader, by, Is(by, tuple(entry.id for entry in over))))


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
