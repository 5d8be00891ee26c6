"""C10: what is secret lies only in an area in force of its level, which is then not given up."""

from datetime import date
from typing import Any

import pytest

from core.desks.areas.records import Area
from core.desks.areas.vocabulary import AreaStage
from core.desks.carriers.receiving import PutCarrier, ReceiveCarrier
from core.model.action import create
from core.office.office import Office
from core.office.refusals import Refused
from core.rules.standing_in import what_stands_in
from core.values.classification import Classification
from tests.support.site_driver import write


def area(office: Office, **given: Any) -> str:
    stands = {"name": "机要室", "level": Classification.CONFIDENTIAL, "stage": AreaStage.IN_FORCE}
    made = Area(proposed=date(2026, 1, 1), proposed_by=office.officer, **{**stands, **given})
    write(office, create(made))
    return made.id


def stored(office: Office, level: Classification, where: str) -> str:
    """Store a carrier of a level in an area; return why not, if it is refused."""
    received = ReceiveCarrier(name="计划", level=level, got=office.today)
    office.do(received)
    try:
        office.do(PutCarrier(target=received.target, place="一号柜", area=where))
    except Refused as refused:
        return str(refused)
    return ""


def test_c10_up_to_the_level_of_the_area_and_no_further(office: Office) -> None:
    where = area(office)
    assert stored(office, Classification.CONFIDENTIAL, where) == ""
    assert "protected up to Confidential, and this is Top secret" in stored(office, Classification.TOP_SECRET, where)


@pytest.mark.parametrize("stage", [AreaStage.PROPOSED, AreaStage.REVOKED])
def test_c10_nothing_secret_in_an_area_that_is_not_in_force(office: Office, stage: AreaStage) -> None:
    where = area(office, stage=stage)
    assert "not in force" in stored(office, Classification.SECRET, where)
    assert stored(office, Classification.INTERNAL, where) == ""


def test_what_lies_in_an_area_is_named_before_it_is_given_up(office: Office) -> None:
    where = area(office)
    assert stored(office, Classification.SECRET, where) == ""
    (told,) = what_stands_in(where, office.context())
    assert "lies there" in str(told)
