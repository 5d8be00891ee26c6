"""What a part of a record says in the timeline of that record: a kind of part says when it happened, and through whom.

    class Visit(Record):
        occurrence = Occurrence(("day",), by="by", what="way")

The page of the record shows its parts with an occurrence below one another, the newest first: day, what it was,
officer, and the title of the part as the first line of its text.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from core.values.day_rules import day_of


@dataclass(frozen=True, slots=True)
class Occurrence:
    """When a part of a record happened, in terms of its columns."""

    on: tuple[str, ...]
    """The columns with the day, of which the first that is not empty counts."""
    by: str = ""
    """The column with the officer."""
    what: str = ""
    """The column that says what it was; none, or empty: what records of its kind are called."""

    def day(self, record: Any) -> date | None:
        """Return the day on which it happened, or is to happen; None if it says none."""
        return day_of(getattr(record, column)) if (column := self.column(record)) else None

    def column(self, record: Any) -> str:
        """Return the column that says the day; empty if none does."""
        return next((name for name in self.on if getattr(record, name)), "")
