"""Making the derived tables again: all of them, out of the journal and nothing else."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from core.model.merge import Write, resolve_heads
from core.model.progress import Progress, no_progress
from core.model.record import RECORDS, Record
from core.rules.agenda import agenda_of
from core.rules.duplicates import FIELDS
from core.rules.joined_records import SAME_AS, joinable
from data.database.dialect import insert_many, text_contains
from data.database.schema import AFRESH, TableSchema, derived_tables, pinyin_ddl, table_of
from data.journal.journal import Journal, as_write
from data.journal.validity import Said, Verdict, judge
from data.tables.projection import Projection, heads_cell, numbers, odd_values, several
from data.tables.resolved_values import ValueResolution

BATCH = 2000
"""How many records of a kind are written at once."""


class Tables(Projection):
    """The derived tables of a store: brought up to date record by record, or thrown away and made again."""

    def drop(self) -> None:
        """Drop whatever derived tables there are, also those of kinds that are no longer declared."""
        for name in derived_tables(self._db, self._schema):
            self._db.execute(f"DROP TABLE {self._schema}.{name}")

    def make(self) -> None:
        """Make every table, empty and without indexes; of those made afresh only those that are used find texts."""
        for table in map(table_of, RECORDS):
            for statement in table.ddl(self._schema):
                self._db.execute(statement)
            if self._schema != AFRESH:
                self._make_text_index(table)
        for statement in pinyin_ddl(self._schema):
            self._db.execute(statement)

    def _make_text_index(self, table: TableSchema) -> None:
        for statement in table.text_index_ddl(self._schema):
            self._db.execute(statement)

    def index(self) -> None:
        """Make the indexes, but of what is empty; entries are written into tables of what follows from records."""
        for table in map(table_of, RECORDS):
            if table.record_type.is_derived or self._holds(table):
                self._index(table)

    def rebuild(self, progress: Progress = no_progress) -> int:
        """Throw the tables away and work them out of the journal; return the number of records."""
        self.drop()
        self.make()
        self._begin_joins()
        count = self._put_everything(progress)
        self.index()
        for kind in filter(joinable, RECORDS):
            for top in sorted(set(self._joins.shown(kind).values())):
                self._texts.index_whole(table_of(kind), top)
        self._count_all()
        for kind in FIELDS:
            self.duplicates.tell(kind)
        self.breaches.judge_all()
        self._moved.clear()
        return count

    def _put_everything(self, progress: Progress) -> int:
        """Write the rows of all records, in batches of one kind; return how many there are."""
        total = self._db.execute("SELECT count(record) FROM change").fetchone()[0]
        done = count = 0
        batches: dict[str, list[tuple[str, Sequence[Write], Verdict]]] = {}
        for record, said in self._changes_by_record():
            done += len(said)
            verdict = judge(record, said)
            self._derive(verdict.voids)
            for kind in filter(RECORDS.__contains__, verdict.writes):
                batch = batches.setdefault(kind, [])
                batch.append((record, verdict.writes[kind], verdict))
                count += 1
                if len(batch) >= BATCH:
                    self._put_many(table_of(kind), batch)
                    batch.clear()
                    progress(done, total)
        for kind, batch in batches.items():
            self._put_many(table_of(kind), batch)
        progress(total, total)
        return count

    def _changes_by_record(self) -> Iterator[tuple[str, list[Said]]]:
        """Yield each identifier with all changes under it, the first to come here first."""
        rows = self._db.execute(
            "SELECT c.n, c.id, c.time, c.body, c.kind, s.site, s.compartment, c.record FROM change c"
            " JOIN stream s ON s.n = c.stream WHERE c.record IS NOT NULL ORDER BY c.record, c.n"
        )
        for record, group in groupby(rows, key=lambda row: row[7]):
            yield record.hex(), [Said(row[4], row[5], row[6], as_write(*row[:4])) for row in group]

    def _put_many(self, table: TableSchema, batch: Iterable[tuple[str, Sequence[Write], Verdict]]) -> None:
        made = []
        for record, writes, verdict in batch:
            heads = resolve_heads(writes)
            model, gave_way = ValueResolution(table, record, writes, heads).model()
            self._derive(odd_values(table.record_type.kind, record, gave_way, verdict))
            if model is not None:
                made.append((writes[0].key, self._joins.resolved(model), heads))
        joined = {model.id for _, model, _ in made if self._is_joined(model)}
        insert_many(
            self._db,
            f"{self._schema}.{table.name}",
            [
                [number, model.id, heads_cell(numbers(heads)), *table.row(model, joined=model.id in joined)]
                for number, model, heads in made
            ],
        )
        self._make_text_index(table)
        self._texts.add(table, ((number, [model]) for number, model, _ in made))
        for _, model, heads in made:
            if model.id not in joined:
                self._derive(agenda_of(model))
            if several(heads):
                self._derive_conflicts(model, heads, joined=model.id in joined)

    def _begin_joins(self) -> None:
        """Read out of the journal which records name others, while the tables are empty."""
        self._joins.forget()
        for kind in filter(joinable, RECORDS):
            rows = self._db.execute(
                f"SELECT DISTINCT record FROM change WHERE kind = ? AND {text_contains('body')}",
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
        model, _ = ValueResolution(table_of(kind), record, writes, resolve_heads(writes)).model()
        return model if model is not None and not model.deleted else None

    def _count_all(self) -> None:
        """Make the counters of full tables."""
        for kind, record_type in RECORDS.items():
            for fields in record_type.counters:
                table, keys = table_of(kind), ", ".join(f"coalesce(\"{field}\", '')" for field in fields)
                self._db.execute(
                    f"INSERT INTO {self._schema}.{table.tally(fields)} SELECT {keys}, count(*)"
                    f" FROM {self._schema}.{table.name} WHERE deleted = 0 GROUP BY {keys}"
                )
