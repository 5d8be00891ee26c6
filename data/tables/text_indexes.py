"""The full-text indexes and spellings by which records are found, each with those that stand under it."""

from collections.abc import Iterable, Sequence

from core.model.record import RECORDS, Record
from core.rules.joined_records import joinable
from data.database.dialect import IN_LIST, as_list, insert_missing
from data.database.schema import TableSchema, name_index, table_of
from data.database.search import add_texts, merge_index, remove_texts
from data.database.sqlcipher import Database
from data.tables.joined_records import JoinedRecords
from data.tables.pinyin import name_keys


class TextIndexes:
    """The indexes of the tables of one schema."""

    def __init__(self, db: Database, schema: str, joins: JoinedRecords) -> None:
        """Work on the tables of this schema, with what stands under what."""
        self._db = db
        self._schema = schema
        self._joins = joins

    def merge(self) -> None:
        """Merge each full-text index whole: until then it keeps the words of what was taken out."""
        for table in map(table_of, RECORDS):
            if table.searched:
                merge_index(self._db, self._schema, table.index)

    def remove(self, table: TableSchema, number: int) -> None:
        """Take a record out of the indexes."""
        if table.searched:
            remove_texts(self._db, f"{self._schema}.{table.index}", number)
        for name in table.names:
            self._db.execute(
                f"DELETE FROM {self._schema}.pinyin WHERE field = ? AND n = ?",
                [name_index(table.record_type.kind, name), number],
            )

    def index_again(self, table: TableSchema, model: Record, number: int) -> None:
        """Index the texts of a record anew, and those that stand under the same one with it."""
        kind = table.record_type.kind
        shown = self._joins.shown(kind) if joinable(kind) else {}
        if shown and (model.id in shown or model.id in shown.values()):
            self.index_whole(table, shown.get(model.id, model.id))
            return
        self.remove(table, number)
        self.add(table, [(number, [model])])

    def index_whole(self, table: TableSchema, top: str) -> None:
        """Index a record with all that stand under it, so that what is written in any of them finds it."""
        members = [top, *self._joins.under(table.record_type.kind, top)]
        rows = self._db.execute(
            f"SELECT n, id, {table.listed} FROM {self._schema}.{table.name} WHERE id {IN_LIST}",
            [as_list(members)],
        ).fetchall()
        found = {row[1]: (row[0], table.read(row[1:])) for row in rows}
        for number, _ in found.values():
            self.remove(table, number)
        if top in found:
            models = [found[each][1] for each in members if each in found]
            self.add(table, [(found[top][0], models)])

    def add(self, table: TableSchema, rows: Iterable[tuple[int, Sequence[Record]]]) -> None:
        """Index the texts and spellings of records, each with those that stand under it."""
        rows = list(rows)
        if table.searched:
            texts = [[number, *table.texts(models)] for number, models in rows]
            add_texts(self._db, f"{self._schema}.{table.index}", table.searched, texts)
        if table.names:
            insert_missing(
                self._db,
                f"{self._schema}.pinyin",
                [
                    [name_index(table.record_type.kind, name), spelling, number]
                    for number, models in rows
                    for model in models
                    for name in table.names
                    for spelling in name_keys(getattr(model, name))
                ],
            )
