"""Spans of days and numbers as a search line writes them: `2020-01`, `a..b`, `<a`, `>=a`."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from core.values.dates import parse_typed_date
from core.values.refusal import Refusal


class NotANumber(Refusal):
    """“{value}” is no number. Write a whole number, or a range such as 10..20."""


Span = tuple[Any, Any]
"""First and last, both included; None leaves a side open."""

_PERIOD = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})月?|年)?")
_BOUND = re.compile(r"([<>])(=?)(.+)")
_NUMBER = re.compile(r"[+-]?\d{1,18}")


def of_dates(text: str, today: date) -> Span:
    """Return the first and last day that a day, a month, a year or a range of these covers."""
    return _range(text, lambda part: _period(part, today), _next_day)


def of_numbers(text: str) -> Span:
    """Return the least and greatest number that a number or a range covers."""
    return _range(text, _number, lambda number, step: number + step)


def _range(text: str, span: Callable[[str], Span], beside: Callable[[Any, int], Any]) -> Span:
    if ".." in text:
        low, high = (part.strip() for part in text.split("..", 1))
        return (span(low)[0] if low else None, span(high)[1] if high else None)
    found = _BOUND.fullmatch(text)
    if not found:
        return span(text)
    first, last = span(found[3])
    if found[1] == "<":
        return (None, last if found[2] else beside(first, -1))
    return (first if found[2] else beside(last, 1), None)


def _period(text: str, today: date) -> Span:
    found = _PERIOD.fullmatch(text)
    if not found or found[1] == "0000" or not 1 <= int(found[2] or 1) <= 12:
        day = parse_typed_date(text, today)
        return day, day
    year, month = int(found[1]), int(found[2] or 0)
    last = month or 12
    return date(year, month or 1, 1), date(year, last, monthrange(year, last)[1])


def _next_day(day: date, step: int) -> date:
    try:
        return day + timedelta(days=step)
    except OverflowError:
        return day  # the calendar of Python ends here


def _number(text: str) -> Span:
    if not _NUMBER.fullmatch(text):
        raise NotANumber(value=text)
    return int(text), int(text)
