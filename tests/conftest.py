"""What many tests share: fresh sites that are founded without the second a passphrase costs, and officers at them."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from core.change import ROOT, Body, Change, Stream, header_bytes, identify, new_salt
from core.desks.administration import OpenAccount
from core.desks.transfers import TrustSite
from core.office import Office
from core.query import Query
from core.record import Record
from data import slots
from data.exchange import Exchange
from data.site import OpenSite, found_site
from data.store import SqlStore

PASSPHRASE = "correct horse"
NOW = datetime(2026, 11, 23, 9, 30)
LIGHT = slots.Strength(memory_kib=8 * slots.MAXIMUM.lanes, passes=1, lanes=4)  # Argon2 needs 8 KiB for each lane


@pytest.fixture(scope="session")
def found_at() -> Callable[[Path, str], OpenSite]:
    """Found a site in a folder, without the second that stretching a passphrase is meant to take; all else is real."""

    def found(folder: Path, name: str) -> OpenSite:
        with patch.object(slots, "MINIMUM", LIGHT):
            site = found_site(folder, name, PASSPHRASE, officer="安宁", strength=LIGHT)
        site.clock = lambda: NOW
        return site

    return found


@pytest.fixture
def new_site(tmp_path: Path, found_at: Callable[[Path, str], OpenSite]) -> Iterator[Callable[[str], OpenSite]]:
    """Found sites by name; they are closed when the test ends."""
    made: list[OpenSite] = []

    def found(name: str) -> OpenSite:
        site = found_at(tmp_path / name, name)
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
        office.do(OpenAccount(name=name, seat=seat, roles=roles, unit=unit))
        return site.office(seat)

    return join


@pytest.fixture
def pair(new_site: Callable[[str], OpenSite]) -> tuple[OpenSite, OpenSite]:
    """Two sites that trust each other and share everything that may be shared."""
    here, there = new_site("甲站"), new_site("乙站")
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

    def accept(store: SqlStore, record: Record, **fields: Any) -> Change:
        stream = Stream("e" * 32, "0" * 16, record.compartment)
        with store.transaction():
            tip = next(iter(store.journal.branches.of(stream)), None)
            parent, seq = (tip.id, tip.seq + 1) if tip else (ROOT, 1)
            body = Body(record.kind, record.id, fields, (), "f" * 32, "elsewhere", new_salt())
            raw, time = body.to_bytes(), 1 << 60
            change = Change(stream, seq, time, parent, body, identify(parent, header_bytes(stream, seq, time), raw))
            store.accept([(change, raw)], lambda done, total: None)
        return change

    return accept
