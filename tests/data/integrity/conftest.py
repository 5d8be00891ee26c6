"""What the tests of this folder share."""

import pytest

from data.site.open_site import OpenSite
from tests.support.forger import Forger, work


@pytest.fixture
def forger(site: OpenSite) -> Forger:
    work(site)
    site.store.sign_checkpoint()
    return Forger(site.store)
