"""Who does not handle what: whoever is complained of, and whoever has declared a recusal to it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from core.desks.grievances import (
    AcceptGrievance,
    AmendGrievance,
    AssignGrievance,
    DeclareRecusal,
    EndRecusal,
    MergeGrievance,
    RegisterGrievance,
    ReplyToGrievance,
    StepAside,
    SuperviseGrievance,
)
from core.desks.people.people import AddPerson
from core.model.query import Is, Query
from core.office.office import Office
from core.office.refusals import Refused
from tests.support.site_driver import appoint, looked

RECEIVED = date(2026, 9, 1)


@pytest.fixture
def accused(case: Any) -> Any:
    """The grievance complains of 王芳, who is an officer too: `accused.officer` and `accused.person`."""
    clerk = case.clerk
    clerk.do(AddPerson(name="王芳", number="7"))
    case.person = clerk.find(Query("person"))[0].id
    appoint(clerk, "王芳", 9, "handler", person=case.person)
    case.officers["accused"] = case.site.office(9)
    case.on("2026-09-01")
    return case.do(AmendGrievance, subject="处事不公", person=case.person)


def test_who_is_complained_of_is_not_assigned(accused: Any) -> None:
    handler = accused.officers["accused"].officer
    for action in (AssignGrievance(target=accused.id, handler=handler),
                   AcceptGrievance(target=accused.id, accepted=RECEIVED, handler=handler)):  # fmt: skip
        with pytest.raises(Refused, match="王芳 is the person complained of"):
            accused.clerk.do(action)
    accused.do(AssignGrievance, handler=accused.colleague.officer)


def test_who_handles_it_cannot_become_whom_it_complains_of(case: Any, accused: Any) -> None:
    other = RegisterGrievance(received=datetime(2026, 9, 1), subject="另一件")
    case.clerk.do(other)
    case.clerk.do(AssignGrievance(target=other.target, handler=accused.officers["accused"].officer))
    with pytest.raises(Refused, match="Choose another officer"):
        case.clerk.do(AmendGrievance(target=other.target, subject="处事不公", person=accused.person))


def test_who_is_complained_of_does_not_answer_it(accused: Any) -> None:
    accused.do(AcceptGrievance, accepted=RECEIVED, handler=accused.clerk.officer)
    with pytest.raises(Refused, match="is the person complained of"):
        accused.do(ReplyToGrievance, "accused", day=RECEIVED, text="没有此事")


def test_who_declared_to_be_close_to_a_person_is_not_assigned_until_another_ends_it(accused: Any) -> None:
    colleague = accused.colleague
    colleague.do(DeclareRecusal(person=accused.person))
    with pytest.raises(Refused, match="李明 has declared a recusal"):
        accused.do(AssignGrievance, handler=colleague.officer)
    (recusal,) = accused.clerk.find(Query("recusal"))
    with pytest.raises(Refused, match="second officer"):
        colleague.do(EndRecusal(target=recusal.id, ended_why="已调离").as_seen(recusal))
    accused.clerk.do(EndRecusal(target=recusal.id, ended_why="已调离").as_seen(recusal))
    accused.do(AssignGrievance, handler=colleague.officer)
    with pytest.raises(Refused, match="done on 2026-09-01 already"):
        accused.clerk.do(looked(accused.clerk, EndRecusal(target=recusal.id, ended_why="再次")))


def test_declaring_gives_back_what_one_handles_with_all_that_is_due(accused: Any) -> None:
    accused.do(AssignGrievance, handler=accused.clerk.officer)
    accused.do(SuperviseGrievance, "colleague", instruction="速办", due=date(2026, 9, 5))
    accused.clerk.do(DeclareRecusal(person=accused.person))
    assert accused.now.handler == ""
    assert {entry.owner for entry in accused.clerk.find(Query("agenda"))} == {""}
    with pytest.raises(Refused, match="declared this already"):
        accused.clerk.do(DeclareRecusal(person=accused.person))


def test_stepping_aside_is_about_one_grievance(case: Any) -> None:
    case.do(AssignGrievance, handler=case.clerk.officer).do(StepAside)
    assert case.now.handler == ""
    with pytest.raises(Refused, match="declared a recusal"):
        case.do(AssignGrievance, handler=case.clerk.officer)
    with pytest.raises(Refused, match="declared this already"):
        case.do(StepAside)
    other = RegisterGrievance(received=datetime(2026, 9, 1), subject="另一件")
    case.clerk.do(other)
    case.clerk.do(AssignGrievance(target=other.target, handler=case.clerk.officer))


def test_who_steps_aside_from_another_ones_grievance_leaves_it_there(case: Any) -> None:
    case.do(AssignGrievance, handler=case.colleague.officer).do(StepAside)
    assert case.now.handler == case.colleague.officer


def test_a_person_must_stand_in_the_register(case: Any) -> None:
    with pytest.raises(Refused, match="staff register"):
        case.clerk.do(DeclareRecusal(person="b" * 32))


def test_what_was_merged_counts_too(accused: Any) -> None:
    """A grievance against somebody that is handled under another number is still none of theirs."""
    kept = RegisterGrievance(received=datetime(2026, 8, 31), subject="处事不公")
    accused.clerk.do(kept)
    accused.clerk.do(AssignGrievance(target=kept.target, handler=accused.officers["accused"].officer))
    with pytest.raises(Refused, match="is the person complained of"):
        accused.do(MergeGrievance, into=kept.target, reason="同一件事")
    accused.clerk.do(AssignGrievance(target=kept.target, handler=accused.clerk.officer))
    accused.do(MergeGrievance, into=kept.target, reason="同一件事")
    with pytest.raises(Refused, match="is the person complained of"):
        accused.clerk.do(AssignGrievance(target=kept.target, handler=accused.officers["accused"].officer))
    accused.clerk.do(DeclareRecusal(person=accused.person))
    assert accused.clerk.get("grievance", kept.target).handler == ""


def test_an_officer_sees_his_own_recusals_and_who_assigns_sees_all(
    case: Any, accused: Any, colleague: Callable[..., Office]
) -> None:
    handler = colleague("赵敏", "handler")
    handler.do(DeclareRecusal(person=accused.person))
    accused.clerk.do(DeclareRecusal(person=accused.person))
    assert len(handler.find(Query("recusal"))) == 1
    assert accused.colleague.count(Query("recusal")) == 2
    assert handler.count(Query("recusal", Is("officer", (accused.clerk.officer,)))) == 0


def test_who_need_not_know_sees_no_name_of_whom_it_complains_of(accused: Any, colleague: Callable[..., Office]) -> None:
    supervisor = colleague("张强", "supervisor")
    assert supervisor.get("grievance", accused.id).person == "＊＊＊"
    assert supervisor.count(Query("grievance", Is("person", (accused.person,)))) == 0
