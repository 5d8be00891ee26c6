"""A record in full, and its history."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import ClassVar

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from core.model.change import Entry, milliseconds
from core.model.record import Record, children_of, columns, listed
from core.office.office import Office
from core.values.sentence import N_
from core.wording.labels import action_called
from core.wording.record_text import remarks_on
from core.wording.values import said_of
from tui.formatting.values import Values, change_told, title_of
from tui.language import _, language
from tui.terminal.glyphs import glyphs, plain
from tui.terminal.wrap import wrapped
from tui.widgets.part_timeline import outlined, parts_of, parts_with_days
from tui.widgets.record_head import head_of

WIDE = 150
"""From how many cells on the timeline stands beside the fields."""
NEWEST = 6
"""How many of the timeline are shown beside a list."""
LEAST_WIDTH = 20
"""How wide it is laid out at least, also before it has its place."""


class _Page(VerticalScroll):
    """A scrolled page of text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_down", N_("Down"), show=False, id="page.down"),
        Binding("up,k", "scroll_up", N_("Up"), show=False, id="page.up"),
        Binding("home", "scroll_home", N_("First line"), show=False, id="page.first"),
        Binding("end,G", "scroll_end", N_("Last line"), show=False, id="page.last"),
    ]

    DEFAULT_CSS = """
    _Page { background: $surface; padding: 0 1; scrollbar-size: 0 1; scrollbar-gutter: stable; }
    _Page > Static { width: 100%; height: auto; }
    """

    def compose(self) -> ComposeResult:
        """Hold one text, so that changing what is shown is one update."""
        yield Static(id="page")

    def _show(self, *parts: RenderableType) -> None:
        self.query_one("#page", Static).update(Group(*parts))
        self.scroll_home(animate=False)


class DetailPane(_Page):
    """A record with its path and its term, its timeline, all its fields with their labels, and its other parts."""

    def __init__(self, *, beside: bool = False) -> None:
        """Make an empty pane; `beside` a list the newest of the timeline comes before the fields."""
        super().__init__()
        self._beside = beside
        self._shown: Callable[[], None] = lambda: None

    def on_resize(self, event: events.Resize) -> None:
        """Lay out anew what is shown."""
        self._shown()

    def show_record(self, office: Office, record: Record | None, *, glimpsed: bool = False) -> None:
        """Show this record, or nothing; one whose readings are logged and was only glanced at, as lists may show it."""
        if record is None:
            self._shown = self._show
        else:
            self._shown = partial(self._lay_out, office, record, glimpsed=glimpsed)
        self._shown()

    def show_lines(self, lines: Callable[[int], Iterable[Content]]) -> None:
        """Show the lines that are returned for a width in cells, and again for another once the pane has one."""
        self._shown = lambda: self._show(*(self._text(line) for line in lines(self._room)))
        self._shown()

    @property
    def _room(self) -> int:
        """How many cells a line has."""
        return max(self.scrollable_content_region.width, LEAST_WIDTH)

    def _lay_out(self, office: Office, record: Record, *, glimpsed: bool) -> None:
        values = Values(office, language().translate)
        width = self._room
        head: list[RenderableType] = [wrapped(title_of(record, office), "bold")]
        head += map(self._text, head_of(record, office, width))
        head += [wrapped(language().say(remark)) for remark in remarks_on(record, office)]
        labels = max((cell_len(_(column.about.label)) for column in said_of(record)), default=0)
        outline = glimpsed and bool(record.access_log)
        fields = _fields(record, values, labels, alone=True, outline=outline)
        if outline:
            self._show(
                *head, Text(), fields, Text(), wrapped(_("Enter shows the rest. Reading it is recorded."), "dim")
            )
            return
        found = parts_with_days(office, record)
        other = _parts(office, record, values)
        if self._beside:
            newest = [*map(self._text, outlined(office, found[:NEWEST], values, width, whole=False))]
            more = [wrapped(_("{count} more").format(count=len(found) - NEWEST), "dim")] if len(found) > NEWEST else []
            self._show(*head, Text(), *newest, *more, *([Text()] if newest else []), fields, *other)
        elif width >= WIDE and found:
            timeline = Group(*map(self._text, outlined(office, found, values, width // 2 - 2, whole=True)))
            self._show(*head, Text(), _side_by_side(Group(fields, *other), timeline))
        else:
            whole = [*map(self._text, outlined(office, found, values, width, whole=True))]
            self._show(*head, Text(), fields, *([Text()] if whole else []), *whole, *other)

    def _text(self, picture: Content) -> Text:
        """Return a picture as it is drawn in the colours of the theme."""
        pieces = picture.render(end="", parse_style=self.app.stylesheet.parse_style)
        return Text.assemble(*((text, style.rich_style) for text, style in pieces), no_wrap=True)


class HistoryView(_Page):
    """Who changed which field of a record, when, from what to what; newest first."""

    def show_history(self, office: Office, record: Record) -> None:
        """Show the history of this record."""
        values = Values(office, language().translate)
        parts: list[RenderableType] = []
        for entry in reversed(office.history(record)):
            parts += _entry(record, entry, office, values)
        self._show(*parts)


def _label_width(kind: type[Record]) -> int:
    return max(cell_len(_(column.about.label)) for column in columns(kind).values())


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


def _parts(office: Office, record: Record, values: Values) -> Iterable[RenderableType]:
    """Yield the parts that stand in no timeline, kind by kind, each in its own order.

    Who read the record has a screen of its own.
    """
    for kind in children_of(record.kind):
        if kind.kind == record.access_log:
            continue
        found = [each for each in parts_of(office, record, kind) if not (kind.occurrence and kind.occurrence.day(each))]
        if found:
            yield Text(f"\n{_(kind.plural)} ({len(found)})", style="bold")
        for part in found:
            yield Text()
            yield _fields(part, values, _label_width(kind))


def _side_by_side(left: RenderableType, right: RenderableType) -> Table:
    """Return two texts beside one another, of equal width."""
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(ratio=1)
    table.add_column(ratio=1)
    table.add_row(left, right)
    return table


def _entry(record: Record, entry: Entry, office: Office, values: Values) -> list[RenderableType]:
    """Return one change: when, who and what on a line, the fields below."""
    body = entry.change.body
    when = language().show(datetime.fromtimestamp(milliseconds(entry.change.time) / 1000))
    deed = action_called(body.action, _)
    table = _two_columns(_label_width(type(record)))
    known = columns(type(record))
    for name in sorted(body.fields, key=[*known, *body.fields].index):
        column = known.get(name)
        if column is not None and column.about.kept:
            continue
        words = partial(values.text, column) if column else language().show
        change = change_told(entry, name, words, glyphs().arrow)
        table.add_row(Text(_(column.about.label) if column else plain(name)), wrapped(change))
    elsewhere = entry.change.stream.site != office.site
    where = f"  {office.title('site', entry.change.stream.site)}" if elsewhere else ""
    who = office.officer_then(body.officer, body.record, entry.change.id, _)
    head = f"{when}  {who}{where}  {deed}"
    return [wrapped(head, "bold"), table, Text()]
