"""Disks that fail for real: a small file system of its own, where this machine lets us make one."""

from pathlib import Path

import pytest

from tests.support.small_file_system import in_a_small_world

pytestmark = pytest.mark.usefixtures("light")

PRELUDE = """
import subprocess, sys
from pathlib import Path
from core.desks.people.people import AddPerson
from core.model.query import EVERYTHING, FullText, Query
from core.values.refusal import Refusal
from data.vault import key_slots as slots
from data.backups.backup import make_backup
from data.site.open_site import open_site
from tests.conftest import LIGHT, PASSPHRASE
slots.MINIMUM = LIGHT
disk = Path(sys.argv[1])
"""

FULL = """
site = open_site(disk / "store", PASSPHRASE)
office, done = site.office(), 0
try:
    while True:
        office.do_all([AddPerson(name=f"{done} {number}") for number in range(20)])
        done += 1
except Refusal as refusal:
    print(type(refusal).__name__)
assert office.count(Query("person")) == 40 + 20 * done
site.close()
(disk / "room").unlink()
site = open_site(disk / "store", PASSPHRASE)
assert site.office().count(Query("person")) == 40 + 20 * done
site.office().do(AddPerson(name="one more"))
assert site.store.check() is None
"""

FULL_BACKUP = """
site = open_site(disk / "store", PASSPHRASE)
(disk / "backups").mkdir()
try:
    make_backup(site, disk / "backups", keep=3)
except Refusal as refusal:
    print(type(refusal).__name__)
assert list((disk / "backups").iterdir()) == []
assert site.store.check() is None
"""

FULL_ROTATION = """
from core.results.secrets import Secret
site = open_site(disk / "store", PASSPHRASE)
try:
    site.rotate({1: Secret(PASSPHRASE)})
except Refusal as refusal:
    print(type(refusal).__name__)
assert [path.name for path in (disk / "store").glob("store*.db")] == ["store.db"]
assert site.store.check() is None
site.close()
(disk / "room").unlink()
site = open_site(disk / "store", PASSPHRASE)
site.rotate({1: Secret(PASSPHRASE)})
assert site.store.check() is None
"""

EVERY_STEP = """
import os, shutil
from core.results.secrets import Secret
from data.backups.backup import restore

def unlock_and_write(site):
    site.office().do(AddPerson(name="one more"))

def import_many(site):
    site.office().do_all([AddPerson(name=f"import {number}") for number in range(400)])

def back_up(site):
    (disk / "backups").mkdir()
    make_backup(site, disk / "backups", keep=1)

def put_back(site):
    restore(disk / "good", disk / "again", Secret(PASSPHRASE))

def change_key(site):
    site.rotate({1: Secret(PASSPHRASE)})

def people(site):
    return {person.name for person in site.office().find(Query("person"))}

deeds = {
    "unlock": unlock_and_write, "import": import_many, "backup": back_up, "restore": put_back,
    "rotation": change_key,
}
deed = deeds[DEED]
site = open_site(disk / "store", PASSPHRASE)
make_backup(site, disk, keep=1).path.rename(disk / "good")
site.close()
shutil.move(disk / "store", disk / "original")
page, outcomes = 4096, []
while not outcomes or outcomes[-1] != "done":
    pages = len(outcomes) * STRIDE
    shutil.copytree(disk / "original", disk / "store")
    free = os.statvfs(disk).f_bavail
    assert free > pages, outcomes[-5:]
    (disk / "room").write_bytes(bytes((free - pages) * page))
    before, site = None, None
    try:
        site = open_site(disk / "store", PASSPHRASE)
        before = people(site)
        deed(site)
        outcomes.append("done")
    except Refusal as refusal:
        outcomes.append(type(refusal).__name__)
    finally:
        if site:
            site.close()
    (disk / "room").unlink()
    site = open_site(disk / "store", PASSPHRASE)
    assert site.store.check() is None, site.store.check()
    assert before is None or outcomes[-1] == "done" or people(site) == before, "half a deed"
    site.close()
    assert len(list((disk / "store").glob("store*.db"))) == 1
    for folder in ("store", "backups", "again"):
        left = list((disk / folder).iterdir()) if (disk / folder).exists() else []
        assert outcomes[-1] == "done" or folder == "store" or left == [], left
        shutil.rmtree(disk / folder, ignore_errors=True)
print(len(outcomes) - 1, *sorted(set(outcomes[:-1])))
"""

READ_ONLY = """
subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
try:
    open_site(disk / "store", PASSPHRASE)
except Refusal as refusal:
    print(type(refusal).__name__)
"""


def test_a_full_disk_loses_nothing_and_work_goes_on_once_there_is_room(store: Path) -> None:
    room = '(disk / "room").write_bytes(bytes(2 << 20))\n'
    assert in_a_small_world(store, PRELUDE + room + FULL, "8m") == "DiskFull"


def test_a_disk_too_full_for_another_master_key_keeps_the_old_one(store: Path) -> None:
    size = sum(path.stat().st_size for path in store.iterdir()) // 1024
    room = f'(disk / "room").write_bytes(bytes({size} * 2048))\n'
    assert in_a_small_world(store, PRELUDE + room + FULL_ROTATION, f"{size * 3 + size // 2}k") == "DiskFull"


def test_a_medium_too_small_for_a_backup_is_told_and_left_empty(store: Path) -> None:
    room = round(sum(path.stat().st_size for path in store.iterdir()) * 1.6) // 4096 * 4
    assert in_a_small_world(store, PRELUDE + FULL_BACKUP, f"{room}k") == "DiskFull"


def test_a_disk_that_can_only_be_read_is_told(store: Path) -> None:
    assert in_a_small_world(store, PRELUDE + READ_ONLY, "8m") == "DiskReadOnly"


DEEDS = ["unlock", "import", "backup", "restore", "rotation"]


def fills_up(store: Path, deed: str, stride: int) -> None:
    """Do a deed with a little more room each time, by so many pages, until there is enough."""
    script = PRELUDE + f"DEED, STRIDE = {deed!r}, {stride}\n" + EVERY_STEP
    times, *refusals = in_a_small_world(store, script, "24m").split()
    assert int(times)
    assert refusals == ["DiskFull"]


@pytest.mark.parametrize("deed", ["import", "rotation"])
def test_a_disk_that_is_full_at_some_step_leaves_the_store_as_it_was(store: Path, deed: str) -> None:
    fills_up(store, deed, 41)


@pytest.mark.soak
@pytest.mark.parametrize("deed", DEEDS)
def test_a_disk_that_is_full_at_any_step_leaves_the_store_as_it_was(store: Path, deed: str) -> None:
    fills_up(store, deed, 1 if deed == "unlock" else 5)
