"""The connections of a store, and the transactions on them.

One writes, under a lock, in transactions begun at once; the others only read, so that the interface is not kept waiting
by an import. The main thread, which draws, reads on one of its own: it waits for no long reading of another thread. A
thread inside a transaction reads through the writer and sees what it wrote.
"""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from core.model.change import Stream
from core.model.progress import Progress, no_progress
from core.model.record import RECORDS
from core.values.refusal import Refusal
from data.database.dialect import begin_writing, flush_log, limit_cache, put
from data.database.journal_schema import migrations
from data.database.sqlcipher import Database, DatabaseError, connect, disk_refusals
from data.erasure.erase import Purging
from data.erasure.erasure_index import ErasureIndex
from data.erasure.wipe import wipe
from data.journal.journal import Journal
from data.papers.paper_folder import PaperFolder
from data.peer_state.acknowledged import Acknowledgements
from data.peer_state.checkpoint_store import CheckpointStore
from data.peer_state.pending_segments import PendingSegments
from data.peer_state.unanswered_transfers import UnansweredTransfers
from data.store.kept_papers import named_contents
from data.tables.code_digest import fingerprint
from data.tables.rebuild import Tables
from data.vault.folder import PAPERS

CACHE_KIB = 64 * 1024
"""Pages each connection keeps deciphered at most: a change touches a dozen trees, a search reads rows everywhere."""
WIPE = "wipe"
"""The value that the store keeps about itself while what was purged has left traces in its file."""


class Transactions:
    """What every part of a store stands on: journal and tables on the connection that writes, and those that read."""

    def __init__(self, path: Path, key: bytes, progress: Progress = no_progress) -> None:
        """Open the database at `path`; tables whose declaration has changed are made again."""
        self._writing = threading.RLock()
        self._reading = threading.RLock()
        self._reading_beside = threading.RLock()
        self.written = 0
        self._thread: int | None = None
        self._looks_back = False
        self._afterwards: list[Callable[[], None]] = []
        self._undoing: list[Callable[[], None]] = []
        self._connect(path, key, progress)

    def _connect(self, path: Path, key: bytes, progress: Progress) -> None:
        self.path = path
        self.papers = PaperFolder(path.parent / PAPERS)
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
                limit_cache(self._writer, CACHE_KIB)
                migrations.apply(self._writer)
                self.site = self._meta_of(self._writer, "site")
                self.checkpoints = CheckpointStore(self._writer, self.journal.branches, self.site)
                self.acknowledgements = Acknowledgements(self._writer, self.journal.branches)
                self.unanswered_transfers = UnansweredTransfers(self._writer)
                self._freshen(progress)
        except BaseException:
            self._writer.close()
            raise
        self._reader = self._connect_reader()
        self._reader_beside: Database | None = None
        self._wipe()

    def _connect_reader(self) -> Database:
        reader = connect(self.path, self._key, read_only=True, any_thread=True)
        limit_cache(reader, CACHE_KIB)
        return reader

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
        put(self._writer, "meta", {"name": name, "value": value})

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
            except BaseException:
                for deed in reversed(self._undoing):
                    deed()
                raise
            finally:
                self._undoing = []
                waiting, self._afterwards = self._afterwards, []
                for deed in waiting:
                    self.after_commit(deed)

    @contextmanager
    def _begun(self) -> Iterator[None]:
        with disk_refusals(self.path):
            begin_writing(self._writer)
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
                self.written += 1
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
            flush_log(self._writer)

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

    def _own(self, compartment: str) -> Stream:
        return Stream(self.site, self.incarnation, compartment)

    @property
    def incarnation(self) -> str:
        """The incarnation this site is in: another one begins when it is restored from a backup."""
        return self._meta_of(self._writer, "incarnation")

    # Reading

    @contextmanager
    def _reads(self) -> Iterator[Any]:
        if self._thread == threading.get_ident() and not self._looks_back:
            yield self._writer
            return
        if threading.get_ident() == threading.main_thread().ident:
            with self._reading, disk_refusals(self.path):
                yield self._reader
            return
        with self._reading_beside, disk_refusals(self.path):
            if self._reader_beside is None:
                self._reader_beside = self._connect_reader()
            yield self._reader_beside

    @contextmanager
    def _nobody_reads(self) -> Iterator[None]:
        """Let no thread read meanwhile."""
        with self._reading, self._reading_beside:
            yield

    # Wiping

    def _wipe(self) -> None:
        """Wipe what purges have left in the file, if they have; what fails is done at the next opening.

        The purge itself stands, so nobody is told that it failed; `check` says that this is still to be done.
        """
        with self._writing, suppress(Refusal, DatabaseError), disk_refusals(self.path):
            if self._meta_of(self._writer, WIPE):
                self.sweep_papers()
                if wipe(self._writer, self._nobody_reads()):
                    self.set_meta(WIPE, "")

    def sweep_papers(self) -> None:
        """Remove the sealed files that no paper names: of what was purged, or was attached by a killed program."""
        with self._writing, disk_refusals(self.path):
            self.papers.keep_only(named_contents(self._writer))
