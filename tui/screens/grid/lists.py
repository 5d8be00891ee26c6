"""The lists of the grid: warnings about what is listed."""

from core.desks.grid import RaiseWarning
from tui.frame.screen_command import ScreenCommand
from tui.lists.desk_screen import DeskScreen
from tui.lists.drill_down import DrillDownScreen
from tui.widgets.form import FormScreen


class WarnAboutIt(ScreenCommand):
    """Raise a warning about the record under the cursor."""

    label = RaiseWarning.label()
    key = "f8"
    duty = RaiseWarning
    of_record = True

    async def run(self, screen: "GridList") -> None:
        """Ask for the warning."""
        record = screen.current()
        if record is not None:
            await screen.raise_warning(getattr(record, "cell", ""), record.id)


class GridList(DeskScreen):
    """What lists of the grid have in common: warnings about what is listed."""

    async def raise_warning(self, cell: str, about: str = "") -> None:
        """Ask for a warning in a cell, perhaps about a record."""
        form = FormScreen(self.office, RaiseWarning, given={"cell": cell}, fixed={"about": about})
        await self.app.push_screen_wait(form)
        self.reload()


class GridDrillDownScreen(GridList, DrillDownScreen):
    """The records behind a number of the grid."""

    own_commands = (*GridList.own_commands, WarnAboutIt())
