"""The database of a store, read and changed behind its back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from core.model.query import Is, Query
from core.office.office import Office
from data.database.sqlcipher import Database, connect
from data.store.sql_store import SqlStore
from tests.support.station import every_row


def everything(store: SqlStore) -> dict[str, list[Any]]:
    """Return every row of every table, so that two moments can be compared."""
    return every_row(store.path, store._key)


@contextmanager
def behind_its_back(store: SqlStore) -> Iterator[Database]:
    """Give a connection to somebody who has the key and changes the database by hand."""
    db = connect(store.path, store._key)
    yield db
    db.close()


def person(office: Office, name: str) -> Any:
    return office.find(Query("person", Is("name", (name,))))[0]
