"""Merging cells: everything is handed over with its dates, and nothing hangs on a cell that ended."""

from datetime import date
from random import Random

import pytest

from core.desks.grid import AddDutyCard, AppointLead, Level, MergeCell, Part, RaiseWarning, merging
from core.desks.grid.figures import grid
from core.desks.grid.tree import Tree
from core.values.cadence import Rhythm
from data.site.open_site import OpenSite
from tests.support.grid_house import START, House, refused


def test_a_merger_hands_over_everything_and_keeps_the_dates(house: House, three: tuple[str, str, str]) -> None:
    _top, middle, low = three
    other = house.cell("02")
    lead, person, both_sides = house.person("甲"), house.put(middle), house.put(other)
    house.do(AppointLead, middle, person=lead, day=START)
    house.put(middle, both_sides, primary=False)
    card = house.do(AddDutyCard, text="自查", cell=middle, rhythm=Rhythm.MONTHLY, start=START)
    preview = {what.say(): number for what, number in merging.hangs_on(middle, house.office.context())}
    assert preview == {"Cells (Cell above)": 1, "Memberships (Cell)": 3, "Duty cards (Cell)": 1}
    house.do(MergeCell, middle, into=other, day=date(2026, 11, 1))
    assert house.get("cell", middle).end == date(2026, 11, 1)
    assert house.get("cell", low).parent == other
    assert house.get("duty_card", card).cell == other
    assert house.places(person) == [("02", Part.MEMBER, True)]
    assert house.places(lead) == [("02", Part.MEMBER, True)]
    assert house.places(both_sides) == [("02", Part.MEMBER, True)]
    assert merging.hangs_on(middle, house.office.context()) == []


def test_a_cell_is_not_merged_into_one_below_it(house: House, three: tuple[str, str, str]) -> None:
    refused(house, "below it", MergeCell, three[0], into=three[2], day=START)


@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_merged_nothing_hangs_on_an_ended_cell(house: House, site: OpenSite, seed: int) -> None:
    rng = Random(seed)
    cells = [house.cell("1")]
    for number in range(2, 9):
        parent = rng.choice(cells)
        cells.append(house.cell(f"{house.get('cell', parent).code}-{number}", parent))
    for cell in cells:
        house.put(cell)
        house.do(AddDutyCard, text="自查", cell=cell, rhythm=Rhythm.MONTHLY, start=START)
        house.do(RaiseWarning, level=Level.BLUE, what="异常", cell=cell)
    for _ in range(6):
        cell, into = rng.sample([each.id for each in house.of("cell", open=True)], 2)
        tree = Tree({each.id: each.parent for each in house.of("cell")})
        if into not in tree.below(cell):
            house.do(MergeCell, cell, into=into, day=date(2026, 11, 1))
    shown = grid(house.office)
    assert shown.total["people"] == shown.total["owed"] == shown.total["warnings"] == len(cells)
    for ended in house.of("cell", open=False):
        assert merging.hangs_on(ended.id, house.office.context()) == []
    assert site.store.check() is None
