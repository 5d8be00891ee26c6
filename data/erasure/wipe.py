"""Wiping: after a purge the database file keeps no trace of what was purged (docs/formats/changes.md §10.9)."""

from contextlib import AbstractContextManager
from typing import Any

from data.database.dialect import empty_log, write_anew
from data.database.sqlcipher import Database
from data.tables.rebuild import Tables


def wipe(db: Database, readers: AbstractContextManager[Any]) -> bool:
    """Leave nothing in the file but what can be read by statements; return whether that could be done whole.

    An entry that was deleted from a full-text index stays in it until it is merged. `secure_delete` overwrites what is
    deleted where it is, and not the copies that it left behind when it was moved to another page: so the file is
    written anew (temporary tables are in memory). The write-ahead log cannot be emptied while somebody reads, so the
    lock on our own `readers` is taken for that.
    """
    with db.atomic():
        Tables(db).merge_indexes()
    write_anew(db)
    with readers:
        return empty_log(db)
