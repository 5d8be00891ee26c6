"""The timeline: days on an axis of so many cells, and the bar of what runs from one day to another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from core.model.span import Span

YEAR = 366
"""The most days that a year has."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Which cells of an axis something takes, the last one included."""

    first: int
    last: int
    before: bool
    """Whether it began before the days that are shown, or nobody knows when."""
    after: bool
    """Whether it goes on after them, or has no end."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Days side by side in cells of equal length."""

    first: date
    last: date
    cells: int
    """How many; no more than there are days."""

    @classmethod
    def of(cls, first: date, last: date, room: int) -> "Axis":
        """Return the axis of these days where there is room for so many cells."""
        return cls(first, last, max(min(room, (last - first).days + 1), 1))

    def cell(self, day: date) -> int:
        """Return the cell in which a day of the axis lies, from 0."""
        return (day - self.first).days * self.cells // self._days

    def bar(self, first: date | None, last: date | None) -> Bar | None:
        """Return the bar from one day to another, None leaving a side open; None if none of its days is shown."""
        begins, ends = max(first or self.first, self.first), min(last or self.last, self.last)
        if begins > ends:
            return None
        before, after = first is None or first < self.first, last is None or last > self.last
        return Bar(self.cell(begins), self.cell(ends), before, after)

    @property
    def _days(self) -> int:
        return (self.last - self.first).days + 1

    def marks(self) -> Iterator[tuple[int, str]]:
        """Yield where the months begin, each with its number; where more than a year is shown, the years."""
        pattern = "%m" if self._days <= YEAR else "%Y"
        day, told = self.first, ""
        while day <= self.last:
            if (name := day.strftime(pattern)) != told:
                yield self.cell(day), name
            told = name
            day = (day.replace(day=1) + timedelta(days=31)).replace(day=1)


@dataclass(frozen=True, slots=True)
class TimelineSpan:
    """What is looked at: a quarter, a year, or a year with the one before and the one after it."""

    span: Span
    beside: int = 0
    """How many years at each side of it."""

    @property
    def first(self) -> date:
        """The first day."""
        return self.span.moved(-self.beside).first

    @property
    def last(self) -> date:
        """The last day."""
        return self.span.moved(self.beside).last

    @property
    def key(self) -> str:
        """What it is called: as periods are, or by its first and last year."""
        return f"{self.first:%Y}-{self.last:%Y}" if self.beside else self.span.key

    def moved(self, step: int) -> "TimelineSpan":
        """Return the one so many quarters or years later."""
        return TimelineSpan(self.span.moved(step), self.beside)

    def wider(self, today: date) -> "TimelineSpan":
        """Return the year of a quarter, the three years around a year, and then the quarter of today."""
        if self.span.quarter:
            return TimelineSpan(Span(self.span.year))
        return TimelineSpan(Span.of_quarter(today)) if self.beside else TimelineSpan(self.span, 1)
