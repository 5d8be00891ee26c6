"""What the cadences of programmes ask for: in which periods a session was held, and which are owed 欠账."""

import heapq
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Protocol

from core.desks.education.records import EarlierRhythm, Programme, Session
from core.desks.education.vocabulary import SessionStage
from core.model.action import amend
from core.model.change import Draft
from core.model.context import Context
from core.model.query import AnyOf, Between, Blank, Condition, Is, Query, both
from core.values.bounds import LAST_DAY
from core.values.cadence import Period

FULFILS: Condition = both(Blank("makes_up"), AnyOf((Is("stage", (SessionStage.HELD,)), Is("waived", (True,)))))
"""Sessions whose period is owed no more: held, or cancelled with the period excused; none that makes up for another."""


class Reader(Protocol):
    """What finds records: an office, which knows rights, or the context of an action, which does not."""

    def find(self, query: Query) -> list[Any]:
        """Return the records a query asks for."""


def asked_periods(programme: Programme, earlier: Iterable[EarlierRhythm], until: date = LAST_DAY) -> Iterator[Period]:
    """Yield the periods that begin by `until`, of the present rhythm and earlier ones; those that end first in front.

    An earlier rhythm asks for every period that began before it was changed, also for the one that ran on that day;
    the present one from that day on. A session on a day on which both run is held for both.
    """
    cadences = []
    for each in earlier:
        ends = [day for day in (each.end, programme.last_day) if day]
        cut = replace(each.cadence, end=min(ends, default=None))
        cadences.append(cut.periods(min(until, each.until - timedelta(days=1))))
    if programme.cadence:
        cadences.append(programme.cadence.periods(until))
    seen = set[str]()
    for period in heapq.merge(*cadences, key=lambda period: (period.last, period.key)):
        if period.key not in seen:
            seen.add(period.key)
            yield period


def without_session(
    programme: Programme, days: Iterable[date], until: date = LAST_DAY, earlier: Iterable[EarlierRhythm] = ()
) -> Iterator[Period]:
    """Yield the periods that begin by `until` and in which none of these days lies, those that end first in front."""
    met = sorted(set(days))
    for period in asked_periods(programme, earlier, until):
        if bisect_left(met, counted_from(programme, period)) == bisect_right(met, period.last):
            yield period


def counted_from(programme: Programme, period: Period) -> date:
    """Return from which day on a session counts for a period: for the first of a new rhythm, before the change too."""
    if programme.cadence and period.first == programme.rhythm_since:
        return max(programme.cadence.period_of(period.first).first, programme.start)
    return period.first


def owed_periods(
    programme: Programme, days: Iterable[date], today: date, earlier: Iterable[EarlierRhythm] = ()
) -> list[Period]:
    """Return the periods that have passed without a session."""
    return [period for period in without_session(programme, days, today, earlier) if period.last < today]


def days_held(reader: Reader, programme: str) -> list[date]:
    """Return the days on which a programme's sessions were held or excused."""
    of_programme = both(Is("programme", (programme,)), FULFILS)
    return [session.when.date() for session in reader.find(Query("session", of_programme))]


def earlier_rhythms(reader: Reader, programme: str) -> list[EarlierRhythm]:
    """Return how often a programme was held before, the oldest first."""
    return reader.find(Query("earlier_rhythm", Is("programme", (programme,)), ("until", "id")))


def next_due(programme: Programme, days: Iterable[date], earlier: Iterable[EarlierRhythm] = ()) -> dict[str, Any]:
    """Return `due` and `due_for` of a programme: the last day and the key of the first period without a session."""
    period = next(without_session(programme, days, earlier=earlier), None)
    return {"due": period.last if period else None, "due_for": period.key if period else ""}


def move_due(programme: Programme, context: Context, *also: date) -> Iterator[Draft]:
    """Draft what a programme is due next, when sessions on these days are added to those that were held."""
    if programme.ended:
        return
    days = [*days_held(context, programme.id), *also]
    draft = amend(programme, **next_due(programme, days, earlier_rhythms(context, programme.id)))
    if draft.fields:
        yield draft


def owed(reader: Reader, today: date) -> list[tuple[Programme, list[Period]]]:
    """Return the running programmes that owe sessions, with the periods, those that owe longest first."""
    late = both(Blank("ended"), Between("due", None, today - timedelta(days=1)))
    found = []
    for programme in reader.find(Query("programme", late, ("due", "id"))):
        earlier = earlier_rhythms(reader, programme.id)
        periods = owed_periods(programme, days_held(reader, programme.id), today, earlier)
        if periods:
            found.append((programme, periods))
    return found


def planned_after(reader: Reader, programme: str, day: date) -> list[Session]:
    """Return the sessions of a programme that are planned after a day, the next in front; none that makes up."""
    planned = both(Is("programme", (programme,)), Is("stage", (SessionStage.PLANNED,)), Blank("makes_up"))
    return reader.find(Query("session", both(planned, Between("when", day + timedelta(days=1))), ("when", "id")))
