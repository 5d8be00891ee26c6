"""The journal: the truth of a store. Append-only chains of changes, and the few tables that go with them.

Everything else in the database follows from here and can be thrown away (`data.tables.projection`). The chain itself is
specified in docs/formats/changes.md.
"""

import json
import os
import time
from collections.abc import Collection, Iterator, Sequence

from core.model.change import (
    BEYOND,
    LATEST,
    PURGE,
    ROOT,
    Body,
    Change,
    Draft,
    Erased,
    Stream,
    header_bytes,
    held_by,
    identify,
    new_salt,
    purged_by,
    tick,
)
from core.model.merge import Write
from core.values.refusal import Refusal
from data.database.sqlcipher import Database, Migrations
from data.formats.changes_jsonl import MAX_LINE
from data.journal.branches import Branch, Branches
from data.journal.positions import last_named
from data.journal.validity import Said, Verdict, judge, why_void

migrations = Migrations("sealdesk")

LONGEST = MAX_LINE - 128
"""Bytes of a body at most, so that its line can travel (changes §3.1.4)."""

A_DAY = 24 * 60 * 60 * 1000
"""In milliseconds."""


class TooLong(Refusal):
    """This takes {size:,} bytes and cannot be kept: one change may take {limit:,}. Shorten the texts, or write them in
    several records."""


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
def branches(db: Database) -> None:
    """Let a stream fork (changes §2.5): a row of `stream` is a branch, and another site may hold several tips of it."""
    for column in ("after INTEGER NOT NULL DEFAULT 0", "parent BLOB NOT NULL DEFAULT x'" + ROOT.hex() + "'"):
        db.execute(f"ALTER TABLE stream ADD COLUMN {column}")
    db.execute("DROP INDEX idx_stream_site_incarnation_compartment")
    db.table("stream").create_index(["site", "incarnation", "compartment"])
    db.table("heard").transform(pk=("peer", "site", "incarnation", "compartment", "id"))
    db.table("tip").transform(pk=("site", "incarnation", "compartment", "id"))


@migrations()
def purging(db: Database) -> None:
    """Make room for the hash of a body that was erased, and for the record that a purge purges (changes §10)."""
    # What a row repeats of its body is erased with it. A purge is found by the record it names without being read.
    db.table("change").add_column("body_hash", bytes)
    db.table("change").add_column("purges", bytes)
    db.execute("CREATE INDEX change_purges ON change (purges) WHERE purges IS NOT NULL")


@migrations()
def waiting(db: Database) -> None:
    """Make room for runs that follow something which has not come yet (changes §9.3):
    `data.peer_state.pending_segments`."""
    db.table("waiting_run").create(
        {
            "n": int, "site": str, "incarnation": str, "compartment": str, "after": int, "parent": str, "seq": int,
            "id": str, "signature": str, "sender": str,
        },
        pk="n",
    )  # fmt: skip
    db.table("waiting").create(
        {"run": int, "seq": int, "time": int, "id": bytes, "record": bytes, "kind": str, "body": bytes,
         "body_hash": bytes},
        pk=("run", "seq"),
    )  # fmt: skip
    db.table("waiting").create_index(["record"])


@migrations()
def holding(db: Database) -> None:
    """Let a hold be found by the record it holds without being read, as a purge is (changes §10.11)."""
    db.table("change").add_column("holds", bytes)
    db.execute("CREATE INDEX change_holds ON change (holds) WHERE holds IS NOT NULL")


@migrations()
def anchors(db: Database) -> None:
    """Make room for checkpoints and beginnings that went to other sites or came from them (changes §12)."""
    # Our own have no signature: they are signed when they are given. `echoed`: it came with a transfer; `missed`: one
    # of ours that is not here, and that was said; `evidence`: it contradicts others and is passed on
    # (`data.peer_state.checkpoint_store`).
    db.table("anchor").create(
        {
            "digest": str, "site": str, "incarnation": str, "seq": int, "id": str, "time": int, "made": int, "to": str,
            "before": int, "before_id": str, "beginning": str, "signature": str, "echoed": int, "missed": int,
            "evidence": int, "n": int,
        },
        pk="digest",
        defaults={"evidence": 0},
    )  # fmt: skip
    db.table("anchor").create_index(["site", "incarnation", "seq"])
    db.table("anchor").create_index(["n"])
    db.table("beginning").create(
        {
            "digest": str, "site": str, "incarnation": str, "why": str, "after": str, "seq": int, "id": str,
            "begun": int, "officer": str, "state": int, "signature": str, "n": int,
        },
        pk="digest",
    )  # fmt: skip
    db.table("beginning").create_index(["site"])
    db.table("beginning").create_index(["n"])


@migrations()
def bookkeeping(db: Database) -> None:
    """Keep of each peer only what differs, and of what goes only what still waits for an answer (changes §8.5)."""
    # As of which place of our journal a peer has everything in these compartments, and from which of its transfers that
    # is known; `heard_lacks`: the branches of which it has nothing then, or less; `heard`: the tips it has besides.
    db.table("heard_upto").create({"peer": str, "n": int, "compartments": str, "files": str}, pk="peer")
    db.table("heard_lacks").create({"peer": str, "branch": int}, pk=("peer", "branch"))
    # As of which place of our journal a transfer told a peer our tips, and up to which statement what sites signed.
    db.table("told").create(
        {"peer": str, "transfer": str, "n": int, "compartments": str, "statements": int, "confirmed": int},
        pk=("peer", "transfer"),
    )
    # How far a transfer went in each branch, until its receipt has come.
    db.table("reach").create(
        {"peer": str, "dispatch": str, "branch": int, "seq": int}, pk=("peer", "dispatch", "branch")
    )
    db.table("reach").create_index(["dispatch"])
    # The content of the last consignment to each peer: what is kept for ever of each is its digest.
    db.table("content").create({"consignment": str, "peer": str, "content": str}, pk="consignment")
    db.table("content_end").create({"id": str, "peer": str}, pk=("id", "peer"))


class Journal:
    """Appending to the chains and reading them back."""

    def __init__(self, db: Database) -> None:
        """Work on this connection; whoever writes has begun a transaction on it."""
        self._db = db
        self.branches = Branches(db)
        self._last_time = 0
        self._ahead = False
        """Whether some tip has a time that is not believed yet."""
        self._known: tuple[int, int] | None = None
        """The state of the database as of which the branches are known; None if they have to be read again."""

    def begin(self) -> None:
        """Know how far the streams reach; whoever writes begins with this.

        They are read again only where something else has written or the last transaction was rolled back: a store of
        many years has thousands of streams, and each deed would wait for them.
        """
        fresh = self._known is not None and self._known == self._state()
        if not fresh:
            self.branches.read()
        if not fresh or self._ahead:
            self._read_times()
        self._known = None

    def done(self) -> None:
        """Go on from here at the next beginning: the transaction was committed."""
        self._known = self._state()

    def _state(self) -> tuple[int, int]:
        """Return what changes when another connection has written, or this one."""
        return self._db.execute("PRAGMA data_version").fetchone()[0], self._db.conn.total_changes

    def _read_times(self) -> None:
        # Times grow along a stream, so its tip has the latest; our own counts also when the wall clock was put back.
        # CROSS JOIN keeps SQLite from going through all changes instead of the few streams.
        latest = (
            "SELECT coalesce(max(c.time), 0) FROM stream s CROSS JOIN change c ON c.stream = s.n AND c.seq = s.seq"
            " WHERE c.time <= ? OR (c.time < ? AND s.site = (SELECT value FROM meta WHERE name = 'site'))"
        )
        believed = _latest_believed()
        self._last_time = self._db.execute(latest, [believed, BEYOND]).fetchone()[0]
        ahead = (
            "SELECT EXISTS (SELECT 1 FROM stream s CROSS JOIN change c ON c.stream = s.n AND c.seq = s.seq"
            " WHERE c.time > ?)"
        )
        self._ahead = bool(self._db.execute(ahead, [believed]).fetchone()[0])

    def newest_own(self) -> int:
        """Return the time of the last change that this site itself has stamped; 0 if it has none."""
        newest = (
            "SELECT coalesce(max(c.time), 0) FROM stream s CROSS JOIN change c ON c.stream = s.n AND c.seq = s.seq"
            " WHERE s.site = (SELECT value FROM meta WHERE name = 'site')"
        )
        return int(self._db.execute(newest).fetchone()[0])

    def end(self) -> None:
        """Write down how far the streams reach now."""
        self.branches.write()

    def last(self) -> int:
        """Return the number of the newest change in this journal; it only grows."""
        return int(self._db.execute("SELECT coalesce(max(n), 0) FROM change").fetchone()[0])

    def append(self, stream: Stream, draft: Draft, over: tuple[str, ...], *, officer: str, action: str) -> int:
        """Append a change of our own to one of our streams; return its number in this journal.

        Raises:
            TooLong: it could never be sent, nor read again.
        """
        self._last_time = tick(self._last_time, time.time_ns() // 1_000_000)
        body = Body(draft.kind, draft.record, draft.fields, over, officer, action, new_salt())
        known = self.branches.of(stream)
        branch = known[-1] if known else self.branches.ending(stream, 0, ROOT)
        raw = body.to_bytes()
        if len(raw) > LONGEST:
            raise TooLong(size=len(raw), limit=LONGEST)
        identifier = identify(branch.id, header_bytes(stream, branch.seq + 1, self._last_time), raw)
        change = Change(stream, branch.seq + 1, self._last_time, branch.id, body, identifier)
        return self._insert(branch, change, raw)

    def accept(self, change: Change | Erased, raw_body: bytes) -> None:
        """Append a change that came from another site and was verified to follow a change that is here."""
        if change.time <= _latest_believed():
            self._last_time = max(self._last_time, change.time)
        else:
            self._ahead = True
        branch = self.branches.ending(change.stream, change.seq - 1, change.parent)
        if isinstance(change, Change):
            self._insert(branch, change, raw_body)
        else:
            self._insert_erased(branch, change)

    def _insert(self, branch: Branch, change: Change, raw: bytes) -> int:
        inserted = self._db.execute(
            "INSERT INTO change (stream, seq, time, id, record, kind, body, purges, holds)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                branch.n,
                change.seq,
                change.time,
                change.id,
                bytes.fromhex(change.body.record),
                change.body.kind,
                raw,
                bytes.fromhex(purged_by(change.body)) or None,
                bytes.fromhex(held_by(change.body)) or None,
            ],
        )
        branch.seq, branch.id = change.seq, change.id
        assert inserted.lastrowid is not None
        return inserted.lastrowid

    def _insert_erased(self, branch: Branch, change: Erased) -> None:
        self._db.execute(
            "INSERT INTO change (stream, seq, time, id, body_hash) VALUES (?, ?, ?, ?, ?)",
            [branch.n, change.seq, change.time, change.id, change.body_hash],
        )
        branch.seq, branch.id = change.seq, change.id

    # Reading

    def identifiers(self, numbers: Sequence[int]) -> list[str]:
        """Return the identifiers of changes by their numbers in this journal."""
        places = ", ".join("?" * len(numbers))
        rows = self._db.execute(f"SELECT id FROM change WHERE n IN ({places}) ORDER BY n", numbers)
        return [row[0].hex() for row in rows]

    def said(self, record: str) -> list[Said]:
        """Return all changes under an identifier as they are judged, the first to come here first."""
        rows = self._db.execute(
            "SELECT c.kind, s.site, s.compartment, c.n, c.id, c.time, c.body FROM change c"
            " JOIN stream s ON s.n = c.stream WHERE c.record = ? ORDER BY c.n",
            [key_of(record)],
        )
        return [Said(kind, site, compartment, as_write(*write)) for kind, site, compartment, *write in rows]

    def judged(self, record: str) -> Verdict:
        """Return what the changes under an identifier come to."""
        return judge(record, self.said(record))

    def writes(self, kind: str, record: str) -> list[Write]:
        """Return the changes of one record that count, as merging sees them, the first to come here first."""
        return self.judged(record).writes.get(kind, [])

    def marks(self, kind: str, record: str, compartment: str) -> list[Write]:
        """Return the changes of a purge or a hold that count in one compartment (§10.11)."""
        return [
            each.write
            for each in self.said(record)
            if (each.kind, each.compartment) == (kind, compartment)
            and why_void(kind, compartment, each.write.time, each.write.fields) is None
        ]

    def of_record(self, record: str) -> Iterator[Change]:
        """Yield all changes under an identifier, in the order they came to be here."""
        rows = self._db.execute(
            "SELECT s.site, s.incarnation, s.compartment, c.seq, c.time, c.id, c.body,"
            " coalesce((SELECT p.id FROM change p WHERE p.stream = c.stream AND p.seq = c.seq - 1), s.parent)"
            " FROM change c JOIN stream s ON s.n = c.stream WHERE c.record = ? ORDER BY c.n",
            [key_of(record)],
        )
        for site, incarnation, compartment, seq, moment, identifier, body, parent in rows:
            stream = Stream(site, incarnation, compartment)
            yield Change(stream, seq, moment, parent, Body.from_bytes(body), identifier)

    def since(
        self, branch: Branch, seq: int, upto: int | None = None
    ) -> Iterator[tuple[int, int, str | None, bytes | None, bytes | None]]:
        """Yield (seq, time, kind, body, hash of the body if it was erased) of the changes of a branch after a place."""
        return iter(
            self._db.execute(
                "SELECT seq, time, kind, body, body_hash FROM change WHERE stream = ? AND seq > ? AND seq <= ?"
                " ORDER BY seq",
                [branch.n, seq, branch.seq if upto is None else upto],
            )
        )

    def last_named(self, stream: Stream, branch: Branch, places: Collection[str]) -> tuple[int, bytes] | None:
        """Return the last place of a branch whose name is one of these."""
        return last_named(self._db, branch.n, stream, places) if places else None

    def kinds_since(self, branch: Branch, seq: int, upto: int | None = None) -> dict[str, int]:
        """Return how many changes of each kind a branch has after this place; erased ones count as purges."""
        rows = self._db.execute(
            "SELECT coalesce(kind, ?) AS kind, count(*) FROM change WHERE stream = ? AND seq > ? AND seq <= ?"
            " GROUP BY 1",
            [PURGE, branch.n, seq, branch.seq if upto is None else upto],
        )
        return dict(rows.fetchall())

    def erased_since(self, branch: Branch, seq: int, upto: int) -> int:
        """Return how many changes of a branch after one place, up to another, are erased."""
        counted = "SELECT count(*) FROM change WHERE stream = ? AND seq > ? AND seq <= ? AND body IS NULL"
        return int(self._db.execute(counted, [branch.n, seq, upto]).fetchone()[0])

    def kinds_of(self, record: str) -> set[tuple[str, str]]:
        """Return the kinds under an identifier, each with the compartment in which it stands."""
        rows = self._db.execute(
            "SELECT DISTINCT c.kind, s.compartment FROM change c JOIN stream s ON s.n = c.stream WHERE c.record = ?",
            [key_of(record)],
        )
        return {(kind, compartment) for kind, compartment in rows}


def key_of(record: str) -> bytes:
    """Return an identifier as the journal keeps it; what is none, which a body may name, is found nowhere."""
    try:
        return bytes.fromhex(record)
    except ValueError:
        return b""


def _latest_believed() -> int:
    """Return the latest time that our clock follows: another site's clock may run ahead, but must not drag ours off."""
    return tick(0, min(time.time_ns() // 1_000_000, LATEST) + A_DAY)


def as_write(n: int, identifier: bytes, moment: int, body: bytes) -> Write:
    """Return a row of the journal as merging sees it."""
    read = json.loads(body)  # our own journal: `check` verifies it, reading need not
    return Write(identifier.hex(), moment, tuple(read["over"]), read["fields"], n)


def new_incarnation() -> str:
    """Return a name for this life of the site: it changes when the site is restored from a backup."""
    return os.urandom(8).hex()
