"""Undoing one's own last deed: every record goes back to what it was, by changes that stand in its history (decision
0034).

What a deed changed gets the values from before; what it made is withdrawn: `deleted`, in no list, and still in the
journal. That is done only while nothing was built on it and nothing of it can have left this site.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.desks.sync.consignments import ConsignmentStage
from core.model.change import ACCESS_LOG, HOME, Draft, Entry
from core.model.context import Context
from core.model.field import ANY
from core.model.query import AnyOf, Between, Condition, Holds, Is, Not, Query, both
from core.model.record import RECORDS, Record, columns, encode
from core.office.deed import Deed
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say


class NothingToUndo(Refusal):
    """There is nothing to undo: you have done nothing since you signed on, or have undone it already."""


class NeverUndone(Refusal):
    """“{action}” cannot be undone. Look with F2 for what sets it right, and do that."""


class HasLeft(Refusal):
    """“{action}” cannot be undone: it went into what was made for another site since. Correct it instead."""


class BuiltUpon(Refusal):
    """“{action}” cannot be undone: “{record}” was changed since, or other records name it. Correct it instead."""


def counter_changes(deed: Deed, context: Context) -> list[Draft]:
    """Return what undoes a deed: one draft for each record, the last that was written first.

    Raises:
        NeverUndone, HasLeft, BuiltUpon: it is not undone.
    """
    if not deed.can_be_undone():
        raise NeverUndone(action=deed.called)
    if _may_have_left(deed, context):
        raise HasLeft(action=deed.called)
    by_record: dict[tuple[str, str], list[Draft]] = {}
    for draft in deed.written:
        by_record.setdefault((draft.kind, draft.record), []).append(draft)
    found = [_back(deed, written, context) for written in reversed(by_record.values())]
    _require_unnamed([draft for draft in found if withdraws(draft)], by_record.keys(), deed, context)
    return found


def withdraws(draft: Draft) -> bool:
    """Whether a counter-change withdraws a record that was made."""
    return draft.fields == {"deleted": True}


def foreseen(deed: Deed, drafts: Iterable[Draft], context: Context) -> Sentence:
    """Return what undoing a deed would do, as a question."""
    drafts = list(drafts)
    made = [draft for draft in drafts if withdraws(draft)]
    one = deed.target and context.title(*deed.target)
    of = say(N_("{action}, {record}"), action=deed.called, record=one) if one else deed.called
    changed = len(drafts) - len(made)
    effects = [say(N_("Records that were made and are withdrawn: {count}."), count=len(made))] if made else []
    effects += [say(N_("Records that are again as they were: {count}."), count=changed)] if changed else []
    told = effects[0] if len(effects) == 1 else say(N_("{first} {second}"), first=effects[0], second=effects[1])
    return say(N_("Undo “{deed}”? {effects}"), deed=of, effects=told)


def _may_have_left(deed: Deed, context: Context) -> bool:
    """Whether something was made for another site since, by the ledgers of this one."""
    if all(RECORDS[draft.kind].compartment in HOME for draft in deed.written):
        return False
    since = deed.when
    sent = both(Between("sent", since), Not(Is("changes_sent", (0,))))
    ended = (ConsignmentStage.DECLINED, ConsignmentStage.VOID)
    laid_out = both(Between("asked", since), Not(Is("stage", ended)))
    asked = (Query("dispatch", sent, limit=1), Query("consignment", laid_out, limit=1))
    return any(context.find(query) for query in asked)


def _back(deed: Deed, written: Sequence[Draft], context: Context) -> Draft:
    """Return what takes a record back to what it was before a deed wrote these; raises `BuiltUpon`, `NeverUndone`."""
    kind, record = written[0].kind, written[0].record
    history = context.history(record, kind)
    ours = history[-len(written) :]
    heads = context.heads(record, kind)
    last = {name: entry.change.id.hex() for entry in ours for name in entry.change.body.fields}
    untouched = [(each.change.stream.site, dict(each.change.body.fields)) for each in ours] == [
        (context.site, dict(each.fields)) for each in written
    ]
    if not untouched or any([write.id for write in heads[name]] != [change] for name, change in last.items()):
        raise BuiltUpon(action=deed.called, record=context.title(kind, record))
    if len(history) == len(ours):
        if RECORDS[kind].retention:  # no purge would ever reach what is withdrawn
            raise NeverUndone(action=deed.called)
        return Draft(kind, record, {"deleted": True})
    before: dict[str, Any] = {}
    for entry in reversed(ours):
        before |= entry.before
    if _decided_between(ours, history):
        raise NeverUndone(action=deed.called)
    known = {name for entry in history[: -len(ours)] for name in entry.change.body.fields}
    return Draft(kind, record, {name: before[name] if name in known else _empty(kind, name) for name in before})


def _empty(kind: str, field: str) -> Any:
    """Return what stands in a field that nobody has written, as the journal keeps it."""
    return encode(RECORDS[kind].model_fields[field].get_default())


def _decided_between(ours: Iterable[Entry], history: Iterable[Entry]) -> bool:
    """Whether changes put one value in the place of several different ones: no change brings a conflict back."""
    fields = {entry.change.id.hex(): entry.change.body.fields for entry in history}
    for entry in ours:
        body = entry.change.body
        for name in body.fields:
            replaced = [fields[change][name] for change in body.supersedes if name in fields.get(change, {})]
            if len({json.dumps(value) for value in replaced}) > 1:
                return True
    return False


def _require_unnamed(made: Iterable[Draft], written: Iterable[tuple[str, str]], deed: Deed, context: Context) -> None:
    """Refuse where a record that would be withdrawn is named by one that the deed did not write."""
    identifiers: dict[str, list[str]] = {}
    for draft in made:
        identifiers.setdefault(draft.kind, []).append(draft.record)
    own = frozenset(written)
    for record_type in RECORDS.values() if identifiers else ():
        for query, kind, field in _naming(record_type, identifiers):
            other = next((each for each in context.find(query) if (each.kind, each.id) not in own), None)
            if other is not None:
                named = getattr(other, field)
                record = next(each for each in identifiers[kind] if each in named)
                raise BuiltUpon(action=deed.called, record=context.title(kind, record))


def _naming(record_type: type[Record], identifiers: Mapping[str, Sequence[str]]) -> Iterable[tuple[Query, str, str]]:
    """Yield what asks for records of a kind that name some of these, with the kind and the field."""
    if record_type.is_derived or record_type.compartment == ACCESS_LOG:
        return
    for name, column in columns(record_type).items():
        for kind, wanted in identifiers.items():
            if column.derived or not {kind, ANY} & set(column.about.refers.split()):
                continue
            holds: Condition = AnyOf(tuple(Holds(name, each) for each in wanted))
            yield Query(record_type.kind, Is(name, tuple(wanted)) if column.type is str else holds), kind, name
