"""The rows of the grid's tree: cells with the figures of all that stands below them."""

from array import array
from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from core.desks.grid.figures import CellLine, Grid, State
from core.office.office import Office
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_
from tui.language import _, language
from tui.terminal.glyphs import right
from tui.widgets.list_source import ListColumn, Row
from tui.widgets.tree_list import FOLDED, LEAF, UNFOLDED, stem

STYLES = {
    State.NORMAL: "on_time",
    State.OWED: "due_soon",
    State.GAP: "due_soon",
    State.WARNED: "late",
    State.ESCALATED: "long_overdue",
}
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

    def __init__(self, office: Office, grid: Grid, unfolded: set[str]) -> None:
        """Prepare the columns."""
        self._office = office
        self.grid = grid
        self._unfolded = unfolded
        self.columns = self._columns()

    def _columns(self) -> tuple[ListColumn, ...]:
        numbers = [(figure.name, figure.label) for figure in self.grid.figures] + [("gaps", N_("Gaps"))]
        return (
            ListColumn("cell", _("Cell"), CELL, grows=True),
            ListColumn("state", _("State"), _widest(State)),
            *(ListColumn(name, right(_(label), NUMBER), max(cell_len(_(label)), NUMBER)) for name, label in numbers),
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
        numbers = self.columns[2:-1]
        figures = [right(f"{line.below.get(column.name, 0):,}", column.width) for column in numbers]
        cells = (f"{stem(line.depth, sign)}{line.title}", language().label(line.state), *figures, self._lead(line))
        quiet = ["nought" if figure.strip() == "0" else "" for figure in figures]
        return Row(cells, ("", STYLES[line.state], *quiet, "" if line.lead else "due_soon"))

    def _lead(self, line: CellLine) -> str:
        return self._office.title("person", line.lead) if line.lead else _("no lead")


def _widest(words: Iterable[LabelledEnum]) -> int:
    return max(cell_len(language().label(word)) for word in words)
