"""What is left of a closed care file after its time: nothing, unless something in it waits or it is on hold."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from core.desks.care.children import Support
from core.desks.care.deciding import LiftHold, PlaceHold
from core.desks.care.helping import FinishSupport, RecordCheckIn
from core.desks.care.objecting import AnswerObjection, RecordObjection
from core.desks.care.purging import PurgeFile
from core.desks.care.vocabulary import Measure
from core.model.action import create
from core.model.change import Draft
from core.model.deadline import DeadlineStatus
from core.model.query import FullText, Query
from core.model.record import RECORDS, Record, children_of, owner_field
from core.rules.purge import purge_faults, still_due
from core.values.ids import new_id
from tests.support.care_case import FILE, FILE_KINDS, Case, close
from tests.support.site_driver import write


def test_a_file_without_its_review_shows_red(case: Case) -> None:
    case.on("2026-11-28").do(RecordCheckIn, day=date(2026, 11, 28), needs="无")
    assert case.standing == DeadlineStatus.DUE_SOON
    assert case.on("2026-12-01").standing == DeadlineStatus.LATE
    assert case.on("2027-01-10").standing == DeadlineStatus.LONG_OVERDUE


# What is left of it


def test_a_closed_file_is_purged_after_its_time_and_nothing_of_it_stays(case: Case) -> None:
    case.do(RecordCheckIn, day=date(2026, 9, 1), needs="陪护假")
    case.officers["helper"].get("care_file", FILE)
    close(case)
    assert "is kept until 2028-09-10" in case.on("2028-09-10").refused(PurgeFile, "clerk")
    case.on("2028-09-11").do(PurgeFile, "clerk")
    clerk = case.officers["clerk"]
    for kind in FILE_KINDS:
        assert case.site.store.count(Query(kind.kind)) == 0
    assert clerk.count(Query("care_file", FullText("张三"))) == 0
    assert case.due("clerk") == set()
    assert {(left.file_kind, left.rule, left.day) for left in clerk.find(Query("purge"))} == {
        ("care_file", "care.retention_months", date(2028, 9, 11))
    }
    assert case.site.store.check() is None


def test_an_open_file_or_one_on_hold_is_not_purged(case: Case) -> None:
    assert "cannot be done at this stage" in case.refused(PurgeFile, "clerk")
    close(case).do(PlaceHold, "supervisor", hold_reason="诉讼中").on("2028-09-11")
    assert "legal hold" in case.refused(PurgeFile, "clerk")
    case.do(LiftHold, "clerk").do(PurgeFile, "clerk")


def test_a_file_with_an_objection_that_nobody_answered_is_not_purged(case: Case) -> None:
    close(case).on("2028-09-05").do(RecordObjection, day=date(2028, 9, 5), text="我不同意")
    case.on("2028-09-11")
    assert "Still to be done in it: answer the objection." in case.refused(PurgeFile, "clerk")
    objection = case.part("care_objection")
    case.do(AnswerObjection, "supervisor", target=objection.id, answer="已更正").do(PurgeFile, "clerk")
    assert case.officers["clerk"].find(Query("care_file")) == []


def test_a_file_with_support_that_another_site_planned_meanwhile_is_not_purged(case: Case) -> None:
    close(case).on("2028-09-11")
    helper = case.officers["helper"]
    due = date(2028, 9, 20)
    support = Support(file=FILE, measure=Measure.LEGAL_AID, what="援助", helper=helper.officer, due=due)
    write(helper, create(support))
    assert "Still to be done in it: support." in case.refused(PurgeFile, "clerk")
    case.do(FinishSupport, target=support.id, result="已办结", finished=date(2028, 9, 11)).do(PurgeFile, "clerk")


@pytest.mark.parametrize("kind", [kind for kind in RECORDS.values() if kind.retention], ids=lambda kind: kind.kind)
def test_whatever_is_purged_after_some_time_asks_first_whether_anything_in_it_waits(
    kind: type[Record], case: Case, sample: Callable[..., Any]
) -> None:
    whole = sample(kind)
    office = case.officers["clerk"]
    for part in children_of(kind.kind):
        if not part.can_be_due():
            continue
        owner = owner_field(part)
        assert owner
        empty = {name: info.default for name, info in part.model_fields.items() if not info.is_required()}
        waiting = sample(part, **{**empty, "id": new_id(), owner.name: whole.id})
        write(office, create(waiting))
        assert list(purge_faults(whole, office.context())), part.kind
        write(office, Draft(part.kind, waiting.id, {"deleted": True}))
        assert list(still_due(whole, office.context())) == [due.what for due in whole.agenda() if not due.purges]


# Legal hold


def test_a_hold_stops_the_clock_of_forgetting_and_another_officer_lifts_it(case: Case) -> None:
    close(case).do(PlaceHold, "supervisor", hold_reason="诉讼中")
    assert case.due("clerk") == set()
    assert "already" in case.refused(PlaceHold, "clerk", hold_reason="x")
    assert "second officer" in case.refused(LiftHold, "supervisor")
    case.do(LiftHold, "clerk")
    assert case.due("clerk") == {("care_file", date(2028, 9, 11))}
    assert "No legal hold" in case.refused(LiftHold, "supervisor")


def test_when_the_time_of_a_held_file_is_over_its_supervisor_is_asked_to_decide_on_the_hold(case: Case) -> None:
    close(case).do(PlaceHold, "clerk", hold_reason="诉讼中")
    assert case.due("supervisor") == {("care_file", date(2028, 9, 11))}
    case.do(LiftHold, "supervisor")
    assert case.due("supervisor") == set()


def test_the_list_of_holds_says_when_and_nothing_of_the_matter_to_those_who_read_every_file(case: Case) -> None:
    case.do(PlaceHold, "supervisor", hold_reason="诉讼中")
    (hold,) = case.officers["clerk"].find(Query("hold"))
    assert (hold.of, hold.file_kind, hold.lifted) == (FILE, "care_file", None)
    assert "诉讼中" not in str(hold)
    assert case.officers["helper"].count(Query("hold")) == 0
    case.do(LiftHold, "clerk")
    (hold,) = case.officers["clerk"].find(Query("hold"))
    assert hold.lifted == hold.day
