"""Transfers 数据摆渡: the sites we trust, and the ledger of what was sent to them and received from them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import Field

from core.action import Action, Context, amend, create
from core.agenda import Conflict
from core.change import LOCAL, Draft
from core.policy import Terms
from core.query import Is, Query
from core.record import About, Due, Record
from core.text import N_, Sentence, say


class TransferTerms(Terms):
    """The section `[transfers]`."""

    section = "transfers"

    receipt_days: Annotated[int, Field(ge=1, le=366)] = 14
    """After how many days the receipt of a sent transfer is due."""
    post_quantum: bool = True
    """Whether files are encrypted to a site's hybrid key instead of its X25519 key."""


class Site(Record):
    """A site 站点: this one, or one whose card was compared and is trusted. Its identifier is the site's own."""

    kind = "site"
    label = N_("Site")
    plural = N_("Sites")
    compartment = LOCAL
    duty = "common.read"
    order = ("name",)

    name: Annotated[str, Field(min_length=1, max_length=60), About(N_("Name"), column=20, search=True)]
    fingerprint: Annotated[str, About(N_("Fingerprint"), column=56)]
    card: Annotated[str, About(N_("Card"))]
    """The card's file contents: the public keys, signed by themselves."""
    shares: Annotated[tuple[str, ...], About(N_("Shares"), column=24, options="compartments")] = ()
    """The compartments that go to this site and are taken from it."""
    revoked: Annotated[date | None, About(N_("Revoked"), column=10)] = None

    @property
    def title(self) -> str:
        """The name."""
        return self.name


class TrustSite(Action):
    """Trust a site whose card you hold, after comparing its fingerprint aloud with an officer there."""

    on = Site
    creates = True
    duty = "sites.trust"

    name: Annotated[str, Field(min_length=1, max_length=60), About(N_("Name"))]
    fingerprint: Annotated[str, About(N_("Fingerprint"))]
    card: Annotated[str, About(N_("Card"))]
    shares: Annotated[tuple[str, ...], Field(min_length=1), About(N_("Shares"), options="compartments")]

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """A site is trusted once, and its name tells it from every other."""
        if context.get("site", self.target) is not None:
            yield say(N_("The site {name} is trusted already."), name=self.name)
        elif context.find(Query("site", Is("name", (self.name,)), limit=1)):
            yield say(N_("Another site is called {name}. Ask it for a card with another name."), name=self.name)
        if LOCAL in self.shares:
            yield say(N_("The compartment “local” never leaves its site."))

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Enter the site."""
        yield create(
            Site(id=self.target, name=self.name, fingerprint=self.fingerprint, card=self.card, shares=self.shares)
        )


class ChangeShares(Action):
    """Choose which compartments go to this site and are taken from it."""

    on = Site
    duty = "sites.trust"
    key = "e"

    shares: Annotated[tuple[str, ...], Field(min_length=1), About(N_("Shares"), options="compartments")]

    @classmethod
    def suggest(cls, record: Site, context: Context) -> dict[str, Any]:
        """Start from what stands."""
        return {"shares": record.shares}

    def refuse(self, record: Site, context: Context) -> Iterable[Sentence]:
        """Local is local."""
        if LOCAL in self.shares:
            yield say(N_("The compartment “local” never leaves its site."))

    def changes(self, record: Site, context: Context) -> Iterable[Draft]:
        """Write the list."""
        yield amend(record, shares=self.shares)


class RevokeSite(Action):
    """Stop trusting a site: nothing is taken from it or sent to it any more."""

    on = Site
    duty = "sites.trust"
    key = "x"

    def refuse(self, record: Site, context: Context) -> Iterable[Sentence]:
        """Not oneself, and not twice."""
        if record.id == context.site:
            yield say(N_("This is your own site."))
        if record.revoked:
            yield say(N_("The site {name} is revoked already."), name=record.name)

    def changes(self, record: Site, context: Context) -> Iterable[Draft]:
        """Revoke it today."""
        yield amend(record, revoked=context.today)


class Dispatch(Record):
    """A transfer file that was sent."""

    kind = "dispatch"
    label = N_("Sent transfer")
    plural = N_("Sent transfers")
    compartment = LOCAL
    duty = "transfers.read"
    order = ("-sent",)

    to: Annotated[str, About(N_("To"), column=20, refers="site", index=True)]
    sent: Annotated[datetime, About(N_("Sent"), column=16, index=True)]
    changes_sent: Annotated[int, About(N_("Changes"), column=8)] = 0
    receipt_due: Annotated[date | None, About(N_("Receipt due"), column=10)] = None
    receipt: Annotated[datetime | None, About(N_("Receipt"), column=16)] = None
    by: Annotated[str, About(N_("By"), column=12, refers="officer")] = ""
    reach: Annotated[str, About(N_("Reach"), masked="store.keep")] = ""
    """How far each stream went in it, so that the receipt can be recognised; it tells how much there is of what."""

    def agenda(self) -> Iterable[Due]:
        """The receipt, until it has come."""
        if self.receipt_due and self.receipt is None:
            yield Due(self.receipt_due, say(N_("receipt expected")), self.by)

    def explain(self) -> Sentence | None:
        """Return the sum that leads to the day of the receipt."""
        if self.receipt_due is None or self.receipt is not None:
            return None
        sent = self.sent.date()
        return say(
            N_("Due {due}: sent {sent} + {days} days for the receipt."),
            due=self.receipt_due,
            sent=sent,
            days=(self.receipt_due - sent).days,
        )


class Arrival(Record):
    """A transfer file that was received."""

    kind = "arrival"
    label = N_("Received transfer")
    plural = N_("Received transfers")
    compartment = LOCAL
    duty = "transfers.read"
    order = ("-received",)

    sender: Annotated[str, About(N_("From"), column=20, refers="site", index=True)]
    received: Annotated[datetime, About(N_("Received"), column=16, index=True)]
    made: Annotated[datetime, About(N_("Made"), column=16)]
    changes_new: Annotated[int, About(N_("New changes"), column=8)] = 0
    by: Annotated[str, About(N_("By"), column=12, refers="officer")] = ""


class SendTransfer(Action):
    """Send a site everything it has not confirmed yet, in a signed and encrypted file."""

    on = Dispatch
    creates = True
    duty = "transfers.send"

    to: Annotated[str, About(N_("To"), refers="site")]
    changes_sent: Annotated[int, About(N_("Changes"))] = 0
    reach: Annotated[str, About(N_("Reach"))] = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Only to a site that is trusted, and not to oneself."""
        site = context.get("site", self.to)
        if not isinstance(site, Site) or site.id == context.site:
            yield say(N_("Choose a trusted site to send to."))
        elif site.revoked:
            yield say(N_("The site {name} is revoked; nothing is sent to it."), name=site.name)

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Enter it in the ledger; a receipt is expected."""
        expected = context.today + timedelta(days=context.policy.terms(TransferTerms).receipt_days)
        yield create(
            Dispatch(
                id=self.target,
                to=self.to,
                sent=context.now,
                changes_sent=self.changes_sent,
                receipt_due=expected if self.changes_sent else None,
                by=context.officer,
                reach=self.reach,
            )
        )


class ReceiveTransfer(Action):
    """Apply a transfer file that was verified and previewed, whole or not at all."""

    on = Arrival
    creates = True
    duty = "transfers.receive"

    sender: Annotated[str, About(N_("From"), refers="site")]
    made: Annotated[datetime, About(N_("Made"))]
    changes_new: Annotated[int, About(N_("New changes"))] = 0
    confirmed: Annotated[tuple[str, ...], About(N_("Confirmed transfers"), refers="dispatch")] = ()

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """A file is applied once."""
        before = context.get("arrival", self.target)
        if isinstance(before, Arrival):
            yield say(N_("This file was received on {when} already. Nothing was changed."), when=before.received)

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Enter it in the ledger, and the receipts it brings."""
        yield create(
            Arrival(
                id=self.target,
                sender=self.sender,
                received=context.now,
                made=self.made,
                changes_new=self.changes_new,
                by=context.officer,
            )
        )
        for identifier in self.confirmed:
            dispatch = context.get("dispatch", identifier)
            if isinstance(dispatch, Dispatch):
                yield amend(dispatch, receipt=context.now)


class ResolveConflict(Action):
    """Decide which of the values that two sites gave a field shall stand. History keeps the others."""

    on = Conflict
    duty = "conflicts.resolve"
    key = "c"

    chosen: Annotated[str, Field(pattern="^[0-9a-f]{64}$"), About(N_("Chosen value"))]
    """The identifier of the change whose value shall stand."""

    def refuse(self, record: Conflict, context: Context) -> Iterable[Sentence]:
        """Only one of the values that stand against each other."""
        if self.chosen not in {write.id for write in context.heads(record.of)[record.field]}:
            yield say(N_("That value is not one of those that stand against each other."))

    def changes(self, record: Conflict, context: Context) -> Iterable[Draft]:
        """Write the chosen value over all of them."""
        chosen = next(write for write in context.heads(record.of)[record.field] if write.id == self.chosen)
        yield Draft(record.of_kind, record.of, {record.field: chosen.fields[record.field]})
