"""Opening a care file: what is due from then on, who is told, and who helps."""

from collections.abc import Callable
from datetime import date

import pytest
from pydantic import BaseModel

from core.desks.care.helping import PlanSupport
from core.desks.care.opening import AssignHelper, OpenCareFile, PostponeTelling, RecordTold
from core.model.deadline import DeadlineStatus
from core.model.record import columns
from core.office.office import Office
from tests.support.care_case import FILE_KINDS, UNTOLD, Case

# Boundary


@pytest.mark.parametrize("model", FILE_KINDS, ids=lambda kind: kind.kind)
def test_no_field_is_a_figure_about_a_person(model: type[BaseModel]) -> None:
    figures = {name for name, column in columns(model).items() if column.type in (int, float)}
    assert not figures - {"size"}  # of a paper's file, in bytes


# Opening


def test_opening_sets_check_in_and_review_from_the_policy_pack(case: Case) -> None:
    assert (case.now.next_checkin, case.now.next_review) == (date(2026, 10, 1), date(2026, 11, 30))
    assert (case.now.name, case.now.unit) == ("张三", "c" * 32)


@pytest.mark.parametrize(("attention", "day"), [("routine", 1), ("closer", 15), ("urgent", 8)])
def test_attention_sets_how_often_to_check_in(empty: Case, attention: str, day: int) -> None:
    checkin = empty.open(attention=attention).now.next_checkin
    assert checkin == date(2026, 10 if attention == "routine" else 9, day)


def test_the_person_is_told_or_it_is_decided_by_whom_and_until_when(empty: Case) -> None:
    decided = {**UNTOLD, "untold_by": empty.officers["supervisor"].officer}
    assert "Say when the person was told" in empty.refused(OpenCareFile, "clerk", **{**empty.usual, "told": None})
    assert "Name the officer" in empty.refused(OpenCareFile, "clerk", **{**empty.usual, **UNTOLD})
    late = {**decided, "untold_until": date(2026, 10, 2)}
    assert "by 2026-10-01" in empty.refused(OpenCareFile, "clerk", **{**empty.usual, **late})
    empty.open(**decided)
    assert ("care_file", date(2026, 9, 20)) in empty.due()


def test_whoever_is_not_told_in_time_shows_red(empty: Case) -> None:
    empty.open(**UNTOLD, untold_by=empty.officers["supervisor"].officer)
    assert empty.standing == DeadlineStatus.ON_TIME
    assert empty.on("2026-09-18").standing == DeadlineStatus.DUE_SOON
    assert empty.on("2026-09-21").standing == DeadlineStatus.LATE


def test_telling_ends_the_reminder_and_can_be_put_off_only_by_decision(empty: Case) -> None:
    empty.open(**UNTOLD, untold_by=empty.officers["supervisor"].officer)
    empty.do(PostponeTelling, "supervisor", untold_reason="手术在即", untold_until=date(2026, 9, 25))
    assert ("care_file", date(2026, 9, 25)) in empty.due()
    empty.on("2026-09-10").do(RecordTold, told=date(2026, 9, 10))
    assert empty.now.told == date(2026, 9, 10)
    assert {day for _, day in empty.due()} == {date(2026, 10, 1), date(2026, 11, 30)}
    assert "was done on" in empty.refused(RecordTold, told=date(2026, 9, 10))
    assert "was told on" in empty.refused(
        PostponeTelling, "supervisor", untold_reason="x", untold_until=date(2026, 9, 25)
    )


def test_a_person_has_one_open_file(case: Case) -> None:
    assert "open file" in case.refused(OpenCareFile, "clerk", **{**case.usual, "target": "d" * 32})


def test_helper_and_supervisor_are_two_who_may_read_it_and_not_the_person(
    case: Case, colleague: Callable[..., Office]
) -> None:
    supervisor = case.officers["supervisor"].officer
    assert "two officers" in case.refused(AssignHelper, "clerk", helper=supervisor, supervisor=supervisor)
    handler = colleague("承办", "handler").officer
    assert "no role" in case.refused(AssignHelper, "clerk", helper=handler, supervisor=supervisor)


def test_a_new_helper_takes_over_what_is_open(case: Case) -> None:
    case.do(PlanSupport, what="困难补助", helper=case.officers["helper"].officer, due=date(2026, 9, 10))
    stranger = case.officers["stranger"].officer
    case.do(AssignHelper, "clerk", helper=stranger, supervisor=case.now.supervisor)
    assert ("care_support", date(2026, 9, 10)) in case.due("stranger")
    assert case.due("helper") == set()
