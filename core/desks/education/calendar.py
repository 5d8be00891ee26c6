"""The calendar: what is on each day, which days are off or worked in exchange, clashes, and campaigns as bands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import takewhile

from core.desks.education.records import Programme, Session
from core.desks.education.vocabulary import SessionStage
from core.model.query import Between, Is, Query, both
from core.model.reader import Finder
from core.values.cadence import Rhythm
from core.values.sentence import Sentence
from core.values.workdays import Workdays

WEEK = 7
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar."""

    date: date
    worked: bool
    name: str
    """The holiday, or that it is a make-up working day (a catalogue key or plain words); empty for other days."""
    sessions: tuple[Session, ...] = ()
    """What was held or is planned on it, the earlier first."""
    campaigns: tuple[Programme, ...] = ()
    """The campaigns that run on it."""


@dataclass(frozen=True, slots=True)
class ScheduleConflict:
    """Two sessions at one time, in one place or with one lecturer."""

    first: Session
    second: Session
    place: bool
    """Whether it is the place; otherwise it is the lecturer."""


@dataclass(frozen=True)
class Calendar:
    """The days from Monday to Sunday of some weeks."""

    days: tuple[Day, ...]
    campaigns: tuple[Programme, ...]
    """The campaigns that touch these days, the earlier first."""
    clashes: tuple[ScheduleConflict, ...] = ()
    clashing: frozenset[str] = field(default_factory=frozenset)
    """The sessions that clash with another."""
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


def calendar(reader: Finder, workdays: Workdays, first: date, last: date) -> Calendar:
    """Return the calendar from one day to another, for screen and paper alike; what was cancelled is not in it."""
    takes_place = Is("stage", (SessionStage.PLANNED, SessionStage.HELD))
    sessions = reader.find(Query("session", both(Between("when", first, last), takes_place), ("when", "id")))
    by_day: dict[date, list[Session]] = {}
    for session in sessions:
        by_day.setdefault(session.when.date(), []).append(session)
    running, found = campaigns(reader, first, last), tuple(clashes(sessions))
    span = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return Calendar(
        tuple(_day(day, workdays, by_day.get(day, ()), running) for day in span),
        tuple(running),
        found,
        frozenset(each.id for clash in found for each in (clash.first, clash.second)),
        workdays.caveat(last),
    )


def _day(day: date, workdays: Workdays, sessions: Iterable[Session], running: Iterable[Programme]) -> Day:
    special = day in workdays.makeup or day in workdays.holidays
    name = (workdays.name(day) or "") if special else ""
    return Day(
        day, workdays.is_workday(day), name, tuple(sessions), tuple(each for each in running if _runs(each, day))
    )


def _runs(campaign: Programme, day: date) -> bool:
    return campaign.start <= day <= (campaign.last_day or day)


def campaigns(reader: Finder, first: date, last: date) -> list[Programme]:
    """Return the campaigns that run on one of these days, the earlier first; one that was ended runs until then."""
    touching = both(Is("rhythm", (Rhythm.WINDOW,)), Between("end", first, None), Between("start", None, last))
    found = reader.find(Query("programme", touching, ("start", "id")))
    return [each for each in found if each.last_day and each.last_day >= first]


def clashes(sessions: Iterable[Session]) -> Iterator[ScheduleConflict]:
    """Yield each two sessions that are on at one time and want the same place or the same lecturer.

    Those that begin together do so, also where it is not known how long one lasts.
    """
    on = sorted(sessions, key=lambda session: (session.when, session.id))
    for place, first in enumerate(on, 1):
        ends = max(first.until, first.when + MINUTE)
        for second in takewhile(lambda each: each.when < ends, on[place:]):  # noqa: B023 - used up at once
            if first.place and first.place == second.place:
                yield ScheduleConflict(first, second, place=True)
            elif first.lecturer and first.lecturer == second.lecturer:
                yield ScheduleConflict(first, second, place=False)
