"""Fixing a matter: by another officer than its drafter, for no longer than its level allows; reviewed, then lifted."""

from datetime import date
from typing import Any

import pytest

from core.desks.matters.fixing import (
    AmendMatter,
    DeclineMatter,
    FixMatter,
    HandMatterOver,
    LiftMatter,
    ProposeMatter,
    ReviewMatter,
)
from core.desks.matters.knowing import RecordKnowledge
from core.desks.matters.marking import ApproveMarkChange, AskForMarkChange, DeclineMarkChange
from core.desks.matters.vocabulary import MatterStage, Outcome, ParticipationStage
from core.model.deadline import DeadlineStatus
from core.office.refusals import Refused
from core.rules.request import RequestStage
from core.values.classification import Classification
from tests.support.matter_case import PERSON, Case
from tests.support.site_driver import give_roles


def test_what_one_officer_proposes_another_fixes(empty: Case) -> None:
    empty.propose()
    assert empty.due("fixer") == {("matter", date(2026, 3, 2))}
    empty.do(FixMatter, "fixer")
    assert (empty.now.stage, empty.now.fixed_by) == (MatterStage.FIXED, empty.id("fixer"))
    assert empty.due("fixer") == {("matter", date(2027, 3, 2)), ("matter", date(2036, 3, 2))}


def test_c16_the_drafter_does_not_fix_decline_or_lift_his_own_matter(empty: Case) -> None:
    give_roles(empty.site.office(), 2, "confidentiality_clerk", "fixing_officer")
    clerk = empty.officers["clerk"]
    clerk.refresh()
    assert "does not fix it" in empty.refused(ProposeMatter, **{**empty.usual, "fixer": clerk.officer})
    empty.propose()
    assert "second officer" in empty.refused(FixMatter)
    assert "second officer" in empty.refused(DeclineMatter, declined_why="x")
    empty.do(FixMatter, "fixer")
    assert "second officer" in empty.refused(LiftMatter, lifted=empty.today, lifted_why="x")
    assert "does not fix it" in empty.refused(HandMatterOver, fixer=clerk.officer)


def test_it_is_fixed_as_it_was_looked_at(empty: Case) -> None:
    fixer = empty.propose().officers["fixer"]
    seen = FixMatter(target=empty.now.id).as_seen(empty.now)
    arguments = AmendMatter.suggest(empty.now, fixer.context()) | {"years": 5}
    empty.do(AmendMatter, **arguments)
    with pytest.raises(Refused, match="changed since you looked"):
        fixer.do(seen)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"level": Classification.INTERNAL}, "is no secret"),
        ({"basis": ""}, "Without a basis it is no secret"),
    ],
    ids=["c19-internal", "c19-no-basis"],
)
def test_c19_what_is_no_secret_is_not_marked_as_one(given: dict[str, Any], why: str, empty: Case) -> None:
    assert why in empty.refused(ProposeMatter, **{**empty.usual, **given})


@pytest.mark.parametrize(
    ("level", "longest"),
    [(Classification.SECRET, 10), (Classification.CONFIDENTIAL, 20), (Classification.TOP_SECRET, 30)],
)
def test_a_term_is_no_longer_than_the_level_allows_without_a_decision(
    level: Classification, longest: int, empty: Case
) -> None:
    too_long = {**empty.usual, "level": level, "years": longest + 1}
    assert f"for {longest} years at most" in empty.refused(ProposeMatter, **too_long)
    empty.propose(level=level, years=longest + 1, decision="上级第4号")
    assert empty.now.years == longest + 1


def test_without_a_term_there_is_a_condition(empty: Case) -> None:
    assert "under which condition" in empty.refused(ProposeMatter, **{**empty.usual, "years": 0})
    empty.propose(years=0, condition="工程竣工")
    assert empty.now.expires is None


def test_c18_what_was_fixed_is_not_marked_lower_by_hand(case: Case) -> None:
    stands = AmendMatter.suggest(case.now, case.officers["clerk"].context())
    assert "not changed by hand" in case.refused(AmendMatter, **stands | {"level": Classification.INTERNAL})
    assert "not changed by hand" in case.refused(AmendMatter, **stands | {"years": 3})
    case.do(AmendMatter, **stands | {"alias": "甲八号"})
    assert case.now.alias == "甲八号"


def test_c18_what_is_derived_is_not_below_its_source(empty: Case) -> None:
    empty.fix(level=Classification.CONFIDENTIAL)
    lower = {**empty.usual, "alias": "乙一号", "derived_from": empty.now.id, "target": "9" * 32}
    assert "nobody but its originator lowers that" in empty.refused(ProposeMatter, **lower)
    empty.do(ProposeMatter, **{**lower, "level": Classification.CONFIDENTIAL})


def test_c18_what_another_body_fixed_is_marked_anew_by_its_decision(empty: Case) -> None:
    empty.fix(originator="省局", level=Classification.CONFIDENTIAL)
    lower = {"level": Classification.SECRET, "years": 10, "reason": "已公开一部分"}
    assert "省局 fixed it, and it or a superior decides" in empty.refused(AskForMarkChange, **lower)
    empty.do(AskForMarkChange, **lower, decision="省局第7号")
    (request,) = empty.stored("mark_change")
    empty.do(ApproveMarkChange, "head", target=request.id)
    assert (empty.now.level, empty.now.decision) == (Classification.SECRET, "省局第7号")


def test_c16_a_change_of_mark_is_decided_by_another(case: Case) -> None:
    give_roles(case.site.office(), 2, "confidentiality_clerk", "supervisor")
    case.officers["clerk"].refresh()
    case.do(AskForMarkChange, level=Classification.CONFIDENTIAL, years=15, reason="范围扩大")
    (request,) = case.stored("mark_change")
    assert "second officer" in case.refused(ApproveMarkChange, target=request.id)
    case.do(DeclineMarkChange, "head", target=request.id, remark="理由不足")
    assert case.now.level == Classification.SECRET


def test_a_review_counts_twelve_months_on_and_one_entered_late_moves_nothing(case: Case) -> None:
    case.on("2027-02-20").do(ReviewMatter, "fixer", day=date(2027, 2, 20), outcome=Outcome.STAYS)
    assert case.now.next_review == date(2028, 2, 20)
    case.do(ReviewMatter, "fixer", day=date(2026, 6, 1), outcome=Outcome.STAYS)
    assert (case.now.reviewed, case.now.next_review) == (date(2027, 2, 20), date(2028, 2, 20))


def test_a_review_that_is_not_made_is_late(case: Case) -> None:
    row = {name: getattr(case.now, name) for name in type(case.now).status_columns}
    assert type(case.now).deadline_status(row, case.on("2027-03-02").officers["fixer"].context()) == (
        DeadlineStatus.DUE_SOON
    )
    assert type(case.now).deadline_status(row, case.on("2027-03-03").officers["fixer"].context()) == DeadlineStatus.LATE


def test_lifting_closes_entries_and_what_is_owed(case: Case) -> None:
    case.knows().followed()
    case.on("2026-09-01").do(LiftMatter, "fixer", lifted=date(2026, 9, 1), lifted_why="已公开")
    assert (case.now.stage, case.now.next_review) == (MatterStage.LIFTED, None)
    assert [each.until for each in case.entries] == [date(2026, 9, 1)]
    assert [each.ended for each in case.stored("matter_scope")] == [date(2026, 9, 1)]
    assert case.participation.stage == ParticipationStage.CLOSED
    assert {each.stage for each in case.follow_ups} == {"dropped"}
    assert case.due("fixer") | case.due("clerk") == set()


def test_lifting_ends_what_was_asked_for(case: Case) -> None:
    case.do(AskForMarkChange, level=Classification.CONFIDENTIAL, years=15, reason="范围扩大")
    case.do(LiftMatter, "fixer", lifted=case.today, lifted_why="已公开")
    assert [each.stage for each in case.stored("mark_change")] == [RequestStage.WITHDRAWN]


def test_what_another_body_fixed_is_lifted_early_by_its_decision_alone(empty: Case) -> None:
    empty.fix(originator="省局")
    assert "enter its decision" in empty.refused(LiftMatter, "fixer", lifted=empty.today, lifted_why="已公开")
    empty.on("2036-03-03").do(LiftMatter, "fixer", lifted=date(2036, 3, 2), lifted_why="期满")


def test_c17_nobody_is_entered_after_lifting(case: Case) -> None:
    case.do(LiftMatter, "fixer", lifted=case.today, lifted_why="已公开")
    assert "nothing is left to guard" in case.refused(RecordKnowledge, person=PERSON, since=case.today)


def test_c17_nor_after_the_end_of_the_term(case: Case) -> None:
    case.on("2036-03-03")
    assert "Its term ended on 2036-03-02" in case.refused(RecordKnowledge, person=PERSON, since=case.today)
