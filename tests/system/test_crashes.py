"""Killed at any moment, the store opens, is sound, and holds everything that was reported as done."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from data.site.open_site import OpenSite
from tests.support.crash_deeds import DEEDS, Place
from tests.support.crash_runner import kill_often
from tests.support.site_driver import card_of, trust

FEW, MANY = 2, 40


@pytest.fixture
def place(found_at: Callable[[Path, str], OpenSite], tmp_path: Path) -> Place:
    """A store that is closed, and trusts one other site."""
    here, there = (found_at(tmp_path / name, name) for name in ("甲站", "乙站"))
    trust(here.office(), card_of(there), ("common", "grievance"))
    for site in (here, there):
        site.close()
    (tmp_path / "aside").mkdir()
    return Place(tmp_path / "甲站", tmp_path / "aside")


@pytest.mark.parametrize("deed", DEEDS)
def test_a_kill_loses_nothing_that_was_done(place: Place, deed: str) -> None:
    kill_often(DEEDS[deed], place, FEW, random.Random(deed))


@pytest.mark.soak
@pytest.mark.parametrize("deed", DEEDS)
def test_many_kills_lose_nothing_that_was_done(place: Place, deed: str) -> None:
    toll = kill_often(DEEDS[deed], place, MANY, random.Random(f"many {deed}"))
    assert toll.kills == MANY
    assert toll.said or deed == "rebuild", "it was always killed before anything was done"
