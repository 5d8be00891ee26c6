"""Grievances: the queue, what may be the same matter, the analysis, and the import of a mailbox."""

import asyncio
from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType

from core.desks.grievances import Grievance, RegisterGrievance
from core.desks.grievances.duplicates import likely
from core.model.action import Action
from core.model.record import Record
from core.values.sentence import N_
from tui.dialogs.choose import Choice, Command
from tui.generic.desk import Desk
from tui.generic.importing import ImportingScreen
from tui.language import _
from tui.screens.grievances.analysis import QUEUE, AnalysisScreen
from tui.screens.grievances.duplicates import DuplicatesScreen
from tui.widgets.form import FormScreen


class GrievancesScreen(ImportingScreen):
    """The queue; beside it the partners that grievances are referred to, and the recusals."""

    imports = "mailbox"
    shown = {"grievance": QUEUE}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m,alt+m,f7,fullwidth_latin_small_letter_m", "same", N_("Same matter"), id="grievances.same"),
        Binding("z,alt+z,fullwidth_latin_small_letter_z", "analyse", N_("Analysis"), id="grievances.analyse"),
    ]

    def commands(self) -> Iterable[Choice[Command]]:
        """Add the two screens to the palette."""
        yield from super().commands()
        yield Choice(self.action_same, _("Same matter"), _("Show beside it what may be the same matter."), "duplicates")
        told = _("Show how many there were, of what, from where, and how they ended, as bars.")
        yield Choice(self.action_analyse, _("Analysis"), told, "analysis chart")

    def count(self) -> Iterable[tuple[str, int]]:
        """Yield the figures above the queue; in a search the line has room for what was found only."""
        return () if self._line else super().count()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the two screens on the list of grievances."""
        if action == "same":
            return self.kind == Grievance.kind and super().check_action("history", ())
        if action == "analyse":
            return self.kind == Grievance.kind
        return super().check_action(action, parameters)

    async def perform(self, action: type[Action], record: Record | None) -> None:
        """Do an action; of what was just registered, show at once what may be the same matter."""
        if action is not RegisterGrievance:
            await super().perform(action, record)
            return
        done = await self.app.push_screen_wait(FormScreen(self.office, action))
        self.reload()
        if done is not None:
            registered = self.office.get(Grievance.kind, done.target)
            if await asyncio.to_thread(likely, self.office, registered):
                self.app.push_screen(DuplicatesScreen(self.office, registered))

    def action_same(self) -> None:
        """Show what may be the same matter as the grievance under the cursor."""
        record = self.current()
        if isinstance(record, Grievance):
            self.app.push_screen(DuplicatesScreen(self.office, record))

    def action_analyse(self) -> None:
        """Show the analysis."""
        self.app.push_screen(AnalysisScreen(self.office))


DESK = Desk(
    5,
    N_("Grievances"),
    ("grievance", "partner", "recusal"),
    GrievancesScreen,
    ("open", "late", "soon", "unassigned"),
)
