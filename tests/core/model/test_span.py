"""Spans of time: how they follow one another, and which records lie in them."""

from datetime import date

import pytest

from core.model.query import EVERYTHING, Between, Condition, Is, StartsWith
from core.model.span import Span


def test_spans_follow_one_another() -> None:
    assert Span.of_quarter(date(2026, 11, 23)) == Span(2026, 4)
    moved = [Span(2026, 4).moved(1), Span(2026, 1).moved(-1), Span(2026).moved(-1), Span().moved(1)]
    assert [each.key for each in moved] == ["2027-Q1", "2025-Q4", "2025", ""]


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        (Span(2026), date(2026, 1, 1), date(2026, 12, 31)),
        (Span(2026, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (Span(2024, 4), date(2024, 10, 1), date(2024, 12, 31)),
        (Span(), date.min, date.max),
    ],
)
def test_a_span_is_bounded_by_its_first_and_last_day(span: Span, first: date, last: date) -> None:
    assert (span.first, span.last) == (first, last)


@pytest.mark.parametrize(
    ("span", "holds", "condition"),
    [
        (Span(2026, 2), date, Between("at", date(2026, 4, 1), date(2026, 6, 30))),
        (Span(2026, 2), str, Is("at", ("2026-04", "2026-05", "2026-06"))),
        (Span(2026), str, StartsWith("at", "2026-")),
        (Span(2026), int, Is("at", (2026,))),
        (Span(), date, EVERYTHING),
        (Span(), str, Between("at")),
    ],
)
def test_what_lies_in_it_is_told_by_a_date_its_month_or_its_year(span: Span, holds: type, condition: Condition) -> None:
    assert span.within("at", holds) == condition
