"""The map of periods: in which months what recurs was done, excused or owed, of each cell, each unit, or each record.

```python
months = months_until(date(2026, 11, 23), 6)
for line in period_map(DutyCard, office, months, office.today):
    print(line.value, line.owed, [month.owed for month in line.months])
```

A period stands in the month in which it ends, or in that of today while it runs. Where what recurs names a cell or a
unit (`Owed.cell`, `Owed.unit`), there is one line for each of these; else, and for a record that names none, one for
each record.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from core.model.query import Between, Condition, Is, Query
from core.model.reader import Finder
from core.rules.obligation import Met, PeriodOutcome, Recurring, RecurringPeriod, met_of_all, outcome_of


@dataclass(frozen=True, slots=True)
class MonthOfPeriods:
    """The periods of one line that stand in one month."""

    periods: tuple[RecurringPeriod, ...] = ()
    owed: int = 0
    """How many of them have passed and nothing met."""
    outcome: PeriodOutcome | None = None
    """Where none is owed, what became of them: done late if one was, excused if all were; None if one still runs."""


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """What became of the periods of a cell, a unit or a record, month by month."""

    kind: str
    value: str
    """The record that the line is about, and its kind."""
    months: tuple[MonthOfPeriods, ...]

    @property
    def owed(self) -> int:
        """How many periods of these months are owed."""
        return sum(each.owed for each in self.months)


def month_after(day: date, months: int) -> date:
    """Return the first day of the month so many months after that of a day, or before it; none before the year 1."""
    month = max(day.year * 12 + day.month - 1 + months, 12)
    return date(month // 12, month % 12 + 1, 1)


def months_until(day: date, count: int) -> list[date]:
    """Return the first days of so many months, the last of which is that of a day; fewer where the calendar begins."""
    return sorted({month_after(day, -back) for back in range(count)})


def period_map(record_type: type[Recurring], finder: Finder, months: Sequence[date], today: date) -> list[PeriodLine]:
    """Return the lines that have any period in these months, in the order of their records.

    `months` are first days of months that follow one another, none of them after today.
    """
    found: dict[tuple[str, str], list[list[RecurringPeriod]]] = {}
    for each in _begun(record_type, finder, months[0], today):
        place = _place(months, min(each.period.last, today))
        if place < len(months):
            found.setdefault(_whose(each.record), [[] for _month in months])[place].append(each)
    return [PeriodLine(*whose, tuple(_month(each, today) for each in several)) for whose, several in found.items()]


def _place(months: Sequence[date], day: date) -> int:
    """Return the place of the month in which a day lies; one after the last month lies behind them all."""
    return (day.year - months[0].year) * 12 + day.month - months[0].month


def _whose(record: Recurring) -> tuple[str, str]:
    """Return kind and identifier of what the periods of a record are counted for."""
    owed = record.owed
    for column, kind in ((owed.cell, "cell"), (owed.unit, "unit")):
        if column and getattr(record, column):
            return kind, getattr(record, column)
    return record.kind, record.id


def _begun(record_type: type[Recurring], finder: Finder, since: date, today: date) -> Iterator[RecurringPeriod]:
    """Yield the periods of a kind that have begun and end on a day or later, in the order of its records."""
    records = finder.find(Query(record_type.kind, order=record_type.order))
    asked = [
        (record, [each for each in record.asked(finder, today, since) if each.last >= since]) for record in records
    ]
    periods = [period for _record, several in asked for period in several]
    if not periods:
        return
    keys = tuple(sorted({period.key for period in periods}))
    first, last = min(each.counted_from for each in periods), max(each.last for each in periods)

    def which(each: Met) -> Condition:
        return Is(each.period, keys) if each.period else Between(each.on, first, last)

    met = met_of_all(record_type, finder, which)
    for record, several in asked:
        keys_of, days_of = met.get(record.id, ({}, {}))
        for period in several:
            yield RecurringPeriod(record, period, *outcome_of(period, keys_of, days_of))


def _month(periods: Sequence[RecurringPeriod], today: date) -> MonthOfPeriods:
    left = [each for each in periods if each.outcome is None]
    owed = sum(each.period.last < today for each in left)
    outcomes = {each.outcome for each in periods} if not left else set()
    ranked = (PeriodOutcome.LATE, PeriodOutcome.DONE, PeriodOutcome.EXCUSED)
    return MonthOfPeriods(tuple(periods), owed, next((each for each in ranked if each in outcomes), None))
