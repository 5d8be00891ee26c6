"""A person's card: everything that refers to one person, desk by desk, as far as an officer may read it.

It follows from the declarations: a new desk whose records name a person stands on the card without being named here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from core.desks.education.coverage import of_person
from core.model.query import Is, Query
from core.model.record import ANY, RECORDS, Column, Record, columns
from core.office.office import Office
from core.values.sentence import N_, Sentence, say


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
        if record_type.mirrors or not office.reads(kind):
            continue
        for column in columns(record_type).values():
            # A field of several references is kept as one text and cannot be asked for one of them.
            if column.about.refers in ("person", ANY) and column.type is str:
                yield Thread(record_type, column, Query(kind, Is(column.name, (person,))))


def coverage_of(office: Office, person: str) -> Iterator[Sentence]:
    """Yield how a person stands with each programme of education, if this officer reads attendance."""
    told = N_("{programme}: {had} attended ({hours} hours), {missed} missed, {owed} to be made up")
    for each in of_person(office, person):
        yield say(
            told,
            programme=office.title("programme", each.programme),
            had=each.had,
            hours=f"{each.minutes / 60:.1f}",
            missed=each.missed,
            owed=each.owed,
        )
