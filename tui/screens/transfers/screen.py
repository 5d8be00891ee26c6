"""Transfers: the sites we trust, what was sent to them and received from them, and the conflicts that came of it."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from core.desks.administration.backups import RecordBackup, RestoreStore
from core.desks.sync.consignments import Consignment, ConsignmentStage, PrepareConsignment, VoidConsignment
from core.desks.sync.contradictions import NoteFinding
from core.desks.sync.key_renewal import TakeNewKeys
from core.desks.sync.missing_changes import FillGap, NoteGap
from core.desks.sync.transfers import ReceiveTransfer, ResolveConflict, SendTransfer
from core.desks.sync.trust import TrustSite
from core.model.action import Action
from core.model.query import Query
from core.model.record import Record
from core.office.office import Office
from core.results.transfer import THE_REST, Preview
from core.rules.agenda import Conflict
from core.values.refusal import Refusal
from core.values.sentence import N_, say
from tui.dialogs.choose import Choice, Command
from tui.dialogs.choose_file import choose_file
from tui.dialogs.dialog import tell
from tui.dialogs.long_work import at_length
from tui.dialogs.report import BLANK, Line, line, report
from tui.formatting.incoming_conflict import told
from tui.generic.conflict import decide
from tui.generic.desk import Desk
from tui.generic.desk_screen import DeskScreen
from tui.language import _, language
from tui.screens.people.duplicates import twins_told
from tui.screens.transfers.backup import back_up, rehearse
from tui.screens.transfers.sending import kind_label, look, prepare, send, write
from tui.screens.transfers.trust import partner, trust, write_card
from tui.screens.transfers.volumes import SUFFIXES, put_in

CLASHES_SHOWN = 200

DUTIES: Mapping[str, type[Action]] = {"send": SendTransfer, "receive": ReceiveTransfer, "trust": TrustSite}
"""What an officer must be allowed to do for a key to be offered to him."""


class TransfersScreen(DeskScreen):
    """Sites, sent and received transfers."""

    shown: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "site": ("name", "status", "generation", "heard", "shares", "revoked", "route", "fingerprint")
    }
    one_by_one = frozenset({ResolveConflict})
    foremost = frozenset({"send", "receive", "trust", "card"})
    by_hand = frozenset(
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
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s,alt+s,fullwidth_latin_small_letter_s", "send", N_("Send"), id="transfers.send"),
        Binding("r,ctrl+r,fullwidth_latin_small_letter_r", "receive", N_("Receive"), id="transfers.receive"),
        Binding("t,f7,fullwidth_latin_small_letter_t", "trust", N_("Trust a card"), id="transfers.trust"),
        Binding("w,f9,fullwidth_latin_small_letter_w", "card", N_("Write our card"), id="transfers.card"),
        Binding("b,f8,fullwidth_latin_small_letter_b", "back_up", N_("Back up"), id="transfers.back_up"),
        Binding("u,ctrl+u,fullwidth_latin_small_letter_u", "rehearse", N_("Test a backup"), id="transfers.rehearse"),
    ]

    def commands(self) -> Iterable[Choice[Command]]:
        """Add sending and receiving to the palette."""
        yield from super().commands()
        yield Choice(self.action_send, _("Send"), _("Write what a site has not got yet to a medium."), "send")
        yield Choice(
            self.action_receive,
            _("Receive"),
            _("Verify a transfer, look at what it would do, and apply it."),
            "receive",
        )
        if self.office.may(PrepareConsignment):
            prepare_help = _(PrepareConsignment.help())
            yield Choice(self.action_prepare, _(PrepareConsignment.label()), prepare_help, "prepare")
        yield Choice(self.action_card, _("Write our card"), _("Write the card that other sites trust us by."), "card")
        if self.office.may(TrustSite):
            yield Choice(self.action_trust, _(TrustSite.label()), _(TrustSite.help()), "trust")
        if self.office.may(RecordBackup):
            yield Choice(self.action_back_up, _("Back up"), _("Copy this store to a medium and verify it."), "backup")
            rehearsal = _("Restore a backup aside, check everything, and remove it again.")
            yield Choice(self.action_rehearse, _("Test a backup"), rehearsal, "backup test")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to each what his roles let him do."""
        if action in DUTIES:
            return self.office.may(DUTIES[action])
        if action in ("back_up", "rehearse"):
            return self.office.may(RecordBackup)
        return super().check_action(action, parameters)

    def count(self) -> Iterable[tuple[str, int]]:
        """Yield how many conflicts wait for a decision."""
        yield N_("conflicts"), self.office.count(Query(Conflict.kind))

    def open_record(self, record: Record) -> None:
        """Show a record; of a conflict, the values to choose from; of a consignment, what goes."""
        if isinstance(record, Conflict):
            self.action_do(ResolveConflict.verb())
        elif isinstance(record, Consignment):
            self._look(record)
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

    @work
    async def action_trust(self) -> None:
        """Trust the card of another site."""
        try:
            await trust(self.sealdesk, self.office)
        except Refusal as refusal:
            self.sealdesk.say(refusal)
        self.reload()

    @work
    async def action_card(self) -> None:
        """Write our own card to a medium."""
        try:
            await write_card(self.sealdesk, self.office)
        except Refusal as refusal:
            self.sealdesk.say(refusal)

    @work
    async def action_send(self) -> None:
        """Send a transfer to a site."""
        try:
            await self._send()
        except Refusal as refusal:
            self.sealdesk.say(refusal)
        self.reload()

    @work
    async def action_prepare(self) -> None:
        """Fix what shall go to a site, for a second officer to approve."""
        try:
            await self._prepare()
        except Refusal as refusal:
            self.sealdesk.say(refusal)
        self.reload()

    @work
    async def action_receive(self) -> None:
        """Receive a transfer from a medium."""
        try:
            await self._receive()
        except Refusal as refusal:
            self.sealdesk.say(refusal)
        self.reload()

    @work
    async def action_back_up(self) -> None:
        """Back the store up to a medium."""
        try:
            await back_up(self.app, self.office, self.sealdesk.doors)
        except Refusal as refusal:
            self.sealdesk.say(refusal)
        self.reload()

    @work
    async def action_rehearse(self) -> None:
        """Prove that a backup can be restored."""
        try:
            await rehearse(self.app, self.sealdesk.doors)
        except Refusal as refusal:
            self.sealdesk.say(refusal)

    # Sending

    async def _send(self) -> None:
        current = self.current()
        if isinstance(current, Consignment) and current.stage == ConsignmentStage.APPROVED:
            await write(self.sealdesk, self.office, current)
        elif (site := await partner(self.sealdesk, self.office, self.current())) is not None:
            await send(self.sealdesk, self.office, site)

    async def _prepare(self) -> None:
        site = await partner(self.sealdesk, self.office, self.current())
        if site is not None:
            await prepare(self.sealdesk, self.office, site)

    # Receiving

    async def _receive(self) -> None:
        doors = self.sealdesk.doors
        path = await choose_file(self.app, say(N_("Which transfer?")), doors.removable_media(), SUFFIXES)
        if path is None:
            return
        with doors.scratch() as scratch:
            folders = await put_in(self.sealdesk, path, scratch)
            if folders is not None:
                await self._apply(path, folders)

    async def _apply(self, path: Path, folders: Sequence[Path]) -> None:
        """Show what a transfer would do, and apply it."""
        doors = self.sealdesk.doors
        preview = await at_length(
            self.app,
            say(N_("Verifying {file}"), file=path.name),
            lambda progress: doors.inspect(self.office, path, progress, folders),
        )
        title = _("Transfer from {site}").format(site=preview.sender)
        if not await report(self.app, title, preview_lines(preview, self.office), _("Apply")):
            return
        receipt = await at_length(
            self.app,
            say(N_("Applying {file}"), file=path.name),
            lambda progress: doors.apply(self.office, path, preview, progress, folders),
        )
        await tell(self.app, receipt)


def preview_lines(preview: Preview, office: Office) -> Iterable[Line]:
    """Yield what applying a verified transfer would do."""
    made = language().show(preview.made)
    yield line(N_("The signature is that of {site}. Made {when}."), site=preview.sender, when=made)
    yield line(N_("{all:,} changes, {new:,} of them new here."), "bold", all=preview.changes, new=preview.new_changes)
    for warning in preview.warnings():
        yield language().say(warning), "bold"
    yield BLANK
    for each in preview.counts:
        kind = kind_label(each.kind)
        yield line(N_("{kind}: {new:,} new, {changed:,} changed"), kind=kind, new=each.new, changed=each.changed)
        if each.purged:
            yield line(N_("{kind}: {purged:,} purged here for good"), "bold", kind=kind, purged=each.purged)
    if preview.rest:
        yield line(THE_REST)
    if preview.unknown:
        yield line(N_("{count:,} changes of a newer version are kept for later."), count=preview.unknown)
    if preview.receipts:
        yield line(N_("{count:,} of our transfers are confirmed."), count=preview.receipts)
    if preview.twins:
        yield BLANK
        for place, sentence in enumerate(twins_told(preview.twins)):
            yield language().say(sentence), "" if place else "bold"
    yield from _clashes(preview, office)


def _clashes(preview: Preview, office: Office) -> Iterable[Line]:
    yield BLANK
    yield line(N_("Conflicts: {count:,}"), "bold", count=len(preview.clashes))
    for clash in preview.clashes[:CLASHES_SHOWN]:
        yield language().say(told(clash, office)), ""


DESK = Desk(
    7,
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
        "void",
    ),
    TransfersScreen,
)
