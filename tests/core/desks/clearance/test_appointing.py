"""First assess, then appoint; prepared by one officer, approved by another (C1, C2, C3, C16)."""

from datetime import date

import pytest

from core.desks.clearance.appointing import (
    AmendPrepared,
    ApproveAppointment,
    DeclineAppointment,
    PrepareAppointment,
    RestoreAccess,
    SuspendAccess,
)
from core.desks.clearance.assessing import BeginAssessment
from core.desks.clearance.vocabulary import Finding, Level
from core.desks.people.people import RecordLeaving
from core.model.action import amend
from tests.support.clearance_house import PERSON, POST, House
from tests.support.site_driver import write

READY = {"person": PERSON, "post": POST, "since": date(2026, 3, 2), "commitment": date(2026, 3, 2)}


def test_c1_nobody_is_appointed_without_an_assessment_and_the_form_offers_it(house: House) -> None:
    house.trained()
    assert "no assessment for “机要员” at the level “important”" in house.refused(PrepareAppointment, **READY)
    rather = PrepareAppointment(**READY).rather(house.officers["clerk"].context())
    assert rather is not None
    assert (rather.action, rather.given) == (BeginAssessment, {"person": PERSON, "post": POST})


def test_c1_what_was_not_passed_or_has_expired_is_no_assessment(house: House) -> None:
    house.trained()
    house.assessed(finding=Finding.FAIL)
    assert "no assessment" in house.refused(PrepareAppointment, **READY)
    house.on("2026-03-03").assessed()
    house.on("2029-03-04").trained()
    assert "no assessment" in house.refused(PrepareAppointment, **{**READY, "since": date(2029, 3, 4)})


def test_c1_an_assessment_for_a_lower_level_does_not_do(house: House) -> None:
    house.trained()
    house.assessed()
    post = house.get("post", POST)
    write(house.officers["clerk"], amend(post, level=Level.CORE))
    assert "at the level “core”" in house.refused(PrepareAppointment, **READY)


def test_c2_training_and_commitment_are_named_with_what_is_missing(house: House) -> None:
    house.assessed()
    house.trained(minutes=90)
    refused = house.refused(PrepareAppointment, **{**READY, "commitment": None})
    assert "has had 90 of 240 minutes of training in the last 12 months" in refused
    assert "Take attendance" in refused
    assert "has signed no commitment" in refused


def test_c2_training_of_long_ago_counts_no_longer(house: House) -> None:
    house.assessed()
    house.trained(days_ago=400)
    assert "has had 0 of 240 minutes" in house.refused(PrepareAppointment, **READY)


def test_c1_and_c2_are_asked_again_when_it_is_approved(house: House) -> None:
    assessment = house.get("assessment", house.assessed())
    house.trained()
    prepared = house.do(PrepareAppointment, **READY)
    write(house.officers["clerk"], amend(assessment, valid_until=date(2026, 3, 1)))
    assert "no assessment" in house.refused(ApproveAppointment, prepared, "supervisor")


def test_who_is_approved_is_on_post_until_the_next_assessment(house: House) -> None:
    appointed = house.get("appointment", house.appointed())
    assert (appointed.stage, appointed.level, appointed.training) == ("on_post", "important", "5" * 32)
    assert appointed.next_review == date(2029, 3, 2)
    assert house.due("appointment") == [(date(2029, 3, 2), "assess again")]


def test_c16_nobody_approves_what_he_prepared_or_amended(house: House) -> None:
    house.assessed()
    house.trained()
    prepared = house.do(PrepareAppointment, **READY)
    house.do(AmendPrepared, prepared, "second", since=date(2026, 3, 2), commitment=date(2026, 3, 1))
    record = house.get("appointment", prepared)
    supervisor = house.officers["supervisor"]
    write(supervisor, amend(record, prepared_by=supervisor.officer))
    assert "second officer" in house.refused(ApproveAppointment, prepared, "supervisor")
    house.do(ApproveAppointment, prepared, "other supervisor")


def test_c3_who_decided_the_assessment_does_not_appoint(house: House) -> None:
    assessment = house.get("assessment", house.assessed())
    house.trained()
    write(house.officers["clerk"], amend(assessment, decided_by=house.officers["supervisor"].officer))
    prepared = house.do(PrepareAppointment, **READY)
    assert "part in the assessment" in house.refused(ApproveAppointment, prepared, "supervisor")
    house.do(DeclineAppointment, prepared, "other supervisor", declined_because="另行安排")


def test_access_is_suspended_until_a_day_and_restored(house: House) -> None:
    appointed = house.appointed()
    until = date(2026, 4, 1)
    house.do(SuspendAccess, appointed, "supervisor", suspended_until=until, suspended_because="核查")
    assert (until, "decide on the suspension") in house.due("appointment", "supervisor")
    house.do(RestoreAccess, appointed, "supervisor")
    assert house.get("appointment", appointed).suspended_until is None


def test_who_has_left_is_neither_assessed_nor_appointed(house: House) -> None:
    house.do(RecordLeaving, PERSON, "personnel", left=date(2026, 3, 1))
    assert "left on 2026-03-01" in house.refused(PrepareAppointment, **READY)


@pytest.mark.parametrize("verb", [BeginAssessment, PrepareAppointment])
def test_c3_nobody_enters_his_own(house: House, verb: type) -> None:
    clerk = house.officers["clerk"]
    write(clerk, amend(clerk.get("officer", clerk.officer), person=PERSON))
    given = READY if verb is PrepareAppointment else {"person": PERSON, "post": POST, "own_statement": house.today}
    assert "about yourself" in house.refused(verb, **given)


def test_an_appointment_is_called_by_the_person_and_the_post(house: House) -> None:
    assert house.officers["clerk"].title("appointment", house.appointed()) == "张三 机要员 JY-01"
