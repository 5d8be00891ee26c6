"""Files of a store put back or exchanged by somebody who can write to its folder (docs/formats/vault.md, 9)."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from core.desks.people.people import AddPerson
from core.model.query import Query
from core.results.secrets import Secret
from core.values.refusal import Refusal
from data.backups.backup import make_backup, restore
from data.database.sqlcipher import DatabaseDamaged, DatabaseUnreadable
from data.site import key_changes, master_key_rotation
from data.site.keyring import Keyring
from data.site.master_key_rotation import CopyFaulty
from data.site.open_site import DatabaseOutdated, HeaderOutdated, OpenSite, open_site
from data.store.sql_store import SqlStore
from data.system import disk
from data.system.disk import DiskFails, DiskFull
from data.vault import key_slots, vault
from data.vault.folder import DatabaseMissing
from data.vault.high_water_mark import StoreDiffers, StoreOlder, StoreRestored
from tests.conftest import LIGHT, PASSPHRASE

OWN = {1: Secret(PASSPHRASE)}
pytestmark = pytest.mark.usefixtures("light")


@pytest.fixture
def folder(tmp_path: Path, found_at: Callable[[Path, str], OpenSite]) -> Path:
    """A closed store."""
    found_at(tmp_path / "store", "甲站").close()
    return tmp_path / "store"


@pytest.fixture
def before(folder: Path, tmp_path: Path) -> Path:
    """A copy of the store, after which it was written on."""
    shutil.copytree(folder, tmp_path / "before")
    work(folder)
    return tmp_path / "before"


def at(folder: Path, deed: Callable[[OpenSite], Any] = lambda site: None) -> Any:
    """Open the store, do something and close it."""
    site = open_site(folder, PASSPHRASE)
    try:
        return deed(site)
    finally:
        site.close()


def work(folder: Path) -> None:
    at(folder, lambda site: site.office().do(AddPerson(name="张三")))


def turn(folder: Path) -> None:
    """Change the master key."""
    at(folder, lambda site: site.rotate(OWN))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def refused(folder: Path, refusal: type[Refusal]) -> None:
    """Assert that the store is refused, and header and database are left as they were."""
    kept = contents(folder)
    with pytest.raises(refusal):
        at(folder)
    now = contents(folder)
    assert {name: now[name] for name in kept if name.endswith((".json", ".db"))} == {
        name: kept[name] for name in kept if name.endswith((".json", ".db"))
    }


# Old files


def test_an_old_header_beside_the_database_of_now_is_refused(folder: Path, before: Path) -> None:
    shutil.copy(before / "vault.json", folder)
    refused(folder, HeaderOutdated)


def test_an_old_database_beside_the_header_of_now_is_refused(folder: Path, before: Path) -> None:
    shutil.copy(before / "store.db", folder)
    refused(folder, DatabaseOutdated)


def test_an_old_database_that_was_written_on_is_refused_also_when_it_is_as_long(folder: Path, before: Path) -> None:
    work(before)
    shutil.copy(before / "store.db", folder)
    refused(folder, DatabaseOutdated)


def test_both_from_before_open_and_the_witness_line_tells(folder: Path, before: Path) -> None:
    line = at(folder, lambda site: Keyring(site).witness(site.office()))
    at(folder, lambda site: Keyring(site).compare_witness(site.office(), line))

    def compare(site: OpenSite, refusal: type[Refusal]) -> None:
        with pytest.raises(refusal):
            Keyring(site).compare_witness(site.office(), line)

    at(before, lambda site: compare(site, StoreOlder))
    for _ in range(3):  # written on until it is as long as it was
        work(before)
    at(before, lambda site: compare(site, StoreDiffers))


@pytest.mark.parametrize("written", [0, 8], ids=["at once", "written on beyond it"])
def test_a_store_that_was_restored_stands_before_a_line_of_later_than_the_backup(
    folder: Path, tmp_path: Path, written: int
) -> None:
    (tmp_path / "stick").mkdir()
    made = at(folder, lambda site: make_backup(site, tmp_path / "stick", 1))
    for _ in range(3):
        work(folder)
    line = at(folder, lambda site: Keyring(site).witness(site.office()))
    restore(made.path, tmp_path / "again", Secret(PASSPHRASE))
    for _ in range(written):
        work(tmp_path / "again")

    def compare(site: OpenSite) -> None:
        with pytest.raises(StoreRestored, match="stands before that line: it was restored on"):
            Keyring(site).compare_witness(site.office(), line)
        Keyring(site).compare_witness(site.office(), Keyring(site).witness(site.office()))

    at(tmp_path / "again", compare)


def test_a_kill_that_leaves_the_header_behind_the_database_is_no_fault(folder: Path) -> None:
    site = open_site(folder, PASSPHRASE)
    site.office().do(AddPerson(name="李四"))
    site.store.close()  # as a kill does: the header is not written
    site.vault.close()
    assert at(folder, lambda site: site.office().count(Query("person"))) == 1


def test_a_full_disk_at_closing_leaves_the_header_behind_and_the_store_sound(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "from the disk")

    site = open_site(folder, PASSPHRASE)
    site.office().do(AddPerson(name="李四"))
    monkeypatch.setattr(disk, "replace_file", full)
    monkeypatch.setattr("data.vault.header.replace_file", full)
    site.close()
    monkeypatch.undo()
    with patch.object(key_slots, "MINIMUM", LIGHT):
        assert at(folder, lambda site: site.store.check()) is None


# Files of other stores, and of other master keys


def test_header_and_database_of_two_stores_do_not_go_together(
    folder: Path, tmp_path: Path, found_at: Callable[[Path, str], OpenSite]
) -> None:
    found_at(tmp_path / "other", "乙站").close()
    for name in ("store.db", "vault.json"):
        mixed = tmp_path / f"mixed {name}"
        shutil.copytree(folder, mixed)
        shutil.copy(tmp_path / "other" / name, mixed)
        refused(mixed, DatabaseUnreadable)


def test_a_header_from_before_a_change_of_the_master_key_is_refused(folder: Path, before: Path) -> None:
    turn(folder)
    shutil.copy(before / "vault.json", folder)
    refused(folder, DatabaseMissing)
    (folder / "store-2.db").rename(folder / "store.db")
    refused(folder, DatabaseUnreadable)


def test_a_database_from_before_a_change_of_the_master_key_is_refused(folder: Path, before: Path) -> None:
    turn(folder)
    shutil.copy(before / "store.db", folder / "store-2.db")
    refused(folder, DatabaseUnreadable)


def test_who_kept_old_header_and_passphrase_opens_nothing_of_the_new_store(folder: Path, before: Path) -> None:
    """The master key in an old copy derives no key of the new store: neither database, nor header, nor witness."""
    turn(folder)
    with vault.Vault.open(before) as old:
        keys = old.unlock(PASSPHRASE).keys
    new = at(folder, lambda site: site.unlocked.keys)
    assert keys.vault == new.vault
    assert not {keys.master, keys.database, keys.header, keys.witness} & {
        new.master,
        new.database,
        new.header,
        new.witness,
    }


# A change of the master key that does not come to its end


class Killed(BaseException):
    """Stands for a kill between two steps."""


STEPS = ["_intend", "copy_to", "_prove", "replace", "move_to", "keep_header"]


def stop_at(step: str, monkeypatch: pytest.MonkeyPatch, error: BaseException, *, after: bool) -> None:
    """Let a step of the rotation end in an error, before it begins or after it is done."""
    owners = {
        "copy_to": SqlStore,
        "move_to": SqlStore,
        "_prove": master_key_rotation,
        "replace": vault.Vault,
        "_intend": key_changes,
        "keep_header": key_changes,
    }
    genuine = getattr(owners[step], step)

    def stopped(*arguments: Any) -> None:
        if after:
            genuine(*arguments)
        raise error

    monkeypatch.setattr(owners[step], step, stopped)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_kill_between_any_two_steps_leaves_one_whole_store(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: str, after: bool
) -> None:
    site = open_site(folder, PASSPHRASE)
    site.office().do(AddPerson(name="张三"))
    stop_at(step, monkeypatch, Killed(), after=after)
    monkeypatch.setattr(key_changes, "remove_leavings", lambda *_: None)  # a killed program tidies nothing
    with pytest.raises(Killed):
        site.rotate(OWN)
    monkeypatch.undo()
    site.store.close()
    site.vault.close()
    with patch.object(key_slots, "MINIMUM", LIGHT):
        assert at(folder, lambda site: (site.store.check(), site.office().count(Query("person")))) == (None, 1)
    assert len([name for name in contents(folder) if name.endswith(".db")]) == 1


@pytest.mark.parametrize("step", ["_intend", "copy_to", "_prove", "replace"])
def test_a_full_disk_leaves_the_old_master_key_and_no_second_database(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    site = open_site(folder, PASSPHRASE)
    stop_at(step, monkeypatch, DiskFull(path=folder), after=False)
    with pytest.raises(DiskFull):
        site.rotate(OWN)
    assert "store-2.db" not in contents(folder)
    site.office().do(AddPerson(name="张三"))
    assert site.store.check() is None
    site.close()


def test_a_header_that_was_renamed_but_not_flushed_counts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old database stays until it is sure which of the two headers a power cut would leave."""
    site = open_site(folder, PASSPHRASE)

    def fail(path: Path) -> None:
        raise OSError(errno.EIO, "from the disk")

    monkeypatch.setattr("data.system.disk.flush_folder", lambda path: None)
    genuine = disk.replace_file

    def unsure(path: Path, data: bytes) -> None:
        genuine(path, data)
        if b'"database":2' in data:
            raise OSError(errno.EIO, "from the disk")

    monkeypatch.setattr("data.vault.header.replace_file", unsure)
    monkeypatch.setattr(key_changes, "flush_folder", fail)
    site.rotate(OWN)
    assert {"store.db", "store-2.db"} <= contents(folder).keys()
    monkeypatch.undo()
    site.store.close()
    site.vault.close()
    with patch.object(key_slots, "MINIMUM", LIGHT):
        at(folder)
    assert "store.db" not in contents(folder)


def test_a_copy_that_reads_back_otherwise_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = open_site(folder, PASSPHRASE)
    genuine = site.store.copy_to

    def damaged(path: Path, *how: Any) -> None:
        genuine(path, *how)
        with path.open("r+b") as file:
            file.seek(-2000, os.SEEK_END)
            file.write(bytes(100))

    monkeypatch.setattr(site.store, "copy_to", damaged)
    with pytest.raises((CopyFaulty, DatabaseDamaged, DatabaseUnreadable, DiskFails)):
        site.rotate(OWN)
    assert site.store.check() is None
    site.close()
    assert sorted(contents(folder)) == ["lock", "store.db", "vault.json"]
