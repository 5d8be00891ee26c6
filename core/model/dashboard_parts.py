"""The parts of dashboards: numbers, shares, ages, bars, what recurs, tables, and lists that a desk works out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from core.model.chart import BEFORE, COUNT, Heading, Line, Part, View, Words
from core.model.context import Context
from core.model.figure import Figure, Number, has
from core.model.query import AnyOf, Between, Condition, Not, Query, StartsWith, both
from core.model.reader import Reader
from core.model.record import RECORDS, Column, Record, columns
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence, say

MOST = 12
"""How many causes that recur are shown at most."""
BATCH = 500


class Numbers(Part):
    """Figures one below the other, each by itself."""

    title = say(N_("In all"))
    divides = False

    def __init__(self, *figures: Figure) -> None:
        self.figures = figures

    def lines(self, reader: Reader, view: View) -> Iterable[Line]:
        """Yield a line for each figure."""
        return (Line(say(each.label), {COUNT: each.number(reader, view.of(each))}) for each in self.figures)


class Shares(Part):
    """Figures that make up a whole, or several such groups, one below the other."""

    def __init__(self, title: str, *groups: tuple[Figure, ...]) -> None:
        """Declare its title (a catalogue key) and the figures of each whole."""
        self.title, self._groups = say(title), groups
        self.figures = tuple(figure for group in groups for figure in group)

    def lines(self, reader: Reader, view: View) -> Iterable[Line]:
        """Yield a line for each figure that is not nought."""
        for place, group in enumerate(self._groups):
            for each in group:
                if (number := each.number(reader, view.of(each))).count:
                    yield Line(say(each.label), {COUNT: number}, group=place)


class Ages(Part):
    """How long ago something was of what a figure counts: within so many days, and longer ago than the last of them."""

    def __init__(self, figure: Figure, since: str, edges: tuple[int, ...], title: str = N_("By age")) -> None:
        """Declare the column with the day, and the days that end each age but the last."""
        figure.column(since)
        self.title, self.figures, self._since, self._edges = say(title), (figure,), since, edges

    def lines(self, reader: Reader, view: View) -> Iterable[Line]:
        """Yield the ages that there are, the shortest first."""
        (figure,), first = self.figures, 0
        for last in (*self._edges, None):
            where = both(view.of(figure), _aged(self._since, reader.today, first, last))
            if (number := figure.number(reader, where)).count:
                yield Line(_age(first, last), {COUNT: number})
            first = (last or 0) + 1


def _aged(since: str, today: date, first: int, last: int | None) -> Condition:
    """Return the condition of an age in days; what is yet to come is of the first age."""
    latest = today - timedelta(days=first) if first else None
    return Between(since, None if last is None else today - timedelta(days=last), latest)


def _age(first: int, last: int | None) -> Sentence:
    if last is None:
        return say(N_("more than {days} days"), days=first - 1)
    return (
        say(N_("{first} to {last} days"), first=first, last=last) if first else say(N_("up to {days} days"), days=last)
    )


class Bars(Part):
    """A figure by the values of a column, the most frequent first; of a tree, by the branches below one."""

    def __init__(
        self,
        figure: Figure,
        by: str,
        *,
        beside: tuple[Figure, ...] = (),
        before: bool = False,
        most: int | None = None,
        newest: int | None = None,
        title: str = "",
    ) -> None:
        """Declare what stands beside, and how many values are shown.

        `beside` are figures of the same records, whose number for the same value stands in a column of its own, and
        with `before` the number of the span before. Beyond `most` values the others are counted together; `newest`
        shows the last so many of a column of times. `title` is a catalogue key; the label of the column if empty.
        """
        for each in (figure, *beside):
            each.column(by)
        self.figures = (figure, *beside)
        self._figure, self._by, self._column = figure, by, figure.column(by)
        self._beside, self._before, self._most, self._newest = beside, before, most, newest
        self.by_time = newest is not None
        self.title = say(title) if title else by_label(self._column)

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The figure, those beside it, the span before."""
        beside = (Heading(each.name, each.short, 5) for each in self._beside)
        return (*super().headings, *beside, *((Heading(BEFORE, N_("Before"), 8),) if self._before else ()))

    def lines(self, reader: Reader, view: View) -> Iterable[Line]:
        """Yield a line for each place where values are counted."""
        asked = {COUNT: (self._figure, view), **{each.name: (each, view) for each in self._beside}}
        if self._before and view.span.year:
            asked[BEFORE] = (self._figure, replace(view, span=view.span.moved(-1)))
        found = {name: figure.numbers(reader, self._by, at.of(figure)) for name, (figure, at) in asked.items()}
        places = self.places(reader, found[COUNT], view)
        counted = {name: _by_place(numbers, places.place_of) for name, numbers in found.items()}
        for place in places.shown:
            label, where, branch = places.described(place)
            numbers = {
                name: figure.sum_of(counted[name].get(place, ()), both(at.of(figure), where))
                for name, (figure, at) in asked.items()
            }
            yield Line(label, numbers, branch=branch)

    def places(self, reader: Reader, found: Mapping[Any, Number], view: View) -> "_Values | _Branches":
        """Return where the values of the column are counted."""
        if self._column.about.options:
            return _Branches(self._by, view.branch, found)
        values = _most_first({value: each.count for value, each in found.items()})
        if self._newest:
            return self.values(reader, sorted(values, key=str, reverse=True)[: self._newest])
        if all(value in ("", None) for value in values):
            return self.values(reader, ())  # that nothing has a value says nothing
        return self.values(reader, values[: self._most], others=len(values) > (self._most or len(values)))

    def values(self, reader: Reader, values: Sequence[Any], *, others: bool = False) -> "_Values":
        """Return these values of the column, each by itself, and perhaps all others together."""
        return _Values(self._column, self._by, reader, values, others=others)


class Recurring(Bars):
    """The values of a column that a figure has so often that they recur, beside how often in the span before."""

    def __init__(
        self,
        figure: Figure,
        by: str,
        least: Callable[[Context], int],
        *,
        beside: tuple[Figure, ...] = (),
        title: str = N_("Recurring"),
    ) -> None:
        """Declare from how many on a value recurs."""
        super().__init__(figure, by, beside=beside, before=True, title=title)
        self._least = least

    def places(self, reader: Reader, found: Mapping[Any, Number], view: View) -> "_Values":
        """Return what recurs; what has no value is no cause of anything."""
        least = self._least(reader.context())
        recurring = {value: each.count for value, each in found.items() if value and each.count >= least}
        return self.values(reader, _most_first(recurring)[:MOST])


_OTHERS, _NOWHERE = object(), object()


class _Values:
    """Each value of a column by itself, and perhaps all others together."""

    def __init__(self, column: Column, by: str, reader: Reader, values: Sequence[Any], *, others: bool) -> None:
        self._column, self._by, self._reader = column, by, reader
        self.shown: list[Any] = [*values, _OTHERS] if others else [*values]
        self._named = frozenset(values)
        self._rest = _OTHERS if others else _NOWHERE

    def place_of(self, value: Any) -> Any:
        """Return where a value is counted."""
        return value if value in self._named else self._rest

    def described(self, place: Any) -> tuple[Words, Condition, str]:
        """Return how a place is called, what is counted there, and the branch that it can be divided as."""
        if place is _OTHERS:
            return say(N_("others")), Not(AnyOf(tuple(has(self._by, value) for value in self._named))), ""
        return called(self._column, place, self._reader), has(self._by, place), ""


class _Branches:
    """The values of a tree, which are paths (`a/b/c`), by the branches directly below one."""

    def __init__(self, by: str, branch: str, found: Mapping[str, Number]) -> None:
        self._by, self._branch = by, branch
        self._depth = branch.count("/") + 2 if branch else 1
        counted = _by_place(found, self.place_of)
        counts = {place: sum(each.count for each in several) for place, several in counted.items()}
        self.shown: list[Any] = [place for place in _most_first(counts) if place is not _NOWHERE]

    def place_of(self, value: str) -> Any:
        """Return the branch on which a value is counted."""
        inside = not self._branch or value == self._branch or value.startswith(f"{self._branch}/")
        return "/".join(value.split("/")[: self._depth]) if inside else _NOWHERE

    def described(self, place: str) -> tuple[Words, Condition, str]:
        """Return how a branch is called, what is counted on it, and the branch that it can be divided as."""
        if place in ("", self._branch):
            return place or say(N_("none")), has(self._by, place), ""
        return place, AnyOf((has(self._by, place), StartsWith(self._by, f"{place}/"))), place


class Table(Part):
    """Figures by what a column refers to, or by its values: one line for each, and one column for each figure.

    Lines stand in the order of the register, never by what their numbers are: nobody is ranked.
    """

    alone = True
    divides = False

    def __init__(self, by: str, *figures: Figure, gap: Figure | None = None) -> None:
        """Declare the column, the figures, and the one that tells where something is missing."""
        for each in figures:
            each.column(by)
        self._by, self._column, self.figures, self.gap = by, figures[0].column(by), figures, gap
        self._kind = self._column.about.refers
        self.title = say(RECORDS[self._kind].plural) if self._kind else by_label(self._column)
        self.what = RECORDS[self._kind].label if self._kind else self._column.about.label

    @property
    def headings(self) -> tuple[Heading, ...]:
        """A column for each figure."""
        return tuple(Heading(each.name, each.short, 6) for each in self.figures)

    def lines(self, reader: Reader, view: View) -> Iterable[Line]:
        """Yield a line for each value that has any of the numbers."""
        found: dict[Any, dict[str, Number]] = {}
        for figure in self.figures:
            for value, number in figure.numbers(reader, self._by, view.of(figure)).items():
                found.setdefault(value, {})[figure.name] = number
        if self._kind:
            for identifier, goal in self._register(reader, RECORDS[self._kind]):
                if identifier in found:
                    yield Line("", found.pop(identifier), (self._kind, identifier), goal=goal)
        for value in sorted(found, key=_in_order):
            yield Line(called(self._column, value, reader), found[value])

    def _register(self, reader: Reader, record_type: type[Record]) -> Iterator[tuple[str, int | None]]:
        """Yield each record that this officer may read, with how many percent are asked for of it."""
        goals = [each.goal for each in self.figures if each.goal in columns(record_type)]
        keys = reader.keys(Query(record_type.kind))
        for start in range(0, len(keys), BATCH):
            for identifier, *goal in reader.page(record_type.kind, keys[start : start + BATCH], ("id", *goals)):
                yield identifier, next(iter(goal), None)


class Listed(Part):
    """Lines that a desk works out by itself, each with a number under `COUNT` that leads to its records."""

    alone = True
    divides = False

    def __init__(
        self,
        title: str,
        figures: tuple[Figure, ...],
        lines: Callable[[Reader, View], Iterable[Line]],
        what: str,
        texts: tuple[Heading, ...] = (),
    ) -> None:
        """Declare its title and what its lines are of (catalogue keys), its figures, and what stands beside."""
        self.title, self.figures, self._lines, self.what, self.texts = say(title), figures, lines, what, texts

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The number, called as its first figure."""
        return (Heading(COUNT, self.figures[0].short, 6),)

    def lines(self, reader: Reader, view: View) -> Iterable[Line]:
        """Yield what the desk worked out."""
        return self._lines(reader, view)


def by_label(column: Column) -> Sentence:
    """Return the title of what is counted by a column."""
    return say(N_("By {field}"), field=say(column.about.label))


def called(column: Column, value: Any, reader: Reader) -> Words:
    """Return what a value of a column is called."""
    if value in ("", None):
        return say(N_("none"))
    if isinstance(value, LabelledEnum):
        return say(value.label)
    if isinstance(value, bool):
        return say(N_("yes") if value else N_("no"))
    if column.about.refers and isinstance(value, str):
        return reader.title(column.about.refers, value)
    return str(value)


def _in_order(value: Any) -> tuple[int, str]:
    """Return the place of a value: of a closed list as that has them, of anything else by its text."""
    return (list(type(value)).index(value), "") if isinstance(value, LabelledEnum) else (0, str(value))


def _most_first(counts: Mapping[Any, int]) -> list[Any]:
    """Return values with the most frequent first."""
    return sorted(counts, key=lambda value: (-counts[value], "" if value is None else str(value)))


def _by_place(numbers: Mapping[Any, Number], place_of: Callable[[Any], Any]) -> dict[Any, list[Number]]:
    found: dict[Any, list[Number]] = {}
    for value, number in numbers.items():
        found.setdefault(place_of(value), []).append(number)
    return found
