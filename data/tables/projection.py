"""Derived tables: columns, indexes, full text, agenda and conflicts, all made from the declarations of `core.desks`.

They are worked out of the journal and nothing else, so they can be thrown away and made again (`rebuild`), and two
ways of making them can be compared (`data.integrity.compare_tables`).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from core.desks.sync.void_changes import Void, Why
from core.model.change import HOME, Draft, seconds
from core.model.merge import Heads, Write, settle
from core.model.record import RECORDS, Record
from core.model.store import Progress, no_progress
from core.results.transfer import Twinned
from core.rules.agenda import AgendaItem, Conflict, agenda_of, conflicts_of, decision_due, pair_id, twins_due, twins_of
from core.rules.duplicates import AGREEING, FIELDS, Twin, pairs, rows_of
from core.rules.joined_records import SAME_AS, joinable, references
from core.values.refusal import Refusal
from core.values.sentence import say
from data.database.schema import Row, TableSchema, decoded, table_of
from data.database.sqlcipher import Database
from data.journal.journal import Journal, as_write
from data.journal.validity import Said, Verdict, judge, void_of
from data.tables.joined_records import Joins
from data.tables.pinyin import keys as pinyin_keys
from data.tables.resolved_values import ValueResolution, present, work_out

BATCH = 2000
FEW = 100
"""How many records may move at once for their twins to be looked for alone, and not those of all records."""
_AMONG = "IN (SELECT value FROM json_each(?))"

_HEADS = json.JSONEncoder(separators=(",", ":"), sort_keys=True)  # made once: json.dumps makes one for each call


class Unworkable(Refusal):
    """A value of this record ({kind}) cannot be reckoned with. Correct its dates and numbers."""


class Tables:
    """The derived tables of a store, in one schema of one connection (`main`, or `temp` to compare)."""

    def __init__(self, db: Database, schema: str = "main") -> None:
        """Work on this connection; whoever writes has begun a transaction on it."""
        self._db = db
        self._schema = schema
        self._joins = Joins(db, schema)
        self._moved: dict[str, dict[str, list[tuple[Any, ...]]]] = {}
        """The records of each kind of which something was written that twins are told by, with what it was before."""
        self.touched: dict[str, set[str]] = {}
        """The records of each kind whose rows the present transaction has written, or taken away."""

    def begin(self) -> None:
        """Begin a transaction: what the last one left in memory may have been undone."""
        self._joins.forget()
        self._moved.clear()
        self.touched.clear()

    def finish(self) -> None:
        """End a transaction: look again for twins where something was written that they are told by."""
        for kind in FIELDS:
            moved = self._moved.get(kind, {})
            if "difference" in self._moved or (kind == "person" and "unit" in self._moved):
                self._tell_twins(kind)
            elif moved:
                self._tell_twins(kind, moved if kind in AGREEING and len(moved) <= FEW else None)
        self._moved.clear()

    def _move(self, table: TableSchema, record: str, before: Row | None) -> None:
        kind = table.record_type.kind
        was = self._moved.setdefault(kind, {}).setdefault(record, [])
        if before and kind in AGREEING:
            was.append(tuple(before.cells[table.stored.index(field)] for field in AGREEING[kind]))

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
            " AND (name LIKE 'kind\\_%' ESCAPE '\\' OR name LIKE 'tally\\_%' ESCAPE '\\' OR name = 'pinyin'"
            " OR (name LIKE 'find\\_%' ESCAPE '\\' AND sql LIKE 'CREATE VIRTUAL%'))"
        ).fetchall():
            self._db.execute(f"DROP TABLE {self._schema}.{name}")

    # Bringing records up to date

    def write(self, change_number: int, draft: Draft, before: Row | None) -> None:
        """Bring a record up to date after one change of our own, which replaces every head of the fields it sets."""
        table = table_of(draft.kind)
        known = decoded(table, before.cells) if before else {}
        kept = {name: value for name, value in known.items() if name not in draft.fields}
        model = table.record_type.model_validate({"id": draft.record, **kept, **present(draft.fields)})
        try:
            work_out(table, model)
        except Exception as error:
            raise Unworkable(kind=say(table.record_type.label)) from error
        if self._is_joined(model) or self._has_voids(draft.record):
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
            table, heads = table_of(kind), settle(writes)
            before = self.row(kind, record)
            model, gave_way = self._model(table, record, writes, heads)
            voids += _odd_values(kind, record, gave_way, verdict)
            if model is not None:
                self._put(table, writes[0].key, model, _numbers(heads), before)
            elif before:
                self._remove(table, before, record)
        if self._has_voids(record):
            self._db.execute(f"DELETE FROM {self._schema}.{table_of(Void.kind).name} WHERE of = ?", [record])
        self._mirror(voids)

    def _has_voids(self, record: str) -> bool:
        found = self._db.execute(
            f"SELECT 1 FROM {self._schema}.{table_of(Void.kind).name} WHERE of = ? LIMIT 1", [record]
        )
        return found.fetchone() is not None

    def erase(self, kind: str, record: str) -> None:
        """Take away the row of a record and all that follows from it."""
        before = self.row(kind, record) if kind in RECORDS and not RECORDS[kind].mirrors else None
        if before:
            self._remove(table_of(kind), before, record)
        if self._has_voids(record):
            self.reproject(record)

    def merge_indexes(self) -> None:
        """Merge each full-text index whole: until then it keeps the words of what was taken out."""
        for table in map(table_of, RECORDS):
            if table.searched:
                self._db.execute(f"INSERT INTO {self._schema}.{table.index} ({table.index}) VALUES ('optimize')")

    def _remove(self, table: TableSchema, before: Row, record: str) -> None:
        changed = self._named(table, record)
        self.touched.setdefault(table.record_type.kind, set()).add(record)
        self._move(table, record, before)
        self._db.execute(f"DELETE FROM {self._schema}.{table.name} WHERE n = ?", [before.number])
        self._count(table, before.cells, None)
        self._unindex(table, before.number)
        self._unmirror(table.record_type.kind, before, record)
        self._follow(table.record_type.kind, changed, record)

    def _unmirror(self, kind: str, before: Row, record: str) -> None:
        """Take away the entries that follow from a row; only one with several heads can have conflicts."""
        mirrors = (AgendaItem, Conflict) if _several(before.heads) else (AgendaItem,)
        for mirror in mirrors:
            self._db.execute(
                f"DELETE FROM {self._schema}.{table_of(mirror.kind).name} WHERE of = ? AND of_kind = ?", [record, kind]
            )

    def _unindex(self, table: TableSchema, number: int) -> None:
        if table.searched:
            self._db.execute(f"DELETE FROM {self._schema}.{table.index} WHERE rowid = ?", [number])
        if table.spelled:
            self._db.execute(
                f"DELETE FROM {self._schema}.pinyin WHERE kind = ? AND n = ?", [table.record_type.kind, number]
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
            self._insert(table, [new_number, model.id, _heads_cell(heads), *cells])
            self._index_again(table, model, new_number)
        else:
            self._unmirror(table.record_type.kind, before, model.id)
            changed = self._update(table, before, heads, cells)
            if not changed.isdisjoint((*FIELDS.get(kind, ()), "deleted")):
                self._move(table, model.id, before)
            if not changed.isdisjoint((*table.searched, *table.spelled)):
                self._index_again(table, model, before.number)
        if not joined:
            self._mirror(agenda_of(model))
        if _several(heads):
            self._mirror_conflicts(model, self._heads(heads), joined=joined)
        self._follow(table.record_type.kind, changes_of_place, model.id)

    # Twins

    def _tell_twins(self, kind: str, moved: Mapping[str, list[tuple[Any, ...]]] | None = None) -> None:
        """Make the list of the twins of a kind again, and the entry of the agenda that speaks of them.

        Where only a few records `moved`, only those that agree with one of them, now or before, are looked at.
        """
        twins, agenda = (f"{self._schema}.{table_of(each.kind).name}" for each in (Twin, AgendaItem))
        alike = None if moved is None else json.dumps(sorted(self._alike(kind, moved)))
        among, values = ("", []) if alike is None else (f" AND of {_AMONG}", [alike])
        self._db.execute(f"DELETE FROM {twins} WHERE of_kind = ?{among}", [kind, *values])
        self._db.execute(f"DELETE FROM {agenda} WHERE of = ?", [twins_of(kind)])
        rows = self._told_by(kind, alike)
        units = rows if kind == "unit" else self._told_by("unit") if kind == "person" and len(rows) > 1 else {}
        self._mirror(
            Twin(
                id=pair_id(pair.one, pair.other),
                of_kind=kind,
                of=pair.other,
                record=pair.other,
                beside=pair.one,
                why=pair.why,
                sure=pair.sure,
            )
            for pair in pairs(kind, rows, units, self._apart())
        )
        first, count = self._db.execute(f"SELECT min(of), count(*) FROM {twins} WHERE of_kind = ?", [kind]).fetchone()
        if count:
            self._mirror([twins_due(kind, first, count, self._since(kind, first))])

    def _alike(self, kind: str, moved: Mapping[str, list[tuple[Any, ...]]]) -> set[str]:
        """Return these records, all that agree with one of them as it was before or is now, and so on."""
        table, fields = f"{self._schema}.{table_of(kind).name}", AGREEING[kind]
        agreeing = [f"SELECT id FROM {table} WHERE deleted = 0 AND {field} > '' AND {field}" for field in fields]
        alike = set(moved)
        for place, statement in enumerate(agreeing):
            were = json.dumps(sorted({was[place] for several in moved.values() for was in several}))
            alike |= {row[0] for row in self._db.execute(f"{statement} {_AMONG}", [were])}
        new = alike
        while new:
            among = json.dumps(sorted(new))
            new = {
                row[0]
                for field, statement in zip(fields, agreeing, strict=True)
                for row in self._db.execute(f"{statement} IN (SELECT {field} FROM {table} WHERE id {_AMONG})", [among])
            } - alike
            alike = alike | new
        return alike

    def twins_with(self, coming: Iterable[tuple[str, str, Sequence[Write]]]) -> tuple[Twinned, ...]:
        """Return what would newly be listed twice with records of these kinds, each with all its writes."""
        rows, titles = {kind: self._told_by(kind) for kind in FIELDS}, dict[str, str]()
        for kind, record, writes in coming:
            model, _ = self._model(table_of(kind), record, writes, settle(writes))
            if model is None or model.deleted or getattr(model, SAME_AS):
                rows[kind].pop(record, None)
                continue
            rows[kind] |= rows_of([self._joins.resolved(model)])
            titles[record] = model.title
        table, apart = table_of(Twin.kind).name, self._apart()
        known = {row[0] for row in self._db.execute(f"SELECT id FROM {self._schema}.{table}")}
        return tuple(
            Twinned(kind, titles.get(pair.other) or titles[pair.one], pair.why)
            for kind in FIELDS
            for pair in pairs(kind, rows[kind], rows["unit"], apart)
            if pair_id(pair.one, pair.other) not in known and titles.keys() & {pair.one, pair.other}
        )

    def _apart(self) -> set[frozenset[str]]:
        """Return the pairs of which an officer said that they differ."""
        differ = table_of("difference").name
        rows = self._db.execute(f"SELECT one, other FROM {self._schema}.{differ} WHERE deleted = 0")
        return {frozenset(row) for row in rows.fetchall()}

    def _told_by(self, kind: str, among: str | None = None) -> dict[str, tuple[Any, ...]]:
        """Return what twins of a kind are told by, for all its records that are shown, or for a JSON list of them."""
        listed = ", ".join(f'"{name}"' for name in FIELDS[kind])
        these, values = ("", []) if among is None else (f" AND id {_AMONG}", [among])
        rows = self._db.execute(
            f"SELECT id, {listed} FROM {self._schema}.{table_of(kind).name} WHERE deleted = 0{these}", values
        )
        return {identifier: tuple(cells) for identifier, *cells in rows}

    def _since(self, kind: str, record: str) -> date:
        """Return the day on which a record was made, as its first change says."""
        made = min(write.time for write in Journal(self._db).writes(kind, record))
        return datetime.fromtimestamp(seconds(made), UTC).date()

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
            self._index_whole(table_of(kind), top)
        for record in self._showing(kind, set(changed.values())):
            self.reproject(record)

    def _showing(self, kind: str, records: Iterable[str]) -> list[str]:
        """Return the records whose rows refer to one of these."""
        wanted, found = json.dumps(sorted(records)), dict[str, None]()
        for other, record_type in RECORDS.items():
            table = table_of(other)
            for name in (field for field, refers in references(record_type).items() if refers == kind):
                if record_type.mirrors:
                    continue
                cell = f'"{name}" IN (SELECT value FROM json_each(?))'
                if name in table.lists:
                    cell = (
                        f'"{name}" <> \'[]\' AND EXISTS (SELECT 1 FROM json_each("{name}") AS one'
                        " WHERE one.value IN (SELECT value FROM json_each(?)))"
                    )
                rows = self._db.execute(f"SELECT id FROM {self._schema}.{table.name} WHERE {cell}", [wanted])
                found.update(dict.fromkeys(row[0] for row in rows))
        return list(found)

    def _index_again(self, table: TableSchema, model: Record, number: int) -> None:
        """Index the texts of a record anew, and those that stand under the same one with it."""
        kind = table.record_type.kind
        shown = self._joins.shown(kind) if joinable(kind) else {}
        if shown and (model.id in shown or model.id in shown.values()):
            self._index_whole(table, shown.get(model.id, model.id))
            return
        self._unindex(table, number)
        self._index_texts(table, [(number, [model])])

    def _index_whole(self, table: TableSchema, top: str) -> None:
        """Index a record with all that stand under it, so that what is written in any of them finds it."""
        members = [top, *self._joins.under(table.record_type.kind, top)]
        rows = self._db.execute(
            f"SELECT n, id, {table.listed} FROM {self._schema}.{table.name}"
            " WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(members)],
        ).fetchall()
        found = {row[1]: (row[0], table.read(row[1:])) for row in rows}
        for number, _ in found.values():
            self._unindex(table, number)
        if top in found:
            models = [found[each][1] for each in members if each in found]
            self._index_texts(table, [(found[top][0], models)])

    def _heads(self, heads: Mapping[str, list[int]]) -> Heads:
        """Return the heads of each field; a head of one may have been replaced in another that it sets as well."""
        numbers = json.dumps(sorted({number for several in heads.values() for number in several}))
        rows = self._db.execute(
            "SELECT n, id, time, body FROM change WHERE n IN (SELECT value FROM json_each(?))", [numbers]
        )
        writes = {write.key: write for write in (as_write(*row) for row in rows)}
        return {name: tuple(writes[number] for number in several) for name, several in heads.items()}

    def _count(self, table: TableSchema, before: Sequence[Any] | None, after: Sequence[Any] | None) -> None:
        """Keep the tallies in step with a row that was `before` and is `after`."""
        for fields in table.record_type.tallies:
            old = before and table.tally_key(fields, before)
            new = after and table.tally_key(fields, after)
            if old == new:
                continue
            name, keys = f"{self._schema}.{table.tally(fields)}", " AND ".join(f'"{field}" = ?' for field in fields)
            if old:
                self._db.execute(f"UPDATE {name} SET count = count - 1 WHERE {keys}", old)
                self._db.execute(f"DELETE FROM {name} WHERE {keys} AND count = 0", old)
            if new:
                self._db.execute(
                    f"INSERT INTO {name} VALUES ({_places(new)}, 1) ON CONFLICT DO UPDATE SET count = count + 1", new
                )

    def _count_all(self) -> None:
        """Make the tallies of full tables."""
        for kind, record_type in RECORDS.items():
            for fields in record_type.tallies:
                table, keys = table_of(kind), ", ".join(f"coalesce(\"{field}\", '')" for field in fields)
                self._db.execute(
                    f"INSERT INTO {self._schema}.{table.tally(fields)} SELECT {keys}, count(*)"
                    f" FROM {self._schema}.{table.name} WHERE deleted = 0 GROUP BY {keys}"
                )

    def _insert(self, table: TableSchema, row: Sequence[Any]) -> None:
        self._db.execute(f"INSERT INTO {self._schema}.{table.name} VALUES ({_places(row)})", row)

    def _update(
        self, table: TableSchema, before: Row, heads: Mapping[str, list[int]], cells: Iterable[Any]
    ) -> frozenset[str]:
        """Write the cells that differ, so that only their indexes are touched; return their columns."""
        changed = {name: cell for name, old, cell in zip(table.stored, before.cells, cells, strict=True) if old != cell}
        sets = "".join(f', "{name}" = ?' for name in changed)
        self._db.execute(
            f"UPDATE {self._schema}.{table.name} SET heads = ?{sets} WHERE n = ?",
            [_heads_cell(heads), *changed.values(), before.number],
        )
        return frozenset(changed)

    def _model(
        self, table: TableSchema, record: str, writes: Sequence[Write], heads: Heads
    ) -> tuple[Record | None, dict[str, Write]]:
        """Return the record that these heads make, and the heads whose values gave way.

        A value that this version cannot read, or that nothing can be worked out with, gives way to the newest before
        it. The record is None if it cannot be shown at all (the journal keeps it).
        """
        return ValueResolution(table, record, writes, heads).model()

    def _index_texts(self, table: TableSchema, rows: Iterable[tuple[int, Sequence[Record]]]) -> None:
        rows = list(rows)
        if table.searched:
            names = ", ".join(table.searched)
            self._db.conn.executemany(
                f"INSERT INTO {self._schema}.{table.index} (rowid, {names}) VALUES (?, {_places(table.searched)})",
                [[number, *table.texts(models)] for number, models in rows],
            )
        if table.spelled:
            self._db.conn.executemany(
                f"INSERT OR IGNORE INTO {self._schema}.pinyin VALUES (?, ?, ?)",
                [
                    [table.record_type.kind, spelling, number]
                    for number, models in rows
                    for model in models
                    for name in table.spelled
                    for spelling in pinyin_keys(getattr(model, name))
                ],
            )

    def _mirror_conflicts(self, model: Record, heads: Heads, *, joined: bool) -> None:
        """Write the conflicts of a record, and that somebody has to decide."""
        found = list(_conflicts(model, heads, joined=joined))
        self._mirror(found)
        self._mirror(decision_due(model, found, heads))

    def _mirror(self, entries: Iterable[Record]) -> None:
        for entry in entries:
            table = table_of(entry.kind)
            self._insert(table, [None, entry.id, None, *table.row(entry)])

    # Making them all again

    def rebuild(self, progress: Progress = no_progress) -> int:
        """Throw the tables away and work them out of the journal; return the number of records."""
        self.drop()
        self.make()
        self._begin_joins()
        total = self._db.execute("SELECT count(record) FROM change").fetchone()[0]
        rows = self._db.execute(
            "SELECT c.n, c.id, c.time, c.body, c.kind, s.site, s.compartment, c.record FROM change c"
            " JOIN stream s ON s.n = c.stream WHERE c.record IS NOT NULL ORDER BY c.record, c.n"
        )
        done = count = 0
        batches: dict[str, list[tuple[str, Sequence[Write], Verdict]]] = {}
        for record, group in groupby(rows, key=lambda row: row[7]):
            changes = [Said(row[4], row[5], row[6], as_write(*row[:4])) for row in group]
            done += len(changes)
            verdict = judge(record.hex(), changes)
            self._mirror(verdict.voids)
            for kind, writes in verdict.writes.items():
                if kind not in RECORDS:
                    continue
                batch = batches.setdefault(kind, [])
                batch.append((record.hex(), writes, verdict))
                count += 1
                if len(batch) >= BATCH:
                    self._put_many(table_of(kind), batch)
                    batch.clear()
                    progress(done, total)
        for kind, batch in batches.items():
            self._put_many(table_of(kind), batch)
        self.index()
        for kind in filter(joinable, RECORDS):
            for top in sorted(set(self._joins.shown(kind).values())):
                self._index_whole(table_of(kind), top)
        self._count_all()
        for kind in FIELDS:
            self._tell_twins(kind)
        self._moved.clear()
        progress(total, total)
        return count

    def _put_many(self, table: TableSchema, batch: Iterable[tuple[str, Sequence[Write], Verdict]]) -> None:
        made = []
        for record, writes, verdict in batch:
            heads = settle(writes)
            model, gave_way = self._model(table, record, writes, heads)
            self._mirror(_odd_values(table.record_type.kind, record, gave_way, verdict))
            if model is not None:
                made.append((writes[0].key, self._joins.resolved(model), heads))
        joined = {model.id for _, model, _ in made if self._is_joined(model)}
        self._db.conn.executemany(
            f"INSERT INTO {self._schema}.{table.name} VALUES (?, ?, ?, {_places(table.stored)})",
            [
                [number, model.id, _heads_cell(_numbers(heads)), *table.row(model, joined=model.id in joined)]
                for number, model, heads in made
            ],
        )
        self._index_texts(table, ((number, [model]) for number, model, _ in made))
        for _, model, heads in made:
            if model.id not in joined:
                self._mirror(agenda_of(model))
            if _several(heads):
                self._mirror_conflicts(model, heads, joined=model.id in joined)

    def _begin_joins(self) -> None:
        """Read out of the journal which records name others, while the tables are empty."""
        self._joins.forget()
        for kind in filter(joinable, RECORDS):
            rows = self._db.execute(
                "SELECT DISTINCT record FROM change WHERE kind = ? AND instr(CAST(body AS TEXT), ?)",
                [kind, f'"{SAME_AS}"'],
            )
            named = {
                model.id: other
                for (record,) in rows.fetchall()
                if (model := self._in_journal(kind, record.hex())) is not None and (other := getattr(model, SAME_AS))
            }
            there = [each for each in set(named.values()) if self._in_journal(kind, each) is not None]
            self._joins.begin(kind, named, there)

    def _in_journal(self, kind: str, record: str) -> Record | None:
        """Return a record of a kind as the journal has it, unless it was deleted or there is none."""
        writes = Journal(self._db).writes(kind, record)
        model, _ = self._model(table_of(kind), record, writes, settle(writes))
        return model if model is not None and not model.deleted else None


def _conflicts(model: Record, heads: Heads, *, joined: bool) -> Iterable[Conflict]:
    """Yield the conflicts of a record; of one that stands under another, only whether it does."""
    return (each for each in conflicts_of(model, heads) if not joined or each.field == SAME_AS)


def _odd_values(kind: str, record: str, gave_way: Mapping[str, Write], verdict: Verdict) -> Iterator[Void]:
    """Yield an entry for each value of another site that gave way."""
    for name, write in gave_way.items():
        site, compartment = verdict.authors[write.id]
        if compartment not in HOME:
            yield void_of(record, kind, Why.VALUE, site, compartment, field=name)


def _numbers(heads: Heads) -> dict[str, list[int]]:
    return {name: [write.key for write in writes] for name, writes in heads.items()}


def _several(heads: Mapping[str, Sequence[Any]]) -> bool:
    """Whether a field has more than one head, as every conflict has."""
    return any(len(writes) > 1 for writes in heads.values())


def _places(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))


def _heads_cell(heads: Mapping[str, list[int]]) -> str:
    return _HEADS.encode(heads)
