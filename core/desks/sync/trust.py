"""Trust 站点信任: this site and those known to it, their keys, and which compartments each of them shares."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from itertools import islice
from typing import Annotated, Any

from pydantic import Field

from core.desks.sync.suspect_records import doubts
from core.model.action import Action, amend
from core.model.audit_event import Event
from core.model.change import HOME, LOCAL, Draft
from core.model.context import Context
from core.model.deadline import Due
from core.model.field import About
from core.model.query import Between, Is, Query
from core.model.record import Record, derived
from core.policy.pack import Settings
from core.values.compartments import COMPARTMENTS
from core.values.field_types import REQUIRED
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence, in_a_row, say

TRUST = "sites.trust"
"""The duty that decides about other sites."""


MOST_NAME = 60
"""How many characters the name of a site has at most: what fits on a line of the screen, each twice as wide."""


MOST_PLACES = 1000
"""How many places a cut has at most. No site comes near in decades; of one that began more streams to stand in the way
of its revocation, what it wrote in the shortest of them is not believed (docs/formats/changes.md §9.4)."""


MOST_OF_FORMER = 400_000
"""How many characters of former cards are kept of a site: those of its last 16 to 27 keys, or, of one whose cards are
as long as may be, of 3. They have to find room in a change, or its next keys could never be taken."""


class TrustSettings(Settings):
    """The section `[trust]`."""

    section = "trust"
    label = N_("Trusted sites")

    shares: Annotated[tuple[str, ...], Field(title=N_("Shared with a newly trusted site"))] = ("common", "grievance")
    """The compartments that are shared with a newly trusted site if nothing else is said."""
    confirm_days: Annotated[int, Field(ge=1, le=366, title=N_("Days to compare the fingerprint of new keys"))] = 30
    """Within how many days the fingerprint of a site's renewed keys is compared."""
    old_keys_days: Annotated[int, Field(ge=0, le=1098, title=N_("Days that former keys still open files"))] = 90
    """How long this site can still open files that were sealed to its former keys."""


class SiteStatus(LabelledEnum):
    """What a site is to this one."""

    TRUSTED = "trusted", N_("trusted")
    OWN = "own", N_("this site")
    ROSTER = "roster", N_("known by roster")
    REVOKED = "revoked", N_("revoked")


class Route(LabelledEnum):
    """How files go between this site and another one."""

    BOTH = "both", N_("both ways")
    TO = "to", N_("one way, to it")
    FROM = "from", N_("one way, from it")


Name = Annotated[str, Field(min_length=1, max_length=MOST_NAME), About(N_("Name"), column=16, search=True)]
Fingerprint = Annotated[str, About(N_("Fingerprint"), column=56)]
Card = Annotated[str, About(N_("Card"), masked="store.keep")]
"""The card's file contents: the public keys, signed by themselves."""
Renewals = Annotated[int, About(N_("Renewals"))]
"""How often a site has renewed its keys."""
Shares = Annotated[tuple[str, ...], About(N_("What it gets"), column=24, options="compartments")]
"""The compartments that go to a site and are taken from it."""
RouteTaken = Annotated[Route, About(N_("Route"), column=16)]


class Site(Record):
    """A site 站点: this one, one whose card was compared, or one that the roster names. Its identifier is its own."""

    kind = "site"
    label = N_("Site")
    plural = N_("Sites")
    compartment = LOCAL
    audited = Event.TRUST
    duty = "common.read"
    order = ("name",)

    name: Name
    status: Annotated[SiteStatus, About(N_("Trust"), column=15, index=True)] = SiteStatus.TRUSTED
    fingerprint: Fingerprint
    card: Card
    shares: Shares = ()
    revoked: Annotated[date | None, About(N_("Revoked"), column=10)] = None
    renewals: Renewals = 0
    former: Annotated[tuple[str, ...], About(N_("Former cards"), masked="store.keep")] = ()
    cutoff: Annotated[tuple[str, ...], About(N_("Trusted up to"), masked="store.keep")] = ()
    """Named as in changes §4.5: of a revoked site all that is believed, of others what replaced keys had signed."""
    confirm_by: Annotated[date | None, About(N_("Compare by"), column=10)] = None
    """Until when its new keys are to be compared aloud."""
    heard: Annotated[datetime | None, About(N_("Last heard"), column=16)] = None
    edition: Annotated[int, About(N_("Roster it has"))] = 0
    """The edition of the roster that it said to have."""
    route: RouteTaken = Route.BOTH
    base: Annotated[str, About(N_("Counted from transfer"), refers="dispatch")] = ""
    """Over a one-way route to it, the transfer that what is sent counts from; the next one holds all if it is empty."""
    keeper: Annotated[bool, About(N_("Keeps the roster"))] = False

    @derived(About(N_("Generation"), column=10))
    def generation(self) -> int:
        """Return which keys these are of the site: from the first on."""
        return self.renewals + 1

    @property
    def title(self) -> str:
        """The name."""
        return self.name

    @property
    def is_revoked(self) -> bool:
        """Whether it is trusted no more. Every part of the program asks this, and no other field."""
        return self.status is SiteStatus.REVOKED

    def agenda(self) -> Iterable[Due]:
        """The comparison of renewed keys."""
        if self.confirm_by and not self.is_revoked:
            yield Due(self.confirm_by, say(N_("compare keys of {name}"), name=self.name))

    def explain(self) -> Sentence | None:
        """Return what the day comes from."""
        if self.confirm_by is None:
            return None
        return say(N_("Due {due}: counted from the day on which the new keys came in."), due=self.confirm_by)


def verdict(site: Site, own: str) -> Sentence:
    """Say what a site is to this one, whose identifier is `own`, and what can be done if it shall be something else."""
    if site.id == own:
        return say(N_("This is the card of this site itself. Choose the card of the other one."))
    if site.is_revoked:
        return say(
            N_("{name} is revoked since {day}. To trust it again, compare its card anew: “Replace card”."),
            name=site.name,
            day=site.revoked,
        )
    if site.status is SiteStatus.ROSTER:
        return say(N_("{name} is known by roster only. To exchange files: “Exchange with site”."), name=site.name)
    return say(N_("The site {name} is trusted already."), name=site.name)


# Sharing


def _share_faults(shares: Collection[str]) -> Iterable[Sentence]:
    for kept in sorted(HOME.intersection(shares)):
        yield say(N_("The compartment “{compartment}” never leaves its site."), compartment=kept)
    for unknown in sorted({*shares} - HOME - {*COMPARTMENTS}):
        template = N_("There is no compartment called “{name}”. There are: {names}.")
        yield say(template, name=unknown, names=in_a_row(Sentence("{name}", {"name": each}) for each in COMPARTMENTS))


class TrustSite(Action):
    """Trust a site whose card you hold, after comparing its fingerprint aloud with an officer there."""

    on = Site
    creates = True
    duty = TRUST

    name: Name
    fingerprint: Fingerprint
    card: Card
    renewals: Renewals = 0
    shares: Annotated[Shares, REQUIRED]

    @classmethod
    def suggest(cls, record: Any, context: Context) -> dict[str, Any]:
        """Start from what is shared with everybody; all else has to be chosen."""
        return {"shares": context.policy.settings(TrustSettings).shares}

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject a site that is known, the name of another, and a compartment that stays at home."""
        known = context.get("site", self.target)
        if isinstance(known, Site):
            yield verdict(known, context.site)
        elif context.find(Query("site", Is("name", (self.name,)), limit=1)):
            yield say(N_("Another site is called {name}. Ask it for a card with another name."), name=self.name)
        yield from _share_faults(self.shares)


class ChangeShares(Action):
    """Choose which compartments go to this site and are taken from it."""

    on = Site
    duty = TRUST
    key = "e"
    elsewhere = True
    amends = True

    shares: Annotated[Shares, REQUIRED]

    def refuse(self, record: Site, context: Context) -> Iterable[Sentence]:
        """Reject a compartment that stays at home."""
        return _share_faults(self.shares)


class ExchangeWithSite(Action):
    """Exchange transfers directly with a site that is known by roster; what is shared with it is chosen here."""

    on = Site
    duty = TRUST
    single = True
    key = "a"
    elsewhere = True
    stamps = {"status": SiteStatus.TRUSTED}

    shares: Annotated[Shares, REQUIRED]

    @classmethod
    def suggest(cls, record: Site, context: Context) -> dict[str, Any]:
        """Start from what is shared with everybody."""
        return {"shares": context.policy.settings(TrustSettings).shares}

    def refuse(self, record: Site, context: Context) -> Iterable[Sentence]:
        """Reject a site that the roster did not make known, and a compartment that stays at home."""
        if record.status is not SiteStatus.ROSTER:
            yield say(N_("This decision is only for a site that is known by roster."))
        yield from _share_faults(self.shares)


# Revoking


class RevokeSite(Action):
    """Stop trusting a site: nothing is sent to it, and of what it wrote no more is believed than is named here.

    Say nothing to believe what has come in so far; or name a day, or the first transfer, from which on you do not.
    """

    on = Site
    duty = TRUST
    single = True
    key = "x"
    elsewhere = True

    since: Annotated[
        date | None,
        About(N_("Doubted from"), help=N_("What came in on this day or later is not believed. Empty: all is.")),
    ] = None
    first: Annotated[
        str,
        About(N_("First doubted transfer"), refers="arrival", help=N_("It and what came in after it is not believed.")),
    ] = ""

    def refuse(self, record: Site, context: Context) -> Iterable[Sentence]:
        """Reject this site, one that is revoked already, and a day beside a transfer."""
        if record.id == context.site:
            yield say(N_("Your own site cannot be revoked."))
        if record.is_revoked:
            yield say(N_("The site {name} is revoked already."), name=record.name)
        if self.since and self.first:
            yield say(N_("Name a day or a transfer, not both."))
        if self.first and context.get("arrival", self.first) is None:
            yield say(N_("There is no such received transfer."))

    def foresee(self, record: Site, context: Context) -> Iterable[Sentence]:
        """What ends with it, and what it takes to trust the site again."""
        yield say(N_("Nothing goes to {name} any more, and no file that it sends is taken."), name=record.name)
        if record.keeper:
            yield say(N_("It keeps the roster; afterwards nobody does, until another site is named."))
        doubted = sum(draft.kind == "doubt" for draft in self.changes(record, context))
        if doubted:
            yield say(N_("Records that it changed and that are to be looked at: {count}."), count=doubted)
        yield say(N_("To trust it again, its fingerprint has to be compared aloud once more."))

    def changes(self, record: Site, context: Context) -> Iterable[Draft]:
        """Revoke it today, and list what it changed beyond what is believed."""
        yield from revoke(record, context.today, context.positions(record.id, self._before(context)), context)

    def _before(self, context: Context) -> str:
        """Return the received transfer before which things were still believed; empty if all are."""
        if self.first or self.since is None:
            return self.first
        start = datetime.combine(self.since, datetime.min.time())
        later = context.find(Query("arrival", Between("received", start), ("received", "id"), limit=1))
        return later[0].id if later else ""


def cutoff_at(*places: str) -> tuple[str, ...]:
    """Return a cutoff: these places, of more than `MOST_PLACES` the first, so that it always finds room in a change."""
    return tuple(sorted(islice(dict.fromkeys(places), MOST_PLACES)))


def kept_cards(*cards: str) -> tuple[str, ...]:
    """Return the former cards of a site, oldest first; of more than a change has room for, the newest."""
    kept, size = list[str](), 0
    for card in reversed(cards):
        size += len(card)
        if size > MOST_OF_FORMER:
            break
        kept.append(card)
    return tuple(reversed(kept))


def revoke(site: Site, day: date, cutoff: Iterable[str], context: Context, *, complete: bool = True) -> Iterable[Draft]:
    """Yield what revokes a site; `complete` says that `cutoff` leaves out no stream that is believed (changes §9.4)."""
    cutoff = cutoff_at(*cutoff)
    yield amend(site, status=SiteStatus.REVOKED, revoked=day, cutoff=cutoff, confirm_by=None, keeper=False)
    yield from doubts(site.id, cutoff, context, complete=complete)
