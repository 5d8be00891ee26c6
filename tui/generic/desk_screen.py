"""What is common to all desks: the list with its figures, the detail beside it, the search line and the keys."""

from array import array
from collections.abc import Iterable, Mapping
from typing import ClassVar

from rich.cells import cell_len
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from core.model.query import EVERYTHING, Condition, Query, both
from core.model.record import RECORDS, Record
from core.office.office import Office
from core.office.search_line import parse
from core.values.refusal import Refusal
from core.values.sentence import N_
from tui.generic.desk import Desk, commands_by_kind, desks, open_desk
from tui.generic.desk_bars import desks_line, lists_line
from tui.generic.desk_commands import AllDesks, Export, Search
from tui.generic.importing import imports_of
from tui.generic.list_screen import ListScreen
from tui.generic.screen_command import ScreenCommand
from tui.generic.search_bar import SearchBar
from tui.generic.show_dashboard import dashboards_of
from tui.language import _
from tui.terminal.glyphs import content, plain
from tui.terminal.keys import KeyBar, bind
from tui.widgets.detail import DetailPane
from tui.widgets.list_source import Source
from tui.widgets.record_source import KindSource
from tui.widgets.windowed_list import WindowedList

NARROWEST = 80
"""The columns that every screen may count on."""

APART = "   "
"""What stands between two parts of the line above the list."""


NOTHING_FOUND = N_("Nothing matches the search. Esc leaves it.")


class DeskScreen(ListScreen):
    """The desks in a line, figures, the list, the detail beside it on wide screens, the search line and the keys."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    AUTO_FOCUS = "WindowedList"
    DEFAULT_CSS = """
    DeskScreen .tabs { height: 1; background: $panel; text-wrap: nowrap; }
    DeskScreen .figures { height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    DeskScreen Horizontal { height: 1fr; }
    DeskScreen WindowedList { width: 1fr; }
    DeskScreen DetailPane { width: 36%; min-width: 44; display: none; border-left: solid $foreground 40%; }
    DeskScreen.-wide DetailPane { display: block; }
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

    class Counted(Message):
        """The figures were counted."""

        def __init__(self, figures: Mapping[str, int]) -> None:
            super().__init__()
            self.figures = figures

    def __init__(self, office: Office, desk: Desk, kind: str = "") -> None:
        """Prepare the desk, with the list of `kind` if the officer may read it; it is read once it is shown."""
        shown = desks(office)
        ways = (AllDesks(),) if len(shown) > 1 else ()
        super().__init__(office, desk.kinds, (*ways, *self.commands_of(desk)))
        self.desk = desk
        self._kinds = tuple(kind for kind in desk.kinds if office.reads(kind)) or desk.kinds
        self._place = self._kinds.index(kind) if kind in self._kinds else 0
        self._where: Condition = EVERYTHING
        self.line = ""
        self._figures: Mapping[str, int] = {}
        for each in filter(lambda each: each.numbered, shown):
            bind(self, each.key, f"desk({each.number})", each.label, show=False)

    def commands_of(self, desk: Desk) -> Iterable[ScreenCommand]:
        """Return the commands of a desk on this screen: what its kinds bring, their imports and dashboards, its own."""
        own = (*commands_by_kind(desk.kinds), *imports_of(desk.kinds), *desk.commands)
        return *own, *dashboards_of(desk.kinds)

    def compose(self) -> ComposeResult:
        """Stack the bars around the list."""
        yield Static(self._tabs(), classes="tabs")
        yield Static(classes="figures")
        yield from self.above_list()
        with Horizontal():
            yield self.make_list()
            yield DetailPane()
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

    def on_screen_resume(self) -> None:
        """Read the list when the desk is shown, also when another screen was closed above it."""
        self.reload()

    def on_resize(self, event: events.Resize) -> None:
        """Fill the detail where the window has become wide enough for it."""
        self.call_after_refresh(self._highlighted)

    def _tabs(self) -> Content:
        """Return the line of the desks."""
        return desks_line(desks(self.office), self.desk, max(self.app.size.width, NARROWEST))

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
        """Read list and figures again, in threads."""
        self.tell_done()
        self._read_list()
        self._count()

    def action_reload(self) -> None:
        """Read again what stands in the store."""
        self.reload()

    @work(thread=True, exclusive=True, group="list")
    def _read_list(self) -> None:
        source = self.source()
        self.post_message(self.Listed(source, source.keys()))

    @work(thread=True, exclusive=True, group="figures")
    def _count(self) -> None:
        self.post_message(self.Counted(dict(self.count())))

    def count(self) -> Iterable[tuple[str, int]]:
        """Yield the figures above the list; called in a thread."""
        context = self.office.context()
        filters, whole = RECORDS[self.kind].filters(context), RECORDS[self.kind].open_ones(context)
        for name in self.desk.figures:
            if name in filters or self.kind == self.desk.kinds[0]:
                yield name, self.office.count(Query(self.kind, both(whole, filters[name])))

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

    @on(Counted)
    def _counted(self, event: Counted) -> None:
        self._figures = event.figures
        self._tell()

    def _tell(self) -> None:
        """Write the line above the list: which list, its figures, what was searched for, how many there are."""
        parts = [f"{_(name)} {count:,}" for name, count in self._figures.items()]
        total = self.query_one(WindowedList).records
        if not self._figures and not self.line:
            parts.append(_("{count:,} in all").format(count=total))
        parts += self.marks_told()
        if self.line:
            parts.append(_("found: {count:,} for {line}").format(count=total, line=self.line))
        if len(self._kinds) > 1:
            room = max(self.app.size.width, NARROWEST) - 2 - sum(cell_len(part) + len(APART) for part in parts)
            parts.insert(0, lists_line([_(RECORDS[kind].plural) for kind in self._kinds], self._place, room))
        self.query_one(".figures", Static).update(content(plain(APART.join(parts))))

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

    def action_desk(self, number: int) -> None:
        """Go to another desk."""
        open_desk(self.app, self.office, next(desk for desk in desks(self.office) if desk.number == number))

    def action_turn(self, step: int) -> None:
        """Go to another list of this desk."""
        self._place = (self._place + step) % len(self._kinds)
        self._figures = {}
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
