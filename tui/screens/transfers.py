"""Transfers: the sites we trust, what was sent to them and received from them, and the conflicts that came of it."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from core.action import Action
from core.agenda import Conflict
from core.desks.backups import RecordBackup, RestoreStore
from core.desks.transfers import ReceiveTransfer, ResolveConflict, SendTransfer, Site, TrustSite
from core.exchange import OTHER, CardSeen, Clash, Preview, Sent
from core.query import Blank, Query
from core.record import RECORDS, Record, columns
from core.refusal import Refusal
from core.text import N_, Sentence, say
from tui.backing_up import back_up, rehearse
from tui.choose import Choice, Command, choose
from tui.desk import Desk
from tui.desk_screen import DeskScreen
from tui.files import choose_file, choose_place
from tui.language import _, labelled, language
from tui.report import BLANK, Line, line, report
from tui.rivals import decide
from tui.widgets.dialog import tell
from tui.work import at_length

SUFFIX = ".sealed"
CARD = ".card"
CLASHES_SHOWN = 200


class NobodyToSendTo(Refusal):
    """No other site is trusted yet. Exchange cards first: w writes one there, t trusts it here, and the other way."""


class TransfersScreen(DeskScreen):
    """Sites, sent and received transfers."""

    shown: ClassVar[Mapping[str, tuple[str, ...]]] = {"site": ("name", "revoked", "shares", "fingerprint")}
    foremost = frozenset({"send", "receive", "trust", "card"})
    by_hand = frozenset({SendTransfer, ReceiveTransfer, TrustSite, RecordBackup, RestoreStore})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s,ctrl+s,fullwidth_latin_small_letter_s", "send", N_("Send"), id="transfers.send"),
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
        yield Choice(self.action_card, _("Write our card"), _("Write the card that other sites trust us by."), "card")
        if self.office.may(TrustSite):
            yield Choice(self.action_trust, _(TrustSite.label()), _(TrustSite.help()), "trust")
        if self.office.may(RecordBackup):
            yield Choice(self.action_back_up, _("Back up"), _("Copy this store to a medium and verify it."), "backup")
            rehearsal = _("Restore a backup aside, check everything, and remove it again.")
            yield Choice(self.action_rehearse, _("Test a backup"), rehearsal, "backup test")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer trusting to those who may."""
        if action == "trust":
            return self.office.may(TrustSite)
        if action in ("back_up", "rehearse"):
            return self.office.may(RecordBackup)
        return super().check_action(action, parameters)

    def count(self) -> Iterable[tuple[str, int]]:
        """Yield how many conflicts wait for a decision."""
        yield N_("conflicts"), self.office.count(Query(Conflict.kind))

    def open_record(self, record: Record) -> None:
        """Show a record; of a conflict, the values to choose from."""
        if isinstance(record, Conflict):
            self.action_do(ResolveConflict.verb())
        else:
            super().open_record(record)

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
            await self._trust()
        except Refusal as refusal:
            self.sealdesk.say(refusal)
        self.reload()

    @work
    async def action_card(self) -> None:
        """Write our own card to a medium."""
        try:
            await self._card()
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

    # Cards

    async def _card(self) -> None:
        doors = self.sealdesk.doors
        name = self.office.title("site", self.office.site)
        path = await choose_place(self.app, say(N_("Onto which medium?")), doors.removable_media(), f"{name}{CARD}")
        if path is not None:
            seen = await asyncio.to_thread(doors.export_card, path)
            await report(self.app, _("Our card"), card_lines(seen, say(N_("Written: {path}"), path=path)))

    async def _trust(self) -> None:
        doors, office = self.sealdesk.doors, self.office
        path = await choose_file(self.app, say(N_("Which card?")), doors.removable_media(), CARD)
        if path is None:
            return
        seen = await asyncio.to_thread(doors.read_card, path)
        question = say(
            N_(
                "Call an officer of {name} and have the fingerprint of their card read to you. "
                "Only if every group is the same, press F10."
            ),
            name=seen.name,
        )
        if await report(self.app, _("Trust this card?"), card_lines(seen, question), _("It is the same")):
            shares = office.policy.options("compartments")
            office.do(
                TrustSite(target=seen.site, name=seen.name, fingerprint=seen.fingerprint, card=seen.card, shares=shares)
            )

    # Sending

    async def _send(self) -> None:
        doors = self.sealdesk.doors
        site = await self._site()
        if site is None:
            return
        counts = doors.outgoing(self.office, site.id)
        title = _("Send to {site}").format(site=site.name)
        if not await report(self.app, title, outgoing_lines(site, counts), _("Go on")):
            return
        name = f"{site.name}-{self.office.today:%Y%m%d}{SUFFIX}"
        path = await choose_place(self.app, say(N_("Onto which medium?")), doors.removable_media(), name)
        if path is None:
            return
        sent = await at_length(
            self.app,
            say(N_("Writing {file}, then reading it back"), file=path.name),
            lambda progress: doors.send(self.office, site.id, path, progress),
        )
        await report(self.app, _("Sent to {site}").format(site=sent.to), sent_lines(sent))

    async def _site(self) -> Site | None:
        """Return the site under the cursor, or the only one there is, or the one that is chosen."""
        trusted: list[Site] = [
            site for site in self.office.find(Query("site", Blank("revoked"))) if site.id != self.office.site
        ]
        if not trusted:
            raise NobodyToSendTo
        current = self.current()
        if isinstance(current, Site) and current in trusted:
            return current
        if len(trusted) == 1:
            return trusted[0]
        choices = [Choice(site, site.name, site.fingerprint) for site in trusted]
        return await choose(self.app, say(N_("To which site?")), choices)

    # Receiving

    async def _receive(self) -> None:
        doors = self.sealdesk.doors
        path = await choose_file(self.app, say(N_("Which transfer?")), doors.removable_media(), SUFFIX)
        if path is None:
            return
        preview = await at_length(
            self.app,
            say(N_("Verifying {file}"), file=path.name),
            lambda progress: doors.inspect(self.office, path, progress),
        )
        title = _("Transfer from {site}").format(site=preview.sender)
        if not await report(self.app, title, preview_lines(preview), _("Apply")):
            return
        receipt = await at_length(
            self.app,
            say(N_("Applying {file}"), file=path.name),
            lambda progress: doors.apply(self.office, path, preview, progress),
        )
        await tell(self.app, receipt)


def card_lines(seen: CardSeen, about: Sentence) -> Iterable[Line]:
    """Yield what a card says, and what to do with it."""
    yield _("Site: {name}").format(name=seen.name), "bold"
    yield _("Fingerprint: {fingerprint}").format(fingerprint=seen.fingerprint), "bold"
    yield "", ""
    yield language().say(about), ""


def outgoing_lines(site: Site, counts: Mapping[str, int]) -> Iterable[Line]:
    """Yield what a transfer would hold."""
    yield line(N_("Fingerprint: {fingerprint}"), fingerprint=site.fingerprint)
    yield BLANK
    yield line(N_("Changes this site has not confirmed yet"), "bold")
    yield from _counted(counts)


def sent_lines(sent: Sent) -> Iterable[Line]:
    """Yield the report of a transfer that was written and read back."""
    yield line(N_("Written, read back and verified: {path}"), "bold", path=sent.path)
    yield line(
        N_("{changes:,} changes, {size:,} bytes, for {site}"), changes=sent.changes, size=sent.size, site=sent.to
    )
    yield BLANK
    yield from _counted(sent.counts)


def _counted(counts: Mapping[str, int]) -> Iterable[Line]:
    for kind, count in counts.items():
        yield labelled(_label(kind), f"{count:,}"), ""
    if not counts:
        yield line(N_("Nothing new."))


def preview_lines(preview: Preview) -> Iterable[Line]:
    """Yield what applying a verified transfer would do."""
    made = language().show(preview.made)
    yield line(N_("The signature is that of {site}. Made {when}."), site=preview.sender, when=made)
    yield line(N_("{all:,} changes, {new:,} of them new here."), "bold", all=preview.changes, new=preview.new_changes)
    for warning in preview.warnings():
        yield language().say(warning), "bold"
    yield BLANK
    for each in preview.counts:
        kind = _label(each.kind)
        yield line(N_("{kind}: {new:,} new, {changed:,} changed"), kind=kind, new=each.new, changed=each.changed)
        if each.purged:
            yield line(N_("{kind}: {purged:,} purged here for good"), "bold", kind=kind, purged=each.purged)
    if preview.unknown:
        yield line(N_("{count:,} changes of a newer version are kept for later."), count=preview.unknown)
    if preview.receipts:
        yield line(N_("{count:,} of our transfers are confirmed."), count=preview.receipts)
    yield from _clashes(preview)


def _clashes(preview: Preview) -> Iterable[Line]:
    yield BLANK
    yield line(N_("Conflicts: {count:,}"), "bold", count=len(preview.clashes))
    for clash in preview.clashes[:CLASHES_SHOWN]:
        facts: dict[str, Any] = {
            "kind": _label(clash.kind),
            "field": _field(clash),
            "ours": clash.ours,
            "theirs": clash.theirs,
        }
        yield line(N_("{kind}, {field}: here “{ours}”, there “{theirs}”"), **facts)


def _label(kind: str) -> str:
    if kind == OTHER:
        return _("Other kinds")
    return _(RECORDS[kind].plural) if kind in RECORDS else kind


def _field(clash: Clash) -> str:
    known = columns(RECORDS[clash.kind]) if clash.kind in RECORDS else {}
    return _(known[clash.field].about.label) if clash.field in known else clash.field


DESK = Desk(
    7,
    N_("Transfers"),
    ("site", "dispatch", "arrival", "backup", "restoration", "conflict"),
    TransfersScreen,
)
