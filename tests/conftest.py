"""What many tests share: fresh sites with the weakest passphrase stretching that is accepted, and officers at them."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from core.desks.administration import OpenAccount
from core.desks.transfers import TrustSite
from core.office import Office
from core.query import Query
from data.exchange import Exchange
from data.site import OpenSite, found_site
from data.slots import MINIMUM

PASSPHRASE = "correct horse"
NOW = datetime(2026, 11, 23, 9, 30)


@pytest.fixture
def new_site(tmp_path: Path) -> Iterator[Callable[[str], OpenSite]]:
    """Found sites by name; they are closed when the test ends."""
    made: list[OpenSite] = []

    def found(name: str) -> OpenSite:
        site = found_site(tmp_path / name, name, PASSPHRASE, officer="安宁", strength=MINIMUM)
        site.clock = lambda: NOW
        made.append(site)
        return site

    yield found
    for site in made:
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
