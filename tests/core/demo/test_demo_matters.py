"""The matters of the demo: every state is there to be looked at, and whoever keeps them works by the rules."""

from collections import Counter

from core.demo.matters import FEWEST, FIXER, PEOPLE_PER_MATTER
from core.demo.story import CAST
from core.desks.matters.records import Matter
from core.model.query import Query
from data.site.open_site import OpenSite
from tests.core.demo.conftest import PEOPLE


def test_there_are_sixty_matters_in_the_usual_demo_and_some_in_the_smallest() -> None:
    assert 2000 // PEOPLE_PER_MATTER == 60
    assert FEWEST == 6


def test_the_desk_has_work_of_every_kind(site: OpenSite) -> None:
    stages = Counter(each.stage for each in site.store.find(Query(Matter.kind)))
    assert stages.total() == PEOPLE // PEOPLE_PER_MATTER
    assert stages["fixed"] >= 3
    owed = Counter(each.stage for each in site.store.find(Query("follow_up")))
    assert owed["open"] > 0
    assert owed["done"] > 0
    assert site.store.count(Query("knowledge")) > 5
    assert site.store.count(Query("matter_review")) > 0


def test_nobody_fixed_what_he_drafted(site: OpenSite) -> None:
    for each in site.store.find(Query(Matter.kind)):
        assert each.fixed_by != each.drafter
    assert FIXER in {part.part for part in CAST}
