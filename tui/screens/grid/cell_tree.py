"""The rows of the grid's tree: cells with the figures of all that stands below them."""

from array import array
from collections.abc import Iterable, Sequence
from functools import cached_property

from rich.cells import cell_len
from textual.content import Content

from core.desks.grid.figures import CellLine, Grid, State
from core.model.deadline import DeadlineStatus
from core.model.past import WEEKS
from core.office.office import Office
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_
from tui.drawing.heat import heat
from tui.drawing.spark import spark
from tui.language import _, language
from tui.terminal.glyphs import right
from tui.terminal.theme import Palette
from tui.widgets.list_source import ListColumn, Row
from tui.widgets.tree_list import FOLDED, LEAF, UNFOLDED, stem

STYLES = {
    State.NORMAL: "on_time",
    State.OWED: "due_soon",
    State.GAP: "due_soon",
    State.WARNED: "late",
    State.ESCALATED: "long_overdue",
}
HEAT = {
    None: "chosen",
    DeadlineStatus.ON_TIME: "fine",
    DeadlineStatus.DUE_SOON: "soon",
    DeadlineStatus.LATE: "late",
    DeadlineStatus.LONG_OVERDUE: "late",
}
"""Of which meaning the colour of a number is, by how what it counts stands."""
MAX_UNFOLDED = 40
"""How many rows a tree shows at most when it is opened."""
CELL, NUMBER, LEAD = 22, 6, 18
"""The least width of the columns of the cell, of each number, and of the lead."""


def unfolded_at_first(grid: Grid) -> set[str]:
    """Return the cells to unfold so that whole levels are seen, as many as fit."""
    deepest = max(grid.depths, default=0)
    levels = (depth for depth in range(deepest, 0, -1) if sum(each <= depth for each in grid.depths) <= MAX_UNFOLDED)
    shown = next(levels, 0)
    return {cell for cell, depth in zip(grid.cells, grid.depths, strict=True) if depth < shown}


class CellSource:
    """The lines of the grid that are not folded away, as `Source` of a list; a row's key is its place in the grid."""

    def __init__(
        self, office: Office, grid: Grid, unfolded: set[str], palette: Palette | None = None, weeks: int = WEEKS
    ) -> None:
        """Prepare the columns; `palette` is that of the terminal, if it mixes colours."""
        self._office = office
        self.grid = grid
        self._unfolded = unfolded
        self._palette = palette
        self._weeks = weeks
        self.owed: list[list[int]] = []
        """What each cell with all below it owed at the end of the last weeks, by place; empty until that is known."""
        self.columns = self._columns()

    def _columns(self) -> tuple[ListColumn, ...]:
        numbers = [(figure.name, figure.label) for figure in self.grid.figures] + [("gaps", N_("Gaps"))]
        return (
            ListColumn("cell", _("Cell"), CELL, grows=True),
            *(ListColumn(name, right(_(label), NUMBER), max(cell_len(_(label)), NUMBER)) for name, label in numbers),
            ListColumn("weeks", right(_("{count} weeks").format(count=self._weeks), self._weeks), self._weeks),
            ListColumn("state", _("State"), _widest(State)),
            ListColumn("lead", _("Lead"), LEAD),
        )

    def keys(self) -> "array[int]":
        """Return the places of the lines that no folded cell hides."""
        shown, hidden_below = array("q"), -1
        for place, (cell, depth) in enumerate(zip(self.grid.cells, self.grid.depths, strict=True)):
            if hidden_below >= 0 and depth > hidden_below:
                continue
            hidden_below = depth if cell not in self._unfolded else -1
            shown.append(place)
        return shown

    def page(self, keys: Sequence[int]) -> list[Row]:
        """Return these lines in words."""
        return [self._row(self.grid.line(key)) for key in keys]

    def _row(self, line: CellLine) -> Row:
        sign = LEAF
        if self.grid.tree.children(line.id):
            sign = UNFOLDED if line.id in self._unfolded else FOLDED
        numbers = self.columns[1:-3]
        figures = [right(f"{line.below.get(column.name, 0):,}", column.width) for column in numbers]
        title, state = f"{stem(line.depth, sign)}{line.title}", language().label(line.state)
        weeks = self._owed(line)
        cells = (title, *figures, " ".join(map(str, weeks)), state, self._lead(line))
        styles = ("strong" if line.depth == 0 else "", *[""] * (len(numbers) + 1), STYLES[line.state])
        heat = (self._heat(line, column) for column in numbers)
        return Row(
            cells, (*styles, "" if line.lead else "due_soon"), (None, *heat, self._trend(line, weeks), None, None)
        )

    def _owed(self, line: CellLine) -> list[int]:
        """Return what a cell owed at the end of each of the last weeks; empty until that is known."""
        return self.owed[self._places[line.id]][-self._weeks :] if self.owed else []

    def _trend(self, line: CellLine, weeks: list[int]) -> Content:
        """Return what it owed as blocks, on one scale with the other cells of its depth."""
        if not weeks:
            return Content("")
        colour = "$late" if weeks[-1] > weeks[0] else "$week" if weeks[-1] else "$fine"
        return spark(weeks, self._weeks, colour, self._tallest[line.depth])

    @cached_property
    def _places(self) -> dict[str, int]:
        return {cell: place for place, cell in enumerate(self.grid.cells)}

    @cached_property
    def _tallest(self) -> dict[int, int]:
        """The largest number that any cell of a depth owed."""
        found: dict[int, int] = {}
        for depth, weeks in zip(self.grid.depths, self.owed, strict=True):
            found[depth] = max(found.get(depth, 0), *weeks)
        return found

    def _heat(self, line: CellLine, column: ListColumn) -> Content:
        """Return a number on the colour of its share of the largest at this depth of the tree."""
        count = line.below.get(column.name, 0)
        figure = next((each for each in self.grid.figures if each.name == column.name), None)
        if figure is not None and figure.measures and count:
            return Content.styled(right(f"{count:,}", column.width), "$label")
        meaning = HEAT[figure.status] if figure is not None else "week"
        return heat(count, self.grid.largest(column.name, line.depth), column.width, meaning, self._palette)

    def _lead(self, line: CellLine) -> str:
        return self._office.title("person", line.lead) if line.lead else _("no lead")


def _widest(words: Iterable[LabelledEnum]) -> int:
    return max(cell_len(language().label(word)) for word in words)
