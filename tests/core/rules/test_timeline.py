"""The timeline: each day of a bar lies in its cells, and an end that is out of sight is marked."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.desks.education import Programme
from core.model.from_to import FromTo
from core.model.query import Query
from core.model.record import RECORDS, Record, columns
from core.model.span import Span
from core.rules.timeline import Axis, TimelineSpan
from core.values.cadence import Rhythm
from tests.support.kept_records import KeptRecords

DECLARED = [kind for kind in RECORDS.values() if kind.timeline]
FIRST, LAST = date(2026, 10, 1), date(2026, 12, 31)
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)

days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
spans = st.one_of(
    st.builds(lambda year, quarter: TimelineSpan(Span(year, quarter)), st.integers(2025, 2027), st.integers(1, 4)),
    st.builds(lambda year, beside: TimelineSpan(Span(year), beside), st.integers(2025, 2027), st.integers(0, 1)),
)
axes = st.builds(lambda span, room: Axis.of(span.first, span.last, room), spans, st.integers(1, 200))


def near(shown: Axis | TimelineSpan) -> st.SearchStrategy[date]:
    """Return days of which many lie beside the first and the last one that is shown."""
    return st.sampled_from([edge + step * DAY for edge in (shown.first, shown.last) for step in (-1, 0, 1)]) | days


def shown(axis: Axis) -> list[date]:
    return [axis.first + number * DAY for number in range((axis.last - axis.first).days + 1)]


@given(axes)
def test_days_follow_one_another_and_leave_no_cell_empty(axis: Axis) -> None:
    cells = [axis.cell(day) for day in shown(axis)]
    assert cells == sorted(cells)
    assert set(cells) == set(range(axis.cells))
    lengths = [cells.count(cell) for cell in range(axis.cells)]
    assert max(lengths) - min(lengths) <= 1


@given(axes, st.data())
def test_a_bar_takes_the_cells_of_its_days_and_marks_what_is_out_of_sight(axis: Axis, data: st.DataObject) -> None:
    first, last = data.draw(st.none() | near(axis)), data.draw(st.none() | near(axis))
    runs = [day for day in shown(axis) if (first or day) <= day <= (last or day)]
    bar = axis.bar(first, last)
    if not runs:
        assert bar is None
        return
    assert bar is not None
    assert (bar.first, bar.last) == (axis.cell(runs[0]), axis.cell(runs[-1]))
    assert all(bar.first <= axis.cell(day) <= bar.last for day in runs)
    assert bar.before == (first is None or first < axis.first)
    assert bar.after == (last is None or last > axis.last)


@given(axes)
def test_each_mark_stands_where_its_month_or_year_begins(axis: Axis) -> None:
    pattern = {2: "%m", 4: "%Y"}
    marks = list(axis.marks())
    assert marks[0][0] == 0
    assert [name for _cell, name in marks] == sorted({day.strftime(pattern[len(marks[0][1])]) for day in shown(axis)})
    for cell, name in marks:
        begins = next(day for day in shown(axis) if day.strftime(pattern[len(name)]) == name)
        assert axis.cell(begins) == cell


def test_the_span_widens_from_a_quarter_to_a_year_to_three_and_begins_again() -> None:
    span, told = TimelineSpan(Span.of_quarter(TODAY)), []
    for _step in range(4):
        told.append((span.key, span.first, span.last))
        span = span.wider(TODAY)
    assert told == [
        ("2026-Q4", FIRST, LAST),
        ("2026", date(2026, 1, 1), LAST),
        ("2025-2027", date(2025, 1, 1), date(2027, 12, 31)),
        ("2026-Q4", FIRST, LAST),
    ]


@given(spans, st.integers(-5, 5))
def test_the_span_moves_by_what_it_is_and_back(span: TimelineSpan, steps: int) -> None:
    assert span.moved(steps).moved(-steps) == span
    if not span.beside:
        assert span.moved(1).first == span.last + DAY


# What is declared


@pytest.mark.parametrize("kind", DECLARED, ids=lambda kind: kind.kind)
def test_it_names_columns_that_there_are_and_days(kind: type[Record]) -> None:
    known, runs = columns(kind), kind.timeline
    assert runs is not None
    assert {*runs.text} <= known.keys()
    assert runs.text
    assert known[runs.since].type is known[runs.until].type is date


@pytest.mark.parametrize("ends_before", [False, True])
@given(span=spans, data=st.data())
def test_what_is_asked_for_is_what_has_a_bar(ends_before: bool, span: TimelineSpan, data: st.DataObject) -> None:
    since, until = data.draw(near(span)), data.draw(st.none() | near(span))
    runs = FromTo("start", "end", ("name",), ends_before=ends_before)
    last = runs.last(until)
    if last is not None and last < since:
        return
    kept = KeptRecords(Programme.model_construct(name="x", rhythm=Rhythm.WINDOW, start=since, end=until))
    found = kept.find(Query(Programme.kind, runs.within(span.first, span.last)))
    assert last is None or until == last + ends_before * DAY
    assert bool(found) == (Axis.of(span.first, span.last, 24).bar(since, last) is not None)
