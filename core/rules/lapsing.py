"""What ends with something else: a kind says with what its records end, and at which stage they are then.

    class FollowUp(Record):
        ends_with = ("subject", FollowUpStage.DROPPED)

As soon as what stands in `subject` comes to one of its last stages, whatever desk keeps it and whatever action does it,
the follow-ups that are still open are dropped: what is over owes nothing.
"""

from collections.abc import Collection, Iterator
from functools import cache

from core.model.action import amend
from core.model.change import Draft
from core.model.context import Context
from core.model.query import Is, Not, Query, both
from core.model.record import RECORDS, Record, columns


def ending_with(kind: str) -> tuple[type[Record], ...]:
    """Return the kinds whose records end with those of a kind."""
    return _ending(len(RECORDS)).get(kind, ())


@cache
def _ending(_declared: int) -> dict[str, tuple[type[Record], ...]]:
    found: dict[str, tuple[type[Record], ...]] = {}
    for record_type in RECORDS.values():
        if record_type.ends_with:
            for kind in columns(record_type)[record_type.ends_with[0]].about.refers.split():
                found[kind] = (*found.get(kind, ()), record_type)
    return found


def ended_with(drafts: Collection[Draft], context: Context) -> Iterator[Draft]:
    """Yield the end of what is still open and ends with the records that these drafts bring to one of their ends."""
    drafted = {draft.record for draft in drafts}
    for draft in drafts:
        if draft.fields.get("stage") in RECORDS[draft.kind].ends:
            for record_type in ending_with(draft.kind):
                yield from _ended(record_type, draft.record, drafted, context)


def _ended(record_type: type[Record], whole: str, drafted: Collection[str], context: Context) -> Iterator[Draft]:
    assert record_type.ends_with is not None
    field, stage = record_type.ends_with
    still_open = both(Is(field, (whole,)), Not(Is("stage", record_type.ends)))
    found = context.find(Query(record_type.kind, still_open))
    yield from (amend(each, stage=stage) for each in found if each.id not in drafted)
