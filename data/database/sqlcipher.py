"""The only place where connections to the database are made. Everybody else takes `Database` from here.

sqlite-utils looks for a module called pysqlite3 before it takes Python's own sqlite3. Under that name it is given
SQLCipher, so that it catches SQLCipher's exceptions. Importing this module costs about 150 ms, nearly all of it
sqlite-utils: a screen that comes before the store imports it late, or in a thread while a passphrase is stretched.
"""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

from sqlcipher3 import dbapi2

from core.model.progress import Progress, no_progress
from core.values.refusal import Refusal
from core.values.sentence import Sentence, say
from data.system.disk import (
    CannotReach,
    DiskFails,
    DiskFull,
    DiskReadOnly,
    NotPermitted,
    StoreInUse,
    file_refusals,
    flush_file,
    refuse_store_path_too_long,
)

sys.modules["pysqlite3"] = sys.modules["pysqlite3.dbapi2"] = dbapi2

from sqlite_utils import Database, Migrations, utils  # noqa: E402 - after the two names are set

if utils.OperationalError is not dbapi2.OperationalError:
    raise ImportError("sqlite_utils was imported before data.database.sqlcipher, and took Python's own sqlite3")

DatabaseError = dbapi2.DatabaseError
IntegrityError = dbapi2.IntegrityError
OperationalError = dbapi2.OperationalError

__all__ = [
    "Database",
    "DatabaseError",
    "IntegrityError",
    "Migrations",
    "OperationalError",
    "connect",
    "copy_under",
    "disk_refusals",
    "page_integrity",
]

KEY_BYTES = 32
BUSY_SECONDS = 5.0
_STATEMENTS = 1024
"""Prepared statements that a connection keeps: an action asks about a hundred, of several hundred that there are."""
_LEAST_FREE = 2**16
"""Less than this is a full disk: the shared memory of the write-ahead log alone takes half of it (SQLite, WAL)."""
_STEPS_BETWEEN_NEWS = 200_000
"""Steps of SQLite's machine: about ten times a second."""

# For the whole process: SQLCipher writes no log to the terminal that the screens are drawn on, and does not wipe every
# block of memory that SQLite frees, which costs three times the speed.
_PROCESS = ("cipher_log_level = NONE", "cipher_memory_security = OFF")

_CONNECTION = (
    "cipher_page_size = 4096",
    "temp_store = MEMORY",  # a large sort never puts plain text on the disk
    "foreign_keys = OFF",  # a transfer may bring the child before its parent
    "secure_delete = ON",
    "synchronous = FULL",  # NORMAL forgets the last commits in a power cut, and what was sent would be unknown here
)


class DatabaseUnreadable(Refusal):
    """{path} is not the database of this store, or its beginning is damaged. Put it back from a backup."""


class DatabaseDamaged(Refusal):
    """{path} is damaged. Copy the whole store to another disk, then put the database back from a backup."""


_BY_CODE: dict[int, type[Refusal]] = {
    dbapi2.SQLITE_PERM: NotPermitted,
    dbapi2.SQLITE_BUSY: StoreInUse,
    dbapi2.SQLITE_LOCKED: StoreInUse,
    dbapi2.SQLITE_READONLY: DiskReadOnly,
    dbapi2.SQLITE_IOERR: DiskFails,
    dbapi2.SQLITE_CORRUPT: DatabaseDamaged,
    dbapi2.SQLITE_FULL: DiskFull,
    dbapi2.SQLITE_CANTOPEN: CannotReach,
    dbapi2.SQLITE_NOTADB: DatabaseUnreadable,
}


@contextmanager
def disk_refusals(path: Path) -> Iterator[None]:
    """Turn what the disk does to the database at `path` into a refusal; mistakes in SQL pass through."""
    try:
        with file_refusals(path):
            yield
    except dbapi2.DatabaseError as error:
        # The low byte is the primary code; the rest says more than an officer can use.
        refusal = _BY_CODE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if refusal is None:
            raise
        if refusal is DiskFails and _is_full(path):  # SQLite calls it so where it cannot lay out its shared memory
            refusal = DiskFull
        raise refusal(path=path) from error


def _is_full(path: Path) -> bool:
    with suppress(OSError):
        return shutil.disk_usage(path.parent).free < _LEAST_FREE
    return False


def connect(path: Path, key: bytes, *, read_only: bool = False, any_thread: bool = False) -> Database:
    """Connect to the encrypted database; one that is not there yet is made, unless `read_only`.

    Transactions are explicit: nothing is begun unless the caller says BEGIN, or uses `Database.atomic`. Only the
    thread that connected may use the connection, unless a caller that keeps threads apart itself asks for `any_thread`.

    Raises:
        Refusal: DatabaseUnreadable if this is no database or the key is of another one, or what the disk says.
    """
    if len(key) != KEY_BYTES:  # SQLCipher would take it for a passphrase
        raise ValueError(f"a raw key has {KEY_BYTES} bytes, not {len(key)}")
    refuse_store_path_too_long(path.parent)
    uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    with disk_refusals(path):
        connection = dbapi2.connect(
            uri,
            uri=True,
            isolation_level=None,
            timeout=BUSY_SECONDS,
            check_same_thread=not any_thread,
            cached_statements=_STATEMENTS,
        )
        try:
            _prepare(connection, key, read_only)
            return Database(cast(Any, connection), execute_plugins=False)
        except BaseException:
            connection.close()
            raise


def _prepare(connection: Any, key: bytes, read_only: bool) -> None:
    for setting in _PROCESS:
        connection.execute(f"PRAGMA {setting}")
    connection.set_key(f"x'{key.hex()}'")
    for setting in _CONNECTION:
        connection.execute(f"PRAGMA {setting}")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the first read shows whether the key fits
    connection.execute(f"PRAGMA {'query_only = ON' if read_only else 'journal_mode = WAL'}")


def copy_under(db: Database, path: Path, key: bytes, progress: Progress = no_progress) -> None:
    """Write the whole database, page by page, to a new file under another key, and flush it.

    Nothing is flushed in between: a file that is not whole is thrown away. `progress` counts bytes, and cannot stop it.
    """
    (total,) = db.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()
    db.execute("ATTACH DATABASE ? AS fresh KEY ?", [str(path), f"x'{key.hex()}'"])

    def tell() -> None:
        progress(min(path.stat().st_size, total), total)

    try:
        db.conn.set_progress_handler(tell, _STEPS_BETWEEN_NEWS)
        for setting in ("journal_mode = MEMORY", "synchronous = OFF"):
            db.execute(f"PRAGMA fresh.{setting}")
        db.execute("SELECT sqlcipher_export('fresh')").fetchone()
    except dbapi2.OperationalError as error:
        if "disk is full" in str(error):  # errors come out of the export as texts, with no code of their own
            raise DiskFull(path=path) from error
        raise
    finally:
        db.conn.set_progress_handler(None, 0)
        db.execute("DETACH DATABASE fresh")
    flush_file(path)


def page_integrity(db: Database) -> Sentence | None:
    """Return the first thing wrong with the pages of the database, or None.

    Every page is authenticated, then the trees made of them are walked. A page that was put back from an older copy
    passes both; only the journal's chain finds that.
    """
    try:
        for statement in ("PRAGMA cipher_integrity_check", "PRAGMA integrity_check(1)"):
            wrong = db.execute(statement).fetchone()
            if wrong and wrong[0] != "ok":
                return say("The database is damaged: {detail}.", detail=wrong[0])
    except dbapi2.DatabaseError as error:
        return say("The database is damaged: {detail}.", detail=str(error))
    return None
