"""The table of one kind: what its declaration makes of it in SQL."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

from pydantic import TypeAdapter

from core.model.record import RECORDS, Column, Record, columns, encode
from core.rules.following_rules import all_rules
from core.values.labelled_enum import LabelledEnum
from data.database.search import indexed
from data.database.sqlcipher import Database

DELETED, JOINED = 1, 2
"""What stands in the column `deleted` of what is not shown: it was deleted, or it stands under another record."""

LIVE, AFRESH = "main", "temp"
"""The schemas of the tables that are used, and of those that a check makes once more beside them, in memory."""

BETWEEN = " \ue000 "
"""A word that nobody writes, between the texts of records that are one: no phrase is found across it."""


@dataclass(frozen=True)
class TableSchema:
    """The derived table of one kind: what its declaration makes of it."""

    record_type: type[Record]
    columns: tuple[Column, ...]
    searched: tuple[str, ...]
    spelled: tuple[str, ...]
    """Name fields that words find also by pinyin."""
    names: tuple[str, ...]
    """All name fields: those too that only who may see them finds, by asking for just this field (`Called`)."""

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

    @property
    def _looked_up(self) -> set[str]:
        """The fields by which rules go from record to record, in either direction."""
        links = [(rule.kind, link) for rules in all_rules().values() for rule in rules for link in rule.links]
        to = {link.field for _, link in links if link.kind == self.record_type.kind and link.field}
        by = {
            link.by
            for judged, link in links
            if self.record_type.kind == (link.onward.kind if link.onward else judged) and link.field
        }
        return to | by

    def ddl(self, schema: str) -> Iterator[str]:
        """Yield the statements that make the table and its counters."""
        body = ", ".join(
            f'"{name}" {_sql_type(column)}' for name, column in zip(self.stored, (None, *self.columns), strict=True)
        )
        yield f"CREATE TABLE {schema}.{self.name} (n INTEGER PRIMARY KEY, id TEXT NOT NULL, heads TEXT, {body})"
        for fields in self.record_type.counters:
            # Without the row number a table needs no second tree for its key; a key is never NULL there.
            keys = ", ".join(f'"{name}"' for name in fields)
            typed = ", ".join(f'"{name}" NOT NULL' for name in fields)
            yield (
                f"CREATE TABLE {schema}.{self.tally(fields)} ({typed}, count INTEGER NOT NULL, PRIMARY KEY ({keys}))"
                " WITHOUT ROWID"
            )

    def text_index_ddl(self, schema: str) -> Iterator[str]:
        """Yield the statement that makes the full-text index, if there are texts to find records by."""
        if self.searched:
            yield (
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {schema}.{self.index} USING fts5({', '.join(self.searched)},"
                " content='', contentless_delete=1, tokenize='unicode61')"
            )

    def tally(self, fields: tuple[str, ...]) -> str:
        """Return the table that counts the records for each combination of these fields."""
        return f"tally_{self.record_type.kind}_{'_'.join(fields)}"

    def tally_key(self, fields: tuple[str, ...], cells: Sequence[Any]) -> tuple[Any, ...] | None:
        """Return the combination a row of `stored` counts for; None if it is deleted."""
        if cells[0]:
            return None
        return tuple("" if cells[place] is None else cells[place] for place in map(self.stored.index, fields))

    def index_ddl(self, schema: str) -> Iterator[str]:
        """Yield the statements that index the table: apart, as a rebuilt table is indexed when it is full, and one that
        is empty not at all."""
        yield f"CREATE UNIQUE INDEX IF NOT EXISTS {schema}.{self.name}_id ON {self.name} (id)"
        single = [(column.name,) for column in self.columns if column.about.index or column.about.owner]
        for names in (*single, *self.record_type.indexes):
            # Every list asks whether a record is deleted: with the answer in the index, no row need be read for it.
            listed = ", ".join(_in_order(name) for name in (*names, "deleted"))
            called = "_".join(name.lstrip("-") for name in names)
            yield f"CREATE INDEX IF NOT EXISTS {schema}.{self.name}_{called} ON {self.name} ({listed})"
        indexed_already = {"id", *(names[0].lstrip("-") for names in (*single, *self.record_type.indexes))}
        for name in sorted(self._looked_up - indexed_already):
            # Most of these fields are empty in most records, and nothing is linked by an empty one.
            made = f"CREATE INDEX IF NOT EXISTS {schema}.{self.name}_{name}"
            yield f'{made} ON {self.name} ("{name}") WHERE "{name}" > \'\''

    def row(self, record: Record, *, joined: bool = False) -> list[Any]:
        """Return the values of `stored` for a record, or for one that stands under another."""
        cells = [_cell(getattr(record, name)) for name in self.stored]
        return [JOINED, *cells[1:]] if joined and not record.deleted else cells

    def texts(self, records: Sequence[Record]) -> list[str]:
        """Return what the full-text index gets of a record and of those that stand under it."""
        return [BETWEEN.join(indexed(getattr(each, name)) for each in records) for name in self.searched]

    def read(self, row: Sequence[Any]) -> Record:
        """Return the record of a row of (id, *stored) without judging it again: only valid records become rows."""
        known, defaults, values = self._plan
        fields = defaults.copy()
        fields["id"] = row[0]
        for place, name, value_of in values:
            cell = row[place]
            if cell is not None:
                fields[name] = cell if value_of is None else value_of(cell)
        record = self.record_type.__new__(self.record_type)
        # As unpickling does: `model_construct` looks for the aliases and the default of each field every time.
        record.__setstate__(
            {
                "__dict__": fields,
                "__pydantic_fields_set__": known,
                "__pydantic_extra__": None,
                "__pydantic_private__": None,
            }
        )
        return record

    @cached_property
    def _plan(self) -> tuple[set[str], dict[str, Any], list[tuple[int, str, Callable[[Any], Any] | None]]]:
        """Return all fields, what stands in them where the cell is empty, and what makes values of the other cells.

        Each of these has its place in a row of (id, *stored); None where the cell is the value.
        """
        fields = self.record_type.model_fields
        defaults = {name: None if field.is_required() else field.get_default() for name, field in fields.items()}
        places = {name: place for place, name in enumerate(self.stored, 1)}
        values: list[tuple[int, str, Callable[[Any], Any] | None]] = [(places["deleted"], "deleted", DELETED.__eq__)]
        for column in self.columns:
            if not column.derived:
                values.append((places[column.name], column.name, self._value_of(column)))
        return set(fields), defaults, values

    def _value_of(self, column: Column) -> Callable[[Any], Any] | None:
        """Return what makes the value of a field of its cell; None if the cell is the value."""
        if column.type is tuple:
            annotation: Any = self.record_type.model_fields[column.name].annotation
            validate = TypeAdapter(annotation).validate_python
            return lambda cell: validate(json.loads(cell))
        return column.type if issubclass(column.type, LabelledEnum) else _OF_CELL.get(column.type)


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


_OF_CELL: Mapping[type, Callable[[Any], Any]] = {
    bool: bool,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
}
"""What makes the value of a type of the cell that `encode` and SQLite made of it."""

_PLAIN = (str, int, bool)
"""What goes into a cell as it is; exact types, because a `LabelledEnum` is a str that `encode` turns to a plain one."""


def _in_order(name: str) -> str:
    """Return a column of an index; `-name` is turned round, as in the order of a list."""
    return f'"{name[1:]}" DESC' if name.startswith("-") else f'"{name}"'


def _sql_type(column: Column | None) -> str:
    return "INTEGER" if column is None or issubclass(column.type, int) else "TEXT"


def _cell(value: Any) -> Any:
    if value is None or type(value) in _PLAIN:
        return value
    value = encode(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def table_of(kind: str) -> TableSchema:
    """Return the table of a declared kind."""
    return _table(RECORDS[kind])


@cache
def _table(record_type: type[Record]) -> TableSchema:
    known = tuple(columns(record_type).values())
    return TableSchema(
        record_type,
        known,
        tuple(column.name for column in known if column.about.search and not column.about.masked),
        tuple(column.name for column in known if column.about.pinyin and not column.about.masked),
        tuple(column.name for column in known if column.about.pinyin),
    )


def decoded(table: TableSchema, cells: Iterable[Any]) -> dict[str, Any]:
    """Return the fields of a row of `stored` as the journal writes them."""
    fields = {
        name: value
        for name, value in zip(table.stored, cells, strict=True)
        if value is not None and name not in table.derived
    }
    fields["deleted"] = fields["deleted"] == DELETED
    for name in table.lists:
        if name in fields:
            fields[name] = json.loads(fields[name])
    return fields


def pinyin_ddl(schema: str) -> Iterator[str]:
    """Yield the statements that make the table of spellings: one row for each way a name may be asked for."""
    columns = "field TEXT, spelling TEXT, n INTEGER, PRIMARY KEY (field, spelling, n)"
    yield f"CREATE TABLE {schema}.pinyin ({columns}) WITHOUT ROWID"
    yield f"CREATE INDEX {schema}.pinyin_n ON pinyin (field, n)"


def name_index(kind: str, field: str) -> str:
    """Return what the table of spellings calls a field of a kind."""
    return f"{kind}.{field}"


def is_there(db: Database, schema: str, table: str) -> bool:
    """Whether there is a table of this name."""
    found = db.execute(f"SELECT 1 FROM {schema}.sqlite_master WHERE type = 'table' AND name = ?", [table])
    return found.fetchone() is not None


def derived_tables(db: Database, schema: str) -> list[str]:
    """Return the derived tables that are there, also those of kinds that are no longer declared."""
    rows = db.execute(
        f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE %'"
        " AND (name LIKE 'kind\\_%' ESCAPE '\\' OR name LIKE 'tally\\_%' ESCAPE '\\' OR name = 'pinyin'"
        " OR (name LIKE 'find\\_%' ESCAPE '\\' AND sql LIKE 'CREATE VIRTUAL%'))"
    )
    return [name for (name,) in rows.fetchall()]
