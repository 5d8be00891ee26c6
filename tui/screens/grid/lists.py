"""The lists of the grid: the periods of duties, and warnings about what is listed."""

from typing import Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from core.desks.grid import DoDuty, DutyCard, RaiseWarning
from core.values.cadence import called
from core.values.sentence import N_, say
from tui.dialogs.choose import Choice, choose
from tui.generic.desk_screen import DeskScreen
from tui.generic.drill_down import BelowScreen
from tui.language import _, language
from tui.terminal.keys import bind
from tui.widgets.form import FormScreen


class GridList(DeskScreen):
    """What lists of the grid have in common: periods of duties, and warnings about what is listed."""

    def __init__(self, *arguments: Any) -> None:
        """Bind the keys besides those of the actions."""
        super().__init__(*arguments)
        bind(self, "u", "periods", N_("Owed periods"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the periods of a duty card."""
        if action == "periods":
            return self.kind == "duty_card" and self._has_record and self.office.may(DoDuty)
        return super().check_action(action, parameters)

    @work
    async def action_periods(self) -> None:
        """Choose one of the periods that are owed, or the present one, and note that it was done."""
        card = self.current()
        if isinstance(card, DutyCard):
            today = self.office.today
            choices = [
                Choice(each.key, language().say(called(each.key)), _("owed") if each.last < today else _("running"))
                for each in card.waiting(today)
            ]
            period = await choose(self.app, say(N_("Which period was done?")), choices)
            if period is not None:
                await self.app.push_screen_wait(FormScreen(self.office, DoDuty, card, given={"period": period}))
                self.reload()

    async def raise_warning(self, cell: str, about: str = "") -> None:
        """Ask for a warning in a cell, perhaps about a record."""
        form = FormScreen(self.office, RaiseWarning, given={"cell": cell}, fixed={"about": about})
        await self.app.push_screen_wait(form)
        self.reload()


class GridBelowScreen(GridList, BelowScreen):
    """The records behind a number of the grid."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f8", "warn", RaiseWarning.label(), id="grid.warn")]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to raise a warning about what stands in a cell."""
        if action == "warn":
            return self._has_record and self.office.may(RaiseWarning)
        return super().check_action(action, parameters)

    @work
    async def action_warn(self) -> None:
        """Raise a warning about the record under the cursor."""
        record = self.current()
        if record is not None:
            await self.raise_warning(getattr(record, "cell", ""), record.id)
