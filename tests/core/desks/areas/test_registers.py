"""The registers of secure areas: what they are, what protects them, and the rounds of checks."""

from core.desks.areas.proposing import ProposeArea
from core.desks.areas.vocabulary import AreaKind
from core.rules.register import REGISTERS, Drawn, Extent
from core.values.cadence import period_named
from tests.support.area_case import AreaCase


def drawn(case: AreaCase, name: str, period: str = "", of: str = "") -> Drawn:
    return REGISTERS[name].draw(case.officers["clerk"], Extent(period_named(period), of), str)


def test_key_departments_and_places_stand_in_lists_of_their_own(case: AreaCase) -> None:
    (row,) = drawn(case, "key_places").rows
    assert row[:2] == ("1", case.now.name)
    assert drawn(case, "key_departments").rows == ()
    assert case.now.type is AreaKind.PLACE
    assert ProposeArea.on is type(case.now)


def test_the_form_of_an_area_says_by_what_it_is_protected(case: AreaCase) -> None:
    made = drawn(case, "area_application", of=case.now.id)
    said = dict(zip(made.header, made.rows[0], strict=True))
    assert said["Name"] == case.now.name
    assert said["Protected by technology"] or said["Protected by things"]


def test_what_protects_an_area_stands_in_the_register_of_that_area(case: AreaCase) -> None:
    rows = drawn(case, "protective_equipment", of=case.now.id).rows
    assert len(rows) == 3
    assert drawn(case, "protective_equipment", of="f" * 32).rows == ()
