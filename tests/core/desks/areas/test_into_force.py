"""An area comes into force: proposed, examined, approved by another, confirmed by the authority."""

from datetime import date

import pytest

from core.desks.areas.controls import RemoveControl
from core.desks.areas.proposing import (
    AmendArea,
    ApproveArea,
    ConfirmArea,
    DeclineArea,
    ExamineArea,
    ProposeArea,
    PutInForce,
    ReturnArea,
    WithdrawArea,
)
from core.desks.areas.vocabulary import AreaKind, AreaStage
from core.office.refusals import NotAllowed
from tests.support.area_case import AreaCase

DAY = date(2026, 9, 1)


def test_it_goes_its_way_stage_by_stage(empty: AreaCase) -> None:
    stages = [empty.proposed().now.stage]
    stages.append(empty.warded().do(ExamineArea).now.stage)
    stages.append(empty.do(ApproveArea, "supervisor", fixed=DAY).now.stage)
    stages.append(empty.do(ConfirmArea, confirmed=DAY, confirmed_with="密局函1号").now.stage)
    stages.append(empty.do(PutInForce, in_force=DAY).now.stage)
    assert stages == ["proposed", "examined", "approved", "confirmed", "in_force"]


def test_each_gets_the_next_number_of_the_year_and_no_number_is_given_twice(empty: AreaCase) -> None:
    assert empty.proposed().now.number == "QY-2026-0001"
    empty.proposed(target="d" * 32, name="档案室")
    assert {each.number for each in empty.all("area")} == {"QY-2026-0001", "QY-2026-0002"}
    assert "has the number qy-2026-0001" in empty.refused(
        ProposeArea, target="f" * 32, name="库房", place="附楼", number="qy-2026-0001"
    )


def test_who_proposed_or_examined_it_does_not_approve_it(empty: AreaCase) -> None:
    empty.proposed().do(ExamineArea, "all")
    assert "second officer" in empty.refused(ApproveArea, "all", fixed=DAY)
    assert empty.do(ApproveArea, "supervisor", fixed=DAY).now.stage == AreaStage.APPROVED


def test_what_is_examined_has_a_level(empty: AreaCase) -> None:
    empty.proposed(level=None)
    assert "“Amend area”" in empty.refused(ExamineArea)
    stands = {name: getattr(empty.now, name) for name in ("name", "type", "place", "keeper", "cell")}
    empty.do(AmendArea, level="secret", **stands).do(ExamineArea)
    assert empty.now.number == "QY-2026-0001"


def test_it_is_given_back_or_declined_with_the_reason(empty: AreaCase) -> None:
    empty.proposed().do(ExamineArea).do(ReturnArea, remark="补充平面图")
    assert (empty.now.stage, empty.now.examined) == (AreaStage.PROPOSED, None)
    empty.do(ExamineArea).do(DeclineArea, "supervisor", remark="不涉密")
    assert empty.now.stage == AreaStage.DECLINED
    assert empty.due("clerk") | empty.due("supervisor") == set()


def test_a_proposal_is_withdrawn_at_any_stage_before(empty: AreaCase) -> None:
    assert empty.proposed().approved().do(WithdrawArea, "keeper", remark="搬迁").now.stage == AreaStage.WITHDRAWN


def test_the_authority_confirms_key_departments_and_places_and_no_others(empty: AreaCase) -> None:
    empty.proposed().warded().approved()
    assert empty.now.confirm_by == date(2026, 10, 31)
    assert "“Confirm area”" in empty.refused(PutInForce, in_force=DAY)
    other = AreaCase(empty.officers).proposed(type=AreaKind.OTHER, name="会议室").warded().approved()
    assert (other.now.confirm_by, other.now.ready) == (None, DAY)
    assert "No authority" in other.refused(ConfirmArea, confirmed=DAY, confirmed_with="x")
    assert other.in_force().now.stage == AreaStage.IN_FORCE


@pytest.mark.parametrize(
    ("given", "controls", "missing"),
    [({"keeper": ""}, ("走廊",), "“Name area keeper”"), ({}, (), "“Add control”")],
    ids=["V7-keeper", "V7-control"],
)
def test_nothing_is_in_force_without(
    given: dict[str, str], controls: tuple[str, ...], missing: str, empty: AreaCase
) -> None:
    empty.proposed(type=AreaKind.OTHER, **given)
    if controls:
        empty.warded(*controls)
    assert missing in empty.approved().refused(PutInForce, in_force=DAY)


def test_the_last_control_of_an_area_in_force_is_not_removed_V7(case: AreaCase) -> None:  # noqa: N802 - the code of the rule
    for control in case.all("control")[1:]:
        case.do(RemoveControl, target=control.id, removed=DAY, removed_because="更换")
    (last,) = [each for each in case.all("control") if not each.removed]
    assert "last control" in case.refused(RemoveControl, target=last.id, removed=DAY, removed_because="更换")


def test_what_waits_stands_with_whoever_may_do_it(empty: AreaCase) -> None:
    assert ("area", DAY) in empty.proposed().due("clerk")
    assert ("area", DAY) not in empty.due("supervisor")
    empty.do(ExamineArea)
    assert ("area", DAY) in empty.due("supervisor")
    empty.do(ApproveArea, "supervisor", fixed=DAY)
    assert ("area", date(2026, 10, 31)) in empty.due("clerk")


def test_the_gate_reads_of_areas_and_nothing_of_what_protects_them(case: AreaCase) -> None:
    assert [each.name for each in case.all("area", "gate")] == ["机要室"]
    hidden = ("control", "area_check", "exposure", "area_survey", "area_change", "secret_meeting")
    assert {kind: case.all(kind, "gate") for kind in hidden} == {kind: [] for kind in hidden}
    with pytest.raises(NotAllowed):
        case.do(ProposeArea, "gate", target="9" * 32, name="x", place="y")
