"""A record in full, and its history."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import ClassVar

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from core.model.change import Entry, milliseconds
from core.model.query import Is, Query
from core.model.record import Record, children_of, columns, listed, owner_field
from core.office.office import Office
from core.values.sentence import N_
from core.wording.labels import action_called
from core.wording.record_text import explained, remarks_on
from core.wording.values import said_of
from tui.formatting.values import Values, title_of
from tui.language import _, language
from tui.terminal.glyphs import glyphs, plain
from tui.terminal.wrap import wrapped

MAX_PARTS = 100


class _Page(VerticalScroll):
    """A scrolled page of text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_down", N_("Down"), show=False, id="page.down"),
        Binding("up,k", "scroll_up", N_("Up"), show=False, id="page.up"),
        Binding("home", "scroll_home", N_("First line"), show=False, id="page.first"),
        Binding("end,G", "scroll_end", N_("Last line"), show=False, id="page.last"),
    ]

    DEFAULT_CSS = """
    _Page { background: $surface; padding: 0 1; scrollbar-size: 0 1; }
    _Page > Static { width: 100%; height: auto; }
    """

    def compose(self) -> ComposeResult:
        """Hold one text, so that changing what is shown is one update."""
        yield Static(id="page")

    def _show(self, *parts: RenderableType) -> None:
        self.query_one("#page", Static).update(Group(*parts))
        self.scroll_home(animate=False)


class DetailPane(_Page):
    """All fields of a record with their labels, the sum behind its date, and its parts below."""

    def show_record(self, office: Office, record: Record | None, *, glimpsed: bool = False) -> None:
        """Show this record, or nothing; one whose readings are logged and was only glanced at, as lists may show it."""
        if record is None:
            self._show()
            return
        values = Values(office, language().translate)
        head: list[RenderableType] = [wrapped(title_of(record, office), "bold")]
        if (reason := explained(record)) is not None:
            head.append(wrapped(language().say(reason)))
        head += [wrapped(language().say(remark)) for remark in remarks_on(record, office)]
        width = _label_width(type(record), *children_of(record.kind))
        outline = glimpsed and bool(record.access_log)
        fields = _fields(record, values, width, alone=True, outline=outline)
        if outline:
            below: Iterable[RenderableType] = (
                Text(),
                wrapped(_("Enter shows the rest. Reading it is recorded."), "dim"),
            )
        else:
            below = _parts(office, record, values, width)
        self._show(*head, Text(), fields, *below)


class HistoryView(_Page):
    """Who changed which field of a record, when, from what to what; newest first."""

    def show_history(self, office: Office, record: Record) -> None:
        """Show the history of this record."""
        values = Values(office, language().translate)
        parts: list[RenderableType] = []
        for entry in reversed(office.history(record)):
            parts += _entry(record, entry, office, values)
        self._show(*parts)


def _label_width(*kinds: type[Record]) -> int:
    return max(cell_len(_(column.about.label)) for kind in kinds for column in columns(kind).values())


def _two_columns(label_width: int) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(width=label_width)
    table.add_column(ratio=1)
    table.expand = True
    return table


def _fields(record: Record, values: Values, label_width: int, *, alone: bool = False, outline: bool = False) -> Table:
    """Return what the record says, or only its list: its fields that are neither empty nor zero nor no.

    What a part is a part of is said only where it stands alone.
    """
    table = _two_columns(label_width)
    for column in said_of(record, as_part=not alone):
        if not outline or listed(type(record), column.about):
            table.add_row(Text(_(column.about.label)), wrapped(values.of(record, column)))
    return table


def _parts(office: Office, record: Record, values: Values, label_width: int) -> Iterable[RenderableType]:
    """Yield the parts of a record, kind by kind, each in its own order; who read it has a screen of its own."""
    for kind in children_of(record.kind):
        if kind.kind == record.access_log:
            continue
        owner = owner_field(kind)
        assert owner is not None  # it would be no part
        found = office.find(Query(kind.kind, Is(owner.name, (record.id,)), limit=MAX_PARTS))
        if found:
            yield Text(f"\n{_(kind.plural)} ({len(found)})", style="bold")
        for part in found:
            yield Text()
            yield _fields(part, values, label_width)


def _entry(record: Record, entry: Entry, office: Office, values: Values) -> list[RenderableType]:
    """Return one change: when, who and what on a line, the fields below."""
    body = entry.change.body
    when = language().show(datetime.fromtimestamp(milliseconds(entry.change.time) / 1000))
    deed = action_called(body.action, _)
    table = _two_columns(_label_width(type(record)))
    known, empty = columns(type(record)), _("empty")
    for name in sorted(body.fields, key=[*known, *body.fields].index):
        column, after = known.get(name), body.fields[name]
        words = partial(values.text, column) if column else language().show
        before, now = words(entry.before.get(name)), words(after)
        change = f"{before} {glyphs().arrow} {now or empty}" if before else now
        table.add_row(Text(_(column.about.label) if column else plain(name)), wrapped(change))
    elsewhere = entry.change.stream.site != office.site
    where = f"  {office.title('site', entry.change.stream.site)}" if elsewhere else ""
    who = office.officer_then(body.officer, body.record, entry.change.id, _)
    head = f"{when}  {who}{where}  {deed}"
    return [wrapped(head, "bold"), table, Text()]
