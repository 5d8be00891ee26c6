"""The grid: the tree of cells with its figures, and from every number the way down to its records."""

from array import array
from collections.abc import Iterable
from threading import Lock

from textual import on

from core.desks.grid import AddCell, RaiseWarning
from core.desks.grid.cells import next_code
from core.desks.grid.figures import CellLine, Grid, figures, grid
from core.desks.grid.gaps import nowhere
from core.model.action import Action
from core.model.figure import Figure, Number
from core.model.query import Blank, Not
from core.model.record import Record
from core.office.deed import Deed
from core.office.office import Office
from core.values.refusal import Refusal
from core.values.section import Section
from core.values.sentence import N_
from tui.drawing.tiles import Tile
from tui.frame.desk import Desk
from tui.frame.screen_command import ScreenCommand
from tui.frame.setup_step import SetupStep
from tui.language import _
from tui.lists.desk_screen import DeskScreen
from tui.lists.tile_bar import FigureTile, tile_of
from tui.screens.grid.cell_panel import CellPanel
from tui.screens.grid.cell_tree import CellSource, unfolded_at_first
from tui.screens.grid.owed_weeks import WithOwedWeeks
from tui.screens.grid.tree_commands import COMMANDS, ShowCounted
from tui.terminal.theme import mixed_palette
from tui.widgets.detail import DetailPane
from tui.widgets.form import FormScreen
from tui.widgets.list_source import Source
from tui.widgets.tree_list import TreeList
from tui.widgets.windowed_list import WindowedList


class GridScreen(WithOwedWeeks):
    """The tree of cells, and the lists of what stands in them."""

    def __init__(self, office: Office, desk: Desk, kind: str = "") -> None:
        """Prepare the tree; it is counted once it is shown."""
        super().__init__(office, desk, kind)
        self._reading = Lock()
        self.grid: Grid | None = None
        """The figures of the cells, once they are counted."""
        self._unfolded: set[str] | None = None
        self._begun = False
        self._to_unfold = ""
        """The cell that the cursor shall stand on once the tree is counted again."""

    def commands_of(self, desk: Desk) -> Iterable[ScreenCommand]:
        """Yield the way down from each figure too."""
        return *map(ShowCounted, figures()), *super().commands_of(desk)

    def make_list(self) -> WindowedList:
        """Return the tree."""
        return TreeList(empty=_(N_("There are no cells yet. n adds the first.")))

    def make_detail(self) -> DetailPane:
        """Return the panel of a cell."""
        return CellPanel(beside=True)

    def show_detail(self) -> None:
        """Show the cell under the cursor with what stands in it; of a list, the record."""
        source, key = self.listed, self.query_one(WindowedList).key
        if isinstance(source, CellSource) and key is not None:
            self.query_one(CellPanel).show_cell(self.office, source.grid, key)
        else:
            super().show_detail()

    # The tree

    @property
    def is_tree(self) -> bool:
        """Whether the tree is shown, and not a list."""
        return self.kind == "cell" and not self.line

    def reload(self) -> None:
        """Count again."""
        self.grid = None
        super().reload()
        if self.is_tree:
            self.read_weeks()

    def counted_grid(self) -> Grid:
        """Return the dashboard, read once for the tree and the line above it; called in threads."""
        with self._reading:
            if self.grid is None:
                self.grid = grid(self.office)
            return self.grid

    def source(self) -> Source:
        """Return the tree, or the rows of a list."""
        if not self.is_tree:
            return super().source()
        counted = self.counted_grid()
        if self._unfolded is None:
            self._unfolded = unfolded_at_first(counted)
        if self._to_unfold in counted.cells:
            self._unfolded.update(counted.tree.above(self._to_unfold)[1:])
        self._to_unfold = ""
        return CellSource(self.office, counted, self._unfolded, mixed_palette(self.app), self.weeks)

    def figures(self) -> Iterable[Figure]:
        """Return the figures of the grid above its tree."""
        return figures() if self.kind == "cell" else super().figures()

    def count(self) -> Iterable[FigureTile]:
        """Yield the figures of the whole grid."""
        if self.kind != "cell":
            yield from super().count()
            return
        grid_ = self.counted_grid()
        for figure in grid_.figures:
            in_cells = Not(Blank(figure.counted_by("cell")))
            yield tile_of(self.office, Number(figure, grid_.total[figure.name], in_cells))
        without = _("in no cell {count:,}").format(count=nowhere(self.office))
        yield FigureTile(Tile(_("Gaps"), f"{grid_.total['gaps']:,}", "$week", fact=without))

    def begin(self, keys: "array[int]") -> None:
        """Begin, the first time, on the cell that the officer leads."""
        source = self.listed
        if isinstance(source, CellSource) and not self._begun:
            self._begun = True
            me = getattr(self.office.context().get("officer", self.office.officer), "person", "")
            led = [place for place in keys if me and source.grid.line(place).lead == me]
            if led:
                self.query_one(WindowedList).move_to(led[0])

    @on(DeskScreen.Listed)
    def _fold_trees_only(self) -> None:
        self.query_one(TreeList).folding = self.is_tree

    def row_of(self, record: str) -> int | None:
        """Return the row of a cell in the tree, which the cells above it do not hide."""
        source = self.listed
        if not isinstance(source, CellSource):
            return super().row_of(record)
        return source.grid.cells.index(record) if record in source.grid.cells else None

    def after(self, deed: Deed) -> None:
        """Unfold what stands above the cell of the deed: it may have been moved below another."""
        super().after(deed)
        self._to_unfold = deed.target[1] if deed.target else ""

    def line_at(self, key: int | None) -> CellLine | None:
        """Return the line of the tree that a row stands for."""
        source = self.listed
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
        elif line.id in self._unfolded and self.counted_grid().tree.children(line.id):
            self._unfolded.remove(line.id)
        else:
            self._to_above(event.key, line)
        self._read_list()

    def _to_above(self, key: int, line: CellLine) -> None:
        """Go to the cell above."""
        source = self.listed
        assert isinstance(source, CellSource)
        above = next((place for place in range(key, -1, -1) if source.grid.depths[place] < line.depth), None)
        if above is not None:
            self.query_one(WindowedList).move_to(above)

    def counts(self, figure: Figure) -> bool:
        """Whether a figure is shown to this officer."""
        return self.grid is not None and figure in self.grid.figures

    # Acting

    async def perform(self, action: type[Action], record: Record | None) -> None:
        """Begin a new cell below the one under the cursor; a warning by itself is about no record."""
        line = self.line_now
        above = line.id if line is not None else ""
        if action is AddCell:
            given = {"parent": above, "code": next_code(above, self.office.context())}
            await self.app.push_screen_wait(FormScreen(self.office, action, given=given))
            self.reload()
        elif action is RaiseWarning:
            await self.raise_warning(above)
        else:
            await super().perform(action, record)


SETUP = (
    SetupStep("cell", AddCell, N_("Grid: there is no cell yet. Add the cell of the whole house, then those below.")),
)
DESK = Desk(
    Section.PREVENTION,
    N_("Grid"),
    ("cell", "membership", "duty_card", "warning", "handover"),
    GridScreen,
    commands=COMMANDS,
    setup=SETUP,
    place=1,
    letter="g",
)
