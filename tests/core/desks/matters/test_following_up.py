"""Follow-ups: by the plan after a participation, through every change of job, and no longer than they are owed."""

from datetime import date
from typing import Any

import pytest

from core.desks.clearance.cooling import ApproveCoolingDecision
from core.desks.clearance.leaving_record import CoolingDecision, CoolingOff
from core.desks.clearance.vocabulary import CoolingDecisionKind, CoolingStage, Level
from core.desks.matters.after_leaving import StartFollowUps
from core.desks.matters.following_up import DropFollowUp, HandFollowUpOver, NoteNotReached, RecordFollowUp
from core.desks.matters.participations import FollowUp
from core.desks.matters.taking_part import (
    CloseParticipation,
    EndParticipation,
    HandParticipationOver,
    PlanFollowUp,
    RecordParticipation,
)
from core.desks.matters.vocabulary import FollowUpKind, FollowUpStage, ParticipationStage
from core.desks.people.people import RecordLeaving
from core.model.action import create
from core.model.printout import PAPERS
from core.model.query import Query
from core.model.record import columns
from core.values.classification import Classification
from tests.support.matter_case import OUTSIDER, PERSON, Case
from tests.support.site_driver import write

PLAN = [date(2026, 4, 1), date(2026, 9, 2), date(2027, 3, 2), date(2027, 9, 2), date(2028, 3, 2)]


@pytest.fixture
def followed(case: Case) -> Case:
    """A person whose part in a matter ended on 2 March 2026."""
    return case.knows().followed()


def test_the_end_of_a_participation_brings_a_talk_and_visits_for_two_years(followed: Case) -> None:
    assert [each.due for each in followed.follow_ups] == PLAN
    assert [each.what for each in followed.follow_ups] == [FollowUpKind.TALK, *[FollowUpKind.VISIT] * 4]
    assert followed.due("clerk") == {("follow_up", day) for day in PLAN}


def test_whoever_takes_part_is_entered_as_knowing_it(case: Case) -> None:
    refusal = case.refused(RecordParticipation, person=OUTSIDER, work="起草", since=case.today, owner=case.id("clerk"))
    assert "choose “Record knowledge” first" in refusal


def test_an_end_that_is_entered_late_brings_nothing_that_has_passed(case: Case) -> None:
    case.knows().do(RecordParticipation, person=PERSON, work="起草", since=case.today, owner=case.id("clerk"))
    case.on("2027-01-15").do(EndParticipation, target=case.participation.id, until=date(2026, 3, 2))
    assert [each.due for each in case.follow_ups] == [date(2027, 2, 14), *PLAN[2:]]


def test_follow_ups_stay_through_every_change_of_job(followed: Case) -> None:
    first = followed.site.office()
    first.do(RecordLeaving(target=PERSON, left=first.today))
    assert followed.due("clerk") == {("follow_up", day) for day in PLAN}


def test_they_go_to_another_with_the_participation(followed: Case) -> None:
    followed.do(HandParticipationOver, target=followed.participation.id, owner=followed.id("helper"))
    assert followed.due("clerk") == set()
    assert followed.due("helper") == {("follow_up", day) for day in PLAN}
    one = followed.follow_ups[0]
    followed.do(HandFollowUpOver, target=one.id, owner=followed.id("clerk"))
    assert followed.due("clerk") == {("follow_up", PLAN[0])}
    assert "no role for this" in followed.refused(HandFollowUpOver, target=one.id, owner=followed.id("fixer"))


def test_with_the_last_follow_up_the_participation_is_closed(followed: Case) -> None:
    for each in followed.follow_ups:
        assert followed.participation.stage == ParticipationStage.FOLLOWED
        followed.do(RecordFollowUp, target=each.id, done=followed.today, reminded=())
    assert followed.participation.stage == ParticipationStage.CLOSED
    assert {each.stage for each in followed.follow_ups} == {FollowUpStage.DONE}


def test_closing_it_ends_what_is_owed(followed: Case) -> None:
    done = followed.follow_ups[0]
    followed.do(RecordFollowUp, target=done.id, done=followed.today)
    followed.do(CloseParticipation, target=followed.participation.id, closed_why="已调离本系统")
    assert [each.stage for each in followed.follow_ups] == [FollowUpStage.DONE, *[FollowUpStage.DROPPED] * 4]
    assert followed.due("clerk") == set()


def test_wishes_are_noted_only_with_the_consent_of_the_person(followed: Case) -> None:
    one = followed.follow_ups[0]
    given = {"target": one.id, "done": followed.today, "wishes": "希望协助子女入学"}
    assert "only if the person agrees" in followed.refused(RecordFollowUp, **given)
    followed.do(RecordFollowUp, **given, consent=True)
    assert followed.follow_ups[0].wishes


def test_who_was_not_reached_is_still_owed_it(followed: Case) -> None:
    one = followed.follow_ups[0]
    followed.do(NoteNotReached, target=one.id, not_reached="三次电话未接")
    assert ("follow_up", PLAN[0]) in followed.due("clerk")


def test_one_more_is_planned_and_one_is_dropped_with_a_reason(followed: Case) -> None:
    followed.do(
        PlanFollowUp,
        target=followed.participation.id,
        what=FollowUpKind.REMINDER,
        due=date(2026, 5, 1),
        owner=followed.id("helper"),
    )
    assert followed.due("helper") == {("follow_up", date(2026, 5, 1))}
    extra = next(each for each in followed.follow_ups if each.due == date(2026, 5, 1))
    followed.do(DropFollowUp, target=extra.id, dropped_why="已合并办理")
    assert followed.due("helper") == set()


def test_after_what_is_top_secret_only_who_is_named_or_owes_it_sees_that_it_is_owed(empty: Case) -> None:
    case = empty.fix(level=Classification.TOP_SECRET, years=30).knows().followed()
    case.do(HandFollowUpOver, target=case.follow_ups[0].id, owner=case.id("helper"))
    seen = {name: office.count(Query(FollowUp.kind)) for name, office in case.officers.items()}
    assert {name: count for name, count in seen.items() if count} == {"clerk": 5, "helper": 1}


def test_a_cooling_off_is_followed_up_by_its_level_until_it_ends(case: Case, sample: Any) -> None:
    since = {"since": date(2026, 3, 2), "until": date(2027, 3, 2), "months": 12, "level": Level.CORE}
    cooling = sample(CoolingOff, person=PERSON, stage=CoolingStage.RUNNING, ended=None, **since)
    request = sample(
        CoolingDecision,
        cooling_off=cooling.id,
        asked_by=case.id("stranger"),
        stage="waits",
        proposal=CoolingDecisionKind.END,
    )
    for record in (cooling, request):
        write(case.site.office(), create(record))
    case.do(StartFollowUps, target=cooling.id, owner=case.id("helper"))
    days = ["2026-04-01", "2026-06-02", "2026-09-02", "2026-12-02", "2027-01-31"]
    assert [each.due.isoformat() for each in case.follow_ups] == days
    assert case.follow_ups[-1].what == FollowUpKind.TALK
    assert "planned already" in case.refused(StartFollowUps, target=cooling.id, owner=case.id("helper"))
    case.on("2027-03-02").do(ApproveCoolingDecision, "head", target=request.id)
    assert {each.stage for each in case.follow_ups} == {FollowUpStage.DROPPED}
    assert case.due("helper") == set()


def test_the_slip_names_the_person_and_no_matter(followed: Case) -> None:
    paper = PAPERS["reminder_slip"].draw(followed.officers["clerk"], followed.follow_ups[0].id, str)
    text = str(paper)
    assert "张三" in text
    assert "甲七号" not in text


def test_there_is_no_field_for_what_the_person_thinks_or_does() -> None:
    free = {name for name, column in columns(FollowUp).items() if column.type is str and not column.about.refers}
    assert free == {"wishes", "not_reached", "dropped_why"}
