"""Consignments 摆渡单: what is to go to a site, laid before a second officer, and written just as it was approved.

The content is fixed when a consignment is prepared (docs/formats/changes.md §8.1): `data.sync.consigning` says which
changes it is, and measures it again before it is written. An approval holds for that content and no other.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field

from core.desks.sync.media import medium_faults
from core.desks.sync.transfers import ChangesSent, OnMedium, TransferSettings, dispatched, receivers
from core.desks.sync.trust import Site
from core.model.action import Action
from core.model.audit_event import Event
from core.model.change import LOCAL, Draft
from core.model.context import Context
from core.model.deadline import Deadline
from core.model.field import About, FieldOf
from core.model.query import Is, Query, both
from core.rules.request import Approve, Ask, DecisionStages, Decline, Requested, Withdraw
from core.values.compartments import compartments_called
from core.values.field_types import REQUIRED, Line
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence, say

SEND, APPROVE = "transfers.send", "transfers.approve"


class ConsignmentStage(LabelledEnum):
    """How far a consignment is."""

    PREPARED = "prepared", N_("waits for approval")
    APPROVED = "approved", N_("approved, to be written")
    DECLINED = "declined", N_("declined")
    WRITTEN = "written", N_("written")
    VOID = "void", N_("void")


class Voided(LabelledEnum):
    """Why a consignment holds no longer."""

    WITHDRAWN = "withdrawn", N_("it was withdrawn")
    EXPIRED = "expired", N_("it was no longer valid")
    REVOKED = "revoked", N_("the site was revoked")
    APPROVER = "approver", N_("who approved it may approve no longer")
    CARD = "card", N_("the site has another card")
    SHARES = "shares", N_("what is shared with the site was changed")
    AUTHOR = "author", N_("a site that wrote some of it has other keys or was revoked")
    SEAL = "seal", N_("how files are encrypted was changed")
    PURGED = "purged", N_("something of it was purged")
    CONFIRMED = "confirmed", N_("the site has it already")
    CHANGED = "changed", N_("what would be written is not what was prepared")


OPEN = (ConsignmentStage.PREPARED, ConsignmentStage.APPROVED)
To = Annotated[str, About(N_("To"), column=18, refers="site", index=True)]
Compartments = Annotated[
    tuple[str, ...],
    Field(min_length=1),
    About(
        N_("Compartments"),
        help=N_("What is not chosen stays for a later transfer."),
        column=18,
        options="compartments",
    ),
]
Purpose = Annotated[Line, About(N_("Purpose"), column=20)]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$"), About(N_("Digest"))]
"""What tells a content from any other (changes §8.1)."""
Why = Annotated[Voided, About(N_("Void because"))]
Sent = Annotated[str, About(N_("Sent transfer"), refers="dispatch")]


class Consignment(Requested):
    """What is to go to a site."""

    kind = "consignment"
    label = N_("Consignment")
    plural = N_("Consignments")
    compartment = LOCAL
    audited = Event.TRANSFER
    duty = "transfers.read"
    decided_with = APPROVE
    to_decide = N_("decide the consignment")
    decision_stages = DecisionStages(
        ConsignmentStage.PREPARED, ConsignmentStage.APPROVED, ConsignmentStage.DECLINED, ConsignmentStage.VOID
    )
    bears, bearing = "to", N_("to {name}, {title}")
    order = ("-asked", "id")
    not_asked = Requested.not_asked | {"approved", "why", "dispatch"}
    ends = (ConsignmentStage.DECLINED, ConsignmentStage.WRITTEN, ConsignmentStage.VOID)
    deadlines = (
        Deadline(
            N_("write the consignment"), on="good_until", stages=(ConsignmentStage.APPROVED,), owner=("asked_by",),
            since="asked", counted=N_("prepared on {day}"),
        ),
    )  # fmt: skip

    to: To
    stage: Annotated[ConsignmentStage, About(N_("Stage"), column=22, index=True)] = ConsignmentStage.PREPARED
    compartments: Compartments
    changes_sent: ChangesSent = 0
    purpose: Purpose = ""
    good_until: Annotated[date | None, About(N_("Good until"))] = None
    recipient: Annotated[str, About(N_("Fingerprint"))] = ""
    digest: Digest
    approved: Annotated[str, About(N_("Approved digest"))] = ""
    why: Why | None = None
    dispatch: Sent = ""


def outdated(consignment: Consignment, context: Context) -> Voided | None:
    """Return why a consignment holds no longer, as far as site, shares, officers and calendar tell."""
    site = context.get("site", consignment.to)
    if not isinstance(site, Site) or site.is_revoked:
        return Voided.REVOKED
    if site.fingerprint != consignment.recipient:
        return Voided.CARD
    if not set(consignment.compartments) <= set(site.shares):
        return Voided.SHARES
    if consignment.good_until and context.today > consignment.good_until:
        return Voided.EXPIRED
    if consignment.stage == ConsignmentStage.APPROVED and not _may_approve(consignment.decided_by, context):
        return Voided.APPROVER
    return None


def _may_approve(officer: str, context: Context) -> bool:
    accounts = context.find(Query("account", both(Is("officer", (officer,)), Is("closed", (False,)))))
    return any(APPROVE in context.policy.duties(account.roles) for account in accounts)


class PrepareConsignment(Ask):
    """Fix what shall go to a site, and lay it before a second officer."""

    on = Consignment
    creates = True
    duty = SEND
    counted = "changes_sent"

    to: To
    compartments: Compartments
    purpose: Purpose = ""
    changes_sent: ChangesSent = 0
    digest: Digest

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a site that is not trusted, what is not shared with it, and a second open consignment."""
        yield from receivers(self.to, context)
        site = context.get("site", self.to)
        if isinstance(site, Site) and not set(self.compartments) <= set(site.shares):
            yield say(N_("Choose among what is shared with {name}: {shares}."), **_shared(site))
        if not self.changes_sent:
            yield say(N_("There is nothing that the site has not confirmed already."))
        if context.find(Query("consignment", both(Is("to", (self.to,)), Is("stage", OPEN)), limit=1)):
            yield say(N_("A consignment to this site is open already. Write it or withdraw it first."))

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add how long it holds, and for which card of the site."""
        site, days = context.get("site", self.to), context.policy.settings(TransferSettings).consignment_days
        return super().written(record, context) | {
            "good_until": context.today + timedelta(days=days),
            "recipient": site.fingerprint if isinstance(site, Site) else "",
        }


def _shared(site: Site) -> dict[str, Any]:
    return {"name": site.name, "shares": compartments_called(site.shares)}


class ApproveConsignment(Approve):
    """Approve what shall go to a site, as the second officer. What is written later is this content and no other."""

    on = Consignment
    key = "a"
    stamps = {**Approve.stamps, "approved": FieldOf("digest")}

    def refuse(self, record: Consignment, context: Context) -> Iterable[Sentence]:
        """Reject a consignment that holds no longer."""
        yield from _faults(record, context)


def _faults(consignment: Consignment, context: Context) -> Iterable[Sentence]:
    why = outdated(consignment, context)
    if why:
        yield say(N_("This consignment is no longer valid: {why}. Prepare it anew."), why=say(why.label))


class DeclineConsignment(Decline):
    """Decline a consignment, or take an approval back before it is written."""

    on = Consignment
    key = "d"
    stages = OPEN


class WithdrawConsignment(Withdraw):
    """Withdraw a consignment: it is not written, and its content goes with a later one."""

    on = Consignment
    duty = SEND
    key = "x"
    stages = OPEN
    stamps = {"why": Voided.WITHDRAWN}


class VoidConsignment(Action):
    """Record that a consignment can no longer be written as it was approved, and why."""

    on = Consignment
    duty = SEND
    stages = OPEN
    leads_to = ConsignmentStage.VOID

    why: Why


class WriteConsignment(Action):
    """Write an approved consignment to a medium: what was approved, and not a change more."""

    on = Consignment
    duty = SEND
    single = True
    stages = (ConsignmentStage.APPROVED,)
    leads_to = ConsignmentStage.WRITTEN

    dispatch: Annotated[Sent, REQUIRED]
    digest: Digest
    """Of the content that is being written."""
    medium: OnMedium = ""

    def refuse(self, record: Consignment, context: Context) -> Iterable[Sentence]:
        """Reject what is not what was approved, and a site or a medium that may not have it."""
        yield from receivers(record.to, context)
        yield from medium_faults(self.medium, context)
        if not self.digest == record.approved == record.digest:
            yield say(N_("What would be written is not what was approved. Prepare it anew."))
        yield from _faults(record, context)

    def changes(self, record: Consignment, context: Context) -> Iterable[Draft]:
        """Enter it in the ledger; a receipt is expected."""
        yield from super().changes(record, context)
        yield from dispatched(
            self.dispatch,
            record.to,
            record.changes_sent,
            context,
            medium=self.medium,
            consignment=record.id,
        )
