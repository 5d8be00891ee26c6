"""Derived tables: columns, indexes, full text, agenda and conflicts, all made from the declarations of `core.desks`.

They are worked out of the journal and nothing else, so they can be thrown away and made again (`rebuild`), and two
ways of making them can be compared (`differs`).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby
from typing import Any

from pydantic import ValidationError

from core.agenda import AgendaItem, Conflict
from core.change import Draft
from core.merge import Heads, Write, conflicts, settle, values
from core.record import RECORDS, Column, Record, columns, encode, owner_field
from core.store import Progress, no_progress
from data.journal import as_write
from data.pinyin import keys as pinyin_keys
from data.search import split_hanzi
from data.sqlcipher import Database

BATCH = 2000


@dataclass(frozen=True)
class Table:
    """The derived table of one kind: what its declaration makes of it."""

    record_type: type[Record]
    columns: tuple[Column, ...]
    searched: tuple[str, ...]
    spelled: tuple[str, ...]
    """Name fields that are also found by pinyin."""

    @property
    def name(self) -> str:
        """The table, `kind_person`."""
        return f"kind_{self.record_type.kind}"

    @property
    def index(self) -> str:
        """The full-text index, `find_person`."""
        return f"find_{self.record_type.kind}"

    @cached_property
    def stored(self) -> tuple[str, ...]:
        """The columns of the table after `n`, `id` and `heads`."""
        return ("deleted", *(column.name for column in self.columns))

    @cached_property
    def listed(self) -> str:
        """`stored` as a SELECT names them."""
        return ", ".join(f'"{name}"' for name in self.stored)

    @cached_property
    def derived(self) -> frozenset[str]:
        """The columns that are worked out, and so no part of what is read back."""
        return frozenset(column.name for column in self.columns if column.derived)

    @cached_property
    def lists(self) -> tuple[str, ...]:
        """The columns that hold several values, as JSON."""
        return tuple(column.name for column in self.columns if column.type is tuple)

    def ddl(self, schema: str) -> Iterator[str]:
        """Yield the statements that make the table and its full-text index."""
        body = ", ".join(
            f'"{name}" {_sql_type(column)}' for name, column in zip(self.stored, (None, *self.columns), strict=True)
        )
        yield f"CREATE TABLE {schema}.{self.name} (n INTEGER PRIMARY KEY, id TEXT NOT NULL, heads TEXT, {body})"
        if self.searched:
            yield (
                f"CREATE VIRTUAL TABLE {schema}.{self.index} USING fts5({', '.join(self.searched)},"
                " content='', contentless_delete=1, tokenize='unicode61')"
            )

    def index_ddl(self, schema: str) -> Iterator[str]:
        """Yield the statements that index the table, apart because a rebuilt table is indexed when it is full."""
        yield f"CREATE UNIQUE INDEX {schema}.{self.name}_id ON {self.name} (id)"
        single = [(column.name,) for column in self.columns if column.about.index or column.about.owner]
        for names in (*single, *self.record_type.indexes):
            # Every list asks whether a record is deleted: with the answer in the index, no row need be read for it.
            listed = ", ".join(f'"{name}"' for name in (*names, "deleted"))
            yield f"CREATE INDEX {schema}.{self.name}_{'_'.join(names)} ON {self.name} ({listed})"

    def row(self, record: Record) -> list[Any]:
        """Return the values of `stored` for a record."""
        return [_cell(getattr(record, name)) for name in self.stored]

    def texts(self, record: Record) -> list[str]:
        """Return what the full-text index gets of a record."""
        return [split_hanzi(getattr(record, name)) for name in self.searched]

    def read(self, row: Iterable[Any]) -> Record:
        """Return the record of a row of (id, *stored), trusting what this store wrote."""
        identifier, *rest = row
        return self.record_type.model_validate({"id": identifier, **_decoded(self, rest)})


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in the table of its kind."""

    number: int
    heads: Mapping[str, list[int]]
    """For each field, the numbers of the changes that are its heads."""
    cells: tuple[Any, ...]
    """The values of `Table.stored`."""

    def heads_of(self, names: Iterable[str]) -> list[int]:
        """Return the numbers of the heads of these fields, each once, in order."""
        return sorted({number for name in names for number in self.heads.get(name, ())})


_HEADS = json.JSONEncoder(separators=(",", ":"), sort_keys=True)  # made once: json.dumps makes one for each call
_PLAIN = (str, int, bool)
"""What goes into a cell as it is; exact types, because a `Word` is a str that `encode` turns to a plain one."""


def _sql_type(column: Column | None) -> str:
    return "INTEGER" if column is None or issubclass(column.type, int) else "TEXT"


def _cell(value: Any) -> Any:
    if value is None or type(value) in _PLAIN:
        return value
    value = encode(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def table_of(kind: str) -> Table:
    """Return the table of a declared kind."""
    return _table(RECORDS[kind])


@cache
def _table(record_type: type[Record]) -> Table:
    known = tuple(columns(record_type).values())
    return Table(
        record_type,
        known,
        tuple(column.name for column in known if column.about.search and not column.about.masked),
        tuple(column.name for column in known if column.about.pinyin and not column.about.masked),
    )


def fingerprint(kind: str) -> str:
    """Return what the declaration of a kind makes of its table; when it changes, the table is made again."""
    table = table_of(kind)
    work = [(column.name, column.about, column.derived) for column in table.columns]
    statements = [*table.ddl("main"), *table.index_ddl("main")]
    return hashlib.sha256(repr((statements, work, table.spelled)).encode()).hexdigest()


class Tables:
    """The derived tables of a store, in one schema of one connection (`main`, or `temp` to compare)."""

    def __init__(self, db: Database, schema: str = "main") -> None:
        """Work on this connection; whoever writes has begun a transaction on it."""
        self._db = db
        self._schema = schema

    def make(self) -> None:
        """Make every table, empty and without indexes."""
        for kind in RECORDS:
            for statement in table_of(kind).ddl(self._schema):
                self._db.execute(statement)
        # One row for each way a name may be spelt.
        self._db.execute(
            f"CREATE TABLE {self._schema}.pinyin (kind TEXT, spelling TEXT, n INTEGER,"
            " PRIMARY KEY (kind, spelling, n)) WITHOUT ROWID"
        )
        self._db.execute(f"CREATE INDEX {self._schema}.pinyin_n ON pinyin (kind, n)")

    def index(self) -> None:
        """Make the indexes."""
        for kind in RECORDS:
            for statement in table_of(kind).index_ddl(self._schema):
                self._db.execute(statement)

    def drop(self) -> None:
        """Drop whatever derived tables there are, also those of kinds that are no longer declared."""
        for (name,) in self._db.execute(
            f"SELECT name FROM {self._schema}.sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE %'"
            " AND (name LIKE 'kind\\_%' ESCAPE '\\' OR name = 'pinyin'"
            " OR (name LIKE 'find\\_%' ESCAPE '\\' AND sql LIKE 'CREATE VIRTUAL%'))"
        ).fetchall():
            self._db.execute(f"DROP TABLE {self._schema}.{name}")

    # Bringing records up to date

    def write(self, change_number: int, draft: Draft, before: Row | None) -> None:
        """Bring a record up to date after one change of our own, which replaces every head of the fields it sets."""
        table = table_of(draft.kind)
        known = _decoded(table, before.cells) if before else {}
        kept = {name: value for name, value in known.items() if name not in draft.fields}
        model = table.record_type.model_validate({"id": draft.record, **kept, **_present(draft.fields)})
        heads = {**(before.heads if before else {}), **{name: [change_number] for name in draft.fields}}
        self._put(table, change_number, model, heads, before)

    def row(self, kind: str, record: str) -> Row | None:
        """Return a record's row."""
        table = table_of(kind)
        found = self._db.execute(
            f"SELECT n, heads, {table.listed} FROM {self._schema}.{table.name} WHERE id = ?", [record]
        ).fetchone()
        return Row(found[0], json.loads(found[1]), tuple(found[2:])) if found else None

    def settle(self, record: str) -> None:
        """Bring a record up to date after changes of any order and origin."""
        rows = self._db.execute(
            "SELECT n, id, time, body, kind FROM change WHERE record = ? ORDER BY n", [bytes.fromhex(record)]
        ).fetchall()
        kind = rows[0][4]
        if kind not in RECORDS or RECORDS[kind].mirrors:
            return  # of a newer version: kept in the journal, shown after the upgrade
        writes = [as_write(*row[:4]) for row in rows]
        table, heads = table_of(kind), settle(writes)
        before = self.row(kind, record)
        model = self._model(table, record, heads)
        if model is not None:
            self._put(table, writes[0].key, model, _numbers(heads), before)
        elif before:
            self._remove(table, before, record)

    def _remove(self, table: Table, before: Row, record: str) -> None:
        self._db.execute(f"DELETE FROM {self._schema}.{table.name} WHERE n = ?", [before.number])
        self._unindex(table, before.number)
        self._unmirror(before, record)

    def _unmirror(self, before: Row, record: str) -> None:
        """Take away the entries that follow from a row; only one with several heads can have conflicts."""
        mirrors = (AgendaItem, Conflict) if _several(before.heads) else (AgendaItem,)
        for mirror in mirrors:
            self._db.execute(f"DELETE FROM {self._schema}.{table_of(mirror.kind).name} WHERE of = ?", [record])

    def _unindex(self, table: Table, number: int) -> None:
        if table.searched:
            self._db.execute(f"DELETE FROM {self._schema}.{table.index} WHERE rowid = ?", [number])
        if table.spelled:
            self._db.execute(
                f"DELETE FROM {self._schema}.pinyin WHERE kind = ? AND n = ?", [table.record_type.kind, number]
            )

    def _put(
        self,
        table: Table,
        new_number: int,
        model: Record,
        heads: Mapping[str, list[int]],
        before: Row | None,
    ) -> None:
        """Write the row of a record and what follows from it: index, agenda, conflicts."""
        if before is None:
            self._insert(table, [new_number, model.id, _heads_cell(heads), *table.row(model)])
            self._index_texts(table, [(new_number, model)])
        else:
            self._unmirror(before, model.id)
            changed = self._update(table, before, heads, table.row(model))
            if not changed.isdisjoint((*table.searched, *table.spelled)):
                self._unindex(table, before.number)
                self._index_texts(table, [(before.number, model)])
        self._mirror(agenda_of(model))
        if _several(heads):
            self._mirror(conflicts_of(model, settle(self._writes(model.id))))

    def _insert(self, table: Table, row: Sequence[Any]) -> None:
        self._db.execute(f"INSERT INTO {self._schema}.{table.name} VALUES ({_places(row)})", row)

    def _update(
        self, table: Table, before: Row, heads: Mapping[str, list[int]], cells: Iterable[Any]
    ) -> frozenset[str]:
        """Write the cells that differ, so that only their indexes are touched; return their columns."""
        changed = {name: cell for name, old, cell in zip(table.stored, before.cells, cells, strict=True) if old != cell}
        sets = "".join(f', "{name}" = ?' for name in changed)
        self._db.execute(
            f"UPDATE {self._schema}.{table.name} SET heads = ?{sets} WHERE n = ?",
            [_heads_cell(heads), *changed.values(), before.number],
        )
        return frozenset(changed)

    def _model(self, table: Table, record: str, heads: Heads) -> Record | None:
        """Return the record that these heads make; None if it cannot be read at all (the journal keeps it).

        A value that this version cannot read, written by a newer one or by mistake, gives way to the newest before it.
        """
        declared = table.record_type.model_fields
        shown = {name: value for name, value in values(heads).items() if name in declared}
        earlier: dict[str, Iterator[Any]] = {}
        while True:
            try:
                # The identifier last: a field of that name in a change of another site is none.
                return table.record_type.model_validate({**_present(shown), "id": record})
            except ValidationError as error:
                unreadable = {str(part["loc"][0]) for part in error.errors() if part["loc"]} & shown.keys()
            if not unreadable:
                return None
            for name in unreadable:
                if name not in earlier:
                    earlier[name] = self._earlier(record, name)
                shown[name] = next(earlier[name], None)
                if shown[name] is None:
                    del shown[name]

    def _earlier(self, record: str, name: str) -> Iterator[Any]:
        """Yield every value that a field ever had, the newest first."""
        writes = sorted(self._writes(record), key=lambda write: (write.time, write.id), reverse=True)
        return (write.fields[name] for write in writes if write.fields.get(name) is not None)

    def _writes(self, record: str) -> list[Write]:
        rows = self._db.execute(
            "SELECT n, id, time, body FROM change WHERE record = ? ORDER BY n", [bytes.fromhex(record)]
        )
        return [as_write(*row) for row in rows]

    def _index_texts(self, table: Table, rows: Iterable[tuple[int, Record]]) -> None:
        rows = list(rows)
        if table.searched:
            names = ", ".join(table.searched)
            self._db.conn.executemany(
                f"INSERT INTO {self._schema}.{table.index} (rowid, {names}) VALUES (?, {_places(table.searched)})",
                [[number, *table.texts(model)] for number, model in rows],
            )
        if table.spelled:
            self._db.conn.executemany(
                f"INSERT OR IGNORE INTO {self._schema}.pinyin VALUES (?, ?, ?)",
                [
                    [table.record_type.kind, spelling, number]
                    for number, model in rows
                    for name in table.spelled
                    for spelling in pinyin_keys(getattr(model, name))
                ],
            )

    def _mirror(self, entries: Iterable[Record]) -> None:
        for entry in entries:
            table = table_of(entry.kind)
            self._insert(table, [None, entry.id, None, *table.row(entry)])

    # Making them all again

    def rebuild(self, progress: Progress = no_progress) -> int:
        """Throw the tables away and work them out of the journal; return the number of records."""
        self.drop()
        self.make()
        total = self._db.execute("SELECT count(*) FROM change").fetchone()[0]
        rows = self._db.execute("SELECT n, id, time, body, kind, record FROM change ORDER BY record, n")
        done = count = 0
        batches: dict[str, list[tuple[int, str, Heads]]] = {}
        for record, group in groupby(rows, key=lambda row: row[5]):
            changes = list(group)
            done += len(changes)
            kind = changes[0][4]
            if kind not in RECORDS or RECORDS[kind].mirrors:
                continue
            writes = [as_write(*row[:4]) for row in changes]
            batch = batches.setdefault(kind, [])
            batch.append((writes[0].key, record.hex(), settle(writes)))
            count += 1
            if len(batch) >= BATCH:
                self._put_many(table_of(kind), batch)
                batch.clear()
                progress(done, total)
        for kind, batch in batches.items():
            self._put_many(table_of(kind), batch)
        self.index()
        progress(total, total)
        return count

    def _put_many(self, table: Table, batch: Iterable[tuple[int, str, Heads]]) -> None:
        made = [
            (number, model, heads)
            for number, record, heads in batch
            if (model := self._model(table, record, heads)) is not None
        ]
        self._db.conn.executemany(
            f"INSERT INTO {self._schema}.{table.name} VALUES (?, ?, ?, {_places(table.stored)})",
            [[number, model.id, _heads_cell(_numbers(heads)), *table.row(model)] for number, model, heads in made],
        )
        self._index_texts(table, ((number, model) for number, model, _ in made))
        for _, model, heads in made:
            self._mirror(agenda_of(model))
            if _several(heads):
                self._mirror(conflicts_of(model, heads))


def _numbers(heads: Heads) -> dict[str, list[int]]:
    return {name: [write.key for write in writes] for name, writes in heads.items()}


def _several(heads: Mapping[str, Sequence[Any]]) -> bool:
    """Whether a field has more than one head, as every conflict has."""
    return any(len(writes) > 1 for writes in heads.values())


def _places(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))


def _heads_cell(heads: Mapping[str, list[int]]) -> str:
    return _HEADS.encode(heads)


def _decoded(table: Table, cells: Iterable[Any]) -> dict[str, Any]:
    """Return the fields of a row of `stored` as the journal writes them."""
    fields = {
        name: value
        for name, value in zip(table.stored, cells, strict=True)
        if value is not None and name not in table.derived
    }
    for name in table.lists:
        if name in fields:
            fields[name] = json.loads(fields[name])
    return fields


def _present(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that have a value; the others fall back to what the declaration says."""
    return {name: value for name, value in fields.items() if value is not None}


def _whole(record: Record) -> str:
    """Return the record that this one is a part of, or itself."""
    owner = owner_field(type(record))
    return getattr(record, owner.name) if owner else record.id


def agenda_of(record: Record) -> Iterator[AgendaItem]:
    """Yield the agenda's entries of a record."""
    if record.deleted:
        return
    for place, due in enumerate(record.agenda()):
        yield AgendaItem(
            id=_mirror_id(record.id, f"agenda {place}"),
            of_kind=record.kind,
            of=record.id,
            record=_whole(record),
            due=due.on,
            what=due.what.pack(),
            owner=due.owner,
            unit=due.unit,
            pressing=due.pressing,
        )


def conflicts_of(record: Record, heads: Heads) -> Iterator[Conflict]:
    """Yield an entry for each field of a record whose heads disagree; one of a newer version waits for the upgrade."""
    for name in conflicts({name: writes for name, writes in heads.items() if name in type(record).model_fields}):
        yield Conflict(
            id=_mirror_id(record.id, f"conflict {name}"),
            of_kind=record.kind,
            of=record.id,
            field=name,
            record=_whole(record),
        )


def _mirror_id(record: str, what: str) -> str:
    return hashlib.sha256(f"{record} {what}".encode()).hexdigest()[:32]


def differs(db: Database) -> str | None:
    """Return the first table of `main` that is not what `temp` holds after a rebuild there, or None."""
    for kind, record_type in RECORDS.items():
        table = table_of(kind)
        names = f"id, heads, {table.listed}"
        wanted = names if record_type.mirrors else f"n, {names}"
        for one, other in (("main", "temp"), ("temp", "main")):
            odd = db.execute(
                f"SELECT id FROM (SELECT {wanted} FROM {one}.{table.name}"
                f" EXCEPT SELECT {wanted} FROM {other}.{table.name}) LIMIT 1"
            ).fetchone()
            if odd:
                return f"{table.name} {odd[0]}"
        if table.searched and _terms(db, "main", table.index) != _terms(db, "temp", table.index):
            return table.index
    for one, other in (("main", "temp"), ("temp", "main")):
        if db.execute(
            f"SELECT 1 FROM (SELECT * FROM {one}.pinyin EXCEPT SELECT * FROM {other}.pinyin) LIMIT 1"
        ).fetchone():
            return "pinyin"
    return None


def _terms(db: Database, schema: str, index: str) -> str:
    """Return a digest of an index's words and where they stand."""
    db.execute(f"CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab({schema}, {index}, 'col')")
    digest = hashlib.sha256()
    for row in db.execute("SELECT term, col, doc, cnt FROM temp.vocabulary ORDER BY term, col"):
        digest.update(repr(tuple(row)).encode())
    db.execute("DROP TABLE temp.vocabulary")
    return digest.hexdigest()
