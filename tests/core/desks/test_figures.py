"""The figures of the screens are those of a second calculation that shares no code (`tests/support/figures_oracle.py`).

Both read a store in which cells, units and people are reorganised.
"""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from data.site.open_site import OpenSite
from tests.support.figures_compared import differences
from tests.support.reorganisation_story import Reorganisation

DAYS, CHECKED_EVERY = 60, 20
IN_A_SOAK = 60


class Told(NamedTuple):
    """From what a story is told."""

    today: date
    seed: int


FIXED = (Told(date(2026, 11, 29), 1), Told(date(2024, 2, 29), 2), Told(date(2025, 1, 1), 3))
OF_TODAY = Told(date.today(), date.today().toordinal())


def stories(how_many: int) -> list[Told]:
    """Stories of any day of ten years."""
    rng = Random("reckoning")
    return [Told(date(2024, 1, 1) + timedelta(days=rng.randrange(3653)), seed) for seed in range(100, 100 + how_many)]


def check(told: Told, folder: Path, found_at: Callable[[Path, str], OpenSite]) -> Reorganisation:
    """Live through a story, and compare every few days."""
    site = found_at(folder / "store", "甲站")
    try:
        story = Reorganisation(site, told.seed, told.today - timedelta(days=DAYS))
        for _ in range(DAYS // CHECKED_EVERY):
            story.live(CHECKED_EVERY)
            assert differences(story) == []
        assert story.today == told.today
        return story
    finally:
        site.close()


@pytest.mark.soak
def test_the_figures_of_stories_in_which_everything_is_done_are_those_of_a_second_calculation(
    tmp_path: Path, found_at: Callable[[Path, str], OpenSite]
) -> None:
    never = set(NEEDED)
    for told in FIXED:
        never -= check(told, tmp_path / str(told.seed), found_at).done.keys()
    assert not never, f"nothing was compared after {never}"


def test_the_figures_of_a_story_of_today_are_those_of_a_second_calculation(
    tmp_path: Path, found_at: Callable[[Path, str], OpenSite]
) -> None:
    check(OF_TODAY, tmp_path, found_at)


@pytest.mark.soak
@pytest.mark.parametrize("told", stories(IN_A_SOAK), ids=count())
def test_the_figures_of_many_stories_are_those_of_a_second_calculation(
    told: Told, tmp_path: Path, found_at: Callable[[Path, str], OpenSite]
) -> None:
    check(told, tmp_path, found_at)


NEEDED = {
    "AmendPerson",
    "CorrectPlacement",
    "RecordReturn",
    "TakeBackLeaving",
    "AmendUnit",
    "MoveCell",
    "MergeCell",
    "AmendCell",
    "MovePerson",
    "TakeBackPeriod",
    "AmendProgramme",
    "EndProgramme",
    "TakeAttendance",
    "CorrectAttendance",
    "MergeGrievance",
    "SeparateGrievance",
    "PauseGrievance",
    "ResumeGrievance",
    "ApproveExtension",
    "DecideReview",
}
