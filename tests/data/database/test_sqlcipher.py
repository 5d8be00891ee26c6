"""Connections: encrypted, set as designed, made in one place, and refusing in words."""

import ast
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
import sqlcipher3
from sqlcipher3 import dbapi2

from core.values.refusal import Refusal
from data.database import sqlcipher
from data.database.sqlcipher import (
    Database,
    DatabaseDamaged,
    DatabaseUnreadable,
    OperationalError,
    connect,
    disk_refusals,
    page_integrity,
)
from data.system.disk import CannotReach, DiskFails, DiskFull, DiskReadOnly, NotPermitted, StoreInUse
from tests.conftest import FLUSHING

ROOT = Path(__file__).parents[3]
KEY = bytes(range(32))
SECRET = "a sentence that must not be found on the disk"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed database of some pages."""
    path = tmp_path / "store.db"
    with connect(path, KEY) as db, db.atomic():
        db["note"].insert_all({"id": number, "text": SECRET * 20} for number in range(100))
    return path


def test_what_was_written_is_read_again_and_the_files_hold_no_plain_text(path: Path) -> None:
    with connect(path, KEY) as db:
        db["note"].insert({"id": 1000, "text": SECRET})
        assert db["note"].count == 101
        on_disk = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert SECRET.encode() not in on_disk
    assert b"SQLite format 3" not in on_disk


def test_the_key_is_used_raw_so_that_stock_sqlcipher_opens_the_file(path: Path) -> None:
    stock = sqlcipher3.connect(path)
    stock.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    assert stock.execute("SELECT count(*) FROM note").fetchone() == (100,)
    stock.close()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("journal_mode", "wal"),
        ("page_size", "4096"),
        ("synchronous", 2),
        ("secure_delete", 1),
        ("foreign_keys", 0),
        ("temp_store", 2),
        ("cipher_memory_security", "0"),
        ("cipher_log_level", "NONE"),
        ("busy_timeout", 5000),
    ],
)
def test_a_connection_is_set_as_designed(path: Path, setting: str, value: object) -> None:
    with patch.object(sqlcipher, "_CONNECTION", FLUSHING), connect(path, KEY) as db:
        assert db.execute(f"PRAGMA {setting}").fetchone() == (value,)


def test_transactions_are_explicit(path: Path) -> None:
    with connect(path, KEY) as db:
        db.execute("DELETE FROM note WHERE id = 1")
        assert not db.conn.in_transaction
        db.execute("BEGIN IMMEDIATE")
        db.execute("DELETE FROM note")
        db.rollback()
        assert db["note"].count == 99


def test_sqlite_utils_works_with_sqlcipher_and_its_exceptions() -> None:
    from sqlite_utils import utils

    assert utils.sqlite3 is dbapi2  # type: ignore[attr-defined]
    assert utils.OperationalError is OperationalError is not sqlite3.OperationalError


def test_importing_sqlite_utils_first_is_noticed() -> None:
    late = subprocess.run(
        [sys.executable, "-c", "import sqlite_utils, data.database.sqlcipher"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "took Python's own sqlite3" in late.stderr


# Reading beside a writer


def test_a_reader_sees_commits_and_can_write_nothing(path: Path) -> None:
    with connect(path, KEY) as writer, connect(path, KEY, read_only=True) as reader:
        writer["note"].insert({"id": 1000, "text": "new"})
        assert reader["note"].count == 101
        with pytest.raises(DiskReadOnly), disk_refusals(path):
            reader.execute("DELETE FROM note")


def test_a_reader_does_not_make_a_database(tmp_path: Path) -> None:
    with pytest.raises(CannotReach):
        connect(tmp_path / "missing.db", KEY, read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_the_name_of_the_folder_is_not_taken_for_settings(tmp_path: Path) -> None:
    odd = tmp_path / "信访?mode=ro#%41"
    odd.mkdir()
    connect(odd / "store.db", KEY).close()
    assert (odd / "store.db").is_file()


# Refusals


def test_a_wrong_key_is_refused_and_nothing_is_logged(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(DatabaseUnreadable):
        connect(path, bytes(32))
    assert capfd.readouterr() == ("", "")


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(b"not a database at all" * 1000)
    with pytest.raises(DatabaseUnreadable):
        connect(path, KEY)
    assert path.read_bytes() == b"not a database at all" * 1000


@pytest.mark.parametrize("key", [b"", b"short", bytes(48)])
def test_a_key_of_another_length_would_be_a_passphrase_and_is_a_mistake(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        connect(tmp_path / "store.db", key)


def test_a_full_disk_is_refused_and_what_was_there_stays(path: Path) -> None:
    with connect(path, KEY) as db:
        db.execute(f"PRAGMA max_page_count = {db.execute('PRAGMA page_count').fetchone()[0]}")
        with pytest.raises(DiskFull), disk_refusals(path), db.atomic():
            db["note"].insert_all({"id": number, "text": SECRET * 100} for number in range(200, 400))
        assert db["note"].count == 100
        assert page_integrity(db) is None


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        (dbapi2.SQLITE_PERM, NotPermitted),
        (dbapi2.SQLITE_BUSY, StoreInUse),
        (dbapi2.SQLITE_LOCKED, StoreInUse),
        (dbapi2.SQLITE_IOERR | 3 << 8, DiskFails),
        (dbapi2.SQLITE_CORRUPT, DatabaseDamaged),
    ],
)
def test_each_trouble_with_the_disk_has_its_sentence(code: int, refusal: type[Refusal]) -> None:
    error = OperationalError("from SQLite")
    error.sqlite_errorcode = code
    with pytest.raises(refusal, match=r"/where/store\.db"), disk_refusals(Path("/where/store.db")):
        raise error


def test_a_mistake_in_sql_passes_through(path: Path) -> None:
    with connect(path, KEY) as db, pytest.raises(OperationalError, match="no such table"), disk_refusals(path):
        db.execute("SELECT * FROM missing")


# Integrity


def test_a_sound_database_has_nothing_wrong_also_while_it_is_written(path: Path) -> None:
    with connect(path, KEY) as db:
        db["note"].insert({"id": 1000, "text": "in the write-ahead log"})
        assert page_integrity(db) is None


def test_a_changed_byte_is_found_and_its_page_named(path: Path) -> None:
    contents = bytearray(path.read_bytes())
    contents[4096 * 5 + 100] ^= 1
    path.write_bytes(contents)
    with connect(path, KEY) as db:
        wrong = page_integrity(db)
    assert wrong is not None
    assert "page 6" in wrong.say()


def test_a_database_cut_short_is_refused_at_once(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 4096 * 3)
    with pytest.raises(DatabaseDamaged):
        connect(path, KEY)


# One door


def test_a_copy_under_another_key_tells_how_far_it_is(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlcipher, "_STEPS_BETWEEN_NEWS", 1000)
    db = connect(path, KEY)
    db.execute("CREATE TABLE much (a)")
    db.execute("BEGIN")
    db.conn.executemany("INSERT INTO much VALUES (randomblob(2000))", [()] * 5000)
    db.execute("COMMIT")
    told: list[tuple[int, int]] = []
    sqlcipher.copy_under(db, tmp_path / "copy.db", bytes(32), lambda done, total: told.append((done, total)))
    db.close()
    ((total,),) = {(total,) for _done, total in told}
    assert [done for done, _total in told] == sorted(done for done, _total in told)
    assert 0 < told[-1][0] <= total
    assert len({done for done, _total in told}) > 3


def _modules() -> list[Path]:
    return [path for layer in ("core", "data", "tui") for path in sorted((ROOT / layer).rglob("*.py"))]


def _opens_databases(tree: ast.Module) -> bool:
    """Whether a module imports a database driver, or sqlite-utils for more than a type, or makes a Database."""
    for_types = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        drivers = {"sqlite3", "sqlcipher3", "pysqlite3", "sqlite_utils"}
        if node not in for_types and drivers & {name.split(".")[0] for name in names}:
            return True
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Database":
            return True
    return False


@pytest.mark.parametrize(
    "source",
    [
        "import sqlite3",
        "import sqlite_utils.db as d",
        "from sqlcipher3 import dbapi2",
        "from data.database.sqlcipher import Database\nDatabase(memory=True)",
        "from data.database import sqlcipher\nsqlcipher.Database('store.db')",
    ],
)
def test_the_search_for_other_doors_finds_them(source: str) -> None:
    assert _opens_databases(ast.parse(source))


def test_connections_are_made_in_one_module_only() -> None:
    backend = {
        path.relative_to(ROOT).as_posix() for path in _modules() if _opens_databases(ast.parse(path.read_text("utf-8")))
    }
    assert backend == {"data/database/sqlcipher.py"}


def test_a_database_can_be_had_from_here() -> None:
    assert Database.__module__ == "sqlite_utils.db"
