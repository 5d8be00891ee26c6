"""A store in memory: what `core.model.store.Store` promises, so that tests of rules need no database.

`tests/contracts/store` holds it and the encrypted store to the same promises. Purges that come from other
sites are not carried out, since there is nothing to be erased that anybody could find in a file.
"""

from array import array
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from core.model.change import HOME, Change, Entry, Erased, Stream, milliseconds, position_digest
from core.model.history import history_of
from core.model.merge import Heads, Write, resolve_heads
from core.model.progress import Progress, no_progress
from core.model.query import EVERYTHING, Condition, Query, both
from core.model.record import RECORDS, Record, encode
from core.model.store import MOST_BEGINNING, IntegrityFault, Stood
from core.rules.joined_records import SAME_AS
from core.values.sentence import say
from tests.support.conditions import holds
from tests.support.memory_journal import MemoryJournal
from tests.support.memory_state import DELETED, JOINED, SHOWN


class MemoryStore(MemoryJournal):
    """An open store (`core.model.store.Store`)."""

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

    def counts(self, query: Query, conditions: Sequence[Condition]) -> list[int]:
        """Return how many of those a query asks for meet each of several conditions."""
        return [len(self._now.chosen(replace(query, where=both(query.where, each)))) for each in conditions]

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
        """Return kind and identifier of the records whose identifier begins with this, the first few."""
        found = [
            (kind, each)
            for kind, rows in self._now.rows.items()
            if not RECORDS[kind].is_derived
            for each in sorted(each for each in rows if each.startswith(prefix))
            if rows[each].state != DELETED
        ]
        return found[:MOST_BEGINNING]

    def history(self, record: str, kind: str = "") -> list[Entry]:
        """Return all changes of a record that count, oldest first, each with what stood before it."""
        counted = {write.id for write in self._counting(record, kind)}
        return history_of(change for change in self._now.changes_of(record) if change.id.hex() in counted)

    def heads(self, record: str, kind: str = "") -> Heads:
        """Return the heads of each field of a record; of any kind if none is given."""
        return resolve_heads(self._counting(record, kind))

    def _counting(self, record: str, kind: str) -> list[Write]:
        writes = self._now.judged(record).writes
        return [write for each, several in writes.items() if each == (kind or each) for write in several]

    def deeds(self, officer: str, since: int, until: int) -> list[tuple[str, str, str]]:
        """Return action, kind and record of each change that an officer made here between two moments.

        They count milliseconds since 1970 UTC; the second is no part of it.
        """
        own = (each for each in self._now.changes if isinstance(each, Change) and each.stream.site == self.site)
        bodies = (each.body for each in own if since <= milliseconds(each.time) < until)
        return [(body.action, body.kind, body.record) for body in bodies if body.officer == officer]

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
