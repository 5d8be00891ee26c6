"""The store: journal and tables behind core's `Store`."""

from collections.abc import Collection, Container, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from core.model.change import HOLD, HOME, PURGE, Change, Draft, Erased, Stream, purged_by
from core.model.merge import Write
from core.model.progress import Progress, no_progress
from core.model.record import RECORDS
from core.model.store import IntegrityFault
from core.results.transfer import IncomingBreach, IncomingDuplicate
from core.rules.duplicates import FIELDS
from core.rules.following_rules import looked_at
from core.values.refusal import Refusal
from core.values.sentence import N_, say
from data.database.journal_schema import migrations
from data.database.sqlcipher import connect, copy_under, disk_refusals
from data.erasure.erasure_index import ErasedRecord
from data.erasure.erasure_rules import as_write
from data.integrity.check_database import first_unsound
from data.journal.journal import Journal, new_incarnation
from data.journal.validity import home_of_mark, why_void
from data.peer_state.pending_segments import PendingSegment
from data.peer_state.tip_signatures import keep_signature
from data.store.kept_papers import fault_of_papers, named_contents
from data.store.queries import Queries
from data.store.transaction import WIPE
from data.system.clock import stamped
from data.vault.high_water_mark import HighWaterMark

NOT_WIPED = N_(
    "What was purged has left traces in the file. Make sure that there is room on the disk, then close Sealdesk and "
    "open it again: it wipes them."
)


class OtherRecord(Refusal):
    """Another record has the identifier {id}. Enter this one anew, so that it gets its own."""


class NeverWritten(Refusal):
    """This cannot be written, because every other site would find it void: {why}."""


class SqlStore(Queries):
    """An open store (`core.model.store.Store`)."""

    def write(self, drafts: Iterable[Draft], *, officer: str, action: str) -> None:
        """Append drafts to the journal and bring the tables up to date; inside a transaction.

        Raises:
            Refusal: Purged if one is to a record that was purged.
        """
        incarnation = self.incarnation
        for draft in drafts:
            known = self.journal.kinds_of(draft.record)
            stream = Stream(self.site, incarnation, self._home(draft, known))
            self._purging.refuse(draft, stream.compartment)
            before = self._tables.row(draft.kind, draft.record) if known else None
            supersedes = tuple(self.journal.identifiers(before.heads_of(draft.fields))) if before else ()
            purges = purged_by(draft)
            if purges:
                supersedes += self._purging.names(draft, ErasedRecord(purges, stream.compartment))
            number = self.journal.append(stream, draft, supersedes, officer=officer, action=draft.action or action)
            self._tables.write(number, draft, before, is_new=not known)
            if draft.kind in (PURGE, HOLD):
                self._purging.take([(draft, stream.compartment)])

    def _home(self, draft: Draft, known: Collection[tuple[str, str]]) -> str:
        """Return the compartment of a draft: where its record stands, or else where its kind belongs.

        `known` are the kinds, each with its compartment, of all that was ever written under its identifier.

        Raises:
            OtherRecord: its identifier is that of a record of another kind that other sites know.
            NeverWritten: every other site would find it void.
        """
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
        """Append verified changes of other sites, with the bytes of their bodies, and project what they touch."""
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

    def breaches_with(self, changes: Iterable[Change]) -> tuple[IncomingBreach, ...]:
        """Return which rules would newly be broken if these changes came in; inside a transaction."""
        return self._tables.breaches.new_with(self._with(changes, looked_at()))

    def duplicates_with(self, changes: Iterable[Change]) -> tuple[IncomingDuplicate, ...]:
        """Return what would newly be listed twice if these changes came in; inside a transaction."""
        return self._tables.duplicates.new_with(self._with(changes, FIELDS))

    def _with(self, changes: Iterable[Change], kinds: Container[str]) -> Iterator[tuple[str, str, list[Write]]]:
        """Yield kind, identifier and all writes of each record of these kinds as it would be with these changes."""
        coming: dict[tuple[str, str], list[Change]] = {}
        for change in changes:
            body = change.body
            if body.kind in kinds and not why_void(body.kind, change.stream.compartment, change.time, body.fields):
                coming.setdefault((body.kind, body.record), []).append(change)
        for (kind, record), each in coming.items():
            yield kind, record, [*self.journal.writes(kind, record), *map(as_write, each)]

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

    def begin_incarnation(self, why: str, officer: str = "", state: datetime | None = None) -> None:
        """Begin another incarnation: from here on nothing is appended to the streams of this one; inside a transaction.

        Why, and who brought it about, is signed with it: `restored` from a backup, whose `state` it has, or `put_back`
        without one (changes §12.4). Every peer is told anew what is here: of what another incarnation told it
        some may be missing.
        """
        before, following = self.incarnation, new_incarnation()
        self.checkpoints.begin(following, before, why, officer, int(state.timestamp() * 1000) if state else 0)
        self.set_meta("incarnation", following)
        self.acknowledgements.forget_announced()

    def promise_checkpoint(self, to: str) -> None:
        """Note the checkpoint that a site is given next (changes §12.4); in a transaction of its own."""
        with self.transaction():
            self.checkpoints.promise(to, self.incarnation)

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

    def check_papers(self, progress: Progress = no_progress) -> IntegrityFault | None:
        """Compare the sealed files of attached papers with their records; return what is wrong, if anything."""
        with self.transaction():
            self.sweep_papers()
            return fault_of_papers(self.papers, named_contents(self._writer), progress)

    def papers_missing(self, compartments: Collection[str]) -> list[str]:
        """Return the sealed files that papers of these compartments name, and that are not here."""
        with self._reads() as db:
            return [each for each in sorted(named_contents(db, compartments)) if not self.papers.has(each)]

    def papers_named(self, compartments: Collection[str] | None = None) -> set[str]:
        """Return the sealed files that papers of these compartments name; of all, also those of what waits."""
        with self._reads() as db:
            return named_contents(db, compartments)

    def rebuild(self, progress: Progress = no_progress) -> int:
        """Throw the tables away and work them out of the journal; return the number of records."""
        with self.transaction():
            return self._make_again(progress)

    # Its file

    def high_water_mark(self, changes: int | None = None) -> HighWaterMark | None:
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
        with self._writing, self._nobody_reads():
            self.close()
            self._connect(path, key, no_progress)

    def close(self) -> None:
        """Close all connections."""
        self.closed = True
        self._reader.close()
        if self._reader_beside is not None:
            self._reader_beside.close()
        self._writer.close()


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
