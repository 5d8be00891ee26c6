"""What the tests of this folder share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from data.site.open_site import OpenSite
from tests.support.station import Station


@pytest.fixture
def medium(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    return tmp_path / "files"


@pytest.fixture
def stations(pair: tuple[OpenSite, OpenSite], medium: Path) -> tuple[Station, Station]:
    """Two sites that trust each other."""
    return Station(pair[0], medium), Station(pair[1], medium)


@pytest.fixture
def third(new_site: Callable[[str], OpenSite], medium: Path) -> Station:
    """A third site that trusts nobody yet."""
    return Station(new_site("丙站"), medium)
