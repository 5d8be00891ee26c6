"""Grievances: the queue, what may be the same matter, and the import of a mailbox."""

import asyncio

from core.desks.grievances import Grievance, RegisterGrievance
from core.desks.grievances.duplicates import likely
from core.model.action import Action
from core.model.record import Record
from core.values.section import Section
from core.values.sentence import N_
from tui.frame.desk import Desk
from tui.frame.screen_command import ScreenCommand
from tui.lists.desk_screen import DeskScreen
from tui.screens.grievances.duplicates import DuplicatesScreen
from tui.widgets.form import FormScreen
from tui.widgets.record_source import STANDING

QUEUE = ("number", "subject", STANDING, "stage", "handler", "due", "channel", "received", "category")
"""The columns of a list of grievances: what one reads it for comes before what fits only on a wide screen."""


class SameMatter(ScreenCommand):
    """Show beside it what may be the same matter."""

    key = "m"
    function_key = "f7"
    words = "duplicates"
    on = (Grievance.kind,)
    of_record = True
    reads_again = False

    async def run(self, screen: DeskScreen) -> None:
        """Show what may be the same matter as the grievance under the cursor."""
        record = screen.current()
        if isinstance(record, Grievance):
            screen.app.push_screen(DuplicatesScreen(screen.office, record))


class GrievancesScreen(DeskScreen):
    """The queue; beside it the partners that grievances are referred to, and the recusals."""

    shown = {"grievance": QUEUE}

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


DESK = Desk(
    Section.RIGHTS,
    N_("Grievances"),
    ("grievance", "partner", "recusal"),
    GrievancesScreen,
    commands=(SameMatter(),),
    letter="r",
)
