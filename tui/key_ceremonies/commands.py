"""The key ceremonies that every desk of the keys offers: one's own passphrase, and the witness line."""

from core.audit.store_operations import WITNESS
from tui.frame.screen_command import CommandScreen, ScreenCommand
from tui.key_ceremonies.ceremonies import Ceremonies


class ChangePassphrase(ScreenCommand):
    """Choose another passphrase for your own seat."""

    key = "p"

    async def run(self, screen: CommandScreen) -> None:
        """Ask for the present passphrase and for the new one."""
        await Ceremonies(screen.sealdesk, screen.office).change_passphrase()


class WitnessLine(ScreenCommand):
    """A line for the present state of the store, to be noted on paper: it shows later whether an old copy
    was put back.
    """

    key = "w"
    duty = WITNESS

    async def run(self, screen: CommandScreen) -> None:
        """Show what the store has come to, or compare what was noted earlier."""
        await Ceremonies(screen.sealdesk, screen.office).witness()
