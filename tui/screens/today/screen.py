"""Today: what is due from every desk, as a list of work."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import takewhile
from typing import Any, Final
from weakref import WeakKeyDictionary

from rich.cells import cell_len
from textual import events, on, work
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from core.desks.grid.tree import led_by_officer
from core.model.figure import Figure, Number
from core.model.query import EVERYTHING, Query
from core.model.record import RECORDS, Record
from core.model.tiles import TILES
from core.office.day_list import DayList, DaySection, Part, Whose
from core.office.office import Office
from core.rules.agenda import SOON, AgendaItem, Conflict
from core.rules.breaches import Breach
from core.rules.duplicates import Duplicate
from core.values.refusal import Refusal
from core.values.section import Section
from core.values.sentence import N_
from core.values.workdays import WEEKDAYS
from tui.drawing.tiles import Tile
from tui.frame.desk import Desk, desks, open_desk
from tui.frame.header import Header
from tui.frame.screen_command import ScreenCommand
from tui.language import _
from tui.lists.desk_screen import DeskScreen
from tui.lists.drill_down import DrillDownScreen
from tui.lists.load_panel import LoadPanel
from tui.lists.tile_bar import FigureTile
from tui.screens.today.day_rows import COLOURS, ON_TOP, DayRows, Folding, Heading, TaskRow, TopRow, TopRows, task_words
from tui.screens.today.due_records import action_of, conflicts_of, due_record
from tui.screens.today.setup import SetUpTheOffice
from tui.terminal.panel import WIDE, as_panel
from tui.terminal.wrap import wrapped
from tui.widgets.tree_list import TreeList
from tui.widgets.windowed_list import WindowedList

_FOLDINGS: "WeakKeyDictionary[App[Any], dict[str, Folding]]" = WeakKeyDictionary()
"""What each officer has folded, as long as the program runs."""


def on_top(office: Office) -> Iterator[tuple[str, Sequence[TopRow]]]:
    """Yield what stands above the list besides the agenda, each heading (a catalogue key) with its rows.

    Another module has its rows shown here by entering such a function in `tui.screens.today.day_rows.ON_TOP`.
    """
    broken = DayList(office).broken_rules
    if count := office.count(broken):
        text = _("{what}  × {count}").format(what=_("Broken rules: put the records right"), count=f"{count:,}")
        shown = TopRow(text, lambda screen: screen.show_list(_(RECORDS[Breach.kind].plural), broken), _("to mend"))
        yield DaySection.DECISIONS.label, [shown]


SOURCES: Final[tuple[TopRows, ...]] = (on_top,)


class WhoseWork(ScreenCommand):
    """Show your own work, then what is of the cells you lead, then everything that is due."""

    label = N_("Whose")
    key = "a"
    reads_again = False

    async def run(self, screen: "TodayScreen") -> None:
        """Go on to the next, leaving out cells for who leads none."""
        screen.next_whose()


class TodayScreen(DeskScreen):
    """The day's list."""

    empty = N_("Nothing is due.")
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-high")]
    own_commands = (*DeskScreen.own_commands, WhoseWork())
    DEFAULT_CSS = """
    TodayScreen .whole { height: auto; max-height: 3; padding: 0 1; background: $panel; display: none; }
    TodayScreen .right { width: 36%; min-width: 44; display: none; }
    TodayScreen .right DetailPane { width: 100%; min-width: 0; height: 1fr; }
    TodayScreen .right LoadPanel { width: 100%; height: 60%; max-height: 26; }
    TodayScreen.-wide .right { display: block; }
    TodayScreen.-low .right LoadPanel { display: none; }
    """
    listed: DayRows | None

    def make_list(self) -> WindowedList:
        """Return the list, whose headings and tasks unfold."""
        return TreeList(empty=_(self.empty))

    def beside_list(self) -> ComposeResult:
        """Yield the record under the cursor, and what the next days bring."""
        with Vertical(classes="right"):
            yield from super().beside_list()
            yield as_panel(LoadPanel(), _("Load"))

    def below_list(self) -> ComposeResult:
        """Yield what the row under the cursor says, where the list cuts it."""
        yield Static(classes="whole")

    @property
    def folding(self) -> Folding:
        """What this officer has folded."""
        return _FOLDINGS.setdefault(self.app, {}).setdefault(self.office.officer, Folding())

    # What is listed

    def source(self) -> DayRows:
        """Return the rows of the day."""
        return self._rows(self.folding)

    def _rows(self, folding: Folding) -> DayRows:
        day = DayList(self.office, folding.whose, self._where)
        return DayRows(day, folding, (*SOURCES, *ON_TOP), searched=bool(self.line))

    def to_export(self) -> DayRows | None:
        """Return the list with nothing folded."""
        return self.listed and self._rows(Folding(self.folding.whose, everything=True))

    def reload(self) -> None:
        """Read the list again in a thread; its figures are counted with it."""
        self.tell_done()
        self._read_list()
        self.query_one(Header).read(self.query_now())
        self._tell_place()
        self._read_load()

    def on_resize(self, event: events.Resize) -> None:
        """Read what the panel shows once there is room for it."""
        self._read_load()

    def _read_load(self) -> None:
        if self.app.size.width < WIDE:
            return
        day = DayList(self.office, self.folding.whose, self._where)
        self.query_one(LoadPanel).read(day)

    def _read(self) -> None:
        """Read the list and count its figures; called in a thread."""
        line, source = self.line, self.source()
        self.post_message(self.Listed(source, source.keys(), line))
        self.post_message(self.Counted(self.kind, self._tiles_of(source)))

    @work(thread=True, exclusive=True, group="list")
    def _read_unfolded(self, source: DayRows) -> None:
        """Read of a list that was read what is newly unfolded."""
        self.post_message(self.Listed(source, source.keys(), self.line))

    def _tiles_of(self, source: DayRows) -> list[FigureTile]:
        """Return the tiles above the list: what is shown of these, in tasks, and what was done today."""
        parts = {part.section: part for part in source.day.parts}

        def tile(label: str, section: DaySection, style: str, figure: Figure | None = None) -> FigureTile:
            count, first = (parts[section].count, parts[section].first) if section in parts else (0, None)
            days = (self.office.today - first).days if first else 0
            fact = _("oldest: {days} d late").format(days=days) if days > 0 and figure else ""
            trend: tuple[int, ...] = ()
            if section is DaySection.WEEK and section in parts:
                trend, fact = self._by_day(parts[section])
            number = Number(figure, count, EVERYTHING) if figure else None
            return FigureTile(Tile(label, f"{count:,}", style, trend, ahead=True, fact=fact), number)

        dated = zip(TILES[AgendaItem.kind].figures, _DATED, strict=True)
        return [
            tile(_("to decide"), DaySection.DECISIONS, "$week"),
            *(tile(_(figure.label), section, f"${COLOURS[section]}", figure) for figure, section in dated),
            FigureTile(Tile(_("done today"), f"{self.office.done_today():,}", "$fine")),
        ]

    def _by_day(self, part: Part) -> tuple[tuple[int, ...], str]:
        """Return how much is due on each of the next days, and in words the day on which it is most."""
        days = [self.office.today + timedelta(days=ahead) for ahead in range(1, SOON.days + 1)]
        counts = tuple(part.by_day[day] for day in days)
        busiest = days[counts.index(max(counts))]
        return counts, _("most on {day}: {count:,}").format(day=_(WEEKDAYS[busiest.weekday()]), count=max(counts))

    def when_empty(self) -> str:
        """Return what stands in the list when it has no rows: of whom nothing is due, and how much is of others."""
        others = self.listed.of_others if self.listed and self.folding.whose is not Whose.ALL else 0
        if not others or self.line:
            return super().when_empty()
        return _("Nothing of yours is due. {count:,} are of others: a shows them.").format(count=others)

    def found(self) -> int:
        """Return how many entries there are, folded ones and those of a task too."""
        return self.listed.entries if self.listed else 0

    def said_of_list(self) -> Iterable[str]:
        """Yield whose work it is, and what was searched for."""
        yield _("To do")
        yield _(self.folding.whose.label)
        if self.line:
            yield _("found: {count:,} for {line}").format(count=self.found(), line=self.line)
        yield from self.marks_told()

    def next_whose(self) -> None:
        """Show the work of others, or again one's own."""
        order = [each for each in Whose if each is not Whose.CELLS or led_by_officer(self.office.context())]
        self.folding.whose = order[(order.index(self.folding.whose) + 1) % len(order)]
        self.reload()

    def begin(self, keys: "array[int]") -> None:
        """Begin below the first heading, not on it."""
        rows = self.query_one(WindowedList)
        if len(keys) > 1 and rows.key == keys[0] and not self._begun:
            rows.move_to(keys[1])
        self._begun = True
        heading, self._unfolding = self._unfolding, None
        if heading is not None:
            super().mark_below(heading)

    _begun = False
    _unfolding: int | None = None
    """The row below which all shall be marked once it is unfolded."""

    # The row under the cursor

    def _row(self, key: int | None) -> Heading | TaskRow | TopRow | None:
        return self.listed.rows.get(key) if self.listed and key is not None else None

    def record_at(self, key: int) -> Record | None:
        """Return the record an item of the agenda is about; a heading or a task of several has none."""
        return due_record(self.office, key) if key > 0 else None

    @on(WindowedList.Highlighted)
    def _tell_whole(self, event: WindowedList.Highlighted) -> None:
        whole, rows = self.query_one(".whole", Static), self.query_one(WindowedList)
        text = ""
        if self.listed is not None and event.key is not None:
            (row,) = self.listed.page((event.key,))
            text = row.cells[1].strip() if row.cells else ""
        cut = bool(text) and cell_len(text) > rows.width_of("task")
        whole.display = cut
        if cut:
            whole.update(wrapped(text))

    def beside(self) -> Record | None:
        """Return the record under the cursor, or what a task of several is about."""
        row = self._row(self.query_one(WindowedList).key)
        if not isinstance(row, TaskRow):
            return self.current()
        try:
            return self.office.get_listed(row.task.refers, row.task.value) if row.task.refers else None
        except Refusal:
            return None

    # Folding and opening

    @on(TreeList.Folded)
    def _fold(self, event: TreeList.Folded) -> None:
        """Fold or unfold a row; from one that cannot be folded, go to the row above under which it stands."""
        event.stop()
        row = self._row(event.key)
        if isinstance(row, Heading) or (isinstance(row, TaskRow) and row.is_open != event.unfold):
            self._set_open(event.key, is_open=event.unfold)
        elif not event.unfold:
            rows = self.query_one(WindowedList)
            above = (key for key in reversed(self._keys[: rows.position]) if self._holds(key, event.key))
            rows.move_to(next(above, event.key))

    def _holds(self, key: int, below: int) -> bool:
        """Whether a row above another is what that one stands under."""
        row = self._row(key)
        return isinstance(row, Heading) or (isinstance(row, TaskRow) and row.is_open and self._is_below(below))

    def _is_below(self, key: int) -> bool:
        return self.listed is not None and self.listed.is_below(key)

    def _set_open(self, key: int, *, is_open: bool) -> None:
        row = self._row(key)
        match row:
            case Heading(label):
                (self.folding.folded.discard if is_open else self.folding.folded.add)(label)
            case TaskRow(part, gathered):
                at = part.section, gathered.task
                (self.folding.unfolded.add if is_open else self.folding.unfolded.discard)(at)
            case _:
                return
        self._read_unfolded(self.listed)

    def mark_below(self, heading: int) -> None:
        """Mark the entries of a task, or all of a section; unfolded first, so that one sees what is marked."""
        if self.listed is not None and self.folding.unfold(self._row(heading), self.listed.day.parts):
            self._unfolding = heading
            self._read_unfolded(self.listed)
        else:
            super().mark_below(heading)

    def keys_below(self, heading: int) -> list[int]:
        """Return the entries of a task, or all of a section, as far as they are unfolded."""
        row, rest = self._row(heading), self._keys[self._keys.index(heading) + 1 :]
        match row:
            case Heading():
                below = takewhile(lambda key: not isinstance(self._row(key), Heading), rest)
                return [key for key in below if key >= 0]
            case TaskRow():
                return list(takewhile(self._is_below, rest))
        return []

    @on(WindowedList.Selected)
    def _selected(self, event: WindowedList.Selected) -> None:
        event.stop()
        event.prevent_default()
        row = self._row(event.key)
        match row:
            case Heading():
                self._set_open(event.key, is_open=not row.is_open)
            case TaskRow(part, gathered):
                assert self.listed is not None
                heading = task_words(self.office, row.task, gathered.count)
                self.show_list(heading, self.listed.day.records(part, gathered.task))
            case TopRow():
                row.open(self)
            case None if event.key > 0:
                self._open_entry(event.key)

    def _open_entry(self, key: int) -> None:
        """Begin what an entry says is to be done, or show what it is about; of what is decided in a list, the list."""
        conflicts = conflicts_of(self.office, key)
        action, record = action_of(self.office, key), self.current()
        if action is not None:
            self.action_do(action)
        elif conflicts is not None:
            self.show_list(_(RECORDS[Conflict.kind].plural), conflicts)
        elif record is not None:
            self.open_record(record)

    def show_list(self, heading: str, query: Query) -> None:
        """Show the records of a query under a heading, which is translated already."""
        self.app.push_screen(DrillDownScreen(self.office, heading, query))

    def open_record(self, record: Record) -> None:
        """Show a record; of what is listed twice, the list of all of it."""
        if isinstance(record, Duplicate):
            desk = next(desk for desk in desks() if Duplicate.kind in desk.kinds)
            open_desk(self.app, self.office, desk, Duplicate.kind)
        else:
            super().open_record(record)


_DATED = (DaySection.OVERDUE, DaySection.TODAY, DaySection.WEEK)
DESK = Desk(Section.TODAY, N_("Today"), (AgendaItem.kind,), TodayScreen, commands=(SetUpTheOffice(),), letter="t")
