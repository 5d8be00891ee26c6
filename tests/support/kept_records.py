"""Records in a list, found as rules find them: for tests of what rules work out of records."""

from typing import Any

from core.model.query import Query
from core.model.record import Record
from tests.support.conditions import holds


class KeptRecords:
    """A `core.model.reader.Finder` over these records, without any order."""

    def __init__(self, *records: Record) -> None:
        self._records = records

    def find(self, query: Query) -> list[Any]:
        """Return the records that the query asks for."""
        shelf: Any = None  # these conditions lead to no other record
        return [each for each in self._records if each.kind == query.kind and holds(each, query.where, shelf)]
