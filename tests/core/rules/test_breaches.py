"""Rules between records: an action that would break one is refused, and what arrives broken is listed, no more."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from core.desks.administration.officers import Officer
from core.desks.care.children import CheckIn
from core.desks.care.records import CareFile
from core.desks.care.vocabulary import Basis, FileStage, Way
from core.desks.education.records import CaseStory
from core.desks.grid.duty_periods import DutyDone
from core.desks.grid.members import LeaveCell, PutInCell
from core.desks.grid.records import Cell, Membership
from core.desks.grievances.children import Consultation, Review
from core.desks.grievances.records import Grievance
from core.desks.grievances.recusal import Recusal
from core.desks.grievances.vocabulary import Level, Stage
from core.desks.partners.register import AddPartner, Partner
from core.desks.people.people import AmendUnit
from core.desks.people.records import Person, Unit
from core.model.action import amend, create
from core.model.query import Query
from core.model.record import RECORDS, columns
from core.office.office import Office
from core.office.refusals import Refused
from core.rules.breaches import Breach
from core.rules.following_rules import all_rules
from core.values.sentence import Sentence

A, B, C, D = (letter * 32 for letter in "abcd")
DAY = date(2026, 11, 20)
Arrive = Callable[..., None]


@pytest.fixture
def arrive(office: Office) -> Arrive:
    """Let records stand here as another site sends them: no rule is asked."""

    def write(*records: Any) -> None:
        with office._store.transaction():
            office._store.write(map(create, records), officer=office.officer, action="test")

    return write


def listed(office: Office) -> list[Breach]:
    return [each for each in office.find(Query(Breach.kind)) if each.of_kind != "account"]


def grievance(**more: Any) -> Grievance:
    return Grievance(**{"id": A, "subject": "欠薪", "received": datetime(2026, 11, 20), "accept_days": 15, **more})


def care_file(file: str, **more: Any) -> CareFile:
    days = dict.fromkeys(("opened", "checked", "reviewed"), DAY)
    said = {"name": "张三", "person": D, "helper": B, "basis": Basis.ILLNESS, "facts": "透析", **days}
    return CareFile.model_validate({"id": file, **said, **more})


def review(identifier: str, **more: Any) -> Review:
    said = {"grievance": A, "level": Level.FIRST, "asked": DAY, "reason": "不服", "due": DAY, "reviewer": C}
    return Review(**{"id": identifier, **said, **more})


def member(identifier: str, **more: Any) -> Membership:
    return Membership(**{"id": identifier, "person": D, "cell": A, "since": DAY, **more})


def officer(identifier: str, person: str = "") -> Officer:
    return Officer(id=identifier, name=identifier[0], person=person)


def recusal(by: str, **more: Any) -> Recusal:
    return Recusal(**{"id": D, "officer": by, "day": DAY, **more})


VISIT = {"way": Way.VISIT, "needs": "药"}
WAITS = Consultation(id=B, grievance=A, day=DAY, by=C, question="怎么办", invited="法律顾问")

BROKEN: dict[str, tuple[Any, ...]] = {
    "the same unit code": (Unit(id=A, name="一", code="U1"), Unit(id=B, name="二", code="u １")),
    "two partners of one name": (Partner(id=A, name="律所"), Partner(id=B, name="律所")),
    "two open files of one person": (care_file(A), care_file(B)),
    "a period settled twice": tuple(DutyDone(id=each, card=D, period="2026-11", day=DAY, by=C) for each in (A, B)),
    "two cases of one grievance": (CaseStory(id=A, name="一", source=D), CaseStory(id=B, name="二", source=D)),
    "two reviews that wait": (review(B), review(C, level=Level.SECOND)),
    "in one cell twice": (member(A), member(B, since=date(2026, 11, 1))),
    "two primary cells": (member(A, primary=True), member(B, cell=C, primary=True, until=date(2026, 11, 21))),
    "lead and deputy in one": (Cell(id=A, code="01", name="一", lead=D, deputy=D),),
    "a day before the one it follows": (member(A, until=date(2026, 11, 19)),),
    "a day before the whole": (care_file(A), CheckIn(id=B, file=A, day=date(2026, 1, 1), by=C, **VISIT)),
    "four eyes of one person": (review(A, decided_by=B, handled_by=C), officer(B, D), officer(C, D)),
    "four eyes of one officer": (review(A, decided_by=B, handled_by=B),),
    "one's own matter": (grievance(person=D, handler=B), officer(B, D)),
    "one's own care file": (care_file(A), officer(B, D)),
    "helper and supervisor in one": (care_file(A, supervisor=C), officer(B, A), officer(C, A)),
    "a recused handler": (grievance(handler=B), officer(B, D), officer(C, D), recusal(C, grievance=A)),
    "recused from the person": (grievance(handler=B, person=C), recusal(B, person=C)),
    "waiting for what has ended": (grievance(stage=Stage.CLOSED, closed=DAY), WAITS),
}  # fmt: skip

KEPT: dict[str, tuple[Any, ...]] = {
    "no code": (Unit(id=A, name="一"), Unit(id=B, name="二")),
    "a partner that has ended": (Partner(id=A, name="律所", ended=DAY), Partner(id=B, name="律所")),
    "a closed file": (care_file(A, stage=FileStage.CLOSED), care_file(B)),
    "a period taken back": tuple(
        DutyDone(id=each, card=D, period="2026-11", day=DAY, by=C, taken_back=back)
        for each, back in ((A, DAY), (B, None))
    ),
    "a decided review": (review(B, decided=DAY), review(C)),
    "one cell after the other": (member(A, until=date(2026, 11, 23)), member(B, since=date(2026, 11, 23))),
    "a membership of no day": (member(A, until=DAY), member(B)),
    "two cells, one primary": (member(A, primary=True), member(B, cell=C)),
    "two persons in four eyes": (review(A, decided_by=B, handled_by=C), officer(B, D), officer(C, A)),
    "two officers whom nobody has named": (review(A, decided_by=B, handled_by=C), officer(B), officer(C)),
    "somebody else's matter": (grievance(person=D, handler=B), officer(B, C)),
    "an ended recusal": (grievance(handler=B), recusal(B, grievance=A, ended=DAY)),
    "a recusal from another grievance": (grievance(handler=B), recusal(B, grievance=C)),
    "waiting for what is open": (grievance(), WAITS),
}


@pytest.mark.parametrize("records", BROKEN.values(), ids=BROKEN)
def test_what_breaks_a_rule_is_listed_once_until_one_of_the_records_is_gone(
    office: Office, arrive: Arrive, records: tuple[Any, ...]
) -> None:
    for record in records:
        assert listed(office) == []
        arrive(record)
    (breach,) = listed(office)
    assert {breach.of, breach.beside} - {""} <= {each.id for each in records}
    assert Sentence.unpack(breach.why).say().endswith((".", "?"))
    with office._store.transaction():
        gone = amend(records[0], deleted=True)
        office._store.write([gone], officer=office.officer, action="test")
    assert listed(office) == []


@pytest.mark.parametrize("records", KEPT.values(), ids=KEPT)
def test_what_keeps_the_rules_is_not_listed(office: Office, arrive: Arrive, records: tuple[Any, ...]) -> None:
    arrive(*records)
    assert listed(office) == []


# Acting


def test_an_action_that_would_break_a_rule_is_refused_in_the_same_words(office: Office, arrive: Arrive) -> None:
    arrive(Partner(id=A, name="律所"))
    with pytest.raises(Refused) as refused:
        office.do(AddPartner(target=B, name="律所"))
    arrive(Partner(id=B, name="律所"))
    (breach,) = listed(office)
    assert [Sentence.unpack(breach.why).say()] == [each.say() for each in refused.value.findings]


def test_what_is_broken_already_stops_nobody_from_doing_something_else(office: Office, arrive: Arrive) -> None:
    arrive(Unit(id=A, name="一", code="U1"), Unit(id=B, name="二", code="U1"), Unit(id=C, name="三", code="U2"))
    office.do(AmendUnit(target=A, name="甲", code="U1"))
    with pytest.raises(Refused, match="U2"):
        office.do(AmendUnit(target=A, name="甲", code="U2"))
    office.do(AmendUnit(target=A, name="甲", code="U3"))
    assert listed(office) == []


def test_an_action_is_judged_with_all_that_it_writes(office: Office, arrive: Arrive) -> None:
    arrive(Person(id=D, name="人"), *(Cell(id=each, code=f"0{each[0]}", name="格", start=DAY) for each in (A, B)))
    office.do(PutInCell(target=C, person=D, cell=A, since=DAY))
    with pytest.raises(Refused, match="primary cell is 0a 格 since 2026-11-20"):
        office.do(PutInCell(person=D, cell=B, since=DAY))
    office.do(LeaveCell(target=C, day=date(2026, 11, 22)))
    office.do(PutInCell(person=D, cell=B, since=date(2026, 11, 22)))


# Who may know


def test_a_refusal_and_the_list_tell_nothing_of_a_record_that_the_officer_may_not_read(
    office: Office, colleague: Callable[..., Office], arrive: Arrive
) -> None:
    arrive(Unit(id=D, name="科"), care_file(A), care_file(B, unit=D, helper=C))
    assert len(listed(office)) == 1
    clerk = colleague("干事", "care_clerk", unit=D)
    assert [each.id for each in clerk.find(Query("care_file"))] == [B]
    assert listed(clerk) == []


def test_what_is_masked_is_not_told_by_a_broken_rule(
    office: Office, colleague: Callable[..., Office], arrive: Arrive
) -> None:
    arrive(grievance(person=D, handler=B), officer(B, D))
    assert len(listed(office)) == 1
    supervisor = colleague("领导", "supervisor")
    assert supervisor.count(Query("grievance")) == 1
    assert columns(Grievance)["person"].about.masked not in supervisor.viewer.duties
    assert listed(supervisor) == []


# Roles


def test_roles_that_exclude_one_another_are_listed_once_two_seats_are_one_person(
    office: Office, colleague: Callable[..., Office], arrive: Arrive
) -> None:
    one, other = colleague("一", "system_administrator"), colleague("二", "auditor")
    seats = {each.officer: each for each in office.find(Query("account"))}

    def of_both() -> list[Breach]:
        pair = {seats[one.officer].id, seats[other.officer].id}
        return [each for each in office.find(Query(Breach.kind)) if {each.of, each.beside} == pair]

    assert of_both() == []
    people = [each for each in office.find(Query("officer")) if each.id in (one.officer, other.officer)]
    with office._store.transaction():
        office._store.write([amend(each, person=D) for each in people], officer=office.officer, action="test")
    (breach,) = of_both()
    assert "exclude one another" in Sentence.unpack(breach.why).say()
    with office._store.transaction():
        office._store.write([amend(people[0], person=C)], officer=office.officer, action="test")
    assert of_both() == []


# The declarations


def test_every_rule_names_kinds_and_fields_that_there_are() -> None:
    for kind, rules in all_rules().items():
        for rule in rules:
            assert rule.kind == kind
            assert rule.beside in ("", *rule.looks_at)
            for link in rule.links:
                source = link.onward.kind if link.onward else kind
                assert link.field in ("", "id") or link.field in columns(RECORDS[link.kind])
                assert link.by == "id" or link.by in columns(RECORDS[source])
