"""A medium, and a backup on it."""

from pathlib import Path

import pytest

from core.desks.people.people import AddPerson
from core.office.office import Office
from core.results.secrets import Secret
from data.backups.backup import make_backup
from data.site.open_site import OpenSite
from tests.conftest import PASSPHRASE

OURS = Secret(PASSPHRASE)
"""What opens the store, and its backups."""


@pytest.fixture
def medium(tmp_path: Path) -> Path:
    (tmp_path / "medium").mkdir()
    return tmp_path / "medium"


@pytest.fixture
def made(site: OpenSite, office: Office, medium: Path) -> Path:
    """A backup of a store with one person in it."""
    office.do(AddPerson(name="张三"))
    return make_backup(site, medium, keep=3).path
