"""The list of records that break a rule (`core.rules.breaches`), kept in step with what was written."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from core.model.merge import Write, resolve_heads
from core.model.record import Record
from core.model.rule import Rule
from core.results.transfer import IncomingBreach
from core.rules.breaches import Breach, Touched, listed_breaches, to_judge, with_drafted
from core.rules.following_rules import all_rules, rules_looking_at
from core.values.sentence import Sentence
from data.database.dialect import IN_LIST, as_list
from data.database.schema import TableSchema, table_of
from data.database.sqlcipher import Database
from data.tables.entries import write_entries
from data.tables.joined_records import JoinedRecords
from data.tables.resolved_values import ValueResolution

BATCH = 500
"""How many records are judged at once."""
MOST_KEPT = 5000
"""How many records are kept in memory while others are judged."""


class Breaches:
    """Judges the records in the tables of one schema."""

    def __init__(self, db: Database, schema: str, joins: JoinedRecords) -> None:
        """Look into the tables of this schema, with what stands under what."""
        self._db = db
        self._joins = joins
        self._schema = schema
        self._kept: dict[str, dict[str, Record | None]] = {}
        self._table = f"{schema}.{table_of(Breach.kind).name}"

    def judge(self, touched: Touched) -> None:
        """Bring the list in step with records that were written, or taken away."""
        self._kept.clear()
        for rule in _concerned(touched):
            judged = sorted(to_judge(rule, touched, self._read) | self._listed_with(rule, touched))
            for start in range(0, len(judged), BATCH):
                self._judge(rule, judged[start : start + BATCH])

    def _judge(self, rule: Rule, judged: Sequence[str]) -> None:
        """Bring the entries of some records in step; what is listed already stays where it is."""
        records = list(self._read(rule.kind, "id", judged))
        found = {each.id: each for each in listed_breaches(rule, records, self._read)}
        statement = f"SELECT id, why FROM {self._table} WHERE of {IN_LIST} AND rule = ?"
        listed = dict(self._db.execute(statement, [as_list(judged), rule.name]).fetchall())
        gone = [each for each, why in listed.items() if each not in found or found[each].why != why]
        if gone:
            self._db.execute(f"DELETE FROM {self._table} WHERE id {IN_LIST}", [as_list(gone)])
        new = (each for each in found.values() if each.id not in listed or each.id in gone)
        write_entries(self._db, self._schema, new)

    def judge_all(self) -> None:
        """Judge every record, the list being empty."""
        self._kept.clear()
        for kind, rules in all_rules().items():
            records = self._rows(table_of(kind), "", [])
            while batch := list(islice(records, BATCH)):
                for rule in rules:
                    self._enter(rule, batch)

    def new_with(self, coming: Iterable[tuple[str, str, Sequence[Write]]]) -> tuple[IncomingBreach, ...]:
        """Return what would newly be listed with records of these kinds, each with all its writes."""
        self._kept.clear()
        drafted: dict[str, dict[str, Any]] = {}
        for kind, record, writes in coming:
            model, _ = ValueResolution(table_of(kind), record, writes, resolve_heads(writes)).model()
            if model is not None:
                drafted.setdefault(kind, {})[record] = self._joins.resolved(model)
        read = with_drafted(self._read, drafted)
        found = [
            each
            for rule in _concerned(drafted)
            for each in listed_breaches(rule, list(read(rule.kind, "id", to_judge(rule, drafted, read))), read)
        ]
        rows = self._db.execute(
            f"SELECT id FROM {self._table} WHERE id {IN_LIST}", [as_list(each.id for each in found)]
        )
        known = {row[0] for row in rows}
        return tuple(self._incoming(each, drafted) for each in found if each.id not in known)

    def _incoming(self, breach: Breach, drafted: Mapping[str, Mapping[str, Any]]) -> IncomingBreach:
        record = drafted.get(breach.of_kind, {}).get(breach.of) or next(
            iter(self._read(breach.of_kind, "id", [breach.of]))
        )
        return IncomingBreach(breach.of_kind, breach.rule, record.title, Sentence.unpack(breach.why))

    def _enter(self, rule: Rule, records: Sequence[Record]) -> None:
        write_entries(self._db, self._schema, listed_breaches(rule, records, self._read))

    def _listed_with(self, rule: Rule, touched: Touched) -> set[str]:
        """Return the records that are listed as breaking a rule together with one that was touched."""
        beside = touched.get(rule.beside, ())
        if not beside:
            return set()
        statement = f"SELECT of FROM {self._table} WHERE beside {IN_LIST} AND rule = ?"
        return {row[0] for row in self._db.execute(statement, [as_list(sorted(beside)), rule.name])}

    def _read(self, kind: str, field: str, values: Collection[str]) -> Iterable[Record]:
        """Return what is shown; records asked for by their identifiers are kept, as several rules look at them."""
        if field != "id":
            return self._read_rows(kind, field, values)
        if sum(map(len, self._kept.values())) > MOST_KEPT:
            self._kept.clear()
        kept = self._kept.setdefault(kind, {})
        missing = [each for each in values if each not in kept]
        if missing:
            kept |= dict.fromkeys(missing) | {each.id: each for each in self._read_rows(kind, "id", missing)}
        return [found for each in values if (found := kept[each]) is not None]

    def _read_rows(self, kind: str, field: str, values: Collection[str]) -> Iterator[Record]:
        table = table_of(kind)
        if not field:
            yield from self._rows(table, "", [])
            return
        # The first part lets the index serve that leaves out the empty ones (`TableSchema.index_ddl`).
        condition = f' AND "{field}" > \'\' AND "{field}" {IN_LIST}'
        yield from self._rows(table, condition, [as_list(sorted(values))])

    def _rows(self, table: TableSchema, condition: str, values: list[Any]) -> Iterator[Record]:
        rows = self._db.execute(
            f"SELECT id, {table.listed} FROM {self._schema}.{table.name} WHERE deleted = 0{condition}", values
        )
        return map(table.read, rows)


def _concerned(touched: Touched) -> list[Rule]:
    """Return the rules that look at records of a kind of which some were touched."""
    return rules_looking_at(kind for kind, records in touched.items() if records)
