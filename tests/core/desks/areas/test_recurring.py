"""What recurs of an area besides its rounds, and what surrounds it."""

from datetime import date

import pytest

from core.desks.areas.reviewing import (
    NoteExposure,
    ReviewAllowedList,
    ReviewArea,
    SeeToExposure,
    SurveySurroundings,
)
from core.desks.areas.vocabulary import Direction, Exposing, ReviewOf, Severity
from tests.support.area_case import AreaCase

YEAR = date(2027, 9, 1)


def test_reviews_inspection_list_and_survey_are_due_a_year_after_it_came_into_force(case: AreaCase) -> None:
    area = case.now
    assert {area.next_review, area.next_allowed, area.next_inspection, area.next_survey} == {YEAR}
    assert ("area", YEAR) in case.due("clerk")
    assert ("area", YEAR) in case.due("keeper")  # the list


def test_each_moves_its_own_date_on(case: AreaCase) -> None:
    case.on("2026-10-01").do(ReviewArea, day=date(2026, 10, 1), what=ReviewOf.INSPECTION, text="合格")
    assert (case.now.next_inspection, case.now.next_review) == (date(2027, 10, 1), YEAR)
    case.do(ReviewAllowedList, "keeper", day=date(2026, 10, 1))
    assert case.now.next_allowed == date(2027, 10, 1)
    case.do(SurveySurroundings, day=date(2026, 10, 1), found="无变化")
    assert case.now.next_survey == date(2027, 10, 1)
    assert "by the keeper" in case.refused(ReviewArea, day=date(2026, 10, 1), what=ReviewOf.ALLOWED, text="x")


def test_what_is_entered_late_moves_no_date_back(case: AreaCase) -> None:
    case.on("2026-11-01").do(SurveySurroundings, day=date(2026, 10, 20), found="无变化")
    case.do(SurveySurroundings, day=date(2026, 9, 20), found="补记")
    assert case.now.next_survey == date(2027, 10, 20)
    assert len(case.all("area_survey")) == 2


EXPOSURE = {
    "exposed_by": Exposing.SIGHT,
    "severity": Severity.HIGH,
    "direction": Direction.NORTH,
    "metres": 120,
    "measures": "窗户加装防窥膜",
    "due": date(2026, 9, 20),
}


def test_an_exposure_is_due_until_it_is_seen_to(case: AreaCase) -> None:
    case.do(NoteExposure, place="北侧高层建筑", **EXPOSURE)
    assert ("exposure", date(2026, 9, 20)) in case.due("clerk")
    exposure = case.last("exposure")
    case.on("2026-09-10").do(SeeToExposure, target=exposure.id, done=date(2026, 9, 10), done_as="已贴膜")
    assert ("exposure", date(2026, 9, 20)) not in case.due("clerk")


@pytest.mark.parametrize(
    "place",
    ["北侧华盛集团大楼", "隔壁李先生家", "Acme Ltd. tower", "张三家窗口", "楼下王记商行", "the tenant's flat"],
    ids=["V10-group", "V10-mister", "V10-ltd", "V10-staff", "V10-shop", "V10-tenant"],
)
def test_a_point_of_the_surroundings_names_no_firm_and_nobody(place: str, case: AreaCase) -> None:
    assert "the place alone" in case.refused(NoteExposure, place=place, **EXPOSURE)
    assert "the place alone" in case.refused(SurveySurroundings, day=date(2026, 9, 1), found=f"新建：{place}")


@pytest.mark.parametrize("place", ["北侧十层建筑", "东侧道路停车区", "a tower north of us", "南侧工地塔吊"])
def test_places_are_places(place: str, case: AreaCase) -> None:
    case.do(NoteExposure, place=place, **EXPOSURE)
    assert case.last("exposure").place == place


def test_a_report_has_its_day(case: AreaCase) -> None:
    said = case.refused(NoteExposure, place="北侧新楼", told_to="市国家安全局", **EXPOSURE)
    assert "on which day" in said
