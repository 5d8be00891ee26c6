"""Sites that exchange files: stations that trust each other, and some that do not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.desks.people.people import AddPerson
from core.model.query import Query
from core.policy.editing import with_figure
from data.site.open_site import OpenSite
from data.sync.exchange import Exchange
from tests.support.consigning_desk import Desk
from tests.support.site_driver import appoint, impose
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


@pytest.fixture
def consigning(pair: tuple[OpenSite, OpenSite], tmp_path: Path) -> Desk:
    """The first of two sites, where a second officer approves; one person is known."""
    here, there = pair
    first = here.office()
    for seat, name, role in ((2, "李明", "clerk"), (3, "王敏", "supervisor")):
        appoint(first, name, seat, role)
    (policy,) = first.find(Query("policy"))
    impose(first, with_figure(policy.text, ("transfers", "second_officer"), True))
    first.do(AddPerson(name="张三"))
    (tmp_path / "files").mkdir()
    return Desk(here, here.office(2), here.office(3), there.store.site, tmp_path / "files")


@pytest.fixture
def reader(pair: tuple[OpenSite, OpenSite]) -> Callable[[Path], set[str]]:
    """Apply a file at the other site and return the names of the people there."""
    there = pair[1]

    def read(path: Path) -> set[str]:
        Exchange(there.store, there.keys).apply(there.office(), path)
        assert there.store.check() is None
        return {person.name for person in there.office().find(Query("person"))}

    return read
