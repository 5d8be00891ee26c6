"""The cell noted of a day: it follows when it is entered later who was in which cell on that day."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

from core.desks.grid.records import Membership
from core.model.action import amend
from core.model.change import Draft
from core.model.context import Context
from core.model.query import EVERYTHING, Between, Condition, Is, Query, both
from core.model.record import RECORDS

MANY = 500
"""How many values one query asks the store for."""


def merge_drafts(drafts: Iterable[Draft]) -> list[Draft]:
    """Return one draft for each record, the later word counting: an action says once what becomes of a record."""
    by_record: dict[tuple[str, str], dict[str, Any]] = {}
    for draft in drafts:
        by_record.setdefault((draft.kind, draft.record), {}).update(draft.fields)
    return [Draft(kind, record, fields) for (kind, record), fields in by_record.items()]


def entered(drafts: Iterable[Draft], context: Context) -> Iterator[Draft]:
    """Yield these drafts combined, with what follows of them for records that note a cell (`Record.cell_on`).

    Whatever drafts memberships hands its drafts through here.
    """
    found = merge_drafts(drafts)
    yield from found
    written = {draft.record: draft.fields for draft in found if draft.kind == Membership.kind}
    yield from _noted(written, context)


def _noted(written: Mapping[str, Mapping[str, Any]], context: Context) -> Iterator[Draft]:
    """Draft the cell of each day from the first one on that these memberships change for a person."""
    before = {each.id: each for each in _by(context, "membership", "id", written)}
    after = {record: _as_written(before.get(record), record, fields) for record, fields in written.items()}
    since: dict[str, date] = {}
    for each in after.values():
        since[each.person] = min(since.get(each.person, date.max), _first_changed(before.get(each.id), each))
    theirs: dict[str, dict[str, Membership]] = {person: {} for person in since}
    for each in (*_by(context, "membership", "person", since), *after.values()):
        theirs[each.person][each.id] = each
    for record_type in RECORDS.values() if since else ():
        if record_type.cell_on:
            late = Between(record_type.cell_on, min(since.values()), None)
            for noted in _by(context, record_type.kind, "person", since, late):
                day = getattr(noted, record_type.cell_on)
                if since[noted.person] <= day:
                    yield amend(noted, cell=_counted_in(theirs[noted.person].values(), day))


def _as_written(before: Membership | None, record: str, fields: Mapping[str, Any]) -> Membership:
    return Membership.model_validate({**(before.model_dump() if before else {"id": record}), **fields})


def _first_changed(before: Membership | None, after: Membership) -> date:
    """Return the first day on which a membership is another one than before."""
    if before is None:
        return after.since
    if before.model_copy(update={"until": after.until}) == after:
        return min(before.until or date.max, after.until or date.max)
    return min(before.since, after.since)


def _counted_in(memberships: Iterable[Membership], day: date) -> str:
    return next((each.cell for each in memberships if each.primary and each.holds(day)), "")


def _by(context: Context, kind: str, field: str, values: Iterable[str], where: Condition = EVERYTHING) -> Iterator[Any]:
    """Yield the records of a kind that have one of any number of values."""
    waiting = iter(sorted(values))
    while chunk := tuple(islice(waiting, MANY)):
        yield from context.find(Query(kind, both(Is(field, chunk), where), ("id",)))
