"""What is shown of a record besides its fields: its title, the sum behind its date, how it stands, what is remarked.

Desks work these out of fields, and a list or a page asks for them here: where a desk's code meets what it was not made
for, as a masked field or a record of another version, that one thing is missing, and all else is shown.
"""

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any, TypeVar

from core.model.context import Context
from core.model.deadline import DeadlineStatus, Due, Term
from core.model.query import GroupCounter
from core.model.record import Record
from core.values.sentence import N_, Sentence, say

T = TypeVar("T")

MOST_SHOWN = 1000
"""How many remarks, or entries of the agenda, are shown of one record."""


def titled(record: Record) -> str:
    """Return the record in one line; its identifier if none can be worked out."""
    return _or(lambda: str(record.title), record.id)


def spoken(record: Record) -> Sentence | None:
    """Return the record in one line of words of the program; None where its title says it, or none can be found."""
    return _or(lambda: record.spoken, None)


def explained(record: Record) -> Sentence | None:
    """Return the sum that led to the date it is due, or that it cannot be worked out."""
    unknown: Sentence | None = say(N_("Why it is due then cannot be worked out from what stands here."))
    return _or(record.explain, unknown)


def dues(record: Record) -> list[Due]:
    """Return what is due of a record as it is shown; nothing if that cannot be worked out."""
    return _or(lambda: list(islice(record.agenda(), MOST_SHOWN)), [])


def value_of(record: Record, name: str) -> Any:
    """Return a field or derived column of a record; nothing if it cannot be worked out."""
    return _or(lambda: getattr(record, name), None)


def remarks_on(record: Record, reader: GroupCounter) -> list[Sentence]:
    """Return what is to be said of a record besides; nothing if that cannot be worked out."""
    return _or(lambda: list(islice(record.remarks(reader), MOST_SHOWN)), [])


def deadline_status_of(kind: type[Record], row: Mapping[str, Any], context: Context) -> DeadlineStatus | None:
    """Return how a row of a list stands against its term; None also if that cannot be worked out."""
    return _or(lambda: kind.deadline_status(row, context), None)


def term_of(kind: type[Record], row: Mapping[str, Any]) -> Term | None:
    """Return the term of a row of a list; None also if that cannot be worked out."""
    return _or(lambda: kind.deadline_term(row), None)


def _or(work_out: Callable[[], T], instead: T) -> T:
    try:
        return work_out()
    except Exception:  # whatever the code of a desk does that meets what it was not made for
        return instead
