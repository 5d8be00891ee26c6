"""The purges and holds in a journal, what a purge reaches, and the erasing of it (docs/formats/changes.md §10)."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from core.model.change import HOLD, PURGE, Body, Change, Draft, Erased, hash_body
from core.model.record import RECORDS, owner_field
from data.database.dialect import IN_LIST, as_list, hex_of, json_value, update_many
from data.database.sqlcipher import Database
from data.journal.journal import key_of
from data.journal.validity import why_void


class ErasedRecord(NamedTuple):
    """A record where a purge reaches it: in the streams of one compartment (§10.2)."""

    record: str
    compartment: str


def owner_of(said: Draft | Body) -> ErasedRecord | None:
    """Return the record that a change names as the owner of its own, if it names one."""
    record_type = RECORDS.get(said.kind)
    owner = owner_field(record_type) if record_type else None
    named = said.fields.get(owner.name) if owner else None
    if not owner or not isinstance(named, str) or not re.fullmatch("[0-9a-f]{32}", named):
        return None
    return ErasedRecord(named, RECORDS[owner.about.refers].compartment)


class ErasureIndex:
    """The purges in the journal on this connection."""

    def __init__(self, db: Database) -> None:
        """Look into this journal; who erases has begun a transaction on it."""
        self._db = db

    def exist(self) -> bool:
        """Whether anything was ever purged here; in most stores nothing more need be looked up."""
        return self._db.execute("SELECT 1 FROM change WHERE purges IS NOT NULL LIMIT 1").fetchone() is not None

    def of(self, place: ErasedRecord) -> Iterator[Body]:
        """Yield what the purges of a record say that are not void, the first to come here first.

        Mostly one that fits is asked for: no more of many are read than it takes to find it.
        """
        rows = self._db.execute(
            "SELECT c.time, c.body FROM change c JOIN stream s ON s.n = c.stream"
            " WHERE c.purges = ? AND s.compartment = ? ORDER BY c.n",
            [key_of(place.record), place.compartment],
        ).fetchall()
        said = ((moment, Body.from_bytes(body)) for moment, body in rows)
        return (body for moment, body in said if not why_void(PURGE, place.compartment, moment, body.fields))

    def all(self) -> list[ErasedRecord]:
        """Return everything that was ever purged."""
        rows = self._db.execute(
            f"SELECT DISTINCT {hex_of('c.purges')}, s.compartment FROM change c JOIN stream s ON s.n = c.stream"
            " WHERE c.purges IS NOT NULL"
        )
        return [ErasedRecord(*row) for row in rows]

    def holds_on(self, place: ErasedRecord) -> list[str]:
        """Return the identifiers of the holds on a record, standing or lifted."""
        rows = self._db.execute(
            f"SELECT DISTINCT {hex_of('c.record')} FROM change c JOIN stream s ON s.n = c.stream"
            " WHERE c.holds = ? AND s.compartment = ?",
            [key_of(place.record), place.compartment],
        )
        return [row[0] for row in rows]

    def held_at_all(self) -> bool:
        """Whether anything was ever held here; in most stores nothing more need be looked up."""
        return self._db.execute("SELECT 1 FROM change WHERE holds IS NOT NULL LIMIT 1").fetchone() is not None

    def owners_of(self, place: ErasedRecord) -> set[ErasedRecord]:
        """Return the records that a change under this identifier, which is not erased, ever named as its owner."""
        rows = self._db.execute(
            "SELECT DISTINCT c.kind FROM change c JOIN stream s ON s.n = c.stream"
            " WHERE c.record = ? AND s.compartment = ?",
            [key_of(place.record), place.compartment],
        ).fetchall()
        if not any(kind in RECORDS and owner_field(RECORDS[kind]) for (kind,) in rows):
            return set()
        said = (Body.from_bytes(body) for _, _, body in self._to_erase(place, [kind for (kind,) in rows]))
        return {owner for each in said if (owner := owner_of(each))}

    def named(self, compartment: str) -> set[str]:
        """Return the identifiers that the purges in a compartment name."""
        rows = self._db.execute(
            "SELECT c.body FROM change c JOIN stream s ON s.n = c.stream"
            " WHERE c.purges IS NOT NULL AND s.compartment = ?",
            [compartment],
        )
        return {identifier for (body,) in rows for identifier in Body.from_bytes(body).supersedes}

    def reached(self, place: ErasedRecord, kinds: Collection[str]) -> list[str]:
        """Return the identifiers of the changes of these kinds at a place, oldest first; then of what waits."""
        return _names(self._to_erase(place, kinds), self._waiting(place, kinds))

    def erase(self, place: ErasedRecord, kind: str) -> list[str]:
        """Throw away the bodies of all changes of a record; return their identifiers, oldest first."""
        rows, waiting = self._to_erase(place, [kind]), self._waiting(place, [kind])
        update_many(
            self._db,
            "UPDATE change SET body = NULL, record = NULL, kind = NULL, body_hash = ? WHERE n = ?",
            [[hash_body(body), n] for n, _, body in rows],
        )
        update_many(
            self._db,
            "UPDATE pending_change SET body = NULL, record = NULL, kind = NULL, body_hash = ?"
            " WHERE segment = ? AND seq = ?",
            [[hash_body(body), segment, seq] for segment, seq, _, body in waiting],
        )
        return _names(rows, waiting)

    def _to_erase(self, place: ErasedRecord, kinds: Collection[str]) -> list[tuple[int, bytes, bytes]]:
        return self._db.execute(
            "SELECT c.n, c.id, c.body FROM change c JOIN stream s ON s.n = c.stream"
            f" WHERE c.record = ? AND s.compartment = ? AND c.kind {IN_LIST} ORDER BY c.n",
            [key_of(place.record), place.compartment, _erasable(kinds)],
        ).fetchall()

    def _waiting(self, place: ErasedRecord, kinds: Collection[str]) -> list[tuple[int, int, bytes, bytes]]:
        """Return segment, place, identifier and body of what waits of a record (§9.3.6)."""
        return self._db.execute(
            "SELECT w.segment, w.seq, w.id, w.body FROM pending_change w JOIN pending_segment r ON r.n = w.segment"
            f" WHERE w.record = ? AND r.compartment = ? AND w.kind {IN_LIST}"
            " ORDER BY w.segment, w.seq",
            [key_of(place.record), place.compartment, _erasable(kinds)],
        ).fetchall()

    def kinds_waiting(self, record: str) -> set[tuple[str, str]]:
        """Return the kinds under an identifier of which something waits, each with its compartment."""
        rows = self._db.execute(
            "SELECT DISTINCT w.kind, r.compartment FROM pending_change w"
            " JOIN pending_segment r ON r.n = w.segment WHERE w.record = ?",
            [key_of(record)],
        )
        return {(kind, compartment) for kind, compartment in rows}

    def parts_of(self, owners: Collection[ErasedRecord]) -> list[tuple[str, ErasedRecord, ErasedRecord]]:
        """Return kind and place of each record that ever named one of these as its owner, with that owner.

        Tables leave out what this version cannot read, so every body of a kind that is a part is looked into.
        """
        fields = {kind: field for kind, each in RECORDS.items() if (field := owner_field(each))}
        home = {kind: RECORDS[field.about.refers].compartment for kind, field in fields.items()}
        kinds = sorted(kind for kind in fields if home[kind] in {place.compartment for place in owners})
        if not kinds:
            return []
        paths = " ".join(f"WHEN '{kind}' THEN '$.fields.{fields[kind].name}'" for kind in kinds)
        rows = self._db.execute(
            f"SELECT DISTINCT kind, {hex_of('record')}, owner FROM (SELECT kind, record,"
            f" {json_value('body', f'CASE kind {paths} END')} AS owner"
            " FROM (SELECT kind, record, body FROM change UNION ALL SELECT kind, record, body FROM pending_change)"
            f" WHERE kind {IN_LIST}) WHERE owner {IN_LIST}",
            [as_list(kinds), as_list(place.record for place in owners)],
        )
        return [
            (kind, ErasedRecord(part, RECORDS[kind].compartment), owner)
            for kind, part, named in rows
            if (owner := ErasedRecord(named, home[kind])) in owners
        ]


def erased_without_purge(purges: ErasureIndex, changes: Iterable[Change | Erased]) -> list[Erased]:
    """Return the erased changes that no purge of their compartment names, among these or here (changes §10.4)."""
    changes = list(changes)
    named: dict[str, set[str]] = {}
    for change in changes:
        if isinstance(change, Change) and change.body.kind == PURGE:
            named.setdefault(change.stream.compartment, set()).update(change.body.supersedes)
    erased = [change for change in changes if isinstance(change, Erased)]
    for compartment in {change.stream.compartment for change in erased}:
        named[compartment] = named.get(compartment, set()) | purges.named(compartment)
    return [change for change in erased if change.id.hex() not in named[change.stream.compartment]]


def _erasable(kinds: Collection[str]) -> str:
    return as_list(sorted({*kinds} - {PURGE, HOLD}))


def _names(rows: Iterable[tuple[int, bytes, bytes]], waiting: Iterable[tuple[int, int, bytes, bytes]]) -> list[str]:
    found = [*(identifier for _, identifier, _ in rows), *(identifier for _, _, identifier, _ in waiting)]
    return list(dict.fromkeys(each.hex() for each in found))
