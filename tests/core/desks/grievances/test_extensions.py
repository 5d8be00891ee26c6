"""Extensions: asked for once, decided by a second officer, and what is late stays late."""

from datetime import date
from typing import Any

import pytest

from core.desks.grievances import (
    ApproveExtension,
    AskExtension,
    CloseGrievance,
    DeclineExtension,
    Grievance,
    PauseGrievance,
    RecordPastReply,
    ReplyToGrievance,
    ResumeGrievance,
    Stage,
    WithdrawExtension,
    WithinTerm,
)
from core.model.action import Action, amend
from core.model.deadline import DeadlineStatus
from core.model.query import Query
from core.office.refusals import Refused
from core.rules.agenda import AgendaItem
from core.rules.request import RequestStage
from core.values.sentence import Sentence
from tests.support.grievance_case import Case, decide
from tests.support.site_driver import write


def test_who_asked_for_an_extension_cannot_decide_it(accepted: Case) -> None:
    accepted.do(AskExtension, reason="案情复杂")
    with pytest.raises(Refused, match="second officer"):
        accepted.do(ApproveExtension)
    with pytest.raises(Refused, match="second officer"):
        accepted.do(DeclineExtension, remark="理由不足")
    assert [each.stage for each in accepted.asked] == [RequestStage.WAITS]


@pytest.mark.parametrize("decision", [ApproveExtension, DeclineExtension])
def test_a_term_is_extended_once(accepted: Case, decision: type[Action]) -> None:
    day, by, action, arguments = decide("2026-09-03", decision)
    accepted.do(AskExtension, reason="案情复杂").on(day).do(action, by, **arguments)
    with pytest.raises(Refused, match="there is only one"):
        accepted.do(AskExtension, reason="再次申请")
    with pytest.raises(Refused, match="cannot be done at this stage"):
        accepted.do(ApproveExtension, "colleague")


def test_what_was_withdrawn_is_asked_for_again(accepted: Case) -> None:
    accepted.do(AskExtension, reason="案情复杂").do(WithdrawExtension)
    assert accepted.due() == [("grievance", date(2026, 11, 2))]
    accepted.do(AskExtension, reason="证人未到").do(ApproveExtension, "colleague")
    assert accepted.now.extension == 30


def test_an_extension_is_asked_for_once_at_a_time(accepted: Case) -> None:
    accepted.do(AskExtension, reason="案情复杂")
    with pytest.raises(Refused, match="waits for a second officer"):
        accepted.do(AskExtension, "colleague", reason="也来申请")


@pytest.mark.parametrize("action", [ReplyToGrievance, RecordPastReply])
def test_a_decision_that_came_too_late_is_no_longer_waited_for(accepted: Case, action: type[Action]) -> None:
    accepted.do(AskExtension, reason="案情复杂")
    assert len(accepted.due()) == 2
    accepted.do(action, day=date(2026, 9, 3), text="已补发")
    assert len(accepted.due()) == 1
    assert [each.stage for each in accepted.asked] == [RequestStage.WITHDRAWN]


def test_what_was_asked_for_is_not_approved_of_what_another_site_replied_to(accepted: Case) -> None:
    """The request came here after the reply: it is declined or withdrawn, and does not stay for ever."""
    accepted.do(AskExtension, reason="案情复杂")
    write(accepted.clerk, amend(accepted.now, stage=Stage.REPLIED))
    with pytest.raises(Refused, match="too late for this: the stage is “replied”"):
        accepted.do(ApproveExtension, "colleague")
    accepted.do(DeclineExtension, "colleague", remark="已答复")
    assert len(accepted.due()) == 1


LATE = "2026-11-03"
"""The day after the term of one that was accepted on 3 September."""


@pytest.mark.parametrize(
    ("day", "action", "arguments"),
    [
        (LATE, PauseGrievance, {"pause_reason": "等待鉴定", "paused_until": date(2026, 12, 1)}),
        (LATE, AskExtension, {"reason": "案情复杂"}),
    ],
)
def test_what_is_late_stays_late(accepted: Case, day: str, action: type[Action], arguments: dict[str, Any]) -> None:
    before = accepted.on(day).now
    with pytest.raises(Refused, match="The term ended on 2026-11-02"):
        accepted.do(action, **arguments)
    accepted.do(ReplyToGrievance, day=date.fromisoformat(day), text="已补发").do(CloseGrievance)
    assert (before.due, accepted.now.within_term) == (date(2026, 11, 2), WithinTerm.LATE)


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        (PauseGrievance, {"pause_reason": "等待鉴定", "paused_until": date(2026, 12, 1)}),
        (AskExtension, {"reason": "案情复杂"}),
    ],
)
def test_on_its_last_day_the_term_has_not_run_out(
    accepted: Case, action: type[Action], arguments: dict[str, Any]
) -> None:
    accepted.on("2026-11-02").do(action, **arguments)


def test_a_pause_that_was_not_ended_on_time_does_not_hide_that_the_term_ran_out(accepted: Case) -> None:
    accepted.on("2026-10-01").do(PauseGrievance, pause_reason="等待鉴定", paused_until=date(2026, 10, 11))
    accepted.on("2026-11-13")
    assert (accepted.now.stage, accepted.standing) == (Stage.PAUSED, DeadlineStatus.LATE)
    accepted.do(ResumeGrievance)
    with pytest.raises(Refused, match="The term ended on 2026-11-12"):
        accepted.do(PauseGrievance, pause_reason="再等", paused_until=date(2026, 12, 1))


def test_all_pauses_together_are_no_longer_than_the_policy_pack_lets_one_be(accepted: Case) -> None:
    accepted.do(PauseGrievance, pause_reason="等待鉴定", paused_until=date(2026, 11, 2))  # 60 of 90 days
    accepted.on("2026-11-02").do(ResumeGrievance)
    with pytest.raises(Refused, match="by 2026-12-02"):
        accepted.do(PauseGrievance, pause_reason="再等", paused_until=date(2026, 12, 3))
    accepted.do(PauseGrievance, pause_reason="再等", paused_until=date(2026, 12, 2)).on("2026-12-02").do(
        ResumeGrievance
    )
    with pytest.raises(Refused, match="paused for 90 days already, and for no more than 90 days in all"):
        accepted.do(PauseGrievance, pause_reason="再等", paused_until=date(2026, 12, 3))


def test_a_supervisor_finds_what_is_paused_with_one_word(accepted: Case) -> None:
    accepted.do(PauseGrievance, pause_reason="等待鉴定", paused_until=date(2026, 11, 2))
    paused = Grievance.filters(accepted.officers["colleague"].context())["paused"]
    assert accepted.officers["colleague"].count(Query("grievance", paused)) == 1


def offers(case: Case, by: str = "colleague") -> set[type[Action]]:
    office = case.officers[by]
    records = (case.now, *case.asked)
    found = {action for record in records for action in office.offered(record.kind, record)}
    return found & {AskExtension, ApproveExtension, DeclineExtension, WithdrawExtension}


def test_an_extension_is_offered_to_be_asked_for_once_and_to_be_decided_while_it_waits(accepted: Case) -> None:
    assert offers(accepted) == {AskExtension}
    accepted.do(AskExtension, reason="案情复杂")
    assert offers(accepted) == {ApproveExtension, DeclineExtension, WithdrawExtension}
    accepted.do(DeclineExtension, "colleague", remark="理由不足")
    assert offers(accepted) == set()


def waiting_for(case: Case, by: str) -> list[str]:
    """Return what stands in an officer's own day."""
    office = case.officers[by]
    mine = AgendaItem.filters(office.context())["mine"]
    return [Sentence.unpack(entry.what).say() for entry in office.find(Query("agenda", mine))]


def test_an_extension_that_waits_stands_on_top_of_the_day_of_who_may_decide_it_and_of_nobody_else(
    accepted: Case,
) -> None:
    accepted.do(AskExtension, reason="案情复杂")
    assert "decide the extension" in waiting_for(accepted, "colleague")
    assert "decide the extension" not in waiting_for(accepted, "clerk")  # who asked; his roles would let him
    assert accepted.clerk.may(ApproveExtension)
    assert [entry.pressing for entry in accepted.clerk.find(Query("agenda"))] == [True, False]
    accepted.do(ApproveExtension, "colleague")
    assert waiting_for(accepted, "colleague") == []
