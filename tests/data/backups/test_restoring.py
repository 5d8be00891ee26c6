"""A backup that is restored is the store, and begins a new life (backup.md)."""

import os
from pathlib import Path
from typing import Any

import pytest

from core.desks.administration.officers import OpenAccount
from core.desks.people.people import AddPerson
from core.model.query import Query
from core.office.office import Office
from core.office.refusals import NotAllowed
from core.results.secrets import Secret
from data.backups.backup import make_backup, rehearse, restore
from data.backups.backup_label import Label
from data.site.open_site import OpenSite, open_site
from data.sync.exchange import Exchange
from tests.conftest import NOW, PASSPHRASE
from tests.data.backups.conftest import OURS

pytestmark = pytest.mark.usefixtures("light")


def names(office: Office) -> set[str]:
    return {person.name for person in office.find(Query("person"))}


def restored(made: Path, folder: Path) -> OpenSite:
    restore(made, folder, OURS)
    site = open_site(folder, PASSPHRASE)
    site.clock = lambda: NOW
    return site


def test_a_restored_store_is_the_store(made: Path, site: OpenSite, office: Office, tmp_path: Path) -> None:
    office.do(AddPerson(name="李四"))
    again = restored(made, tmp_path / "again")
    assert names(again.office()) == {"张三"}
    assert again.store.site == site.store.site
    assert again.store.check() is None
    again.office().do(AddPerson(name="王五"))
    again.close()


def test_a_restored_store_begins_a_new_life_and_says_so(made: Path, site: OpenSite, tmp_path: Path) -> None:
    again = restored(made, tmp_path / "again")
    assert again.store.incarnation != site.store.incarnation
    (entry,) = again.office().find(Query("restoration"))
    assert (entry.made, entry.changes) == (Label.read(made).moment, Label.read(made).changes)
    again.close()


def test_a_restored_site_takes_back_what_others_have_and_loses_and_doubles_nothing(
    pair: tuple[OpenSite, OpenSite], medium: Path, tmp_path: Path
) -> None:
    here, there = pair
    here.office().do(AddPerson(name="张三"))
    path = make_backup(here, medium, keep=3).path
    here.office().do(AddPerson(name="李四"))
    carry(here, there, tmp_path)
    again = restored(path, tmp_path / "again")
    again.office().do(AddPerson(name="王五"))
    previews = [carry(there, again, tmp_path), carry(again, there, tmp_path), carry(there, again, tmp_path)]
    assert [preview.restored_or_copied for preview in previews] == [True, False, True]
    assert not any(preview.forked for preview in previews)
    for site in (again, there):
        assert sorted(person.name for person in site.office().find(Query("person"))) == ["张三", "李四", "王五"]
        assert site.store.check() is None
        people = site.office().find(Query("person"))
        assert all(len(site.store.history(person.id)) == 1 for person in people)
    again.close()


def carry(one: OpenSite, other: OpenSite, folder: Path) -> Any:
    path = folder / f"{os.urandom(4).hex()}.sealed"
    Exchange(one.store, one.keys).send(one.office(), other.store.site, path)
    return Exchange(other.store, other.keys).apply(other.office(), path)


def test_a_colleague_who_does_not_keep_the_store_cannot_put_it_back(
    site: OpenSite, office: Office, medium: Path, tmp_path: Path
) -> None:
    seat = site.add_seat("another passphrase")
    office.do(OpenAccount(name="李明", seat=seat))
    path = make_backup(site, medium, keep=3).path
    with pytest.raises(NotAllowed):
        restore(path, tmp_path / "again", Secret("another passphrase"))
    assert not (tmp_path / "again").exists()


def test_a_rehearsal_proves_a_backup_and_leaves_no_trace(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    before = {path: path.read_bytes() for path in made.iterdir()}
    proved = rehearse(made, OURS)
    assert (proved.made, proved.changes) == (Label.read(made).moment, Label.read(made).changes)
    assert {path: path.read_bytes() for path in made.iterdir()} == before
    assert list(scratch.iterdir()) == []
