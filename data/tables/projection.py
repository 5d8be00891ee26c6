"""Derived tables: columns, indexes, full text, agenda and conflicts, all made from the declarations of `core.desks`.

They are worked out of the journal and nothing else, so they can be thrown away and made again (`rebuild`), and two
ways of making them can be compared (`data.integrity.compare_tables`).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from core.desks.sync.void_changes import Void, Why
from core.model.change import HOME, Draft
from core.model.merge import Heads, Write, resolve_heads
from core.model.record import RECORDS, Record
from core.rules.agenda import AgendaItem, Conflict, agenda_of, conflicts_of, decision_due
from core.rules.duplicates import AGREEING, FIELDS
from core.rules.joined_records import SAME_AS, joinable, references
from core.values.refusal import Refusal
from core.values.sentence import say
from data.database.dialect import IN_LIST, any_in_list, as_list, count_one
from data.database.schema import Row, TableSchema, decoded, table_of
from data.database.sqlcipher import Database
from data.journal.journal import Journal, as_write
from data.journal.validity import Verdict, void_of
from data.tables.breaches import Breaches
from data.tables.duplicates import Duplicates
from data.tables.entries import insert_row, write_entries
from data.tables.joined_records import JoinedRecords
from data.tables.resolved_values import ValueResolution, present, work_out
from data.tables.text_indexes import TextIndexes

FEW = 100
"""How many records may move at once for their duplicates to be looked for alone, and not those of all records."""
_HEADS = json.JSONEncoder(separators=(",", ":"), sort_keys=True)  # made once: json.dumps makes one for each call


class Unworkable(Refusal):
    """A value of this record ({kind}) is out of range. Correct its dates and numbers."""


class Projection:
    """The derived tables of a store, in one schema of one connection (`main`, or `temp` to compare)."""

    def __init__(self, db: Database, schema: str = "main") -> None:
        """Work on this connection; whoever writes has begun a transaction on it."""
        self._db = db
        self._schema = schema
        self._joins = JoinedRecords(db, schema)
        self._texts = TextIndexes(db, schema, self._joins)
        self.duplicates = Duplicates(db, schema, self._joins)
        self.breaches = Breaches(db, schema, self._joins)
        self._moved: dict[str, dict[str, list[tuple[Any, ...]]]] = {}
        """The records of each kind of which something was written that duplicates are told by, with what it was
        before."""
        self.touched: dict[str, set[str]] = {}
        """The records of each kind whose rows the present transaction has written, or taken away."""

    def begin(self) -> None:
        """Begin a transaction: what the last one left in memory may have been undone."""
        self._joins.forget()
        self._moved.clear()
        self.touched.clear()

    def finish(self) -> None:
        """End a transaction: look again for duplicates and broken rules where something was written that they follow
        from."""
        for kind in FIELDS:
            moved = self._moved.get(kind, {})
            if "difference" in self._moved or (kind == "person" and "unit" in self._moved):
                self.duplicates.tell(kind)
            elif moved:
                self.duplicates.tell(kind, moved if kind in AGREEING and len(moved) <= FEW else None)
        self._moved.clear()
        self.breaches.judge(self.touched)

    def _move(self, table: TableSchema, record: str, before: Row | None) -> None:
        kind = table.record_type.kind
        was = self._moved.setdefault(kind, {}).setdefault(record, [])
        if before and kind in AGREEING:
            was.append(tuple(before.cells[table.stored.index(field)] for field in AGREEING[kind]))

    # Bringing records up to date

    def write(self, change_number: int, draft: Draft, before: Row | None, *, is_new: bool) -> None:
        """Bring a record up to date after one change of our own, which replaces every head of the fields it sets.

        `is_new` says that nothing was ever written under its identifier.
        """
        table = table_of(draft.kind)
        known = decoded(table, before.cells) if before else {}
        kept = {name: value for name, value in known.items() if name not in draft.fields}
        model = table.record_type.model_validate({"id": draft.record, **kept, **present(draft.fields)})
        try:
            work_out(table, model)
        except Exception as error:
            raise Unworkable(kind=say(table.record_type.label)) from error
        if self._is_joined(model) or (not is_new and self._has_voids(draft.record)):
            # Its row shows less than the journal says: it stands under another, or a value has given way.
            self.reproject(draft.record)
            return
        heads = {**(before.heads if before else {}), **{name: [change_number] for name in draft.fields}}
        self._put(table, change_number, model, heads, before)

    def row(self, kind: str, record: str) -> Row | None:
        """Return a record's row."""
        table = table_of(kind)
        found = self._db.execute(
            f"SELECT n, heads, {table.listed} FROM {self._schema}.{table.name} WHERE id = ?", [record]
        ).fetchone()
        return Row(found[0], json.loads(found[1]), tuple(found[2:])) if found else None

    def reproject(self, record: str) -> None:
        """Bring what stands under an identifier up to date after changes of any order and origin."""
        verdict = Journal(self._db).judged(record)
        voids = list(verdict.voids)
        for kind, writes in verdict.writes.items():
            if kind not in RECORDS:
                continue  # of a newer version: kept in the journal, shown after the upgrade
            table, heads = table_of(kind), resolve_heads(writes)
            before = self.row(kind, record)
            model, gave_way = ValueResolution(table, record, writes, heads).model()
            voids += odd_values(kind, record, gave_way, verdict)
            if model is not None:
                self._put(table, writes[0].key, model, numbers(heads), before)
            elif before:
                self._remove(table, before, record)
        if self._has_voids(record):
            self._db.execute(f"DELETE FROM {self._schema}.{table_of(Void.kind).name} WHERE of = ?", [record])
        self._derive(voids)

    def _has_voids(self, record: str) -> bool:
        found = self._db.execute(
            f"SELECT 1 FROM {self._schema}.{table_of(Void.kind).name} WHERE of = ? LIMIT 1", [record]
        )
        return found.fetchone() is not None

    def erase(self, kind: str, record: str) -> None:
        """Take away the row of a record and all that follows from it."""
        before = self.row(kind, record) if kind in RECORDS and not RECORDS[kind].is_derived else None
        if before:
            self._remove(table_of(kind), before, record)
        if self._has_voids(record):
            self.reproject(record)

    def merge_indexes(self) -> None:
        """Merge each full-text index whole: until then it keeps the words of what was taken out."""
        self._texts.merge()

    def _remove(self, table: TableSchema, before: Row, record: str) -> None:
        changed = self._named(table, record)
        self.touched.setdefault(table.record_type.kind, set()).add(record)
        self._move(table, record, before)
        self._db.execute(f"DELETE FROM {self._schema}.{table.name} WHERE n = ?", [before.number])
        self._count(table, before.cells, None)
        self._texts.remove(table, before.number)
        self._remove_derived(table.record_type.kind, before, record)
        self._follow(table.record_type.kind, changed, record)

    def _remove_derived(self, kind: str, before: Row, record: str) -> None:
        """Take away the entries that follow from a row; only one with several heads can have conflicts."""
        derived = (AgendaItem, Conflict) if several(before.heads) else (AgendaItem,)
        for each in derived:
            self._db.execute(
                f"DELETE FROM {self._schema}.{table_of(each.kind).name} WHERE of = ? AND of_kind = ?", [record, kind]
            )

    def _put(
        self,
        table: TableSchema,
        new_number: int,
        model: Record,
        heads: Mapping[str, list[int]],
        before: Row | None,
    ) -> None:
        """Write the row of a record and what follows from it: index, agenda, conflicts, and who stands under whom."""
        model = self._joins.resolved(model)
        self.touched.setdefault(model.kind, set()).add(model.id)
        changes_of_place = self._named(table, model.id, model)
        joined = self._is_joined(model)
        cells = table.row(model, joined=joined)
        self._count(table, before.cells if before else None, cells)
        kind = table.record_type.kind
        if before is None:
            self._move(table, model.id, before)
            if not self._holds(table):
                self._index(table)
            insert_row(self._db, self._schema, table, [new_number, model.id, heads_cell(heads), *cells])
            self._texts.index_again(table, model, new_number)
        else:
            self._remove_derived(table.record_type.kind, before, model.id)
            changed = self._update(table, before, heads, cells)
            if not changed.isdisjoint((*FIELDS.get(kind, ()), "deleted")):
                self._move(table, model.id, before)
            if not changed.isdisjoint((*table.searched, *table.names)):
                self._texts.index_again(table, model, before.number)
        if not joined:
            self._derive(agenda_of(model))
        if several(heads):
            self._derive_conflicts(model, self._heads(heads), joined=joined)
        self._follow(table.record_type.kind, changes_of_place, model.id)

    def _holds(self, table: TableSchema) -> bool:
        return self._db.execute(f"SELECT 1 FROM {self._schema}.{table.name} LIMIT 1").fetchone() is not None

    def _index(self, table: TableSchema) -> None:
        """Index a table: before its first row, as most kinds have none, and an index takes a page and time to open."""
        for statement in table.index_ddl(self._schema):
            self._db.execute(statement)

    # Records that are one

    def _is_joined(self, model: Record) -> bool:
        return joinable(model.kind) and model.id in self._joins.shown(model.kind)

    def _named(self, table: TableSchema, record: str, model: Record | None = None) -> dict[str, str]:
        """Take in which record one names as the same, if it is there; return for which another is shown now."""
        kind = table.record_type.kind
        if not joinable(kind):
            return {}
        there = model is not None and not model.deleted
        return self._joins.note(kind, record, getattr(model, SAME_AS, ""), there=there)

    def _follow(self, kind: str, changed: Mapping[str, str], besides: str) -> None:
        """Bring up to date what shows a record for which another is shown now than before, and these records."""
        if not changed:
            return
        for record in sorted(changed.keys() - {besides}):
            self.reproject(record)
        shown = self._joins.shown(kind)
        for top in sorted({shown.get(each, each) for each in (*changed, *changed.values())}):
            self._texts.index_whole(table_of(kind), top)
        for record in self._showing(kind, set(changed.values())):
            self.reproject(record)

    def _showing(self, kind: str, records: Iterable[str]) -> list[str]:
        """Return the records whose rows refer to one of these."""
        wanted, found = as_list(sorted(records)), dict[str, None]()
        for other, record_type in RECORDS.items():
            table = table_of(other)
            for name in (field for field, refers in references(record_type).items() if refers == kind):
                if record_type.is_derived:
                    continue
                cell = f'"{name}" {IN_LIST}'
                if name in table.lists:
                    cell = f"\"{name}\" <> '[]' AND {any_in_list(name)}"
                rows = self._db.execute(f"SELECT id FROM {self._schema}.{table.name} WHERE {cell}", [wanted])
                found.update(dict.fromkeys(row[0] for row in rows))
        return list(found)

    def _heads(self, heads: Mapping[str, list[int]]) -> Heads:
        """Return the heads of each field; a head of one may have been replaced in another that it sets as well."""
        numbers = as_list(sorted({number for several in heads.values() for number in several}))
        rows = self._db.execute(f"SELECT n, id, time, body FROM change WHERE n {IN_LIST}", [numbers])
        writes = {write.key: write for write in (as_write(*row) for row in rows)}
        return {name: tuple(writes[number] for number in several) for name, several in heads.items()}

    def _count(self, table: TableSchema, before: Sequence[Any] | None, after: Sequence[Any] | None) -> None:
        """Keep the counters in step with a row that was `before` and is `after`."""
        for fields in table.record_type.counters:
            old = before and table.tally_key(fields, before)
            new = after and table.tally_key(fields, after)
            if old == new:
                continue
            name, keys = f"{self._schema}.{table.tally(fields)}", " AND ".join(f'"{field}" = ?' for field in fields)
            if old:
                self._db.execute(f"UPDATE {name} SET count = count - 1 WHERE {keys}", old)
                self._db.execute(f"DELETE FROM {name} WHERE {keys} AND count = 0", old)
            if new:
                count_one(self._db, name, dict(zip(fields, new, strict=True)))

    def _update(
        self, table: TableSchema, before: Row, heads: Mapping[str, list[int]], cells: Iterable[Any]
    ) -> frozenset[str]:
        """Write the cells that differ, so that only their indexes are touched; return their columns."""
        changed = {name: cell for name, old, cell in zip(table.stored, before.cells, cells, strict=True) if old != cell}
        sets = "".join(f', "{name}" = ?' for name in changed)
        self._db.execute(
            f"UPDATE {self._schema}.{table.name} SET heads = ?{sets} WHERE n = ?",
            [heads_cell(heads), *changed.values(), before.number],
        )
        return frozenset(changed)

    def _derive_conflicts(self, model: Record, heads: Heads, *, joined: bool) -> None:
        """Write the conflicts of a record, and that somebody has to decide."""
        found = list(conflicts(model, heads, joined=joined))
        self._derive(found)
        self._derive(decision_due(model, found, heads))

    def _derive(self, entries: Iterable[Record]) -> None:
        write_entries(self._db, self._schema, entries)


def conflicts(model: Record, heads: Heads, *, joined: bool) -> Iterable[Conflict]:
    """Yield the conflicts of a record; of one that stands under another, only whether it does."""
    return (each for each in conflicts_of(model, heads) if not joined or each.field == SAME_AS)


def odd_values(kind: str, record: str, gave_way: Mapping[str, Write], verdict: Verdict) -> Iterator[Void]:
    """Yield an entry for each value of another site that gave way."""
    for name, write in gave_way.items():
        site, compartment = verdict.authors[write.id]
        if compartment not in HOME:
            yield void_of(record, kind, Why.VALUE, site, compartment, field=name)


def numbers(heads: Heads) -> dict[str, list[int]]:
    """Return the numbers of the changes that are the heads of each field."""
    return {name: [write.key for write in writes] for name, writes in heads.items()}


def several(heads: Mapping[str, Sequence[Any]]) -> bool:
    """Whether a field has more than one head, as every conflict has."""
    return any(len(writes) > 1 for writes in heads.values())


def heads_cell(heads: Mapping[str, list[int]]) -> str:
    """Return the cell of a row that says which changes are its heads."""
    return _HEADS.encode(heads)
