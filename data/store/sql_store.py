"""The store: journal and tables behind core's `Store`, on two connections.

One writes, under a lock, in transactions begun at once; the other only reads, so that the interface is not kept waiting
by an import. A thread inside a transaction reads through the writer and sees what it wrote.
"""

import json
import threading
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from core.model.change import HOLD, HOME, PURGE, Change, Draft, Entry, Erased, Stream, purged_by
from core.model.merge import Heads, settle
from core.model.query import EVERYTHING, Condition, Is, Query, both
from core.model.record import RECORDS, Column, Record, columns
from core.model.store import IntegrityFault, Progress, Stood, no_progress
from core.results.transfer import Twinned
from core.rules.duplicates import FIELDS
from core.rules.joined_records import SAME_AS, joinable
from core.values.labelled_enum import LabelledEnum
from core.values.refusal import Refusal
from core.values.sentence import N_, say
from data.database.schema import DELETED, JOINED, table_of
from data.database.sql import counted, select, where
from data.database.sqlcipher import DatabaseError, connect, copy_under, disk_refusals
from data.erasure.erase import Purging
from data.erasure.erasure_index import ErasedRecord, ErasureIndex
from data.erasure.erasure_rules import as_write
from data.erasure.wipe import wipe
from data.integrity.check_database import first_unsound
from data.journal.journal import Journal, key_of, migrations, new_incarnation
from data.journal.positions import changed_after, last_places
from data.journal.validity import home_of_mark, why_void
from data.peer_state.acknowledged import Acknowledgements
from data.peer_state.checkpoint_store import CheckpointStore, keep_signature
from data.peer_state.pending_segments import PendingSegment, PendingSegments
from data.peer_state.unanswered_transfers import UnansweredTransfers
from data.system.clock import stamped
from data.tables.code_digest import fingerprint
from data.tables.projection import Tables
from data.vault.high_water_mark import HighWaterMark

PAGE = 500
"""How many rows are asked for in one statement."""
CACHE_KIB = 64 * 1024
"""Pages each connection keeps deciphered at most: a change touches a dozen trees, a search reads rows everywhere."""
WIPE = "wipe"
"""The value that the store keeps about itself while what was purged has left traces in its file."""
NOT_WIPED = N_(
    "What was purged has left traces in the file. Make sure that there is room on the disk, then close Sealdesk and "
    "open it again: it wipes them."
)


class OtherRecord(Refusal):
    """Another record has the identifier {id}. Enter this one anew, so that it gets its own."""


class NeverWritten(Refusal):
    """This cannot be written, because every other site would find it void: {why}."""


class SqlStore:
    """An open store (`core.model.store.Store`)."""

    def __init__(self, path: Path, key: bytes, progress: Progress = no_progress) -> None:
        """Open the database at `path`; tables whose declaration has changed are made again."""
        self._writing = threading.RLock()
        self._reading = threading.RLock()
        self._thread: int | None = None
        self._looks_back = False
        self._afterwards: list[Callable[[], None]] = []
        self._connect(path, key, progress)

    def _connect(self, path: Path, key: bytes, progress: Progress) -> None:
        self.path = path
        self.closed = False
        self._key = key
        self._writer = connect(path, key, any_thread=True)
        self.journal, self.erasure_index, self.pending_segments = (
            Journal(self._writer),
            ErasureIndex(self._writer),
            PendingSegments(self._writer),
        )
        self._tables = Tables(self._writer)
        self._purging = Purging(self.journal, self.erasure_index, self._tables, self._own)
        try:
            with disk_refusals(path):
                self._writer.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
                migrations.apply(self._writer)
                self.site = self._meta_of(self._writer, "site")
                self.checkpoints = CheckpointStore(self._writer, self.journal.branches, self.site)
                self.acknowledgements = Acknowledgements(self._writer, self.journal.branches)
                self.unanswered_transfers = UnansweredTransfers(self._writer)
                self._freshen(progress)
        except BaseException:
            self._writer.close()
            raise
        self._reader = connect(path, key, read_only=True, any_thread=True)
        self._reader.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        self._wipe()

    def _freshen(self, progress: Progress) -> None:
        """Make the tables again if a declaration has changed since they were made."""
        wanted = json.dumps({kind: fingerprint(kind) for kind in sorted(RECORDS)})
        if self._meta_of(self._writer, "tables") != wanted:
            with self.transaction():
                self._make_again(progress)
                self.set_meta("tables", wanted)

    def _make_again(self, progress: Progress) -> int:
        made = self._tables.rebuild(progress)
        self._purging.sweep()
        return made

    # One value each

    def meta(self, name: str) -> str:
        """Return a value the store keeps about itself, or an empty text."""
        with self._reads() as db:
            return self._meta_of(db, name)

    @staticmethod
    def _meta_of(db: Any, name: str) -> str:
        row = db.execute("SELECT value FROM meta WHERE name = ?", [name]).fetchone()
        return row[0] if row else ""

    def set_meta(self, name: str, value: str) -> None:
        """Keep a value about the store itself; inside a transaction."""
        self._writer.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [name, value])

    def drop_meta(self, name: str) -> None:
        """Forget a value about the store itself; inside a transaction."""
        self._writer.execute("DELETE FROM meta WHERE name = ?", [name])

    # Writing

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything inside one transaction; one inside another joins it."""
        with self._writing:
            if self._thread is not None:
                yield
                return
            try:
                with self._begun():
                    yield
            finally:
                waiting, self._afterwards = self._afterwards, []
                for deed in waiting:
                    self.afterwards(deed)

    @contextmanager
    def _begun(self) -> Iterator[None]:
        with disk_refusals(self.path):
            self._writer.execute("BEGIN IMMEDIATE")
            self._thread = threading.get_ident()
            try:
                self.journal.begin()
                self._tables.begin()
                self._purging.begin()
                yield
                self._purging.finish()
                self._tables.finish()
                self.journal.end()
                self.checkpoints.sign_if_due(self.incarnation)
                if self._purging.erased:
                    self.set_meta(WIPE, "due")
                self._writer.execute("COMMIT")
                self.journal.done()
            except BaseException:
                self._writer.conn.rollback()
                raise
            finally:
                self._thread = None
        self._checkpoint()
        if self._purging.erased:
            self._wipe()

    @property
    def touched(self) -> Mapping[str, set[str]]:
        """The records of each kind whose rows the present transaction has written, or taken away."""
        return self._tables.touched

    @contextmanager
    def before(self) -> Iterator[None]:
        """Read, while inside, what stood before the present transaction: what the other connection still sees."""
        self._looks_back = True
        try:
            yield
        finally:
            self._looks_back = False

    def _checkpoint(self) -> None:
        """Bring what was committed from the log into the database itself, so that losing the log loses no deed.

        What a long reading of somebody else or a full disk does not let through comes with the next transaction.
        """
        with suppress(DatabaseError):
            self._writer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()

    def afterwards(self, deed: Callable[[], None]) -> None:
        """Do something once the present transaction has ended; at once if there is none. A refusal is passed over."""
        if self._thread == threading.get_ident():
            self._afterwards.append(deed)
            return
        with suppress(Refusal):
            deed()

    def _own(self, compartment: str) -> Stream:
        return Stream(self.site, self.incarnation, compartment)

    def write(self, drafts: Iterable[Draft], *, officer: str, action: str) -> None:
        """Append drafts to the journal and bring the tables up to date; inside a transaction.

        Raises:
            Refusal: Purged if one is to a record that was purged.
        """
        incarnation = self.incarnation
        for draft in drafts:
            stream = Stream(self.site, incarnation, self._home(draft))
            self._purging.refuse(draft, stream.compartment)
            before = self._tables.row(draft.kind, draft.record)
            over = tuple(self.journal.identifiers(before.heads_of(draft.fields))) if before else ()
            purges = purged_by(draft)
            if purges:
                over += self._purging.names(draft, ErasedRecord(purges, stream.compartment))
            number = self.journal.append(stream, draft, over, officer=officer, action=draft.action or action)
            self._tables.write(number, draft, before)
            if draft.kind in (PURGE, HOLD):
                self._purging.take([(draft, stream.compartment)])

    def _home(self, draft: Draft) -> str:
        """Return the compartment of a draft: where its record stands, or else where its kind belongs.

        Raises:
            OtherRecord: its identifier is that of a record of another kind that other sites know.
            NeverWritten: every other site would find it void.
        """
        known = self.journal.kinds_of(draft.record)
        home = RECORDS[draft.kind].compartment
        if draft.kind in (PURGE, HOLD):
            own = (each for each in self.journal.said(draft.record) if each.kind == draft.kind)
            home = home_of_mark(own) or self._home_of_new_mark(draft)
        others = any(kind != draft.kind and compartment not in HOME for kind, compartment in known)
        if home not in HOME and others and (draft.kind, home) not in known:
            raise OtherRecord(id=draft.record)
        if why := why_void(draft.kind, home, 0, draft.fields):
            raise NeverWritten(why=say(why.label))
        return home

    def _home_of_new_mark(self, draft: Draft) -> str:
        """Return where a new purge or hold stands: beside what it names."""
        file_kind = draft.fields.get("file_kind")
        if draft.compartment in HOME or file_kind not in RECORDS:
            return draft.compartment or RECORDS[draft.kind].compartment
        return RECORDS[file_kind].compartment

    def accept(self, changes: Iterable[tuple[Change | Erased, bytes]], progress: Progress) -> None:
        """Append verified changes of other sites, with the bytes of their bodies, and settle what they touch."""
        said = []
        for change, body in changes:
            self.journal.accept(change, body)
            if isinstance(change, Change):
                said.append((change.body, change.stream.compartment))
        self._purging.take(said)
        touched = dict.fromkeys(body.record for body, _ in said)
        for done, record in enumerate(touched):
            self._tables.reproject(record)
            if done % 500 == 0:
                progress(done, len(touched))

    def twins_with(self, changes: Iterable[Change]) -> tuple[Twinned, ...]:
        """Return what would newly be listed twice if these changes came in; inside a transaction."""
        coming: dict[tuple[str, str], list[Change]] = {}
        for change in changes:
            body = change.body
            if body.kind in FIELDS and not why_void(body.kind, change.stream.compartment, change.time, body.fields):
                coming.setdefault((body.kind, body.record), []).append(change)
        writes = (
            (kind, record, [*self.journal.writes(kind, record), *map(as_write, each)])
            for (kind, record), each in coming.items()
        )
        return self._tables.twins_with(writes)

    def keep_waiting(self, segments: Iterable[PendingSegment], no_longer: Iterable[int]) -> None:
        """Let segments wait, and those with these numbers no longer; inside a transaction.

        What a purge covers is erased of them; their own purges and holds count only once they have joined.
        """
        self.pending_segments.drop(no_longer)
        for each in segments:
            self.pending_segments.keep(each)
            said = [(change.body, each.segment.compartment) for change in each.changes if isinstance(change, Change)]
            self._purging.take([(body, part) for body, part in said if body.kind not in (PURGE, HOLD)])

    def tip_signature(self, stream: Stream, identifier: str) -> str:
        """Return the author's signature of a change of its stream, in base64, as it came with a transfer."""
        found = self._writer.execute(
            "SELECT signature FROM tip WHERE site = ? AND incarnation = ? AND compartment = ? AND id = ?",
            [*stream, identifier],
        ).fetchone()
        return found[0] if found else ""

    def sign_checkpoint(self) -> None:
        """Sign how far our own stream has come, and keep that (changes §12.3)."""
        with self.transaction():
            self.checkpoints.sign(self.incarnation)

    def keep_tip(self, stream: Stream, seq: int, identifier: str, signature: str) -> None:
        """Keep an author's signature of a place of its stream, in place of those below it; inside a transaction."""
        keep_signature(self._writer, self.journal.branches, stream, seq, identifier, signature)

    @property
    def incarnation(self) -> str:
        """The life this site is in: another one begins when it is restored from a backup."""
        return self._meta_of(self._writer, "incarnation")

    def begin_incarnation(self, why: str, officer: str = "", state: datetime | None = None) -> None:
        """Begin another life: from here on nothing is appended to the streams of this one; inside a transaction.

        Why, and who brought it about, is signed with it: `restored` from a backup, whose `state` it has, or `put_back`
        without one (changes §12.4). Every peer is told anew what is here: of what another life of this site told it
        some may be missing.
        """
        before, following = self.incarnation, new_incarnation()
        self.checkpoints.begin(following, before, why, officer, int(state.timestamp() * 1000) if state else 0)
        self.set_meta("incarnation", following)
        self.acknowledgements.forget_told()

    def promise_checkpoint(self, to: str) -> None:
        """Note the checkpoint that a site is given next (changes §12.4); in a transaction of its own."""
        with self.transaction():
            self.checkpoints.promise(to, self.incarnation)

    # Reading

    @contextmanager
    def _reads(self) -> Iterator[Any]:
        if self._thread == threading.get_ident() and not self._looks_back:
            yield self._writer
            return
        with self._reading, disk_refusals(self.path):
            yield self._reader

    def keys(self, query: Query) -> "array[int]":
        """Return the row numbers a query asks for."""
        sql, values = select(query, "n")
        with self._reads() as db:
            return array("q", (row[0] for row in db.execute(sql, values)))

    def page(
        self, kind: str, keys: Sequence[int], names: Sequence[str], meeting: Condition = EVERYTHING
    ) -> list[tuple[Any, ...]]:
        """Return these columns of those of these rows that meet the condition; a row that has gone is left out."""
        known = columns(RECORDS[kind])
        listed = ", ".join(f'"{name}"' for name in names)
        sql, values = where(kind, meeting)
        found: dict[int, tuple[Any, ...]] = {}
        with self._reads() as db:
            for start in range(0, len(keys), PAGE):
                part = ",".join(str(int(key)) for key in keys[start : start + PAGE])
                statement = f"SELECT n, {listed} FROM kind_{kind} WHERE n IN ({part}) AND deleted = 0 AND ({sql})"
                for row in db.execute(statement, values):
                    cells = zip(names, row[1:], strict=True)
                    found[row[0]] = tuple(_shown(known.get(name), value) for name, value in cells)
        return [found[key] for key in keys if key in found]

    def count(self, query: Query) -> int:
        """Return how many records a query asks for."""
        table, number, values = counted(query)
        with self._reads() as db:
            return int(db.execute(f"SELECT coalesce({number}, 0) FROM {table}", values).fetchone()[0])

    def groups(self, query: Query, *fields: str) -> list[tuple[Any, ...]]:
        """Return each combination of values of the fields, with its count at the end, most frequent first."""
        known = columns(RECORDS[query.kind])
        table, number, values = counted(query, fields)
        keys = ", ".join(f'"{field}"' for field in fields)
        with self._reads() as db:
            rows = db.execute(f"SELECT {keys}, {number} AS how_many FROM {table} GROUP BY {keys}", values).fetchall()
        rows.sort(key=lambda row: (-row[-1], *map(str, row[:-1])))
        return [
            (*(_shown(known[name], cell) for name, cell in zip(fields, row, strict=False)), row[-1]) for row in rows
        ]

    def get(self, kind: str, record: str, where: Condition) -> Record | None:
        """Return a record if it exists and meets the condition."""
        found = self.find(Query(kind, both(Is("id", (self._shown_for(kind, record),)), where), ("id",), limit=1))
        return found[0] if found else None

    def _shown_for(self, kind: str, record: str) -> str:
        """Return the record that is shown for one, which may stand under it."""
        with self._reads() as db:
            while joinable(kind):
                found = db.execute(
                    f"SELECT {SAME_AS} FROM kind_{kind} WHERE id = ? AND deleted = ?", [record, JOINED]
                ).fetchone()
                if not found:
                    break
                record = found[0]
        return record

    def under(self, kind: str, record: str) -> list[str]:
        """Return the records that stand under one, in order."""
        found: dict[str, None] = {}
        waiting = [record] if joinable(kind) else []
        with self._reads() as db:
            while waiting:
                rows = db.execute(
                    f"SELECT id FROM kind_{kind} WHERE {SAME_AS} = ? AND deleted = ?", [waiting.pop(), JOINED]
                )
                new = [each for (each,) in rows if each not in found]
                found.update(dict.fromkeys(new))
                waiting += new
        return sorted(found)

    def find(self, query: Query) -> list[Any]:
        """Return the records a query asks for."""
        table = table_of(query.kind)
        sql, values = select(query, f"id, {table.listed}")
        with self._reads() as db:
            return [table.read(row) for row in db.execute(sql, values).fetchall()]

    def kind_of(self, prefix: str) -> list[tuple[str, str]]:
        """Return kind and identifier of the records whose identifier begins with this, at most three."""
        found: list[tuple[str, str]] = []
        for kind, record_type in RECORDS.items():
            if not record_type.mirrors and len(found) < 3:
                with self._reads() as db:
                    rows = db.execute(
                        f"SELECT id FROM kind_{kind} WHERE id >= ? AND id < ? AND deleted <> ? LIMIT 3",
                        [prefix, prefix + "g", DELETED],
                    )
                    found += [(kind, row[0]) for row in rows]
        return found[:3]

    def history(self, record: str, kind: str = "") -> list[Entry]:
        """Return all changes of a record that count, oldest first, each with what stood before it."""
        with self._reads() as db:
            writes = Journal(db).judged(record).writes
            counted = {write.id for each, several in writes.items() if each == (kind or each) for write in several}
            changes = [each for each in Journal(db).of_record(record) if each.id.hex() in counted]
        entries, known = [], dict[str, Any]()
        for change in sorted(changes, key=lambda change: (change.time, change.id)):
            entries.append(Entry(change, {name: known.get(name) for name in change.body.fields}))
            known |= change.body.fields
        return entries

    def heads(self, record: str, kind: str = "") -> Heads:
        """Return the heads of each field of a record; of any kind if none is given."""
        with self._reads() as db:
            writes = Journal(db).judged(record).writes
            return settle(write for each, several in writes.items() if each == (kind or each) for write in several)

    def stood(self, record: str, kind: str, field: str) -> list[Stood]:
        """Return what a field of a record held, in the order in which that came to be so here."""
        with self._reads() as db:
            verdict = Journal(db).judged(record)
        stood = list[Stood]()
        writes = [write for write in verdict.writes.get(kind, ()) if field in write.fields]
        for count, write in enumerate(writes, 1):
            shown = settle(writes[:count])[field][0]
            value = shown.fields[field]
            if not stood or stood[-1].value != value:
                stood.append(Stood(write.key, value, verdict.authors[shown.id][0], shown.time))
        return stood

    def place(self, record: str, change: bytes = b"") -> int:
        """Return the place of a change of a record, or of its first; 0 if there is none."""
        with self._reads() as db:
            row = db.execute(
                "SELECT min(n) FROM change WHERE record = ? AND (? = x'' OR id = ?)", [key_of(record), change, change]
            ).fetchone()
        return row[0] or 0

    def places(self, site: str, before: str = "") -> tuple[str, ...]:
        """Return the names of the last places that are here of a site's streams, or were before a record was made."""
        with self._reads() as db:
            return last_places(db, site, before)

    def beyond(self, site: str, places: Collection[str], *, complete: bool) -> list[tuple[str, str]]:
        """Return kind and identifier of each record that a site changed after these places of its streams."""
        with self._reads() as db:
            return changed_after(db, site, frozenset(places), complete=complete)

    # Looking after itself

    def check(self, progress: Progress = no_progress) -> IntegrityFault | None:
        """Verify pages, chains and signatures, and that rebuilt tables equal live ones; return the first fault."""
        db = connect(self.path, self._key)
        try:
            with disk_refusals(self.path):
                fault = first_unsound(db, "database", progress)
            if fault:
                return fault
            return IntegrityFault("database", say(NOT_WIPED)) if self._meta_of(db, WIPE) else None
        finally:
            db.close()

    def rebuild(self, progress: Progress = no_progress) -> int:
        """Throw the tables away and work them out of the journal; return the number of records."""
        with self.transaction():
            return self._make_again(progress)

    def _wipe(self) -> None:
        """Wipe what purges have left in the file, if they have; what fails is done at the next opening.

        The purge itself stands, so nobody is told that it failed; `check` says that this is still to be done.
        """
        with self._writing, suppress(Refusal, DatabaseError), disk_refusals(self.path):
            if self._meta_of(self._writer, WIPE) and wipe(self._writer, self._reading):
                self.set_meta(WIPE, "")

    # Its file

    def held(self, changes: int | None = None) -> HighWaterMark | None:
        """Return how far the journal has come, or how far it was after so many changes; None if it is not so far."""
        with self._reads() as db:
            if changes is None:
                changes = Journal(db).last()
            row = db.execute("SELECT id FROM change WHERE n = ?", [changes]).fetchone()
        if changes == 0:
            return HighWaterMark()
        return HighWaterMark(changes, row[0]) if row else None

    def last_stamp(self) -> datetime | None:
        """Return when this site wrote last, by the clock that it had then; None if it never did."""
        with self._reads() as db:
            newest = Journal(db).newest_own()
        return stamped(newest) if newest else None

    @contextmanager
    def standstill(self) -> Iterator[None]:
        """Let no other thread write meanwhile."""
        with self._writing:
            yield

    def copy_to(self, path: Path, key: bytes, progress: Progress = no_progress) -> None:
        """Write the whole database to a new file under another key."""
        with self._writing, disk_refusals(path):
            copy_under(self._writer, path, key, progress)

    def move_to(self, path: Path, key: bytes) -> None:
        """Go on with a copy; whoever reads or writes waits for it."""
        with self._writing, self._reading:
            self.close()
            self._connect(path, key, no_progress)

    def close(self) -> None:
        """Close both connections."""
        self.closed = True
        self._reader.close()
        self._writer.close()


def _shown(column: Column | None, value: Any) -> Any:
    """Return a cell as its declared type shows it."""
    if column is None or value is None:
        return value
    if value == "" and column.type is not str:
        return None  # how a tally writes what is empty
    if issubclass(column.type, LabelledEnum):
        return column.type(value)
    if column.type is datetime:
        return datetime.fromisoformat(value)
    if column.type is date:
        return date.fromisoformat(value)
    if column.type is tuple:
        return tuple(json.loads(value))
    return bool(value) if column.type is bool else value


def create(path: Path, key: bytes, site: str) -> SqlStore:
    """Make the database of a new site and open it."""
    db = connect(path, key)
    try:
        with disk_refusals(path):
            migrations.apply(db)
            incarnation = new_incarnation()
            for name, value in (("site", site), ("incarnation", incarnation)):
                db.table("meta").insert({"name": name, "value": value})
    finally:
        db.close()
    store = SqlStore(path, key)
    try:
        with store.transaction():
            store.checkpoints.begin(incarnation, "", "founded", "", 0)
    except BaseException:
        store.close()
        raise
    return store
