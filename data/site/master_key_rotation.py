"""Writing the database anew under another master key (docs/formats/vault.md, section 8)."""

from core.model.progress import Progress, no_progress
from core.values.refusal import Refusal
from data.database.sqlcipher import connect, page_integrity
from data.store.sql_store import SqlStore
from data.vault.header import Header
from data.vault.high_water_mark import HighWaterMark
from data.vault.vault import Changed


class CopyFaulty(Refusal):
    """The new database could not be read back as it was written: the disk is faulty. Nothing was changed. Copy the
    store to another disk and do this there."""


def write_copy(store: SqlStore, changed: Changed, header: Header, progress: Progress = no_progress) -> None:
    """Copy the database to the file of the next generation, under the key of the new header, and read it back (8.2).

    Raises:
        Refusal: CopyFaulty, or what the disk says.
    """
    keys = changed.unlocked.keys
    store.copy_to(changed.database, keys.database, progress)
    _prove(changed, HighWaterMark.opened(header.held, keys.witness))


def _prove(changed: Changed, held: HighWaterMark) -> None:
    db = connect(changed.database, changed.unlocked.keys.database, read_only=True)
    try:
        last = db.execute("SELECT id FROM change WHERE n = ?", [held.changes]).fetchone()
        if page_integrity(db) or (held.changes and last != (held.last,)):
            raise CopyFaulty
    finally:
        db.close()
