"""What the cadences of programmes ask for: in which periods a session was held, and which are owed 欠账."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, Protocol

from core.action import Context, amend
from core.cadence import Period
from core.change import Draft
from core.desks.education.records import Programme
from core.desks.education.words import SessionStage
from core.query import AnyOf, Between, Blank, Condition, Is, Query, both

FULFILS: Condition = both(Blank("makes_up"), AnyOf((Is("stage", (SessionStage.HELD,)), Is("waived", (True,)))))
"""Sessions whose period is owed no more: held, or cancelled with the period excused; none that makes up for another."""

LOOKAHEAD = timedelta(days=800)
"""How far the next period without a session is looked for: further than the longest period."""


class Reader(Protocol):
    """What finds records: an office, which knows rights, or the context of an action, which does not."""

    def find(self, query: Query) -> list[Any]:
        """Return the records a query asks for."""


def without_session(programme: Programme, days: Iterable[date], until: date) -> Iterator[Period]:
    """Yield the periods that begin by `until` and in which none of these days lies, oldest first."""
    cadence = programme.cadence
    if cadence is None:
        return
    met = {cadence.period_of(day).key for day in days}
    yield from (period for period in cadence.periods(until) if period.key not in met)


def owed_periods(programme: Programme, days: Iterable[date], today: date) -> list[Period]:
    """Return the periods that have passed without a session."""
    return [period for period in without_session(programme, days, today) if period.last < today]


def days_held(reader: Reader, programme: str, since: date | None = None) -> list[date]:
    """Return the days on which a programme's sessions were held or excused."""
    of_programme = both(Is("programme", (programme,)), Between("when", since, None), FULFILS)
    return [session.when.date() for session in reader.find(Query("session", of_programme))]


def next_due(programme: Programme, days: Iterable[date], today: date) -> date | None:
    """Return the last day of the first period without a session."""
    ahead = without_session(programme, days, today + LOOKAHEAD)
    return next((period.last for period in ahead), None)


def move_due(programme: Programme, context: Context, *also: date) -> Iterator[Draft]:
    """Draft what a programme is due next, when sessions on these days are added to those that were held.

    Periods before the one that is due have all had their session, so only later ones are looked at.
    """
    cadence = programme.cadence
    if cadence is None or programme.ended:
        return
    since = cadence.period_of(programme.due).first if programme.due else programme.start
    days = [*days_held(context, programme.id, since), *also]
    ahead = (period for period in without_session(programme, days, context.today + LOOKAHEAD) if period.last >= since)
    draft = amend(programme, due=next((period.last for period in ahead), None))
    if draft.fields:
        yield draft


def owed(reader: Reader, today: date) -> list[tuple[Programme, list[Period]]]:
    """Return the running programmes that owe sessions, with the periods, those that owe longest first."""
    late = both(Blank("ended"), Between("due", None, today - timedelta(days=1)))
    found = []
    for programme in reader.find(Query("programme", late, ("due", "id"))):
        periods = owed_periods(programme, days_held(reader, programme.id), today)
        if periods:
            found.append((programme, periods))
    return found
