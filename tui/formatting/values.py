"""What records and kinds are called on the screen, and the values of their fields (`core.wording.values`)."""

from collections.abc import Callable
from typing import Any

from core.model.change import Entry
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


def change_told(entry: Entry, name: str, words: Callable[[Any], str], arrow: str) -> str:
    """Return from what to what a change of a record gave a field, in words, as history tells it."""
    before, after = words(entry.before.get(name)), words(entry.change.body.fields[name])
    told = f"{before} {arrow} {after or _('empty')}" if before not in ("", after) else after
    return _("{change} (not knowing of the other value)").format(change=told) if name in entry.unseen else told
