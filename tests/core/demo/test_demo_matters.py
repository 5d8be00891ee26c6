"""The matters of the demo: every state is there to be looked at, and whoever keeps them works by the rules."""

from collections import Counter
from datetime import date

import pytest

from core.demo.matters import FEWEST, FIXER, PEOPLE_PER_MATTER
from core.demo.story import CAST, play
from core.desks.matters.records import Matter
from core.model.query import Query
from tests.conftest import in_memory
from tests.support.memory_site import MemorySite

PEOPLE = 200


@pytest.fixture(scope="module")
def demo() -> MemorySite:
    """Two years of an office with six matters."""
    site = in_memory()
    play(site.store, range(1, len(CAST) + 2), people=PEOPLE, grievances=0, seed=1, today=date(2026, 11, 23))
    return site


def test_there_are_sixty_matters_in_the_usual_demo_and_some_in_the_smallest() -> None:
    assert 2000 // PEOPLE_PER_MATTER == 60
    assert FEWEST == 6


def test_the_desk_has_work_of_every_kind(demo: MemorySite) -> None:
    stages = Counter(each.stage for each in demo.store.find(Query(Matter.kind)))
    assert stages.total() == FEWEST
    assert stages["fixed"] >= 3
    owed = Counter(each.stage for each in demo.store.find(Query("follow_up")))
    assert owed["open"] > 0
    assert owed["done"] > 0
    assert demo.store.count(Query("knowledge")) > 5
    assert demo.store.count(Query("matter_review")) > 0


def test_nobody_fixed_what_he_drafted(demo: MemorySite) -> None:
    for each in demo.store.find(Query(Matter.kind)):
        assert each.fixed_by != each.drafter
    assert FIXER in {part.part for part in CAST}
