"""What holds for every declared figure and dashboard, whoever declares it: each number leads to what it counts."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
from pydantic import ValidationError

from core.audit.audit_log import AUDIT
from core.desks.grid import Cell
from core.desks.grid.figures import figures as figures_of_grid
from core.desks.grid.figures import grid
from core.desks.people.records import Person, Unit
from core.model.action import create
from core.model.card_section import card_sections
from core.model.chart import Chart, View
from core.model.dashboard import DASHBOARDS, Dashboard
from core.model.figure import FIGURES, Figure, Number, has
from core.model.query import Condition, Is, Query, both
from core.model.record import RECORDS, Column, Record, columns
from core.model.span import Span
from core.model.tiles import TILES, tiles
from core.office.office import Office
from core.office.search_line import parse
from core.values.labelled_enum import LabelledEnum
from data.site.open_site import OpenSite
from tests.conftest import EVERY_ROLE
from tests.support.every_case import every
from tests.support.site_driver import appoint
from tui import screens  # noqa: F401 - declares the desks on the screen
from tui.frame.desk import desks
from tui.language import language, set_language
from tui.lists.tile_bar import line_of, words_of

EACH = 60
"""How many records there are of each kind that is counted."""
KINDS = sorted({figure.kind for figure in FIGURES.values() if not figure.record_type.is_derived} - {AUDIT})
"""What is counted and written by officers: neither what follows from other records nor the audit."""
BY_CELL = [figure for figure in FIGURES.values() if figure.counted_by("cell")]

each_dashboard = every("dashboard", DASHBOARDS.values(), lambda each: each.name)
each_figure = every("figure", FIGURES.values(), lambda each: each.name)
each_viewer = pytest.mark.parametrize("viewer", ["the whole", "a unit", "a cell"])


def value_of(column: Column, rng: Random, pool: dict[str, list[str]], today: datetime) -> Any:
    """Return some value that a column may hold; None leaves it to the sample."""
    about = column.about
    if issubclass(column.type, LabelledEnum):
        return rng.choice(list(column.type))
    if column.type is datetime:
        return today - timedelta(days=rng.randrange(-20, 500), hours=rng.randrange(9))
    if column.type is bool:
        return rng.random() < 0.5
    if column.type.__name__ == "date":
        return (today - timedelta(days=rng.randrange(-40, 200))).date() if rng.random() < 0.6 else None
    if column.type is str and about.refers in pool:
        return rng.choice(pool[about.refers])
    if about.options == "categories":
        return rng.choice(("", "城乡建设", "城乡建设/安全生产", "城乡建设/安全生产/事故处理", "党务政务/作风"))
    return None


def varied(record_type: type[Record], rng: Random, pool: dict[str, list[str]], sample: Any, now: datetime) -> Any:
    """Return a sample with as many values of its own as it takes."""
    made = {
        name: value
        for name, column in columns(record_type).items()
        if not column.derived and (value := value_of(column, rng, pool, now)) is not None
    }
    while made:
        try:
            return sample(record_type, **made)
        except ValidationError:
            made.pop(rng.choice(list(made)))
    return sample(record_type)


@pytest.fixture(scope="module")
def site(module_site: OpenSite, sample: Any) -> OpenSite:
    """A site with records of every kind that figures count, in units and cells to which officers are bound."""
    office, rng = module_site.office(), Random("dashboards")
    units = [Unit(name="车间", code="1"), Unit(name="机关", code="2")]
    cells = [Cell(code=f"0{place}", name=unit.name, unit=unit.id) for place, unit in enumerate(units, 1)]
    people = [Person(name=name, number=name, unit=rng.choice(units).id) for name in "甲乙丙丁"]
    pool = {"unit": units, "cell": cells, "person": people}
    referred = {column.about.refers for kind in KINDS for column in columns(RECORDS[kind]).values()} & RECORDS.keys()
    for kind in sorted(referred - pool.keys() - {"officer", "site"}):
        if not RECORDS[kind].is_derived:
            pool[kind] = [sample(RECORDS[kind]) for _ in range(3)]  # type: ignore[assignment]
    ids = {kind: [each.id for each in records] for kind, records in pool.items()}
    kept = [each for records in pool.values() for each in records]
    kept += [varied(RECORDS[kind], rng, ids, sample, office.now) for kind in KINDS for _ in range(EACH)]
    with module_site.store.transaction():
        module_site.store.write([create(each) for each in kept], officer=office.officer, action="test")
    appoint(office, "单位干事", 2, *EVERY_ROLE, unit=units[0].id)
    appoint(office, "网格干事", 3, *EVERY_ROLE, cell=cells[0].id)
    return module_site


@pytest.fixture
def office(site: OpenSite, viewer: str) -> Office:
    return site.office({"the whole": 1, "a unit": 2, "a cell": 3}[viewer])


def charts(office: Office, dashboard: Dashboard) -> Iterator[Chart]:
    """Yield every chart in every span, and of each branch that can be divided further."""
    for span in (*dashboard.spans(office.today), Span(office.today.year - 1)):
        for page in dashboard.pages:
            for part in page:
                chart = part.chart(office, View(span))
                yield chart
                yield from (part.chart(office, View(span, line.branch)) for line in chart.lines if line.branch)


def counted(office: Office, number: Number) -> int:
    """Return what the records come to that a number leads to."""
    query = number.query(office)
    if not number.figure.adds:
        return office.count(query)
    return sum(getattr(each, number.figure.adds) for each in office.find(query))


def differing(office: Office, numbers: list[Number]) -> list[tuple[str, int, int]]:
    return [(each.figure.name, each.count, found) for each in numbers if (found := counted(office, each)) != each.count]


@each_dashboard
@each_viewer
def test_every_number_is_that_of_the_records_it_leads_to(dashboard: Dashboard, office: Office, viewer: str) -> None:
    numbers = [
        number for chart in charts(office, dashboard) for line in chart.lines for number in line.numbers.values()
    ]
    assert differing(office, numbers) == []
    assert sum(each.count > 0 for each in numbers) >= min(10, office.count(Query(dashboard.kind)))


@each_dashboard
def test_who_is_bound_is_told_less_than_the_whole(dashboard: Dashboard, site: OpenSite) -> None:
    whole, of_unit, of_cell = (site.office(seat) for seat in (1, 2, 3))
    for figure in dashboard.figures:
        most, *bound = (figure.number(office).count for office in (whole, of_unit, of_cell))
        assert all(count <= most for count in bound)
    assert dashboard.figures[0].number(of_unit).count < dashboard.figures[0].number(whole).count


@each_dashboard
def test_the_shares_of_a_whole_add_up(dashboard: Dashboard, site: OpenSite) -> None:
    for chart in charts(site.office(), dashboard):
        wholes: dict[int, int] = {}
        for line, share in zip(chart.lines, chart.shares, strict=True):
            wholes[line.group] = wholes.get(line.group, 0) + int(share.removesuffix("%") or 100)
        assert not chart.divides or set(wholes.values()) <= {100}


@each_viewer
def test_every_figure_by_cell_stands_in_the_grid_and_leads_to_its_records(office: Office) -> None:
    shown = grid(office)
    counts = [each for each in BY_CELL if each.of is None]
    assert {each.name for each in figures_of_grid()} == {each.name for each in counts}
    assert {each.name for each in shown.figures} == {each.name for each in counts if office.reads(each.kind)}
    for line in shown.lines:
        for figure in shown.figures:
            assert line.own[figure.name] == office.count(
                figure.query(office, Is(figure.counted_by("cell"), (line.id,)))
            )


@each_viewer
def test_every_share_by_cell_stands_in_the_panel_of_a_cell_and_counts_what_the_officer_may_list(office: Office) -> None:
    shown = grid(office)
    told = {each.name for each in BY_CELL if each.of is not None and office.reads(each.kind)}
    assert {each.name for each in shown.shares} == told
    for place, cell in enumerate(shown.cells):
        for figure in shown.shares:
            below = Is(figure.counted_by("cell"), tuple(sorted(shown.tree.below(cell))))
            number = figure.number(office, below)
            assert shown.share(figure.name, place) == (number.count, number.whole or 0)


@each_figure
def test_a_figure_by_cell_can_be_added_up_and_a_count_has_a_key(figure: Figure) -> None:
    if figure.counted_by("cell"):
        assert bool(figure.key) == (figure.of is None)
        assert (figure.repeats, figure.adds) == ((), "")


@each_viewer
def test_every_figure_by_person_stands_on_the_card(office: Office) -> None:
    told = 0
    for person in office.find(Query("person")):
        lines = [str(line) for section in card_sections(office, person.id) for line in section.lines]
        for figure in FIGURES.values():
            column = figure.counted_by("person")
            if column and (number := figure.number(office, has(column, person.id))).count:
                assert any(figure.label in line for line in lines)
                assert differing(office, [number]) == []
                told += 1
    assert told or office.viewer.cells or office.viewer.units


# Declarations


@each_figure
def test_a_figure_counts_by_what_its_kind_has(figure: Figure, site: OpenSite) -> None:
    assert figure.number(site.office()).count >= 0
    assert figure.label


@each_dashboard
def test_a_dashboard_stands_on_a_desk(dashboard: Dashboard) -> None:
    assert any(dashboard.kind in desk.kinds for desk in desks())


def test_a_figure_of_an_unknown_column_is_not_declared() -> None:
    make = partial(Figure, "wrong", "Wrong", RECORDS["grievance"])
    for wrong in ({"by": ("nowhere",)}, {"within": "no_day"}, {"adds": "no_sum"}, {"repeats": ("nobody",)}):
        with pytest.raises(ValueError, match="grievance has no"):
            make(**wrong)
    assert "wrong" not in FIGURES


def test_a_figure_of_an_unknown_filter_says_so_and_is_not_nought(site: OpenSite) -> None:
    wrong = Figure("wrong", "Wrong", RECORDS["grievance"], "opne")
    del FIGURES["wrong"]
    with pytest.raises(ValueError, match="grievance has no filter 'opne'"):
        wrong.number(site.office())


def shown_above_lists(office: Office) -> list[Figure]:
    """Return every figure that stands above a list."""
    context = office.context()
    return [figure for desk in desks() for kind in desk.kinds for figure in (*desk.figures, *tiles(kind, context))]


@pytest.mark.parametrize("code", ["en", "zh_CN"])
def test_the_search_line_says_what_a_figure_above_a_list_counts(site: OpenSite, code: str) -> None:
    context = site.office().context()
    set_language(code)
    try:
        for figure in shown_above_lists(site.office()):
            if words := words_of(figure):
                found = parse(line_of(words), figure.record_type, context, language().translate)
                assert found == figure.condition(context), figure.name
    finally:
        set_language("en")


def test_what_figures_above_lists_are_part_of_others_say_is_no_more_than_these(site: OpenSite) -> None:
    office = site.office()
    for figure in shown_above_lists(office):
        if figure.of_these is not None:
            assert figure.of_these.number(office).count <= figure.number(office).count
            assert office.count(Query(figure.kind, both(*_conditions(figure, office)))) == (
                figure.of_these.number(office).count
            )


def _conditions(figure: Figure, office: Office) -> tuple[Condition, ...]:
    assert figure.of_these is not None
    return figure.condition(office.context()), figure.of_these.condition(office.context())


def test_a_kind_with_deadlines_has_figures_above_its_list_without_declaring_any(site: OpenSite) -> None:
    context = site.office().context()
    undeclared = [record for kind, record in RECORDS.items() if record.deadlines and kind not in TILES]
    assert undeclared
    for record in undeclared:
        expected = [name for name in ("late", "soon") if name in record.filters(context)]
        assert [each.where for each in tiles(record.kind, context)] == expected
