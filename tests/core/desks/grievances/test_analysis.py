"""Case analysis: every figure is the number of records it leads to, and tallies agree with the records they count."""

from collections import Counter
from dataclasses import replace
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
from core.desks.grievances.analysis import Bar, Chart, Span, Totals, charts, totals
from core.model.action import create
from core.model.query import EVERYTHING, Between, Query
from core.model.record import RECORDS
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


def bars(found: list[Chart], title: str) -> tuple[Bar, ...]:
    return next((chart.bars for chart in found if chart.title == title), ())


@pytest.mark.parametrize("span", SPANS, ids=lambda span: span.key or "all")
def test_every_figure_is_the_number_of_records_it_leads_to(office: Office, span: Span) -> None:
    shown = [bar for branch in ("", "劳动和社会保障") for chart in charts(office, span, branch) for bar in chart.bars]
    assert len({bar.label for bar in shown}) > 5
    assert [bar.label for bar in shown if office.count(Query("grievance", bar.where)) != bar.tally.count] == []
    assert [bar.label for bar in shown if len(office.find(Query("grievance", bar.where))) != bar.tally.count] == []


@pytest.mark.parametrize("span", SPANS, ids=lambda span: span.key or "all")
@pytest.mark.parametrize("title", ["By category", "By channel"])
def test_the_figures_of_a_chart_make_up_the_whole(office: Office, span: Span, title: str) -> None:
    counters = [bar.tally for bar in bars(charts(office, span), title)]
    assert sum(counters, Totals()) == totals(office, span)


def test_the_whole_is_what_the_records_say(office: Office) -> None:
    found = office.find(Query("grievance"))
    kept = Counter(each.within_term.value if each.within_term else "" for each in found)
    is_open = sum(each.open for each in found)
    assert totals(office, Span()) == Totals(24, kept["in_time"] + kept["late"], kept["late"], is_open)
    assert kept["late"]


@pytest.mark.parametrize("span", SPANS, ids=lambda span: span.key or "all")
def test_the_shares_of_a_whole_add_up(office: Office, span: Span) -> None:
    for chart in charts(office, span):
        wholes: dict[str, int] = {}
        for bar, part in zip(chart.bars, chart.shares, strict=True):
            wholes[bar.group] = wholes.get(bar.group, 0) + int(part.removesuffix("%"))
        assert set(wholes.values()) == {100}, chart.title


def test_a_branch_is_split_into_its_own_parts(office: Office) -> None:
    split = bars(charts(office, Span(), "劳动和社会保障"), "By category")
    assert {(bar.label, bar.branch) for bar in split} == {
        ("劳动和社会保障/工资福利", "劳动和社会保障/工资福利"), ("劳动和社会保障", ""),
    }  # fmt: skip
    assert {bar.tally.count for bar in split} == {6}


def test_causes_recur_from_a_number_of_the_policy_pack_on_and_show_the_span_before(
    office: Office,
) -> None:
    assert {(bar.label, bar.tally.count) for bar in bars(charts(office, Span()), "Recurring causes")} == {
        (WAGES, 6), (HEATING, 6), ("劳动和社会保障", 6),
    }  # fmt: skip
    (heating,) = bars(charts(office, Span(2026)), "Recurring causes")
    assert (heating.label, heating.before) == (HEATING, 0)


def test_what_is_open_and_late_is_counted_today(office: Office) -> None:
    labels = [bar.label for bar in bars(charts(office, Span()), "By term")]
    assert sorted(labels) == ["in time", "late", "open and late", "open, within the term"]
    groups = {bar.label: bar.group for bar in bars(charts(office, Span()), "By term")}
    ended, still = ("in time", "late"), ("open, within the term", "open and late")
    assert groups == dict.fromkeys(ended, "ended") | dict.fromkeys(still, "open")


def test_an_empty_office_has_no_charts(office: Office) -> None:
    assert charts(office, Span(1999)) == []
    assert totals(office, Span(1999)) == Totals()


def test_tallies_stay_right_through_merging_and_rebuilding(module_site: Any, office: Office) -> None:
    first, second = office.find(Query("grievance", RECORDS["grievance"].filters(office.context())["open"], limit=2))
    before = totals(office, Span())
    office.do(MergeGrievance(target=second.id, into=first.id, reason="同一件事"))
    merged = replace(before, open=before.open - 1)
    assert totals(office, Span()) == merged
    assert module_site.store.check() is None
    module_site.store.rebuild()
    assert totals(office, Span()) == merged


def test_spans_follow_one_another() -> None:
    assert Span.of_quarter(date(2026, 11, 23)) == Span(2026, 4)
    assert [Span(2026, 4).after.key, Span(2026, 1).before.key, Span(2026).after.key] == ["2027-Q1", "2025-Q4", "2027"]
    assert (Span().before, Span().after, Span().where) == (Span(), Span(), EVERYTHING)
    assert Span(2026, 2).months == ("2026-04", "2026-05", "2026-06")


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        (Span(2026), date(2026, 1, 1), date(2026, 12, 31)),
        (Span(2026, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (Span(2024, 4), date(2024, 10, 1), date(2024, 12, 31)),
    ],
)
def test_a_span_is_bounded_by_its_first_and_last_day(span: Span, first: date, last: date) -> None:
    assert span.received == Between("received", first, last)


def test_the_figures_come_from_tallies() -> None:
    """Whatever is grouped has a tally: at a million records nothing is counted one by one."""
    for field in ("category", "channel", "cell", "outcome", "month"):
        assert any({field, "within_term", "open", "month"}.issubset(tally) for tally in Grievance.counters)
