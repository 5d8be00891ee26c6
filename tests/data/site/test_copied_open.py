"""A folder copied while the store in it is open: the copy is whole or refused, and never goes on as the same."""

import shutil
from pathlib import Path

import pytest

from core.desks.people.people import AddPerson
from core.model.audit_event import Event
from core.model.query import Is, Query
from data.backend.backend import LocalBackend
from data.site.open_site import COPIED, CopyUnsound, OpenSite, open_site
from tests.conftest import PASSPHRASE

pytestmark = pytest.mark.usefixtures("light")


@pytest.fixture
def copy(site: OpenSite, tmp_path: Path) -> Path:
    """A copy of the folder of a store that is open and has been worked in."""
    site.office().do(AddPerson(name="张三"))
    return shutil.copytree(site.vault.folder, tmp_path / "copy")


def test_the_copy_begins_another_life_and_says_so_once(site: OpenSite, copy: Path) -> None:
    house = LocalBackend(copy)
    office = house.unlock(PASSPHRASE)
    assert [notice.template for notice in office.notices][:1] == [COPIED]
    assert office.count(Query("person")) == 1
    assert house._open().store.incarnation != site.store.incarnation
    assert house.check(office) is None
    (entry,) = house._open().store.find(Query("audit", Is("event", (Event.BACKUP,))))
    assert entry.note == COPIED
    life = house._open().store.incarnation
    house.close()
    office = house.unlock(PASSPHRASE)
    assert COPIED not in [notice.template for notice in office.notices]
    assert house._open().store.incarnation == life
    house.close()


def test_the_store_that_was_copied_goes_on(site: OpenSite, copy: Path) -> None:
    life = site.store.incarnation
    open_site(copy, PASSPHRASE).close()
    site.office().do(AddPerson(name="李四"))
    assert (site.store.incarnation, site.store.check()) == (life, None)


def test_a_copy_that_is_not_whole_is_refused_and_left_as_it_is(copy: Path) -> None:
    raw = bytearray((copy / "store.db").read_bytes())
    (copy / "store.db-wal").unlink()
    raw[-2000] ^= 1
    (copy / "store.db").write_bytes(raw)
    for _ in range(2):
        with pytest.raises(CopyUnsound, match="copied while the store in it was open"):
            open_site(copy, PASSPHRASE)


def test_a_killed_program_leaves_no_copy(site: OpenSite) -> None:
    life, folder = site.store.incarnation, site.vault.folder
    site.store.close()
    site.vault.close()
    again = open_site(folder, PASSPHRASE)
    assert (again.copied, again.store.incarnation) == (False, life)
    again.close()


def test_a_closed_store_may_be_moved(site: OpenSite, tmp_path: Path) -> None:
    life = site.store.incarnation
    site.close()
    moved = open_site(shutil.copytree(site.vault.folder, tmp_path / "moved"), PASSPHRASE)
    assert (moved.copied, moved.store.incarnation) == (False, life)
    moved.close()
