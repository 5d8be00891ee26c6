"""What is asked of a store: rows, records, counts, histories."""

import json
from array import array
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from core.model.change import Entry
from core.model.history import history_of
from core.model.merge import Heads, resolve_heads
from core.model.query import EVERYTHING, NOTHING, Condition, Is, Query, both
from core.model.record import RECORDS, Column, Record, columns
from core.model.store import MOST_BEGINNING, Stood
from core.rules.joined_records import SAME_AS, joinable
from core.values.labelled_enum import LabelledEnum
from data.database.schema import DELETED, JOINED, table_of
from data.database.sql import counted, select, where
from data.journal.journal import Journal, key_of
from data.journal.positions import changed_after, last_places
from data.store.transaction import Transactions

PAGE = 500
"""How many rows are asked for in one statement."""


class Queries(Transactions):
    """Reading, on the connection that reads; inside a transaction on the one that writes."""

    def keys(self, query: Query) -> "array[int]":
        """Return the row numbers a query asks for."""
        if query.where == NOTHING:
            return array("q")
        sql, values = select(query, "n")
        with self._reads() as db:
            return array("q", (row[0] for row in db.execute(sql, values)))

    def page(
        self, kind: str, keys: Sequence[int], names: Sequence[str], meeting: Condition = EVERYTHING
    ) -> list[tuple[Any, ...]]:
        """Return these columns of those of these rows that meet the condition; a row that has gone is left out."""
        known = columns(RECORDS[kind])
        listed = ", ".join(f'"{name}"' for name in names)
        sql, values = where(kind, meeting)
        found: dict[int, tuple[Any, ...]] = {}
        with self._reads() as db:
            for start in range(0, len(keys), PAGE):
                part = ",".join(str(int(key)) for key in keys[start : start + PAGE])
                statement = f"SELECT n, {listed} FROM kind_{kind} WHERE n IN ({part}) AND deleted = 0 AND ({sql})"
                for row in db.execute(statement, values):
                    cells = zip(names, row[1:], strict=True)
                    found[row[0]] = tuple(_shown(known.get(name), value) for name, value in cells)
        return [found[key] for key in keys if key in found]

    def count(self, query: Query) -> int:
        """Return how many records a query asks for."""
        if query.where == NOTHING:
            return 0
        table, number, values = counted(query)
        with self._reads() as db:
            return int(db.execute(f"SELECT coalesce({number}, 0) FROM {table}", values).fetchone()[0])

    def counts(self, query: Query, conditions: Sequence[Condition]) -> list[int]:
        """Return how many of those a query asks for meet each of several conditions, counted in one pass."""
        if not conditions:
            return []
        asked, values = where(query.kind, query.where)
        parts = [where(query.kind, each) for each in conditions]
        numbers = ", ".join(f"count(*) FILTER (WHERE {sql})" for sql, _values in parts)
        state = JOINED if query.joined else 0
        statement = f"SELECT {numbers} FROM kind_{query.kind} WHERE deleted = {state} AND ({asked})"
        with self._reads() as db:
            found = db.execute(statement, [value for _sql, each in parts for value in each] + values).fetchone()
        return list(found)

    def groups(self, query: Query, *fields: str) -> list[tuple[Any, ...]]:
        """Return each combination of values of the fields, with its count at the end, most frequent first.

        Those that are as frequent come in the order of their values, what is empty first.
        """
        if query.where == NOTHING:
            return []
        known = columns(RECORDS[query.kind])
        table, number, values = counted(query, fields)
        keys = ", ".join(f'"{field}"' for field in fields)
        with self._reads() as db:
            rows = db.execute(f"SELECT {keys}, {number} AS how_many FROM {table} GROUP BY {keys}", values).fetchall()
        # A counter keeps as an empty text what the rows keep as NULL.
        rows.sort(key=lambda row: (-row[-1], *("" if cell is None else str(cell) for cell in row[:-1])))
        return [
            (*(_shown(known[name], cell) for name, cell in zip(fields, row, strict=False)), row[-1]) for row in rows
        ]

    def get(self, kind: str, record: str, where: Condition) -> Record | None:
        """Return a record if it exists and meets the condition."""
        found = self.find(Query(kind, both(Is("id", (self._shown_for(kind, record),)), where), ("id",), limit=1))
        return found[0] if found else None

    def _shown_for(self, kind: str, record: str) -> str:
        """Return the record that is shown for one, which may stand under it."""
        with self._reads() as db:
            while joinable(kind):
                found = db.execute(
                    f"SELECT {SAME_AS} FROM kind_{kind} WHERE id = ? AND deleted = ?", [record, JOINED]
                ).fetchone()
                if not found:
                    break
                record = found[0]
        return record

    def under(self, kind: str, record: str) -> list[str]:
        """Return the records that stand under one, in order."""
        found: dict[str, None] = {}
        waiting = [record] if joinable(kind) else []
        with self._reads() as db:
            while waiting:
                rows = db.execute(
                    f"SELECT id FROM kind_{kind} WHERE {SAME_AS} = ? AND deleted = ?", [waiting.pop(), JOINED]
                )
                new = [each for (each,) in rows if each not in found]
                found.update(dict.fromkeys(new))
                waiting += new
        return sorted(found)

    def find(self, query: Query) -> list[Any]:
        """Return the records a query asks for."""
        if query.where == NOTHING:
            return []
        table = table_of(query.kind)
        sql, values = select(query, f"id, {table.listed}")
        with self._reads() as db:
            return [table.read(row) for row in db.execute(sql, values).fetchall()]

    def kind_of(self, prefix: str) -> list[tuple[str, str]]:
        """Return kind and identifier of the records whose identifier begins with this, the first few."""
        found: list[tuple[str, str]] = []
        with self._reads() as db:
            written = Journal(db).kinds_beginning(prefix)
            for kind in (kind for kind, declared in RECORDS.items() if not declared.is_derived):
                if written is not None and kind not in written:
                    continue
                rows = db.execute(
                    f"SELECT id FROM kind_{kind} WHERE id >= ? AND id < ? AND deleted <> ? LIMIT {MOST_BEGINNING}",
                    [prefix, prefix + "g", DELETED],
                )
                found += [(kind, row[0]) for row in rows]
                if len(found) >= MOST_BEGINNING:
                    break
        return found[:MOST_BEGINNING]

    def history(self, record: str, kind: str = "") -> list[Entry]:
        """Return all changes of a record that count, oldest first, each with what stood before it."""
        with self._reads() as db:
            writes = Journal(db).judged(record).writes
            counted = {write.id for each, several in writes.items() if each == (kind or each) for write in several}
            changes = [each for each in Journal(db).of_record(record) if each.id.hex() in counted]
        return history_of(changes)

    def heads(self, record: str, kind: str = "") -> Heads:
        """Return the heads of each field of a record; of any kind if none is given."""
        with self._reads() as db:
            writes = Journal(db).judged(record).writes
            return resolve_heads(
                write for each, several in writes.items() if each == (kind or each) for write in several
            )

    def deeds(self, officer: str, since: int, until: int) -> list[tuple[str, str, str]]:
        """Return action, kind and record of each change that an officer made here between two moments.

        They count milliseconds since 1970 UTC; the second is no part of it.
        """
        with self._reads() as db:
            return Journal(db).deeds(officer, since, until)

    def stood(self, record: str, kind: str, field: str) -> list[Stood]:
        """Return what a field of a record held, in the order in which that came to be so here."""
        with self._reads() as db:
            verdict = Journal(db).judged(record)
        stood = list[Stood]()
        writes = [write for write in verdict.writes.get(kind, ()) if field in write.fields]
        for count, write in enumerate(writes, 1):
            shown = resolve_heads(writes[:count])[field][0]
            value = shown.fields[field]
            if not stood or stood[-1].value != value:
                stood.append(Stood(write.key, value, verdict.authors[shown.id][0], shown.time))
        return stood

    def place(self, record: str, change: bytes = b"") -> int:
        """Return the place of a change of a record, or of its first; 0 if there is none."""
        with self._reads() as db:
            row = db.execute(
                "SELECT min(n) FROM change WHERE record = ? AND (? OR id = ?)", [key_of(record), not change, change]
            ).fetchone()
        return row[0] or 0

    def positions(self, site: str, before: str = "") -> tuple[str, ...]:
        """Return the names of the last places that are here of a site's streams, or were before a record was made."""
        with self._reads() as db:
            return last_places(db, site, before)

    def changed_after(self, site: str, places: Collection[str], *, complete: bool) -> list[tuple[str, str]]:
        """Return kind and identifier of each record that a site changed after these places of its streams."""
        with self._reads() as db:
            return changed_after(db, site, frozenset(places), complete=complete)


def _shown(column: Column | None, value: Any) -> Any:
    """Return a cell as its declared type shows it."""
    if column is None or value is None:
        return value
    if value == "" and column.type is not str:
        return None  # how a tally writes what is empty
    if issubclass(column.type, LabelledEnum):
        return column.type(value)
    if column.type is datetime:
        return datetime.fromisoformat(value)
    if column.type is date:
        return date.fromisoformat(value)
    if column.type is tuple:
        return tuple(json.loads(value))
    return bool(value) if column.type is bool else value
