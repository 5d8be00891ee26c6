"""What an officer bound to a part is told when he gives a number, a code or a name: nothing of the rest of the office.

Every deed that asks that something is given once is tried at two units: on one of them the same was given at another
unit, which the officer may not read, on the other it was not. He is answered the same, and who may read both finds it.
"""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from core.desks.grid.cells import AddCell
from core.desks.grievances.intake import RegisterGrievance
from core.desks.people.people import AddPerson, AddUnit
from core.model.action import Action
from core.model.query import Is, Query
from core.office.office import Office
from core.office.refusals import Refused
from core.values.id_number import check_character
from data.site.open_site import OpenSite
from tests.support.site_driver import appoint

OURS, THEIRS = "c" * 32, "d" * 32
IDENTITY = "11010519491231002" + check_character("11010519491231002")
GIVEN: dict[str, Callable[[str], Action]] = {
    "staff number": lambda unit: AddPerson(name="甲某", number="8801", unit=unit),
    "identity number": lambda unit: AddPerson(name="乙某", id_number=IDENTITY, unit=unit),
    "name": lambda unit: AddPerson(name="丙某", unit=unit),
    "code of a cell": lambda unit: AddCell(name="三号", code="07", unit=unit, start=date(2026, 1, 5)),
    "number of a grievance": lambda unit: RegisterGrievance(
        received=datetime(2026, 1, 5, 9), subject="加班工资", number="2026-000777", unit=unit
    ),
}


@pytest.fixture
def bound(site: OpenSite) -> Office:
    """An officer with every duty of the desks, bound to one of two units."""
    office = site.office()
    office.do_all([AddUnit(target=OURS, name="车间"), AddUnit(target=THEIRS, name="机关")])
    appoint(office, "王五", 2, "registrar", "grid_clerk", "clerk", unit=OURS)
    return site.office(2)


@pytest.mark.parametrize("given", GIVEN)
def test_what_another_unit_has_is_not_refused_and_found_by_who_reads_both(
    given: str, bound: Office, site: OpenSite
) -> None:
    give = GIVEN[given]
    site.office().do(give(THEIRS))
    bound.do(give(OURS))
    kind = give(OURS).on.kind
    assert (bound.count(Query(kind)), site.office().count(Query(kind))) == (1, 2)
    assert bound.count(Query("duplicate")) == 0
    assert not bound.find(Query("agenda", Is("of_kind", (kind,))) if kind == "person" else Query("duplicate"))
    if kind != "grievance" and given != "name":
        assert site.office().count(Query("duplicate", Is("of_kind", (kind,)))) == 1


@pytest.mark.parametrize("given", sorted(GIVEN.keys() - {"name"}))
def test_what_he_may_read_himself_is_refused(given: str, bound: Office) -> None:
    bound.do(GIVEN[given](OURS))
    with pytest.raises(Refused, match="already"):
        bound.do(GIVEN[given](OURS))


def test_a_code_that_is_proposed_tells_nothing_of_cells_elsewhere(bound: Office, site: OpenSite) -> None:
    before = AddCell.suggest(None, bound.context())
    site.office().do(GIVEN["code of a cell"](THEIRS))
    assert AddCell.suggest(None, bound.context()) == before
    assert AddCell.suggest(None, site.office().context()) != before
