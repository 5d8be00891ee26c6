"""The write-ahead log, lost, torn or stale: whole deeds only, and nothing that was done is lost in silence."""

import shutil
from pathlib import Path
from unittest.mock import patch

import pytest

from data.site.open_site import open_site
from data.store.sql_store import SqlStore
from tests.conftest import PASSPHRASE
from tests.support.damaged_database import add, people

pytestmark = pytest.mark.usefixtures("light")


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
