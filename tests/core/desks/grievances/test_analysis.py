"""Case analysis: what its charts say of grievances, answered from counters that agree with the records they count."""

from collections import Counter
from datetime import date, datetime
from typing import Any

import pytest

from core.desks.grid import Cell
from core.desks.grievances import (
    AcceptGrievance,
    Channel,
    CloseGrievance,
    DeclineGrievance,
    Grievance,
    MergeGrievance,
    RegisterGrievance,
    ReplyToGrievance,
)
from core.model.action import create
from core.model.chart import BEFORE, COUNT, Chart, Line, View
from core.model.dashboard import DASHBOARDS
from core.model.figure import FIGURES
from core.model.query import Query, fields_of
from core.model.record import RECORDS
from core.model.span import Span
from core.office.office import Office

WAGES, HEATING = "劳动和社会保障/工资福利/工资发放", "城乡建设/城市建设和市政管理/冬季采暖"


@pytest.fixture(scope="module")
def office(module_site: Any) -> Office:
    """An office with 24 grievances of 2025 and 2026, some late, some merged, some turned away."""
    office: Office = module_site.office()
    cells = [Cell(code=f"0{place}", name=f"第{place}网格") for place in range(1, 3)]
    with module_site.store.transaction():
        module_site.store.write([create(cell) for cell in cells], officer=office.officer, action="test")
    for place in range(24):
        day = date(2025 + place % 2, 1 + place % 12, 1 + place)
        office._clock = lambda day=day: datetime.combine(day, datetime.min.time())
        _register(office, place, day, cells[place % 2].id if place % 3 else "")
    office._clock = lambda: datetime(2026, 12, 24, 9)
    return office


def _register(office: Office, place: int, day: date, cell: str) -> None:
    channel, category = list(Channel)[place % 5], (WAGES, HEATING, "劳动和社会保障", "")[place % 4]
    received = datetime.combine(day, datetime.min.time())
    new = RegisterGrievance(received=received, subject=f"{place}", channel=channel, category=category, cell=cell)
    office.do(new)
    if place % 5 == 0:
        office.do(DeclineGrievance(target=new.target, told="不受理"))
    elif place % 5 != 1:
        office.do(AcceptGrievance(target=new.target, accepted=day))
        late = date(day.year + (place % 5 == 2), day.month, day.day)
        office._clock = lambda: datetime.combine(late, datetime.min.time())
        office.do(ReplyToGrievance(target=new.target, day=late, text="答复"))
        office.do(CloseGrievance(target=new.target))


SPANS = [Span(), Span(2025), Span(2026), Span(2026, 1), Span(2026, 4)]
each_span = pytest.mark.parametrize("span", SPANS, ids=lambda span: span.key or "all")


def charts(office: Office, span: Span, branch: str = "") -> dict[str, Chart]:
    """Return the charts that have any lines, by their titles."""
    parts = DASHBOARDS["analysis"].pages[0]
    found = [part.chart(office, View(span, branch)) for part in parts]
    return {str(chart.title): chart for chart in found if chart.lines}


def lines(office: Office, span: Span, title: str, branch: str = "") -> dict[str, Line]:
    chart = charts(office, span, branch).get(title)
    return {str(line.label): line for line in chart.lines} if chart else {}


def counts(found: dict[str, Line], column: str = COUNT) -> dict[str, int]:
    return {label: line.numbers[column].count for label, line in found.items()}


@each_span
@pytest.mark.parametrize("title", ["By Category", "By Channel", "By Cell", "By Month"])
def test_the_lines_of_a_chart_make_up_the_whole(office: Office, span: Span, title: str) -> None:
    whole, parts = lines(office, span, "In all"), lines(office, span, title)
    assert sum(counts(parts).values()) == whole["received"].numbers[COUNT].count
    late = [line.numbers["cases_late"] for line in parts.values()]
    assert sum(each.count for each in late) == whole["answered late"].numbers[COUNT].count
    assert sum(each.whole or 0 for each in late) == whole["ended"].numbers[COUNT].count


def test_the_whole_is_what_the_records_say(office: Office) -> None:
    found = office.find(Query("grievance"))
    kept = Counter(each.within_term.value if each.within_term else "" for each in found)
    is_open = sum(each.open for each in found)
    assert counts(lines(office, Span(), "In all")) == {
        "received": 24,
        "ended": kept["in_time"] + kept["late"],
        "open": is_open,
        "merged": 0,
        "answered late": kept["late"],
    }
    assert kept["late"]


def test_a_branch_is_split_into_its_own_parts(office: Office) -> None:
    split = lines(office, Span(), "By Category", "劳动和社会保障")
    assert {label: line.branch for label, line in split.items()} == {
        "劳动和社会保障/工资福利": "劳动和社会保障/工资福利",
        "劳动和社会保障": "",
    }
    assert set(counts(split).values()) == {6}


def test_causes_recur_from_a_number_of_the_policy_pack_on_and_show_the_span_before(office: Office) -> None:
    assert counts(lines(office, Span(), "Recurring causes")) == {WAGES: 6, HEATING: 6, "劳动和社会保障": 6}
    heating = lines(office, Span(2026), "Recurring causes")
    assert counts(heating).keys() == {HEATING}
    assert counts(heating, BEFORE) == {HEATING: 0}


def test_what_is_open_and_late_is_counted_today(office: Office) -> None:
    groups = {label: line.group for label, line in lines(office, Span(), "By term").items()}
    assert groups == {"in time": 0, "late": 0, "open, within the term": 1, "open and late": 1}


def test_a_time_in_which_nothing_came_has_no_charts_but_noughts_and_what_is_open_today(office: Office) -> None:
    assert charts(office, Span(1999)).keys() == {"In all", "Open today, by how long ago they came in"}
    assert set(counts(lines(office, Span(1999), "In all")).values()) == {0}


def test_counters_stay_right_through_merging_and_rebuilding(module_site: Any, office: Office) -> None:
    first, second = office.find(Query("grievance", RECORDS["grievance"].filters(office.context())["open"], limit=2))
    before = counts(lines(office, Span(), "In all"))
    office.do(MergeGrievance(target=second.id, into=first.id, reason="同一件事"))
    merged = {**before, "open": before["open"] - 1, "merged": 1}
    assert counts(lines(office, Span(), "In all")) == merged
    assert module_site.store.check() is None
    module_site.store.rebuild()
    assert counts(lines(office, Span(), "In all")) == merged


def test_the_figures_come_from_counters(office: Office) -> None:
    """Whatever is grouped has a counter: at a million records nothing is counted one by one."""
    for name, columns in {
        "cases_received": ("category", "channel", "cell", "month"),
        "cases_late": ("category", "channel", "cell", "outcome", "month"),
        "cases_by_outcome": ("outcome",),
        "cases_distinct": ("category",),
    }.items():
        figure = FIGURES[name]
        asked = {column for _, column in fields_of("grievance", figure.condition(office.context()))} | {figure.within}
        for column in columns:
            assert any({column, *asked}.issubset(counter) for counter in Grievance.counters)
