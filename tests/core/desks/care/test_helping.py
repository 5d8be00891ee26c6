"""Helping: attention, check-ins and support, and when the next of them is due."""

from datetime import date, timedelta
from typing import Any

from core.desks.administration.officers import ChangeRoles
from core.desks.care.helping import FinishSupport, OpenLegalAid, PlanSupport, RecordCheckIn
from core.desks.care.opening import AmendCareFile, AssignHelper, ChangeAttention
from core.desks.care.records import CareFile
from core.desks.care.vocabulary import Attention, Basis, Measure
from core.desks.grid.handover import HandOver
from core.desks.people.people import AddPerson
from core.model.action import amend
from core.model.deadline import DeadlineStatus
from core.model.query import Is, Query
from core.office.office import Office
from tests.support.care_case import FILE, Case

# Attention, check-ins


def test_a_file_explains_its_dates(case: Case) -> None:
    case.on("2026-09-10").do(RecordCheckIn, day=date(2026, 9, 9), needs="无")
    case.on("2026-09-20").do(ChangeAttention, attention=Attention.CLOSER, attention_reason="手术在即")
    assert str(case.now.explain()) == (
        "Check-in 2026-10-04 because 2026-09-20 + 14 days (closer); review 2026-11-30 because 2026-09-01 + 90 days."
    )


def test_a_helper_who_may_no_longer_read_leaves_the_file_to_be_given_to_another(case: Case, office: Office) -> None:
    unhelped = Query("care_file", CareFile.filters(case.officers["clerk"].context())["without helper"])
    assert case.officers["clerk"].count(unhelped) == 0
    helper = case.officers["helper"].officer
    (account,) = office.find(Query("account", Is("officer", (helper,))))
    office.do(ChangeRoles(target=account.id, roles=("handler",)))
    unhelped = Query("care_file", CareFile.filters(case.officers["clerk"].context())["without helper"])
    assert case.officers["clerk"].count(unhelped) == 1
    assert "no role" in case.refused(AssignHelper, "clerk", helper=helper, supervisor=case.now.supervisor)


def test_files_go_along_when_all_work_of_a_person_is_handed_over(case: Case, office: Office) -> None:
    for place, officer in enumerate(("helper", "stranger", "auditor")):
        person = f"{place:032x}"
        office.do(AddPerson(target=person, name=officer))
        record = office.get("officer", case.officers[officer].officer)
        with case.site.store.transaction():
            case.site.store.write([amend(record, person=person)], officer=office.officer, action="test")
    case.officers["first"] = office
    case.on("2026-09-10")
    given: dict[str, Any] = {"target": f"{0:032x}", "day": date(2026, 9, 10)}
    assert "no role that reads care files" in case.refused(HandOver, "first", to=f"{2:032x}", **given)
    case.do(HandOver, "first", to=f"{1:032x}", **given)
    assert case.now.helper == case.officers["stranger"].officer


def test_more_attention_brings_the_check_in_forward_and_less_puts_none_off(case: Case) -> None:
    case.on("2026-09-10").do(ChangeAttention, attention=Attention.URGENT, attention_reason="负债上门")
    assert case.now.next_checkin == date(2026, 9, 17)
    case.on("2026-09-20").do(ChangeAttention, attention=Attention.ROUTINE, attention_reason="已协商")
    assert case.now.next_checkin == date(2026, 9, 17)
    assert case.standing == DeadlineStatus.LATE


def test_a_check_in_sets_the_next_one(case: Case) -> None:
    case.on("2026-09-10").do(RecordCheckIn, day=date(2026, 9, 9), needs="陪护假", agreed="申请五天")
    assert case.now.next_checkin == date(2026, 10, 9)
    assert case.part("care_checkin").next == date(2026, 10, 9)
    case.do(RecordCheckIn, day=date(2026, 9, 10), needs="无", next=date(2026, 9, 20))
    assert case.now.next_checkin == date(2026, 9, 20)
    assert "by 2026-10-10" in case.refused(RecordCheckIn, day=date(2026, 9, 10), needs="x", next=date(2026, 10, 11))
    assert "must lie between" in case.refused(RecordCheckIn, day=date(2026, 8, 31), needs="x")


# Support


def check_in(case: Case, day: str, **more: Any) -> None:
    case.do(RecordCheckIn, day=date.fromisoformat(day), needs="陪护", **more)


def test_the_newest_check_in_decides_when_the_next_one_is(case: Case) -> None:
    check_in(case.on("2026-09-20"), "2026-09-20")
    before = (case.now.next_checkin, case.now.checked)
    check_in(case, "2026-09-10")
    assert (case.now.next_checkin, case.now.checked) == before == (date(2026, 10, 20), date(2026, 9, 20))
    check_in(case.on("2026-09-25"), "2026-09-21")
    assert case.now.next_checkin == date(2026, 10, 21)


def test_an_agreed_date_stands_until_a_newer_check_in(case: Case) -> None:
    check_in(case.on("2026-09-20"), "2026-09-20", next=date(2026, 9, 25))
    check_in(case, "2026-09-15")
    check_in(case, "2026-09-14", next=date(2026, 10, 1))
    assert case.now.next_checkin == date(2026, 9, 25)
    check_in(case, "2026-09-20")  # of the same day: the later word counts
    assert case.now.next_checkin == date(2026, 10, 20)


def test_support_is_owed_by_somebody_who_knows_of_the_file(case: Case) -> None:
    plan: dict[str, Any] = {"what": "困难补助", "due": date(2026, 9, 20)}
    assert "Others must not learn" in case.refused(PlanSupport, helper=case.officers["stranger"].officer, **plan)
    case.do(PlanSupport, helper=case.officers["helper"].officer, **plan)
    assert ("care_support", date(2026, 9, 20)) in case.due()
    support = case.part("care_support").id
    case.do(FinishSupport, target=support, result="已发放", finished=date(2026, 9, 1))
    assert ("care_support", date(2026, 9, 20)) not in case.due()
    assert "already" in case.refused(FinishSupport, target=support, result="x", finished=date(2026, 9, 1))


def test_legal_aid_opens_a_grievance_that_does_not_tell_of_the_file(case: Case, office: Office) -> None:
    asked = {"measure": Measure.LEGAL_AID, "what": "x", "helper": case.officers["helper"].officer}
    assert "Open legal aid" in case.refused(PlanSupport, due=date(2026, 9, 20), **asked)
    case.do(OpenLegalAid, subject="民间借贷", petitioner="张三", due=date(2026, 10, 1))
    (grievance,) = office.find(Query("grievance"))
    assert case.part("care_support").grievance == grievance.id
    told = [(entry.change.body.action, str(entry.change.body.fields)) for entry in office.history(grievance)]
    assert [action for action, _ in told] == ["register_grievance"]
    assert FILE not in str(told)
    assert grievance.subject == "民间借贷"


def test_amending_keeps_history_and_the_store_is_sound(case: Case) -> None:
    case.do(AmendCareFile, basis=Basis.DEBT, facts="住院欠费", plan="申请救助")
    assert case.now.plan == "申请救助"
    assert case.now.opened + timedelta(days=30) == case.now.next_checkin
    assert case.site.store.check() is None
