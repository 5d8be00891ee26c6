"""What stands on the days of a calendar: a kind of record says on which day it stands there, and with which words.

    class Visit(Record):
        on_calendar = OnCalendar("planned", "visitor", where=Is("stage", (Stage.ASKED, Stage.APPROVED)))

    class KeyPeriod(Record):
        on_calendar = OnCalendar("first", "name", to="last", category=("theme",))

The first stands on its day, the second as a band from one day to another. The calendar of the desk, its keys, its
colours and its conflicts follow; so does the share beside what is over, where a figure is counted by such records.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from core.model.query import EVERYTHING, Condition
from core.values.day_rules import day_of
from core.values.labelled_enum import LabelledEnum


@dataclass(frozen=True, slots=True)
class OnCalendar:
    """Where records of a kind stand on a calendar, in terms of their columns."""

    on: str
    """The column with the day, with or without a time, or with the first day."""
    text: str
    """The column with what is written there."""
    to: str = ""
    """The column with the last day: then they are bands; a band without one runs on."""
    where: Condition = EVERYTHING
    """Which of them stand there."""
    over: tuple[LabelledEnum, ...] = ()
    """The stages in which it is over, and shown fainter."""
    minutes: str = ""
    """The column with how long it takes."""
    category: tuple[str, ...] = ()
    """The column with the word of a closed list that gives it its colour; or the column that refers to a record, and
    the column of that."""
    alone: tuple[str, ...] = ()
    """The columns whose value, a place or a person, no two can have at one time: they conflict."""

    def day(self, record: Any) -> date:
        """Return the day, or the first day."""
        on: date = getattr(record, self.on)
        return day_of(on)

    def time(self, record: Any) -> datetime | None:
        """Return day and time, if it has one."""
        on = getattr(record, self.on)
        return on if isinstance(on, datetime) else None

    def ends(self, record: Any) -> datetime:
        """Return when it is over; where it is not known how long it takes, a minute after it began."""
        lasts = getattr(record, self.minutes) if self.minutes else 0
        moment: datetime = getattr(record, self.on)
        return moment + timedelta(minutes=max(lasts, 1))

    def runs_on(self, record: Any, day: date) -> bool:
        """Whether a band runs on a day."""
        return self.day(record) <= day <= (getattr(record, self.to) or day)

    def is_over(self, record: Any) -> bool:
        """Whether it is over."""
        return bool(self.over) and record.stage in self.over
