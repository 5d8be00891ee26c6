"""Secret posts and levels: fixed by another, lowered by no hand, abolished when nobody holds them (C16, C18, C22)."""

from datetime import date

import pytest

from core.desks.clearance.levels import ApproveLevelChange, AskLevelChange
from core.desks.clearance.posting import (
    AbolishPost,
    ApprovePostChange,
    AskPostChange,
    FixPost,
    ProposePost,
    ReviewPost,
)
from core.desks.clearance.vocabulary import Handled, Level
from core.desks.people.people import RecordLeaving
from core.model.action import amend
from core.model.context import Context
from core.rules.holdings import HOLDINGS, Held
from core.values.sentence import say
from tests.support.clearance_house import PERSON, POST, UNIT, House
from tests.support.site_driver import write

NEW = {"code": "JY-02", "name": "译电员", "unit": UNIT, "level": Level.CORE, "handles": Handled.SECRET, "basis": "x"}


def test_a_post_is_in_force_once_another_officer_fixed_it(house: House) -> None:
    proposed = house.do(ProposePost, **NEW)
    supervisor = house.officers["supervisor"]
    write(supervisor, amend(house.get("post", proposed), proposed_by=supervisor.officer))
    assert "second officer" in house.refused(FixPost, proposed, "supervisor")
    house.do(FixPost, proposed, "other supervisor")
    assert house.get("post", proposed).next_review == date(2027, 3, 2)


def test_a_level_that_is_unusual_is_told_and_not_refused(house: House) -> None:
    (told,) = ProposePost(**NEW).foresee(None, house.officers["clerk"].context())
    assert told.say() == "A post of the level “core” usually handles “Top secret”, and this one “Secret”: check both."


def test_a_code_is_one_posts(house: House) -> None:
    assert "a post with the code jy-01 already" in house.refused(ProposePost, **{**NEW, "code": "jy-01"})


CHANGE = {"handles": Handled.CONFIDENTIAL, "headcount": 2, "reason": "职责调整"}


def test_c18_a_level_is_lowered_only_by_a_decision_of_who_fixed_it(house: House) -> None:
    assert "no office lowers one by itself" in house.refused(AskPostChange, POST, level=Level.GENERAL, **CHANGE)
    house.do(AskPostChange, POST, level=Level.GENERAL, document="保委〔2026〕3号", **CHANGE)
    house.do(ApprovePostChange, house.only("post_change").id, "supervisor")
    post = house.get("post", POST)
    assert (post.level, post.document, post.headcount) == (Level.GENERAL, "保委〔2026〕3号", 2)


def test_a_raised_post_has_its_holder_assessed_again_at_once(house: House) -> None:
    appointed = house.appointed()
    house.do(AskPostChange, POST, level=Level.CORE, **CHANGE)
    house.do(ApprovePostChange, house.only("post_change").id, "supervisor")
    assert house.get("appointment", appointed).next_review == house.today


def test_c1_a_raise_of_a_person_needs_an_assessment_at_the_new_level(house: House) -> None:
    appointed = house.appointed()
    refused = house.refused(AskLevelChange, appointed, level=Level.CORE, since=house.today, reason="x")
    assert "no assessment at the level “core”" in refused


def test_c18_a_cut_of_a_person_needs_the_decision_and_begins_a_cooling_off(house: House) -> None:
    appointed = house.appointed()
    cut = {"level": Level.GENERAL, "since": house.today, "reason": "x"}
    assert "no office lowers one by itself" in house.refused(AskLevelChange, appointed, **cut)
    house.do(AskLevelChange, appointed, document="保委〔2026〕4号", **cut)
    change = house.only("level_change").id
    house.do(ApproveLevelChange, change, "supervisor")
    assert house.get("appointment", appointed).level == Level.GENERAL
    cooling = house.only("cooling_off", appointment=appointed)
    assert (cooling.level, cooling.months, cooling.until) == (Level.IMPORTANT, 24, date(2028, 3, 2))


def test_c22_a_held_post_is_not_abolished(house: House) -> None:
    house.appointed()
    refused = house.refused(AbolishPost, POST, "supervisor", abolished_because="合并")
    assert "张三 is on this post" in refused
    house.left()
    house.do(AbolishPost, POST, "supervisor", abolished_because="合并")
    assert house.due("post") == []


def test_c22_nobody_leaves_the_roster_with_things_for_which_nobody_else_answers(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def carriers(person: str, context: Context) -> list[Held]:
        return [Held(say("ZT-2026-0007 is not back."), keeps_here=True)] if person == PERSON else []

    monkeypatch.setitem(HOLDINGS, "carriers", carriers)
    refused = house.refused(RecordLeaving, PERSON, "personnel", left=house.today)
    assert "still holds things that the secrecy office gave out" in refused
    assert "ZT-2026-0007" not in refused


def test_a_review_puts_off_the_next_one_of_the_post(house: House) -> None:
    house.on("2026-12-01").do(ReviewPost, POST)
    assert house.get("post", POST).next_review == date(2027, 12, 1)
