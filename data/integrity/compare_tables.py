"""Comparing the live tables with ones worked out of the journal afresh (`Tables` in the schema `AFRESH`)."""

import hashlib

from core.model.record import RECORDS
from data.database.schema import AFRESH, LIVE, is_there, table_of
from data.database.search import vocabulary
from data.database.sqlcipher import Database


def first_difference(db: Database) -> str | None:
    """Return the first table that is not as the one made afresh, with its row if that has a name; None if all are."""
    for kind, record_type in RECORDS.items():
        table = table_of(kind)
        # The row number of an entry that nobody wrote depends on what was done when, and means nothing.
        odd = _odd_row(db, table.name, f"id, heads, {'' if record_type.is_derived else 'n, '}{table.listed}")
        if odd:
            return f"{table.name} {odd}"
        for fields in record_type.counters:
            if _odd_row(db, table.tally(fields)):
                return table.tally(fields)
        if table.searched and _words(db, LIVE, table.index) != _words(db, AFRESH, table.index):
            return table.index
    return "pinyin" if _odd_row(db, "pinyin") else None


def _odd_row(db: Database, table: str, columns: str = "*") -> str | None:
    """Return the first column of a row that only one of the two has."""
    some = f"SELECT EXISTS (SELECT 1 FROM {LIVE}.{table}) OR EXISTS (SELECT 1 FROM {AFRESH}.{table})"
    if not db.execute(some).fetchone()[0]:
        return None
    for one, other in ((LIVE, AFRESH), (AFRESH, LIVE)):
        rows = f"SELECT {columns} FROM {one}.{table} EXCEPT SELECT {columns} FROM {other}.{table} LIMIT 1"
        odd = db.execute(rows).fetchone()
        if odd:
            return str(odd[0])
    return None


def _words(db: Database, schema: str, index: str) -> str:
    """Return a digest of an index's words and where they stand; one that was not made has none."""
    digest = hashlib.sha256()
    for row in vocabulary(db, schema, index) if schema == LIVE or is_there(db, schema, index) else ():
        digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()
