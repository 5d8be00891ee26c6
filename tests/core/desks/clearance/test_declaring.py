"""Declarations: two opinions, the decision of another; of a journey the briefing, the passport and the report (C16)."""

from datetime import date, timedelta

import pytest

from core.desks.clearance.declaring import (
    DecideDeclaration,
    GivePersonnelOpinion,
    GiveSecrecyOpinion,
    TellDecision,
)
from core.desks.clearance.travel import BriefTraveller, CancelJourney, ReportReturn, TakePassport
from core.desks.clearance.vocabulary import Matter, Ruling
from core.model.action import amend
from tests.support.clearance_house import House
from tests.support.site_driver import write


def test_what_is_received_waits_for_two_opinions_then_for_the_decision(house: House) -> None:
    declared = house.declared()
    due = date(2026, 3, 9)
    assert house.get("declaration", declared).number == "BG-2026-0001"
    assert house.due("declaration", "personnel") == [
        (due, "opinion of personnel"), (due, "opinion of secrecy office")
    ]  # fmt: skip
    house.do(GivePersonnelOpinion, declared, "personnel", personnel_opinion="同意")
    house.do(GiveSecrecyOpinion, declared, "second", secrecy_opinion="同意")
    assert house.due("declaration", "supervisor") == [(due, "decide the declaration")]


@pytest.mark.parametrize("field", ["received_by", "personnel_by", "secrecy_by"])
def test_c16_who_received_it_or_gave_an_opinion_does_not_decide(house: House, field: str) -> None:
    declared = house.declared()
    house.do(GivePersonnelOpinion, declared, "personnel", personnel_opinion="同意")
    house.do(GiveSecrecyOpinion, declared, "second", secrecy_opinion="同意")
    supervisor = house.officers["supervisor"]
    write(supervisor, amend(house.get("declaration", declared), **{field: supervisor.officer}))
    assert "second officer" in house.refused(DecideDeclaration, declared, "supervisor", ruling=Ruling.NOTED)


def test_both_opinions_are_those_of_two_officers(house: House) -> None:
    declared = house.declared()
    house.do(GiveSecrecyOpinion, declared, "second", secrecy_opinion="同意")
    personnel = house.officers["personnel"]
    write(personnel, amend(house.get("declaration", declared), secrecy_by=personnel.officer))
    given = {"personnel_opinion": "同意"}
    assert "second officer" in house.refused(GivePersonnelOpinion, declared, "personnel", **given)


def test_what_is_noted_ends_when_it_is_told(house: House) -> None:
    declared = house.ruled(house.declared(), Ruling.NOTED)
    assert house.get("declaration", declared).stage == "closed"
    assert house.due("declaration") == []


def test_a_journey_is_told_whole_and_is_granted_or_refused(house: House) -> None:
    assert "enter when it begins and ends" in refused_travel(house)
    declared = house.journey()
    house.do(GivePersonnelOpinion, declared, "personnel", personnel_opinion="同意")
    house.do(GiveSecrecyOpinion, declared, "second", secrecy_opinion="同意")
    assert "granted or refused" in house.refused(DecideDeclaration, declared, "supervisor", ruling=Ruling.NOTED)
    assert "Say why" in house.refused(DecideDeclaration, declared, "supervisor", ruling=Ruling.REFUSED)


def refused_travel(house: House) -> str:
    with pytest.raises(Exception, match="journey") as refused:
        house.declared(matter=Matter.TRAVEL)
    return str(refused.value)


@pytest.mark.parametrize(("days", "short"), [(10, True), (40, False)])
def test_a_journey_that_is_asked_for_too_late_is_marked(house: House, days: int, short: bool) -> None:
    assert house.get("declaration", house.journey(days)).short_notice is short


@pytest.fixture
def granted(house: House) -> str:
    """A journey from 11 to 17 April."""
    return house.ruled(house.journey())


def test_before_the_journey_comes_the_briefing(house: House, granted: str) -> None:
    assert house.due("declaration") == [(date(2026, 4, 11), "brief before the journey")]
    house.on("2026-04-09").do(BriefTraveller, granted, briefed=house.today, passport_out=house.today)
    assert house.due("declaration") == [
        (date(2026, 4, 27), "take the passport back"),
        (date(2026, 4, 27), "take the report on return"),
    ]


def test_a_late_report_stays_marked(house: House, granted: str) -> None:
    house.on("2026-04-09").do(BriefTraveller, granted, briefed=house.today, passport_out=house.today)
    house.on("2026-05-04").do(
        ReportReturn, granted, returned=date(2026, 4, 18), reported_on=house.today, report="行程如常"
    )  # fmt: skip
    house.do(TakePassport, granted, passport_back=house.today)
    closed = house.get("declaration", granted)
    assert (closed.stage, closed.late_report, closed.report_due) == ("closed", True, date(2026, 4, 28))
    assert house.due("declaration") == []


def test_a_report_in_time_is_not_marked_and_without_a_passport_ends_it(house: House, granted: str) -> None:
    house.on("2026-04-09").do(BriefTraveller, granted, briefed=house.today)
    house.on("2026-04-20").do(
        ReportReturn, granted, returned=date(2026, 4, 17), reported_on=house.today, report="行程如常"
    )  # fmt: skip
    closed = house.get("declaration", granted)
    assert (closed.stage, closed.late_report) == ("closed", False)


def test_nobody_is_briefed_who_was_not_told(house: House) -> None:
    declared = house.journey()
    house.do(GivePersonnelOpinion, declared, "personnel", personnel_opinion="同意")
    house.do(GiveSecrecyOpinion, declared, "second", secrecy_opinion="同意")
    house.do(DecideDeclaration, declared, "supervisor", ruling=Ruling.GRANTED)
    assert "has not been told" in house.refused(BriefTraveller, declared, briefed=house.today)
    house.do(TellDecision, declared)


def test_a_journey_that_is_not_made_owes_nothing(house: House, granted: str) -> None:
    house.on(house.today + timedelta(days=3)).do(CancelJourney, granted, withdrawn_because="改期")
    assert house.due("declaration") == []
