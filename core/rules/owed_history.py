"""How many records owed something at the end of earlier days, worked out of the periods of their cadence.

What is owed today says the oldest period that is left. Of earlier days it is known too, since what meets a period late
has the day on which it did.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from core.model.query import Between, Is, Query, both
from core.model.reader import Finder
from core.rules.obligation import Recurring

MOST_RECORDS = 1000
"""Of how many records it is worked out at most: of more it would take longer than anybody waits."""
EARLIER = timedelta(days=400)
"""How long before these days a period that was met late is looked for first."""


def owed_by(
    record_type: type[Recurring], finder: Finder, column: str, days: Sequence[date], today: date
) -> dict[str, list[int]] | None:
    """Return how many records owed something at the end of each of these days, by the value of a column.

    None if there are too many to work it out. Periods that are met by the day on which something was done are met in
    time or not at all, so only what names its period is looked at.
    """
    late = Query(record_type.kind, Between("due", None, today - timedelta(days=1)), limit=MOST_RECORDS + 1)
    records = {record.id: record for record in finder.find(late)}
    met = list(_met_late(record_type, finder, days[0]))
    missing = {record for record, _key, _day in met} - records.keys()
    if len(records) + len(missing) > MOST_RECORDS:
        return None
    if missing:
        records |= {each.id: each for each in finder.find(Query(record_type.kind, Is("id", tuple(sorted(missing)))))}
    owed: dict[str, set[int]] = {}
    for record in records.values():
        for period in record.overdue(today):
            owed.setdefault(record.id, set()).update(_places(days, period.last, None))
    for record_id, key, day in met:
        if record_id in records and (last := _last_day(records[record_id], finder, key, days[0], today)):
            owed.setdefault(record_id, set()).update(_places(days, last, day))
    return _counted(records, owed, column, len(days))


def _met_late(record_type: type[Recurring], finder: Finder, since: date) -> Iterator[tuple[str, str, date]]:
    """Yield record, period and day of what was met after a day."""
    for each in record_type.owed.met_by:
        if each.on and each.period:
            for found in finder.find(Query(each.kind, both(each.where, Between(each.on, since + timedelta(days=1))))):
                yield getattr(found, each.of), getattr(found, each.period), getattr(found, each.on)


def _last_day(record: Recurring, finder: Finder, key: str, first: date, today: date) -> date | None:
    """Return the last day of a period of a record; None if it has none of that key."""
    if record.cadence is None:
        return None
    near = record.cadence.periods(today, max(first - EARLIER, record.cadence.start))
    found = next((period for period in near if period.key == key), None)
    found = found or next((period for period in record.asked(finder, today) if period.key == key), None)
    return found.last if found else None


def _places(days: Sequence[date], last: date, met: date | None) -> Iterator[int]:
    """Yield the places of the days at whose end a period was owed that ended on a day and was met on another."""
    return (place for place, day in enumerate(days) if last < day and (met is None or met > day))


def _counted(records: dict[str, Recurring], owed: dict[str, set[int]], column: str, days: int) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for record, places in owed.items():
        counts = found.setdefault(getattr(records[record], column), [0] * days)
        for place in places:
            counts[place] += 1
    return found
