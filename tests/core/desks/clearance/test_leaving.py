"""Leaving a secret post: every item cleared or refused; the cooling-off ends by a decision and a talk (C5, C6, C7)."""

from datetime import date

import pytest

from core.desks.administration.officers import IdentifyOfficer
from core.desks.clearance.cooling import ApproveCoolingDecision, AskCoolingDecision, TellDuties
from core.desks.clearance.departing import (
    AnswerDeparture,
    ApproveDeparture,
    AskDeparture,
    ReturnDeparture,
    SubmitDeparture,
    WithdrawDeparture,
)
from core.desks.clearance.vocabulary import CoolingDecisionKind, LeavingReason
from core.model.action import amend
from core.model.context import Context
from core.rules.checklist import Result
from core.rules.holdings import HOLDINGS, Held
from core.values.sentence import say
from tests.support.clearance_house import OTHER_PERSON, PERSON, House
from tests.support.site_driver import write

END = CoolingDecisionKind.END


@pytest.fixture
def on_post(house: House) -> House:
    house.appointed()
    return house


def test_who_holds_no_secret_post_leaves_none(on_post: House) -> None:
    given = {"leaves_because": LeavingReason.RETIRED, "asked": on_post.today}
    assert "holds no secret post" in on_post.refused(AskDeparture, person=OTHER_PERSON, **given)


def test_c5_each_open_item_is_listed(on_post: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def carriers(person: str, context: Context) -> list[Held]:
        return [Held(say("ZT-2026-0007 is not back."), keeps_here=True)]

    asked = on_post.leaving()
    monkeypatch.setitem(HOLDINGS, "carriers", carriers)
    refused = on_post.refused(SubmitDeparture, asked, months=24)
    for item in on_post.officers["clerk"].policy.checklist("departure"):
        assert f"Not answered yet: {item}" in refused
    on_post.cleared(asked)
    on_post.do(AnswerDeparture, asked, item="D04", result=Result.NOT_MET, note="U盘一只未还")
    refused = on_post.refused(SubmitDeparture, asked, months=24)
    assert "Not met: D04" in refused
    on_post.do(AnswerDeparture, asked, item="D04", result=Result.MET)
    assert on_post.refused(SubmitDeparture, asked, months=24).endswith("ZT-2026-0007 is not back.")


def test_c5_without_the_talk_and_the_commitment_nobody_leaves(on_post: House) -> None:
    asked = on_post.leaving()
    for item in on_post.officers["clerk"].policy.checklist("departure"):
        on_post.do(AnswerDeparture, asked, item=item, result=Result.MET)
    refused = on_post.refused(SubmitDeparture, asked, months=24)
    assert "The reminder talk was not held" in refused
    assert "The commitment on leaving is not signed" in refused


def test_c5_an_open_account_of_the_person_is_counted(on_post: House) -> None:
    asked = on_post.leaving()
    on_post.cleared(asked)
    third = on_post.officers["third"]
    write(third, amend(third.get("officer", third.officer), person=PERSON))
    assert "The account of 保密丙" in on_post.refused(SubmitDeparture, asked, months=24)
    assert IdentifyOfficer.on.kind == "account"


def test_c5_what_came_back_open_is_refused_at_the_approval_too(on_post: House, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = on_post.leaving()
    on_post.cleared(asked)
    on_post.do(SubmitDeparture, asked, months=24)
    monkeypatch.setitem(HOLDINGS, "carriers", lambda _person, _context: [Held(say("ZT-2026-0008 is not back."))])
    assert "ZT-2026-0008" in on_post.refused(ApproveDeparture, asked, "supervisor")
    on_post.do(ReturnDeparture, asked, "supervisor", returned_because="载体未清")
    assert on_post.get("departure", asked).stage == "clearing"


@pytest.mark.parametrize(("months", "why", "refused"), [(23, "", "24 months at least"), (37, "", "36 months at most")])
def test_c6_the_cooling_off_has_a_floor_and_a_longer_one_a_reason(
    on_post: House, months: int, why: str, refused: str
) -> None:
    asked = on_post.leaving()
    on_post.cleared(asked)
    assert refused in on_post.refused(SubmitDeparture, asked, months=months, why_longer=why)
    on_post.do(SubmitDeparture, asked, months=max(months, 24), why_longer="接触绝密项目")


def test_c16_who_asked_or_laid_it_before_does_not_approve(on_post: House) -> None:
    asked = on_post.leaving()
    on_post.cleared(asked)
    on_post.do(SubmitDeparture, asked, "second", months=24)
    supervisor = on_post.officers["supervisor"]
    write(supervisor, amend(on_post.get("departure", asked), asked_by=supervisor.officer))
    assert "second officer" in on_post.refused(ApproveDeparture, asked, "supervisor")


def test_with_the_approval_the_post_ends_and_the_cooling_off_begins(on_post: House) -> None:
    cooling = on_post.left()
    appointment = on_post.only("appointment")
    assert (appointment.stage, appointment.until) == ("ended", on_post.today)
    assert (cooling.since, cooling.until, cooling.level) == (on_post.today, date(2028, 3, 2), "important")
    assert on_post.due("appointment") == []
    assert on_post.due("departure") == []


def test_the_duties_are_told_once(on_post: House) -> None:
    cooling = on_post.left()
    assert (cooling.since, "tell the duties") in on_post.due("cooling_off")
    on_post.do(TellDuties, cooling.id, told=on_post.today)
    assert [what for _day, what in on_post.due("cooling_off")] == ["decide the end"]


def test_c6_nothing_ends_it_early(on_post: House) -> None:
    cooling = on_post.left()
    on_post.on("2028-01-15")
    assert "is not ended before" in on_post.refused(AskCoolingDecision, cooling.id, proposal=END, talk=on_post.today)
    on_post.on("2028-02-20").do(AskCoolingDecision, cooling.id, proposal=END, talk=on_post.today)
    asked = on_post.only("cooling_decision").id
    assert "runs until 2028-03-02" in on_post.refused(ApproveCoolingDecision, asked, "supervisor")
    on_post.on("2028-03-02").do(ApproveCoolingDecision, asked, "supervisor")
    assert on_post.get("cooling_off", cooling.id).stage == "ended"


def test_c7_silence_ends_nothing(on_post: House) -> None:
    cooling = on_post.left()
    on_post.on("2029-07-01")
    assert (date(2028, 3, 2), "decide the end") in on_post.due("cooling_off")
    assert "does not end by itself" in on_post.refused(AskCoolingDecision, cooling.id, proposal=END)
    on_post.do(AskCoolingDecision, cooling.id, proposal=END, talk=on_post.today)
    on_post.do(ApproveCoolingDecision, on_post.only("cooling_decision").id, "supervisor")
    ended = on_post.get("cooling_off", cooling.id)
    assert (ended.stage, ended.ended, ended.talk) == ("ended", on_post.today, on_post.today)
    assert on_post.due("cooling_off") == []


def test_it_is_prolonged_with_a_reason_by_another(on_post: House) -> None:
    cooling = on_post.left()
    longer = {"proposal": CoolingDecisionKind.PROLONG, "months": 6}
    assert "how many months more, and why" in on_post.refused(AskCoolingDecision, cooling.id, **longer)
    on_post.do(AskCoolingDecision, cooling.id, **longer, reason="知悉事项未解密")
    on_post.do(ApproveCoolingDecision, on_post.only("cooling_decision").id, "supervisor")
    now = on_post.get("cooling_off", cooling.id)
    assert (now.until, now.months, now.stage) == (date(2028, 9, 2), 30, "running")


def test_a_departure_that_is_withdrawn_leaves_the_person_on_post(on_post: House) -> None:
    asked = on_post.leaving()
    on_post.do(WithdrawDeparture, asked)
    assert on_post.only("appointment").stage == "on_post"
    assert on_post.due("departure") == []
