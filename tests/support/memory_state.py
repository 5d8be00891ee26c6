"""What a store in memory holds at one time: the changes, and in step with them the rows that follow from them.

What a record is shown as comes from the same pure functions as in the database (`judge`, `resolve_heads`,
`ValueResolution`, `resolved`, `agenda_of`, `pairs`); how it is kept is written here a second time, as plainly
as it can be.
"""

import heapq
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from core.desks.sync.void_changes import Void, Why
from core.model.change import HOME, Change, Erased, Stream, hash_body, seconds
from core.model.merge import Heads, Write, resolve_heads
from core.model.query import EVERYTHING, AllOf, ByPlace, Condition, Is, Order, Query
from core.model.record import RECORDS, Record, encode, owner_field
from core.rules.agenda import agenda_of, conflicts_of, decision_due, duplicates_due, pair_id
from core.rules.breaches import Breach, listed_breaches
from core.rules.duplicates import FIELDS, Duplicate, pairs, rows_of
from core.rules.following_rules import rules_looking_at
from core.rules.joined_records import SAME_AS, joinable, references, resolved, shown_for
from data.database.schema import table_of
from data.journal.validity import Said, Verdict, judge, void_of
from data.tables.resolved_values import ValueResolution
from tests.support.conditions import holds

SHOWN, DELETED, JOINED = 0, 1, 2
"""Whether a list shows a record, or it was deleted, or stands under another."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record as it is shown, and as the journal says it; an entry that follows from another has no heads."""

    number: int
    shown: Any
    said: Any
    heads: Heads = field(default_factory=dict)
    state: int = SHOWN


@dataclass
class State:
    """All that a store holds; a transaction works on a copy."""

    changes: list[Change | Erased] = field(default_factory=list)
    """In the order in which they came to be here: the place of a change is its index and one."""
    places: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """The places of the changes under each identifier."""
    tips: dict[Stream, Change] = field(default_factory=dict)
    """The last change of each stream."""
    purged: dict[str, str] = field(default_factory=dict)
    """The records that were purged, each with the day."""
    rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    """The rows of each kind by the identifiers of their records."""
    derived: dict[tuple[str, str], list[Record]] = field(default_factory=dict)
    """The entries that follow from a record, by its kind and identifier."""
    named: dict[str, dict[str, str]] = field(default_factory=dict)
    """For each kind, what each record names as the same."""
    joins: dict[str, dict[str, str]] = field(default_factory=dict)
    """For each kind, which record is shown for each that stands under it."""
    touched: dict[str, set[str]] = field(default_factory=dict)
    """The records of each kind whose rows this transaction has written, or taken away."""
    entries: int = 0
    """How many entries have followed from records so far; each gets its number."""

    def __post_init__(self) -> None:
        for kind in RECORDS:  # a test may have declared one since
            self.rows.setdefault(kind, {})

    def copy(self) -> "State":
        """Return a copy that can be changed without changing this one; it has touched nothing yet."""
        return State(
            [*self.changes],
            dict(self.places),
            dict(self.tips),
            dict(self.purged),
            {kind: dict(rows) for kind, rows in self.rows.items()},
            dict(self.derived),
            {kind: dict(named) for kind, named in self.named.items()},
            dict(self.joins),
            entries=self.entries,
        )

    # The journal

    def append(self, change: Change) -> None:
        """Take a change in; what it touches is settled afterwards."""
        self.changes.append(change)
        self.tips[change.stream] = change
        record = change.body.record
        self.places[record] = (*self.places.get(record, ()), len(self.changes))

    def changes_of(self, record: str) -> list[Change]:
        """Return all changes under an identifier, the first to come here first."""
        found = (self.changes[place - 1] for place in self.places.get(record, ()))
        return [change for change in found if isinstance(change, Change)]

    def judged(self, record: str) -> Verdict:
        """Return what the changes under an identifier come to."""
        return judge(record, map(_said, self.places.get(record, ()), self.changes_of(record)))

    def erase(self, record: str) -> None:
        """Take away the bodies of the changes of a record, and its row."""
        gone = self.changes_of(record)
        for place, change in zip(self.places.pop(record, ()), gone, strict=True):
            left = hash_body(change.body.to_bytes())
            self.changes[place - 1] = Erased(change.stream, change.seq, change.time, change.parent, change.id, left)
        for kind in [kind for kind, rows in self.rows.items() if record in rows]:
            self._put(kind, record, 0, None, {})

    # A shelf, as conditions want it

    def one(self, kind: str, record: Any) -> Record | None:
        """Return a record, also one that no list shows."""
        row = self.rows[kind].get(record)
        return row and row.shown

    def all(self, kind: str) -> Iterable[Record]:
        """Return all records of a kind, also those that no list shows."""
        return (row.shown for row in self.rows[kind].values())

    def shown(self, kind: str) -> Iterable[Any]:
        """Return those that lists show."""
        return (row.shown for row in self.rows[kind].values() if row.state == SHOWN)

    def members(self, record: Record) -> list[Record]:
        """Return a record and those that stand under it."""
        under = (each for each, top in self.joins.get(record.kind, {}).items() if top == record.id)
        return [record, *(self.rows[record.kind][each].shown for each in sorted(under))]

    def parts_of(self, record: Record) -> list[Record]:
        """Return the records that are parts of one."""
        owners = ((kind, owner_field(record_type)) for kind, record_type in RECORDS.items())
        return [
            each
            for kind, owner in owners
            if owner is not None and owner.about.refers == record.kind
            for each in self.all(kind)
            if getattr(each, owner.name) == record.id
        ]

    def chosen(self, query: Query) -> list[Row]:
        """Return the rows that a query asks for, in its order."""
        wanted, rows = JOINED if query.joined else SHOWN, self.rows[query.kind]
        few = _identifiers(query.where)
        looked_at = rows.values() if few is None else (rows[each] for each in few if each in rows)
        shown = (row for row in looked_at if row.state == wanted)
        found = shown if query.where == EVERYTHING else (row for row in shown if holds(row.shown, query.where, self))
        order: Order = query.order or RECORDS[query.kind].order
        # such as for the next number of very many
        if query.limit is not None and len(order) == 1 and isinstance(order[0], str):
            pick = heapq.nlargest if order[0].startswith("-") else heapq.nsmallest
            return pick(query.limit, found, key=partial(_sortable, order[0].lstrip("-")))
        ordered = list(found)
        for name in reversed(order):
            if isinstance(name, ByPlace):
                ordered.sort(key=partial(_place_among, name))
                continue
            ordered.sort(key=partial(_sortable, name.lstrip("-")), reverse=name.startswith("-"))
        return ordered[: query.limit]

    # What follows from the changes

    def settle(self, record: str) -> set[str]:
        """Bring what stands under an identifier up to date; return the fields whose newest value gave way."""
        verdict, odd = self.judged(record), set[str]()
        voids: list[Record] = [*verdict.voids]
        for kind, writes in verdict.writes.items():
            if kind not in RECORDS:
                continue
            heads = resolve_heads(writes)
            model, gave_way = ValueResolution(table_of(kind), record, writes, heads).model()
            odd |= gave_way.keys()
            for name, write in gave_way.items():
                site, compartment = verdict.authors[write.id]
                if compartment not in HOME:
                    voids.append(void_of(record, kind, Why.VALUE, site, compartment, field=name))
            self._put(kind, record, writes[0].key, model, heads)
        self._derive((Void.kind, record), voids)
        return odd

    def _put(self, kind: str, record: str, place: int, model: Record | None, heads: Heads) -> None:
        rows = self.rows[kind]
        before = rows.pop(record, None) if model is None else rows.get(record)
        if model is not None:
            rows[record] = Row(before.number if before else place, model, model, heads)
        elif before is None:
            return
        self.touched.setdefault(kind, set()).add(record)
        if joinable(kind) and self._joined_anew(kind, record, model):
            for other in (each for each in RECORDS if each == kind or kind in references(RECORDS[each]).values()):
                for each in list(self.rows[other]):
                    self._show(other, each)
        self._show(kind, record)

    def _joined_anew(self, kind: str, record: str, model: Record | None) -> bool:
        """Take in what a record names as the same; return whether another one is shown for any now."""
        there, named = self.rows[kind], self.named.setdefault(kind, {})
        named.pop(record, None)
        if model is not None and not model.deleted and getattr(model, SAME_AS):
            named[record] = getattr(model, SAME_AS)
        exist = {each: other for each, other in named.items() if other in there and not there[other].said.deleted}
        before, self.joins[kind] = self.joins.get(kind, {}), shown_for(exist)
        return before != self.joins[kind]

    def _show(self, kind: str, record: str) -> None:
        """Bring a row up to date as it is shown, with its part of the agenda and its conflicts."""
        if RECORDS[kind].is_derived:
            return
        entries: list[Record] = []
        row = self.rows[kind].get(record)
        if row is not None:
            joined = record in self.joins.get(kind, {})
            state = DELETED if row.said.deleted else JOINED if joined else SHOWN
            shown = resolved(row.said, lambda other: self.joins.get(other, {}))
            if (row.shown, row.state) != (shown, state):
                self.touched.setdefault(kind, set()).add(record)
            self.rows[kind][record] = replace(row, shown=shown, state=state)
            entries += [] if joined else agenda_of(shown)
            found = [each for each in conflicts_of(shown, row.heads) if not joined or each.field == SAME_AS]
            entries += [*found, *decision_due(shown, found, row.heads)]
        self._derive((kind, record), entries)

    def _derive(self, source: tuple[str, str], entries: list[Record]) -> None:
        """Let these entries follow from something, in place of those that did."""
        for entry in self.derived.pop(source, ()):
            self.rows[entry.kind].pop(entry.id, None)
        if entries:
            self.derived[source] = entries
        for entry in entries:
            self.entries += 1
            self.rows[entry.kind][entry.id] = Row(self.entries, entry, entry)

    def tell_twins(self) -> None:
        """Make the list of what is listed twice again, if anything was written that it is told by."""
        if self.touched.keys().isdisjoint((*FIELDS, "difference")):
            return
        units = rows_of(self.shown("unit"))
        apart = {frozenset((each.one, each.other)) for each in self.shown("difference")}
        for kind in FIELDS:
            duplicates: list[Any] = [
                Duplicate(
                    id=pair_id(pair.one, pair.other), of_kind=kind, of=pair.other, record=pair.other, beside=pair.one,
                    why=pair.why, sure=pair.sure,
                )
                for pair in pairs(kind, rows_of(self.shown(kind)), units, apart)
            ]  # fmt: skip
            if duplicates:
                first = min(duplicate.of for duplicate in duplicates)
                made = min(write.time for write in self.judged(first).writes[kind])
                since = datetime.fromtimestamp(seconds(made), UTC).date()
                duplicates.append(duplicates_due(kind, first, len(duplicates), since))
            self._derive((Duplicate.kind, kind), duplicates)

    def tell_breaches(self) -> None:
        """Judge anew, of all records, every rule that looks at a kind of which anything was written."""
        rules = rules_looking_at(self.touched)
        names = {rule.name for rule in rules}
        found = [breach for rule in rules for breach in listed_breaches(rule, list(self.shown(rule.kind)), self._read)]
        listed = {each.id: each for each in found}
        known = [(source, entries) for source, entries in self.derived.items() if source[0] == Breach.kind]
        for source, entries in known:
            judged = any(isinstance(each, Breach) and each.rule in names for each in entries)
            if judged and [listed.get(source[1])] != entries:
                self._derive(source, [])
        for breach, entry in listed.items():
            if (Breach.kind, breach) not in self.derived:
                self._derive((Breach.kind, breach), [entry])

    def _read(self, kind: str, name: str, values: Collection[str]) -> Iterable[Any]:
        if name == "id":
            rows = (self.rows[kind].get(each) for each in values)
            return [row.shown for row in rows if row is not None and row.state == SHOWN]
        return [each for each in self.shown(kind) if not name or getattr(each, name) in values]

    def made_again(self) -> "State":
        """Return what follows from the same changes when it is worked out from the beginning."""
        again = State([*self.changes], dict(self.places), dict(self.tips), dict(self.purged))
        for record in again.places:
            again.settle(record)
        again.tell_twins()
        again.tell_breaches()
        return again

    def comparable(self, kind: str) -> dict[str, Any]:
        """Return what two states must have in common of a kind."""
        return {record: (row.shown, row.state, row.heads) for record, row in self.rows[kind].items()}


def _said(place: int, change: Change) -> Said:
    write = Write(change.id.hex(), change.time, change.body.supersedes, change.body.fields, place)
    return Said(change.body.kind, change.stream.site, change.stream.compartment, write)


def _identifiers(condition: Condition) -> tuple[Any, ...] | None:
    """Return the identifiers of which a condition wants one, if it does."""
    match condition:
        case Is("id", values):
            return tuple(dict.fromkeys(values))
        case AllOf(parts):
            return next((found for part in parts if (found := _identifiers(part)) is not None), None)
    return None


def _place_among(order: ByPlace, row: Row) -> tuple[bool, int]:
    """Return what a row is sorted by where the places of values are given."""
    value = encode(getattr(row.shown, order.field))
    places = [encode(each) for each in order.values]
    if value not in places:
        return True, 0
    return False, -places.index(value) if order.turned else places.index(value)


def _sortable(name: str, row: Row) -> tuple[bool, Any]:
    """Return what a row is sorted by; what is empty comes first."""
    value = getattr(row.shown, name)
    return (value is not None, "" if value is None else encode(value))
