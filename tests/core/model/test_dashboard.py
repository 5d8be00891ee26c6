"""The parts of dashboards: ages, values and the others, tables in the order of the register, and what is not told."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core.desks.grid import Cell
from core.desks.grievances import Channel, Grievance, Stage
from core.desks.people.records import Unit
from core.model.action import create
from core.model.chart import BEFORE, COUNT, FigureSettings, Line, Part, View
from core.model.dashboard import DASHBOARDS, Dashboard
from core.model.dashboard_flow import WENT, InOut
from core.model.dashboard_matrix import Matrix
from core.model.dashboard_parts import Ages, Bars, Numbers, Recurring, Shares, Table
from core.model.figure import FIGURES, Figure, Number
from core.model.query import EVERYTHING, Blank, Is, Not, Query
from core.model.span import Span
from core.office.office import Office
from tests.support.declared import only_for_now
from tests.support.site_driver import appoint

TODAY = date(2026, 11, 23)
ALL = View(Span())


@pytest.fixture
def declare() -> Iterator[Callable[..., Figure]]:
    """Declare figures of grievances, as long as the test lasts."""

    def figure(name: str = "counted", **more: Any) -> Figure:
        return Figure(name, name, Grievance, **more)

    with only_for_now():
        yield figure


def keep(site: Any, *records: Any) -> None:
    with site.store.transaction():
        site.store.write(map(create, records), officer="a" * 32, action="test")


def came(days_ago: int = 0, **more: Any) -> Grievance:
    received = datetime.combine(TODAY - timedelta(days=days_ago), datetime.min.time())
    return Grievance(subject="事", received=received, accept_days=15, **more)


def told(part: Part, office: Office, view: View = ALL, column: str = COUNT) -> dict[str, str]:
    return {str(line.label): line.numbers[column].text for line in part.lines(office, view)}


def test_ages_count_each_record_once_up_to_the_day_of_their_edge(site: Any, declare: Callable[..., Figure]) -> None:
    keep(site, *map(came, (-1, 0, 7, 8, 30, 31, 400)))
    ages = Ages(declare(), since="received", edges=(7, 30))
    assert told(ages, site.office()) == {"up to 7 days": "3", "8 to 30 days": "2", "more than 30 days": "2"}


def test_beyond_the_most_frequent_values_the_others_are_counted_together(
    site: Any, declare: Callable[..., Figure]
) -> None:
    unit = Unit(name="车间", code="1")
    keep(site, unit, *(came(channel=channel) for channel in (*[Channel.LETTER] * 3, *[Channel.PHONE] * 2, *Channel)))
    assert told(Bars(declare(), "channel", most=2), site.office()) == {"letter": "4", "phone": "3", "others": "5"}
    keep(site, came(unit=unit.id))
    assert told(Bars(declare(), "unit"), site.office()) == {"none": "12", "车间": "1"}


def test_a_column_that_nothing_has_a_value_in_says_nothing(site: Any, declare: Callable[..., Figure]) -> None:
    keep(site, came(), came())
    assert told(Bars(declare(), "unit"), site.office()) == {}


def test_the_newest_of_a_column_of_times_stand_first(site: Any, declare: Callable[..., Figure]) -> None:
    keep(site, *map(came, (0, 1, 40, 70, 71, 100)))
    assert told(Bars(declare(), "month", newest=2), site.office()) == {"2026-11": "2", "2026-10": "1"}


@pytest.mark.parametrize("on", ["received", "month"])
def test_what_came_and_went_is_told_of_the_last_twelve_months(
    site: Any, declare: Callable[..., Figure], on: str
) -> None:
    ended = {"stage": Stage.CLOSED, "closed": date(2026, 10, 31)}
    keep(site, came(), came(22), came(23, **ended), came(40, **ended), came(700))
    flow = InOut((declare("came"), on), (declare("went", where=Not(Blank("closed"))), "closed"))
    lines = told(flow, site.office())
    assert (len(lines), next(iter(lines)), list(lines)[-1]) == (12, "2025-12", "2026-11")
    assert {month: count for month, count in lines.items() if count != "0"} == {"2026-11": "2", "2026-10": "2"}
    went = told(flow, site.office(), column=WENT)
    assert {month: count for month, count in went.items() if count != "0"} == {"2026-10": "2"}


def test_a_matrix_tells_a_share_of_each_two_values_that_occur_together(
    site: Any, declare: Callable[..., Figure]
) -> None:
    units = [Unit(name="车间", code="1"), Unit(name="机关", code="2"), Unit(name="空", code="3")]
    cells = [Cell(code="01", name="甲格"), Cell(code="02", name="乙格"), Cell(code="03", name="丙格")]
    phone = {"channel": Channel.PHONE}
    keep(site, *units, *cells)
    for unit, cell, more in ((0, 0, phone), (0, 0, {}), (0, 1, {}), (1, 1, phone)):
        keep(site, came(unit=units[unit].id, cell=cells[cell].id, **more))
    share = declare(where=Is("channel", (Channel.PHONE,)), of=EVERYTHING)
    matrix = Matrix(share, "unit", "cell", "shares", where=EVERYTHING)
    office = site.office()
    assert [each.label for each in matrix.headings_now(office, ALL)] == ["01 甲格", "02 乙格"]
    first, second = (each.id for each in cells[:2])
    lines = list(matrix.lines(office, ALL))
    assert [line.record[1] for line in lines] == [unit.id for unit in units[:2]]
    assert [{name: number.text for name, number in line.numbers.items()} for line in lines] == [
        {first: "50%", second: "0%"},
        {second: "100%"},
    ]
    for line in lines:
        assert all(number.count == office.count(number.query(office)) for number in line.numbers.values())


def test_what_recurs_stands_beside_the_span_before(site: Any, declare: Callable[..., Figure]) -> None:
    for days, category in ((0, "甲"), (0, "甲"), (0, "乙"), (90, "甲"), (0, ""), (0, "")):
        keep(site, came(days, category=category))
    recurring = Recurring(declare(within="received"), "category", lambda context: 2)
    view = View(Span(2026, 4))
    assert told(recurring, site.office(), view) == {"甲": "2"}
    assert told(recurring, site.office(), view, BEFORE) == {"甲": "1"}


def test_a_share_is_rounded_down_and_nothing_of_nothing_has_none(site: Any, declare: Callable[..., Figure]) -> None:
    letters = declare(where=Is("channel", (Channel.LETTER,)), of=Is("urgency", ("ordinary",)))
    assert letters.number(site.office()).text == ""
    keep(site, *(came(channel=channel) for channel in (Channel.LETTER, Channel.LETTER, Channel.PHONE)))
    assert letters.number(site.office()).text == "66%"


@pytest.mark.database  # which joins only so many conditions
def test_what_repeats_is_found_among_thousands(site: Any, declare: Callable[..., Figure]) -> None:
    people = [f"{number:032x}" for number in range(1500)]
    keep(site, *(came(person=person, category="甲") for person in people for _ in range(2)), came(person=people[0]))
    figure, office = declare(repeats=("person", "category")), site.office()
    assert figure.number(office).count == office.count(figure.query(office)) == 3000


def test_a_table_has_a_line_for_each_record_in_the_order_of_the_register(
    site: Any, declare: Callable[..., Figure]
) -> None:
    units = [Unit(name=name, code=name) for name in "乙甲"]
    keep(site, *units, came(unit=units[1].id), came(unit=units[1].id), came(unit=units[0].id), came())
    office = site.office()
    register = [unit.id for unit in office.find(Query("unit"))]
    found = list(Table("unit", declare()).lines(office, ALL))
    assert [line.record[1] for line in found] == [*register, ""]
    assert [str(line.label) for line in found] == ["", "", "none"]


def test_parts_that_stand_alone_have_a_page_of_their_own(declare: Callable[..., Figure]) -> None:
    figure = declare()
    numbers, bars, table, ages = (
        Numbers(figure), Bars(figure, "channel"), Table("unit", figure), Ages(figure, "received", (1,)),
    )  # fmt: skip
    made = Dashboard("made", "made", "made", "y", (numbers, bars, table, ages))
    assert made.pages == [[numbers, bars], [table], [ages]]
    assert made.kind == "grievance"


def test_spans_are_those_that_every_figure_can_tell(declare: Callable[..., Figure]) -> None:
    quarter, year, whole = Span(2026, 4), Span(2026), Span()
    spans = {
        within: Dashboard("made", "made", "made", "y", (Numbers(declare(within=within)),)).spans(TODAY)
        for within in ("", "received", "month")
    }
    assert spans == {"": (whole,), "received": (quarter, year, whole), "month": (quarter, year, whole)}
    assert DASHBOARDS["coverage"].spans(TODAY) == (year, whole)


# Who may not see the records


def lines(part: Part, office: Office) -> tuple[list[Line], frozenset[int]]:
    chart = part.chart(office, ALL)
    return list(chart.lines), chart.veiled(office)


@pytest.fixture
def channels(site: Any) -> tuple[Office, Office]:
    """An office with 9, 7, 6 and 2 grievances, and one of somebody who may not see who brought them."""
    numbers = {Channel.LETTER: 9, Channel.PHONE: 7, Channel.GRID: 6, Channel.MAILBOX: 2}
    keep(site, *(came(channel=channel) for channel, count in numbers.items() for _ in range(count)))
    appoint(site.office(), "李明", 2, "supervisor")
    return site.office(), site.office(2)


def test_few_are_not_told_nor_another_from_which_they_follow(
    channels: tuple[Office, Office], declare: Callable[..., Figure]
) -> None:
    allowed, others = channels
    bars = Bars(declare(details="grievances.petitioner"), "channel")
    found, veiled = lines(bars, others)
    assert [found[place].numbers[COUNT].count for place in sorted(veiled)] == [6, 2]
    assert lines(bars, allowed)[1] == frozenset()
    assert lines(Bars(declare(), "channel"), others)[1] == frozenset()


def test_several_few_hide_one_another(
    channels: tuple[Office, Office], declare: Callable[..., Figure], site: Any
) -> None:
    keep(site, *(came(channel=Channel.WALK_IN) for _ in range(3)))
    found, veiled = lines(Bars(declare(details="grievances.petitioner"), "channel"), channels[1])
    assert [found[place].numbers[COUNT].count for place in sorted(veiled)] == [3, 2]


def test_who_may_not_see_the_records_is_not_led_to_them(
    channels: tuple[Office, Office], declare: Callable[..., Figure]
) -> None:
    figure = declare(details="grievances.petitioner")
    assert [figure.leads(office) for office in channels] == [True, False]
    assert FigureSettings().least == 5


def test_shares_are_of_their_own_whole(site: Any, declare: Callable[..., Figure]) -> None:
    keep(site, *(came(channel=channel) for channel in (Channel.LETTER, Channel.LETTER, Channel.PHONE, Channel.GRID)))
    letter, phone, grid = (declare(each.value, where=Is("channel", (each,))) for each in (
        Channel.LETTER, Channel.PHONE, Channel.GRID))  # fmt: skip
    chart = Shares("made", (letter, phone), (grid,)).chart(site.office(), ALL)
    assert chart.shares == ["67%", "33%", "100%"]
    assert replace(chart, divides=False).shares == ["", "", ""]


@pytest.mark.parametrize(
    ("minutes", "told"), [(90, "1.5"), (59_940, "999.0"), (677_640, "11,294"), (5_999_940, "99,999")]
)
def test_a_sum_fits_six_cells(minutes: int, told: str) -> None:
    assert Number(FIGURES["hours"], minutes, EVERYTHING).text == told
    assert len(told) <= 6
