"""The grid: the tree of cells with its figures, and from every number the way down to its records."""

from array import array
from collections.abc import Iterable, Mapping
from functools import partial
from threading import Lock
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from core.desks.grid import AddCell, AddDutyCard, HandOver, PutInCell, RaiseWarning
from core.desks.grid.cells import next_code
from core.desks.grid.figures import FIGURES, CellLine, Grid, grid
from core.desks.grid.gaps import nowhere
from core.desks.grid.vocabulary import OPEN
from core.model.action import ACTIONS, Action
from core.model.query import Is, Query, both
from core.model.record import RECORDS, Record
from core.office.office import Office
from core.values.refusal import Refusal
from core.values.sentence import N_, say
from tui.dialogs.choose import Choice, Command, choose
from tui.generic.desk import Desk
from tui.generic.desk_screen import DeskScreen
from tui.generic.search_bar import SearchBar
from tui.language import _, labelled
from tui.screens.grid.cell_tree import CellSource, unfolded_at_first
from tui.screens.grid.gaps import GapsScreen
from tui.screens.grid.lists import GridBelowScreen, GridList
from tui.terminal.glyphs import content, plain
from tui.terminal.keys import KeyBar, bind, input_method_aliases
from tui.widgets.detail import DetailPane
from tui.widgets.form import FormScreen
from tui.widgets.tree_list import TreeList
from tui.widgets.windowed_list import Source, WindowedList

KEYS: Mapping[str, str] = {"people": "p", "owed": "u", "warnings": "w", "hazards": "x", "cases": "c", "gaps": "a"}
"""The key that leads from each number to its records."""
HERE: Mapping[type[Action], str] = {RaiseWarning: "r", PutInCell: "i", AddDutyCard: "b"}
"""The keys of what is made in the cell under the cursor."""
CHOICES = 200
"""How many people are offered at once when somebody's work is handed over."""


class GridScreen(GridList):
    """The tree of cells, and the lists of what stands in them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(input_method_aliases(KEYS[name]), f"below('{name}')", label, id=f"grid.{name}")
        for name, label in (*((figure.name, figure.label) for figure in FIGURES), ("gaps", N_("Gaps")))
    ]
    foremost: ClassVar[frozenset[str]] = frozenset(f"below('{name}')" for name in KEYS)

    def __init__(self, office: Office, desk: Desk) -> None:
        """Bind the keys of what is made in a cell."""
        super().__init__(office, desk)
        self._reading = Lock()
        self._grid: Grid | None = None
        self._unfolded: set[str] | None = None
        self._begun = False
        for action, key in HERE.items():
            bind(self, key, f"here('{action.verb()}')", action.label(), show=False)
        bind(self, "t", "hand_over", HandOver.label(), show=False)

    def compose(self) -> ComposeResult:
        """Stack the bars around the tree."""
        yield Static(self._tabs(), classes="tabs")
        yield Static(classes="figures")
        with Horizontal():
            yield TreeList(empty=_(N_("There are no cells yet. n adds the first.")))
            yield DetailPane()
        yield SearchBar(lambda: RECORDS[self.kind], self.office)
        yield KeyBar()

    # The tree

    @property
    def is_tree(self) -> bool:
        """Whether the tree is shown, and not a list."""
        return self.kind == "cell" and not self._line

    def reload(self) -> None:
        """Count again."""
        self._grid = None
        super().reload()

    def _counted_grid(self) -> Grid:
        """Return the dashboard, read once for the tree and the line above it; called in threads."""
        with self._reading:
            if self._grid is None:
                self._grid = grid(self.office)
            return self._grid

    def source(self) -> Source:
        """Return the tree, or the rows of a list."""
        if not self.is_tree:
            return super().source()
        counted = self._counted_grid()
        if self._unfolded is None:
            self._unfolded = unfolded_at_first(counted)
        return CellSource(self.office, counted, self._unfolded)

    def count(self) -> Iterable[tuple[str, int]]:
        """Yield the figures of the whole grid."""
        if self.kind != "cell":
            return
        counted = self._counted_grid()
        for figure in counted.figures:
            yield figure.label, counted.total[figure.name]
        yield N_("Gaps"), counted.total["gaps"]
        yield N_("In no cell"), nowhere(self.office)

    def _tell(self) -> None:
        """Write the figures of the whole above the tree."""
        if not self.is_tree:
            super()._tell()
        elif self._figures:
            parts = [f"{_(name)} {count:,}" for name, count in self._figures.items()]
            self.query_one(".figures", Static).update(content(plain("   ".join(parts))))

    def begin(self, keys: "array[int]") -> None:
        """Begin, the first time, on the cell that the officer leads."""
        source = self._source
        if isinstance(source, CellSource) and not self._begun:
            self._begun = True
            me = getattr(self.office.context().get("officer", self.office.officer), "person", "")
            led = [place for place in keys if me and source.grid.line(place).lead == me]
            if led:
                self.query_one(WindowedList).move_to(led[0])

    @on(DeskScreen.Listed)
    def _fold_trees_only(self) -> None:
        self.query_one(TreeList).folding = self.is_tree

    def line_at(self, key: int | None) -> CellLine | None:
        """Return the line of the tree that a row stands for."""
        source = self._source
        return source.grid.line(key) if isinstance(source, CellSource) and key is not None else None

    @property
    def line_now(self) -> CellLine | None:
        """The line under the cursor."""
        return self.line_at(self.query_one(WindowedList).key)

    def record_at(self, key: int) -> Record | None:
        """Return the cell that a row of the tree stands for."""
        line = self.line_at(key)
        if line is None:
            return super().record_at(key)
        try:
            found: Record = self.office.get_listed("cell", line.id)
        except Refusal:
            return None
        return found

    @on(TreeList.Folded)
    def _folded(self, event: TreeList.Folded) -> None:
        event.stop()
        line = self.line_at(event.key)
        if line is None or self._unfolded is None:
            return
        if event.unfold:
            self._unfolded.add(line.id)
        elif line.id in self._unfolded and self._counted_grid().tree.children(line.id):
            self._unfolded.remove(line.id)
        else:
            self._to_above(event.key, line)
        self._read_list()

    def _to_above(self, key: int, line: CellLine) -> None:
        """Go to the cell above."""
        source = self._source
        assert isinstance(source, CellSource)
        above = next((place for place in range(key, -1, -1) if source.grid.depths[place] < line.depth), None)
        if above is not None:
            self.query_one(WindowedList).move_to(above)

    # From numbers to records

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the way down from the numbers that are shown."""
        match action:
            case "below":
                return self.is_tree and (parameters[0] == "gaps" or self._figure(str(parameters[0])) is not None)
            case "here":
                return self.is_tree and self._has_record and self.office.may(ACTIONS[str(parameters[0])])
            case "hand_over":
                return self.is_tree and self._has_record and self.office.may(HandOver)
        return super().check_action(action, parameters)

    def _figure(self, name: str) -> Any:
        shown = self._grid.figures if self._grid else ()
        return next((figure for figure in shown if figure.name == name), None)

    def action_below(self, name: str) -> None:
        """Show the records behind a number of the cell under the cursor and all cells below it."""
        line, figure = self.line_now, self._figure(name)
        if line is None or self._grid is None:
            return
        cells = frozenset(self._grid.tree.below(line.id))
        if figure is None:
            heading = labelled(line.title, _(N_("Gaps")))
            self.app.push_screen(GapsScreen(self.office, heading, self._grid, cells, outside=line.depth == 0))
            return
        query = figure.query(sorted(cells), self.office.context())
        self.app.push_screen(GridBelowScreen(self.office, labelled(line.title, _(figure.label)), query))

    # Acting

    async def perform(self, action: type[Action], record: Record | None) -> None:
        """Begin a new cell below the one under the cursor; a warning by itself is about no record."""
        line = self.line_now
        above = line.id if line is not None else ""
        if action is AddCell:
            await self._make(AddCell, {"parent": above, "code": next_code(above, self.office.context())})
        elif action is RaiseWarning:
            await self.raise_warning(above)
        else:
            await super().perform(action, record)

    async def _make(self, action: type[Action], given: Mapping[str, Any]) -> None:
        await self.app.push_screen_wait(FormScreen(self.office, action, given=given))
        self.reload()

    @work
    async def action_here(self, verb: str) -> None:
        """Make something in the cell under the cursor."""
        line, action = self.line_now, ACTIONS[verb]
        if line is not None and action is RaiseWarning:
            await self.raise_warning(line.id)
        elif line is not None:
            await self._make(action, {"cell": line.id})

    @work
    async def action_hand_over(self) -> None:
        """Choose whose open work goes to somebody else: somebody of the cell under the cursor."""
        line = self.line_now
        if line is None:
            return
        query = Query("membership", both(OPEN, Is("cell", (line.id,))), limit=CHOICES)
        people = dict.fromkeys(each.person for each in self.office.find(query))
        choices = [Choice(person, self.office.title("person", person)) for person in people]
        person = await choose(self.app, say(N_("Whose open work is handed over?")), choices)
        if person is not None:
            await self.perform(HandOver, self.office.get("person", person))

    def commands(self) -> Iterable[Choice[Command]]:
        """Add the ways down to the palette."""
        yield from super().commands()
        if self.is_tree and self._grid is not None:
            ways = [*((figure.name, figure.label) for figure in self._grid.figures), ("gaps", N_("Gaps"))]
            for name, label in ways:
                yield Choice(partial(self.action_below, name), _(label), _("Show the records behind this number."))


DESK = Desk(2, N_("Grid"), ("cell", "membership", "duty_card", "warning", "handover"), GridScreen)
