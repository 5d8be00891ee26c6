"""What is refused of visits, by the codes of the specification."""

from datetime import date, datetime, timedelta

import pytest

from core.desks.administration.officers import IdentifyOfficer
from core.desks.people.people import AddPerson
from core.desks.visits.asking import AskVisit
from core.desks.visits.badge_keeping import FindBadge, ReportBadgeLost, WithdrawBadge
from core.desks.visits.coming_unasked import AdmitOfficials, RegisterWalkIn
from core.desks.visits.days import CloseDay
from core.desks.visits.gate import LetIn, LetOut
from core.desks.visits.past import EnterPastVisit
from core.desks.visits.records import Visit
from core.desks.visits.reviewing import ApproveVisit
from core.desks.visits.standing import AdmitByPermission, ApprovePermission, AskPermission
from core.desks.visits.vocabulary import DeviceRule, VisitStage
from core.model.figure import Figure
from core.model.query import Is, Query
from core.office.search_line import NeverSought, parse
from core.values.ids import new_id
from core.values.mask import MASK
from tests.support.gatehouse import NUMBER, Gatehouse
from tests.support.site_driver import looked


def test_v1_nobody_comes_in_before_the_approval(gate: Gatehouse) -> None:
    gate.ask().at("09:00", "2026-11-24")
    assert "before the approval" in gate.refused(LetIn, "gate", document_number=NUMBER)


def test_v1_nor_before_the_second_approval(gate: Gatehouse) -> None:
    gate.ask("vault")
    gate.do(ApproveVisit, "clerk")
    gate.at("09:00", "2026-11-24")
    assert "before the approval" in gate.refused(LetIn, "gate", document_number=NUMBER)


def test_v1_a_walk_in_waits_at_the_gate(gate: Gatehouse) -> None:
    given = {**gate.wanted(), "planned_out": datetime(2026, 11, 23, 11)}
    del given["planned_in"]
    gate.visit = gate.do(RegisterWalkIn, "gate", target=new_id(), **given)
    assert "before the approval" in gate.refused(LetIn, "gate", document_number=NUMBER)
    gate.do(ApproveVisit, "keeper")
    gate.do(LetIn, "gate", document_number=NUMBER)
    assert gate.now.stage == VisitStage.INSIDE


@pytest.mark.parametrize("part", ["host", "escort"])
def test_v2_host_and_escort_do_not_review(gate: Gatehouse, part: str) -> None:
    person = known_as(gate, "keeper")
    gate.ask(**{part: person})
    assert "do not review their own visit" in gate.refused(ApproveVisit, "keeper")
    gate.do(ApproveVisit, "clerk")


def test_v2_nor_who_was_host_before(gate: Gatehouse) -> None:
    from core.desks.visits.asking import AmendVisit

    person = known_as(gate, "keeper")
    gate.ask(host=person)
    gate.do(AmendVisit, "host", **gate.wanted())
    assert "do not review their own visit" in gate.refused(ApproveVisit, "keeper")


def test_v3_an_area_with_an_escort_is_not_entered_without_one(gate: Gatehouse) -> None:
    assert "with an escort only" in gate.refused(AskVisit, "host", target=new_id(), **gate.wanted("archive"))
    gate.ask("archive", escort=gate.people["escort"])


def test_v4_a_document_that_is_inside_does_not_come_in_again(gate: Gatehouse) -> None:
    first = gate.inside().now.number
    gate.approved().at("09:30", "2026-11-24")
    assert f"inside already, with visit {first}" in gate.refused(LetIn, "gate", document_number=f" {NUMBER} ")


def test_v4_a_badge_that_is_out_is_not_given_again(gate: Gatehouse) -> None:
    first = gate.inside(badge="B1").now.number
    gate.approved().at("09:30", "2026-11-24")
    why = gate.refused(LetIn, "gate", document_number="E12345678", badge=gate.people["B1"])
    assert f"Badge B1 is out with visit {first}" in why


def test_v5_nobody_goes_out_who_is_not_inside(gate: Gatehouse) -> None:
    gate.approved()
    assert "Let them in first" in gate.refused(LetOut, "gate", left=1)


def test_v5_nor_more_than_came_in(gate: Gatehouse) -> None:
    gate.inside(people=3, type="group")
    assert "3 are inside and 4 go out" in gate.refused(LetOut, "gate", left=4)


def test_v5_a_past_visit_went_after_it_came(gate: Gatehouse) -> None:
    came, left = datetime(2026, 11, 20, 10), datetime(2026, 11, 20, 9)
    why = gate.refused(EnterPastVisit, "clerk", target=new_id(), entered=came, gone=left, name="王五", body="某公司")
    assert "lies before in" in why


def test_v6_a_keeper_reviews_for_his_own_areas_only(gate: Gatehouse) -> None:
    gate.ask()
    assert "is reviewed by its keeper" in gate.refused(ApproveVisit, "other keeper")
    gate.do(ApproveVisit, "keeper")


def test_v6_of_several_areas_he_answers_for_each(gate: Gatehouse) -> None:
    gate.ask(other_areas=(gate.areas["vault"],))
    assert "QY-vault" in gate.refused(ApproveVisit, "keeper")
    gate.do(ApproveVisit, "clerk")
    assert gate.now.stage == VisitStage.REVIEWED


@pytest.mark.parametrize("device", ["telephone", "camera"])
def test_v9_phones_and_recorders_stay_outside_a_key_place(gate: Gatehouse, device: str) -> None:
    wanted = gate.wanted("archive", escort=gate.people["escort"], **{device: DeviceRule.ALLOWED})
    assert "stay outside" in gate.refused(AskVisit, "host", target=new_id(), **wanted)
    gate.do(AskVisit, "host", target=new_id(), **wanted, device_permit="2026-7")


@pytest.mark.parametrize("field", ["name", "body", "plate"])
def test_v11_nothing_is_looked_for_by_the_visitor(gate: Gatehouse, field: str) -> None:
    with pytest.raises(NeverSought):
        parse(f"{field}:王五", Visit, gate.officers["clerk"].context())


def test_v11_nor_found_by_his_name_or_counted_by_it(gate: Gatehouse) -> None:
    gate.inside()
    clerk = gate.officers["clerk"]
    assert clerk.find(Query("visit", parse("王五", Visit, clerk.context()))) == []
    assert [each.id for each in clerk.find(Query("visit", parse("area:office", Visit, clerk.context())))] == [
        gate.visit
    ]
    with pytest.raises(ValueError, match="nothing is counted"):
        Figure("by_visitor", "x", Visit, by=("name",))


def test_v12_the_full_number_is_masked_but_for_who_has_the_right(gate: Gatehouse) -> None:
    gate.inside()
    seen = {by: gate.officers[by].find(Query("visit_document"))[0] for by in ("gate", "keeper", "clerk")}
    assert {by: each.number for by, each in seen.items()} == {"gate": MASK, "keeper": MASK, "clerk": NUMBER}
    assert {each.ending for each in seen.values()} == {"1234"}


def test_v13_a_badge_is_set_right_by_another_than_who_lost_it(gate: Gatehouse) -> None:
    badge = gate.people["B1"]
    gate.do(ReportBadgeLost, "gate", target=badge, how="换岗时未见")
    assert "second officer" in gate.refused(FindBadge, "gate", target=badge, how="在抽屉里")
    gate.do(FindBadge, "second gate", target=badge, how="在抽屉里")


def test_v13_a_lost_badge_is_given_to_nobody(gate: Gatehouse) -> None:
    badge = gate.people["B1"]
    gate.do(ReportBadgeLost, "gate", target=badge, how="换岗时未见")
    gate.approved().at("09:30", "2026-11-24")
    assert "is not at the gate" in gate.refused(LetIn, "gate", document_number=NUMBER, badge=badge)
    gate.do(WithdrawBadge, "clerk", target=badge, how="找不到")


def test_v14_the_day_is_not_closed_with_people_inside(gate: Gatehouse) -> None:
    number = gate.inside(people=2, type="group").now.number
    gate.at("18:00", "2026-11-24")
    why = gate.refused(CloseDay, "gate", target=new_id(), day=date(2026, 11, 24))
    assert f"2 people, with {number}" in why
    gate.out(left=2)
    day = gate.do(CloseDay, "gate", target=new_id(), day=date(2026, 11, 24))
    closed = gate.officers["gate"].get("gate_day", day)
    assert (closed.visits, closed.people) == (1, 2)
    assert "was closed already" in gate.refused(CloseDay, "gate", target=new_id(), day=date(2026, 11, 24))


def test_officials_come_in_at_once_and_not_twice(gate: Gatehouse) -> None:
    given = {
        "area": gate.areas["office"], "name": "赵六", "body": "上级机关", "purpose_text": "保密检查",
        "planned_out": datetime(2026, 11, 23, 12), "document_number": NUMBER,
    }  # fmt: skip
    gate.do(AdmitOfficials, "gate", target=new_id(), **given)
    assert "inside already" in gate.refused(AdmitOfficials, "gate", target=new_id(), **given)


def test_a_standing_permission_runs_for_a_year_at_most(gate: Gatehouse) -> None:
    given = {"who": "某物业", "areas": (gate.areas["office"],), "since": date(2026, 11, 23), "why": "保洁",
             "host": gate.people["host"]}  # fmt: skip
    why = gate.refused(AskPermission, "host", target=new_id(), until=date(2027, 11, 24), **given)
    assert "runs until 2027-11-23 at most" in why
    permission = gate.do(AskPermission, "host", target=new_id(), until=date(2027, 11, 23), **given)
    entry = {"area": gate.areas["office"], "name": "钱七", "planned_out": datetime(2026, 11, 23, 12),
             "document_number": NUMBER, "target": permission}  # fmt: skip
    assert gate.refused(AdmitByPermission, "gate", **entry)
    assert "is reviewed by its keeper" in gate.refused(ApprovePermission, "other keeper", target=permission)
    gate.do(ApprovePermission, "keeper", target=permission)
    gate.do(AdmitByPermission, "gate", **entry)
    (visit,) = gate.officers["gate"].find(Query("visit", Is("permission", (permission,))))
    assert (visit.stage, visit.inside) == (VisitStage.INSIDE, 1)


def known_as(gate: Gatehouse, part: str) -> str:
    """Enter the officer of a part in the register, and return the person."""
    first, officer = gate.officers["first"], gate.officers[part].officer
    person = gate.do(AddPerson, "first", target=new_id(), name=part, number=f"{part} 1")
    (account,) = first.find(Query("account", Is("officer", (officer,))))
    first.do(looked(first, IdentifyOfficer(target=account.id, person=person)))
    return person


def test_a_visit_is_planned_for_later_than_it_begins(gate: Gatehouse) -> None:
    wanted = gate.wanted()
    wanted["planned_out"] = wanted["planned_in"] - timedelta(hours=1)
    assert "after the planned time to come" in gate.refused(AskVisit, "host", target=new_id(), **wanted)
