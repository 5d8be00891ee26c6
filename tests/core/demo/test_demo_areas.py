"""The areas of the demo: every stage, every trouble, and a small demo has them too."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from core.desks.areas import AreaStage
from core.desks.areas.vocabulary import AccessStage, MeetingStage
from core.model.query import Blank, Is, Not, Query, both
from core.office.office import Office

TODAY = date(2026, 11, 23)
NEVER = {AreaStage.CONFIRMED, AreaStage.DECLINED, AreaStage.WITHDRAWN, AccessStage.WITHDRAWN}
"""What is passed through at once, and what hardly ever is."""


@pytest.mark.parametrize(
    ("kind", "stages"),
    [("area", AreaStage), ("area_access", AccessStage), ("secret_meeting", MeetingStage)],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_there_is_every_stage(kind: str, stages: Any, office: Office) -> None:
    usual = set(stages) - NEVER - {MeetingStage.DECLINED, MeetingStage.CANCELLED, AccessStage.WAITS}
    assert {stage for stage, _count in office.groups(Query(kind), "stage")} >= usual


FILTERS: dict[str, Callable[[Office], int]] = {
    "a round is owed": lambda office: office.count(Query("area", _filter(office, "area", "owed"))),
    "a survey is due": lambda office: office.count(Query("area", _filter(office, "area", "survey due"))),
    "a confirmation is missing": lambda office: office.count(Query("area", _filter(office, "area", "not confirmed"))),
    "a control is not in order": lambda office: office.count(Query("control", _filter(office, "control", "amiss"))),
    "an exposure is open": lambda office: office.count(Query("exposure", _filter(office, "exposure", "open"))),
    "a change waits": lambda office: office.count(Query("area_change", Is("stage", ("waits",)))),
    "a paper is out": lambda office: sum(
        each.back < each.given for each in office.find(Query("secret_meeting", Is("stage", ("held",))))
    ),
    "a warning was answered": lambda office: office.count(
        Query("warning", both(Not(Blank("closed")), Not(Blank("about"))))
    ),
}


def _filter(office: Office, kind: str, name: str) -> Any:
    from core.model.record import RECORDS

    return RECORDS[kind].filters(office.context())[name]


@pytest.mark.parametrize("trouble", FILTERS)
def test_there_is_something_to_find(trouble: str, office: Office) -> None:
    assert FILTERS[trouble](office)
