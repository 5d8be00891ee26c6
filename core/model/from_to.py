"""What stands on a timeline: a kind of record says from which day to which it runs.

    class CoolingOff(Record):
        timeline = FromTo("approved", "until", ("person", "level"))

The list of such a kind has a key that shows its records as bars over weeks, months or years.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from core.model.query import AnyOf, Between, Blank, Condition, both


@dataclass(frozen=True, slots=True)
class FromTo:
    """From which day to which the records of a kind run, in terms of their columns."""

    since: str
    """The column with the first day; a record without one began before all that is shown."""
    until: str
    """The column with the last day; a record without one runs on."""
    text: tuple[str, ...]
    """The columns with what is written in front of its bar."""
    ends_before: bool = False
    """Whether the day in `until` is the first on which it is no longer, as a day of change is."""

    def last(self, until: date | None) -> date | None:
        """Return the last day on which a record runs by what its column says; None if it runs on."""
        return until - timedelta(days=self.ends_before) if until else None

    def within(self, first: date, last: date) -> Condition:
        """Return which records run on one of these days."""
        begun = AnyOf((Between(self.since, None, last), Blank(self.since)))
        lasting = AnyOf((Between(self.until, first + timedelta(days=self.ends_before)), Blank(self.until)))
        return both(begun, lasting)
