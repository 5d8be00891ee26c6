"""What SQLite does in its own way, for statements that are otherwise common SQL.

The folders above write common SQL and take what differs from here, so that another database has one folder to replace.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from data.database.sqlcipher import Database

IN_LIST: Final = "IN (SELECT value FROM json_each(?))"
"""The condition that a column has one of the values of a list, which is handed over by `as_list`."""


def as_list(values: Iterable[Any]) -> str:
    """Return values as `IN_LIST` takes them: as one, because only so many are taken apart."""
    return json.dumps(list(values))


def marks(values: Sequence[Any]) -> str:
    """Return a place for each value of a statement."""
    return ", ".join("?" * len(values))


# Expressions


def hex_of(column: str) -> str:
    """Return the expression of a column of bytes in lower-case hexadecimal digits."""
    return f"lower(hex({column}))"


def bytes_of(column: str) -> str:
    """Return the expression of a column of hexadecimal digits as bytes."""
    return f"unhex({column})"


def text_contains(column: str) -> str:
    """Return the condition that a column of bytes contains a text."""
    return f"instr(CAST({column} AS TEXT), ?)"


def json_value(column: str, path: str) -> str:
    """Return the expression of a value in a JSON document kept as bytes; `path` is an expression too."""
    return f"json_extract(CAST({column} AS TEXT), {path})"


def any_in_list(column: str) -> str:
    """Return the condition that one of the values of a column that holds a JSON list is in a list (`as_list`)."""
    return f"EXISTS (SELECT 1 FROM json_each({column}) AS one WHERE one.value {IN_LIST})"


# Writing rows


def insert(db: Database, table: str, row: Mapping[str, Any]) -> int:
    """Write a row, and return its number."""
    inserted = db.execute(f"INSERT INTO {table} ({_names(row)}) VALUES ({marks([*row])})", [*row.values()])
    assert inserted.lastrowid is not None
    return inserted.lastrowid


def insert_many(db: Database, table: str, rows: Sequence[Sequence[Any]], columns: Sequence[str] = ()) -> None:
    """Write rows, of all columns of the table or of these."""
    _write_many(db, "INSERT", table, rows, columns)


def insert_missing(db: Database, table: str, rows: Sequence[Sequence[Any]]) -> None:
    """Write those of these rows that are not there yet."""
    _write_many(db, "INSERT OR IGNORE", table, rows, ())


def put(db: Database, table: str, row: Mapping[str, Any]) -> None:
    """Write a row in place of the one with the same key, if there is one."""
    put_many(db, table, [[*row.values()]], [*row])


def put_many(db: Database, table: str, rows: Sequence[Sequence[Any]], columns: Sequence[str] = ()) -> None:
    """Write rows, each in place of the one with the same key."""
    _write_many(db, "INSERT OR REPLACE", table, rows, columns)


def merge(db: Database, table: str, row: Mapping[str, Any], key: Sequence[str], largest: Sequence[str] = ()) -> None:
    """Write a row; where one with the key is there, it stays, with the larger value in the columns `largest`."""
    updates = ", ".join(f'"{name}" = max("{name}", excluded."{name}")' for name in largest)
    _upsert(db, table, row, key, f"DO UPDATE SET {updates}" if updates else "DO NOTHING")


def count_one(db: Database, table: str, row: Mapping[str, Any]) -> None:
    """Add one to the column `count` of the row with this key, which begins with one."""
    _upsert(db, table, {**row, "count": 1}, [*row], "DO UPDATE SET count = count + 1")


def _upsert(db: Database, table: str, row: Mapping[str, Any], key: Sequence[str], otherwise: str) -> None:
    statement = f"INSERT INTO {table} ({_names(row)}) VALUES ({marks([*row])}) ON CONFLICT ({_names(key)}) {otherwise}"
    db.execute(statement, [*row.values()])


def _write_many(db: Database, how: str, table: str, rows: Sequence[Sequence[Any]], columns: Sequence[str]) -> None:
    if rows:
        listed = f" ({_names(columns)})" if columns else ""
        db.conn.executemany(f"{how} INTO {table}{listed} VALUES ({marks(rows[0])})", rows)


def update_many(db: Database, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Carry out one statement with each of these rows of values."""
    db.conn.executemany(statement, rows)


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


# Transactions and the file


def begin_writing(db: Database) -> None:
    """Begin a transaction that writes: nobody else writes until it ends."""
    db.execute("BEGIN IMMEDIATE")


def begin_reading(db: Database) -> None:
    """Begin a transaction that reads: from here on nobody's writing is seen."""
    db.execute("BEGIN")


def state(db: Database) -> tuple[int, int]:
    """Return what changes when another connection has written, or this one."""
    return db.execute("PRAGMA data_version").fetchone()[0], db.conn.total_changes


def limit_cache(db: Database, kib: int) -> None:
    """Let a connection keep so many KiB of pages in memory."""
    db.execute(f"PRAGMA cache_size = -{kib}")


def flush_log(db: Database) -> None:
    """Bring what was committed from the write-ahead log into the database, as far as no reader is in the way."""
    db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()


def empty_log(db: Database) -> bool:
    """Bring everything from the write-ahead log into the database and empty it; return whether that could be done."""
    in_use, *_ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not in_use


def write_anew(db: Database) -> None:
    """Write the file anew, so that it holds nothing but what can be read by statements."""
    db.execute("VACUUM")


def copy_into(db: Database, path: str) -> None:
    """Write a copy to a new file under the same key, as the database is at one moment."""
    db.execute("VACUUM INTO ?", [path])


def keep_in_one_file(db: Database) -> None:
    """Give up the write-ahead log, so that the database is one file."""
    db.execute("PRAGMA journal_mode = DELETE")


def allow_temporary_tables(db: Database) -> None:
    """Let a connection that only reads make temporary tables."""
    db.execute("PRAGMA query_only = OFF")


def read_texts_with(db: Database, decode: Callable[[bytes], str]) -> None:
    """Let a connection read its texts with a function of ours."""
    db.conn.text_factory = decode
