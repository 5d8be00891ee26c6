"""The demo story can be played on any day, in any size, with any chance: no rule of a desk ends it half way."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from core.demo.story import CAST, play
from core.model.query import Query
from data.site.open_site import OpenSite

SEATS = range(1, len(CAST) + 2)
PEOPLE, GRIEVANCES = (1, 2, 3, 5, 12, 25, 60), (0, 1, 2, 5, 12, 40)
MOST_REFUSED = 0.01
"""The share of events that a rule may refuse: a story that is mostly refused tells nothing."""
NEW_EACH_DAY, IN_A_SOAK = 1, 200


class Story(NamedTuple):
    """What a story is told from."""

    today: date
    people: int
    grievances: int
    seed: int


def stories(how_many: int, chance: str) -> list[Story]:
    """Stories of any day of ten years."""
    rng = Random(chance)
    return [
        Story(
            date(2024, 1, 1) + timedelta(days=rng.randrange(3653)),
            rng.choice(PEOPLE),
            rng.choice(GRIEVANCES),
            rng.randrange(1_000_000),
        )
        for _ in range(how_many)
    ]


REFUSED_ONCE = (
    Story(date(2026, 11, 29), 60, 120, 1),
    Story(date(2026, 11, 29), 1, 20, 567712),  # as many care files are opened as there are people to have one
)
OF_THE_DAY = [Story(date.today() + timedelta(days=days), 12, 12, days) for days in (0, 1)] + stories(
    NEW_EACH_DAY, str(date.today())
)


def check(story: Story, folder: Path, found_at: Callable[[Path, str], OpenSite]) -> None:
    """Play a story and count what came of it."""
    site = found_at(folder / "store", "安台示范单位")
    try:
        tally = play(
            site.store,
            SEATS,
            people=story.people,
            grievances=story.grievances,
            seed=story.seed,
            today=story.today,
        )
        assert site.store.count(Query("person")) == story.people
        assert site.store.count(Query("grievance")) == story.grievances
        assert len(tally.refused) <= MOST_REFUSED * tally.played, tally.refused
        if story in REFUSED_ONCE:
            assert [each.sentence.say() for each in tally.refused if "area" in each.sentence.say()] == []
        assert site.store.check() is None
    finally:
        site.close()


@pytest.mark.parametrize("story", [*REFUSED_ONCE, *OF_THE_DAY], ids=count())
def test_a_story_is_played_to_its_end(story: Story, tmp_path: Path, found_at: Callable[[Path, str], OpenSite]) -> None:
    check(story, tmp_path, found_at)


@pytest.mark.soak
@pytest.mark.parametrize("story", stories(IN_A_SOAK, "soak"), ids=count())
def test_many_stories_are_played_to_their_end(
    story: Story, tmp_path: Path, found_at: Callable[[Path, str], OpenSite]
) -> None:
    check(story, tmp_path, found_at)
