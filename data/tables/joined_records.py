"""Which records stand under others (`core.rules.joined_records`), as the tables on one connection say it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.model.record import Record
from core.rules.joined_records import SAME_AS, resolved, shown_for
from data.database.dialect import IN_LIST, as_list
from data.database.schema import DELETED, table_of
from data.database.sqlcipher import Database


@dataclass
class _Kind:
    """What is known of one kind."""

    named: dict[str, str]
    """What each record names that names another, whether that one is there or not."""
    there: set[str]
    """Those of the named that are there."""
    shown: dict[str, str] = field(default_factory=dict)

    def work_out(self) -> None:
        """Work out which is shown for which."""
        self.shown = shown_for({record: other for record, other in self.named.items() if other in self.there})


class JoinedRecords:
    """Which record is shown for which; read when it is first asked for, until it is forgotten."""

    def __init__(self, db: Database, schema: str) -> None:
        """Look into the tables of this schema."""
        self._db = db
        self._schema = schema
        self._kinds: dict[str, _Kind] = {}

    def forget(self) -> None:
        """Read again when it is next asked for: a transaction begins, and the one before may not have ended well."""
        self._kinds = {}

    def begin(self, kind: str, named: Mapping[str, str], there: Iterable[str]) -> None:
        """Begin with what the journal says, while the tables are still empty."""
        self._kinds[kind] = _Kind(dict(named), set(there))
        self._kinds[kind].work_out()

    def shown(self, kind: str) -> Mapping[str, str]:
        """Return for each record of a kind that stands under another the one that is shown for it."""
        return self._of(kind).shown

    def under(self, kind: str, record: str) -> list[str]:
        """Return the records that stand under one, in order."""
        return sorted(each for each, top in self.shown(kind).items() if top == record)

    def _of(self, kind: str) -> _Kind:
        if kind not in self._kinds:
            table = f"{self._schema}.{table_of(kind).name}"
            named = dict(
                self._db.execute(
                    f"SELECT id, {SAME_AS} FROM {table} WHERE {SAME_AS} > '' AND deleted <> ?", [DELETED]
                ).fetchall()
            )
            self.begin(kind, named, self._those_there(kind, named.values()))
        return self._kinds[kind]

    def _those_there(self, kind: str, records: Iterable[str]) -> list[str]:
        rows = self._db.execute(
            f"SELECT id FROM {self._schema}.{table_of(kind).name} WHERE id {IN_LIST} AND deleted <> ?",
            [as_list(sorted(set(records))), DELETED],
        )
        return [row[0] for row in rows]

    def note(self, kind: str, record: str, same_as: str, *, there: bool) -> dict[str, str]:
        """Take in what a record names, and whether it is there.

        Returns:
            The records for which another one is shown now than before, each with the one that was.
        """
        known = self._of(kind)
        named = same_as if there else ""
        waited_for = record in known.named.values() and (record in known.there) != there
        if known.named.get(record, "") == named and not waited_for:
            return {}
        before = known.shown
        if named:
            known.named[record] = named
            known.there.update(self._those_there(kind, [named]))
        else:
            known.named.pop(record, None)
        (known.there.add if there else known.there.discard)(record)
        known.work_out()
        either = before.keys() | known.shown.keys()
        return {each: was for each in either if (was := before.get(each, each)) != known.shown.get(each, each)}

    def resolved(self, model: Record) -> Record:
        """Return a record with every reference being to the record that is shown."""
        return resolved(model, self.shown)
