"""Figures: numbers that dashboards show, declared by the desk whose records they count.

```python
LATE_HAZARDS = Figure("late_hazards", N_("Late hazards"), Hazard, where="late", by=("cell",), key="x")
IN_TIME = Figure("mended_in_time", N_("Mended in time"), Hazard, where=KEPT, of=ENDED, within="mended")
```

A figure is one counted question, and what it counts is also the way down: `Number.query` asks for exactly the records
behind it. One that is counted by a cell stands in the grid, added up over the cells below it; one that is counted by
a person, on the card of that person; a share of what stands on a calendar, beside it there. Dashboards
(`core.model.dashboard`) show figures as bars and tables.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.model.context import Context
from core.model.deadline import DeadlineStatus
from core.model.past import Past
from core.model.query import EVERYTHING, AnyOf, Blank, Condition, Is, Query, both
from core.model.reader import Reader
from core.model.record import Column, Record, columns
from core.values.percentages import reached
from core.values.sentence import Sentence

FIGURES: dict[str, "Figure"] = {}
"""Every declared figure by its name; filled as desks are imported."""

EXACT_BELOW = 1000
"""Below what a sum is shown with a decimal: six cells have room for it, or for 99,999 without."""

Where = str | tuple[str, ...] | Condition | Callable[[Context], Condition]
"""Which records: the name of a filter of their kind or several, a condition, or what makes one today."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, and the records it counts."""

    name: str
    label: str
    """A catalogue key."""
    record_type: type[Record]
    """Of which kind the records are."""
    where: Where = EVERYTHING
    by: tuple[str, ...] = ()
    """By which columns it is counted wherever it belongs: one that refers to a cell puts it into the grid, and one that
    refers to a person on the card of that person, where the column behind divides it."""
    within: str = ""
    """The column by which a time is chosen: a date, its month (`2026-10`) or its year; empty: it is of no time."""
    of: Where | None = None
    """Of which records it is a share; None: it is a count."""
    adds: str = ""
    """The column whose values are added up, instead of counting records."""
    per: int = 1
    """How many of that make up one of what is shown: 60 for hours out of minutes."""
    repeats: tuple[str, ...] = ()
    """It counts only records of which several have the same values in these columns."""
    goal: str = ""
    """Of a share: the column of what it is counted by that says how many percent are asked for."""
    status: DeadlineStatus | None = None
    """How whatever it counts stands; it gives the number its colour."""
    measures: bool = False
    """Whether it only says how large what it is counted by is, and is neither work nor burden: as how many people."""
    heading: str = ""
    """Its label where room is short (a catalogue key)."""
    key: str = ""
    """The key that leads from the number to the records, in the grid."""
    past: Past | tuple[Past, ...] = ()
    """Which records it counted on earlier days, if their dates tell (`core.model.past`); of several no record is meant
    by two at once, so that each is counted from an index of its own. None: it has no trend."""
    past_of: Past | None = None
    """Of a share: of which records it was one then."""
    of_these: "Figure | None" = None
    """Another number that makes this one useful: of these long overdue so many."""
    note: Callable[[Context], Sentence] | None = None
    """What else is said below it."""
    details: str = ""
    """The duty without which nobody is led to the records, or told a number below the least of the policy pack."""

    def __post_init__(self) -> None:
        """Enter the figure in `FIGURES`; raises `ValueError` if its kind lacks a column that it names."""
        for name in (*self.by, *self.repeats, *filter(None, (self.within, self.adds))):
            self.column(name)
        FIGURES[self.name] = self

    @property
    def kind(self) -> str:
        """The kind of record it counts."""
        return self.record_type.kind

    @property
    def short(self) -> str:
        """Its label where room is short (a catalogue key)."""
        return self.heading or self.label

    def leads(self, reader: Reader) -> bool:
        """Whether an officer is led from its number to the records."""
        return not self.details or self.details in reader.viewer.duties

    def column(self, name: str) -> Column:
        """Return a column of its records; raises `ValueError` if they have none of that name."""
        found = columns(self.record_type).get(name)
        if found is None:
            raise ValueError(f"{self.name}: {self.kind} has no {name}")
        if found.about.unsought:
            raise ValueError(f"{self.name}: nothing is counted by {self.kind}.{name}")
        return found

    def counted_by(self, kind: str) -> str:
        """Return the column by which it is counted by records of a kind; empty if it is not."""
        return next((name for name in self.by if self.column(name).about.refers == kind), "")

    def condition(self, context: Context) -> Condition:
        """Return which records it counts today; raises `ValueError` if its kind has no filter of that name."""
        where = self._condition(self.where, context)
        return both(where, self.whole(context))

    def whole(self, context: Context) -> Condition:
        """Return of which records it is a share today."""
        return self._condition(self.of, context) if self.of is not None else EVERYTHING

    def _condition(self, where: Where, context: Context) -> Condition:
        names = (where,) if isinstance(where, str) else where
        if not isinstance(names, tuple):
            return names(context) if callable(names) else names
        filters = self.record_type.filters(context)
        for name in names:
            if name not in filters:
                raise ValueError(f"{self.name}: {self.kind} has no filter {name!r}")
        return both(*(filters[name] for name in names))

    def query(self, reader: Reader, where: Condition = EVERYTHING) -> Query:
        """Return what asks for exactly the records that it counts, of those that meet a condition besides."""
        query = Query(self.kind, both(self.condition(reader.context()), where))
        if not self.repeats:
            return query
        return Query(query.kind, both(query.where, _repeated(reader, query, self.repeats)))

    def number(self, reader: Reader, where: Condition = EVERYTHING) -> "Number":
        """Return the number of the records that meet a condition besides."""
        return self.numbers(reader, "", where)[""]

    def numbers(self, reader: Reader, by: str, where: Condition = EVERYTHING) -> dict[Any, "Number"]:
        """Return the number for each value of a column, or under the empty value the one number if none is named."""
        context = reader.context()

        def number(value: Any, count: int, whole: int | None = None) -> Number:
            return Number(self, count, both(where, has(by, value)) if by else where, whole)

        counts = self._counts(reader, both(self.condition(context), where), by)
        if self.of is None:
            return {value: number(value, count) for value, count in counts.items()}
        wholes = _counted(reader, Query(self.kind, both(self.whole(context), where)), by)
        return {value: number(value, counts.get(value, 0), whole) for value, whole in wholes.items()}

    def trend(self, reader: Reader, days: Sequence[date], where: Condition = EVERYTHING) -> list[int | None]:
        """Return what it was at the end of each of these days; None where it was a share of nothing.

        `where` says of which records it is asked. Empty if it cannot be known.
        """
        pasts = self.past if isinstance(self.past, tuple) else (self.past,)
        if not pasts:
            return []
        several = [self._counted_then(reader, past, days, where) for past in pasts]
        counts = [sum(each) for each in zip(*several, strict=True)]
        if self.past_of is None:
            return [*counts]
        return list(map(reached, counts, self._counted_then(reader, self.past_of, days, where)))

    def _counted_then(self, reader: Reader, past: Past, days: Sequence[date], where: Condition) -> list[int]:
        """Count what was meant at the end of each of these days, in one pass over what was on any of them."""
        wide = Query(self.kind, both(where, past(days[0], days[-1])))
        return reader.counts(wide, [past(day, day) for day in days])

    def sum_of(self, numbers: "Iterable[Number]", where: Condition) -> "Number":
        """Return several of its numbers as one, of the records that meet a condition."""
        found = list(numbers)
        whole = None if self.of is None else sum(each.whole or 0 for each in found)
        return Number(self, sum(each.count for each in found), where, whole)

    def _counts(self, reader: Reader, where: Condition, by: str) -> Mapping[Any, int]:
        query = Query(self.kind, where)
        if self.adds:
            return _summed(reader, query, by, self.adds, lambda value, count: count * (value or 0))
        if self.repeats:
            return _summed_repeats(reader, query, by, self.repeats)
        return _counted(reader, query, by)


@dataclass(frozen=True, slots=True)
class Number:
    """What a figure came to."""

    figure: Figure
    count: int
    where: Condition
    """Of which records it was asked, besides what the figure counts."""
    whole: int | None = None
    """Of how many it is a part, if it is a share."""

    @property
    def percent(self) -> int | None:
        """The share in percent, rounded down: 100 means all of it; None if there is nothing of which it could be."""
        return reached(self.count, self.whole or 0)

    @property
    def text(self) -> str:
        """The number as it is shown."""
        if self.whole is not None:
            return "" if self.percent is None else f"{self.percent}%"
        if self.figure.per == 1:
            return f"{self.count:,}"
        told = self.count / self.figure.per
        return f"{told:,.1f}" if told < EXACT_BELOW else f"{told:,.0f}"

    def query(self, reader: Reader) -> Query:
        """Return what asks for exactly the records that it counts."""
        return self.figure.query(reader, self.where)


def has(column: str, value: Any) -> Condition:
    """Return the condition of what has a value in a column, or has none there."""
    return Blank(column) if value is None else Is(column, (value,))


def _counted(reader: Reader, query: Query, by: str) -> dict[Any, int]:
    return dict(reader.groups(query, by)) if by else {"": reader.count(query)}


def _summed(reader: Reader, query: Query, by: str, column: str, worth: Callable[[Any, int], int]) -> dict[Any, int]:
    found: dict[Any, int] = {} if by else {"": 0}
    for *at, value, count in reader.groups(query, *filter(None, (by,)), column):
        key = at[0] if at else ""
        found[key] = found.get(key, 0) + worth(value, count)
    return found


def _summed_repeats(reader: Reader, query: Query, by: str, repeats: tuple[str, ...]) -> dict[Any, int]:
    names = list(dict.fromkeys(filter(None, (by, *repeats))))
    found: dict[Any, int] = {} if by else {"": 0}
    for *values, count in reader.groups(query, *names):
        key = values[0] if by else ""
        found[key] = found.get(key, 0) + (count if count > 1 else 0)
    return found


def _repeated(reader: Reader, query: Query, repeats: tuple[str, ...]) -> Condition:
    """Return the condition of the combinations that occur more than once among what a query asks for.

    The column with the most values is listed for each combination of the others, since SQL joins only so many by OR.
    """
    found = [tuple(values) for *values, count in reader.groups(query, *repeats) if count > 1]
    most = max(range(len(repeats)), key=lambda place: len({values[place] for values in found}))
    listed: dict[tuple[Any, ...], list[Any]] = {}
    for values in found:
        listed.setdefault((*values[:most], *values[most + 1 :]), []).append(values[most])
    others = (*repeats[:most], *repeats[most + 1 :])
    return AnyOf(
        tuple(both(Is(repeats[most], tuple(several)), *map(has, others, values)) for values, several in listed.items())
    )
