"""What many tests share: fresh sites that are founded without the second a passphrase costs, and officers at them."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import settings

from core.demo.story import CAST, play
from core.desks.administration.key_ceremonies import PERMITTED_FOR
from core.desks.administration.officers import OpenAccount
from core.desks.sync.trust import TrustSite
from core.model.action import Action, amend
from core.model.change import BEYOND, ROOT, Body, Change, Draft, Stream, header_bytes, identify, new_salt
from core.model.query import Is, Query
from core.model.record import RECORDS, Record
from core.office.office import Office
from core.policy.editing import with_figure
from core.policy.pack import Policy
from data.database import sqlcipher
from data.site.open_site import OpenSite, found_site, pack_text
from data.store import transaction
from data.store.sql_store import SqlStore
from data.sync.exchange import Exchange
from data.tables import code_digest
from data.vault import key_slots
from tests.support.kept_sites import LIGHT, PASSPHRASE, KeptSites
from tests.support.memory_site import MemorySite, found_in_memory
from tests.support.memory_store import MemoryStore

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")  # no test fails because the machine has much to do

NOW = datetime(2026, 11, 23, 9, 30)
EVERY_ROLE = tuple(Policy(pack_text("cn")).roles)  # what no store gives anybody, and tests ask of one officer


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


@cache
def sending_alone(pack: str) -> str:
    """Return a shipped policy pack in which nobody has to approve what goes to other sites, as most tests want it."""
    return with_figure(pack_text(pack), ("transfers", "second_officer"), False)


FLUSHING = sqlcipher._CONNECTION
"""The settings of a connection as the program has them."""


@pytest.fixture(scope="session", autouse=True)
def not_flushing() -> Iterator[None]:
    """Let databases not wait for the disk: no machine loses its power here, and a killed program loses nothing."""
    settings = tuple("synchronous = OFF" if each.startswith("synchronous") else each for each in FLUSHING)
    with patch.object(sqlcipher, "_CONNECTION", settings):
        yield


@pytest.fixture(scope="session", autouse=True)
def digested_once() -> Iterator[None]:
    """Let the code of a declaration be digested once, and not by every store that is opened: none changes meanwhile."""
    of_type = cache(lambda record_type: code_digest.fingerprint(record_type.kind))
    with patch.object(transaction, "fingerprint", lambda kind: of_type(RECORDS[kind])):
        yield


def founded(folder: Path, name: str) -> OpenSite:
    """Found a site in a folder, without the second that stretching a passphrase is meant to take; all else is real."""
    with patch.object(key_slots, "MINIMUM", LIGHT), patch("data.site.open_site.pack_text", sending_alone):
        site = found_site(folder, name, PASSPHRASE, officer="安宁", strength=LIGHT, roles=EVERY_ROLE)
    return at_the_hour(site)


def at_the_hour(site: OpenSite) -> OpenSite:
    """Let it be `NOW` at a site."""
    site.clock = lambda: NOW
    return site


@pytest.fixture(scope="session")
def kept_sites(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> KeptSites:
    """Sites that were founded once, for `found_at` and the like to copy."""
    base = tmp_path_factory.getbasetemp()
    is_worker = hasattr(request.config, "workerinput")
    folder = (base.parent if is_worker else base) / "kept"
    folder.mkdir(exist_ok=True)
    return KeptSites(folder)


@pytest.fixture(scope="session")
def demo_at(kept_sites: KeptSites) -> Callable[..., OpenSite]:
    """Return a copy, in a folder, of a site with a demo story, on the day the story ends: 23 November 2026."""

    def told(folder: Path, people: int, grievances: int) -> OpenSite:
        def tell(folders: Sequence[Path]) -> list[OpenSite]:
            site = founded(folders[0], "安台示范单位")
            seats = range(1, len(CAST) + 2)
            play(site.store, seats, people=people, grievances=grievances, seed=1, today=NOW.date())
            return [site]

        (site,) = kept_sites.copies(("demo", people, grievances), [folder], tell)
        return at_the_hour(site)

    return told


@pytest.fixture(scope="session")
def found_at(kept_sites: KeptSites) -> Callable[..., OpenSite]:
    """Return a copy, in a folder, of the site of a name; each `which` of a name was founded for itself.

    What a test makes with the fixtures of its own has another `which` than what its module makes with this.
    """

    def found(folder: Path, name: str, which: Hashable = "of the module") -> OpenSite:
        (site,) = kept_sites.copies((name, which), [folder], lambda folders: [founded(folders[0], name)])
        return at_the_hour(site)

    return found


def in_memory() -> MemorySite:
    """Found in memory the site that `found_at` founds in a folder."""
    return found_in_memory("甲站", sending_alone("cn"), "安宁", EVERY_ROLE, NOW)


@pytest.fixture
def new_site(tmp_path: Path, found_at: Callable[..., OpenSite]) -> Iterator[Callable[[str], OpenSite]]:
    """Found sites by name; they are closed when the test ends."""
    made: list[OpenSite] = []

    def found(name: str) -> OpenSite:
        site = found_at(tmp_path / name, name, len(made))
        made.append(site)
        return site

    yield found
    for site in made:
        site.close()


@pytest.fixture(scope="module")
def module_site(
    tmp_path_factory: pytest.TempPathFactory, found_at: Callable[[Path, str], OpenSite]
) -> Iterator[OpenSite]:
    """One site for all tests of a module that only read, or do not mind each other."""
    site = found_at(tmp_path_factory.mktemp("module") / "store", "甲站")
    yield site
    site.close()


@pytest.fixture
def site(new_site: Callable[[str], OpenSite]) -> OpenSite:
    """One site with one officer, who has every duty, on 23 November 2026."""
    return new_site("甲站")


@pytest.fixture
def office(site: OpenSite) -> Office:
    """The first officer of `site`."""
    return site.office()


@pytest.fixture
def colleague(site: OpenSite, office: Office) -> Callable[..., Office]:
    """Open accounts at further seats: `colleague("李明", "supervisor")` is that officer's office."""

    def join(name: str, *roles: str, unit: str = "") -> Office:
        seat = 1 + max(account.seat for account in office.find(Query("account")))
        appoint(office, name, seat, *roles, unit=unit)
        return site.office(seat)

    return join


@pytest.fixture
def pair(tmp_path: Path, kept_sites: KeptSites) -> Iterator[tuple[OpenSite, OpenSite]]:
    """Two sites that trust each other and share everything that may be shared."""
    here, there = map(at_the_hour, kept_sites.copies("pair", [tmp_path / "甲站", tmp_path / "乙站"], trusting))
    yield here, there
    here.close()
    there.close()


def trusting(folders: Sequence[Path]) -> tuple[OpenSite, OpenSite]:
    """Found two sites that trust each other."""
    here, there = founded(folders[0], "甲站"), founded(folders[1], "乙站")
    for one, other in ((here, there), (there, here)):
        card = Exchange(other.store, other.keys).card()
        one.office().do(
            TrustSite(
                target=card.site,
                name=card.name,
                fingerprint=card.fingerprint,
                card=card.dump().decode(),
                shares=("common", "grievance"),
            )
        )
    return here, there


@pytest.fixture(scope="session")
def from_elsewhere() -> Callable[..., Change]:
    """Let another site change a record, knowing of no other change: `from_elsewhere(store, record, name="…")`."""

    def last_of(store: SqlStore | MemoryStore, stream: Stream) -> Any:
        return (
            store.last_of(stream)
            if isinstance(store, MemoryStore)
            else next(iter(store.journal.branches.of(stream)), None)
        )

    def accept(store: SqlStore | MemoryStore, record: Record, **fields: Any) -> Change:
        stream = Stream("e" * 32, "0" * 16, record.compartment)
        with store.transaction():
            tip = last_of(store, stream)
            parent, seq = (tip.id, tip.seq + 1) if tip else (ROOT, 1)
            body = Body(record.kind, record.id, fields, (), "f" * 32, "elsewhere", new_salt())
            raw, time = body.to_bytes(), BEYOND - 1
            change = Change(stream, seq, time, parent, body, identify(parent, header_bytes(stream, seq, time), raw))
            store.accept([(change, raw)], lambda done, total: None)
        return change

    return accept
