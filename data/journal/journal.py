"""The journal: the truth of a store. Append-only chains of changes, and the few tables that go with them.

Everything else in the database follows from here and can be thrown away (`data.tables.projection`). The chain itself is
specified in docs/formats/changes.md.
"""

import json
import os
from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile

from core.model.change import (
    BEYOND,
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
    milliseconds,
    new_salt,
    purged_by,
    tick,
)
from core.model.merge import Write
from core.values.refusal import Refusal
from data.database.dialect import insert, marks, state
from data.database.sqlcipher import Database
from data.formats.changes_jsonl import MAX_LINE
from data.journal.branches import Branch, Branches
from data.journal.positions import last_named
from data.journal.validity import Said, Verdict, judge, why_void
from data.system.clock import wall_milliseconds

LONGEST = MAX_LINE - 128
"""Bytes of a body at most, so that its line can travel (changes §3.1.4)."""

A_DAY = 24 * 60 * 60 * 1000
"""In milliseconds."""

MOST_READ = 1000
"""How many changes are read at most to learn of which kinds some are: then asking every kind costs less."""


class TooLong(Refusal):
    """This takes {size:,} bytes and cannot be kept: one change may take {limit:,}. Shorten the texts, or write them in
    several records."""


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
        fresh = self._known is not None and self._known == state(self._db)
        if not fresh:
            self.branches.read()
        if not fresh or self._ahead:
            self._read_times()
        self._known = None

    def done(self) -> None:
        """Go on from here at the next beginning: the transaction was committed."""
        self._known = state(self._db)

    def _read_times(self) -> None:
        # Times grow along a stream, so its tip has the latest; our own counts also when the wall clock was put back.
        # CROSS JOIN keeps the database from going through all changes instead of the few streams.
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

    def append(self, stream: Stream, draft: Draft, supersedes: tuple[str, ...], *, officer: str, action: str) -> int:
        """Append a change of our own to one of our streams; return its number in this journal.

        Raises:
            TooLong: it could never be sent, nor read again.
        """
        self._last_time = tick(self._last_time, wall_milliseconds())
        body = Body(draft.kind, draft.record, draft.fields, supersedes, officer, action, new_salt())
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
        row = {
            "stream": branch.n,
            "seq": change.seq,
            "time": change.time,
            "id": change.id,
            "record": bytes.fromhex(change.body.record),
            "kind": change.body.kind,
            "body": raw,
            "purges": bytes.fromhex(purged_by(change.body)) or None,
            "holds": bytes.fromhex(held_by(change.body)) or None,
        }
        branch.seq, branch.id = change.seq, change.id
        return insert(self._db, "change", row)

    def _insert_erased(self, branch: Branch, change: Erased) -> None:
        row = {"stream": branch.n, "seq": change.seq, "time": change.time, "id": change.id}
        insert(self._db, "change", {**row, "body_hash": change.body_hash})
        branch.seq, branch.id = change.seq, change.id

    # Reading

    def identifiers(self, numbers: Sequence[int]) -> list[str]:
        """Return the identifiers of changes by their numbers in this journal."""
        rows = self._db.execute(f"SELECT id FROM change WHERE n IN ({marks(numbers)}) ORDER BY n", numbers)
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

    def deeds(self, officer: str, since: int, until: int) -> list[tuple[str, str, str]]:
        """Return action, kind and record of each change that an officer made here between two moments.

        They count milliseconds since 1970 UTC; the second is no part of it.
        """
        found = []
        own = "SELECT n FROM stream WHERE site = (SELECT value FROM meta WHERE name = 'site')"
        for (stream,) in self._db.execute(own).fetchall():
            # The time of a stream grows with its numbers: it is read from its end, as far back as is asked.
            rows = self._db.execute("SELECT time, body FROM change WHERE stream = ? ORDER BY seq DESC", [stream])
            for moment, body in takewhile(lambda row: milliseconds(row[0]) >= since, rows):
                said = json.loads(body) if body and milliseconds(moment) < until else {}
                if said.get("officer") == officer:
                    found.append((said["action"], said["kind"], said["record"]))
        return found

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

    def kinds_beginning(self, prefix: str) -> set[str] | None:
        """Return the kinds of the changes under identifiers that begin so; None if too many changes would be read."""
        try:
            first, last = (bytes.fromhex(prefix.ljust(32, digit)) for digit in "0f")
        except ValueError:
            return None
        rows = self._db.execute(
            f"SELECT kind FROM change WHERE record BETWEEN ? AND ? LIMIT {MOST_READ}", [first, last]
        ).fetchall()
        return {kind for (kind,) in rows} if len(rows) < MOST_READ else None


def key_of(record: str) -> bytes:
    """Return an identifier as the journal keeps it; what is none, which a body may name, is found nowhere."""
    try:
        return bytes.fromhex(record)
    except ValueError:
        return b""


def _latest_believed() -> int:
    """Return the latest time that our clock follows: another site's clock may run ahead, but must not drag ours off."""
    return tick(0, wall_milliseconds() + A_DAY)


def as_write(n: int, identifier: bytes, moment: int, body: bytes) -> Write:
    """Return a row of the journal as merging sees it."""
    read = json.loads(body)  # our own journal: `check` verifies it, reading need not
    return Write(identifier.hex(), moment, tuple(read["supersedes"]), read["fields"], n)


def new_incarnation() -> str:
    """Return a name for an incarnation of the site: it changes when the site is restored from a backup."""
    return os.urandom(8).hex()
