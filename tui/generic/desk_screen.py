"""What is common to all desks: the list with its figures, the detail beside it, the search line and the keys."""

from array import array
from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from core.model.query import EVERYTHING, Condition, Query
from core.model.record import RECORDS, Record
from core.office.office import Office
from core.office.search_line import parse
from core.values.refusal import Refusal
from core.values.sentence import N_
from tui.generic.desk import Desk, commands_by_kind, desks, sections
from tui.generic.desk_bars import place_line
from tui.generic.desk_commands import Export, Search
from tui.generic.figures_screen import FiguresScreen
from tui.generic.header import Header, facts_of
from tui.generic.importing import imports_of
from tui.generic.screen_command import ScreenCommand
from tui.generic.search_bar import SearchBar
from tui.generic.show_dashboard import dashboards_of
from tui.generic.tile_bar import TileBar
from tui.language import _
from tui.terminal.glyphs import glyphs
from tui.terminal.keys import KeyBar
from tui.terminal.panel import as_panel, entitle
from tui.widgets.detail import DetailPane
from tui.widgets.list_source import Source
from tui.widgets.record_source import KindSource
from tui.widgets.windowed_list import WindowedList

NARROWEST = 80
"""The columns that every screen may count on."""

NOTHING_FOUND = N_("Nothing matches the search. Esc leaves it.")


class DeskScreen(FiguresScreen):
    """The desks in a line, figures, the list, the detail beside it on wide screens, the search line and the keys."""

    AUTO_FOCUS = "WindowedList"
    DEFAULT_CSS = """
    DeskScreen .tabs { height: 1; background: $panel; text-wrap: nowrap; }
    DeskScreen Horizontal { height: 1fr; }
    DeskScreen WindowedList { width: 1fr; }
    DeskScreen.-wide TileBar { padding: 0; }
    DeskScreen DetailPane { width: 36%; min-width: 44; display: none; }
    DeskScreen.-wide DetailPane { display: block; }
    DeskScreen.-beside-form DetailPane { display: none; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "reload", N_("Read again"), id="desk.reload", show=False),
        Binding("escape", "back", N_("Back"), id="desk.back", show=False),
        Binding("left_square_bracket,ctrl+pageup", "turn(-1)", N_("Previous list"), id="desk.before", show=False),
        Binding("right_square_bracket,ctrl+pagedown", "turn(1)", N_("Next list"), id="desk.next"),
    ]

    own_commands: ClassVar[tuple[ScreenCommand, ...]] = (Search(), Export())
    empty: ClassVar[str] = N_("Nothing is listed here.")
    """What stands in the list when it has no rows (a catalogue key)."""
    shown: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """The columns of the kinds that do not show those declared with a width in their order."""

    class Listed(Message):
        """The keys of the list were read."""

        def __init__(self, source: Source, keys: "array[int]") -> None:
            super().__init__()
            self.source = source
            self.keys = keys

    def __init__(self, office: Office, desk: Desk, kind: str = "") -> None:
        """Prepare the desk, with the list of `kind` if the officer may read it; it is read once it is shown."""
        super().__init__(office, desk.kinds, tuple(self.commands_of(desk)))
        self.desk: Desk = desk
        self._kinds = tuple(kind for kind in desk.kinds if office.reads(kind)) or desk.kinds
        self._place = self._kinds.index(kind) if kind in self._kinds else 0
        self._where: Condition = EVERYTHING
        self.line = ""

    def commands_of(self, desk: Desk) -> Iterable[ScreenCommand]:
        """Return the commands of a desk on this screen: what its kinds bring, their imports and dashboards, its own."""
        own = (*commands_by_kind(desk.kinds), *imports_of(desk.kinds), *desk.commands)
        return *own, *dashboards_of(desk.kinds)

    def compose(self) -> ComposeResult:
        """Stack the bars around the list."""
        yield Header(self.office, self.section)
        yield Static(classes="tabs")
        yield TileBar(boxed=self.boxed)
        yield from self.above_list()
        with Horizontal():
            yield as_panel(self.make_list())
            yield as_panel(DetailPane(), _("Detail"))
        yield from self.below_list()
        yield SearchBar(lambda: RECORDS[self.kind], self.office)
        yield KeyBar()

    def make_list(self) -> WindowedList:
        """Return the list."""
        return WindowedList(empty=_(self.empty))

    def above_list(self) -> ComposeResult:
        """Yield what a desk puts between its figures and its list."""
        return ()

    def below_list(self) -> ComposeResult:
        """Yield what a desk puts below its list."""
        return ()

    def on_mount(self) -> None:
        """Say where one is from the first drawing on, and keep room for the figures."""
        self._tell_place()
        self.await_figures()

    def on_screen_resume(self) -> None:
        """Read the list when the desk is shown, also when another screen was closed above it."""
        self.reload()

    def on_resize(self, event: events.Resize) -> None:
        """Fill the detail where the window has become wide enough for it."""
        self.call_after_refresh(self._highlighted)

    def _tabs(self) -> Content:
        """Return the desks of the section, and behind them the lists of this one."""
        of = sections(desks(self.office)).get(self.desk.section, [])
        lists = [_(RECORDS[kind].plural) for kind in self._kinds]
        return place_line(
            of, self.desk, facts_of(self.office).due, lists, self._place, max(self.app.size.width, NARROWEST)
        )

    # What is listed

    @property
    def kind(self) -> str:
        """The kind that is listed."""
        return self._kinds[self._place]

    def query_now(self) -> Query:
        """Return what the list asks for."""
        return Query(self.kind, self._where)

    def source(self) -> Source:
        """Return where the list gets its rows."""
        return KindSource(self.office, self.query_now(), self.shown.get(self.kind, ()))

    def reload(self) -> None:
        """Read list, figures and the first line again, in threads."""
        self.tell_done()
        self._read_list()
        self.count_figures()
        self.query_one(Header).read(self.query_now())
        self._tell_place()

    def action_reload(self) -> None:
        """Read again what stands in the store."""
        self.reload()

    @work(thread=True, exclusive=True, group="list")
    def _read_list(self) -> None:
        source = self.source()
        self.post_message(self.Listed(source, source.keys()))

    @on(Listed)
    def _listed(self, event: Listed) -> None:
        self.listed, self._keys = event.source, event.keys
        rows = self.query_one(WindowedList)
        place = rows.position
        rows.empty = _(NOTHING_FOUND if self.line else self.empty)
        rows.fill(event.source.columns, event.keys, event.source.page)
        self._find_first_marked()
        self.begin(event.keys)
        self._stand_after(rows, place)
        self._highlighted()
        self._tell()

    def begin(self, keys: "array[int]") -> None:
        """Choose where the cursor stands in a list that was just read; it keeps its place if nothing is chosen."""

    def _tell(self) -> None:
        """Write the figures above the list, and in its title which list it is and how much of it there is."""
        self.tell_figures()
        entitle(self.query_one(WindowedList), f" {glyphs().dot} ".join(self.said_of_list()))

    def said_of_list(self) -> Iterable[str]:
        """Yield what the title of the list says."""
        rows = self.query_one(WindowedList)
        yield _(RECORDS[self.kind].plural)
        if self.line:
            yield _("found: {count:,} for {line}").format(count=rows.records, line=self.line)
        else:
            yield _("{count:,} in all").format(count=rows.records)
        yield from self.marks_told()

    # The current record

    def current(self) -> Record | None:
        """Return the record under the cursor."""
        key = self.query_one(WindowedList).key if self.is_mounted else None
        return None if key is None else self.record_at(key)

    def record_at(self, key: int) -> Record | None:
        """Return the record that a row stands for, as its list shows it; None if it has gone meanwhile."""
        source = self.listed
        if not isinstance(source, KindSource):
            return None
        try:
            found: Record = self.office.get_listed(source.query.kind, source.record(key))
        except Refusal:
            return None
        return found

    @on(WindowedList.Highlighted)
    def _highlighted(self) -> None:
        self.offer()
        if self.has_class("-wide"):
            self.query_one(DetailPane).show_record(self.office, self.current(), glimpsed=True)

    @on(WindowedList.Selected)
    def _selected(self, event: WindowedList.Selected) -> None:
        event.stop()
        record = self.current()
        if record is not None:
            self.open_record(record)

    @on(WindowedList.Marked)
    def _marked(self) -> None:
        self._tell()

    def open_record(self, record: Record) -> None:
        """Show a record on the whole screen."""
        from tui.generic.record_screen import RecordScreen

        self.app.push_screen(RecordScreen(self.office, record))

    # Going elsewhere

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to turn to other lists only where there are some."""
        if action == "turn":
            return len(self._kinds) > 1
        return super().check_action(action, parameters)

    def action_turn(self, step: int) -> None:
        """Go to another list of this desk."""
        self._place = (self._place + step) % len(self._kinds)
        self.await_figures()
        self.search("", EVERYTHING)

    # Searching

    def action_back(self) -> None:
        """Take the marks away, or else leave the search."""
        rows = self.query_one(WindowedList)
        if rows.marked:
            rows.mark_none()
        elif self.line:
            self.search("", EVERYTHING)

    @on(SearchBar.Asked)
    def _asked(self, event: SearchBar.Asked) -> None:
        event.stop()
        try:
            where = parse(event.line, RECORDS[self.kind], self.office.context(), _)
        except Refusal as refusal:
            self.query_one(SearchBar).refuse(refusal)
            return
        self.query_one(SearchBar).close()
        self.search(event.line, where)

    @on(SearchBar.Closed)
    def _search_closed(self) -> None:
        self.query_one(WindowedList).focus()

    def search(self, line: str, where: Condition) -> None:
        """List only what meets a condition."""
        self.line, self._where = line.strip(), where
        self.query_one(WindowedList).focus()
        self.reload()
