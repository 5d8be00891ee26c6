"""Transfers 数据摆渡: the ledger of what was sent to other sites and received from them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import Field

from core.desks.sync.media import ReportMediumLost, medium_faults, medium_numbered, to_sign_out
from core.desks.sync.missing_changes import file_gaps
from core.desks.sync.site_roster import Learned
from core.desks.sync.trust import Route, Site, SiteStatus, verdict
from core.model.action import Action, amend, create
from core.model.audit_event import Event
from core.model.change import LOCAL, Draft
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import About, Role, Start
from core.model.query import Is, Query, both
from core.model.record import Record
from core.policy.pack import Settings
from core.rights.visibility import TOTALS
from core.values.bounds import Count, Packed
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence, say


class TransferSettings(Settings):
    """The section `[transfers]`."""

    section = "transfers"
    label = N_("Transfers")
    guards = ("second_officer",)

    receipt_days: Annotated[int, Field(ge=1, le=366, title=N_("Days until a receipt is due"))] = 14
    """After how many days the receipt of a sent transfer is due."""
    post_quantum: Annotated[bool, Field(title=N_("Post-quantum encryption"))] = True
    """Whether files are encrypted to a site's hybrid key instead of its X25519 key."""
    second_officer: Annotated[bool, Field(title=N_("A second officer approves what goes"))] = False
    """Whether a second officer approves what goes before it is written (`core.desks.sync.consignments`)."""
    consignment_days: Annotated[int, Field(ge=1, le=366, title=N_("Days that a consignment is valid"))] = 7
    """For how many days a consignment holds, approved or not."""


To = Annotated[str, About(N_("To"), column=20, refers="site", index=True)]
ChangesSent = Annotated[Count, About(N_("Changes"), masked=TOTALS)]
CountedFrom = Annotated[Count, About(N_("Counted from"))]
OnMedium = Annotated[str, About(N_("Medium"), column=10)]
"""The number of a medium: of one sent in our ledger (`core.desks.sync.media`), of one received ours or the sender's."""


class Dispatch(Record):
    """A transfer file that was sent."""

    kind = "dispatch"
    label = N_("Sent transfer")
    plural = N_("Sent transfers")
    compartment = LOCAL
    audited = Event.TRANSFER
    duty = "transfers.read"
    order = ("-sent",)
    deadlines = (
        Deadline(
            N_("receipt expected"),
            on="receipt_due",
            until=("receipt", "lost"),
            owner=("by",),
            since="sent",
            counted=N_("sent on {day}"),
        ),
    )

    to: To
    sent: Annotated[datetime, About(N_("Sent"), column=16, index=True)]
    changes_sent: ChangesSent = 0
    receipt_due: Annotated[date | None, About(N_("Receipt due"), column=10)] = None
    receipt: Annotated[datetime | None, About(N_("Receipt"), column=16)] = None
    by: Annotated[str, About(N_("By"), column=12, refers="officer", says=Role.DOER)] = ""
    medium: OnMedium = ""
    consignment: Annotated[str, About(N_("Consignment"), refers="consignment")] = ""
    """By which it was approved."""
    lost: Annotated[date | None, About(N_("Lost"), column=10)] = None
    number: Annotated[Count, About(N_("Number"), column=6, index=True)] = 0
    """Its place in the series of a one-way route, from 1."""
    counted_from: CountedFrom = 0
    """The number of the transfer after which its content begins; of a snapshot, 0."""


def dispatched(
    dispatch: str, to: str, count: int, context: Context, medium: str, consignment: str = ""
) -> Iterable[Draft]:
    """Yield the entry of a transfer that is sent now, and that its medium is to be signed out.

    A receipt is expected if it holds changes and can come back.
    """
    site = context.get("site", to)
    number = counted_from = 0
    if one_way := isinstance(site, Site) and site.route is Route.TO:
        before = context.find(Query("dispatch", Is("to", (to,)), ("-number",), limit=1))
        base = context.get("dispatch", site.base)
        number = 1 + max((each.number for each in before), default=0)
        counted_from = base.number if isinstance(base, Dispatch) else 0
    expected = context.today + timedelta(days=context.policy.settings(TransferSettings).receipt_days)
    yield create(
        Dispatch(
            id=dispatch,
            to=to,
            sent=context.now,
            changes_sent=count,
            receipt_due=expected if count and not one_way else None,
            by=context.officer,
            medium=medium,
            consignment=consignment,
            number=number,
            counted_from=counted_from,
        )
    )
    yield from to_sign_out(medium, context)
    if isinstance(site, Site) and one_way and not counted_from:
        yield amend(site, base=dispatch)


def receivers(to: str, context: Context) -> Iterable[Sentence]:
    """Yield why nothing can be sent to a site: only one that is trusted gets anything, and not oneself."""
    site = context.get("site", to)
    if not isinstance(site, Site) or site.id == context.site:
        yield say(N_("Choose a trusted site to send to."))
    elif site.status is not SiteStatus.TRUSTED:
        yield verdict(site, context.site)
    elif site.route is Route.FROM:
        yield say(N_("The route is one way: files come from {name}, and nothing can be sent there."), name=site.name)


class Outcome(LabelledEnum):
    """What became of a file that was received. One that is refused is no arrival: the audit has it."""

    APPLIED = "applied", N_("applied")
    WAITS = "waits", N_("applied, a part waits")
    NOTHING_NEW = "nothing_new", N_("nothing new")


Sender = Annotated[str, About(N_("From site"), column=20, refers="site", index=True)]
Made = Annotated[datetime, About(N_("Made"), column=16)]
ChangesNew = Annotated[Count, About(N_("New changes"), masked=TOTALS)]
BecameOfIt = Annotated[Outcome, About(N_("What became of it"), column=18)]
SeriesNumber = Annotated[Count, About(N_("Number"), column=6)]
Conflicts = Annotated[Count, About(N_("Conflicts"), masked=TOTALS)]
Transfer = Annotated[str, About(N_("Transfer"), index=True)]


class Arrival(Record):
    """A transfer file that was received."""

    kind = "arrival"
    label = N_("Received transfer")
    plural = N_("Received transfers")
    compartment = LOCAL
    audited = Event.TRANSFER
    duty = "transfers.read"
    order = ("-received",)

    sender: Sender
    received: Annotated[datetime, About(N_("Received at"), column=16, index=True)]
    made: Made
    changes_new: ChangesNew = 0
    by: Annotated[str, About(N_("By"), column=12, refers="officer", says=Role.DOER)] = ""
    medium: OnMedium = ""
    outcome: BecameOfIt = Outcome.APPLIED
    number: SeriesNumber = 0
    """Its place in the series of a one-way route, from 1."""
    conflicts: Conflicts = 0
    """How many fields it left with two values."""
    transfer: Transfer = ""
    """The identifier that the sender gave it: what others name is never one of ours."""


class SendTransfer(Action):
    """Send a site everything it has not confirmed yet, in a signed and encrypted file."""

    on = Dispatch
    creates = True
    duty = "transfers.send"
    counted = "changes_sent"

    to: To
    changes_sent: ChangesSent = 0
    medium: OnMedium = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a site that is not trusted, and changes that a second officer has to approve first."""
        yield from receivers(self.to, context)
        yield from medium_faults(self.medium, context)
        if self.changes_sent and context.policy.settings(TransferSettings).second_officer:
            yield say(
                N_("What goes to another site is approved by a second officer here. Prepare a consignment first.")
            )

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Enter it in the ledger; a receipt is expected."""
        yield from dispatched(self.target, self.to, self.changes_sent, context, self.medium)


class ReceiveTransfer(Action):
    """Apply a transfer file that was verified and previewed, whole or not at all."""

    on = Arrival
    creates = True
    duty = "transfers.receive"
    counted = "changes_new"
    stamps = {"received": Start.NOW, "by": Start.ME}

    sender: Sender
    transfer: Transfer
    made: Made
    changes_new: ChangesNew = 0
    confirmed: Annotated[tuple[str, ...], About(N_("Confirmed transfers"), refers="dispatch")] = ()
    edition: Annotated[int, Field(ge=0), About(N_("Roster it has"))] = 0
    learned: Annotated[Packed, About(N_("What it says about sites"))] = ""
    """A packed `Learned`."""
    medium: OnMedium = ""
    outcome: BecameOfIt = Outcome.APPLIED
    number: SeriesNumber = 0
    counted_from: CountedFrom = 0
    conflicts: Conflicts = 0

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a file that was received already."""
        same = both(Is("sender", (self.sender,)), Is("transfer", (self.transfer,)))
        for before in context.find(Query("arrival", same, limit=1)):
            yield say(N_("This file was received on {when} already. Nothing was changed."), when=before.received)

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Enter it in the ledger, and the receipts it brings; of a one-way route, also which files are missing."""
        if self.number:
            known = {each.number for each in context.find(Query("arrival", Is("sender", (self.sender,))))} - {0}
            yield from file_gaps(self.sender, self.number, self.counted_from, known, context)
        yield from super().changes(record, context)
        for identifier in self.confirmed:
            dispatch = context.get("dispatch", identifier)
            if isinstance(dispatch, Dispatch):
                yield amend(dispatch, receipt=context.now)
        sender = context.get("site", self.sender)
        if isinstance(sender, Site):
            yield amend(sender, heard=context.now, edition=self.edition)
        if self.learned:
            yield from Learned.model_validate_json(self.learned).drafts(context)


class ReportTransferLost(Action):
    """Record that a sent transfer was lost on its way. Nothing is missing: its content goes again with the next one."""

    on = Dispatch
    duty = "transfers.send"
    key = "x"
    once = "lost"
    stamps = {"lost": Start.TODAY}

    def refuse(self, record: Dispatch, context: Context) -> Iterable[Sentence]:
        """Reject a transfer that has arrived."""
        if record.receipt is not None:
            yield say(N_("This transfer has arrived: its receipt came on {when}."), when=record.receipt)

    def confirmation(self, record: Dispatch) -> Sentence:
        """Tell that the medium counts as lost too."""
        if not record.medium:
            return super().confirmation(record)
        told = N_("Is this transfer certainly lost? Medium {medium} is entered as lost with it.")
        return say(told, medium=record.medium)

    def changes(self, record: Dispatch, context: Context) -> Iterable[Draft]:
        """Note the day, and that its medium is lost with it."""
        yield from super().changes(record, context)
        site = context.get("site", record.to)
        if isinstance(site, Site) and site.base == record.id:
            yield amend(site, base="")  # a series counts from what has come
        medium = medium_numbered(record.medium, context)
        if medium is not None and ReportMediumLost.applies(medium):
            yield from ReportMediumLost(target=medium.id).changes(medium, context)
