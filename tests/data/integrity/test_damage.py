"""A database that was damaged, or put together from two times: found, named, never silent."""

import random
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from data.database.sqlcipher import connect
from data.site.open_site import open_site
from tests.conftest import PASSPHRASE
from tests.support.damaged_database import people

pytestmark = pytest.mark.usefixtures("light")
PAGE = 4096


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
