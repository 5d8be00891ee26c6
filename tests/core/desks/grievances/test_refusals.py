"""What is refused at the grievance desk, before a grievance is accepted and in hand."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core.desks.grievances import (
    AcceptGrievance,
    AssignGrievance,
    PauseGrievance,
    RegisterGrievance,
    ReplyToGrievance,
    StepKind,
    SuperviseGrievance,
    TakeStep,
)
from core.model.action import Action
from core.model.query import Query
from core.office.refusals import Refused
from tests.support.grievance_case import RECEIVED, Case

REFUSED: dict[str, tuple[type[Action], dict[str, Any], str]] = {
    "accepted before it came in": (AcceptGrievance, {"accepted": RECEIVED - timedelta(1)}, "must lie between"),
    "accepted tomorrow": (AcceptGrievance, {"accepted": date(2026, 9, 4)}, "must lie between"),
    "accepted for nobody": (AcceptGrievance, {"accepted": RECEIVED, "handler": "b" * 32}, "one of the officers"),
    "assigned to nobody": (AssignGrievance, {"handler": "b" * 32}, "one of the officers"),
}

REFUSED_IN_HAND: dict[str, tuple[type[Action], dict[str, Any], str]] = {
    "a pause that ends today": (
        PauseGrievance,
        {"pause_reason": "x", "paused_until": date(2026, 9, 3)},
        "must end after today",
    ),
    "a pause beyond the bound": (
        PauseGrievance,
        {"pause_reason": "x", "paused_until": date(2026, 12, 3)},
        "by 2026-12-02",
    ),
    "a step before it came in": (TakeStep, {"day": date(2026, 8, 31), "text": "x"}, "must lie between"),
    "a step of tomorrow": (TakeStep, {"day": date(2026, 9, 4), "text": "x"}, "must lie between"),
    "a next step without a day": (TakeStep, {"day": RECEIVED, "text": "x", "next": "y"}, "needs both"),
    "a day without a next step": (TakeStep, {"day": RECEIVED, "text": "x", "next_due": RECEIVED}, "needs both"),
    "a reply as a step": (TakeStep, {"day": RECEIVED, "text": "x", "step": StepKind.REPLY}, "Reply to grievance"),
    "a reply before it came in": (ReplyToGrievance, {"day": date(2026, 8, 31), "text": "x"}, "must lie between"),
    "an answer due yesterday": (SuperviseGrievance, {"instruction": "x", "due": date(2026, 9, 2)}, "has passed"),
}


@pytest.mark.parametrize(("action", "arguments", "why"), REFUSED.values(), ids=REFUSED)
def test_refused_before_it_is_accepted(case: Case, action: type[Action], arguments: dict[str, Any], why: str) -> None:
    case.on("2026-09-03")
    with pytest.raises(Refused, match=why):
        case.do(action, **arguments)


@pytest.mark.parametrize(("action", "arguments", "why"), REFUSED_IN_HAND.values(), ids=REFUSED_IN_HAND)
def test_refused_in_hand(accepted: Case, action: type[Action], arguments: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        accepted.do(action, "colleague" if action is SuperviseGrievance else "clerk", **arguments)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"received": datetime(2026, 9, 2, 8)}, "still to come"),
        ({"category": "不在树上"}, "not on the tree"),
        ({"number": "2026-000001"}, "already"),
    ],
)
def test_refused_at_registration(case: Case, given: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        case.clerk.do(RegisterGrievance(**{"received": datetime(2026, 9, 1, 8), "subject": "x", **given}))


def test_numbers_run_through_the_year(case: Case) -> None:
    for year in (2026, 2025, 2026):
        case.clerk.do(RegisterGrievance(received=datetime(year, 3, 1), subject="x"))
    assert sorted(each.number for each in case.clerk.find(Query("grievance"))) == [
        "2025-000001", "2026-000001", "2026-000002", "2026-000003",
    ]  # fmt: skip
