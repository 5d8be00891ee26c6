"""One demo store for all that is asked of it: it is told once in a run."""

from collections.abc import Callable, Iterator

import pytest

from core.office.office import Office
from data.site.open_site import OpenSite
from tests.conftest import NOW

PEOPLE, GRIEVANCES = 500, 440


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, demo_at: Callable[..., OpenSite]) -> Iterator[OpenSite]:
    """A demo store of 500 people and 440 grievances on its last day."""
    site = demo_at(tmp_path_factory.mktemp("demo") / "store", PEOPLE, GRIEVANCES)
    yield site
    site.close()


@pytest.fixture(scope="module")
def office(site: OpenSite) -> Office:
    """Its first officer."""
    office = site.office(1)
    office._clock = lambda: NOW
    return office
