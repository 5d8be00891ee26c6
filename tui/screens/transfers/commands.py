"""What can be done on the desk of transfers besides the actions on its records."""

from core.desks.administration.backups import RecordBackup
from core.desks.sync.consignments import Consignment, ConsignmentStage, PrepareConsignment
from core.desks.sync.transfers import ReceiveTransfer, SendTransfer
from core.desks.sync.trust import TrustSite
from core.values.sentence import N_
from tui.frame.screen_command import CommandScreen, ScreenCommand
from tui.screens.transfers.backup import back_up, folder_of, rehearse
from tui.screens.transfers.receiving import receive
from tui.screens.transfers.sending import prepare, send, write
from tui.screens.transfers.trust import partner, trust, write_card


class Send(ScreenCommand):
    """Write what a site has not got yet to a medium."""

    key = "s"
    duty = SendTransfer
    foremost = True

    async def run(self, screen: CommandScreen) -> None:
        """Write the approved consignment under the cursor, or else lead from a site to its transfer."""
        app, office, current = screen.sealdesk, screen.office, screen.current()
        if isinstance(current, Consignment) and current.stage == ConsignmentStage.APPROVED:
            await write(app, office, current)
        elif (site := await partner(app, office, current)) is not None:
            await send(app, office, site)


class Receive(ScreenCommand):
    """Verify a transfer, look at what it would do, and apply it."""

    key = "r"
    duty = ReceiveTransfer
    foremost = True

    async def run(self, screen: CommandScreen) -> None:
        """Receive a transfer from a medium."""
        await receive(screen.sealdesk, screen.office)


class Prepare(ScreenCommand):
    """Fix what shall go to a site, for a second officer to approve."""

    label = PrepareConsignment.label()
    help = PrepareConsignment.help()
    duty = PrepareConsignment

    async def run(self, screen: CommandScreen) -> None:
        """Choose a site, and fix what it has not got yet."""
        site = await partner(screen.sealdesk, screen.office, screen.current())
        if site is not None:
            await prepare(screen.sealdesk, screen.office, site)


class Trust(ScreenCommand):
    """Trust the card of another site."""

    label = N_("Trust a card")
    help = TrustSite.help()
    key = "t"
    function_key = "f7"
    duty = TrustSite
    foremost = True

    async def run(self, screen: CommandScreen) -> None:
        """Read a card, and compare its fingerprint."""
        await trust(screen.sealdesk, screen.office)


class WriteOurCard(ScreenCommand):
    """Write the card that other sites trust us by."""

    key = "w"
    foremost = True
    reads_again = False

    async def run(self, screen: CommandScreen) -> None:
        """Write our own card to a medium."""
        await write_card(screen.sealdesk, screen.office)


class BackUp(ScreenCommand):
    """Copy this store to a medium and verify it."""

    key = "b"
    function_key = "f8"
    words = "backup"
    duty = RecordBackup

    async def run(self, screen: CommandScreen) -> None:
        """Back the store up."""
        await back_up(screen.app, screen.office, screen.sealdesk.backend)


class TestABackup(ScreenCommand):
    """Restore a backup aside, check everything, and remove it again."""

    key = "u"
    duty = RecordBackup
    reads_again = False

    async def run(self, screen: CommandScreen) -> None:
        """Prove that the backup under the cursor can be restored, or another one if it is not there any more."""
        await rehearse(screen.app, screen.sealdesk.backend, folder_of(screen.current()))


COMMANDS = (Send(), Receive(), Prepare(), Trust(), WriteOurCard(), BackUp(), TestABackup())
"""In the order in which their keys stand in the bar."""
