"""What is done with the cell under the cursor of the grid, besides the actions on its record."""

from typing import Any, Protocol

from textual.app import App

from core.desks.grid import AddDutyCard, HandOver, PutInCell, RaiseWarning
from core.desks.grid.figures import CellLine, Grid
from core.desks.grid.vocabulary import OPEN
from core.model.action import Action
from core.model.figure import Figure
from core.model.query import Is, Query, both
from core.model.record import Record
from core.office.office import Office
from core.values.sentence import N_, say
from tui.dialogs.choose import Choice, choose
from tui.frame.screen_command import ScreenCommand
from tui.language import _, labelled
from tui.screens.grid.gaps import GapsScreen
from tui.screens.grid.lists import GridDrillDownScreen
from tui.widgets.form import FormScreen

MAX_PEOPLE = 200
"""How many people are offered at once when somebody's work is handed over."""


class TreeScreen(Protocol):
    """A screen that shows the tree of cells, as these commands know it."""

    app: App[Any]
    office: Office
    grid: Grid | None

    @property
    def is_tree(self) -> bool:
        """Whether the tree is shown, and not a list."""

    @property
    def line_now(self) -> CellLine | None:
        """The line under the cursor."""

    def counts(self, figure: Figure) -> bool:
        """Whether a figure is shown to this officer."""

    async def raise_warning(self, cell: str) -> None:
        """Ask for a warning in a cell."""

    async def perform(self, action: type[Action], record: Record | None) -> None:
        """Do an action."""


class TreeCommand(ScreenCommand):
    """What is done with the cell under the cursor, where the tree is shown."""

    label = help = ""
    on = ("cell",)
    of_record = True

    def is_offered(self, screen: TreeScreen) -> bool:
        """Whether the tree is shown."""
        return screen.is_tree and super().is_offered(screen)


class ShowCounted(TreeCommand):
    """Show the records behind this number."""

    label = ""
    foremost = True
    of_record = False
    reads_again = False

    def __init__(self, figure: Figure) -> None:
        """Lead down from the number of a figure."""
        self._figure = figure
        self.label, self.key = figure.label, figure.key

    @property
    def name(self) -> str:
        """The figure's name."""
        return f"show_{self._figure.name}"

    def is_offered(self, screen: TreeScreen) -> bool:
        """Whether the figure is shown to this officer."""
        return screen.counts(self._figure) and super().is_offered(screen)

    async def run(self, screen: TreeScreen) -> None:
        """Show what is counted in the cell under the cursor and all cells below it."""
        if (line := screen.line_now) is not None and screen.grid is not None:
            cells = Is(self._figure.counted_by("cell"), tuple(sorted(screen.grid.tree.below(line.id))))
            query = self._figure.query(screen.office, cells)
            heading = labelled(line.title, _(self.label))
            screen.app.push_screen(GridDrillDownScreen(screen.office, heading, query))


class Gaps(TreeCommand):
    """Show what is missing in the cell under the cursor and all cells below it."""

    key = "a"
    of_record = False
    foremost = True
    reads_again = False

    async def run(self, screen: TreeScreen) -> None:
        """Show the list of gaps."""
        if (line := screen.line_now) is not None and screen.grid is not None:
            cells = frozenset(screen.grid.tree.below(line.id))
            heading = labelled(line.title, _(self.label))
            screen.app.push_screen(GapsScreen(screen.office, heading, screen.grid, cells, outside=line.depth == 0))


class MakeInCell(TreeCommand):
    """Make something in the cell under the cursor."""

    label = help = ""
    in_bar = False

    def __init__(self, action: type[Action], key: str) -> None:
        """Begin an action that has a field for the cell."""
        self._action = action
        self.key, self.duty = key, action
        self.label, self.help = action.label(), action.help()

    @property
    def name(self) -> str:
        """The action's name."""
        return f"in_cell_{self._action.verb()}"

    async def run(self, screen: TreeScreen) -> None:
        """Ask for the rest of the action."""
        if (line := screen.line_now) is not None:
            await screen.app.push_screen_wait(FormScreen(screen.office, self._action, given={"cell": line.id}))


class WarnOfCell(MakeInCell):
    """Raise a warning in the cell under the cursor, about no record."""

    label = help = ""

    async def run(self, screen: TreeScreen) -> None:
        """Ask for the warning."""
        if (line := screen.line_now) is not None:
            await screen.raise_warning(line.id)


class HandOverWork(TreeCommand):
    """Choose whose open work goes to somebody else: somebody of the cell under the cursor."""

    label = HandOver.label()
    key = "t"
    duty = HandOver
    in_bar = False

    async def run(self, screen: TreeScreen) -> None:
        """Ask whose work it is, then for the rest of the action."""
        if (line := screen.line_now) is None:
            return
        office = screen.office
        query = Query("membership", both(OPEN, Is("cell", (line.id,))), limit=MAX_PEOPLE)
        people = dict.fromkeys(each.person for each in office.find(query))
        choices = [Choice(person, office.title("person", person)) for person in people]
        person = await choose(screen.app, say(N_("Whose open work is handed over?")), choices)
        if person is not None:
            await screen.perform(HandOver, office.get("person", person))


COMMANDS = (
    Gaps(),
    WarnOfCell(RaiseWarning, "r"),
    MakeInCell(PutInCell, "i"),
    MakeInCell(AddDutyCard, "b"),
    HandOverWork(),
)
