"""The audit: what happened at this site, the latest first, and the means to see whether all of it is still there."""

from collections.abc import Mapping
from typing import ClassVar

from core.audit.audit_log import AUDIT
from core.audit.store_operations import CHECK
from core.values.section import Section
from core.values.sentence import N_, say
from tui.dialogs.dialog import tell
from tui.dialogs.long_work import run_with_progress
from tui.frame.desk import Desk
from tui.frame.screen_command import ScreenCommand
from tui.key_ceremonies.commands import ChangePassphrase, WitnessLine
from tui.lists.desk_screen import DeskScreen


class AuditScreen(DeskScreen):
    """The auditor's desk, and the only one: besides the list, what every officer needs who has no other."""

    empty = N_("Nothing is listed here.")
    shown: ClassVar[Mapping[str, tuple[str, ...]]] = {
        AUDIT: ("when", "officer", "event", "action", "of_kind", "note", "about", "seat", "count", "number")
    }


class CheckTheStore(ScreenCommand):
    """Verify pages, chains, signatures and tables, and name the first thing wrong."""

    key = "c"
    function_key = "f7"
    duty = CHECK
    foremost = True
    reads_again = False

    async def run(self, screen: DeskScreen) -> None:
        """Verify the whole store, and say what came of it."""
        backend, office = screen.sealdesk.backend, screen.office
        fault = await run_with_progress(
            screen.app, N_("Checking the store"), lambda progress: backend.check(office, progress)
        )
        facts = {"where": fault.where, "what": fault.what} if fault else {}
        sound = N_("The store is sound: nothing of the audit was taken out, altered, put in or cut off.")
        await tell(screen.app, say(N_("The store is not sound: {where}. {what}"), **facts) if fault else sound)


DESK = Desk(
    Section.OFFICE,
    N_("Audit"),
    (AUDIT,),
    AuditScreen,
    commands=(CheckTheStore(), WitnessLine(), ChangePassphrase()),
    place=3,
    letter="a",
)
