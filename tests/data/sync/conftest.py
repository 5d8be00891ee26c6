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


Found = Callable[..., tuple[Station, ...]]


@pytest.fixture
def found_stations(new_site: Callable[[str], OpenSite], tmp_path: Path) -> Found:
    """Found sites by name that know nobody, as stations."""
    files = tmp_path / "files"
    files.mkdir()
    return lambda *names: tuple(Station(new_site(name), files) for name in names)


@pytest.fixture
def couple(found_stations: Found) -> tuple[Station, ...]:
    """Two sites that trust each other, where the second has heard from the first."""
    a, b = found_stations("甲站", "乙站")
    a.trust(b)
    b.trust(a)
    a.add("张三")
    b.receive(a.send(b))
    return a, b


@pytest.fixture
def chain(found_stations: Found) -> tuple[Station, ...]:
    """Three sites: the first and the third exchange no files, but the third has compared the card of the first."""
    a, b, c = found_stations("甲站", "乙站", "丙站")
    a.trust(b)
    b.trust(a, c)
    c.trust(a, b)
    a.add("张三")
    b.receive(a.send(b))
    c.receive(b.send(c))
    return a, b, c
