"""A store in memory: what `core.model.store.Store` promises, in dicts, so that tests of rules need no database.

It keeps the changes and, beside them, what follows from them. What a record is shown as comes from the same pure
functions as in the database (`judge`, `settle`, `Settling`, `shown_for`, `pairs`); how it is kept and found is written
here a second time, as plainly as it can be. `tests/contracts/test_store.py` holds both to the same promises.

Nothing is erased here: what purges leave in files and journals needs these, and `write` does not know a purge of
something that is here.
"""

import threading
import time
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from core.desks.sync.void_changes import Void, Why
from core.model.change import (
    HOME,
    LATEST,
    ROOT,
    Body,
    Change,
    Draft,
    Entry,
    Stream,
    header_bytes,
    identify,
    name_place,
    new_salt,
    purged_by,
    seconds,
    tick,
)
from core.model.merge import Heads, Write, settle
from core.model.query import EVERYTHING, AllOf, Condition, Is, Query
from core.model.record import RECORDS, Record, encode
from core.model.store import IntegrityFault, Progress, Stood, no_progress
from core.rules.agenda import agenda_of, conflicts_of, decision_due, pair_id, twins_due, twins_of
from core.rules.duplicates import FIELDS, Twin, pairs, rows_of
from core.rules.joined_records import SAME_AS, joinable, references, resolved, shown_for
from core.values.ids import new_id
from core.values.refusal import Refusal
from core.values.sentence import say
from data.database.schema import table_of
from data.journal.journal import A_DAY, LONGEST, TooLong, new_incarnation
from data.journal.validity import Said, Verdict, judge, void_of, why_void
from data.store.sql_store import NeverWritten, OtherRecord
from data.tables.projection import Unworkable
from data.tables.resolved_values import Settling, present
from data.vault.high_water_mark import HighWaterMark
from tests.support.conditions import holds

SHOWN, DELETED, JOINED = 0, 1, 2
"""Whether a list shows a record, or it was deleted, or stands under another."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record as it is shown, and as the journal says it; a mirror has no heads."""

    number: int
    shown: Record
    said: Record
    heads: Heads = field(default_factory=dict)
    state: int = SHOWN


@dataclass
class State:
    """All that a store holds at one time; a transaction works on a copy."""

    changes: list[Change] = field(default_factory=list)
    """In the order in which they came to be here: the place of a change is its index and one."""
    places: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """The places of the changes under each identifier."""
    tips: dict[Stream, Change] = field(default_factory=dict)
    """The last change of each stream."""
    rows: dict[str, dict[str, Row]] = field(default_factory=lambda: {kind: {} for kind in RECORDS})
    mirrored: dict[tuple[str, str], list[Record]] = field(default_factory=dict)
    """The entries that follow from a record, by its kind and identifier."""
    named: dict[str, dict[str, str]] = field(default_factory=dict)
    """For each kind, what each record names as the same."""
    joins: dict[str, dict[str, str]] = field(default_factory=dict)
    """For each kind, which record is shown for each that stands under it."""

    def copy(self) -> "State":
        """Return a copy that can be changed without changing this one."""

        def of_each(tables: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
            return {kind: dict(rows) for kind, rows in tables.items()}

        return State(
            [*self.changes],
            dict(self.places),
            dict(self.tips),
            {kind: dict(self.rows.get(kind, {})) for kind in RECORDS},
            dict(self.mirrored),
            of_each(self.named),
            dict(self.joins),
        )

    # A shelf, as conditions want it

    def one(self, kind: str, record: Any) -> Record | None:
        """Return a record, also one that no list shows."""
        row = self.rows[kind].get(record)
        return row and row.shown

    def all(self, kind: str) -> Iterable[Record]:
        """Return all records of a kind, also those that no list shows."""
        return (row.shown for row in self.rows[kind].values())

    def shown(self, kind: str) -> Iterable[Record]:
        """Return those that lists show."""
        return (row.shown for row in self.rows[kind].values() if row.state == SHOWN)

    def members(self, record: Record) -> list[Record]:
        """Return a record and those that stand under it."""
        under = (each for each, top in self.joins.get(record.kind, {}).items() if top == record.id)
        return [record, *(self.rows[record.kind][each].shown for each in sorted(under))]

    def chosen(self, query: Query) -> list[Row]:
        """Return the rows that a query asks for, in its order."""
        wanted, rows = JOINED if query.joined else SHOWN, self.rows[query.kind]
        few = _identifiers(query.where)
        looked_at = rows.values() if few is None else (rows[each] for each in few if each in rows)
        found = [row for row in looked_at if row.state == wanted and holds(row.shown, query.where, self)]
        found.sort(key=lambda row: row.number)
        for name in reversed(query.order or RECORDS[query.kind].order):
            plain = name.lstrip("-")
            found.sort(key=lambda row, plain=plain: _sortable(getattr(row.shown, plain)), reverse=name != plain)
        return found[: query.limit]


class MemoryStore:
    """An open store (`core.model.store.Store`)."""

    def __init__(self, site: str = "") -> None:
        """Begin with nothing."""
        self.site = site or new_id()
        self.touched: dict[str, set[str]] = {}
        self.closed = False
        self._incarnation = new_incarnation()
        self._state, self._draft = State(), State()
        self._writing = threading.RLock()
        self._thread: int | None = None
        self._looks_back = False
        self._afterwards: list[Callable[[], None]] = []
        self._numbers = count(1)
        self._time = 0

    def copy(self) -> "MemoryStore":
        """Return another store that holds the same, and goes its own way from here."""
        other = MemoryStore(self.site)
        other._state, other._numbers, other._time = self._state.copy(), count(next(self._numbers)), self._time
        other._incarnation = self._incarnation
        return other

    def close(self) -> None:
        """Close the store: nothing is kept open."""
        self.closed = True

    # Transactions

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything inside one transaction; one inside another joins it."""
        with self._writing:
            if self._thread is not None:
                yield
                return
            try:
                self._draft, self._thread = self._state.copy(), threading.get_ident()
                self.touched = {}
                yield
                self._tell_twins()
                self._state = self._draft
            finally:
                self._thread = None
                waiting, self._afterwards = self._afterwards, []
                for deed in waiting:
                    self.afterwards(deed)

    def afterwards(self, deed: Callable[[], None]) -> None:
        """Do something once the present transaction has ended; at once if there is none. A refusal is passed over."""
        if self._thread == threading.get_ident():
            self._afterwards.append(deed)
            return
        with suppress(Refusal):
            deed()

    @contextmanager
    def before(self) -> Iterator[None]:
        """Read, while inside, what stood before the present transaction."""
        self._looks_back = True
        try:
            yield
        finally:
            self._looks_back = False

    @property
    def _now(self) -> State:
        """What whoever asks sees: a thread inside a transaction what it wrote, everybody else what was committed."""
        inside = self._thread == threading.get_ident() and not self._looks_back
        return self._draft if inside else self._state

    # Writing

    def write(self, drafts: Iterable[Draft], *, officer: str, action: str) -> None:
        """Append drafts to the journal and bring what is shown up to date; inside a transaction."""
        for draft in drafts:
            if self._draft.places.get(purged_by(draft)):
                raise NotImplementedError("a store in memory erases nothing")
            stream = Stream(self.site, self._incarnation, self._home(draft))
            row = self._draft.rows[draft.kind].get(draft.record)
            heads = (head for name in draft.fields for head in (row.heads.get(name, ()) if row else ()))
            over = dict.fromkeys(head.id for head in sorted(heads, key=lambda head: head.key))
            body = Body(
                draft.kind, draft.record, draft.fields, tuple(over), officer, draft.action or action, new_salt()
            )
            self._append(self._chained(stream, body))
            gave_way = self._settle(draft.record)
            if gave_way & draft.fields.keys() or draft.record not in self._draft.rows[draft.kind]:
                self._refuse(draft)

    def _chained(self, stream: Stream, body: Body) -> Change:
        """Return a change of our own after the last one of its stream."""
        raw = body.to_bytes()
        if len(raw) > LONGEST:
            raise TooLong(size=len(raw), limit=LONGEST)
        last = self._draft.tips.get(stream)
        seq, parent = (last.seq + 1, last.id) if last else (1, ROOT)
        self._time = tick(self._time, time.time_ns() // 1_000_000)
        identifier = identify(parent, header_bytes(stream, seq, self._time), raw)
        return Change(stream, seq, self._time, parent, body, identifier)

    def _append(self, change: Change) -> None:
        state = self._draft
        state.changes.append(change)
        state.tips[change.stream] = change
        record = change.body.record
        state.places[record] = (*state.places.get(record, ()), len(state.changes))

    def _home(self, draft: Draft) -> str:
        """Return the compartment of a draft; refuse what no other site could take for what it is meant."""
        home = draft.compartment or RECORDS[draft.kind].compartment
        changes = [self._draft.changes[place - 1] for place in self._draft.places.get(draft.record, ())]
        known = {(each.body.kind, each.stream.compartment) for each in changes}
        others = any(kind != draft.kind and compartment not in HOME for kind, compartment in known)
        if home not in HOME and others and (draft.kind, home) not in known:
            raise OtherRecord(id=draft.record)
        if why := why_void(draft.kind, home, 0, draft.fields):
            raise NeverWritten(why=say(why.label))
        return home

    def _refuse(self, draft: Draft) -> None:
        """Say why nothing can be made of a draft: it fits no declaration, or nothing can be worked out with it."""
        before = self._state.one(draft.kind, draft.record)
        known = before.model_dump() if before else {}
        RECORDS[draft.kind].model_validate({**known, "id": draft.record, **present(draft.fields)})
        raise Unworkable(kind=say(RECORDS[draft.kind].label))

    def accept(self, changes: Iterable[tuple[Change, bytes]], progress: Progress = no_progress) -> None:
        """Append verified changes of other sites and settle what they touch; inside a transaction."""
        believed = tick(0, min(time.time_ns() // 1_000_000, LATEST) + A_DAY)
        touched = dict[str, None]()
        for change, _ in changes:
            self._append(change)
            self._time = max(self._time, change.time) if change.time <= believed else self._time
            touched[change.body.record] = None
        for record in touched:
            self._settle(record)

    def last_of(self, stream: Stream) -> Change | None:
        """Return the last change of a stream."""
        return self._now.tips.get(stream)

    def held(self) -> HighWaterMark:
        """Return how far the journal has come."""
        changes = self._now.changes
        return HighWaterMark(len(changes), changes[-1].id) if changes else HighWaterMark()

    # What follows from the journal

    def _settle(self, record: str) -> set[str]:
        """Bring what stands under an identifier up to date; return the fields whose newest value gave way."""
        verdict, odd = self._judged(self._draft, record), set[str]()
        voids = list(verdict.voids)
        for kind, writes in verdict.writes.items():
            if kind not in RECORDS:
                continue
            heads = settle(writes)
            model, gave_way = Settling(table_of(kind), record, writes, heads).model()
            odd |= gave_way.keys()
            for name, write in gave_way.items():
                site, compartment = verdict.authors[write.id]
                if compartment not in HOME:
                    voids.append(void_of(record, kind, Why.VALUE, site, compartment, field=name))
            self._put(kind, record, writes[0].key, model, heads)
        self._mirror((Void.kind, record), voids)
        return odd

    def _put(self, kind: str, record: str, place: int, model: Record | None, heads: Heads) -> None:
        rows = self._draft.rows[kind]
        before = rows.pop(record, None) if model is None else rows.get(record)
        if model is not None:
            rows[record] = Row(before.number if before else place, model, model, heads)
        elif before is None:
            return
        self.touched.setdefault(kind, set()).add(record)
        if joinable(kind) and self._joined_anew(kind, record, model):
            for other in (each for each in RECORDS if each == kind or kind in references(RECORDS[each]).values()):
                for each in list(self._draft.rows[other]):
                    self._show(other, each)
        self._show(kind, record)

    def _joined_anew(self, kind: str, record: str, model: Record | None) -> bool:
        """Take in what a record names as the same; return whether another one is shown for any now."""
        state, there = self._draft, self._draft.rows[kind]
        named = state.named.setdefault(kind, {})
        named.pop(record, None)
        if model is not None and not model.deleted and getattr(model, SAME_AS):
            named[record] = getattr(model, SAME_AS)
        exist = {each: other for each, other in named.items() if other in there and not there[other].said.deleted}
        before, state.joins[kind] = state.joins.get(kind, {}), shown_for(exist)
        return before != state.joins[kind]

    def _show(self, kind: str, record: str) -> None:
        """Bring a row up to date as it is shown, with its part of the agenda and its conflicts."""
        if RECORDS[kind].mirrors:
            return
        entries: list[Record] = []
        row = self._draft.rows[kind].get(record)
        if row is not None:
            joined = record in self._draft.joins.get(kind, {})
            state = DELETED if row.said.deleted else JOINED if joined else SHOWN
            shown = resolved(row.said, lambda other: self._draft.joins.get(other, {}))
            self._draft.rows[kind][record] = replace(row, shown=shown, state=state)
            entries += [] if joined else agenda_of(shown)
            found = [each for each in conflicts_of(shown, row.heads) if not joined or each.field == SAME_AS]
            entries += [*found, *decision_due(shown, found, row.heads)]
        self._mirror((kind, record), entries)

    def _mirror(self, source: tuple[str, str], entries: list[Record]) -> None:
        """Let these entries follow from something, in place of those that did."""
        rows = self._draft.rows
        for entry in self._draft.mirrored.pop(source, ()):
            rows[entry.kind].pop(entry.id, None)
        if entries:
            self._draft.mirrored[source] = entries
        for entry in entries:
            rows[entry.kind][entry.id] = Row(next(self._numbers), entry, entry)

    def _tell_twins(self) -> None:
        """Make the list of what is listed twice again, where something was written that it is told by."""
        if self.touched.keys().isdisjoint((*FIELDS, "difference")):
            return
        state = self._draft
        units = rows_of(state.shown("unit"))
        apart = {frozenset((each.one, each.other)) for each in map(_any, state.shown("difference"))}
        for kind in FIELDS:
            twins: list[Record] = [
                Twin(
                    id=pair_id(pair.one, pair.other), of_kind=kind, of=pair.other, record=pair.other, beside=pair.one,
                    why=pair.why, sure=pair.sure,
                )
                for pair in pairs(kind, rows_of(state.shown(kind)), units, apart)
            ]  # fmt: skip
            if twins:
                first = min(_any(twin).of for twin in twins)
                made = min(write.time for write in self._judged(state, first).writes[kind])
                since = datetime.fromtimestamp(seconds(made), UTC).date()
                twins.append(twins_due(kind, first, len(twins), since))
            self._mirror((Twin.kind, twins_of(kind)), twins)

    def _judged(self, state: State, record: str) -> Verdict:
        return judge(record, (_said(place, state.changes[place - 1]) for place in state.places.get(record, ())))

    # Reading

    def keys(self, query: Query) -> "array[int]":
        """Return the row numbers a query asks for."""
        return array("q", (row.number for row in self._now.chosen(query)))

    def page(
        self, kind: str, keys: Sequence[int], names: Sequence[str], meeting: Condition = EVERYTHING
    ) -> list[tuple[Any, ...]]:
        """Return these columns of those of these rows that meet the condition; a row that has gone is left out."""
        wanted = set(keys)
        shown = {row.number: row.shown for row in self._now.chosen(Query(kind, meeting)) if row.number in wanted}
        return [tuple(getattr(shown[key], name) for name in names) for key in keys if key in shown]

    def count(self, query: Query) -> int:
        """Return how many records a query asks for."""
        return len(self._now.chosen(query))

    def groups(self, query: Query, *fields: str) -> list[tuple[Any, ...]]:
        """Return each combination of values of the fields, with its count at the end, most frequent first."""
        counted = Counter(tuple(getattr(row.shown, name) for name in fields) for row in self._now.chosen(query))
        in_order = sorted(counted.items(), key=lambda each: (-each[1], *map(str, map(encode, each[0]))))
        return [(*values, number) for values, number in in_order]

    def get(self, kind: str, record: str, where: Condition) -> Record | None:
        """Return a record if it exists and meets the condition; the one that is shown for it, if it stands under it."""
        row = self._now.rows[kind].get(record)
        while row is not None and row.state == JOINED:
            row = self._now.rows[kind].get(getattr(row.shown, SAME_AS))
        return row.shown if row and row.state == SHOWN and holds(row.shown, where, self._now) else None

    def find(self, query: Query) -> list[Any]:
        """Return the records a query asks for."""
        return [row.shown for row in self._now.chosen(query)]

    def under(self, kind: str, record: str) -> list[str]:
        """Return the records that stand under one, in order."""
        named = {each: getattr(row.shown, SAME_AS) for each, row in self._now.rows[kind].items() if row.state == JOINED}
        found, waiting = set[str](), {record}
        while waiting:
            waiting = {each for each, other in named.items() if other in waiting} - found
            found |= waiting
        return sorted(found)

    def kind_of(self, prefix: str) -> list[tuple[str, str]]:
        """Return kind and identifier of the records whose identifier begins with this, at most three."""
        found = [
            (kind, each)
            for kind, rows in self._now.rows.items()
            if not RECORDS[kind].mirrors
            for each in sorted(rows)
            if each.startswith(prefix) and rows[each].state != DELETED
        ]
        return found[:3]

    def history(self, record: str, kind: str = "") -> list[Entry]:
        """Return all changes of a record that count, oldest first, each with what stood before it."""
        state = self._now
        counted = {write.id for write in self._counting(record, kind)}
        changes = [state.changes[place - 1] for place in state.places.get(record, ())]
        entries, known = list[Entry](), dict[str, Any]()
        for change in sorted(changes, key=lambda change: (change.time, change.id)):
            if change.id.hex() in counted:
                entries.append(Entry(change, {name: known.get(name) for name in change.body.fields}))
                known |= change.body.fields
        return entries

    def heads(self, record: str, kind: str = "") -> Heads:
        """Return the heads of each field of a record; of any kind if none is given."""
        return settle(self._counting(record, kind))

    def _counting(self, record: str, kind: str) -> list[Write]:
        writes = self._judged(self._now, record).writes
        return [write for each, several in writes.items() if each == (kind or each) for write in several]

    def stood(self, record: str, kind: str, field: str) -> list[Stood]:
        """Return what a field of a record held, in the order in which that came to be so here."""
        verdict, found = self._judged(self._now, record), list[Stood]()
        writes = [write for write in verdict.writes.get(kind, ()) if field in write.fields]
        for last, write in enumerate(writes, 1):
            head = settle(writes[:last])[field][0]
            if not found or found[-1].value != head.fields[field]:
                found.append(Stood(write.key, head.fields[field], verdict.authors[head.id][0], head.time))
        return found

    def place(self, record: str, change: bytes = b"") -> int:
        """Return the place of a change of a record, or of its first; 0 if there is none."""
        state = self._now
        places = state.places.get(record, ())
        return next((place for place in places if change in (b"", state.changes[place - 1].id)), 0)

    def places(self, site: str, before: str = "") -> tuple[str, ...]:
        """Return the names of the last places that are here of a site's streams, or were before a record was made."""
        made = self.place(before)
        changes = self._now.changes[: made - 1] if made else self._now.changes
        last = {each.stream: each for each in changes if each.stream.site == site}
        named = [(-each.seq, _named(each)) for stream, each in last.items() if stream.compartment not in HOME]
        return tuple(name for _, name in sorted(named))

    def beyond(self, site: str, places: Collection[str], *, complete: bool) -> list[tuple[str, str]]:
        """Return kind and identifier of each record that a site changed after these places of its streams."""
        streams: dict[Stream, list[Change]] = {}
        for change in self._now.changes:
            if change.stream.site == site and change.stream.compartment not in HOME:
                streams.setdefault(change.stream, []).append(change)
        found = dict[tuple[str, str], None]()
        for changes in streams.values():
            named = [at for at, change in enumerate(changes, 1) if _named(change) in places]
            if named or complete:
                after = reversed(changes[named[-1] if named else 0 :])
                found |= dict.fromkeys((each.body.kind, each.body.record) for each in after)
        return list(found)

    # Looking after itself

    def check(self, progress: Progress = no_progress) -> IntegrityFault | None:
        """Compare what is shown with what follows from the journal alone; return the first kind that differs."""
        again = self.copy()
        again.rebuild(progress)
        for kind in RECORDS:
            live, made = (_comparable(store._state.rows[kind]) for store in (self, again))
            if live != made:
                return IntegrityFault(kind, say("differs from the journal"))
        return None

    def rebuild(self, progress: Progress = no_progress) -> int:
        """Throw away what is shown and work it out of the journal; return the number of records."""
        with self.transaction():
            self._draft = State(self._draft.changes, self._draft.places, self._draft.tips)
            for done, record in enumerate(self._draft.places, 1):
                self._settle(record)
                progress(done, len(self._draft.places))
            kept = [rows for kind, rows in self._draft.rows.items() if not RECORDS[kind].mirrors]
        return sum(map(len, kept))


def _any(record: Record) -> Any:
    """Return a record whose fields nobody checks: which kind it is, whoever asks knows."""
    return record


def _said(place: int, change: Change) -> Said:
    write = Write(change.id.hex(), change.time, change.body.over, change.body.fields, place)
    return Said(change.body.kind, change.stream.site, change.stream.compartment, write)


def _named(change: Change) -> str:
    return name_place(change.stream, change.seq, change.id)


def _comparable(rows: Mapping[str, Row]) -> dict[str, Any]:
    return {record: (row.shown, row.state, row.heads) for record, row in rows.items()}


def _identifiers(condition: Condition) -> tuple[Any, ...] | None:
    """Return the identifiers of which a condition wants one, if it does."""
    match condition:
        case Is("id", values):
            return tuple(dict.fromkeys(values))
        case AllOf(parts):
            return next((found for part in parts if (found := _identifiers(part)) is not None), None)
    return None


def _sortable(value: Any) -> tuple[bool, Any]:
    """Return what a value is sorted by; what is empty comes first."""
    return (value is not None, "" if value is None else encode(value))
