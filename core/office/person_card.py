"""A person's card: everything that refers to one person, desk by desk, as far as an officer may read it.

It follows from the declarations: a new desk whose records name a person stands on the card without being named here;
its figures that are counted by a person stand there too (`core.model.card_section`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from core.model.field import ANY
from core.model.query import Is, Query
from core.model.record import RECORDS, Column, Record, columns
from core.office.office import Office


@dataclass(frozen=True, slots=True)
class Thread:
    """The records of one kind that name the person in one field."""

    record_type: type[Record]
    column: Column
    query: Query


def threads(office: Office, person: str) -> Iterator[Thread]:
    """Yield what may refer to a person: kinds that this officer reads at all, by fields that he may look into.

    Which records there are is asked with each query; lists leave no trace, and neither does the card.
    """
    for kind, record_type in RECORDS.items():
        if record_type.is_derived or not office.reads(kind):
            continue
        for column in columns(record_type).values():
            # A field of several references is kept as one text and cannot be asked for one of them.
            if column.about.refers in ("person", ANY) and column.type is str:
                yield Thread(record_type, column, Query(kind, Is(column.name, (person,))))
