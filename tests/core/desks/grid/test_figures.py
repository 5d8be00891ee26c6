"""Figures of the grid: rolled up from below, led back to their records, and what is a gap."""

from datetime import date

import pytest

from core.desks.grid import AddDutyCard, Cell, DutyCard, GridWarning, Level, Membership, RaiseWarning
from core.desks.grid.figures import Fault, State, figures, grid
from core.desks.grid.gaps import gaps, nowhere
from core.desks.people.people import RecordLeaving
from core.model.action import create
from core.model.query import Is
from core.values.cadence import Rhythm
from data.database.sql import counted
from data.site.open_site import OpenSite
from tests.support.grid_house import NOW, START, House
from tests.support.site_driver import appoint


def test_figures_are_rolled_up_from_below(house: House, three: tuple[str, str, str]) -> None:
    top, middle, low = three
    for cell in (top, low, low):
        house.put(cell)
    house.do(AddDutyCard, text="自查", cell=low, rhythm=Rhythm.MONTHLY, start=START)
    house.do(RaiseWarning, level=Level.BLUE, what="异常", cell=middle)
    shown = {line.id: line for line in grid(house.office).lines}
    assert [shown[cell].below["people"] for cell in three] == [3, 2, 2]
    assert [shown[cell].own["people"] for cell in three] == [1, 0, 2]
    assert [shown[cell].below["owed"] for cell in three] == [1, 1, 1]
    assert [shown[cell].below["warnings"] for cell in three] == [1, 1, 0]
    assert [shown[cell].depth for cell in three] == [0, 1, 2]
    assert [shown[cell].state for cell in three] == [State.WARNED, State.WARNED, State.GAP]


def test_a_warning_that_has_escalated_colours_all_above_it(house: House, three: tuple[str, str, str]) -> None:
    house.at("2026-11-20T09:00").do(RaiseWarning, level=Level.RED, what="异常", cell=three[2])
    shown = grid(house.at("2026-11-20T12:00").office)
    assert {line.state for line in shown.lines} == {State.ESCALATED}


def test_every_number_leads_to_its_records(house: House, three: tuple[str, str, str]) -> None:
    for cell in three:
        house.put(cell)
        house.do(AddDutyCard, text="自查", cell=cell, rhythm=Rhythm.MONTHLY, start=START)
        house.do(RaiseWarning, level=Level.BLUE, what="异常", cell=cell)
    shown = grid(house.office)
    for line in shown.lines:
        for figure in shown.figures:
            query = figure.query(house.office, Is("cell", tuple(shown.tree.below(line.id))))
            assert house.office.count(query) == line.below[figure.name]


def test_what_grows_with_the_people_is_counted_in_tallies(house: House) -> None:
    for figure in figures():
        if figure.kind in ("membership", "warning"):
            table, _number, _values = counted(figure.query(house.office), ("cell",))
            assert table.startswith(f"tally_{figure.kind}_open_")


def test_an_officer_bound_to_cells_sees_those_alone(house: House, site: OpenSite, three: tuple[str, str, str]) -> None:
    other = house.cell("02")
    for cell in (*three, other):
        house.put(cell)
    appoint(house.office, "李格", 2, "grid_lead", cell=three[1])
    shown = grid(site.office(2))
    assert [line.id for line in shown.lines] == list(three[1:])
    assert shown.total["people"] == 2
    assert nowhere(site.office(2)) == 0


def test_who_may_not_read_memberships_is_told_nothing_of_people(house: House, site: OpenSite) -> None:
    house.cell("01")
    appoint(house.office, "系统", 2, "system_administrator")
    (line,) = grid(site.office(2)).lines
    assert "people" not in line.own
    assert Fault.NOBODY not in line.faults


def test_gaps(house: House) -> None:
    empty, led = house.cell("01"), house.cell("02", lead=(gone := house.person("甲")))
    house.do(RecordLeaving, gone, left=date(2026, 11, 1))
    nowhere_at_all = house.person("乙")
    found = {(gap.record, gap.what.say()) for gap in gaps(house.office, grid(house.office))}
    assert {
        (empty, "no lead"),
        (empty, "nobody assigned"),
        (led, "the lead has left"),
        (house.of("membership")[0].id, "works here no longer, but is in a cell"),
        (nowhere_at_all, "is in no cell"),
    } == found
    assert nowhere(house.office) == 1


def test_a_cell_above_the_size_of_the_policy_is_a_gap(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    cell = house.cell("01")
    for _ in range(3):
        house.put(cell)
    settings = house.office.policy.settings
    monkeypatch.setattr(
        house.office.policy, "settings", lambda wanted: settings(wanted).model_copy(update={"most_people": 2})
    )
    (line,) = grid(house.office).lines
    assert Fault.TOO_LARGE in line.faults
    assert "too many people: 3, at most 2" in [gap.what.say() for gap in gaps(house.office, grid(house.office))]


def test_what_two_sites_broke_together_is_found(house: House, site: OpenSite) -> None:
    """Each of these is refused at one site; after a merge of two it may be so."""
    one, two = house.cell("01"), house.cell("02")
    person = house.put(one)
    twice = Membership(person=person, cell=two, primary=True, since=START)
    ended = Cell(code="03", name="旧", start=START, end=START)
    late = DutyCard(text="自查", cell=ended.id, rhythm=Rhythm.MONTHLY, start=START, oldest_left=START)
    alarm = GridWarning(what="异常", cell=ended.id, raised_by="a" * 32, raised=NOW, hours=2)
    with site.store.transaction():
        site.store.write([create(each) for each in (twice, ended, late, alarm)], officer="a" * 32, action="test")
        for cell, parent in ((one, two), (two, one)):
            found = house.get("cell", cell).model_copy(update={"parent": parent})
            site.store.write([create(found)], officer="a" * 32, action="test")
    shown = grid(house.office)
    said = {gap.what.say() for gap in gaps(house.office, shown)}
    assert {
        "is above itself in the tree",
        "has more than one primary cell",
        "is the duty of a cell that has ended",
        "warns in a cell that has ended",
    } <= said
    assert {line.id for line in shown.lines} == {one, two}
    assert site.store.check() is None
