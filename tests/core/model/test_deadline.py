"""Deadlines: what is due, how its row stands, and which records the words of the search line find, agree."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from core.model.deadline import Deadline, DeadlineStatus
from core.model.record import RECORDS, Record, columns
from core.office.office import Office
from tests.support.conditions import holds
from tests.support.every_case import every

DECLARED = [
    (kind, deadline)
    for kind in RECORDS.values()
    for deadline in kind.deadlines
    if deadline.on in kind.model_fields  # a day that is worked out is tested with its desk
]
DAY = date(2026, 11, 23)
SHELF: Any = SimpleNamespace()
"""No deadline asks for another record."""


def waiting(kind: type[Record], deadline: Deadline, sample: Callable[..., Any], on: date) -> Any:
    """Return a record of which this is due on a day."""
    fields = kind.model_fields
    undone = {name: fields[name].default for name in deadline.until}
    staged = {"stage": deadline.stages[0]} if deadline.stages else {}
    when = datetime.combine(on, datetime.min.time()) if "datetime" in str(fields[deadline.on].annotation) else on
    return sample(kind, **undone, **staged, **{deadline.on: when})


@every("kind, deadline", DECLARED)
@every("days", [-400, -31, -1, 0, 1, 3, 7, 8, 400])
def test_agenda_status_and_filters_agree(
    kind: type[Record], deadline: Deadline, days: int, sample: Callable[..., Any], office: Office
) -> None:
    office._clock = lambda: datetime.combine(DAY, datetime.min.time())
    context, on = office.context(), DAY + timedelta(days=days)
    record = waiting(kind, deadline, sample, on)
    due = deadline.due(record)
    assert due is not None
    assert due.on == on
    status = deadline.status(lambda name: getattr(record, name), context)
    passed = days < 0 or (days == 0 and deadline.exact)
    assert (status in (DeadlineStatus.LATE, DeadlineStatus.LONG_OVERDUE)) == passed
    assert holds(record, deadline.is_due(), SHELF)
    assert holds(record, deadline.is_late(context), SHELF) == passed
    assert holds(record, deadline.is_soon(context), SHELF) == (status == DeadlineStatus.DUE_SOON)
    if deadline.owner:
        context_of_owner: Any = SimpleNamespace(officer=due.owner, today=DAY, policy=context.policy)
        assert holds(record, deadline.is_mine(context_of_owner), SHELF)


@every("kind, deadline", DECLARED)
def test_what_was_done_is_not_due(kind: type[Record], deadline: Deadline, sample: Callable[..., Any]) -> None:
    record = waiting(kind, deadline, sample, DAY)
    for name in deadline.until:
        when = {str: "已处理", date: DAY, datetime: datetime(2026, 11, 23, 9)}
        done = record.model_copy(update={name: when[columns(kind)[name].type]})
        assert deadline.due(done) is None
        assert not holds(done, deadline.is_due(), SHELF)


@every("kind, deadline", DECLARED)
def test_it_names_columns_that_there_are(kind: type[Record], deadline: Deadline) -> None:
    single = (deadline.on, deadline.since, deadline.unit, deadline.cell, deadline.asked_by)
    for name in filter(None, (*single, *deadline.owner, *deadline.until)):
        assert name in columns(kind)
