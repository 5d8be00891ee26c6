"""What records and kinds are called on the screen, and the values of their fields (`core.wording.values`)."""

from core.model.record import RECORDS, Record
from core.office.office import Office
from core.wording.record_text import titled
from core.wording.values import Values as Values
from tui.language import _, language


def title_of(record: Record, office: Office) -> str:
    """Return the one-line name of a record; of one that has none, what it is."""
    return office.called(record) if titled(record) != record.id else language().translate(record.label)


def kind_label(kind: str) -> str:
    """Return what the records of a kind are called; one of a newer version has its own name."""
    return _(RECORDS[kind].plural) if kind in RECORDS else kind
