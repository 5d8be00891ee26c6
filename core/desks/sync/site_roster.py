"""Rosters 站点名册: the list of sites that one of them keeps for others, and what it teaches (transfer §3.7)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from core.desks.sync.key_renewal import NewKeys, renew
from core.desks.sync.trust import TRUST, Site, SiteStatus, cutoff_at, kept_cards, revoke
from core.model.action import Action, amend, create
from core.model.change import LOCAL, Draft
from core.model.context import Context
from core.model.field import About, Role, Start
from core.model.query import Is, Query
from core.model.record import Record
from core.values.bounds import Packed
from core.values.sentence import N_, Sentence, say

Edition = Annotated[int, Field(ge=1), About(N_("Edition"), column=8, index=True)]
Sites = Annotated[int, About(N_("Sites"), column=6)]
Sha256 = Annotated[str, About(N_("SHA-256"))]


class Roster(Record):
    """An edition of the roster that this site keeps, or has taken from its keeper."""

    kind = "roster"
    label = N_("Roster")
    plural = N_("Rosters")
    compartment = LOCAL
    duty = "common.read"
    order = ("-edition",)

    keeper: Annotated[str, About(N_("Kept at"), column=20, refers="site")]
    edition: Edition
    made: Annotated[datetime, About(N_("Made"), column=16)]
    taken: Annotated[datetime, About(N_("Taken over"), column=16)]
    sites: Sites = 0
    sha256: Sha256 = ""
    by: Annotated[str, About(N_("By"), column=12, refers="officer", says=Role.DOER)] = ""

    @property
    def title(self) -> str:
        """The edition."""
        return str(self.edition)


class RosterHead(BaseModel):
    """Which roster it is that was verified."""

    model_config = ConfigDict(frozen=True)

    keeper: str
    edition: int
    made: datetime
    sites: int
    sha256: str


class ListedSite(BaseModel):
    """A site as the roster shows it, where that is not known here yet."""

    model_config = ConfigDict(frozen=True)

    site: str
    name: str
    card: str
    fingerprint: str
    generation: int
    former: tuple[str, ...] = ()
    """Its earlier cards, oldest first."""
    places: tuple[str, ...] = ()
    """The last places of its former keys; of a revoked site, of all that is believed."""
    revoked: date | None = None


class RevokedSite(BaseModel):
    """A site that the roster revokes, and the last places that are believed of it."""

    model_config = ConfigDict(frozen=True)

    site: str
    on: date
    places: tuple[str, ...]


class Learned(BaseModel):
    """What a file teaches about other sites, verified by `data`: only what is new here."""

    model_config = ConfigDict(frozen=True)

    renewed: tuple[NewKeys, ...] = ()
    listed: tuple[ListedSite, ...] = ()
    """Sites that are added, or whose card the roster replaces."""
    revoked: tuple[RevokedSite, ...] = ()
    roster: RosterHead | None = None

    @property
    def packed(self) -> str:
        """What was learned as one text; empty if it is nothing."""
        return self.model_dump_json() if self != Learned() else ""

    def drafts(self, context: Context) -> Iterable[Draft]:
        """Yield what becomes of the sites known here."""
        for keys in self.renewed:
            yield from renew(_site(context, keys.site), keys, context)
        for listed in self.listed:
            yield _entered(listed, context)
        for each in self.revoked:
            yield from revoke(_site(context, each.site), each.on, each.places, context, complete=False)
        if self.roster:
            yield create(Roster(**self.roster.model_dump(), taken=context.now, by=context.officer))


def _site(context: Context, identifier: str) -> Site:
    found = context.get("site", identifier)
    assert isinstance(found, Site)
    return found


def _entered(listed: ListedSite, context: Context) -> Draft:
    """Return what enters a site that the roster made known, or its other card."""
    card = {"card": listed.card, "fingerprint": listed.fingerprint, "renewals": listed.generation - 1}
    state: dict[str, Any] = {"status": SiteStatus.ROSTER, "cutoff": cutoff_at(*listed.places)}
    if listed.revoked:
        state |= {"status": SiteStatus.REVOKED, "revoked": listed.revoked}
    known = context.get("site", listed.site)
    if isinstance(known, Site):
        former, cutoff = (*known.former, known.card), (*known.cutoff, *context.positions(known.id), *listed.places)
        return amend(known, **{**card, **state, "former": kept_cards(*former), "cutoff": cutoff_at(*cutoff)})
    named_alike = context.find(Query("site", Is("name", (listed.name,)), limit=1))
    name = f"{listed.name[:50]} {listed.site[:8]}" if named_alike else listed.name[:60]
    return create(Site(id=listed.site, name=name, former=kept_cards(*listed.former), **card, **state))


class NameKeeper(Action):
    """Let this site keep the roster: the sites it lists are known here, and those it revokes are revoked."""

    on = Site
    duty = TRUST
    single = True
    key = "m"
    stamps = {"keeper": True}

    def refuse(self, record: Site, context: Context) -> Iterable[Sentence]:
        """Reject a site that is not trusted, and the keeper."""
        if record.status is not SiteStatus.TRUSTED:
            yield say(N_("The roster is kept by a trusted site other than this one."))
        if record.keeper:
            yield say(N_("{name} keeps the roster already."), name=record.name)

    def changes(self, record: Site, context: Context) -> Iterable[Draft]:
        """Name it, and nobody else."""
        for other in context.find(Query("site", Is("keeper", (True,)))):
            yield amend(other, keeper=False)
        yield from super().changes(record, context)


class PublishRoster(Action):
    """Write a new edition of the roster of all sites known here; it goes with every transfer from now on."""

    on = Roster
    creates = True
    duty = TRUST
    key = "n"
    stamps = {"made": Start.NOW, "taken": Start.NOW, "by": Start.ME}

    edition: Edition
    sites: Sites = 0
    sha256: Sha256 = ""

    def refuse(self, record: Any, context: Context) -> Iterable[Sentence]:
        """Reject while another site keeps the roster."""
        for keeper in context.find(Query("site", Is("keeper", (True,)))):
            yield say(N_("The roster is kept by {name}."), name=keeper.name)

    def written(self, record: Any, context: Context) -> dict[str, Any]:
        """Add that this site keeps it."""
        return super().written(record, context) | {"keeper": context.site}


class TakeRoster(Action):
    """Take over an edition of the roster that its keeper has signed."""

    on = Roster
    creates = True
    duty = TRUST
    key = "i"

    learned: Annotated[Packed, About(N_("What it says"))]
    """A packed `Learned`."""

    def changes(self, record: Any, context: Context) -> Iterable[Draft]:
        """Enter it, and what it teaches."""
        yield from Learned.model_validate_json(self.learned).drafts(context)
