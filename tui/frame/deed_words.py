"""What an officer did, in his language: to which record, and by which key it is undone."""

from typing import NamedTuple

from rich.cells import cell_len

from core.model.query import EVERYTHING, Is, Query, both
from core.model.record import Record, owner_field
from core.office.deed import Deed
from core.office.office import Office
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say
from tui.language import _, language
from tui.terminal.glyphs import fit, plain

MOST = 48
"""How many cells the name of a record takes at most."""


class Stand(NamedTuple):
    """Where the cursor stands in a list after a deed."""

    record: str = ""
    """On this record."""
    stays: bool = False
    """On the row that is now where it stood."""


def standing_on(deed: Deed, kind: str, office: Office) -> Stand | None:
    """Return where the cursor stands after a deed in a list of records of a kind; None leaves it to the list."""
    record = _record_of(deed, office, kind)
    if record is None or record.kind != kind:
        return Stand(stays=True)
    finished = not deed.action.creates and _is_finished(record, office)
    return Stand(stays=True) if finished else Stand(record.id)


def _is_finished(record: Record, office: Office) -> bool:
    """Whether nothing more is done with a record: it is not among those that its kind calls open, or in force."""
    open_ones = type(record).open_ones(office.context())
    if open_ones == EVERYTHING:
        return getattr(record, "stage", None) in type(record).ends
    return not office.count(Query(record.kind, both(Is("id", (record.id,)), open_ones)))


def told(deed: Deed, office: Office) -> str:
    """Return that a deed was done, and the key that undoes it if it can be undone."""
    text = language().say(deed.reported(_named(deed, office)))
    return "   ".join((text, _("U: undo"))) if deed.can_be_undone() else text


def told_undone(deed: Deed, office: Office) -> str:
    """Return that a deed was undone."""
    record = _named(deed, office)
    undone: Sentence = say(N_("Undone: {action}"), action=deed.called)
    if record:
        undone = say(N_("Undone: {action}, {record}"), action=deed.called, record=record)
    return language().say(undone)


def _named(deed: Deed, office: Office) -> str:
    """Return what the record of a deed is called, or the one that it is a part of; nothing if there is none to see."""
    record = _record_of(deed, office)
    if record is None:
        return ""
    name = plain(office.called(record, language().translate))
    return name if cell_len(name) <= MOST else fit(name, MOST).rstrip()


def _record_of(deed: Deed, office: Office, kind: str = "") -> Record | None:
    """Return the record of a deed, or what it is a part of as far up as this kind; None if there is none to see."""
    if deed.target is None:
        return None
    try:
        record: Record = office.get_listed(*deed.target)
        while record.kind != kind and (owner := owner_field(type(record))):
            record = office.get_listed(owner.about.refers, getattr(record, owner.name))
    except Refusal:
        return None
    return record
