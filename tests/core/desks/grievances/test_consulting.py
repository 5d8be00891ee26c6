"""Grievances that others help with: consultations, partners, reassigning, and closing when nobody is waited for."""

from datetime import date
from typing import Any

import pytest

from core.desks.grievances import (
    AmendGrievance,
    AnswerSupervision,
    AssignGrievance,
    CancelConsultation,
    CloseGrievance,
    ConveneConsultation,
    DeclineGrievance,
    FinishReferral,
    HoldConsultation,
    Outcome,
    RedirectGrievance,
    ReferGrievance,
    ReferralStage,
    RefuseReferral,
    ReplyToGrievance,
    Stage,
    StepKind,
    SuperviseGrievance,
    TakeStep,
    Urgency,
    WithdrawReferral,
)
from core.desks.grievances.referring import AcceptReferral
from core.desks.partners.register import AddPartner, CheckStanding, EndPartner, Partner, PartnerType
from core.model.action import Action
from core.model.query import Is, Query
from core.office.office import Office
from core.office.refusals import Refused
from tests.support.site_driver import impose

TODAY = date(2026, 9, 3)
"""The day on which the fixture `accepted` stands."""


def part(case: Any, kind: str) -> Any:
    """Return the one part of a kind."""
    (found,) = case.clerk.find(Query(kind))
    return found


def owners(case: Any) -> dict[str, str]:
    """Return whose work each kind of record in the agenda is."""
    return {entry.of_kind: entry.owner for entry in case.clerk.find(Query("agenda"))}


@pytest.fixture
def partner(accepted: Any) -> Partner:
    """The labour office, a partner."""
    accepted.clerk.do(AddPartner(name="市劳动局"))
    return part(accepted, "partner")


# Joint consultations


@pytest.fixture
def convened(accepted: Any) -> Any:
    """A grievance about which a joint consultation is convened for 10 September."""
    return accepted.do(ConveneConsultation, day=date(2026, 9, 10), question="是否补发？", invited="财务科、人力资源科")


def test_a_consultation_is_due_on_its_day_until_its_opinion_is_noted(convened: Any) -> None:
    assert ("consultation", date(2026, 9, 10)) in convened.due()
    consultation = part(convened, "consultation")
    convened.on("2026-09-10").clerk.do(
        HoldConsultation(target=consultation.id, held=date(2026, 9, 10), attended="财务科", opinion="应予补发")
    )
    assert part(convened, "consultation").opinion == "应予补发"
    assert "consultation" not in dict(convened.due())
    with pytest.raises(Refused, match="was held on 2026-09-10"):
        convened.clerk.do(CancelConsultation(target=consultation.id, cancelled="不需要"))


def test_a_cancelled_consultation_is_waited_for_no_longer(convened: Any) -> None:
    consultation = part(convened, "consultation")
    convened.clerk.do(CancelConsultation(target=consultation.id, cancelled="已解决"))
    assert "consultation" not in dict(convened.due())
    with pytest.raises(Refused, match="was cancelled: 已解决"):
        convened.clerk.do(HoldConsultation(target=consultation.id, held=TODAY, attended="x", opinion="y"))


@pytest.mark.parametrize("held", [date(2026, 8, 31), date(2026, 9, 4)])
def test_a_consultation_is_held_after_the_grievance_came_in_and_not_tomorrow(convened: Any, held: date) -> None:
    with pytest.raises(Refused, match="must lie between"):
        convened.clerk.do(
            HoldConsultation(target=part(convened, "consultation").id, held=held, attended="x", opinion="y")
        )


def test_a_consultation_is_not_convened_for_yesterday(accepted: Any) -> None:
    with pytest.raises(Refused, match="has passed"):
        accepted.do(ConveneConsultation, day=date(2026, 9, 2), question="x", invited="y")


def test_its_words_find_the_grievance(convened: Any) -> None:
    from core.model.query import FullText

    assert [each.id for each in convened.clerk.find(Query("grievance", FullText("是否补发")))] == [convened.id]


# Referrals


@pytest.fixture
def referred(accepted: Any, partner: Partner) -> Any:
    """A grievance that was referred to the labour office, which is to answer by 18 September."""
    return accepted.do(ReferGrievance, partner=partner.id, text="请核实工资发放", due=date(2026, 9, 18))


def end(case: Any, action: type[Action], **arguments: Any) -> ReferralStage:
    day = "answered" if "answered" in action.model_fields else "finished"
    case.clerk.do(action(target=part(case, "referral").id, **{day: case.clerk.today, **arguments}))
    found: ReferralStage = part(case, "referral").stage
    return found


def test_a_referral_is_taken_on_and_done(referred: Any) -> None:
    assert ("referral", date(2026, 9, 18)) in referred.due()
    assert end(referred, AcceptReferral, due=date(2026, 10, 1)) == ReferralStage.ACCEPTED
    assert ("referral", date(2026, 10, 1)) in referred.due()
    assert end(referred, FinishReferral, result="已责令补发") == ReferralStage.DONE
    assert "referral" not in dict(referred.due())


def test_a_refusal_keeps_its_reason_and_another_partner_can_be_asked(referred: Any, partner: Partner) -> None:
    assert end(referred, RefuseReferral, reason="不属管辖") == ReferralStage.REFUSED
    assert part(referred, "referral").reason == "不属管辖"
    assert "referral" not in dict(referred.due())
    referred.do(ReferGrievance, partner=partner.id, text="再请核实", due=date(2026, 9, 18))
    assert referred.clerk.count(Query("referral")) == 2


@pytest.mark.parametrize("taken_on", [False, True])
def test_a_referral_is_withdrawn_while_it_is_open(referred: Any, taken_on: bool) -> None:
    if taken_on:
        end(referred, AcceptReferral, due=date(2026, 10, 1))
    assert end(referred, WithdrawReferral, reason="已自行解决") == ReferralStage.WITHDRAWN
    with pytest.raises(Refused, match="stage"):
        end(referred, FinishReferral, result="x")


def test_what_was_not_taken_on_has_no_result(referred: Any) -> None:
    with pytest.raises(Refused, match="stage: waits for the partner"):
        end(referred, FinishReferral, result="x")


def test_nothing_is_referred_to_one_who_is_no_partner_or_no_longer(accepted: Any, partner: Partner) -> None:
    with pytest.raises(Refused, match="one of the partners"):
        accepted.do(ReferGrievance, partner="b" * 32, text="x", due=TODAY)
    accepted.clerk.do(EndPartner(target=partner.id))
    with pytest.raises(Refused, match="ended on 2026-09-03"):
        accepted.do(ReferGrievance, partner=partner.id, text="x", due=TODAY)


def test_a_law_firm_is_asked_only_while_its_standing_is_checked_in_time(accepted: Any) -> None:
    accepted.clerk.do(AddPartner(name="正义律师事务所", type=PartnerType.LAW_FIRM, licence="31410000"))
    firm = part(accepted, "partner")
    asked: dict[str, Any] = {"partner": firm.id, "text": "请评估", "due": date(2027, 12, 1)}
    with pytest.raises(Refused, match="good standing"):
        accepted.do(ReferGrievance, **asked)
    accepted.clerk.do(CheckStanding(target=firm.id, checked=TODAY))
    assert ("partner", date(2027, 9, 3)) in accepted.due()
    accepted.on("2027-09-03").do(ReferGrievance, **asked)
    with pytest.raises(Refused, match="good standing"):
        accepted.on("2027-09-04").do(ReferGrievance, **asked)


def test_partners_have_names_of_their_own(accepted: Any, partner: Partner) -> None:
    with pytest.raises(Refused, match="already"):
        accepted.clerk.do(AddPartner(name=partner.name))


# Reassigning


def test_whatever_is_waited_for_follows_to_the_new_handler(referred: Any) -> None:
    supervisor = "colleague"
    referred.do(TakeStep, day=TODAY, text="走访", next="协调", next_due=date(2026, 9, 10))
    referred.do(ConveneConsultation, day=date(2026, 9, 10), question="x", invited="y")
    referred.do(SuperviseGrievance, supervisor, instruction="速办", due=date(2026, 9, 9))
    mine, other = referred.clerk.officer, referred.colleague.officer
    assert owners(referred) == dict.fromkeys(("grievance", "step", "consultation", "referral", "supervision"), mine)
    referred.do(AssignGrievance, handler=other)
    assert owners(referred) == dict.fromkeys(("grievance", "step", "consultation", "referral", "supervision"), other)


def test_what_is_done_stays_with_who_did_it(accepted: Any) -> None:
    accepted.do(TakeStep, day=TODAY, text="走访", next="协调", next_due=date(2026, 9, 10))
    accepted.do(TakeStep, day=TODAY, text="协调")
    accepted.do(AssignGrievance, handler=accepted.colleague.officer)
    assert {(step.by, step.to) for step in accepted.clerk.find(Query("step"))} == {
        (accepted.clerk.officer, accepted.clerk.officer), (accepted.clerk.officer, ""),
    }  # fmt: skip


# Ending, once nobody waits


@pytest.mark.parametrize(("action", "more"), [(RedirectGrievance, {"redirected_to": "劳动局"}), (DeclineGrievance, {})])
def test_nothing_is_turned_away_while_a_supervisor_waits(case: Any, action: type[Action], more: dict[str, str]) -> None:
    case.do(SuperviseGrievance, "colleague", instruction="请研究", due=date(2026, 9, 5))
    with pytest.raises(Refused, match="supervisor still waits"):
        case.do(action, told="不属本办公室", **more)
    case.clerk.do(AnswerSupervision(target=part(case, "supervision").id, answer="不属管辖"))
    assert case.do(action, told="不属本办公室", **more).now.closed_by == case.clerk.officer


WAITED_FOR: dict[str, tuple[str, str, type[Action], dict[str, Any]]] = {
    "consultation": ("convened", "still to be held", CancelConsultation, {"cancelled": "已解决"}),
    "referral": ("referred", "partner still owes", WithdrawReferral, {"finished": TODAY, "reason": "已解决"}),
}


@pytest.mark.parametrize(("start", "why", "way_out", "arguments"), WAITED_FOR.values(), ids=WAITED_FOR)
def test_nothing_is_closed_while_others_are_waited_for(
    request: pytest.FixtureRequest, start: str, why: str, way_out: type[Action], arguments: dict[str, Any]
) -> None:
    case = request.getfixturevalue(start).do(ReplyToGrievance, day=TODAY, text="已补发")
    with pytest.raises(Refused, match=why):
        case.do(CloseGrievance)
    case.clerk.do(way_out(target=part(case, way_out.on.kind).id, **arguments))
    assert case.do(CloseGrievance).now.stage == Stage.CLOSED


@pytest.mark.parametrize("outcome", Outcome)
def test_the_outcomes_of_the_policy_pack_need_a_second_officer(accepted: Any, outcome: Outcome) -> None:
    accepted.do(ReplyToGrievance, day=TODAY, text="已补发")
    if outcome in (Outcome.WITHDRAWN, Outcome.UNRESOLVED):
        with pytest.raises(Refused, match="second officer"):
            accepted.do(CloseGrievance, outcome=outcome)
        accepted.do(CloseGrievance, "colleague", outcome=outcome)
    else:
        accepted.do(CloseGrievance, outcome=outcome)
    assert accepted.now.outcome == outcome


def test_what_is_urgent_needs_a_second_officer_whoever_answered_it(accepted: Any) -> None:
    accepted.do(AmendGrievance, subject="拖欠工资", urgency=Urgency.URGENT)
    accepted.do(ReplyToGrievance, "colleague", day=TODAY, text="已补发")
    for officer in ("clerk", "colleague"):
        with pytest.raises(Refused, match="“resolved”, urgent: a second officer"):
            accepted.do(CloseGrievance, officer)


def test_the_pack_may_leave_closing_to_one(accepted: Any) -> None:
    pack = accepted.clerk.find(Query("policy"))[0]
    text = pack.text.replace('second_closes = ["withdrawn", "unresolved"]', "second_closes = []")
    impose(accepted.clerk, text)
    accepted.do(ReplyToGrievance, day=TODAY, text="已补发").do(CloseGrievance, outcome=Outcome.UNRESOLVED)
    assert accepted.now.closed_by == accepted.clerk.officer


def test_merging_is_no_step_that_is_noted(accepted: Any) -> None:
    with pytest.raises(Refused, match="Merge grievance"):
        accepted.do(TakeStep, day=TODAY, text="x", step=StepKind.MERGE)


def test_who_may_not_read_partners_learns_of_none(accepted: Any, partner: Partner, site: Any, office: Office) -> None:
    office.viewer = type(office.viewer)(office.officer, frozenset({"grievances.read"}))
    assert office.find(Query("partner", Is("name", (partner.name,)))) == []
    assert site.store.check() is None
