"""Rows of the tables, and the entries that follow from records: agenda, conflicts, duplicates, void changes."""

from collections.abc import Iterable, Sequence
from typing import Any

from core.model.record import Record
from data.database.dialect import insert_many
from data.database.schema import TableSchema, table_of
from data.database.sqlcipher import Database


def insert_row(db: Database, schema: str, table: TableSchema, row: Sequence[Any]) -> None:
    """Write a row of (number, identifier, heads, *stored)."""
    insert_many(db, f"{schema}.{table.name}", [row])


def write_entries(db: Database, schema: str, entries: Iterable[Record]) -> None:
    """Write entries that follow from records."""
    for entry in entries:
        table = table_of(entry.kind)
        insert_row(db, schema, table, [None, entry.id, None, *table.row(entry)])
