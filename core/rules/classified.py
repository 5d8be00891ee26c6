"""How what is listed is classified: by its kind, and by what its records say of themselves.

A kind says `classification` if each of its records is classified at least so. A field of the type `Classification` says
it of one record.
"""

from collections.abc import Iterator

from core.model.query import Is, Query, both
from core.model.reader import Reader
from core.model.record import RECORDS, Record, ancestors_of, columns
from core.values.classification import Classification, highest


def highest_listed(query: Query, reader: Reader) -> Classification | None:
    """Return the highest level of what a query lists; None if nothing of it is classified."""
    return highest(_levels(query, reader))


def classification_of(record_type: type[Record]) -> Classification | None:
    """Return how each record of a kind is classified at least, as a part of what it belongs to."""
    return highest(RECORDS[kind].classification for kind in ancestors_of(record_type.kind))


def _levels(query: Query, reader: Reader) -> Iterator[Classification | None]:
    """Yield the levels that are listed: of entries about other records those of their kinds."""
    listed = RECORDS[query.kind]
    if listed.is_derived:
        kinds = {kind for kind, _count in reader.groups(query, "of_kind")} if "of_kind" in columns(listed) else set()
        yield from (classification_of(RECORDS[kind]) for kind in kinds & RECORDS.keys())
        return
    if (least := classification_of(listed)) is not None and reader.count(query):
        yield least
    for name in (name for name, column in columns(listed).items() if column.type is Classification):
        for level in reversed(Classification):
            if reader.count(Query(query.kind, both(query.where, Is(name, (level,))))):
                yield level
                break
