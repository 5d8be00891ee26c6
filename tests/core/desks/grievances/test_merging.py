"""The same matter: found by petitioner, category and likeness of subjects; merged by decision, and nothing is lost."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.desks.grievances import (
    AcceptGrievance,
    AskExtension,
    AskReview,
    DeclineGrievance,
    MergeGrievance,
    RegisterGrievance,
    SeparateGrievance,
    Stage,
    SuperviseGrievance,
    TakeStep,
)
from core.desks.grievances.duplicates import alike, likely, suspects
from core.desks.sync.trust import Site
from core.model.action import amend, create
from core.model.chart import COUNT, View
from core.model.dashboard import DASHBOARDS
from core.model.figure import FIGURES, Number
from core.model.query import FullText, Is, Query
from core.model.span import Span
from core.office.office import Office
from core.office.refusals import Refused, SeveralRecords
from core.rules.request import RequestStage
from tests.support.site_driver import write

CATEGORY = "劳动和社会保障/工资福利/工资发放"


def register(case: Any, subject: str, day: date = date(2026, 9, 1), **fields: Any) -> str:
    """Register one more grievance and return its identifier."""
    action = RegisterGrievance(received=datetime.combine(day, datetime.min.time()), subject=subject, **fields)
    case.clerk.do(action)
    return action.target


@pytest.fixture
def duplicate(case: Any) -> str:
    """Another grievance of the same day and matter, number 2026-000002."""
    return register(case, "拖欠工资未发")


# Merging


def test_both_numbers_find_both(case: Any, duplicate: str) -> None:
    """The merged one points to the one that is kept, and that one says what was merged into it."""
    case.do(MergeGrievance, into=duplicate, reason="同一件事")
    assert (case.now.stage, case.now.merged_into, case.now.due) == (Stage.MERGED, duplicate, None)
    for number in ("2026-000001", "2026-000002"):
        found = {each.id for each in case.clerk.find(Query("grievance", FullText(number)))}
        assert duplicate in found
        assert (case.id in found) == (number == "2026-000001")


def test_an_extension_that_waits_lapses_with_the_merger_and_is_asked_for_again_after_separating(
    accepted: Any,
) -> None:
    other = register(accepted, "拖欠工资未发", date(2026, 8, 10))
    accepted.do(AskExtension, reason="案情复杂").do(MergeGrievance, into=other, reason="同一件事")
    assert [kind for kind, _ in accepted.due() if kind == "extension"] == []
    accepted.do(SeparateGrievance, reason="两件事").do(AskExtension, reason="证人未到")
    assert [each.stage for each in accepted.asked] == [RequestStage.WITHDRAWN, RequestStage.WAITS]


def test_the_step_of_a_merger_points_to_the_other_so_that_its_site_stands_with_its_number(
    case: Any, duplicate: str
) -> None:
    elsewhere = "e" * 32
    write(case.clerk, create(Site(id=elsewhere, name="分会", fingerprint="4711", card="card")))
    write(case.clerk, amend(case.now, site=elsewhere))
    case.do(MergeGrievance, into=duplicate, reason="同一件事")
    (step,) = case.clerk.find(Query("step", Is("grievance", (duplicate,))))
    assert step.other == case.id
    for shown in (case.clerk.title("grievance", step.other), step.text):
        assert shown.startswith("2026-000001 (分会) ")
    case.do(SeparateGrievance, reason="两件事")
    assert {each.other for each in case.clerk.find(Query("step", Is("grievance", (duplicate,))))} == {case.id}


def test_a_number_that_two_sites_gave_is_answered_with_both_and_their_sites(case: Any, duplicate: str) -> None:
    elsewhere = "e" * 32
    write(case.clerk, create(Site(id=elsewhere, name="分会", fingerprint="4711", card="card")))
    other = next(each for each in case.clerk.find(Query("grievance")) if each.id == duplicate)
    write(case.clerk, amend(other, number="2026-000001", site=elsewhere))
    here = case.clerk.title("site", case.clerk.site)
    with pytest.raises(SeveralRecords) as refused:
        case.clerk.look_up("2026-000001")
    told = str(refused.value)
    assert f"{case.now.title} ({here}) [{case.id}]" in told
    assert f"2026-000001 (分会) 拖欠工资未发 [{duplicate}]" in told
    assert case.clerk.look_up(duplicate).id == duplicate


def test_nothing_of_the_merged_one_is_lost_and_nothing_of_it_is_due(accepted: Any) -> None:
    duplicate = register(accepted, "拖欠工资未发", date(2026, 8, 15))
    accepted.do(TakeStep, day=date(2026, 9, 3), text="走访", next="协调", next_due=date(2026, 9, 10))
    before = accepted.now
    accepted.do(MergeGrievance, into=duplicate, reason="同一件事")
    kept = {"number", "subject", "text", "received", "handler", "accepted", "term"}
    assert accepted.now.model_dump(include=kept) == before.model_dump(include=kept)
    assert {step.text for step in accepted.clerk.find(Query("step"))} >= {"走访"}
    assert {entry.of for entry in accepted.clerk.find(Query("agenda"))} == {duplicate}


def test_what_was_merged_can_be_separated_and_stands_where_it_stood(accepted: Any) -> None:
    duplicate = register(accepted, "拖欠工资未发", date(2026, 8, 15))
    before = accepted.now
    accepted.do(MergeGrievance, into=duplicate, reason="同一件事").do(SeparateGrievance, reason="两件事")
    assert accepted.now == before
    assert len(accepted.clerk.find(Query("step"))) == 2, "the kept one tells of both"
    assert accepted.site.store.check() is None


def test_no_petitioner_waits_longer_because_of_a_merger(case: Any) -> None:
    later = register(case, "拖欠工资未发", date(2026, 9, 1) - timedelta(days=5))
    case.clerk.do(AcceptGrievance(target=later, accepted=date(2026, 9, 1)))
    # Not accepted yet: to be accepted by the 16th, and to be finished 60 days later. The other is finished earlier.
    case.do(MergeGrievance, into=later, reason="同一件事").do(SeparateGrievance, reason="再看")
    with pytest.raises(Refused, match="2026-000001 is to be finished later, by 2026-11-15"):
        case.clerk.do(MergeGrievance(target=later, into=case.id, reason="同一件事"))


def test_it_is_merged_only_into_another_that_is_open(case: Any, duplicate: str) -> None:
    case.clerk.do(DeclineGrievance(target=duplicate, told="已答复"))
    for other in (duplicate, case.id, "b" * 32):
        with pytest.raises(Refused, match="another grievance that is still open"):
            case.do(MergeGrievance, into=other, reason="同一件事")


def test_nothing_is_merged_while_a_supervisor_waits(case: Any, duplicate: str) -> None:
    case.do(SuperviseGrievance, "colleague", instruction="速办", due=date(2026, 9, 5))
    with pytest.raises(Refused, match="supervisor still waits"):
        case.do(MergeGrievance, into=duplicate, reason="同一件事")


# Likeness


def test_subjects_are_alike_by_the_pairs_of_signs_they_share() -> None:
    assert alike("拖欠工资", "拖欠工资") == 100
    assert alike("拖欠工资", "拖欠奖金") == 33
    assert alike("拖欠工资", "电梯故障") == 0
    assert alike("ＡＢＣ", "abc") == 100
    assert (alike("", "拖欠"), alike("。", "。")) == (0, 100)


@given(st.text(), st.text())
def test_likeness_goes_both_ways_and_stays_in_percent(one: str, other: str) -> None:
    assert 0 <= alike(one, other) == alike(other, one) <= 100


def found(case: Any, office: Office | None = None) -> list[tuple[int, bool]]:
    return [(each.percent, each.same_petitioner) for each in likely(office or case.clerk, case.now)]


@pytest.fixture
def wages(case: Any) -> Any:
    """The case is 张三's, about wages that were not paid in March."""
    case.id = register(case, "三月工资未足额发放", petitioner="张三", category=CATEGORY)
    return case


def test_the_same_petitioner_comes_first_and_needs_less_likeness(wages: Any) -> None:
    register(wages, "三月工资未足额发放", petitioner="李四", category=CATEGORY)
    register(wages, "三月工资和奖金都没发", petitioner="张三")
    assert found(wages) == [(35, True), (100, False)]


def test_neither_another_matter_of_the_petitioner_nor_of_the_category_is_offered(wages: Any) -> None:
    register(wages, "电梯故障", petitioner="张三")
    register(wages, "十月奖金少发", petitioner="李四", category=CATEGORY)
    register(wages, "三月工资未足额发放", petitioner="李四")
    assert found(wages) == []


def test_what_came_in_long_before_or_was_merged_is_not_offered(wages: Any) -> None:
    register(wages, "三月工资未足额发放", date(2026, 9, 1) - timedelta(days=181), petitioner="张三")
    merged = register(wages, "三月工资未足额发放", petitioner="张三")
    wages.clerk.do(MergeGrievance(target=merged, into=wages.id, reason="同一件事"))
    assert found(wages) == []


def test_the_anonymous_are_not_one_petitioner(case: Any) -> None:
    register(case, "拖欠工资")
    assert found(case) == []


def test_who_need_not_know_learns_nothing_of_petitioners(wages: Any, colleague: Callable[..., Office]) -> None:
    register(wages, "三月工资未足额发放", petitioner="张三")
    supervisor = colleague("张强", "supervisor")
    assert likely(supervisor, supervisor.get("grievance", wages.id)) == []


def test_suspects_are_the_open_ones_that_have_a_likely_twin(wages: Any) -> None:
    duplicate = register(wages, "三月工资未足额发放", petitioner="张三")
    assert set(suspects(wages.clerk)) == {wages.id, duplicate}


# Counted


def recurring(office: Office) -> list[Number]:
    (part,) = (part for page in DASHBOARDS["analysis"].pages for part in page if str(part.title) == "Recurring causes")
    return [line.numbers[COUNT] for line in part.lines(office, View(Span()))]


def whole(office: Office) -> list[int]:
    names = ("cases_received", "cases_ended", "cases_merged", "cases_open")
    return [FIGURES[name].number(office).count for name in names]


def test_what_came_in_has_ended_was_merged_or_is_open(case: Any) -> None:
    office: Office = case.clerk
    more = [
        RegisterGrievance(received=case.clerk.now, subject=f"{place}", category="劳动和社会保障") for place in range(6)
    ]
    office.do_all(more)
    office.do_all(MergeGrievance(target=each.target, into=more[0].target, reason="同一") for each in more[1:3])
    office.do(DeclineGrievance(target=more[3].target, told="不受理"))
    assert whole(office) == [7, 1, 2, 4]
    asked = {"target": more[3].target, "asked": office.today, "reason": "不服"}
    office.do(AskReview(**asked, reviewer=case.officers["colleague"].officer))
    assert whole(office) == [7, 0, 2, 5]
    assert office.count(Query("grievance", Is("open", (True,)))) == 5


def test_a_cause_recurs_by_its_matters_and_not_by_how_often_one_was_reported(case: Any) -> None:
    office: Office = case.clerk
    same = [RegisterGrievance(received=office.now, subject="水管爆裂", category="城乡建设") for _ in range(5)]
    office.do_all(same)
    office.do_all(MergeGrievance(target=each.target, into=same[0].target, reason="同一") for each in same[1:])
    assert recurring(office) == []
    office.do_all(RegisterGrievance(received=office.now, subject="供暖", category="城乡建设") for _ in range(4))
    (number,) = recurring(office)
    assert (number.count, office.count(number.query(office))) == (5, 5)
