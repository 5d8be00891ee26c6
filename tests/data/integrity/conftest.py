"""Databases that are tampered with or damaged."""

import shutil
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest

from data.site.open_site import OpenSite, open_site
from data.vault import key_slots
from tests.conftest import LIGHT, PASSPHRASE
from tests.support.damaged_database import add
from tests.support.forger import Forger, work


@pytest.fixture
def forger(site: OpenSite) -> Forger:
    work(site)
    site.store.sign_checkpoint()
    return Forger(site.store)


@pytest.fixture(scope="module")
def ages(tmp_path_factory: pytest.TempPathFactory, found_at: Callable[[Path, str], OpenSite]) -> tuple[Path, Path]:
    """The folder of a closed store, younger and older by twenty people."""
    folder = tmp_path_factory.mktemp("ages")
    add(found_at(folder / "store", "甲站"), 20).close()
    younger = shutil.copytree(folder / "store", folder / "younger")
    with patch.object(key_slots, "MINIMUM", LIGHT):
        add(open_site(folder / "store", PASSPHRASE), 20).close()
    return younger, folder / "store"


@pytest.fixture
def store(ages: tuple[Path, Path], tmp_path: Path) -> Path:
    return shutil.copytree(ages[1], tmp_path / "store")
