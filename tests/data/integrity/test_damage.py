"""A database that was damaged, put together from two times, or is on a disk that fails: found, named, never silent."""

import random
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from core.desks.people.people import AddPerson
from core.model.query import EVERYTHING, FullText, Query
from core.values.refusal import Refusal
from data.database.sqlcipher import connect
from data.site.open_site import OpenSite, open_site
from data.store.sql_store import SqlStore
from data.vault import key_slots
from tests.conftest import LIGHT, PASSPHRASE
from tests.support.small_file_system import in_a_small_world

PAGE = 4096
HERE, ROOT = Path(__file__), Path(__file__).parents[3]


pytestmark = pytest.mark.usefixtures("light")


@pytest.fixture(scope="module")
def ages(tmp_path_factory: pytest.TempPathFactory, found_at: Callable[[Path, str], OpenSite]) -> tuple[Path, Path]:
    """The folder of a closed store, younger and older by twenty people."""
    folder = tmp_path_factory.mktemp("ages")
    add(found_at(folder / "store", "甲站"), 20).close()
    younger = shutil.copytree(folder / "store", folder / "younger")
    with patch.object(key_slots, "MINIMUM", LIGHT):
        add(open_site(folder / "store", PASSPHRASE), 20).close()
    return younger, folder / "store"


def add(site: OpenSite, people: int) -> OpenSite:
    office = site.office()
    start = office.count(Query("person"))
    office.do_all([AddPerson(name=f"第{number}人") for number in range(start, start + people)])
    return site


@pytest.fixture
def store(ages: tuple[Path, Path], tmp_path: Path) -> Path:
    return shutil.copytree(ages[1], tmp_path / "store")


def people(folder: Path) -> int | None:
    """Open a store and check it; return how many people it finds, or None if something was wrong and named."""
    try:
        site = open_site(folder, PASSPHRASE)
    except Refusal:
        return None
    try:
        if site.store.check() is not None:
            return None
        listed, found = (site.office().count(Query("person", where)) for where in (EVERYTHING, FullText("人")))
        return listed if listed == found else -1
    except Refusal:
        return None
    finally:
        site.store.close()
        site.vault.close()


def pages(path: Path) -> list[bytes]:
    raw = path.read_bytes()
    return [raw[at : at + PAGE] for at in range(0, len(raw), PAGE)]


def flips_found(store: Path, which: list[int], rng: random.Random) -> None:
    database = store / "store.db"
    good = database.read_bytes()
    for number in which:
        bad = bytearray(good)
        bad[number * PAGE + rng.randrange(PAGE)] ^= 1 << rng.randrange(8)
        database.write_bytes(bad)
        assert people(store) is None, f"page {number}"
    database.write_bytes(good)
    assert people(store) == 40


def test_an_honest_store_is_sound(store: Path) -> None:
    assert people(store) == 40


def test_a_flipped_bit_is_found_in_some_pages(store: Path) -> None:
    rng = random.Random(1)
    flips_found(store, [0, 1, *rng.sample(range(2, len(pages(store / "store.db"))), 10)], rng)


@pytest.mark.soak
def test_a_flipped_bit_is_found_in_every_page(store: Path) -> None:
    flips_found(store, list(range(len(pages(store / "store.db")))), random.Random(2))


UNSEEN = {"meta", "find_idx", "find_docsize"}
"""The tables of which a page may go back unseen, since nothing that is shown or found depends on it."""


def replayed(ages: tuple[Path, Path], store: Path) -> Iterator[tuple[int, int | None]]:
    """Put one page after another back to what it was; yield its number and what came of it."""
    older, newer = pages(ages[0] / "store.db"), pages(ages[1] / "store.db")
    for number, (old, new) in enumerate(zip(older, newer, strict=False)):
        if old != new:
            mixed = [*newer[:number], old, *newer[number + 1 :]]
            (store / "store.db").write_bytes(b"".join(mixed))
            yield number, people(store)


def test_a_page_put_back_hides_nobody(ages: tuple[Path, Path], store: Path) -> None:
    """Every page is authentic for itself: only the chains, and the tables compared with them, can tell."""
    whole, came_of, unseen = contents(ages[1]), [], set()
    for _, outcome in replayed(ages, store):
        came_of.append(outcome)
        if outcome is not None:
            now = contents(store)
            unseen |= {name for name in whole if now[name] != whole[name]}
    assert len(came_of) > 15
    assert set(came_of) <= {None, 40}
    assert {re.sub("^find_[a-z_]+_", "find_", name) for name in unseen} <= UNSEEN


def contents(folder: Path) -> dict[str, list[Any]]:
    """Return the rows of every table, those behind the full text included."""
    site = open_site(folder, PASSPHRASE)
    try:
        with closing(connect(site.vault.database, site.unlocked.keys.database, read_only=True)) as db:
            listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            names = [row[0] for row in db.execute(listed)]
            return {name: sorted(map(repr, db.execute(f'SELECT * FROM "{name}"'))) for name in names}
    finally:
        site.close()


@pytest.mark.parametrize("left", [0.999, 0.5, 0.1])
def test_a_database_cut_short_is_found(store: Path, left: float) -> None:
    database = store / "store.db"
    size = database.stat().st_size
    for cut in (int(size * left), int(size * left) // PAGE * PAGE):
        shutil.copyfile(store / "store.db", store.parent / "whole")
        with database.open("r+b") as file:
            file.truncate(cut)
        assert people(store) is None
        shutil.copyfile(store.parent / "whole", database)


# The write-ahead log


@pytest.fixture
def killed(ages: tuple[Path, Path], tmp_path: Path) -> Path:
    """The folder as a program leaves it that was killed after adding three people: they are in the log alone."""
    folder = shutil.copytree(ages[1], tmp_path / "running")
    site = open_site(folder, PASSPHRASE)
    with patch.object(SqlStore, "_checkpoint"):  # as while somebody else reads for long
        site.store._writer.execute("PRAGMA wal_autocheckpoint = 0")
        add(site, 3)
    left = shutil.copytree(folder, tmp_path / "killed")
    site.close()
    (left / "store.db-shm").unlink()
    return left


def test_what_stands_in_the_log_alone_is_there_after_a_kill(killed: Path) -> None:
    assert people(killed) == 43


def test_a_lost_log_leaves_the_store_as_it_was_before(killed: Path) -> None:
    (killed / "store.db-wal").unlink()
    assert people(killed) == 40


def test_a_lost_log_loses_nothing_that_was_done(ages: tuple[Path, Path], tmp_path: Path) -> None:
    folder = shutil.copytree(ages[1], tmp_path / "running")
    site = add(open_site(folder, PASSPHRASE), 3)
    left = shutil.copytree(folder, tmp_path / "killed")
    site.close()
    for name in ("store.db-wal", "store.db-shm"):
        (left / name).unlink()
    assert people(left) == 43


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
def test_a_torn_log_leaves_whole_deeds_only(killed: Path, cut: float) -> None:
    log = killed / "store.db-wal"
    with log.open("r+b") as file:
        file.truncate(int(log.stat().st_size * cut))
    assert people(killed) in (40, 41, 42, 43)


def test_a_flipped_bit_in_the_log_leaves_whole_deeds_only(killed: Path) -> None:
    raw = bytearray((killed / "store.db-wal").read_bytes())
    for place in (20, len(raw) // 2, len(raw) - 100):
        bad = bytearray(raw)
        bad[place] ^= 1
        folder = shutil.copytree(killed, killed.parent / f"flipped {place}")
        (folder / "store.db-wal").write_bytes(bad)
        assert people(folder) in (None, 40, 41, 42, 43)


def test_a_stale_log_beside_a_newer_database_is_found(killed: Path) -> None:
    """The log is that of an earlier day: SQLite would lay its pages over the newer ones."""
    log = (killed / "store.db-wal").read_bytes()
    site = add(open_site(killed, PASSPHRASE), 30)
    site.close()
    (killed / "store.db-wal").write_bytes(log)
    assert people(killed) is None


# Disks that fail for real: a small file system of its own, where this machine lets us make one


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
