"""Secret meetings: planned, approved by another, ten checks, every paper back, closed by another."""

from datetime import date, datetime
from typing import Any

import pytest

from core.desks.areas.meetings import (
    AnswerMeeting,
    ApproveMeeting,
    CancelMeeting,
    CloseMeeting,
    HoldMeeting,
    PlanMeeting,
    TakePapersBack,
)
from core.desks.areas.vocabulary import MeetingStage
from core.model.printout import papers_of
from core.office.refusals import NotAllowed
from core.rules.checklist import Result
from core.values.classification import Classification
from tests.support.area_case import AreaCase

MEETING = "7" * 32
HELD = date(2026, 9, 3)


def planned(case: AreaCase, **given: Any) -> AreaCase:
    usual = {
        "name": "方案评审会",
        "level": Classification.CONFIDENTIAL,
        "at": datetime(2026, 9, 3, 14),
        "area": case.area,
        "lead": case.id("clerk"),
        "attending": "各部门负责人",
        "plan": "方案〔2026〕1号",
    }
    return case.do(PlanMeeting, **usual | {"target": MEETING} | given)


def held(case: AreaCase, back: int = 10) -> AreaCase:
    planned(case).do(ApproveMeeting, "supervisor", target=MEETING).on("2026-09-03", 17)
    papers = {"printed": 12, "given": 10, "back": back, "papers_with": case.id("clerk")}
    return case.do(HoldMeeting, target=MEETING, held=HELD, **papers)


def answered(case: AreaCase) -> AreaCase:
    for item in case.officers["clerk"].policy.checklist("secret_meeting"):
        case.do(AnswerMeeting, target=MEETING, item=item, result=Result.MET)
    return case


def test_it_goes_from_its_plan_to_its_closed_record(case: AreaCase) -> None:
    answered(held(case)).do(CloseMeeting, "supervisor", target=MEETING)
    meeting = case.last("secret_meeting")
    assert (meeting.stage, meeting.closed_by) == (MeetingStage.CLOSED, case.id("supervisor"))


def test_the_plan_is_approved_by_another(case: AreaCase) -> None:
    case.do(PlanMeeting, "all", target=MEETING, name="x", level="secret", at=datetime(2026, 9, 9, 9), area=case.area,
            lead=case.id("clerk"), attending="x", plan="y")  # fmt: skip
    assert "second officer" in case.refused(ApproveMeeting, "all", target=MEETING)


def test_it_is_held_in_an_area_in_force_whose_level_is_not_below_its_own(empty: AreaCase) -> None:
    case = empty.proposed(level=Classification.SECRET)
    assert "area in force" in _refused(case)
    case.warded().approved().in_force()
    assert "below that of the meeting" in _refused(case)


def _refused(case: AreaCase) -> str:
    with pytest.raises(Exception, match=r"area in force|below") as refusal:
        planned(case)
    return str(refusal.value)


def test_nothing_is_closed_with_a_check_open_or_a_paper_out(case: AreaCase) -> None:
    held(case, back=9)
    assert "Not answered yet: M01" in case.refused(CloseMeeting, "supervisor", target=MEETING)
    answered(case)
    assert "not back: 1" in case.refused(CloseMeeting, "supervisor", target=MEETING)
    case.do(TakePapersBack, target=MEETING, back=10).do(CloseMeeting, "supervisor", target=MEETING)


def test_whoever_kept_the_record_does_not_close_it(case: AreaCase) -> None:
    planned(case).do(ApproveMeeting, "supervisor", target=MEETING).on("2026-09-03", 17)
    answered(case.do(HoldMeeting, "all", target=MEETING, held=HELD))
    assert "second officer" in case.refused(CloseMeeting, "all", target=MEETING)


def test_more_papers_do_not_come_back_than_went_out(case: AreaCase) -> None:
    with pytest.raises(Exception, match="More papers came back"):
        held(case, back=11)


def test_it_is_due_of_its_lead_then_of_whoever_closes(case: AreaCase) -> None:
    planned(case)
    assert ("secret_meeting", date(2026, 9, 1)) in case.due("supervisor")
    case.do(ApproveMeeting, "supervisor", target=MEETING)
    assert ("secret_meeting", HELD) in case.due("clerk")
    case.on("2026-09-03", 17).do(HoldMeeting, target=MEETING, held=HELD)
    assert ("secret_meeting", date(2026, 9, 8)) in case.due("supervisor")


def test_it_is_cancelled_before_it_is_held(case: AreaCase) -> None:
    assert planned(case).do(CancelMeeting, target=MEETING).last("secret_meeting").stage == MeetingStage.CANCELLED


@pytest.mark.parametrize("who", ["gate", "keeper"])
def test_keepers_and_the_gate_learn_of_no_meeting(who: str, case: AreaCase) -> None:
    planned(case)
    assert case.all("secret_meeting", who) == []
    with pytest.raises(NotAllowed):
        case.do(CancelMeeting, who, target=MEETING)


def test_its_record_is_printed_with_every_check(case: AreaCase) -> None:
    answered(held(case))
    (paper,) = papers_of("secret_meeting")
    printed = str(paper.draw(case.officers["clerk"], MEETING, str))
    assert "方案评审会" in printed
    assert "休会期间会场有人值守" in printed
