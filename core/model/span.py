"""Spans of time that dashboards look at: a quarter, a year, or all years."""

from dataclasses import dataclass
from datetime import date, timedelta

from core.model.query import EVERYTHING, Between, Condition, Is, StartsWith


@dataclass(frozen=True, slots=True)
class Span:
    """A year, one of its quarters, or all years."""

    year: int = 0
    """0 is all years."""
    quarter: int = 0
    """0 is the whole year."""

    def within(self, column: str, holds: type) -> Condition:
        """Return which records lie in it by a column, which holds a date, its month (`2026-10`) or its year.

        A month or year is looked at even where all years are: whatever has one has a counter, which then answers.
        """
        if not self.year:
            return Between(column) if holds in (int, str) else EVERYTHING
        if holds is int:
            return Is(column, (self.year,))
        if holds is str:
            return Is(column, self._months) if self.quarter else StartsWith(column, f"{self.year}-")
        return Between(column, self.first, self.last)

    @property
    def first(self) -> date:
        """The first day; of all years, the first there is."""
        return date(self.year, max(3 * self.quarter - 2, 1), 1) if self.year else date.min

    @property
    def last(self) -> date:
        """The last day; of all years, the last there is."""
        if not self.year:
            return date.max
        month = 3 * self.quarter or 12
        return date(self.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)

    @property
    def _months(self) -> tuple[str, ...]:
        return tuple(f"{self.year}-{3 * self.quarter - step:02}" for step in (2, 1, 0))

    @property
    def key(self) -> str:
        """Its name as periods are called: `2026-Q4`, `2026`; empty for all."""
        return (f"{self.year}-Q{self.quarter}" if self.quarter else str(self.year)) if self.year else ""

    def moved(self, step: int) -> "Span":
        """Return the span so many quarters or years later; all years have none before or after them."""
        if not self.quarter:
            return Span(self.year + step) if self.year else self
        year, quarter = divmod(4 * self.year + self.quarter - 1 + step, 4)
        return Span(year, quarter + 1)

    @classmethod
    def of_quarter(cls, day: date) -> "Span":
        """Return the quarter a day lies in."""
        return cls(day.year, (day.month + 2) // 3)
