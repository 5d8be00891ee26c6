"""The lists of the grid: the periods of duties, and warnings about what is listed."""

from typing import ClassVar

from core.desks.grid import DoDuty, DutyCard, RaiseWarning
from core.values.cadence import called
from core.values.sentence import N_, say
from tui.dialogs.choose import Choice, choose
from tui.generic.desk_screen import DeskScreen
from tui.generic.drill_down import DrillDownScreen
from tui.generic.screen_command import ScreenCommand
from tui.language import _, language
from tui.widgets.form import FormScreen


class OwedPeriods(ScreenCommand):
    """Choose one of the periods that are owed, or the present one, and note that it was done."""

    key = "u"
    duty = DoDuty
    on = (DutyCard.kind,)
    of_record = True

    async def run(self, screen: DeskScreen) -> None:
        """Ask which period was done, then for the rest of the action."""
        card, today = screen.current(), screen.office.today
        if not isinstance(card, DutyCard):
            return
        choices = [
            Choice(each.key, language().say(called(each.key)), _("owed") if each.last < today else _("running"))
            for each in card.waiting(today)
        ]
        period = await choose(screen.app, say(N_("Which period was done?")), choices)
        if period is not None:
            await screen.app.push_screen_wait(FormScreen(screen.office, DoDuty, card, given={"period": period}))


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
    """What lists of the grid have in common: periods of duties, and warnings about what is listed."""

    own_commands: ClassVar[tuple[ScreenCommand, ...]] = (*DeskScreen.own_commands, OwedPeriods())

    async def raise_warning(self, cell: str, about: str = "") -> None:
        """Ask for a warning in a cell, perhaps about a record."""
        form = FormScreen(self.office, RaiseWarning, given={"cell": cell}, fixed={"about": about})
        await self.app.push_screen_wait(form)
        self.reload()


class GridDrillDownScreen(GridList, DrillDownScreen):
    """The records behind a number of the grid."""

    own_commands = (*GridList.own_commands, WarnAboutIt())
