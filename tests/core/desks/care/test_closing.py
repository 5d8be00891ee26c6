"""Reviewing and closing a care file, and for how long it is kept."""

from datetime import date

from core.desks.care.deciding import CloseFile, ReviewFile
from core.desks.care.helping import PlanSupport
from core.desks.care.objecting import RecordObjection
from core.desks.care.vocabulary import Attention, FileStage
from core.model.deadline import DeadlineStatus
from core.values.dates import months_later
from tests.support.care_case import UNTOLD, Case, close


def test_a_review_counts_ninety_days_on(case: Case) -> None:
    case.on("2026-11-28").do(ReviewFile, attention=Attention.CLOSER, reasons="负担加重")
    assert (case.now.next_review, case.now.attention) == (date(2027, 2, 26), Attention.CLOSER)
    assert case.part("care_review").decision == "change"


def test_closing_asks_that_nothing_is_left_open(empty: Case) -> None:
    empty.open(**UNTOLD, untold_by=empty.officers["supervisor"].officer)
    empty.do(PlanSupport, what="补助", helper=empty.officers["helper"].officer, due=date(2026, 9, 20))
    empty.do(RecordObjection, day=date(2026, 9, 1), text="事实有误")
    refusal = empty.refused(CloseFile, "clerk", closed_reason="x")
    for reason in ("not been told", "not finished", "not answered"):
        assert reason in refusal


def test_a_closed_file_is_kept_for_the_months_of_the_policy_pack(case: Case) -> None:
    close(case)
    assert (case.now.stage, case.now.keep_until) == (FileStage.CLOSED, date(2028, 9, 10))
    assert case.due() == set()
    assert case.due("clerk") == {("care_file", date(2028, 9, 11))}
    assert case.on("2028-09-10").standing is None
    assert case.on("2028-09-11").standing == DeadlineStatus.LATE
    assert "Kept until 2028-09-10 because closed 2026-09-10 + 24 months" in str(case.now.explain())


def test_months_end_where_the_month_ends() -> None:
    assert months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_later(date(2026, 12, 31), 24) == date(2028, 12, 31)
