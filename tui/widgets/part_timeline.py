"""The timeline of a record: its parts that say when they happened, the newest first."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rich.cells import cell_len
from textual.content import Content

from core.model.deadline import DeadlineStatus
from core.model.query import Is, Query
from core.model.record import Record, children_of, columns, owner_field
from core.office.office import Office
from core.wording.record_text import deadline_status_of, term_of, value_of
from core.wording.values import said_of
from tui.formatting.values import Values, title_of
from tui.language import _, language
from tui.terminal.glyphs import fit, glyphs, plain, plain_lines
from tui.terminal.wrap import fold

MAX_PARTS = 100
"""How many parts of one kind are shown."""
COLOURS = {
    DeadlineStatus.ON_TIME: "$fine",
    DeadlineStatus.DUE_SOON: "$soon",
    DeadlineStatus.LATE: "$late",
    DeadlineStatus.LONG_OVERDUE: "bold $late",
}
"""The colour of what is due, by how it stands."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a record, and when it happened."""

    record: Record
    day: date


def parts_with_days(office: Office, record: Record) -> list[Part]:
    """Return the parts of a record that stand in its timeline, the newest first."""
    found = []
    for kind in children_of(record.kind):
        if kind.occurrence is not None and kind.kind != record.access_log:
            found += [Part(each, day) for each in parts_of(office, record, kind) if (day := kind.occurrence.day(each))]
    return sorted(found, key=lambda part: (part.day, part.record.id), reverse=True)


def parts_of(office: Office, record: Record, kind: type[Record]) -> list[Record]:
    """Return the parts of a record that are of a kind, in the order of that."""
    owner = owner_field(kind)
    assert owner is not None  # it would be no part
    return office.find(Query(kind.kind, Is(owner.name, (record.id,)), limit=MAX_PARTS))


def outlined(office: Office, parts: Sequence[Part], values: Values, width: int, *, whole: bool) -> Iterator[Content]:
    """Yield the lines of a timeline, `width` wide: day, what it was, officer, and the first line of its text.

    Of the `whole` timeline each part says all that it has, else only what is still due of it.
    """
    standing = _standing(office)
    for place, part in enumerate(parts):
        status, words = standing(part.record)
        sign = glyphs().to_come if part.day > office.today else glyphs().reached
        colour = COLOURS[status] if status else "$chosen"
        yield Content.assemble((f"{sign} ", colour), *_heading(part, values, office), (words, colour))
        side = f"{glyphs().side} " if place < len(parts) - 1 else "  "
        for line in _text(part.record, office, values, max(width - 2, 2), whole=whole):
            yield Content.assemble((side, "$line"), line)
        if whole and place < len(parts) - 1:
            yield Content.styled(side, "$line")


def _heading(part: Part, values: Values, office: Office) -> Iterator[tuple[str, str]]:
    """Yield day, what it was and officer, with their styles."""
    occurrence, known = part.record.occurrence, columns(type(part.record))
    assert occurrence is not None  # else it stands in no timeline
    day = f"{part.day:%m-%d}" if part.day.year == office.today.year else part.day.isoformat()
    named = value_of(part.record, occurrence.what) if occurrence.what else ""
    what = values.text(known[occurrence.what], named) if named else _(part.record.label)
    by = values.of(part.record, known[occurrence.by]) if occurrence.by else ""
    yield f"{day} ", "$label"
    yield plain(what), "bold"
    yield f" {plain(by)}" if by else "", "$label"


def _standing(office: Office) -> Callable[[Record], tuple[DeadlineStatus | None, str]]:
    """Return what says how a part stands against its deadline, and the words for it; empty where nothing is due."""
    context = office.context()

    def standing(record: Record) -> tuple[DeadlineStatus | None, str]:
        row = {name: value_of(record, name) for name in record.status_columns}
        status, term = deadline_status_of(type(record), row, context), term_of(type(record), row)
        if status is None:
            return None, ""
        words = term.said(context.today, status) if term else status.label
        return status, f"  {language().say(words)}"

    return standing


def _text(record: Record, office: Office, values: Values, width: int, *, whole: bool) -> Iterator[Content]:
    """Yield the first line of the text of a part, or all its fields that its heading does not say."""
    occurrence = record.occurrence
    assert occurrence is not None  # else it stands in no timeline
    if not whole:
        yield Content(fold(plain(title_of(record, office)), width)[0])
        return
    said = {occurrence.by, occurrence.what, occurrence.column(record)}
    shown = [column for column in said_of(record, as_part=True) if column.name not in said]
    room = max((cell_len(_(column.about.label)) for column in shown), default=0) + 2
    for column in shown:
        label = fit(_(column.about.label), room)
        for line in fold(plain_lines(values.of(record, column)), max(width - room, 2)):
            yield Content.assemble((label, "$label"), line)
            label = " " * room
