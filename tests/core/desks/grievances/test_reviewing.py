"""Review and second review: each by officers who had no part in it, within its own term."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from core.desks.grievances import (
    ApproveExtension,
    AskExtension,
    AskReview,
    CloseGrievance,
    DecideReview,
    Decision,
    DeclineGrievance,
    Outcome,
    ReplyToGrievance,
    Stage,
    WithinTerm,
)
from core.model.action import Action
from core.model.deadline import DeadlineStatus
from core.model.query import Query
from core.office.refusals import Refused


@pytest.fixture
def closed(accepted: Any, colleague: Callable[..., Any]) -> Any:
    """Answered on 10 September by the clerk and closed on the 12th by the colleague; two more officers can review."""
    for name in ("third", "fourth"):
        accepted.officers[name] = colleague(name, "clerk")
    accepted.on("2026-09-10").do(ReplyToGrievance, day=date(2026, 9, 10), text="已补发")
    return accepted.on("2026-09-12").do(CloseGrievance, "colleague", outcome=Outcome.EXPLAINED)


def ask(case: Any, day: str, reviewer: str) -> Any:
    case.on(day)
    return case.do(AskReview, asked=date.fromisoformat(day), reason="不服", reviewer=case.officers[reviewer].officer)


def decide(case: Any, by: str, decision: Decision, **arguments: Any) -> Any:
    newest = case.clerk.find(Query("review", order=("-asked", "-id"), limit=1))[0]
    case.do(DecideReview, by, target=newest.id, decision=decision, reasons="经复查", **arguments)
    return case


def test_a_review_has_its_own_term_and_owner(closed: Any) -> None:
    ask(closed, "2026-09-20", "third")
    assert (closed.now.stage, closed.now.open, closed.now.due) == (Stage.REVIEW, True, date(2026, 10, 20))
    assert closed.now.explain().say() == "Due 2026-10-20: review asked for 2026-09-20 + 30 days."
    (entry,) = closed.clerk.find(Query("agenda"))
    assert (entry.of_kind, entry.owner, entry.due) == ("review", closed.officers["third"].officer, date(2026, 10, 20))


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        ("2026-10-20", DeadlineStatus.DUE_SOON),
        ("2026-10-21", DeadlineStatus.LATE),
        ("2026-11-20", DeadlineStatus.LONG_OVERDUE),
    ],
)
def test_a_review_is_late_by_its_own_term(closed: Any, day: str, standing: DeadlineStatus) -> None:
    assert ask(closed, "2026-09-20", "third").on(day).standing == standing


def test_upheld_it_is_closed_as_it_was(closed: Any) -> None:
    before = closed.now
    decide(ask(closed, "2026-09-20", "third"), "third", Decision.UPHELD)
    assert closed.now == before
    assert closed.due() == []


def test_changed_it_has_another_outcome(closed: Any) -> None:
    decide(ask(closed, "2026-09-20", "third"), "third", Decision.CHANGED, outcome=Outcome.RESOLVED)
    assert (closed.now.stage, closed.now.outcome) == (Stage.CLOSED, Outcome.RESOLVED)


def test_revoked_it_is_handled_anew_with_a_new_term_that_can_be_extended(closed: Any) -> None:
    decide(ask(closed, "2026-09-20", "third"), "third", Decision.REVOKED)
    assert (closed.now.stage, closed.now.due, closed.now.within_term) == (Stage.ACCEPTED, date(2026, 11, 19), None)
    assert (closed.now.replied, closed.now.outcome, closed.now.closed_by) == (None, None, "")
    closed.do(AskExtension, reason="案情复杂")


def test_the_one_extension_of_a_handling_that_was_revoked_on_the_same_day_does_not_count(
    accepted: Any, colleague: Callable[..., Any]
) -> None:
    accepted.officers["third"] = colleague("third", "clerk")
    accepted.do(AskExtension, reason="案情复杂").do(ApproveExtension, "colleague")
    accepted.do(ReplyToGrievance, day=date(2026, 9, 3), text="已补发")
    accepted.do(CloseGrievance, "colleague", outcome=Outcome.EXPLAINED)
    decide(ask(accepted, "2026-09-03", "third"), "third", Decision.REVOKED)
    assert accepted.now.extension == 0
    accepted.do(AskExtension, reason="证人未到").do(ApproveExtension, "colleague")
    assert accepted.now.extension == 30
    with pytest.raises(Refused, match="there is only one"):
        accepted.do(AskExtension, reason="再次申请")


def test_reviews_of_an_earlier_handling_do_not_count(closed: Any) -> None:
    decide(ask(closed, "2026-09-20", "third"), "third", Decision.REVOKED)
    closed.do(ReplyToGrievance, day=date(2026, 9, 20), text="重新答复").do(CloseGrievance, "colleague")
    ask(closed, "2026-09-21", "third")
    assert [each.level.value for each in closed.clerk.find(Query("review"))] == ["first", "first"]


@pytest.mark.parametrize(
    ("decision", "outcome"), [(Decision.UPHELD, Outcome.RESOLVED), (Decision.CHANGED, None)]
)  # fmt: skip
def test_a_new_outcome_belongs_to_a_change(closed: Any, decision: Decision, outcome: Outcome | None) -> None:
    ask(closed, "2026-09-20", "third")
    with pytest.raises(Refused, match="filled in for the decision “changed”"):
        decide(closed, "third", decision, outcome=outcome)


@pytest.mark.parametrize("reviewer", ["clerk", "colleague"])
def test_who_handled_answered_or_closed_it_does_not_review_it(closed: Any, reviewer: str) -> None:
    with pytest.raises(Refused, match="had no part in it"):
        ask(closed, "2026-09-20", reviewer)
    ask(closed, "2026-09-20", "third")
    with pytest.raises(Refused, match="second officer"):
        decide(closed, reviewer, Decision.UPHELD)


def test_the_second_review_is_by_yet_another_officer_and_there_is_no_third(closed: Any) -> None:
    decide(ask(closed, "2026-09-20", "third"), "third", Decision.UPHELD)
    with pytest.raises(Refused, match="had no part in it"):
        ask(closed, "2026-09-25", "third")
    ask(closed, "2026-09-25", "fourth")
    with pytest.raises(Refused, match="second officer"):
        decide(closed, "third", Decision.UPHELD)
    decide(closed, "fourth", Decision.UPHELD)
    with pytest.raises(Refused, match="there is no third"):
        ask(closed, "2026-09-26", "fourth")
    assert closed.site.store.check() is None


def test_a_review_is_decided_once(closed: Any) -> None:
    decide(ask(closed, "2026-09-20", "third"), "third", Decision.UPHELD)
    with pytest.raises(Refused, match="done on 2026-09-20 already"):
        decide(closed, "third", Decision.UPHELD)


def test_a_refusal_to_accept_can_be_reviewed_too(case: Any, colleague: Callable[..., Any]) -> None:
    case.officers["third"] = colleague("third", "clerk")
    case.do(DeclineGrievance, told="不受理")
    decide(ask(case, "2026-09-02", "third"), "third", Decision.UPHELD)
    assert case.now.stage == Stage.DECLINED
    decide_again = ask(case, "2026-09-03", "colleague")
    decide(decide_again, "colleague", Decision.REVOKED)
    assert (case.now.stage, case.now.accepted) == (Stage.ACCEPTED, date(2026, 9, 3))


def test_no_review_before_it_was_settled_or_tomorrow(closed: Any) -> None:
    for day in (date(2026, 9, 11), date(2026, 9, 13)):
        with pytest.raises(Refused, match="must lie between"):
            closed.do(AskReview, asked=day, reason="x", reviewer=closed.officers["third"].officer)


# Whether the term was kept

ENDED: dict[str, tuple[list[tuple[str, type[Action], dict[str, Any]]], WithinTerm | None]] = {
    "open": ([], None),
    "answered on the last day": (
        [("2026-11-02", ReplyToGrievance, {"day": date(2026, 11, 2), "text": "x"}), ("2026-12-01", CloseGrievance, {})],
        WithinTerm.IN_TIME,
    ),
    "answered a day late": (
        [("2026-11-03", ReplyToGrievance, {"day": date(2026, 11, 3), "text": "x"}), ("2026-11-03", CloseGrievance, {})],
        WithinTerm.LATE,
    ),
}


@pytest.mark.parametrize(("deeds", "within_term"), ENDED.values(), ids=ENDED)
def test_the_term_is_kept_by_the_reply(
    accepted: Any, deeds: list[tuple[str, type[Action], dict[str, Any]]], within_term: WithinTerm | None
) -> None:
    for day, action, arguments in deeds:
        accepted.on(day).do(action, **arguments)
    assert accepted.now.within_term == within_term


@pytest.mark.parametrize(("day", "within_term"), [("2026-09-16", WithinTerm.IN_TIME), ("2026-09-17", WithinTerm.LATE)])
def test_the_term_to_accept_is_kept_by_turning_it_away_in_time(case: Any, day: str, within_term: WithinTerm) -> None:
    assert case.on(day).do(DeclineGrievance, told="不受理").now.within_term == within_term


def test_who_notes_that_a_review_is_asked_for_is_not_to_decide_it(closed: Any) -> None:
    third = closed.officers["third"].officer
    with pytest.raises(Refused, match="Who notes that a review is asked for"):
        closed.do(AskReview, "third", asked=date(2026, 9, 12), reason="不服", reviewer=third)
