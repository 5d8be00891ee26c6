"""A store grown to any number of records by copying rows of its tables: quick to make, and only to be looked at.

What the screens read are tables, so their speed is tried on tables of the right size. The journal knows nothing of the
copies: a check of such a store fails, and a rebuild would take them away.
"""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from core.rules.agenda import AgendaItem
from data.database.schema import TableSchema, name_index, table_of
from data.database.search import add_texts, indexed
from data.database.sqlcipher import Database, connect
from data.site.open_site import open_site

GRIEVANCE = "grievance"


def grow(folder: Path, passphrase: str, count: int) -> None:
    """Give the store in a folder so many grievances, and its first officer so many entries of the agenda."""
    with closing(open_site(folder, passphrase)) as site:
        officer, path, key = site.office(1).officer, site.store.path, site.unlocked.keys.database
    db = connect(path, key)
    try:
        db.execute("BEGIN IMMEDIATE")
        _multiply(db, table_of(GRIEVANCE), count, {"number": "'2001-' || printf('%06d', {n})", "key": "'2001-' || {n}"})
        agenda = table_of(AgendaItem.kind)
        due = f"of_kind = '{GRIEVANCE}' AND task = ''"
        known = f"(SELECT id FROM kind_{GRIEVANCE} WHERE n = 1 + {{n}} % (SELECT max(n) FROM kind_{GRIEVANCE}))"
        mine = {"whom": f"'{officer}'", "owner": f"'{officer}'", "pressing": "0", "of": known, "record": known}
        _multiply(db, agenda, count, mine, due)
        db.execute("COMMIT")
        db.execute("ANALYZE")
    finally:
        db.close()


def multiply(folder: Path, passphrase: str, kind: str, count: int, where: str = "deleted = 0") -> None:
    """Give the store in a folder so many records of a kind, copies of those that meet a condition."""
    with closing(open_site(folder, passphrase)) as site:
        path, key = site.store.path, site.unlocked.keys.database
    db = connect(path, key)
    try:
        db.execute("BEGIN IMMEDIATE")
        _multiply(db, table_of(kind), count, {}, where)
        agenda = table_of(AgendaItem.kind)
        _multiply(db, agenda, count, {}, f"of_kind = '{kind}'")
        db.execute("COMMIT")
        db.execute("ANALYZE")
    finally:
        db.close()


def _multiply(db: Database, table: TableSchema, count: int, other: dict[str, str], where: str = "deleted = 0") -> None:
    """Copy the rows that meet a condition until a table has so many more; `other` says in SQL what is not copied."""
    (step,), (rows,) = (
        db.execute(f"SELECT {what} FROM {table.name} {meet}").fetchone()
        for what, meet in (("max(n) + 1", ""), ("count(*)", f"WHERE {where}"))
    )
    copies = max(0, -(-(count - rows) // rows))
    indexes = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ?", [table.name])
    statements = [sql for name, sql in indexes.fetchall() if not db.execute(f"DROP INDEX {name}").fetchone()]
    names = table.stored
    listed = ", ".join(f'"{name}"' for name in names)
    for copy in range(1, copies + 1):
        n = f"(n + {copy * step})"
        cells = ", ".join(other[name].format(n=n) if name in other else f'"{name}"' for name in names)
        db.execute(
            f"INSERT INTO {table.name} (n, id, heads, {listed})"
            f" SELECT {n}, lower(hex(randomblob(16))), heads, {cells} FROM {table.name} WHERE n < {step} AND {where}"
        )
        for field in table.names:
            db.execute(
                f"INSERT INTO pinyin SELECT field, spelling, n + {copy * step} FROM pinyin WHERE field = ? AND n < ?",
                [name_index(table.record_type.kind, field), step],
            )
    for statement in statements:
        db.execute(statement)
    _index_texts(db, table, step)
    for fields in table.record_type.counters:
        _tally(db, table, fields)


def _index_texts(db: Database, table: TableSchema, first: int) -> None:
    if not table.searched:
        return
    names = ", ".join(f'"{name}"' for name in table.searched)
    rows = db.execute(f"SELECT n, {names} FROM {table.name} WHERE n >= {first}").fetchall()
    add_texts(db, table.index, table.searched, [(n, *(indexed(text or "") for text in texts)) for n, *texts in rows])


def _tally(db: Database, table: TableSchema, fields: Sequence[str]) -> None:
    tally, keys = table.tally(tuple(fields)), ", ".join(f"coalesce(\"{name}\", '')" for name in fields)
    db.execute(f"DELETE FROM {tally}")
    db.execute(f"INSERT INTO {tally} SELECT {keys}, count(*) FROM {table.name} WHERE deleted = 0 GROUP BY {keys}")
