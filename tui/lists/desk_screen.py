"""What is common to all desks: the list with its figures, the detail beside it, the search line and the keys."""

from array import array
from collections.abc import Iterable, Mapping
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from core.model.query import EVERYTHING, Query
from core.model.record import RECORDS, Record
from core.office.office import Office
from core.values.refusal import Refusal
from core.values.sentence import N_
from tui.frame.desk import Desk, commands_by_kind, desks, sections
from tui.frame.desk_bars import place_line
from tui.frame.header import Header, facts_of
from tui.frame.screen_command import ScreenCommand
from tui.language import _
from tui.lists.check_everything import checking
from tui.lists.copying import Copy
from tui.lists.desk_commands import Export, Search
from tui.lists.figures_screen import FiguresScreen
from tui.lists.importing import imports_of
from tui.lists.list_view import ChooseColumns, FreezeColumns, ListView, SortBy, Views
from tui.lists.registers import registers_command
from tui.lists.search_bar import SearchBar
from tui.lists.searching import SearchingScreen
from tui.lists.show_dashboard import dashboards_of
from tui.lists.tile_bar import TileBar
from tui.terminal.glyphs import glyphs
from tui.terminal.keys import KeyBar
from tui.terminal.panel import as_panel, entitle
from tui.widgets.detail import DetailPane
from tui.widgets.list_source import Source
from tui.widgets.record_source import KindSource
from tui.widgets.windowed_list import WindowedList

NARROWEST = 80
"""The columns that every screen may count on."""

LOOKS: Final[tuple[ScreenCommand, ...]] = (SortBy(), ChooseColumns(), FreezeColumns(), Views())
"""How a list is looked at."""

NOTHING_FOUND = N_("Nothing matches the search. Esc leaves it.")


class DeskScreen(SearchingScreen, FiguresScreen):
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

    own_commands: ClassVar[tuple[ScreenCommand, ...]] = (Search(), Export(), Copy(), *LOOKS)
    empty: ClassVar[str] = N_("Nothing is listed here.")
    """What stands in the list when it has no rows (a catalogue key)."""
    shown: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """The columns of the kinds that do not show those declared with a width in their order."""
    drawn_to_width: ClassVar[bool] = False
    """Whether its rows are drawn to the width of the screen, and so are read again when that changes."""

    def __init__(self, office: Office, desk: Desk, kind: str = "") -> None:
        """Prepare the desk, with the list of `kind` if the officer may read it; it is read once it is shown."""
        super().__init__(office, desk.kinds, tuple(self.commands_of(desk)))
        self.desk: Desk = desk
        self._kinds = tuple(kind for kind in desk.kinds if office.reads(kind)) or desk.kinds
        self._place = self._kinds.index(kind) if kind in self._kinds else 0

    def commands_of(self, desk: Desk) -> Iterable[ScreenCommand]:
        """Return the commands of a desk on this screen: what its kinds bring besides actions, and its own."""
        of_kinds = (*commands_by_kind(desk.kinds), *imports_of(desk.kinds), *registers_command(desk.kinds))
        return *of_kinds, *desk.commands, *dashboards_of(desk.kinds), *checking(desk.kinds)

    def compose(self) -> ComposeResult:
        """Stack the bars around the list; when it is read, all of it is drawn."""
        if self.listed is None:
            self.hold()
        yield Header(self.office, self.section)
        yield Static(classes="tabs")
        yield TileBar(boxed=self.boxed)
        yield from self.above_list()
        with Horizontal():
            yield as_panel(self.make_list())
            yield from self.beside_list()
        yield from self.below_list()
        yield SearchBar(lambda: RECORDS[self.kind], self.office)
        yield KeyBar()

    def make_list(self) -> WindowedList:
        """Return the list."""
        return WindowedList(empty=_(self.empty))

    def beside_list(self) -> ComposeResult:
        """Yield what stands beside the list on wide screens."""
        yield as_panel(self.make_detail(), _("Detail"))

    def make_detail(self) -> DetailPane:
        """Return what shows the record under the cursor beside the list."""
        return DetailPane(beside=True)

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
        """Fill the detail where the window has become wide enough for it, and draw anew what is drawn to its width."""
        self.call_after_refresh(self._highlighted)
        if self.drawn_to_width and self.listed is not None:
            self.reload()

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

    def look(self, view: ListView) -> None:
        """Look at the list otherwise; as long as that takes the rows stay as they are, and the title says why."""
        self._arranging = True
        super().look(view)
        self._tell()

    _arranging = False

    def action_reload(self) -> None:
        """Read again what stands in the store."""
        self.reload()

    @on(SearchingScreen.Listed)
    def _listed(self, event: SearchingScreen.Listed) -> None:
        if event.line != self.line:
            return  # another line was asked for meanwhile
        self.listed, self._keys, self._arranging = event.source, event.keys, False
        rows = self.query_one(WindowedList)
        place = rows.position
        rows.empty = self.when_empty()
        rows.sort, rows.frozen = self.list_view.sort, self.list_view.frozen
        rows.fill(event.source.columns, event.keys, event.source.page)
        self._find_first_marked()
        self.begin(event.keys)
        self.stand_on_first()
        self._stand_after(rows, place)
        self._highlighted()
        self._tell()
        self.looked()
        self.draw()

    def to_export(self) -> Source | None:
        """Return what is written when the list is exported; None before it was read."""
        return self.listed

    def when_empty(self) -> str:
        """Return what stands in the list when it has no rows."""
        return _(NOTHING_FOUND if self.line else self.empty)

    def found(self) -> int:
        """Return how many records are listed."""
        return self.query_one(WindowedList).records

    def begin(self, keys: "array[int]") -> None:
        """Choose where the cursor stands in a list that was just read; it keeps its place if nothing is chosen."""

    def _tell(self) -> None:
        """Write the figures above the list, and in its title which list it is and how much of it there is."""
        self.tell_figures()
        entitle(self.query_one(WindowedList), f" {glyphs().dot} ".join(self.said_of_list()))

    def said_of_list(self) -> Iterable[str]:
        """Yield what the title of the list says."""
        yield _(RECORDS[self.kind].plural)
        if self.line:
            yield _("found: {count:,} for {line}").format(count=self.found(), line=self.line)
        else:
            yield _("{count:,} in all").format(count=self.found())
        if self._arranging:
            yield _("being arranged …")
        yield from self.marks_told()

    # The current record

    def current(self) -> Record | None:
        """Return the record under the cursor."""
        key = self.query_one(WindowedList).key if self.is_mounted else None
        return None if key is None else self.record_at(key)

    def beside(self) -> Record | None:
        """Return the record that is shown beside the list."""
        return self.current()

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
            self.show_detail()

    def show_detail(self) -> None:
        """Show beside the list what stands under the cursor."""
        self.query_one(DetailPane).show_record(self.office, self.beside(), glimpsed=True)

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
        from tui.actions.record_screen import RecordScreen

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
