"""Transfers: the sites we trust, what was sent to them and received from them, and the conflicts that came of it."""

from collections.abc import Mapping
from typing import ClassVar

from textual import work

from core.desks.administration.backups import RecordBackup, RestoreStore
from core.desks.sync.conflicts import ResolveConflict
from core.desks.sync.consignments import Consignment, PrepareConsignment, VoidConsignment
from core.desks.sync.contradictions import NoteFinding
from core.desks.sync.figures import BROKEN, CONFLICTS
from core.desks.sync.key_renewal import TakeNewKeys
from core.desks.sync.missing_changes import FillGap, NoteGap
from core.desks.sync.transfers import ReceiveTransfer, SendTransfer
from core.desks.sync.trust import SiteStatus, TrustSite
from core.model.action import Action
from core.model.query import Is
from core.model.record import Record
from core.office.office import Office
from core.rules.agenda import Conflict
from core.rules.breaches import Breach
from core.values.refusal import Refusal
from core.values.section import Section
from core.values.sentence import N_
from tui.actions.action_screen import CUSTOM_FLOWS
from tui.actions.conflict import decide
from tui.frame.desk import Desk
from tui.frame.setup_step import SetupStep
from tui.host import Host
from tui.lists.desk_screen import DeskScreen
from tui.screens.transfers.backup import back_up
from tui.screens.transfers.commands import COMMANDS
from tui.screens.transfers.sending import look


async def _back_up(app: Host, office: Office, _record: Record | None) -> None:
    """Back the store up; what is entered in the ledger follows from it."""
    await back_up(app, office, app.backend)


CUSTOM_FLOWS[RecordBackup] = _back_up


class TransfersScreen(DeskScreen):
    """Sites, sent and received transfers."""

    shown: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "site": ("name", "status", "generation", "heard", "shares", "revoked", "route", "fingerprint")
    }
    custom_forms = frozenset(
        {
            TakeNewKeys,
            SendTransfer,
            ReceiveTransfer,
            PrepareConsignment,
            VoidConsignment,
            NoteGap,
            FillGap,
            NoteFinding,
            TrustSite,
            RecordBackup,
            RestoreStore,
        }
    )

    def open_record(self, record: Record) -> None:
        """Show a record; of a conflict, the values to choose from; of a consignment, what goes; of a broken rule, what
        breaks it."""
        if isinstance(record, Conflict):
            self.action_do(ResolveConflict.verb())
        elif isinstance(record, Consignment):
            self._look(record)
        elif isinstance(record, Breach):
            super().open_record(self.office.get(record.of_kind, record.of))
        else:
            super().open_record(record)

    @work
    async def _look(self, consignment: Consignment) -> None:
        try:
            await look(self.sealdesk, self.office, consignment)
        except Refusal as refusal:
            self.sealdesk.say(refusal)
        self.reload()

    async def perform(self, action: type[Action], record: Record | None) -> None:
        """Do an action; a conflict is decided by hand."""
        if not isinstance(record, Conflict):
            await super().perform(action, record)
            return
        try:
            await decide(self.app, self.office, record)
        except Refusal as refusal:
            self.sealdesk.say(refusal)
        self.reload()


DESK = Desk(
    Section.OFFICE,
    N_("Transfers"),
    (
        "site",
        "consignment",
        "dispatch",
        "arrival",
        "medium",
        "backup",
        "restoration",
        "finding",
        "roster",
        "gap",
        "doubt",
        "conflict",
        "breach",
        "void",
    ),
    TransfersScreen,
    (CONFLICTS, BROKEN),
    commands=COMMANDS,
    setup=(
        SetupStep(
            "site",
            TrustSite,
            N_("Other sites: if there are any, exchange cards with them and trust them."),
            Is("status", (SiteStatus.TRUSTED,)),
            days=30,
        ),
    ),
    place=2,
    letter="x",
)
