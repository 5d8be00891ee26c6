"""After a purge nothing of a file is left (changes §10.9): every page of the database and of its log is deciphered.

Texts that occur nowhere else are put into every field of every kind that takes a text, into parts, into values in
conflict and into words that are searched for. After the purge not one piece of them is found.
"""

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.model.action import amend
from core.model.change import HOLD, HOME, PURGE
from core.model.query import Query
from core.model.record import RECORDS, Record, columns, owner_field
from core.values.refusal import Refusal
from data.database.schema import table_of
from data.database.sqlcipher import Database, connect
from data.store import transaction as store_module
from data.store.sql_store import SqlStore
from data.system.disk import DiskFull
from tests.support.disk_forensics import everything, logged, pages

PIECE = 12
"""Bytes of a text that are looked for wherever they stand: four hanzi, or twelve letters."""
RUNS = re.compile(rb"[b-z]{12,}|(?:[\xe3\xe4][\x80-\xbf]{2}){4,}")
"""Where such a piece can be at all."""
SPOKEN = "慕容长歌问天"
SPELT = b"murongchanggewentian"

Make = Callable[..., Any]


# Looking into files


class Texts:
    """Texts that nobody else writes, and the search for pieces of them."""

    def __init__(self) -> None:
        self._random = random.Random(20)
        self._pieces: dict[bytes, bytes] = {}

    def __call__(self, field: str = "") -> str:
        """Return a text: rare hanzi, and a word in letters, which a full-text index keeps as it is."""
        hanzi = "".join(chr(self._random.randint(0x3400, 0x4DBF)) for _ in range(16))
        word = "".join(self._random.choices("bcdfghjklmnpqrstvwxz", k=24))
        for text in (hanzi.encode(), word.encode()):
            self._pieces |= {text[at : at + PIECE]: text for at in range(len(text) - PIECE + 1)}
        return f"{hanzi} {word}"

    def in_(self, haystack: bytes) -> set[bytes]:
        """Return the texts of which a piece is there."""
        runs = (run[0] for run in RUNS.finditer(haystack))
        found = (self._pieces.get(run[at : at + PIECE]) for run in runs for at in range(len(run) - PIECE + 1))
        return {text for text in found if text}


def rare_words(hand: Any) -> set[str]:
    """Return the rare hanzi that the full-text indexes know: a single one is too short to be looked for in pages."""
    db = connect(hand.store.path, hand.site.unlocked.keys.database)
    found = {word for table in map(table_of, RECORDS) if table.searched for word in _words(db, table.index)}
    db.close()
    return {word for word in found if "㐀" <= word <= "䶿"}


def free_pages(hand: Any) -> int:
    """Return how many pages of the file hold nothing any more; one that was written anew has none."""
    db = connect(hand.store.path, hand.site.unlocked.keys.database)
    (count,) = db.execute("PRAGMA freelist_count").fetchone()
    db.close()
    return int(count)


def _words(db: Database, index: str) -> list[str]:
    db.execute(f"CREATE VIRTUAL TABLE temp.words_{index} USING fts5vocab(main, {index}, 'row')")
    return [row[0] for row in db.execute(f"SELECT term FROM temp.words_{index}")]


# What is purged


WHOLES = [
    kind
    for kind, declared in RECORDS.items()
    if not (declared.is_derived or declared.compartment in HOME or kind in (PURGE, HOLD) or owner_field(declared))
]
"""Every kind that may be purged, with its parts."""


def told(made: Make, texts: Texts) -> list[Record]:
    """Return a record of each kind with a text wherever one fits, each followed by its parts."""
    found = []
    for kind in WHOLES:
        whole = made(kind, text=texts, **{name: f"{SPOKEN} {texts()}" for name in called(kind)})
        found.append(whole)
        for part, declared in RECORDS.items():
            owner = owner_field(declared)
            if owner and owner.about.refers == kind:
                found += [made(part, text=texts, **{owner.name: whole.id}) for _ in range(2)]
    return found


def called(kind: str) -> list[str]:
    """Return the fields of a kind that are names found as they are spelt, masked ones too."""
    return [name for name, column in columns(RECORDS[kind]).items() if column.about.pinyin]


def spellings(hand: Any) -> set[str]:
    """Return of which fields the table of spellings knows the name."""
    db = connect(hand.store.path, key_of(hand))
    found = db.execute("SELECT DISTINCT field FROM pinyin WHERE spelling LIKE ?", [f"%{SPELT.decode()}%"]).fetchall()
    db.close()
    return {field for (field,) in found}


def settled(made: Make) -> list[Record]:
    """Return neighbours that stay, so that pages and indexes are shared."""
    return [made(kind) for kind in WHOLES for _ in range(5)]


def quarrelled(one: Any, other: Any, records: list[Record], texts: Texts) -> None:
    """Let two sites write different texts into the same fields of all these records."""
    for hand in (one, other):
        hand.write(*(amend(record, **{name: texts() for name in spoken(record, texts)}) for record in records))


def spoken(record: Record, texts: Texts) -> list[str]:
    """Return the fields of a record that took a text."""
    return [name for name, value in record if isinstance(value, str) and texts.in_(value.encode())]


@pytest.fixture(autouse=True)
def long_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the log grow, as while somebody reads for long: it then holds every page as it was at each deed."""
    monkeypatch.setattr(SqlStore, "_checkpoint", lambda store: None)


@pytest.fixture
def texts() -> Texts:
    return Texts()


@pytest.fixture
def filled(hands: tuple[Any, ...], made: Make, texts: Texts) -> list[Record]:
    """What is to be purged, at the first two of three sites, which have quarrelled over it."""
    a, b, _ = hands
    a.keep(*settled(made)[::2])
    records = told(made, texts)
    travelling = [record for record in records if record.compartment not in HOME]
    a.keep(*records)
    a.keep(*settled(made)[1::2])
    b.receive(a.send(b))
    quarrelled(a, b, travelling, texts)
    from_a, from_b = a.send(b), b.send(a)
    a.receive(from_b)
    b.receive(from_a)
    assert len(a.find("conflict")) > 20
    return records


def purge(hand: Any, records: list[Record]) -> None:
    hand.purge(*(record for record in records if record.kind in WHOLES))


def key_of(hand: Any) -> bytes:
    key: bytes = hand.site.unlocked.keys.database
    return key


def folder_of(hand: Any) -> bytes:
    return everything(hand.store.path, key_of(hand))


# The proof


def test_no_piece_of_what_was_purged_is_left_anywhere(
    hands: tuple[Any, ...], filled: list[Record], texts: Texts, tmp_path: Path
) -> None:
    a, b, c = hands
    written = {text for record in filled for text in texts.in_(str(a.history(record)).encode())}
    assert len(written) > 300
    assert texts.in_(folder_of(a)) == written
    assert SPELT in folder_of(a)
    assert rare_words(a)
    purge(a, filled)
    b.receive(a.send(b))
    copy = tmp_path / "copy"
    shutil.copytree(a.store.path.parent, copy)
    for place in (folder_of(a), folder_of(b), everything(copy / a.store.path.name, key_of(a)), c.unsealed(a.send(c))):
        assert texts.in_(place) == set()
        assert SPELT not in place
        assert SPOKEN.encode() not in place
    c.receive(a.send(c))
    assert texts.in_(folder_of(c)) == set()
    for hand in (a, b):
        assert rare_words(hand) == set()
        assert free_pages(hand) == 0
        assert [entry for entry in hand.find("agenda") if entry.of in {record.id for record in filled}] == []
        assert [entry for entry in hand.find("conflict") if entry.of in {record.id for record in filled}] == []
        assert hand.store.check() is None


def test_without_wiping_there_would_be_traces(
    hands: tuple[Any, ...], filled: list[Record], texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, *_ = hands
    with monkeypatch.context() as patch:
        patch.setattr(store_module, "wipe", lambda db, readers: False)
        purge(a, filled)
    assert texts.in_(folder_of(a))
    fault = a.store.check()
    assert fault
    assert "close Sealdesk and open it again" in str(fault.what)


def test_no_spelling_of_a_purged_name_is_left_of_a_petitioner_neither(
    hands: tuple[Any, ...], filled: list[Record]
) -> None:
    a, b, _ = hands
    wholes = [record for record in filled if record.kind in WHOLES and called(record.kind)]
    named = {f"{record.kind}.{name}" for record in wholes for name in called(record.kind)}
    assert {"grievance.petitioner", "person.name"} <= named
    a.write(*(amend(record, **dict.fromkeys(called(record.kind), SPOKEN)) for record in wholes))
    b.receive(a.send(b))
    assert spellings(a) == spellings(b) == named
    purge(a, filled)
    b.receive(a.send(b))
    for hand in (a, b):
        assert spellings(hand) == set()
        assert SPELT not in folder_of(hand)


# When it is interrupted


def test_killed_between_the_purge_and_the_wiping_it_is_wiped_at_the_next_opening(
    hands: tuple[Any, ...], filled: list[Record], texts: Texts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    a, *_ = hands
    dead = tmp_path / "dead"
    with monkeypatch.context() as patch:
        # What a kill leaves on the disk is what is there at that moment.
        patch.setattr(store_module, "wipe", lambda *_: shutil.copytree(a.store.path.parent, dead) is None)
        purge(a, filled)
    database = dead / a.store.path.name
    assert texts.in_(b"".join((*pages(database, key_of(a)), *logged(dead / f"{database.name}-wal", key_of(a)))))
    again = SqlStore(database, key_of(a))
    assert again.check() is None
    assert [each.id for each in again.find(Query("care_file")) if each.id in {one.id for one in filled}] == []
    again.close()
    assert texts.in_(everything(database, key_of(a))) == set()


def test_a_disk_that_is_full_does_not_undo_the_purge_and_is_wiped_later(
    hands: tuple[Any, ...], filled: list[Record], texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, *_ = hands

    def full(db: Database, readers: Any) -> bool:
        raise DiskFull(path=a.store.path)

    with monkeypatch.context() as patch:
        patch.setattr(store_module, "wipe", full)
        try:
            purge(a, filled)
        except Refusal:
            pytest.fail("the purge stands, and must not be reported as refused")
    assert a.store.check() is not None
    a.store.close()
    a.site.store = SqlStore(a.store.path, key_of(a))
    assert a.store.check() is None
    assert texts.in_(folder_of(a)) == set()


def test_what_somebody_still_reads_is_wiped_later(hands: tuple[Any, ...], filled: list[Record], texts: Texts) -> None:
    a, *_ = hands
    reader = connect(a.store.path, key_of(a), read_only=True)
    reader.execute("BEGIN")
    a.store._writer.execute("PRAGMA busy_timeout = 50")
    reader.execute("SELECT count(*) FROM change").fetchone()
    purge(a, filled)
    fault = a.store.check()
    assert fault
    assert fault.where == "database"
    reader.execute("COMMIT")
    reader.close()
    a.store.close()
    a.site.store = SqlStore(a.store.path, key_of(a))
    assert a.store.check() is None
    assert texts.in_(folder_of(a)) == set()
