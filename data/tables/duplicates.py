"""The list of records that are one twice, and the entry of the agenda that speaks of them (`core.rules.duplicates`)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from core.model.change import seconds
from core.model.merge import Write, resolve_heads
from core.results.transfer import IncomingDuplicate
from core.rules.agenda import AgendaItem, duplicates_due, duplicates_of, pair_id
from core.rules.duplicates import AGREEING, FIELDS, Duplicate, Pair, pairs, rows_of
from core.rules.joined_records import SAME_AS
from data.database.dialect import IN_LIST, as_list
from data.database.schema import table_of
from data.database.sqlcipher import Database
from data.journal.journal import Journal
from data.tables.entries import write_entries
from data.tables.joined_records import JoinedRecords
from data.tables.resolved_values import ValueResolution


class Duplicates:
    """Looks for the duplicates of a kind in the tables of one schema."""

    def __init__(self, db: Database, schema: str, joins: JoinedRecords) -> None:
        """Look into the tables of this schema, with what stands under what."""
        self._db = db
        self._schema = schema
        self._joins = joins

    def tell(self, kind: str, moved: Mapping[str, list[tuple[Any, ...]]] | None = None) -> None:
        """Make the list of the duplicates of a kind again, and the entry of the agenda that speaks of them.

        Where only a few records `moved`, only those that agree with one of them, now or before, are looked at.
        """
        duplicates, agenda = (f"{self._schema}.{table_of(each.kind).name}" for each in (Duplicate, AgendaItem))
        alike = None if moved is None else as_list(sorted(self._alike(kind, moved)))
        among, values = ("", []) if alike is None else (f" AND of {IN_LIST}", [alike])
        self._db.execute(f"DELETE FROM {duplicates} WHERE of_kind = ?{among}", [kind, *values])
        self._db.execute(f"DELETE FROM {agenda} WHERE of = ?", [duplicates_of(kind)])
        rows = self._told_by(kind, alike)
        units = rows if kind == "unit" else self._told_by("unit") if kind == "person" and len(rows) > 1 else {}
        found = pairs(kind, rows, units, self._apart())
        write_entries(self._db, self._schema, (_entry(kind, pair) for pair in found))
        first, count = self._db.execute(
            f"SELECT min(of), count(*) FROM {duplicates} WHERE of_kind = ?", [kind]
        ).fetchone()
        if count:
            write_entries(self._db, self._schema, [duplicates_due(kind, first, count, self._since(kind, first))])

    def _alike(self, kind: str, moved: Mapping[str, list[tuple[Any, ...]]]) -> set[str]:
        """Return these records, all that agree with one of them as it was before or is now, and so on."""
        table, fields = f"{self._schema}.{table_of(kind).name}", AGREEING[kind]
        agreeing = [f"SELECT id FROM {table} WHERE deleted = 0 AND {field} > '' AND {field}" for field in fields]
        alike = set(moved)
        for place, statement in enumerate(agreeing):
            were = as_list(sorted({was[place] for several in moved.values() for was in several}))
            alike |= {row[0] for row in self._db.execute(f"{statement} {IN_LIST}", [were])}
        new = alike
        while new:
            among = as_list(sorted(new))
            new = {
                row[0]
                for field, statement in zip(fields, agreeing, strict=True)
                for row in self._db.execute(f"{statement} IN (SELECT {field} FROM {table} WHERE id {IN_LIST})", [among])
            } - alike
            alike = alike | new
        return alike

    def new_with(self, coming: Iterable[tuple[str, str, Sequence[Write]]]) -> tuple[IncomingDuplicate, ...]:
        """Return what would newly be listed twice with records of these kinds, each with all its writes."""
        rows, titles = {kind: self._told_by(kind) for kind in FIELDS}, dict[str, str]()
        for kind, record, writes in coming:
            model, _ = ValueResolution(table_of(kind), record, writes, resolve_heads(writes)).model()
            if model is None or model.deleted or getattr(model, SAME_AS):
                rows[kind].pop(record, None)
                continue
            rows[kind] |= rows_of([self._joins.resolved(model)])
            titles[record] = model.title
        table, apart = table_of(Duplicate.kind).name, self._apart()
        known = {row[0] for row in self._db.execute(f"SELECT id FROM {self._schema}.{table}")}
        return tuple(
            IncomingDuplicate(kind, titles.get(pair.other) or titles[pair.one], pair.why)
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
        """Return what duplicates of a kind are told by, for all its records that are shown, or for a JSON list of
        them."""
        listed = ", ".join(f'"{name}"' for name in FIELDS[kind])
        these, values = ("", []) if among is None else (f" AND id {IN_LIST}", [among])
        rows = self._db.execute(
            f"SELECT id, {listed} FROM {self._schema}.{table_of(kind).name} WHERE deleted = 0{these}", values
        )
        return {identifier: tuple(cells) for identifier, *cells in rows}

    def _since(self, kind: str, record: str) -> date:
        """Return the day on which a record was made, as its first change says."""
        made = min(write.time for write in Journal(self._db).writes(kind, record))
        return datetime.fromtimestamp(seconds(made), UTC).date()


def _entry(kind: str, pair: Pair) -> Duplicate:
    return Duplicate(
        id=pair_id(pair.one, pair.other),
        of_kind=kind,
        of=pair.other,
        record=pair.other,
        beside=pair.one,
        why=pair.why,
        sure=pair.sure,
    )
