"""Who is allowed in: asked for by one, decided by another, and nobody lets himself in."""

from datetime import date

from core.desks.administration.officers import IdentifyOfficer
from core.desks.areas.allowed import AllowPerson, ApproveAccess, DeclineAccess, EndAccess
from core.desks.areas.vocabulary import AccessStage
from core.desks.people.people import AddPerson
from core.model.query import Is, Query
from tests.support.area_case import AreaCase

PERSON = "b" * 32


def asked(case: AreaCase, person: str = PERSON, by: str = "keeper") -> str:
    case.do(AllowPerson, by, person=person, reason="在此工作")
    return str(case.last("area_access").id)


def test_an_addition_is_approved_by_a_second_person(case: AreaCase) -> None:
    access = asked(case)
    assert "second officer" in case.refused(ApproveAccess, "keeper", target=access)
    assert case.do(ApproveAccess, "second", target=access).last("area_access").stage == AccessStage.ALLOWED


def test_several_people_may_be_asked_for_at_once_and_each_once(case: AreaCase) -> None:
    asked(case)
    case.officers["all"].do(AddPerson(target="c" * 32, name="李四", number="1002"))
    asked(case, "c" * 32)
    assert "on the list of the area already" in case.refused(AllowPerson, person=PERSON, reason="x")


def test_nobody_decides_on_himself(case: AreaCase) -> None:
    (account,) = case.officers["all"].find(Query("account", Is("officer", (case.id("second"),))))
    case.do(IdentifyOfficer, "all", target=account.id, person=PERSON)
    access = asked(case)
    for action, given in ((ApproveAccess, {}), (DeclineAccess, {"remark": "x"})):
        assert "about yourself" in case.refused(action, "second", target=access, **given)
    case.do(DeclineAccess, "clerk", target=access, remark="不定编")


def test_whoever_is_taken_off_the_list_may_be_asked_for_anew(case: AreaCase) -> None:
    access = asked(case)
    case.do(ApproveAccess, "clerk", target=access)
    case.do(EndAccess, "keeper", target=access, ended=date(2026, 9, 1), ended_because="调离")
    assert asked(case) != access


def test_whose_time_is_over_is_due_of_the_clerk(case: AreaCase) -> None:
    case.do(AllowPerson, "keeper", person=PERSON, reason="借用", until=date(2026, 9, 30))
    access = case.last("area_access").id
    case.do(ApproveAccess, "clerk", target=access)
    assert ("area_access", date(2026, 9, 30)) in case.due("clerk")
    case.do(EndAccess, "clerk", target=access, ended=date(2026, 9, 1), ended_because="归还")
    assert ("area_access", date(2026, 9, 30)) not in case.due("clerk")
