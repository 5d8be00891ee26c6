"""The journal: the truth of a store. Append-only chains of changes, and the few tables that go with them.

Everything else in the database follows from here and can be thrown away (`data.tables`). The chain itself is specified
in docs/formats/changes.md.
"""

import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.change import (
    PURGE,
    ROOT,
    Body,
    Change,
    Draft,
    Erased,
    Stream,
    header_bytes,
    identify,
    new_salt,
    purged_by,
    tick,
)
from core.merge import Write
from data.sqlcipher import Database, Migrations

migrations = Migrations("sealdesk")

A_DAY = 24 * 60 * 60 * 1000
"""In milliseconds."""


@migrations()
def journal(db: Database) -> None:
    """Make the journal and the tables that go with it."""
    # One row a stream: how far its chain reaches here.
    db.table("stream").create(
        {"n": int, "site": str, "incarnation": str, "compartment": str, "seq": int, "tip": bytes}, pk="n"
    )
    db.table("stream").create_index(["site", "incarnation", "compartment"], unique=True)
    # One row a change of a record; `record` and `kind` repeat what the body says, to find it without reading it.
    db.table("change").create(
        {"n": int, "stream": int, "seq": int, "time": int, "id": bytes, "record": bytes, "kind": str, "body": bytes},
        pk="n",
    )
    db.table("change").create_index(["stream", "seq"], unique=True)
    db.table("change").create_index(["record"])
    # What other sites said they hold of each stream, in the last transfer that came from them.
    db.table("heard").create(
        {"peer": str, "site": str, "incarnation": str, "compartment": str, "seq": int, "id": str},
        pk=("peer", "site", "incarnation", "compartment"),
    )
    # The author's signature of the tip of a stream, from transfers sent and received.
    db.table("tip").create(
        {"site": str, "incarnation": str, "compartment": str, "seq": int, "id": str, "signature": str},
        pk=("site", "incarnation", "compartment", "seq"),
    )
    # The site's own identity and what else has one value: keys, incarnation, fingerprints of the derived tables.
    db.table("meta").create({"name": str, "value": str}, pk="name")


@migrations()
def purging(db: Database) -> None:
    """Make room for the hash of a body that was erased, and for the record that a purge purges (changes §10)."""
    # What a row repeats of its body is erased with it. A purge is found by the record it names without being read.
    db.table("change").add_column("body_hash", bytes)
    db.table("change").add_column("purges", bytes)
    db.execute("CREATE INDEX change_purges ON change (purges) WHERE purges IS NOT NULL")


@dataclass(slots=True)
class Tip:
    """How far a stream reaches."""

    n: int
    seq: int
    id: bytes


class Journal:
    """Appending to the chains and reading them back."""

    def __init__(self, db: Database) -> None:
        """Work on this connection; whoever writes has begun a transaction on it."""
        self._db = db
        self._tips: dict[Stream, Tip] = {}
        self._last_time = 0

    def begin(self) -> None:
        """Read the tips again: a transaction that was rolled back left them ahead of the truth."""
        self._tips = {
            Stream(site, incarnation, compartment): Tip(n, seq, tip)
            for n, site, incarnation, compartment, seq, tip in self._db.execute("SELECT * FROM stream")
        }
        # Times grow along a stream, so its tip has the latest; our own counts also when the wall clock was put back.
        latest = (
            "SELECT coalesce(max(c.time), 0) FROM stream s JOIN change c ON c.stream = s.n AND c.seq = s.seq"
            " WHERE c.time <= ? OR s.site = (SELECT value FROM meta WHERE name = 'site')"
        )
        self._last_time = self._db.execute(latest, [_latest_believed()]).fetchone()[0]

    def end(self) -> None:
        """Write down how far the streams reach now."""
        for tip in self._tips.values():
            self._db.execute(
                "UPDATE stream SET seq = ?, tip = ? WHERE n = ? AND seq <> ?", [tip.seq, tip.id, tip.n, tip.seq]
            )

    def last(self) -> int:
        """Return the number of the newest change in this journal; it only grows."""
        return int(self._db.execute("SELECT coalesce(max(n), 0) FROM change").fetchone()[0])

    def tips(self) -> dict[Stream, Tip]:
        """Return how far each stream reaches, as of `begin`."""
        return dict(self._tips)

    def append(self, stream: Stream, draft: Draft, over: tuple[str, ...], *, officer: str, action: str) -> int:
        """Append a change of our own to one of our streams; return its number in this journal."""
        self._last_time = tick(self._last_time, time.time_ns() // 1_000_000)
        body = Body(draft.kind, draft.record, draft.fields, over, officer, action, new_salt())
        tip = self._tip(stream)
        raw = body.to_bytes()
        identifier = identify(tip.id, header_bytes(stream, tip.seq + 1, self._last_time), raw)
        change = Change(stream, tip.seq + 1, self._last_time, tip.id, body, identifier)
        return self._insert(tip, change, raw)

    def accept(self, change: Change | Erased, raw_body: bytes) -> None:
        """Append a change that came from another site and was verified to follow the tip of its stream."""
        if change.time <= _latest_believed():
            self._last_time = max(self._last_time, change.time)
        if isinstance(change, Change):
            self._insert(self._tip(change.stream), change, raw_body)
        else:
            self._insert_erased(self._tip(change.stream), change)

    def _tip(self, stream: Stream) -> Tip:
        if stream not in self._tips:
            row = {**stream._asdict(), "seq": 0, "tip": ROOT}
            pk = self._db.table("stream").insert(row).last_pk
            assert isinstance(pk, int)
            self._tips[stream] = Tip(pk, 0, ROOT)
        return self._tips[stream]

    def _insert(self, tip: Tip, change: Change, raw: bytes) -> int:
        inserted = self._db.execute(
            "INSERT INTO change (stream, seq, time, id, record, kind, body, purges) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                tip.n,
                change.seq,
                change.time,
                change.id,
                bytes.fromhex(change.body.record),
                change.body.kind,
                raw,
                bytes.fromhex(purged_by(change.body)) or None,
            ],
        )
        tip.seq, tip.id = change.seq, change.id
        assert inserted.lastrowid is not None
        return inserted.lastrowid

    def _insert_erased(self, tip: Tip, change: Erased) -> None:
        self._db.execute(
            "INSERT INTO change (stream, seq, time, id, body_hash) VALUES (?, ?, ?, ?, ?)",
            [tip.n, change.seq, change.time, change.id, change.body_hash],
        )
        tip.seq, tip.id = change.seq, change.id

    # Reading

    def identifiers(self, numbers: Sequence[int]) -> list[str]:
        """Return the identifiers of changes by their numbers in this journal."""
        places = ", ".join("?" * len(numbers))
        rows = self._db.execute(f"SELECT id FROM change WHERE n IN ({places}) ORDER BY n", numbers)
        return [row[0].hex() for row in rows]

    def writes(self, record: str) -> list[Write]:
        """Return all changes of one record as merging sees them, oldest first."""
        rows = self._db.execute(
            "SELECT n, id, time, body FROM change WHERE record = ? ORDER BY n", [bytes.fromhex(record)]
        )
        return [as_write(*row) for row in rows]

    def of_record(self, record: str) -> Iterator[Change]:
        """Yield all changes of a record, in the order they came to be here."""
        rows = self._db.execute(
            "SELECT s.site, s.incarnation, s.compartment, c.seq, c.time, c.id, c.body,"
            " coalesce((SELECT p.id FROM change p WHERE p.stream = c.stream AND p.seq = c.seq - 1), zeroblob(32))"
            " FROM change c JOIN stream s ON s.n = c.stream WHERE c.record = ? ORDER BY c.n",
            [bytes.fromhex(record)],
        )
        for site, incarnation, compartment, seq, moment, identifier, body, parent in rows:
            stream = Stream(site, incarnation, compartment)
            yield Change(stream, seq, moment, parent, Body.from_bytes(body), identifier)

    def since(self, stream: Stream, seq: int) -> Iterator[tuple[int, int, str | None, bytes | None, bytes | None]]:
        """Yield (seq, time, kind, body, hash of the body if it was erased) of the changes of a stream after a place."""
        return iter(
            self._db.execute(
                "SELECT seq, time, kind, body, body_hash FROM change WHERE stream = ? AND seq > ? ORDER BY seq",
                [self._tips[stream].n, seq],
            )
        )

    def kinds_since(self, stream: Stream, seq: int) -> dict[str, int]:
        """Return how many changes of each kind a stream has after this place; erased ones count as purges."""
        rows = self._db.execute(
            "SELECT coalesce(kind, ?) AS kind, count(*) FROM change WHERE stream = ? AND seq > ? GROUP BY 1",
            [PURGE, self._tips[stream].n, seq],
        )
        return dict(rows.fetchall())

    def identifier_at(self, stream: Stream, seq: int) -> bytes | None:
        """Return the identifier of the change at a place of a stream; of place 0, the root."""
        if seq == 0:
            return ROOT
        if stream not in self._tips:
            return None
        found = self._db.execute(
            "SELECT id FROM change WHERE stream = ? AND seq = ?", [self._tips[stream].n, seq]
        ).fetchone()
        return found[0] if found else None

    def kind_of(self, record: str) -> str | None:
        """Return the kind of a record that the journal holds changes of."""
        found = self._db.execute("SELECT kind FROM change WHERE record = ? LIMIT 1", [bytes.fromhex(record)]).fetchone()
        return found[0] if found else None


def _latest_believed() -> int:
    """Return the latest time that our clock follows: another site's clock may run ahead, but must not drag ours off."""
    return tick(0, time.time_ns() // 1_000_000 + A_DAY)


def as_write(n: int, identifier: bytes, moment: int, body: bytes) -> Write:
    """Return a row of the journal as merging sees it."""
    read = json.loads(body)  # our own journal: `check` verifies it, reading need not
    return Write(identifier.hex(), moment, tuple(read["over"]), read["fields"], n)


def new_incarnation() -> str:
    """Return a name for this life of the site: it changes when the site is restored from a backup."""
    return os.urandom(8).hex()
