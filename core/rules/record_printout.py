"""Print-outs that follow from declarations: a record on paper with its parts, and records as the rows of a table.

    record_printout("visit_slip", N_("Visitor's slip"), Visit, leave_out=("reviewer", "reason"))

What it reads it reads through the office: what an officer may not see is masked on paper too, and where reading leaves
an entry in the access log, printing does.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import partial

from core.model.printout import PrintedTable, Printout, Section, issuing_office, paper
from core.model.query import Is, Query
from core.model.reader import Reader
from core.model.record import RECORDS, Column, Record, children_of, columns, owner_field
from core.rights.visibility import covered
from core.rules.checklist import Answer
from core.values.sentence import N_, Translate
from core.wording.values import Values, said_of


def record_printout(
    name: str,
    label: str,
    of: type[Record],
    *,
    title: str = "",
    preface: str = "",
    leave_out: Collection[str] = (),
) -> None:
    """Declare a paper with all that a record and its parts say, for whoever prints it.

    Args:
        name: its name among all papers.
        label: what it is called in menus and in the ledger of exports (a catalogue key).
        of: the kind of record.
        title: what stands above it (a catalogue key); as `label`, if it is not given.
        preface: a paragraph before the table (a catalogue key).
        leave_out: fields of the record, and kinds of its parts, that the paper does not have.
    """
    paper(name, label, of.kind)(partial(_drawn, of, title or label, preface, leave_out))


def _drawn(
    of: type[Record],
    title: str,
    preface: str,
    leave_out: Collection[str],
    office: Reader,
    record: str,
    translate: Translate,
) -> Printout:
    found = office.get(of.kind, record)
    words = PaperWords(office, translate)
    told = (column for column in said_of(found) if column.name not in leave_out)
    rows = tuple((translate(column.about.label), words.of(found, column)) for column in told)
    header = (translate(N_("Item")), translate(N_("What stands there")))
    paragraphs = (translate(preface),) if preface else ()
    return Printout(
        title=translate(title),
        sections=(
            Section(paragraphs=paragraphs, tables=(PrintedTable(header, rows),)),
            *_parts(office, found, leave_out, translate),
        ),
        signed_by=issuing_office(office),
        day=office.today,
        contact=office.title("officer", office.officer),
    )


def _parts(office: Reader, record: Record, leave_out: Collection[str], translate: Translate) -> Iterator[Section]:
    """Yield a section for each kind of parts that the record has; who read it is none of them."""
    for kind in children_of(record.kind):
        owner = owner_field(kind)
        if owner is None or kind.kind in (record.access_log, *leave_out):
            continue
        if issubclass(kind, Answer):  # a list is also printed to be filled in
            found = kind.sheet(record.id, office)
        else:
            found = office.find(Query(kind.kind, Is(owner.name, (record.id,))))
        said = {column.name for each in found for column in said_of(each, as_part=True)}
        if said:
            names = [name for name in columns(kind) if name in said]
            yield Section(translate(kind.plural), tables=(table_of(office, kind, found, names, translate),))


def table_of(
    office: Reader, kind: type[Record], records: Iterable[Record], names: Iterable[str], translate: Translate
) -> PrintedTable:
    """Return records as a table with these fields, under their labels."""
    shown = [columns(kind)[name] for name in names]
    words = PaperWords(office, translate)
    header = tuple(translate(column.about.label) for column in shown)
    return PrintedTable(header, tuple(tuple(words.of(each, column) for column in shown) for each in records))


class PaperWords(Values):
    """Values on paper: of a record that whoever prints it may not read, the paper says what it is."""

    def of(self, record: Record, column: Column) -> str:
        """Return the value of a field; an empty text for what says nothing, a mask for what stays on the screen."""
        if column.about.stays:
            return str(covered(getattr(record, column.name)))
        return super().of(record, column) if getattr(record, column.name) else ""

    def unread(self, kind: str) -> str:
        """Return what the record is."""
        return self._translate(RECORDS[kind].label) if kind in RECORDS else super().unread(kind)
