"""How what is listed is classified: by its kind, and by what its records say of themselves.

A kind says `classification` if each of its records is classified at least so. A field of the type `Classification` says
it of one record.
"""

from collections.abc import Iterator

from core.model.query import Condition, Is, Query, both
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
    """Yield the levels that are listed, as far as they can be the highest: of entries about records their kinds'."""
    listed = RECORDS[query.kind]
    if listed.is_derived:
        yield from _levels_of_entries(query, reader)
        return
    if (least := classification_of(listed)) is not None and _lists(query, reader):
        yield least
    for name in (name for name, column in columns(listed).items() if column.type is Classification):
        yield next((level for level in reversed(Classification) if _lists(query, reader, Is(name, (level,)))), None)


def _levels_of_entries(query: Query, reader: Reader) -> Iterator[Classification]:
    """Yield the highest level of the kinds of which entries are listed."""
    if "of_kind" in columns(RECORDS[query.kind]):
        levels = {kind: classification_of(model) for kind, model in RECORDS.items() if not model.is_derived}
        for level in reversed(Classification):
            kinds = tuple(kind for kind, each in levels.items() if each is level)
            if kinds and _lists(query, reader, Is("of_kind", kinds)):
                yield level
                return


def _lists(query: Query, reader: Reader, *further: Condition) -> bool:
    """Whether a query lists anything that meets further conditions: no more than one row is looked for."""
    return bool(reader.keys(Query(query.kind, both(query.where, *further), ("id",), limit=1)))
