"""The person's own copy of the file: the paper, and the note that it was handed over."""

from collections.abc import Iterable

from core.desks.care import fields
from core.desks.care.records import CareFile
from core.desks.care.vocabulary import HELP
from core.model.action import Action
from core.model.printout import PrintedTable, Printout, Section, paper
from core.model.query import Is, Query
from core.model.reader import Reader
from core.model.record import RECORDS, Column, Record, children_of, columns, owner_field
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Translate

WITHHELD = frozenset({"person", "hold_by", "hold_reason", "held"})
"""What the copy leaves out: an identifier, and a proceeding that may have to stay secret (PIPL, Articles 18 and 45)."""


@paper("care_copy", N_("Copy for the person concerned"), CareFile.kind)
def person_copy(office: Reader, of: str, translate: Translate) -> Printout:
    """Return everything the file says, with its parts, for the person it is about."""
    file = office.get(CareFile.kind, of)
    known = [column for name, column in columns(CareFile).items() if name not in WITHHELD and getattr(file, name)]
    rows = tuple((translate(column.about.label), _words(office, file, column, translate)) for column in known)
    header = (translate(N_("Item")), translate(N_("What stands in the file")))
    parts = [kind for kind in children_of(CareFile.kind) if kind.kind != CareFile.access_log]
    return Printout(
        title=translate(N_("Copy of the care file")),
        sections=(
            Section(paragraphs=(translate(RIGHTS),), tables=(PrintedTable(header, rows),)),
            *(each for kind in parts for each in _part(office, kind, of, translate)),
        ),
        signed_by=office.title("officer", office.officer),
        day=office.today,
    )


RIGHTS = N_(
    "This is what the office keeps on you, in order to help. You may object to any of it; your objection is kept in the"
    " file and answered. The file is erased when the time for keeping it is over."
)


def _part(office: Reader, kind: type[Record], of: str, translate: Translate) -> Iterable[Section]:
    """Yield the section for one kind of parts, if the file has any."""
    owner = owner_field(kind)
    assert owner is not None  # it would be no part
    shown = [column for column in columns(kind).values() if column.name != owner.name]
    found = office.find(Query(kind.kind, Is(owner.name, (of,))))
    if found:
        header = tuple(translate(column.about.label) for column in shown)
        rows = tuple(tuple(_words(office, each, column, translate) for column in shown) for each in found)
        yield Section(translate(kind.plural), tables=(PrintedTable(header, rows),))


def _words(office: Reader, record: Record, column: Column, translate: Translate) -> str:
    value = getattr(record, column.name)
    if isinstance(value, LabelledEnum):
        return translate(value.label)
    if not column.about.refers or not value:
        return str(value or "")
    called = office.title(column.about.refers, value, translate)
    # Of what whoever prints it may not read, such as a grievance that was opened, the paper says what it is.
    return translate(RECORDS[column.about.refers].label) if called == value[:8] else called


class GiveCopy(Action):
    """Note that the person got a copy of the file; print it first."""

    on = CareFile
    duty = HELP
    key = "d"

    copied: fields.Copied
