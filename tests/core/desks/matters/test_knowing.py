"""Who knows a matter: persons of its scope, and others whom the head has let in; who read that leaves a trace."""

from datetime import date

import pytest

from core.audit.audit_log import AUDIT
from core.desks.administration.officers import Officer
from core.desks.matters.children import Knowledge
from core.desks.matters.fixing import ProposeMatter
from core.desks.matters.knowing import (
    ApproveLettingIn,
    AskToLetIn,
    DeclineLettingIn,
    EndKnowledge,
    RecordKnowledge,
    WithdrawLettingIn,
)
from core.desks.matters.knowledge_list import TakeOverKnowledge
from core.desks.matters.scope import AddToScope, EndNamedReader, NameReader, TakeOutOfScope
from core.desks.matters.vocabulary import Way
from core.model.action import amend
from core.model.audit_event import Event
from core.model.query import Is, Query
from core.office.refusals import NoSuchRecord
from core.values.classification import Classification
from tests.support.matter_case import MATTER, OUTSIDER, PERSON, Case
from tests.support.site_driver import give_roles, write

TOP = {"level": Classification.TOP_SECRET, "years": 30}


def test_a_person_of_the_scope_is_entered(case: Case) -> None:
    case.knows(way=Way.READ, document="7号")
    (entry,) = case.entries
    assert (entry.person, entry.recorder, entry.approver) == (PERSON, case.id("clerk"), "")
    assert "scope already" in case.refused(AddToScope, "fixer", person=PERSON)


def test_a_unit_in_scope_lets_in_those_below_it(case: Case) -> None:
    (entry,) = case.stored("matter_scope")
    case.do(TakeOutOfScope, "fixer", target=entry.id, ended=case.today)
    assert "outside the scope" in case.refused(RecordKnowledge, person=PERSON, since=case.today)
    case.do(AddToScope, "fixer", unit="c" * 32).knows()
    assert "one of the two" in case.refused(AddToScope, "fixer")


def test_whoever_is_outside_the_scope_is_let_in_by_the_head(case: Case) -> None:
    assert "choose “Ask to let in”" in case.refused(RecordKnowledge, person=OUTSIDER, since=case.today)
    case.do(AskToLetIn, person=OUTSIDER, way=Way.TOLD, reason="评审")
    assert "waits for a decision" in case.refused(AskToLetIn, person=OUTSIDER, reason="评审")
    case.do(ApproveLettingIn, "head", target=case.request.id)
    (entry,) = case.entries
    assert (entry.person, entry.approver, entry.recorder) == (OUTSIDER, case.id("head"), case.id("clerk"))


def test_what_is_declined_or_withdrawn_lets_nobody_in(case: Case) -> None:
    case.do(AskToLetIn, person=OUTSIDER, reason="评审")
    case.do(DeclineLettingIn, "head", target=case.request.id, remark="无必要")
    case.do(AskToLetIn, person=OUTSIDER, reason="再次评审")
    case.do(WithdrawLettingIn, target=case.request.id)
    assert case.entries == []


def test_c16_nobody_approves_what_he_asked_for(case: Case) -> None:
    give_roles(case.site.office(), 2, "confidentiality_clerk", "supervisor")
    case.officers["clerk"].refresh()
    assert "Nobody decides what he asks for" in case.refused(
        AskToLetIn, person=OUTSIDER, reason="评审", asked_of=case.id("clerk")
    )
    case.do(AskToLetIn, person=OUTSIDER, reason="评审")
    assert "second officer" in case.refused(ApproveLettingIn, target=case.request.id)


def test_c16_nobody_lets_himself_in(case: Case) -> None:
    (head,) = case.site.store.find(Query("officer", Is("id", (case.id("head"),))))
    assert isinstance(head, Officer)
    write(case.site.office(), amend(head, person=OUTSIDER))
    case.do(AskToLetIn, person=OUTSIDER, reason="评审")
    assert "Nobody lets himself in" in case.refused(ApproveLettingIn, "head", target=case.request.id)
    case.do(ApproveLettingIn, "other_head", target=case.request.id)


def test_of_what_is_top_secret_only_those_know_who_are_named(empty: Case) -> None:
    case = empty.fix(**TOP)
    assert reading(case) == {"clerk", "fixer"}
    case.do(NameReader, "fixer", officer=case.id("head"))
    assert reading(case) == {"clerk", "fixer", "head"}
    (named,) = case.stored("matter_reader")
    case.do(EndNamedReader, "fixer", target=named.id, ended=case.today)
    assert reading(case) == {"clerk", "fixer"}


def test_who_knows_what_is_top_secret_reads_it_as_long_as_that_lasts(empty: Case) -> None:
    case = empty.fix(**TOP).knows()
    (stranger,) = case.site.store.find(Query("officer", Is("id", (case.id("stranger"),))))
    write(case.site.office(), amend(stranger, person=PERSON))
    assert reading(case) == {"clerk", "fixer", "stranger"}
    (entry,) = case.entries
    case.do(EndKnowledge, target=entry.id, until=case.today)
    assert reading(case) == {"clerk", "fixer"}


def test_whoever_is_asked_to_approve_reads_what_is_top_secret_until_it_is_decided(empty: Case) -> None:
    case = empty.fix(**TOP)
    assert "Name the officer who is to approve it" in case.refused(AskToLetIn, person=OUTSIDER, reason="评审")
    case.do(AskToLetIn, person=OUTSIDER, reason="评审", asked_of=case.id("head"))
    assert reading(case) == {"clerk", "fixer", "head"}
    with pytest.raises(NoSuchRecord):
        case.do(ApproveLettingIn, "other_head", target=case.request.id)
    case.do(ApproveLettingIn, "head", target=case.request.id)
    assert reading(case) == {"clerk", "fixer"}
    assert [each.approver for each in case.entries] == [case.id("head")]


def reading(case: Case) -> set[str]:
    """Return who learns that there is a matter, in every way that lists and records tell it."""
    found = set()
    for name, office in case.officers.items():
        told = [office.count(Query(kind)) > 0 for kind in ("matter", "matter_scope", "knowledge") if case.stored(kind)]
        try:
            told.append(office.get_listed("matter", MATTER) is not None)
        except NoSuchRecord:
            told.append(False)
        assert len(set(told)) == 1, name
        found |= {name} if told[0] else set()
    return found


def test_a_code_name_of_a_matter_that_one_does_not_read_may_be_given_again(empty: Case) -> None:
    empty.fix(**TOP)
    usual = {**empty.usual, "target": "9" * 32}
    empty.do(ProposeMatter, "stranger", **usual)
    assert "code name 甲七号 already" in empty.refused(ProposeMatter, **{**usual, "target": "8" * 32})


def test_reading_who_knows_leaves_a_trace(case: Case) -> None:
    case.knows()
    head = case.officers["head"]
    head.page(Knowledge.kind, head.keys(Query(Knowledge.kind)), ["person"])
    assert case.stored("matter_reading") == []
    head.find(Query(Knowledge.kind, Is("matter", (MATTER,))))
    (trace,) = case.stored("matter_reading")
    assert (trace.matter, trace.officer) == (MATTER, head.officer)
    assert case.officers["fixer"].count(Query("matter_reading")) == 1
    assert case.officers["helper"].count(Query("matter_reading")) == 0
    (read,) = case.officers["auditor"].find(Query(AUDIT, Is("event", (Event.READ,))))
    assert (read.of_kind, read.of) == ("matter", MATTER)
    assert not case.officers["auditor"].reads("knowledge")


def test_what_was_before_the_register_is_taken_over(case: Case) -> None:
    given = {"target": "7" * 32, "matter": MATTER, "person": OUTSIDER, "since": date(2026, 1, 8)}
    assert "who approved it on paper" in case.refused(TakeOverKnowledge, **given)
    late = {**given, "since": date(2026, 3, 2), "on_paper": "王局"}
    assert "from then on it is approved here" in case.refused(TakeOverKnowledge, **late)
    case.do(TakeOverKnowledge, **given, on_paper="王局 2026年1号")
    assert [each.on_paper for each in case.entries] == ["王局 2026年1号"]


def test_c17_nothing_is_taken_over_of_what_is_not_read(empty: Case) -> None:
    empty.fix(**TOP)
    given = {"target": "7" * 32, "matter": MATTER, "person": PERSON, "since": date(2026, 1, 8)}
    assert "Choose a matter that you read" in empty.refused(TakeOverKnowledge, "stranger", **given)
