"""Assessing: the list, the proposal, the decision of another, and the appeal with other people (C3, C4)."""

from datetime import date

import pytest

from core.desks.clearance.assessing import (
    DecideAssessment,
    ProposeFinding,
    ReturnAssessment,
    TellResult,
    WithdrawAssessment,
)
from core.desks.clearance.objecting import AssessAnew, RecordAppeal
from core.desks.clearance.vocabulary import AssessmentKind, Finding
from core.model.action import amend
from core.rules.checklist import Result
from tests.support.clearance_house import PERSON, House
from tests.support.site_driver import write


def test_every_item_is_answered_before_anything_is_proposed(house: House) -> None:
    begun = house.begun()
    assert "Not answered yet: A01" in house.refused(ProposeFinding, begun, proposal=Finding.PASS)
    house.answered(begun)
    house.do(ProposeFinding, begun, proposal=Finding.PASS)
    assert house.get("assessment", begun).stage == "proposed"


def test_what_is_not_met_is_no_pass_and_what_is_no_pass_needs_reasons(house: House) -> None:
    begun = house.begun()
    house.answered(begun, A10=Result.NOT_MET)
    assert "Not met: A10" in house.refused(ProposeFinding, begun, proposal=Finding.PASS)
    assert "Give the reasons" in house.refused(ProposeFinding, begun, proposal=Finding.FAIL)


def test_c3_who_proposed_does_not_decide(house: House) -> None:
    begun = house.begun()
    house.answered(begun)
    house.do(ProposeFinding, begun, proposal=Finding.PASS)
    record, personnel = house.get("assessment", begun), house.officers["personnel"]
    write(house.officers["clerk"], amend(record, proposer=personnel.officer))
    assert "second officer" in house.refused(DecideAssessment, begun, "personnel", finding=Finding.PASS)
    house.do(DecideAssessment, begun, "supervisor", finding=Finding.PASS)


def test_c3_the_person_decides_nothing_about_himself(house: House) -> None:
    begun = house.begun()
    house.answered(begun)
    house.do(ProposeFinding, begun, proposal=Finding.PASS)
    personnel = house.officers["personnel"]
    write(personnel, amend(personnel.get("officer", personnel.officer), person=PERSON))
    assert "is the person concerned" in house.refused(DecideAssessment, begun, "personnel", finding=Finding.PASS)


def test_what_is_incomplete_is_sent_back(house: House) -> None:
    begun = house.begun()
    house.answered(begun)
    house.do(ProposeFinding, begun, proposal=Finding.PASS)
    house.do(ReturnAssessment, begun, "personnel", returned_because="缺本人承诺")
    assert house.get("assessment", begun).stage == "drafting"


def test_a_pass_holds_until_the_review_of_its_level_and_is_told(house: House) -> None:
    assessed = house.assessed()
    record = house.get("assessment", assessed)
    assert (record.number, record.valid_until) == ("SC-2026-0001", date(2029, 3, 2))
    assert house.due("assessment") == [(date(2026, 3, 9), "tell the person the result")]
    house.told(assessed)
    assert house.due("assessment") == []


def test_a_periodic_review_puts_off_the_next_one(house: House) -> None:
    appointed = house.appointed()
    house.on("2028-12-20").assessed(assessed_as=AssessmentKind.PERIODIC)
    assert house.get("appointment", appointed).next_review == date(2031, 12, 20)


def test_a_number_is_not_given_again(house: House) -> None:
    house.do(WithdrawAssessment, house.begun(), withdrawn_because="误建")
    assert house.get("assessment", house.begun()).number == "SC-2026-0002"


@pytest.fixture
def failed(house: House) -> str:
    return house.told(house.assessed(finding=Finding.FAIL))


def test_an_appeal_is_filed_within_fifteen_days_of_being_told(house: House, failed: str) -> None:
    given = {"grounds": "前单位已同意", "assessor": house.officers["second"].officer}
    late = house.on("2026-03-18")
    assert "was possible until 2026-03-17" in late.refused(RecordAppeal, failed, filed=late.today, **given)
    house.on("2026-03-17").do(RecordAppeal, failed, filed=house.today, **given)
    assert house.due("appeal", "second") == [(date(2026, 4, 16), "answer the appeal")]


def test_c4_the_same_people_give_no_remedy(house: House, failed: str) -> None:
    clerk = house.officers["clerk"].officer
    given = {"filed": house.today, "grounds": "前单位已同意"}
    assert "had a part in the first" in house.refused(RecordAppeal, failed, assessor=clerk, **given)
    house.do(RecordAppeal, failed, assessor=house.officers["second"].officer, **given)
    appeal = house.only("appeal").id
    assert "had a part in the first" in house.refused(AssessAnew, appeal, own_statement=house.today)
    house.do(AssessAnew, appeal, "second", own_statement=house.today)
    anew = house.only("assessment", appeal=appeal).id
    house.answered(anew, "second")
    assert "had a part in the first" in house.refused(ProposeFinding, anew, proposal=Finding.PASS)
    house.do(ProposeFinding, anew, "second", proposal=Finding.PASS)
    assert "had a part in the first" in house.refused(DecideAssessment, anew, "personnel", finding=Finding.PASS)
    house.do(DecideAssessment, anew, "supervisor", finding=Finding.PASS)
    answered = house.only("appeal")
    assert (answered.answered, answered.result) == (house.today, Finding.PASS)
    assert house.get("assessment", failed).finding == Finding.FAIL


def test_a_pass_is_not_appealed_against_nor_what_was_not_told(house: House) -> None:
    given = {"filed": house.today, "grounds": "x", "assessor": house.officers["second"].officer}
    passed = house.assessed()
    refused = house.refused(RecordAppeal, passed, **given)
    assert "nothing to appeal against" in refused
    assert "has not been told" in refused
    house.do(TellResult, passed, told=house.today)
