"""The site driver: sites that are founded for a test, officers who join them, and what one site sends another.

    def test_what_one_site_writes_the_other_sees(found: Found) -> None:
        a, b = found("甲站", "乙站")                    # two sites that know nobody, on 23 November 2026
        a.trust(b)                                     # as if the cards had been compared
        b.trust(a)
        a.office.do(AddPerson(name="张三"))             # the first officer, who has every duty
        clerk = a.joined_by("李明", "clerk")            # the office of one who has these roles and no other
        clerk.do(RegisterGrievance(received=NOW, subject="拖欠工资"))
        b.receive(a.send(b))                           # a transfer file, carried by hand
        assert b.names() == {"张三"}

A test of one site needs no more than the fixtures of `tests.conftest`: `site`, its `office`, and `colleague("李明",
"clerk")` for further officers; `pair` is two sites that trust each other. Tests of `core` are given a site in memory.

What no officer may do is done by the functions here, as a deed of the officer that is named: roles that exclude one
another (`give_roles`), a policy pack that nobody proposed (`impose`), any draft at all (`write`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from core.desks.administration.key_ceremonies import PERMITTED_FOR
from core.desks.administration.officers import OpenAccount
from core.desks.people.people import AddPerson
from core.desks.people.records import Person
from core.desks.sync.trust import Site, TrustSite
from core.model.action import Action, amend
from core.model.change import Draft
from core.model.query import EVERYTHING, Is, Query
from core.office.office import Office
from core.results.transfer import Preview
from core.values.ids import new_id
from data.identity.site_card import SiteCard
from data.identity.site_keys import SiteKeys
from data.site.open_site import OpenSite
from data.store.sql_store import SqlStore
from data.sync.exchange import Exchange

SHARED = ("common", "grievance")
"""What sites share with one another where a test says nothing else."""

# Officers


def appoint(office: Office, name: str, seat: int, *roles: str, unit: str = "", cell: str = "", **more: str) -> str:
    """Open an account and give it its roles, which no real officer can do alone; return the officer.

    Nothing is due of the account: neither its roles, nor who the officer is in the staff register.
    """
    opened = OpenAccount(name=name, seat=seat, **more)
    office.do(opened)
    give_roles(office, seat, *roles, unit=unit, cell=cell)
    (account,) = office.find(Query("account", Is("seat", (seat,))))
    write(office, amend(account, unnamed=False))
    return opened.target


def join(site: Any, office: Office, name: str, *roles: str, unit: str = "") -> Office:
    """Open an account with these roles at the next seat of a site; return the office of its officer."""
    seat = 1 + max(account.seat for account in office.find(Query("account")))
    appoint(office, name, seat, *roles, unit=unit)
    joined: Office = site.office(seat)
    return joined


def give_roles(office: Office, seat: int, *roles: str, unit: str = "", cell: str = "") -> None:
    """Give the account at a seat these roles, even such as exclude one another."""
    (account,) = office.find(Query("account", Is("seat", (seat,))))
    write(office, amend(account, roles=roles, unit=unit, cell=cell))


def permit(office: Office, seat: int) -> None:
    """Permit a new passphrase at a seat, as a security officer who is not here."""
    (account,) = office.find(Query("account", Is("seat", (seat,))))
    until = office.now + PERMITTED_FOR
    write(office, amend(account, permitted_by="e" * 32, permitted_until=until, permitted_why="本人到场"))


def impose(office: Office, text: str) -> None:
    """Put a policy pack into force that no officer could: with roles that join everything."""
    (pack,) = office.find(Query("policy", limit=1))
    write(office, amend(pack, text=text))
    office.refresh()


def write(office: Office, draft: Draft) -> None:
    """Write what no action would, as a deed of this officer."""
    with office._store.transaction():
        office._store.write([draft], officer=office.officer, action="test")


def looked(office: Office, action: Action) -> Action:
    """Return an action as done by an officer who has just looked at what is to be decided."""
    if not action.approves:
        return action
    return action.as_seen(office.get(action.on.kind, action.target))


# Sites


def trust(office: Office, card: SiteCard, shares: Iterable[str] = SHARED) -> None:
    """Let an officer trust the site of a card, as if it had been compared, and share these compartments with it."""
    office.do(
        TrustSite(
            target=card.site,
            name=card.name,
            fingerprint=card.spoken,
            card=card.dump().decode(),
            shares=tuple(shares),
            renewals=card.generation - 1,
        )
    )


def card_of(site: OpenSite) -> SiteCard:
    """Return the card that a site gives to others."""
    return Exchange(site.store, site.keys).card()


@dataclass
class SiteDriver:
    """A site with its first officer, and the folder in which it leaves files for others."""

    site: OpenSite
    files: Path
    office: Office = field(default=cast("Office", None))
    """The officer who acts here: the first one, where no other is given."""

    def __post_init__(self) -> None:
        self.office = self.office or self.site.office()

    @property
    def store(self) -> SqlStore:
        return self.site.store

    @property
    def keys(self) -> SiteKeys:
        return self.site.keys

    @property
    def id(self) -> str:
        return self.store.site

    @property
    def exchange(self) -> Exchange:
        return Exchange(self.store, self.keys)

    @property
    def card(self) -> SiteCard:
        return self.exchange.card()

    def joined_by(self, name: str, *roles: str, unit: str = "") -> Office:
        """Open an account with these roles at the next seat; return the office of its officer."""
        return join(self.site, self.office, name, *roles, unit=unit)

    def trust(self, *others: "SiteDriver", shares: Iterable[str] = SHARED) -> None:
        """Trust other sites and share these compartments with them."""
        for other in others:
            trust(self.office, other.card, shares)

    def knows(self, other: "SiteDriver") -> Site:
        """Return what is known here of another site."""
        known = self.store.get("site", other.id, EVERYTHING)
        assert isinstance(known, Site)
        return known

    def send(self, to: "SiteDriver", **options: Any) -> Path:
        """Write a transfer to another site; return the file."""
        path = self.files / f"{new_id()}.sealed"
        self.exchange.send(self.office, to.id, path, **options)
        return path

    def receive(self, path: Path) -> Preview:
        """Apply a transfer; return what it changed."""
        return self.exchange.apply(self.office, path)

    def add(self, *names: str) -> None:
        """Enter people in the staff register."""
        self.office.do_all([AddPerson(name=name) for name in names])

    def names(self) -> set[str]:
        """Return the names in the staff register."""
        return {person.name for person in self.office.find(Query("person"))}

    def person(self, name: str) -> Person:
        """Return the person of a name."""
        found: Person = self.office.find(Query("person", Is("name", (name,))))[0]
        return found

    def sound(self) -> bool:
        """Whether the store contradicts itself nowhere."""
        return self.store.check() is None


Found = Callable[..., tuple[SiteDriver, ...]]
"""The type of the fixture `found`."""
