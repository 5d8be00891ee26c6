"""A store in memory: what `core.model.store.Store` promises, so that tests of rules need no database.

`tests/contracts/store` holds it and the encrypted store to the same promises. Purges that come from other
sites are not carried out, since there is nothing to be erased that anybody could find in a file.
"""

import threading
import time
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from core.model.change import (
    HOLD,
    HOME,
    LATEST,
    PURGE,
    ROOT,
    Body,
    Change,
    Draft,
    Entry,
    Erased,
    Stream,
    header_bytes,
    identify,
    new_salt,
    position_digest,
    purged_by,
    tick,
)
from core.model.merge import Heads, Write, resolve_heads
from core.model.query import EVERYTHING, Condition, Query
from core.model.record import RECORDS, Record, encode, owner_field, root_of
from core.model.store import IntegrityFault, Progress, Stood, no_progress
from core.rules.joined_records import SAME_AS
from core.values.ids import new_id
from core.values.refusal import Refusal
from core.values.sentence import say
from data.erasure.erase import Purged, UnderHold
from data.journal.journal import A_DAY, LONGEST, TooLong, new_incarnation
from data.journal.validity import why_void
from data.store.sql_store import NeverWritten, OtherRecord
from data.tables.projection import Unworkable
from data.tables.resolved_values import present
from data.vault.high_water_mark import HighWaterMark
from tests.support.conditions import holds
from tests.support.memory_state import DELETED, JOINED, SHOWN, State


class MemoryStore:
    """An open store (`core.model.store.Store`)."""

    def __init__(self, site: str = "") -> None:
        """Begin with nothing."""
        self.site = site or new_id()
        self.incarnation = new_incarnation()
        self._state, self._draft = State(), State()
        self._writing = threading.RLock()
        self._thread: int | None = None
        self._looks_back = False
        self._afterwards: list[Callable[[], None]] = []
        self._undoing: list[Callable[[], None]] = []
        self._time = 0

    def copy(self) -> "MemoryStore":
        """Return another store that holds the same, and goes its own way from here."""
        other = MemoryStore(self.site)
        other.incarnation, other._state, other._time = self.incarnation, self._state.copy(), self._time
        return other

    def close(self) -> None:
        """Do nothing: nothing is kept open."""

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
                yield
                self._draft.tell_twins()
                self._draft.tell_breaches()
                self._state = self._draft
            except BaseException:
                for deed in reversed(self._undoing):
                    deed()
                raise
            finally:
                self._thread, self._undoing = None, []
                waiting, self._afterwards = self._afterwards, []
                for deed in waiting:
                    self.after_commit(deed)

    def after_commit(self, deed: Callable[[], None]) -> None:
        """Do something once the present transaction has ended; at once if there is none. A refusal is passed over."""
        if self._thread == threading.get_ident():
            self._afterwards.append(deed)
            return
        with suppress(Refusal):
            deed()

    def if_undone(self, deed: Callable[[], None]) -> None:
        """Do something if the present transaction comes to nothing, the last first; nothing if there is none."""
        if self._thread == threading.get_ident():
            self._undoing.append(deed)

    @contextmanager
    def before(self) -> Iterator[None]:
        """Read, while inside, what stood before the present transaction."""
        self._looks_back = True
        try:
            yield
        finally:
            self._looks_back = False

    @property
    def touched(self) -> Mapping[str, set[str]]:
        """The records of each kind whose rows the present transaction has written, or taken away."""
        return self._draft.touched

    @property
    def _now(self) -> State:
        """What whoever asks sees: a thread inside a transaction what it wrote, everybody else what was committed."""
        inside = self._thread == threading.get_ident() and not self._looks_back
        return self._draft if inside else self._state

    # Writing

    def write(self, drafts: Iterable[Draft], *, officer: str, action: str) -> None:
        """Append drafts to the journal and bring what is shown up to date; inside a transaction."""
        for draft in drafts:
            stream = Stream(self.site, self.incarnation, self._home(draft))
            self._refuse_purged(draft)
            supersedes = self._replaced(draft)
            body = Body(draft.kind, draft.record, draft.fields, supersedes, officer, draft.action or action, new_salt())
            self._draft.append(self._chained(stream, body))
            gave_way = self._draft.settle(draft.record)
            if gave_way & draft.fields.keys() or draft.record not in self._draft.rows[draft.kind]:
                self._refuse_unworkable(draft)
            if purged_by(draft):
                self._purge(draft, officer, action)

    def _home(self, draft: Draft) -> str:
        """Return the compartment of a draft; refuse what no other site could take for what it is meant."""
        home = draft.compartment or RECORDS[draft.kind].compartment
        of_kind = draft.fields.get("file_kind")
        if draft.kind in (PURGE, HOLD) and not draft.compartment and of_kind in RECORDS:
            home = RECORDS[of_kind].compartment  # a mark stands beside what it names
        known = {(each.body.kind, each.stream.compartment) for each in self._draft.changes_of(draft.record)}
        others = any(kind != draft.kind and compartment not in HOME for kind, compartment in known)
        if home not in HOME and others and (draft.kind, home) not in known:
            raise OtherRecord(id=draft.record)
        if why := why_void(draft.kind, home, 0, draft.fields):
            raise NeverWritten(why=say(why.label))
        return home

    def _replaced(self, draft: Draft) -> tuple[str, ...]:
        """Return the changes that a draft replaces: the heads of its fields, and all of what it purges."""
        row = self._draft.rows[draft.kind].get(draft.record)
        heads = [head for name in draft.fields for head in (row.heads.get(name, ()) if row else ())]
        purged = (change.id.hex() for change in self._draft.changes_of(purged_by(draft)))
        return tuple(dict.fromkeys((*(head.id for head in sorted(heads, key=lambda head: head.key)), *purged)))

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

    def _refuse_unworkable(self, draft: Draft) -> None:
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
            if purged_by(change.body):
                raise NotImplementedError("a purge of another site is not carried out in memory")
            self._draft.append(change)
            self._time = max(self._time, change.time) if change.time <= believed else self._time
            touched[change.body.record] = None
        for record in touched:
            self._draft.settle(record)

    def last_of(self, stream: Stream) -> Change | None:
        """Return the last change of a stream."""
        return self._now.tips.get(stream)

    def high_water_mark(self) -> HighWaterMark:
        """Return how far the journal has come."""
        changes = self._now.changes
        return HighWaterMark(len(changes), changes[-1].id) if changes else HighWaterMark()

    # Purges

    def _refuse_purged(self, draft: Draft) -> None:
        """Refuse to purge what is held, and to write to what was purged or to make a part of it."""
        if of := purged_by(draft):
            rows = [rows[of].shown for rows in self._draft.rows.values() if of in rows]
            wholes = {of, *map(root_of, rows)}
            if any(hold.of in wholes and hold.lifted is None for hold in self._draft.shown(HOLD)):
                raise UnderHold
            return
        owner = owner_field(RECORDS[draft.kind])
        for record in (draft.record, draft.fields.get(owner.name) if owner else None):
            if record in self._draft.purged and draft.kind not in (PURGE, HOLD):
                raise Purged(day=self._draft.purged[record])

    def _purge(self, draft: Draft, officer: str, action: str) -> None:
        """Erase what a purge names and purge its parts."""
        of = purged_by(draft)
        kept = [rows[of].shown for rows in self._draft.rows.values() if of in rows]
        parts = [part for record in kept for part in self._draft.parts_of(record)]
        self._draft.purged[of] = draft.fields["day"]
        self._draft.erase(of)
        for part in parts:
            said = {**draft.fields, "of": part.id, "part": True}
            self.write([replace(draft, record=new_id(), fields=said)], officer=officer, action=action)

    # Reading

    def keys(self, query: Query) -> "array[int]":
        """Return the row numbers a query asks for."""
        return array("q", (row.number for row in self._now.chosen(query)))

    def page(
        self, kind: str, keys: Sequence[int], names: Sequence[str], meeting: Condition = EVERYTHING
    ) -> list[tuple[Any, ...]]:
        """Return these columns of those of these rows that meet the condition; a row that has gone is left out."""
        state, wanted = self._now, set(keys)
        rows = {row.number: row for row in state.rows[kind].values() if row.number in wanted and row.state == SHOWN}
        shown = {number: row.shown for number, row in rows.items() if holds(row.shown, meeting, state)}
        return [tuple(getattr(shown[key], name) for name in names) for key in keys if key in shown]

    def count(self, query: Query) -> int:
        """Return how many records a query asks for."""
        return len(self._now.chosen(query))

    def groups(self, query: Query, *fields: str) -> list[tuple[Any, ...]]:
        """Return each combination of values of the fields, with its count at the end, most frequent first.

        Those that are as frequent come in the order of their values, what is empty first.
        """
        counted = Counter(tuple(getattr(row.shown, name) for name in fields) for row in self._now.chosen(query))
        in_order = sorted(counted.items(), key=lambda each: (-each[1], *map(_sorted_as, each[0])))
        return [(*values, number) for values, number in in_order]

    def get(self, kind: str, record: str, where: Condition) -> Record | None:
        """Return a record if it exists and meets the condition; the one that is shown for it, if it stands under it."""
        state = self._now
        row = state.rows[kind].get(record)
        while row is not None and row.state == JOINED:
            row = state.rows[kind].get(getattr(row.shown, SAME_AS))
        return row.shown if row and row.state == SHOWN and holds(row.shown, where, state) else None

    def find(self, query: Query) -> list[Any]:
        """Return the records a query asks for."""
        return [row.shown for row in self._now.chosen(query)]

    def under(self, kind: str, record: str) -> list[str]:
        """Return the records that stand under one, in order."""
        rows = self._now.rows[kind].items()
        named = {each: getattr(row.shown, SAME_AS) for each, row in rows if row.state == JOINED}
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
            if not RECORDS[kind].is_derived
            for each in sorted(each for each in rows if each.startswith(prefix))
            if rows[each].state != DELETED
        ]
        return found[:3]

    def history(self, record: str, kind: str = "") -> list[Entry]:
        """Return all changes of a record that count, oldest first, each with what stood before it."""
        counted = {write.id for write in self._counting(record, kind)}
        entries, known = list[Entry](), dict[str, Any]()
        for change in sorted(self._now.changes_of(record), key=lambda change: (change.time, change.id)):
            if change.id.hex() in counted:
                entries.append(Entry(change, {name: known.get(name) for name in change.body.fields}))
                known |= change.body.fields
        return entries

    def heads(self, record: str, kind: str = "") -> Heads:
        """Return the heads of each field of a record; of any kind if none is given."""
        return resolve_heads(self._counting(record, kind))

    def _counting(self, record: str, kind: str) -> list[Write]:
        writes = self._now.judged(record).writes
        return [write for each, several in writes.items() if each == (kind or each) for write in several]

    def stood(self, record: str, kind: str, field: str) -> list[Stood]:
        """Return what a field of a record held, in the order in which that came to be so here."""
        verdict, found = self._now.judged(record), list[Stood]()
        writes = [write for write in verdict.writes.get(kind, ()) if field in write.fields]
        for last, write in enumerate(writes, 1):
            head = resolve_heads(writes[:last])[field][0]
            if not found or found[-1].value != head.fields[field]:
                found.append(Stood(write.key, head.fields[field], verdict.authors[head.id][0], head.time))
        return found

    def place(self, record: str, change: bytes = b"") -> int:
        """Return the place of a change of a record, or of its first; 0 if there is none."""
        state = self._now
        places = state.places.get(record, ())
        return next((place for place in places if change in (b"", state.changes[place - 1].id)), 0)

    def positions(self, site: str, before: str = "") -> tuple[str, ...]:
        """Return the names of the last places that are here of a site's streams, or were before a record was made."""
        made = self.place(before)
        last = {stream: changes[-1] for stream, changes in self._streams(site, made - 1 if made else None).items()}
        return tuple(name for _, name in sorted((-change.seq, _named(change)) for change in last.values()))

    def changed_after(self, site: str, places: Collection[str], *, complete: bool) -> list[tuple[str, str]]:
        """Return kind and identifier of each record that a site changed after these places of its streams."""
        found = dict[tuple[str, str], None]()
        for changes in self._streams(site).values():
            named = [at for at, change in enumerate(changes, 1) if _named(change) in places]
            if named or complete:
                after = reversed(changes[named[-1] if named else 0 :])
                found |= {(each.body.kind, each.body.record): None for each in after if isinstance(each, Change)}
        return list(found)

    def _streams(self, site: str, upto: int | None = None) -> dict[Stream, list[Change | Erased]]:
        """Return the streams of a site that travel, as far as they reached at a place."""
        streams: dict[Stream, list[Change | Erased]] = {}
        for change in self._now.changes[:upto]:
            if change.stream.site == site and change.stream.compartment not in HOME:
                streams.setdefault(change.stream, []).append(change)
        return streams

    # Looking after itself

    def check(self, progress: Progress = no_progress) -> IntegrityFault | None:
        """Compare what is shown with what follows from the changes alone; return the first kind that differs."""
        again = self._now.made_again()
        differing = (kind for kind in RECORDS if again.comparable(kind) != self._now.comparable(kind))
        return next((IntegrityFault(kind, say("differs from the journal")) for kind in differing), None)

    def rebuild(self, progress: Progress = no_progress) -> int:
        """Throw away what is shown and work it out of the changes; return the number of records."""
        with self.transaction():
            self._draft = self._draft.made_again()
            return sum(len(rows) for kind, rows in self._draft.rows.items() if not RECORDS[kind].is_derived)


def _named(change: Change | Erased) -> str:
    return position_digest(change.stream, change.seq, change.id)


def _sorted_as(value: Any) -> str:
    """Return what a value is sorted by among the groups."""
    encoded = encode(value)
    return "" if encoded is None else str(int(encoded) if isinstance(encoded, bool) else encoded)
