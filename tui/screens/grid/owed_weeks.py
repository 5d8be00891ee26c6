"""What the cells owed at the end of the last weeks, worked out after their tree is shown."""

from datetime import timedelta
from typing import Any

from textual import on, work
from textual.message import Message

from core.desks.grid.duty_cards import DutyCard
from core.desks.grid.figures import Grid
from core.model.past import WEEKS
from core.rules.owed_history import owed_by
from tui.lists.desk_screen import DeskScreen
from tui.screens.grid.cell_tree import CellSource
from tui.screens.grid.lists import GridList
from tui.widgets.windowed_list import WindowedList

ROOMY = 90
"""From how many cells on the list has room for all weeks."""
FEWER_WEEKS = 8


class WithOwedWeeks(GridList):
    """A tree of cells with a column of what they owed."""

    class WeeksRead(Message):
        """What the cells owed in the last weeks was worked out."""

        def __init__(self, grid: Grid, owed: list[list[int]]) -> None:
            super().__init__()
            self.grid = grid
            self.owed = owed

    def __init__(self, *arguments: Any) -> None:
        """Begin with nothing worked out."""
        super().__init__(*arguments)
        self._owed: WithOwedWeeks.WeeksRead | None = None

    def counted_grid(self) -> Grid:
        """Return the figures of the tree that is shown; called in threads."""
        raise NotImplementedError

    @property
    def weeks(self) -> int:
        """How many weeks there is room for."""
        return WEEKS if self.query_one(WindowedList).size.width >= ROOMY else FEWER_WEEKS

    @work(thread=True, exclusive=True, group="weeks")
    def read_weeks(self) -> None:
        """Work out what the cells owed; where there are too many duties nothing is shown."""
        counted, today = self.counted_grid(), self.office.today
        days = [today - timedelta(weeks=weeks) for weeks in reversed(range(WEEKS))]
        owed = owed_by(DutyCard, self.office, "cell", days, today) if self.office.reads(DutyCard.kind) else None
        if owed is not None:
            nobody = [0] * WEEKS
            self.post_message(self.WeeksRead(counted, counted.with_below(owed or {"": nobody})))

    @on(WeeksRead)
    def _weeks_were_read(self, event: WeeksRead) -> None:
        self._owed = event
        self._show_weeks()

    @on(DeskScreen.Listed)
    def _show_weeks(self) -> None:
        """Draw what was owed beside the tree, once both were read."""
        source = self.listed
        if isinstance(source, CellSource) and self._owed is not None and self._owed.grid is source.grid:
            source.owed = self._owed.owed
            self.query_one(WindowedList).refresh_rows()
