"""Rules of days: what has happened lies between what it follows and today, what is planned is still to come.

A field says so of itself (`core.model.record.About`); what depends on other records is asked here.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import overload

from core.values.sentence import N_, Sentence, say


@overload
def day_of(when: date) -> date: ...
@overload
def day_of(when: date | None) -> date | None: ...
def day_of(when: date | None) -> date | None:
    """Return the day of a moment; a day is its own."""
    return when.date() if isinstance(when, datetime) else when


def happened_faults(day: date, earliest: date | None, today: date) -> Iterable[Sentence]:
    """Yield that a day lies before what it follows, or is still to come; without `earliest` any day may be past."""
    if earliest and not earliest <= day <= today:
        template = N_("The date {day} must lie between {earliest} and today, {today}.")
        yield say(template, day=day, earliest=earliest, today=today)
    elif day > today:
        yield say(N_("{day} is still to come. Enter the day it was done."), day=day)


def to_come_faults(day: date, today: date, earliest: date | None = None) -> Iterable[Sentence]:
    """Yield that a day for which something is planned or due has passed, or lies before what it follows."""
    if day < today:
        yield say(N_("{day} has passed. Enter today or a later day."), day=day)
    elif earliest and day < earliest:
        yield say(N_("{day} lies before {earliest}, which it follows."), day=day, earliest=earliest)
