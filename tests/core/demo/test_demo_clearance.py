"""The demo tells of secret posts: what is filled, left, decided and forgotten, also of a small house."""

import pytest

from core.desks.clearance.vocabulary import PostStage
from core.model.figure import FIGURES
from core.model.query import Query
from core.office.office import Office


def test_there_are_posts_in_force_and_one_that_waits(office: Office) -> None:
    stages = [post.stage for post in office.find(Query("post"))]
    assert stages.count(PostStage.DRAFT) == 1
    assert stages.count(PostStage.IN_FORCE) >= 6


@pytest.mark.parametrize(
    "name",
    ["cleared_on_post", "posts_vacant", "cooling_undecided", "cooling_not_told", "declarations_reported_late"],
)
def test_every_trouble_is_to_be_found(name: str, office: Office) -> None:
    assert FIGURES[name].number(office).count > 0


def test_nobody_who_plays_a_part_is_on_a_post_of_the_story(office: Office) -> None:
    officers = {each.person for each in office.find(Query("officer")) if each.person}
    assert officers.isdisjoint(each.person for each in office.find(Query("appointment")))


def test_what_was_decided_was_decided_by_another(office: Office) -> None:
    decided = [each for each in office.find(Query("assessment")) if each.decided_by]
    assert decided
    assert all(each.decided_by not in (each.proposer, each.assessor) for each in decided)
