"""A database that was damaged, put together from two times, or is on a disk that fails: found, named, never silent."""

import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from core.desks.people import AddPerson
from core.query import Query
from core.refusal import Refusal
from data import slots
from data.site import OpenSite, open_site
from tests.conftest import LIGHT, PASSPHRASE

PAGE = 4096
HERE, ROOT = Path(__file__), Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def light() -> Iterator[None]:
    """Unlock without the second that a passphrase is meant to take."""
    with patch.object(slots, "MINIMUM", LIGHT):
        yield


@pytest.fixture(scope="module")
def ages(tmp_path_factory: pytest.TempPathFactory, found_at: Callable[[Path, str], OpenSite]) -> tuple[Path, Path]:
    """The folder of a closed store, younger and older by twenty people."""
    folder = tmp_path_factory.mktemp("ages")
    add(found_at(folder / "store", "甲站"), 20).close()
    younger = shutil.copytree(folder / "store", folder / "younger")
    with patch.object(slots, "MINIMUM", LIGHT):
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
    """Open a store and check it; return how many people it holds, or None if something was found and named."""
    try:
        site = open_site(folder, PASSPHRASE)
    except Refusal:
        return None
    try:
        if site.store.check() is not None:
            return None
        return site.office().count(Query("person"))
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
    came_of = dict(replayed(ages, store))
    assert len(came_of) > 15
    found = [number for number, outcome in came_of.items() if outcome is None]
    assert set(came_of.values()) <= {None, 40}
    assert len(found) >= len(came_of) - 2  # a page of `meta` may go back unseen: it holds nothing of the office


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


def in_a_small_world(store: Path, script: str, size: str = "2m") -> str:
    """Run Python with the store on a file system of its own, of this size; return what it printed."""
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode:
        pytest.skip("unshare -rm does not work here, so no small file system can be made")
    disk = store.parent / "disk"
    disk.mkdir()
    steps = f"mount -t tmpfs -o size={size} tmpfs {disk} && cp -r {store} {disk}/store && {sys.executable} - {disk}"
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", steps], input=PRELUDE + script, capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


PRELUDE = """
import subprocess, sys
from pathlib import Path
from core.desks.people import AddPerson
from core.query import Query
from core.refusal import Refusal
from data import slots
from data.backup import make_backup
from data.site import open_site
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
from core.keys import Secret
from data.rotation import rotate
site = open_site(disk / "store", PASSPHRASE)
try:
    rotate(site, {1: Secret(PASSPHRASE)})
except Refusal as refusal:
    print(type(refusal).__name__)
assert [path.name for path in (disk / "store").glob("store*.db")] == ["store.db"]
assert site.store.check() is None
site.close()
(disk / "room").unlink()
site = open_site(disk / "store", PASSPHRASE)
rotate(site, {1: Secret(PASSPHRASE)})
assert site.store.check() is None
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
    assert in_a_small_world(store, room + FULL, "8m") == "DiskFull"


def test_a_disk_too_full_for_another_master_key_keeps_the_old_one(store: Path) -> None:
    size = sum(path.stat().st_size for path in store.iterdir()) // 1024
    room = f'(disk / "room").write_bytes(bytes({size} * 2048))\n'
    assert in_a_small_world(store, room + FULL_ROTATION, f"{size * 3 + size // 2}k") == "DiskFull"


def test_a_medium_too_small_for_a_backup_is_told_and_left_empty(store: Path) -> None:
    room = round(sum(path.stat().st_size for path in store.iterdir()) * 1.6) // 4096 * 4
    assert in_a_small_world(store, FULL_BACKUP, f"{room}k") == "DiskFull"


def test_a_disk_that_can_only_be_read_is_told(store: Path) -> None:
    assert in_a_small_world(store, READ_ONLY, "8m") == "DiskReadOnly"
