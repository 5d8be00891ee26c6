"""The care desk: what is due and when, what is refused, who may decide, and the access log."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pydantic import BaseModel

from core.audit.access_log import NotLogged
from core.audit.audit_log import AUDIT
from core.desks.administration.officers import ChangeRoles
from core.desks.care.access_log import CareReading
from core.desks.care.children import Support
from core.desks.care.deciding import CloseFile, LiftHold, PlaceHold, ReviewFile
from core.desks.care.helping import FinishSupport, OpenLegalAid, PlanSupport, RecordCheckIn
from core.desks.care.objecting import AnswerObjection, RecordObjection
from core.desks.care.opening import (
    AmendCareFile,
    AssignHelper,
    ChangeAttention,
    OpenCareFile,
    PostponeTelling,
    RecordTold,
)
from core.desks.care.personal_copy import GiveCopy
from core.desks.care.purging import PurgeFile
from core.desks.care.records import CareFile
from core.desks.care.vocabulary import Attention, Basis, FileStage, Measure, months_later
from core.desks.grid.handover import HandOver
from core.desks.people.people import AddPerson, AddUnit
from core.model.action import Action, amend, create
from core.model.audit_event import Event
from core.model.change import HOME, Draft
from core.model.deadline import DeadlineStatus
from core.model.printout import PAPERS
from core.model.query import FullText, Is, Query
from core.model.record import RECORDS, Record, children_of, columns, owner_field
from core.office.office import Office
from core.office.refusals import NoSuchRecord, Refused
from core.policy.pack import AccessLogSettings
from core.rules.purge import purge_faults, still_due
from core.values.ids import new_id
from core.values.refusal import Refusal
from data.site.open_site import OpenSite
from tests.support.site_driver import looked, write

PERSON, FILE = "b" * 32, "a" * 32
OPENED = "2026-09-01"


@dataclass
class Case:
    """One file with its clerk, helper and supervisor, at a desk whose calendar can be turned."""

    site: OpenSite
    officers: dict[str, Office]

    def on(self, day: str, hour: int = 9, minute: int = 0) -> "Case":
        """Turn the calendar."""
        now = datetime.fromisoformat(day).replace(hour=hour, minute=minute)
        for office in self.officers.values():
            office._clock = lambda: now
        return self

    def do(self, action: type[Action], by: str = "helper", **arguments: Any) -> "Case":
        office = self.officers[by]
        office.do(looked(office, action(**{"target": FILE, **arguments})))
        return self

    def refused(self, action: type[Action], by: str = "helper", **arguments: Any) -> str:
        with pytest.raises(Refused) as refusal:
            self.do(action, by, **arguments)
        return str(refusal.value)

    def open(self, **arguments: Any) -> "Case":
        return self.do(OpenCareFile, "clerk", **{**self.usual, **arguments})

    @property
    def usual(self) -> dict[str, Any]:
        return {
            "person": PERSON,
            "basis": Basis.ILLNESS,
            "facts": "爱人住院",
            "attention_reason": "术后两周",
            "helper": self.officers["helper"].officer,
            "supervisor": self.officers["supervisor"].officer,
            "told": self.officers["clerk"].today,
        }

    @property
    def now(self) -> CareFile:
        found: CareFile = self.officers["clerk"].get("care_file", FILE)
        return found

    def part(self, kind: str) -> Any:
        return self.officers["clerk"].find(Query(kind))[-1]

    def due(self, by: str = "helper") -> set[tuple[str, date]]:
        """Return what stands in an officer's agenda as his own."""
        office = self.officers[by]
        items = office.find(Query("agenda", Is("owner", (office.officer,))))
        return {(item.of_kind, item.due) for item in items}

    @property
    def standing(self) -> DeadlineStatus | None:
        watched = {name: getattr(self.now, name) for name in CareFile.status_columns}
        return CareFile.deadline_status(watched, self.officers["clerk"].context())


@pytest.fixture
def empty(site: OpenSite, office: Office, colleague: Callable[..., Office]) -> Case:
    """A member of staff, and the officers who will look after him."""
    office.do(AddUnit(target="c" * 32, name="车间"))
    office.do(AddPerson(target=PERSON, name="张三", unit="c" * 32))
    officers = {
        "clerk": colleague("帮扶", "care_clerk"),
        "helper": colleague("专人", "helper"),
        "supervisor": colleague("主管", "supervisor"),
        "stranger": colleague("旁人", "helper"),
        "auditor": colleague("审计", "auditor"),
    }
    return Case(site, officers).on(OPENED)


@pytest.fixture
def case(empty: Case) -> Case:
    """A file opened on 1 September 2026, of which the person was told at once."""
    return empty.open()


# Boundary


FILE_KINDS = [kind for kind in RECORDS.values() if kind.compartment == "care" or kind is CareReading]


@pytest.mark.parametrize("model", FILE_KINDS, ids=lambda kind: kind.kind)
def test_no_field_is_a_figure_about_a_person(model: type[BaseModel]) -> None:
    assert not [name for name, column in columns(model).items() if column.type in (int, float)]


# Opening


def test_opening_sets_check_in_and_review_from_the_policy_pack(case: Case) -> None:
    assert (case.now.next_checkin, case.now.next_review) == (date(2026, 10, 1), date(2026, 11, 30))
    assert (case.now.name, case.now.unit) == ("张三", "c" * 32)


@pytest.mark.parametrize(("attention", "day"), [("routine", 1), ("closer", 15), ("urgent", 8)])
def test_attention_sets_how_often_to_check_in(empty: Case, attention: str, day: int) -> None:
    checkin = empty.open(attention=attention).now.next_checkin
    assert checkin == date(2026, 10 if attention == "routine" else 9, day)


UNTOLD = {"told": None, "untold_reason": "病情未稳", "untold_until": date(2026, 9, 20)}


def test_the_person_is_told_or_it_is_decided_by_whom_and_until_when(empty: Case) -> None:
    decided = {**UNTOLD, "untold_by": empty.officers["supervisor"].officer}
    assert "Say when the person was told" in empty.refused(OpenCareFile, "clerk", **{**empty.usual, "told": None})
    assert "Name the officer" in empty.refused(OpenCareFile, "clerk", **{**empty.usual, **UNTOLD})
    late = {**decided, "untold_until": date(2026, 10, 2)}
    assert "by 2026-10-01" in empty.refused(OpenCareFile, "clerk", **{**empty.usual, **late})
    empty.open(**decided)
    assert ("care_file", date(2026, 9, 20)) in empty.due()


def test_whoever_is_not_told_in_time_shows_red(empty: Case) -> None:
    empty.open(**UNTOLD, untold_by=empty.officers["supervisor"].officer)
    assert empty.standing == DeadlineStatus.ON_TIME
    assert empty.on("2026-09-18").standing == DeadlineStatus.DUE_SOON
    assert empty.on("2026-09-21").standing == DeadlineStatus.LATE


def test_telling_ends_the_reminder_and_can_be_put_off_only_by_decision(empty: Case) -> None:
    empty.open(**UNTOLD, untold_by=empty.officers["supervisor"].officer)
    empty.do(PostponeTelling, "supervisor", untold_reason="手术在即", untold_until=date(2026, 9, 25))
    assert ("care_file", date(2026, 9, 25)) in empty.due()
    empty.on("2026-09-10").do(RecordTold, told=date(2026, 9, 10))
    assert empty.now.told == date(2026, 9, 10)
    assert {day for _, day in empty.due()} == {date(2026, 10, 1), date(2026, 11, 30)}
    assert "was done on" in empty.refused(RecordTold, told=date(2026, 9, 10))
    assert "was told on" in empty.refused(
        PostponeTelling, "supervisor", untold_reason="x", untold_until=date(2026, 9, 25)
    )


def test_a_person_has_one_open_file(case: Case) -> None:
    assert "open file" in case.refused(OpenCareFile, "clerk", **{**case.usual, "target": "d" * 32})


def test_helper_and_supervisor_are_two_who_may_read_it_and_not_the_person(
    case: Case, colleague: Callable[..., Office]
) -> None:
    supervisor = case.officers["supervisor"].officer
    assert "two officers" in case.refused(AssignHelper, "clerk", helper=supervisor, supervisor=supervisor)
    handler = colleague("承办", "handler").officer
    assert "no role" in case.refused(AssignHelper, "clerk", helper=handler, supervisor=supervisor)


def test_a_new_helper_takes_over_what_is_open(case: Case) -> None:
    case.do(PlanSupport, what="困难补助", helper=case.officers["helper"].officer, due=date(2026, 9, 10))
    stranger = case.officers["stranger"].officer
    case.do(AssignHelper, "clerk", helper=stranger, supervisor=case.now.supervisor)
    assert ("care_support", date(2026, 9, 10)) in case.due("stranger")
    assert case.due("helper") == set()


# Attention, check-ins


def test_a_file_explains_its_dates(case: Case) -> None:
    case.on("2026-09-10").do(RecordCheckIn, day=date(2026, 9, 9), needs="无")
    case.on("2026-09-20").do(ChangeAttention, attention=Attention.CLOSER, attention_reason="手术在即")
    assert str(case.now.explain()) == (
        "Check-in 2026-10-04 because 2026-09-20 + 14 days (closer); review 2026-11-30 because 2026-09-01 + 90 days."
    )


def test_a_helper_who_may_no_longer_read_leaves_the_file_to_be_given_to_another(case: Case, office: Office) -> None:
    unhelped = Query("care_file", CareFile.filters(case.officers["clerk"].context())["without helper"])
    assert case.officers["clerk"].count(unhelped) == 0
    helper = case.officers["helper"].officer
    (account,) = office.find(Query("account", Is("officer", (helper,))))
    office.do(ChangeRoles(target=account.id, roles=("handler",)))
    unhelped = Query("care_file", CareFile.filters(case.officers["clerk"].context())["without helper"])
    assert case.officers["clerk"].count(unhelped) == 1
    assert "no role" in case.refused(AssignHelper, "clerk", helper=helper, supervisor=case.now.supervisor)


def test_files_go_along_when_all_work_of_a_person_is_handed_over(case: Case, office: Office) -> None:
    for place, officer in enumerate(("helper", "stranger", "auditor")):
        person = f"{place:032x}"
        office.do(AddPerson(target=person, name=officer))
        record = office.get("officer", case.officers[officer].officer)
        with case.site.store.transaction():
            case.site.store.write([amend(record, person=person)], officer=office.officer, action="test")
    case.officers["first"] = office
    case.on("2026-09-10")
    given: dict[str, Any] = {"target": f"{0:032x}", "day": date(2026, 9, 10)}
    assert "no role that reads care files" in case.refused(HandOver, "first", to=f"{2:032x}", **given)
    case.do(HandOver, "first", to=f"{1:032x}", **given)
    assert case.now.helper == case.officers["stranger"].officer


def test_more_attention_brings_the_check_in_forward_and_less_puts_none_off(case: Case) -> None:
    case.on("2026-09-10").do(ChangeAttention, attention=Attention.URGENT, attention_reason="负债上门")
    assert case.now.next_checkin == date(2026, 9, 17)
    case.on("2026-09-20").do(ChangeAttention, attention=Attention.ROUTINE, attention_reason="已协商")
    assert case.now.next_checkin == date(2026, 9, 17)
    assert case.standing == DeadlineStatus.LATE


def test_a_check_in_sets_the_next_one(case: Case) -> None:
    case.on("2026-09-10").do(RecordCheckIn, day=date(2026, 9, 9), needs="陪护假", agreed="申请五天")
    assert case.now.next_checkin == date(2026, 10, 9)
    assert case.part("care_checkin").next == date(2026, 10, 9)
    case.do(RecordCheckIn, day=date(2026, 9, 10), needs="无", next=date(2026, 9, 20))
    assert case.now.next_checkin == date(2026, 9, 20)
    assert "by 2026-10-10" in case.refused(RecordCheckIn, day=date(2026, 9, 10), needs="x", next=date(2026, 10, 11))
    assert "must lie between" in case.refused(RecordCheckIn, day=date(2026, 8, 31), needs="x")


# Support


def check_in(case: Case, day: str, **more: Any) -> None:
    case.do(RecordCheckIn, day=date.fromisoformat(day), needs="陪护", **more)


def test_the_newest_check_in_decides_when_the_next_one_is(case: Case) -> None:
    check_in(case.on("2026-09-20"), "2026-09-20")
    before = (case.now.next_checkin, case.now.checked)
    check_in(case, "2026-09-10")
    assert (case.now.next_checkin, case.now.checked) == before == (date(2026, 10, 20), date(2026, 9, 20))
    check_in(case.on("2026-09-25"), "2026-09-21")
    assert case.now.next_checkin == date(2026, 10, 21)


def test_an_agreed_date_stands_until_a_newer_check_in(case: Case) -> None:
    check_in(case.on("2026-09-20"), "2026-09-20", next=date(2026, 9, 25))
    check_in(case, "2026-09-15")
    check_in(case, "2026-09-14", next=date(2026, 10, 1))
    assert case.now.next_checkin == date(2026, 9, 25)
    check_in(case, "2026-09-20")  # of the same day: the later word counts
    assert case.now.next_checkin == date(2026, 10, 20)


def test_support_is_owed_by_somebody_who_knows_of_the_file(case: Case) -> None:
    plan: dict[str, Any] = {"what": "困难补助", "due": date(2026, 9, 20)}
    assert "Others must not learn" in case.refused(PlanSupport, helper=case.officers["stranger"].officer, **plan)
    case.do(PlanSupport, helper=case.officers["helper"].officer, **plan)
    assert ("care_support", date(2026, 9, 20)) in case.due()
    support = case.part("care_support").id
    case.do(FinishSupport, target=support, result="已发放", finished=date(2026, 9, 1))
    assert ("care_support", date(2026, 9, 20)) not in case.due()
    assert "already" in case.refused(FinishSupport, target=support, result="x", finished=date(2026, 9, 1))


def test_legal_aid_opens_a_grievance_that_does_not_tell_of_the_file(case: Case, office: Office) -> None:
    asked = {"measure": Measure.LEGAL_AID, "what": "x", "helper": case.officers["helper"].officer}
    assert "Open legal aid" in case.refused(PlanSupport, due=date(2026, 9, 20), **asked)
    case.do(OpenLegalAid, subject="民间借贷", petitioner="张三", due=date(2026, 10, 1))
    (grievance,) = office.find(Query("grievance"))
    assert case.part("care_support").grievance == grievance.id
    told = [(entry.change.body.action, str(entry.change.body.fields)) for entry in office.history(grievance)]
    assert [action for action, _ in told] == ["register_grievance"]
    assert FILE not in str(told)
    assert grievance.subject == "民间借贷"


# Review and closing


def test_a_review_counts_ninety_days_on(case: Case) -> None:
    case.on("2026-11-28").do(ReviewFile, attention=Attention.CLOSER, reasons="负担加重")
    assert (case.now.next_review, case.now.attention) == (date(2027, 2, 26), Attention.CLOSER)
    assert case.part("care_review").decision == "change"


def test_a_file_without_its_review_shows_red(case: Case) -> None:
    case.on("2026-11-28").do(RecordCheckIn, day=date(2026, 11, 28), needs="无")
    assert case.standing == DeadlineStatus.DUE_SOON
    assert case.on("2026-12-01").standing == DeadlineStatus.LATE
    assert case.on("2027-01-10").standing == DeadlineStatus.LONG_OVERDUE


def close(case: Case, day: str = "2026-09-10") -> Case:
    return case.on(day).do(CloseFile, "clerk", closed_reason="已渡过难关")


def test_closing_asks_that_nothing_is_left_open(empty: Case) -> None:
    empty.open(**UNTOLD, untold_by=empty.officers["supervisor"].officer)
    empty.do(PlanSupport, what="补助", helper=empty.officers["helper"].officer, due=date(2026, 9, 20))
    empty.do(RecordObjection, day=date(2026, 9, 1), text="事实有误")
    refusal = empty.refused(CloseFile, "clerk", closed_reason="x")
    for reason in ("not been told", "not finished", "not answered"):
        assert reason in refusal


def test_a_closed_file_is_kept_for_the_months_of_the_policy_pack(case: Case) -> None:
    close(case)
    assert (case.now.stage, case.now.keep_until) == (FileStage.CLOSED, date(2028, 9, 10))
    assert case.due() == set()
    assert case.due("clerk") == {("care_file", date(2028, 9, 11))}
    assert case.on("2028-09-10").standing is None
    assert case.on("2028-09-11").standing == DeadlineStatus.LATE
    assert "Kept until 2028-09-10 because closed 2026-09-10 + 24 months" in str(case.now.explain())


def test_months_end_where_the_month_ends() -> None:
    assert months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_later(date(2026, 12, 31), 24) == date(2028, 12, 31)


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


# The person's copy


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


def test_the_copy_says_all_that_is_kept_but_for_a_proceeding_and_the_readers(case: Case) -> None:
    case.do(RecordCheckIn, day=date(2026, 9, 1), needs="陪护假").do(PlaceHold, "supervisor", hold_reason="诉讼中")
    copy = PAPERS["care_copy"].draw(case.officers["helper"], FILE, str)
    said = {cell for section in copy.sections for table in section.tables for row in table.rows for cell in row}
    assert {"张三", "爱人住院", "术后两周", "illness", "陪护假", "专人"} <= said
    assert "诉讼中" not in said
    assert [section.heading for section in copy.sections] == ["", "Check-ins"]
    assert readings(case) == [("helper", datetime(2026, 9, 1, 9))]


def test_whoever_may_not_see_the_file_gets_no_copy(case: Case) -> None:
    with pytest.raises(NoSuchRecord):
        PAPERS["care_copy"].draw(case.officers["stranger"], FILE, str)


def test_handing_over_a_copy_is_noted(case: Case) -> None:
    case.on("2026-09-10").do(GiveCopy, copied=date(2026, 9, 9))
    assert case.now.copied == date(2026, 9, 9)
    assert "must lie between" in case.refused(GiveCopy, copied=date(2026, 9, 11))


# Objections


def test_an_objection_is_answered_by_another_than_the_helper(case: Case, colleague: Callable[..., Office]) -> None:
    case.do(RecordObjection, day=date(2026, 9, 1), text="我没有欠债")
    objection = case.part("care_objection").id
    assert ("care_objection", date(2026, 9, 16)) in case.due("supervisor")
    assert str(case.part("care_objection").explain()) == "Due 2026-09-16: raised on 2026-09-01 + 15 days."
    case.do(AnswerObjection, "supervisor", target=objection, answer="已更正")
    assert case.part("care_objection").answered_by == case.officers["supervisor"].officer
    assert "already" in case.refused(AnswerObjection, "clerk", target=objection, answer="x")


def test_the_helper_himself_may_not_answer(case: Case, site: OpenSite, colleague: Callable[..., Office]) -> None:
    both = colleague("双职", "helper", "care_clerk")
    case.officers["both"] = both
    case.on(OPENED).do(AssignHelper, "clerk", helper=both.officer, supervisor=case.now.supervisor)
    case.do(RecordObjection, "both", day=date(2026, 9, 1), text="不实")
    answer = {"target": case.part("care_objection").id, "answer": "x"}
    assert "second officer" in case.refused(AnswerObjection, "both", **answer)


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


# The access log


def readings(case: Case, by: str = "clerk") -> list[tuple[str, datetime]]:
    names = {office.officer: name for name, office in case.officers.items()}
    return [(names[each.officer], each.when) for each in case.officers[by].find(Query("care_reading"))]


def read_all_ways(office: Office) -> dict[str, Callable[[], Any]]:
    glimpsed = office.get_listed("care_file", FILE)
    return {
        "get": lambda: office.get("care_file", FILE),
        "look_up": lambda: office.look_up(FILE[:12]),
        "find": lambda: office.find(Query("care_file")),
        "originals": lambda: office.find_unmasked(Query("care_file")),
        "history": lambda: office.history(glimpsed),
        "parts": lambda: office.find(Query("care_checkin")),
    }


@pytest.mark.parametrize("way", ["get", "look_up", "find", "originals", "history", "parts"])
def test_reading_leaves_a_trace_whichever_way(way: str, case: Case) -> None:
    case.do(RecordCheckIn, day=date(2026, 9, 1), needs="无")
    assert read_all_ways(case.officers["helper"])[way]()
    assert readings(case) == [("helper", datetime(2026, 9, 1, 9))]


def test_lists_and_counts_leave_no_trace_and_show_no_contents(case: Case) -> None:
    office, query = case.officers["helper"], Query("care_file")
    keys = office.keys(query)
    assert office.page("care_file", keys, ["name", "attention"]) == [("张三", Attention.ROUTINE)]
    (facts, why) = office.page("care_file", keys, ["facts", "attention_reason"])[0]
    assert "爱人" not in facts
    assert "术后" not in why
    assert office.groups(query, "facts") == []
    assert office.groups(query, "attention") == [(Attention.ROUTINE, 1)]
    assert office.count(Query("care_file", Is("basis", (Basis.ILLNESS,)))) == 0
    assert office.title("care_file", FILE) == "张三"
    glimpsed = office.get_listed("care_file", FILE)
    assert (glimpsed.name, glimpsed.plan, "爱人" in glimpsed.facts) == ("张三", "", False)
    assert readings(case) == []


def test_the_same_reader_leaves_one_trace_within_the_minutes_of_the_policy_pack(case: Case) -> None:
    for minute in (0, 10, 29, 31, 40):
        case.on(OPENED, 10, minute).officers["helper"].get("care_file", FILE)
    assert [(who, when.minute) for who, when in readings(case)] == [("helper", 31), ("helper", 0)]
    assert AccessLogSettings().minutes == 30


def test_a_trace_that_cannot_be_written_refuses_the_reading(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    class DiskFull(Refusal):
        """The disk is full."""

    def full(*_: Any, **__: Any) -> None:
        raise DiskFull

    monkeypatch.setattr(case.site.store, "write", full)
    with pytest.raises(NotLogged, match="disk is full"):
        case.officers["helper"].get("care_file", FILE)


def test_readers_of_the_file_see_who_read_it_and_the_auditor_sees_it_in_the_audit(case: Case) -> None:
    case.officers["helper"].get("care_file", FILE)
    for reader in ("clerk", "helper", "supervisor"):
        assert readings(case, reader) == [("helper", datetime(2026, 9, 1, 9))]
    for other in ("stranger", "auditor"):
        assert readings(case, other) == []
    auditor = case.officers["auditor"]
    (read,) = auditor.find(Query(AUDIT, Is("event", (Event.READ,))))
    assert (read.officer, read.of_kind, read.of) == (case.officers["helper"].officer, "care_file", FILE)
    assert auditor.title("care_file", FILE) == FILE[:8]
    assert not auditor.reads("care_file")


def test_the_access_log_stays_at_its_site(case: Case) -> None:
    assert CareReading.compartment in HOME


def test_whatever_belongs_to_a_file_leaves_a_trace_but_the_access_log_itself() -> None:
    from core.model.record import children_of

    assert {part for part in children_of("care_file") if not part.access_log} == {CareReading}


def test_amending_keeps_history_and_the_store_is_sound(case: Case) -> None:
    case.do(AmendCareFile, basis=Basis.DEBT, facts="住院欠费", plan="申请救助")
    assert case.now.plan == "申请救助"
    assert case.now.opened + timedelta(days=30) == case.now.next_checkin
    assert case.site.store.check() is None
