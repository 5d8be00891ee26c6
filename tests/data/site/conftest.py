"""A closed site, as the tests of unlocking begin with it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.office.office import Office
from core.results.secrets import Secret
from data.backend.backend import LocalBackend
from data.site.keyring import Keyring
from data.site.open_site import OpenSite
from tests.support.door import Clock
from tests.support.key_holders import OTHER, clerk, with_ring
from tests.support.site_driver import give_roles


@pytest.fixture
def store_of_two(tmp_path: Path, found_at: Callable[[Path, str], Any]) -> Path:
    """A store with the first officer, who may everything, and 李明, a clerk, at seat 2."""
    found_at(tmp_path / "store", "甲站").close()
    with_ring(tmp_path / "store", join)
    return tmp_path / "store"


def join(ring: Keyring, office: Office) -> None:
    ring.open_account(office, clerk(office), Secret(OTHER))
    give_roles(office, 2, "clerk")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def closed_store(tmp_path: Path, found_at: Callable[[Path, str], OpenSite]) -> Path:
    """A closed store."""
    found_at(tmp_path / "store", "甲站").close()
    return tmp_path / "store"


@pytest.fixture
def house(closed_store: Path, clock: Clock) -> Iterator[LocalBackend]:
    house = LocalBackend(closed_store, clock)
    yield house
    house.close()
