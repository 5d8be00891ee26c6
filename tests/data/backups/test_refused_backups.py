"""Backups in which anything is wrong are refused and leave nothing (backup.md §7)."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.desks.people.people import AddPerson
from core.office.office import Office
from core.results.secrets import Secret
from core.values.refusal import Refusal
from data.backups import backup
from data.backups.backup import BackupAltered, BackupDamaged, BackupUnsound, make_backup, rehearse, restore
from data.backups.backup_label import BackupNewer, Label, NoBackup
from data.database.sqlcipher import connect
from data.site.open_site import OpenSite, open_site
from data.vault.folder import LABEL, FolderNotEmpty, IsBackup
from data.vault.vault import WrongPassphrase
from tests.conftest import PASSPHRASE
from tests.data.backups.conftest import OURS

pytestmark = pytest.mark.usefixtures("light")


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
