"""An area in force is changed or revoked, by two officers; a revoked one owes nothing any more."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import pytest

from core.desks.areas.allowed import AllowPerson, ApproveAccess
from core.desks.areas.changing import ApproveAreaChange, ApproveRevocation, AskAreaChange, AskRevocation
from core.desks.areas.reviewing import NoteExposure
from core.desks.areas.rounds import CheckArea
from core.desks.areas.vocabulary import AreaStage, Direction, Exposing, Rounds, Severity
from core.model.context import Context
from core.rules import standing_in
from core.values.sentence import Sentence, say
from tests.support.area_case import AreaCase


def change(case: AreaCase, **given: Any) -> dict[str, Any]:
    return AskAreaChange.suggest(case.now, case.officers["clerk"].context()) | {"reason": "调整"} | given


def test_a_change_holds_once_another_officer_has_approved_it(case: AreaCase) -> None:
    case.do(AskAreaChange, **change(case, place="主楼401室", escort=True))
    request = case.last("area_change").id
    assert case.now.place == "主楼302室"
    case.on("2026-09-03").do(ApproveAreaChange, "supervisor", target=request)
    assert (case.now.place, case.now.escort, case.now.changed) == ("主楼401室", True, date(2026, 9, 3))


def test_whoever_asked_does_not_approve_it(case: AreaCase) -> None:
    case.do(AskAreaChange, "all", **change(case, escort=True))
    assert "second officer" in case.refused(ApproveAreaChange, "all", target=case.last("area_change").id)


def test_a_change_that_changes_nothing_is_refused(case: AreaCase) -> None:
    assert "Nothing is changed" in case.refused(AskAreaChange, **change(case))


def test_other_rounds_are_asked_for_from_the_day_they_are_approved_and_not_while_some_are_owed(case: AreaCase) -> None:
    case.on("2026-10-05")
    assert "Rounds of checks are owed: 1" in case.refused(AskAreaChange, **change(case, rounds=Rounds.WEEKLY))
    case.do(CheckArea, at=datetime(2026, 9, 20, 9)).do(AskAreaChange, **change(case, rounds=Rounds.WEEKLY))
    case.do(ApproveAreaChange, "supervisor", target=case.last("area_change").id)
    assert case.now.due == date(2026, 10, 11)


def revoked(case: AreaCase) -> AreaCase:
    case.do(AskRevocation, reason="搬迁")
    return case.do(ApproveRevocation, "supervisor", target=case.last("area_revocation").id)


def test_a_revoked_area_owes_nothing_any_more(case: AreaCase) -> None:
    case.do(AllowPerson, "keeper", person="b" * 32, reason="x", until=date(2026, 9, 30))
    case.do(ApproveAccess, "clerk", target=case.last("area_access").id)
    case.do(
        NoteExposure, place="北侧建筑", exposed_by=Exposing.SIGHT, severity=Severity.LOW, direction=Direction.NORTH,
        measures="窗帘", due=date(2026, 9, 20),
    )  # fmt: skip
    revoked(case.on("2026-11-20"))
    assert (case.now.stage, case.now.due) == (AreaStage.REVOKED, None)
    theirs = {"area", "control", "area_access", "exposure"}
    for officer in ("clerk", "keeper", "supervisor"):
        assert {kind for kind, _day in case.due(officer)} & theirs == set()
    assert {each.stage for each in case.all("area_access")} == {"ended"}
    assert all(each.removed for each in case.all("control"))


def test_an_area_in_which_something_stands_is_not_revoked_V8(  # noqa: N802 - the code of the rule
    case: AreaCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.do(AskRevocation, reason="搬迁")

    def carriers(area: str, context: Context) -> Iterable[Sentence]:
        yield say("ZT-2026-0007 stands there.")

    monkeypatch.setitem(standing_in.STANDING, "carriers", carriers)
    request = case.last("area_revocation").id
    assert "ZT-2026-0007" in case.refused(ApproveRevocation, "supervisor", target=request)
    monkeypatch.delitem(standing_in.STANDING, "carriers")
    case.do(ApproveRevocation, "supervisor", target=request)
