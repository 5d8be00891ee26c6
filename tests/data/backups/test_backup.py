"""Backups: made while others write, proved, rotated, refused if anything is wrong, and restored (backup.md)."""

import json
import os
import shutil
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from core.desks.administration.backups import RecordBackup
from core.desks.administration.officers import OpenAccount
from core.desks.people.people import AddPerson
from core.model.query import Is, Query
from core.office.office import Office
from core.office.refusals import NotAllowed
from core.results.secrets import Secret
from core.values.refusal import Refusal
from data.backups import backup
from data.backups.backup import BackupAltered, BackupDamaged, BackupUnsound, make_backup, rehearse, restore
from data.backups.backup_label import BackupNewer, Label, NoBackup
from data.database.sqlcipher import connect
from data.site.open_site import OpenSite, open_site
from data.sync.exchange import Exchange
from data.system import disk
from data.vault.folder import LABEL, IsBackup
from data.vault.vault import FolderNotEmpty, WrongPassphrase
from tests.conftest import NOW, PASSPHRASE

OURS = Secret(PASSPHRASE)


pytestmark = pytest.mark.usefixtures("light")


@pytest.fixture
def medium(tmp_path: Path) -> Path:
    (tmp_path / "medium").mkdir()
    return tmp_path / "medium"


@pytest.fixture
def made(site: OpenSite, office: Office, medium: Path) -> Path:
    """A backup of a store with one person in it."""
    office.do(AddPerson(name="张三"))
    return make_backup(site, medium, keep=3).path


def names(office: Office) -> set[str]:
    return {person.name for person in office.find(Query("person"))}


def restored(made: Path, folder: Path) -> OpenSite:
    restore(made, folder, OURS)
    site = open_site(folder, PASSPHRASE)
    site.clock = lambda: NOW
    return site


# Making one


def test_a_backup_holds_header_and_database_and_nothing_readable(made: Path, site: OpenSite) -> None:
    assert sorted(path.name for path in made.iterdir()) == [LABEL, "store.db", "vault.json"]
    everything = b"".join(path.read_bytes() for path in made.iterdir())
    assert not [word for word in ("张三", "安宁", "甲站") if word.encode() in everything]
    label = Label.read(made)
    assert (label.vault, label.changes) == (site.vault.id, site.store.journal.last())


def test_a_backup_is_the_store_at_one_moment_while_others_write(site: OpenSite, office: Office, medium: Path) -> None:
    """Each deed adds two people at once: a copy in the midst of one would have an odd number."""
    stop, begun = threading.Event(), threading.Event()

    def write() -> None:
        mine = site.office()
        while not stop.is_set():
            mine.do_all([AddPerson(name="甲"), AddPerson(name="乙")])
            begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert begun.wait(30)
    paths = []
    for _ in range(3):
        paths.append(make_backup(site, medium, keep=9).path.rename(medium / f"kept-{len(paths)}"))
    stop.set()
    writer.join(30)
    for path in paths:
        db = connect(path / "store.db", site.unlocked.keys.database, read_only=True)
        assert db.execute("SELECT count(*) FROM kind_person").fetchone()[0] % 2 == 0
        db.close()
        rehearse(path, OURS)


@pytest.mark.parametrize("call", ["flush_file", "read_back", "_copy_database"])
def test_a_medium_that_fails_leaves_nothing(site: OpenSite, medium: Path, call: str) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "full")

    with patch.object(backup, call, fail), pytest.raises(disk.DiskFull):
        make_backup(site, medium, keep=3)
    assert list(medium.iterdir()) == []
    assert site.store.check() is None


def test_a_medium_that_does_not_keep_what_was_written_is_found(site: OpenSite, medium: Path) -> None:
    def spoil(path: Path) -> Any:
        if path.name == "store.db":
            with path.open("r+b") as file:
                file.seek(5000)
                file.write(b"?")
        return read_back(path)

    read_back = backup.read_back
    with patch.object(backup, "read_back", spoil), pytest.raises(BackupUnsound):
        make_backup(site, medium, keep=3)
    assert list(medium.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(site: OpenSite, medium: Path) -> None:
    with pytest.raises(disk.CannotReach):
        make_backup(site, medium / "gone", keep=3)


def test_what_a_killed_program_left_goes_with_the_next_backup(site: OpenSite, medium: Path) -> None:
    left = medium / f"sealdesk-{site.vault.id[:8]}-20200101T000000Z.part"
    left.mkdir()
    (left / "store.db").write_bytes(b"half")
    path = make_backup(site, medium, keep=3).path
    assert list(medium.iterdir()) == [path]


# Rotation


def aged(path: Path, year: int, site: OpenSite) -> Path:
    """Make a backup look as if it had been made in another year, with the right keys."""
    label = Label.read(path).model_copy(update={"made": f"{year}-01-01T00:00:00Z"}).signed(site.unlocked.keys)
    (path / LABEL).write_bytes(label.contents())
    return path.rename(path.with_name(f"sealdesk-{site.vault.id[:8]}-{year}0101T000000Z"))


def test_the_oldest_go_and_what_is_not_ours_stays(
    site: OpenSite, medium: Path, new_site: Callable[[str], OpenSite]
) -> None:
    old = [aged(make_backup(site, medium, keep=9).path, year, site) for year in (2001, 2002, 2003)]
    foreign = make_backup(new_site("乙站"), medium, keep=1).path
    forged = medium / f"sealdesk-{site.vault.id[:8]}-20990101T000000Z"
    shutil.copytree(old[2], forged)
    (forged / LABEL).write_bytes(Label.read(forged).model_copy(update={"made": "2099-01-01T00:00:00Z"}).contents())
    newest = make_backup(site, medium, keep=2)
    assert newest.removed == (old[0].name, old[1].name)
    assert set(medium.iterdir()) == {old[2], newest.path, foreign, forged}


def test_the_new_one_is_never_removed(site: OpenSite, medium: Path) -> None:
    assert make_backup(site, medium, keep=0).path.exists()


# Restoring


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


# What is refused (§7)


def fits(made: Path, site: OpenSite) -> None:
    """Make the list of files fit what the files are now, as somebody without the key could."""
    label = Label.read(made)
    read = [backup.read_back(made / file.name) for file in label.files]
    files = [
        file.model_copy(update={"sha256": found.sha256, "size": found.size})
        for file, found in zip(label.files, read, strict=True)
    ]
    (made / LABEL).write_bytes(label.model_copy(update={"files": files}).contents())


def respelled(made: Path, /, **said: Any) -> None:
    document = json.loads((made / LABEL).read_bytes()) | said
    (made / LABEL).write_text(json.dumps(document, sort_keys=True, separators=(",", ":")))


def flipped(path: Path, place: int) -> None:
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1
    path.write_bytes(raw)


def swapped_and_fitting(made: Path, site: OpenSite) -> None:
    """Put the header of now beside the database of then."""
    site.add_seat("another passphrase")
    shutil.copyfile(site.vault.folder / "vault.json", made / "vault.json")
    fits(made, site)


WRONG: dict[str, tuple[Callable[[Path, OpenSite], object], type[Refusal]]] = {
    "no label": (lambda made, _: (made / LABEL).unlink(), NoBackup),
    "an empty label": (lambda made, _: (made / LABEL).write_bytes(b""), NoBackup),
    "a label too long": (lambda made, _: (made / LABEL).write_bytes(b" " * 5000), NoBackup),
    "a label that is deep": (lambda made, _: (made / LABEL).write_bytes(b"[" * 4000), NoBackup),
    "a member too many": (lambda made, _: respelled(made, more=1), NoBackup),
    "a path upwards": (
        lambda made, _: respelled(made, files=[{"name": "../x", "sha256": "0" * 64, "size": 0}] * 2),
        NoBackup,
    ),
    "a newer version": (lambda made, _: respelled(made, version=2, more=1), BackupNewer),
    "no database": (lambda made, _: (made / "store.db").unlink(), BackupDamaged),
    "no header": (lambda made, _: (made / "vault.json").unlink(), BackupDamaged),
    "a bit of the database": (lambda made, _: flipped(made / "store.db", 9000), BackupDamaged),
    "a bit of the header": (lambda made, _: flipped(made / "vault.json", 30), BackupDamaged),
    "a database cut short": (lambda made, _: os.truncate(made / "store.db", 8192), BackupDamaged),
    "another moment": (lambda made, _: respelled(made, made="2020-01-01T00:00:00Z"), BackupAltered),
    "fewer changes": (lambda made, _: respelled(made, changes=1), BackupAltered),
    "a header of another time, made to fit": (swapped_and_fitting, BackupAltered),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_backup_that_was_tampered_with_is_refused_and_leaves_nothing(
    made: Path, site: OpenSite, tmp_path: Path, what: str
) -> None:
    tamper, refused_as = WRONG[what]
    tamper(made, site)
    for attempt in (lambda: restore(made, tmp_path / "again", OURS), lambda: rehearse(made, OURS)):
        with pytest.raises(Refusal) as caught:
            attempt()
        assert type(caught.value) is refused_as
    assert not (tmp_path / "again").exists()


def test_a_fault_that_came_along_is_found_before_anything_is_made_of_it(
    site: OpenSite, office: Office, medium: Path, tmp_path: Path
) -> None:
    """A table that is not what the journal says: making a backup asks what restoring it will ask."""
    office.do(AddPerson(name="张三"))
    sound = make_backup(site, medium, keep=3).path
    db = connect(site.vault.database, site.unlocked.keys.database)
    db.execute("UPDATE kind_person SET name = '王五'")
    db.close()
    with pytest.raises(BackupUnsound, match="kind_person"):
        make_backup(site, medium, keep=3)
    assert list(medium.iterdir()) == [sound]
    assert restore(sound, tmp_path / "again", OURS).changes


def test_a_store_whose_journal_is_broken_makes_no_backup(site: OpenSite, office: Office, medium: Path) -> None:
    office.do(AddPerson(name="张三"))
    db = connect(site.vault.database, site.unlocked.keys.database)
    db.execute("UPDATE change SET time = time + 1 WHERE n = 2")
    db.close()
    with pytest.raises(BackupUnsound):
        make_backup(site, medium, keep=3)
    assert list(medium.iterdir()) == []


def test_a_wrong_passphrase_and_a_full_folder_are_refused(made: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongPassphrase):
        restore(made, tmp_path / "again", Secret("not this one"))
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter").write_text("dear")
    with pytest.raises(FolderNotEmpty):
        restore(made, tmp_path / "full", OURS)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["letter"]


@pytest.mark.parametrize("without", [(), (LABEL,)], ids=["as it is", "without its label"])
def test_a_backup_is_not_opened_as_a_store(made: Path, without: tuple[str, ...]) -> None:
    for name in without:
        (made / name).unlink()
    with pytest.raises(IsBackup):
        open_site(made, PASSPHRASE)


# The ledger


def test_check_holds_the_journal_against_every_backup_that_was_made(site: OpenSite, office: Office) -> None:
    last = site.store.high_water_mark()
    assert last is not None
    office.do(RecordBackup(name="true", place="/media/disc", count=last.changes, last=last.last.hex()))
    assert site.store.check() is None
    office.do(RecordBackup(name="other", place="/media/disc", count=last.changes, last="0" * 64))
    fault = site.store.check()
    assert fault is not None
    assert (fault.where, "when this backup was made" in str(fault.what)) == ("other", True)


def test_only_the_newest_backup_says_when_the_next_is_due(office: Office) -> None:
    for name in ("first", "second"):
        office.do(RecordBackup(name=name, place="/media/disc", count=3, size=10, last="0" * 64))
    due = [(item.due, item.of) for item in office.find(Query("agenda", Is("of_kind", ("backup",))))]
    newest = office.find(Query("backup", Is("name", ("second",))))[0]
    assert due == [(NOW.date() + timedelta(days=7), newest.id)]


def test_who_does_not_keep_the_store_learns_nothing_of_backups(
    office: Office, colleague: Callable[..., Office]
) -> None:
    office.do(RecordBackup(name="first", place="/media/disc"))
    clerk = colleague("李明", "clerk")
    assert clerk.count(Query("backup")) == clerk.count(Query("agenda", Is("of_kind", ("backup",)))) == 0
    with pytest.raises(NotAllowed):
        clerk.do(RecordBackup(name="x", place="y"))
