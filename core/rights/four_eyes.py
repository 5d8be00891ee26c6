"""Four eyes 双人 and partiality 回避: who may not do something though his roles would let him.

Three rules, asked in one place for every action (`core.office.office`), and always about the person, at whatever seat:

- Whom a matter is about, and who has recused himself from it, has no part in it (`Record.bars`). This holds for every
  action on the matter, its parts and what stands for it, for other matters that an action names, and for the officers
  that it names; an action that is open to them all the same says why (`Action.anyone`).
- A second officer is another than those who stand in certain fields (`Action.other_than`), and than those who had a
  part in it before (`Action.involved`), which is looked up in the history: giving a matter away undoes nothing.
- An action that decides names the fields it decides on (`Action.approves`). Nobody decides on what he was the last to
  write, and the decision carries the fingerprint of the record that the officer had before him: once the record
  differs, he looks again.

An officer whom the staff register does not know is told from others by his seat alone.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Protocol

from core.model.action import Action
from core.model.change import Change, Entry
from core.model.context import Context
from core.model.field import Role
from core.model.merge import Heads
from core.model.query import EVERYTHING, Condition, Is, Not, Query, both
from core.model.record import RECORDS, Record, ancestors_of, columns, encode, fingerprint, owner_field, saying
from core.values.sentence import N_, Sentence, say

SECOND = N_("This needs a second officer: not the one who asked for it, or whom it is about.")
"""What is said to somebody who is no second pair of eyes, if an action has no words of its own."""


# Persons


WAITS = Not(Is("stage", ("accepted",)))
"""The condition on widenings (`core.desks.administration.rights_widenings`) that rights leave aside."""


class Reader(Protocol):
    """What finds records whoever may read them: a context, or a store."""

    def find(self, query: Query) -> list[Any]:
        """Return the records a query asks for."""

    def under(self, kind: str, record: str) -> list[str]:
        """Return the records that stand under one as the same (`core.rules.joined_records`)."""


def entries_of(officer: str, reader: Reader) -> set[str]:
    """Return the entries of the register that are this officer: several, if they were made one.

    Whoever he was before a change that nobody has accepted yet, he still is.
    """
    named = {each.person for each in reader.find(Query("officer", Is("id", (officer,)))) if each.person}
    return _with_same(named, reader) | _with_same(_kept(Is("officer", (officer,)), reader).get(officer, ()), reader)


def same_person(officer: str, reader: Reader) -> set[str]:
    """Return the officers who are the same member of staff as this one, himself too."""
    entries = entries_of(officer, reader)
    if not entries:
        return {officer}
    seats = reader.find(Query("officer", Is("person", tuple(sorted(entries)))))
    kept = {other for other, persons in _kept(EVERYTHING, reader).items() if entries & _with_same(persons, reader)}
    return {officer, *(each.id for each in seats), *kept}


def same_entries(persons: Collection[str], reader: Reader) -> set[str]:
    """Return entries of the staff register with all that are made one with them."""
    return _with_same(persons, reader)


def kept_recusals(officers: Collection[str], reader: Reader) -> set[str]:
    """Return the persons and grievances that officers are kept from by recusals whose end nobody has accepted yet."""
    ended = both(Is("widens", ("recused",)), Is("officer", tuple(sorted(officers))), WAITS)
    return {about for each in reader.find(Query("widening", ended)) for about in each.records}


def _kept(where: Condition, reader: Reader) -> dict[str, set[str]]:
    """Return for each officer the persons that he would no longer be, and still is."""
    kept: dict[str, set[str]] = {}
    for each in reader.find(Query("widening", both(Is("widens", ("person",)), where, WAITS))):
        kept.setdefault(each.officer, set()).update(each.records)
    return kept


def _with_same(persons: Collection[str], reader: Reader) -> set[str]:
    """Return persons with all that are made one with them: what each stands under, and what stands under that."""
    found, waiting = set(persons), list(persons)
    while waiting:
        named = reader.find(Query("person", Is("id", (waiting.pop(),)), joined=True))
        new = {each.same_as for each in named} - found
        found |= new
        waiting += new
    return found.union(*(reader.under("person", each) for each in found)) if found else found


# History


def counting(history: Iterable[Entry], name: str, site: str) -> list[Change]:
    """Return the changes of a field since the last that was made at a site, with that one.

    What another site writes over a field takes nobody's part in it away here.
    """
    found = list["Change"]()
    for change in (entry.change for entry in history if name in entry.change.body.fields):
        if change.stream.site == site:
            found.clear()
        found.append(change)
    return found


def last_writers(heads: Heads, history: Sequence[Entry], names: Sequence[str], site: str) -> frozenset[str]:
    """Return who gave these fields the values that stand, or stood until another site wrote over them."""
    standing = {write.id for name in names for write in heads.get(name, ())}
    standing |= {change.id.hex() for name in names for change in counting(history, name, site)}
    return frozenset(entry.change.body.officer for entry in history if entry.change.id.hex() in standing)


def ever(record: Record, names: Iterable[str], context: Context) -> set[Any]:
    """Return every value, as the journal keeps it, that these fields of a record have or had; empty ones are none."""
    written = [entry.change.body.fields for entry in context.history(record.id, record.kind)]
    stands = {name: encode(getattr(record, name)) for name in names}
    return {fields[name] for fields in (*written, stands) for name in stands if fields.get(name)}


def is_about(record: Record, persons: Collection[str], context: "Context") -> bool:
    """Whether a record is, or ever was, about one of these entries of the register (`Role.SUBJECT`)."""
    return not ever(record, saying(type(record), Role.SUBJECT, "person"), context).isdisjoint(persons)


# The matter


def is_matter(record_type: type[Record]) -> bool:
    """Whether records of a kind are about somebody who has no part in them, or are parts of such."""
    return RECORDS[ancestors_of(record_type.kind)[-1]].bars is not Record.bars


def matter_of(record: Record, context: Context) -> Record:
    """Return the record that another is a part of, or stands for as a conflict or a doubt does; else itself."""
    owner = owner_field(type(record))
    if owner:
        kind, identifier = owner.about.refers, getattr(record, owner.name)
    else:
        kind, identifier = getattr(record, "of_kind", ""), getattr(record, "of", "")
    whole = context.get(kind, identifier) if kind in RECORDS and identifier else None
    return record if whole is None else matter_of(whole, context)


def _matters(action: Action, record: Record, context: Context) -> Iterator[Record]:
    """Yield the matter of a record, and of each that an action names besides."""
    yield matter_of(record, context)
    for name, column in columns(type(action)).items():
        kind, named = column.about.refers, getattr(action, name)
        if kind in RECORDS and isinstance(named, str) and named and is_matter(RECORDS[kind]):
            other = context.get(kind, named)
            if other is not None:
                yield matter_of(other, context)


# The rules


def eyes_faults(action: Action, record: Record, writers: Iterable[str], context: Context) -> Iterator[Sentence]:
    """Yield why the officer who does this may not; `writers` were the last to write what is decided."""
    asked, wrote = _named(action, record, context), set(writers)
    himself = same_person(context.officer, context) if asked or wrote else set()
    if asked & himself:
        yield say(SECOND)
    elif wrote & himself:
        yield say(N_("This needs a second officer: you were the last to write what is to be decided."))
    elif not type(action).second:
        yield from _involved(action, record, context.officer, context)
    if not type(action).anyone:
        for matter in _matters(action, record, context):
            yield from matter.bars(context.officer, context)


def _named(action: Action, record: Record, context: Context) -> set[str]:
    """Return who stands in the fields whose officers may not do this, or stood there until another site said else."""
    names = type(action).other_than
    history = context.history(record.id, record.kind) if names else []
    stood = {change.body.fields[name] for name in names for change in counting(history, name, context.site)}
    return {getattr(record, name) for name in names} | {each for each in stood if isinstance(each, str)}


def officer_faults(action: Action, record: Record, context: Context) -> Iterator[Sentence]:
    """Yield why an officer whom this names may have no part in the matter, or is no second officer."""
    second = type(action).second
    if second:
        yield from _involved(action, record, getattr(action, second), context)
    matters = list(_matters(action, record, context))
    if not is_matter(type(matters[0])):
        return
    for name, column in columns(type(action)).items():
        if column.about.refers == "officer" and (named := getattr(action, name)):
            if context.get("officer", named) is None:
                yield say(N_("Choose one of the officers."))
                continue
            for matter in matters:
                yield from matter.bars(named, context)


def _involved(action: Action, record: Record, officer: str, context: Context) -> Iterator[Sentence]:
    """Yield the first reason why a person is no second officer, because of what he did before."""
    for officers, why in action.involved(record, context):
        if same_person(officer, context).intersection(officers):
            yield why
            return


def changed_since_seen(action: Action, shown: Record) -> Iterator[Sentence]:
    """Yield that what is decided is no longer what the officer looked at."""
    if type(action).approves and action.seen != fingerprint(shown):
        yield say(N_("This was changed since you looked at it. Look again, then decide."))
