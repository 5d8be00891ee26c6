"""Backups: made while others write, proved, rotated and entered in the ledger (backup.md)."""

import shutil
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from core.desks.administration.backups import RecordBackup
from core.desks.people.people import AddPerson
from core.model.query import Is, Query
from core.office.office import Office
from core.office.refusals import NotAllowed
from data.backups import backup
from data.backups.backup import BackupUnsound, make_backup, rehearse
from data.backups.backup_label import Label
from data.database.sqlcipher import connect
from data.site.open_site import OpenSite
from data.system import disk
from data.vault.folder import LABEL
from tests.conftest import NOW
from tests.data.backups.conftest import OURS

pytestmark = pytest.mark.usefixtures("light")


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
