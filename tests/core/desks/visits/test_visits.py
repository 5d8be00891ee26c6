"""A visit from asking to leaving: review, entry, overstay, head count, badge, and what is forgotten."""

from datetime import date, datetime

import pytest

from core.desks.visits.asking import AmendVisit, CancelVisit
from core.desks.visits.badge_keeping import ReportBadgeLost
from core.desks.visits.coming_unasked import AdmitOfficials
from core.desks.visits.erasing import EraseDocument, EraseVisit
from core.desks.visits.gate import LetIn, LetOut, NoteNoShow, TakeBadgeBack
from core.desks.visits.reviewing import (
    ApproveSecond,
    ApproveVisit,
    RefuseSecond,
    RefuseVisit,
    ReturnVisit,
    ReviewAfterwards,
)
from core.desks.visits.staying import ExtendVisit
from core.desks.visits.vocabulary import BadgeStage, VisitStage
from core.model.change import PURGE
from core.model.deadline import DeadlineStatus
from core.model.printout import PAPERS
from core.model.query import Is, Query
from core.office.day_list import DayList, DaySection
from core.values.ids import new_id
from tests.support.gatehouse import NUMBER, Gatehouse

# Review


def test_numbers_are_counted_by_year_and_never_given_twice(gate: Gatehouse) -> None:
    assert [gate.ask().now.number for _ in range(2)] == ["LF-2026-0001", "LF-2026-0002"]


def test_a_visit_is_to_be_reviewed_by_the_working_day_before_it(gate: Gatehouse) -> None:
    gate.ask(planned_in=datetime(2026, 11, 30, 9), planned_out=datetime(2026, 11, 30, 10))
    assert gate.now.review_by == date(2026, 11, 27)
    assert gate.at("10:00", "2026-11-27").standing == DeadlineStatus.DUE_SOON
    assert gate.at("10:00", "2026-11-28").standing == DeadlineStatus.LATE


def test_the_review_stands_in_the_day_of_who_may_decide_it_and_of_nobody_else(gate: Gatehouse) -> None:
    gate.ask()
    asked = ("keeper", "clerk", "other keeper", "gate", "host", "supervisor")
    assert {by for by in asked if decisions(gate, by)} == {"keeper", "clerk"}


def decisions(gate: Gatehouse, by: str) -> int:
    parts = DayList(gate.officers[by]).parts
    return sum(part.entries for part in parts if part.section is DaySection.DECISIONS)


def test_what_is_returned_is_completed_by_who_asked_and_reviewed_anew(gate: Gatehouse) -> None:
    gate.ask()
    gate.do(ReturnVisit, "keeper", reason="写明事由")
    assert gate.now.stage == VisitStage.RETURNED
    gate.do(AmendVisit, "host", **gate.wanted(), purpose_text="设备调试")
    assert (gate.now.stage, gate.now.purpose_text) == (VisitStage.ASKED, "设备调试")


@pytest.mark.parametrize(
    ("action", "by", "stage"),
    [(RefuseVisit, "keeper", VisitStage.REFUSED), (CancelVisit, "host", VisitStage.CANCELLED)],
)
def test_what_does_not_come_is_kept_for_its_months_all_the_same(
    gate: Gatehouse, action: type[RefuseVisit], by: str, stage: VisitStage
) -> None:
    gate.ask()
    gate.do(action, by, reason="时间冲突")
    assert (gate.now.stage, gate.now.erase_on) == (stage, date(2028, 11, 23))


@pytest.mark.parametrize(("area", "given"), [("vault", {}), ("office", {"foreign": True})])
def test_the_highest_level_and_visitors_from_abroad_need_a_supervisor_besides(
    gate: Gatehouse, area: str, given: dict[str, bool]
) -> None:
    gate.ask(area, **given)
    gate.do(ApproveVisit, "clerk")
    assert gate.now.stage == VisitStage.REVIEWED
    gate.do(ApproveSecond, "supervisor")
    assert gate.now.stage == VisitStage.APPROVED


def test_a_supervisor_may_refuse_what_was_reviewed(gate: Gatehouse) -> None:
    gate.ask("vault")
    gate.do(ApproveVisit, "clerk")
    gate.do(RefuseSecond, "supervisor", reason="近期不安排")
    assert gate.now.stage == VisitStage.REFUSED


def test_only_who_asked_reads_it_besides_those_who_work_with_all(gate: Gatehouse) -> None:
    gate.ask()
    seen = {by: len(gate.officers[by].find(Query("visit"))) for by in ("host", "gate", "supervisor", "clerk")}
    assert seen == {"host": 1, "gate": 1, "supervisor": 1, "clerk": 1}


# Inside


def test_who_is_inside_is_counted_until_the_last_has_gone(gate: Gatehouse) -> None:
    gate.inside(people=3, type="group").out(left=2)
    assert (gate.now.stage, gate.now.inside) == (VisitStage.INSIDE, 1)
    gate.out(left=1)
    assert (gate.now.stage, gate.now.inside) == (VisitStage.CLOSED, 0)


@pytest.mark.parametrize(
    ("hour", "standing"),
    [("11:29", DeadlineStatus.DUE_SOON), ("11:30", DeadlineStatus.LATE), ("11:31", DeadlineStatus.LATE)],
)
def test_an_overstay_is_late_half_an_hour_after_the_planned_time(
    gate: Gatehouse, hour: str, standing: DeadlineStatus
) -> None:
    gate.inside().at(hour, "2026-11-24")
    assert gate.standing == standing
    late = standing is DeadlineStatus.LATE
    filters = type(gate.now).filters(gate.officers["gate"].context())
    found = {word: gate.officers["gate"].count(Query("visit", filters[word])) for word in ("late", "overstay")}
    assert found["late"] == late
    sections = {part.section: part.entries for part in DayList(gate.officers["gate"]).parts}
    assert sections == ({DaySection.OVERDUE: 1} if late else {DaySection.TODAY: 1})


def test_who_may_stay_longer_is_no_overstay(gate: Gatehouse) -> None:
    gate.inside().at("11:00", "2026-11-24")
    assert "later time" in gate.refused(ExtendVisit, "keeper", planned_out=datetime(2026, 11, 24, 10, 30))
    gate.do(ExtendVisit, "keeper", planned_out=datetime(2026, 11, 24, 17))
    assert gate.now.late_from == datetime(2026, 11, 24, 17, 30)


def test_a_badge_that_is_not_back_keeps_the_visit_open_until_it_is(gate: Gatehouse) -> None:
    gate.inside(badge="B1").at("11:00", "2026-11-24").out(left=1, badge_returned=False)
    assert (gate.now.stage, gate.standing) == (VisitStage.OUT, DeadlineStatus.DUE_SOON)
    assert gate.at("08:00", "2026-11-25").standing == DeadlineStatus.LATE
    gate.do(TakeBadgeBack, "gate")
    assert gate.now.stage == VisitStage.CLOSED
    assert gate.officers["gate"].get("badge", gate.people["B1"]).stage == BadgeStage.IN


def test_a_badge_that_is_lost_is_waited_for_no_more(gate: Gatehouse) -> None:
    gate.inside(badge="B1").out(left=1, badge_returned=False)
    gate.do(ReportBadgeLost, "gate", target=gate.people["B1"], how="来访人员遗失")
    assert gate.now.stage == VisitStage.CLOSED


def test_who_did_not_come_is_noted_once_they_could_have(gate: Gatehouse) -> None:
    gate.approved()
    assert "expected at" in gate.refused(NoteNoShow, "gate")
    gate.at("12:00", "2026-11-24").do(NoteNoShow, "gate")
    assert gate.now.stage == VisitStage.NO_SHOW


def test_officials_come_in_at_once_and_are_reviewed_on_the_same_day(gate: Gatehouse) -> None:
    given = {
        "area": gate.areas["office"], "name": "赵六", "body": "上级机关", "purpose_text": "保密检查",
        "planned_out": datetime(2026, 11, 23, 12), "document_number": NUMBER,
    }  # fmt: skip
    gate.visit = gate.do(AdmitOfficials, "gate", target=new_id(), **given)
    assert (gate.now.stage, gate.now.review_by) == (VisitStage.INSIDE, date(2026, 11, 23))
    gate.do(LetOut, "gate", left=1)
    assert gate.now.stage == VisitStage.OUT
    assert gate.at("09:00", "2026-11-24").standing == DeadlineStatus.LATE
    gate.do(ReviewAfterwards, "keeper")
    assert gate.now.stage == VisitStage.CLOSED


def test_the_evacuation_list_names_everybody_inside_by_area(gate: Gatehouse) -> None:
    gate.inside(people=3, type="group", badge="B2")
    drawn = PAPERS["evacuation_list"].draw(gate.officers["gate"], "", str)
    assert drawn.sections[0].paragraphs == ("3 people in 1 visits are inside at 2026-11-24 09:00.",)
    (row,) = drawn.sections[1].tables[0].rows
    assert drawn.sections[1].heading == "QY-office office"
    assert row[:4] == ("09:00", "王五", "某公司", "3")
    assert "B2" in row
    assert not any(NUMBER in cell for cell in row)


def test_no_paper_of_a_visit_has_the_number_of_a_document(gate: Gatehouse) -> None:
    gate.inside()
    drawn = PAPERS["visit_approval"].draw(gate.officers["clerk"], gate.visit, str)
    assert "1234" not in str(drawn)


# Forgetting


def test_the_number_of_a_document_is_erased_after_its_days_and_the_visit_stays(gate: Gatehouse) -> None:
    gate.inside().out(left=1)
    clerk = gate.officers["clerk"]
    (document,) = clerk.find(Query("visit_document"))
    assert document.erase_on == date(2027, 2, 22)
    assert "kept until 2027-02-22" in gate.refused(EraseDocument, "clerk", target=document.id)
    gate.at("09:00", "2027-02-23").do(EraseDocument, "clerk", target=document.id)
    assert clerk.find(Query("visit_document")) == []
    assert gate.now.stage == VisitStage.CLOSED
    (purged,) = clerk.find(Query(PURGE, Is("of", (document.id,))))
    assert purged.rule == "visits.document_days"


def test_a_visit_is_erased_after_its_months_once_its_document_is(gate: Gatehouse) -> None:
    gate.inside().out(left=1)
    assert "kept until 2028-11-24" in gate.refused(EraseVisit, "clerk")
    gate.at("09:00", "2028-11-25")
    assert "erase the document number" in gate.refused(EraseVisit, "clerk")
    (document,) = gate.officers["clerk"].find(Query("visit_document"))
    gate.do(EraseDocument, "clerk", target=document.id)
    gate.do(EraseVisit, "clerk")
    assert gate.officers["clerk"].find(Query("visit")) == []


def test_a_document_number_is_not_found_by_looking_for_it(gate: Gatehouse) -> None:
    from core.model.query import FullText

    gate.inside()
    assert gate.officers["clerk"].find(Query("visit", FullText(NUMBER))) == []


def test_entry_is_on_the_day_that_was_approved(gate: Gatehouse) -> None:
    gate.approved()
    assert "planned for 2026-11-24" in gate.refused(LetIn, "gate", document_number=NUMBER)
