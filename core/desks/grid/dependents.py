"""What hangs on a person, an officer or a cell: the open records that somebody must have if these go.

It follows from the declarations, so a new desk need say nothing here: the fields whose work a record is say so
(`Role.WORK`). A record is open if its column `open` says so or, without such a column, if something of it stands in the
agenda.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from core.desks.grid.vocabulary import OPEN
from core.model.action import ACTIONS, Action, amend
from core.model.change import HOME, Draft
from core.model.context import Context
from core.model.field import Role
from core.model.query import AnyOf, Condition, Is, Query, Via, both
from core.model.record import RECORDS, Record, columns, saying
from core.values.sentence import N_, Sentence, say

Dependent = tuple[Record, str]
"""An open record, and its field that refers to what it depends on."""


def dependents(context: Context, refers: str, identifier: str, *, unseen: bool = False) -> Iterator[Dependent]:
    """Yield what hangs on this person, officer or cell; `unseen` adds what the acting officer may not read."""
    for record_type in list(RECORDS.values()):
        if record_type.is_derived or record_type.compartment in HOME:
            continue
        for field in saying(record_type, Role.WORK, refers):
            for record in _open(record_type, field, refers, identifier, context):
                if unseen or context.seen(Query(record.kind, Is("id", (record.id,)))):
                    yield record, field


def naming(context: Context, refers: str, identifiers: Collection[str]) -> Iterator[Dependent]:
    """Yield the open records that name one of these among several, as a programme names cells: they go where it goes.

    What has one of its own besides, such as a warning with its cell and those it escalates through, hangs by that.
    """
    for record_type in list(RECORDS.values()):
        known = columns(record_type)
        fields = [each.name for each in known.values() if each.about.refers == refers and each.type is tuple]
        if not fields or "open" not in known or saying(record_type, Role.WORK, refers):
            continue
        for record in context.find(Query(record_type.kind, OPEN)):
            for field in fields:
                seen = not set(getattr(record, field)).isdisjoint(identifiers)
                if seen and context.seen(Query(record.kind, Is("id", (record.id,)))):
                    yield record, field


def _open(record_type: type[Record], field: str, refers: str, identifier: str, context: Context) -> Iterable[Record]:
    """Return the open records of a kind with this value in this field."""
    mine = Is(field, (identifier,))
    if "open" in columns(record_type):
        return context.find(Query(record_type.kind, both(mine, OPEN)))
    return [each for each in _due(record_type, field, refers, mine, context) if not _settled(each, field, refers)]


def _due(record_type: type[Record], field: str, refers: str, mine: Is, context: Context) -> Iterator[Record]:
    """Yield the records of a kind that stand in the agenda with this value in this field."""
    ways: list[Condition] = [Is(name, mine.values) for name in saying(RECORDS["agenda"], Role.WORK, refers)]
    if columns(record_type)[field].about.index:
        ways.append(Via("of", record_type.kind, mine))
    entries = context.find(Query("agenda", both(Is("of_kind", (record_type.kind,)), AnyOf(tuple(ways)))))
    for of in dict.fromkeys(entry.of for entry in entries):
        record = context.get(record_type.kind, of)
        if record is not None and getattr(record, field) in mine.values:
            yield record


def _settled(record: Record, field: str, refers: str) -> bool:
    """Whether the desk itself would give the record to nobody else any more, at the stage it is in."""
    action = _giving(type(record), field, refers)
    return action is not None and not action.applies(record)


def summed(found: Iterable[Dependent]) -> Iterator[tuple[Sentence, int]]:
    """Yield what hangs, by kind and field, and how many there are, for the question before they are handed over."""
    counted = Counter((record.plural, columns(type(record))[field].about.label) for record, field in found)
    for (plural, label), count in counted.items():
        yield say(N_("{plural} ({label})"), plural=say(plural), label=say(label)), count


# Giving it to another


def _giving(record_type: type[Record], field: str, refers: str) -> type[Action] | None:
    """Return the action by which the desk itself gives such a record to another: it asks for nothing but who or where.

    Its rules hold then, such as that nobody handles a complaint about himself.
    """
    for action in ACTIONS.values():
        asked = columns(action)
        gives = action.on is record_type and not action.creates and field in asked
        if gives and asked[field].about.refers == refers and all(column.about.refers for column in asked.values()):
            return action
    return None


def giving(found: Dependent, refers: str, to: str, context: Context) -> Action | None:
    """Return the desk's own action that gives a record to another, if it has one."""
    record, field = found
    action = _giving(type(record), field, refers)
    if action is None:
        return None
    given: dict[str, Any] = {**action.suggest(record, context), "target": record.id, field: to}
    try:
        return action.model_validate(given)
    except ValidationError:  # the record lacks something else that the action asks for
        return None


def given(found: Dependent, refers: str, to: str, context: Context) -> Iterable[Draft]:
    """Return what becomes of a record that is given to another."""
    record, field = found
    action = giving(found, refers, to, context)
    return action.changes(record, context) if action else (amend(record, **{field: to}),)
