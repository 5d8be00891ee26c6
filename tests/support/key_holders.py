"""Officers with seats at a site, and what they do with its keys."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.desks.administration.officers import OpenAccount
from core.model.query import Query
from core.office.office import Office
from core.results.secrets import Secret
from data.backend.backend import LocalBackend
from data.site.keyring import Keyring
from data.vault.vault import WrongPassphrase
from tests.conftest import NOW, PASSPHRASE
from tests.support.site_driver import permit

OTHER, THIRD = "second words here", "third words here"


def clerk(office: Office, name: str = "李明", seat: int = 2) -> OpenAccount:
    return OpenAccount(name=name, seat=seat, site=office.site)


def admit(ring: Keyring, office: Office, passphrase: str) -> int:
    permit(office, 2)
    return ring.admit_again(office, account_of(office, 2), Secret(passphrase))


def with_house(
    store_of_two: Path,
    deed: Callable[[LocalBackend, Office], Any],
    secret: Secret | str = PASSPHRASE,
    seat: int | None = None,
) -> Any:
    """Sign in, do something, and close the store."""
    given = Secret(secret) if isinstance(secret, str) else secret
    house = LocalBackend(store_of_two, clock=lambda: NOW)
    try:
        return deed(house, house.unlock(given.passphrase, seat, given.key_file))
    finally:
        house.close()


def with_ring(store_of_two: Path, deed: Callable[[Keyring, Office], Any], *who: Any) -> Any:
    return with_house(store_of_two, lambda house, office: deed(house.keyring, office), *who)


def opens(store_of_two: Path, *who: Any) -> bool:
    try:
        return bool(with_house(store_of_two, lambda house, office: True, *who))
    except WrongPassphrase:
        return False


def account_of(office: Office, seat: int) -> str:
    return next(str(each.id) for each in office.find(Query("account")) if each.seat == seat)


def deeds(store_of_two: Path) -> list[str]:
    """The key ceremonies in the journal, newest first."""
    found = with_house(store_of_two, lambda house, office: office.find(Query("ceremony")))
    return [str(each.deed) for each in found]


def forget(store_of_two: Path) -> None:
    """Let the passphrase of seat 2 be one that nobody knows."""
    with_ring(store_of_two, lambda ring, office: ring.change_passphrase(office, Secret("nobody knows this")), OTHER)
