"""Dates as they stand in mailboxes, rosters and what officers type."""

from contextlib import suppress
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.values.dates import (
    AmbiguousDate,
    ImpossibleDate,
    UnreadableDate,
    parse_typed_date,
    parse_typed_when,
    parse_when,
)
from core.values.refusal import Refusal

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2020/1/6 12:09:38", datetime(2020, 1, 6, 12, 9, 38)),
        ("2019-05-10 14:56:53", datetime(2019, 5, 10, 14, 56, 53)),
        ("2019-05-10T14:56:53.000", datetime(2019, 5, 10, 14, 56, 53)),
        ("2020/1/6 9:05", datetime(2020, 1, 6, 9, 5)),
        ("2020.1.6", date(2020, 1, 6)),
        ("2020年1月6日 12时09分", datetime(2020, 1, 6, 12, 9)),
        ("2020年1月6日12时09分30秒", datetime(2020, 1, 6, 12, 9, 30)),
        ("2020 年 1 月 6 日", date(2020, 1, 6)),
        ("2020-1-6 下午3:05", datetime(2020, 1, 6, 15, 5)),
        ("2020-1-6 上午12:05", datetime(2020, 1, 6, 0, 5)),
        ("2020-1-6 下午12:05", datetime(2020, 1, 6, 12, 5)),
        ("20261123", date(2026, 11, 23)),
        ("20261123140501", datetime(2026, 11, 23, 14, 5, 1)),
        ("２０２０／１／６　１２：０９：３８", datetime(2020, 1, 6, 12, 9, 38)),
        ("11-23", date(2026, 11, 23)),
        ("11月23日", date(2026, 11, 23)),
        ("\t2020-1-6\n", date(2020, 1, 6)),
        (20261123.0, date(2026, 11, 23)),
        (43836.0, date(2020, 1, 6)),
        (43836, date(2020, 1, 6)),
        (43836.50668981482, datetime(2020, 1, 6, 12, 9, 38)),
        (date(2020, 1, 6), date(2020, 1, 6)),
        (datetime(2020, 1, 6, 12), datetime(2020, 1, 6, 12)),
    ],
)
def test_what_can_be_read(written: object, meant: datetime | date) -> None:
    read = parse_when(written, TODAY)
    assert (type(read), read) == (type(meant), meant)


@pytest.mark.parametrize(
    ("written", "refusal"),
    [
        ("01/02/2020", AmbiguousDate),
        ("20-1-6", AmbiguousDate),
        ("2020-2-30", ImpossibleDate),
        ("2020/1/6 25:00", ImpossibleDate),
        ("0000-1-1", ImpossibleDate),
        ("13-25", ImpossibleDate),
        ("20261323", ImpossibleDate),
        ("2020-1/6", UnreadableDate),
        ("上周", UnreadableDate),
        ("", UnreadableDate),
        (2019.0, UnreadableDate),
        (-1.0, UnreadableDate),
        (float("nan"), UnreadableDate),
        (float("inf"), UnreadableDate),
        (True, UnreadableDate),
        (time(12), UnreadableDate),
        (None, UnreadableDate),
    ],
)
def test_what_cannot_be_read_is_refused(written: object, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        parse_when(written, TODAY)


def test_a_refusal_names_the_text_and_shows_a_valid_example() -> None:
    with pytest.raises(Refusal) as refused:
        parse_when("31/12/2019", TODAY)
    assert "31/12/2019" in str(refused.value)
    assert "2026-11-20" in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("今天", TODAY),
        ("明天", date(2026, 11, 21)),
        ("昨天", date(2026, 11, 19)),
        ("Tomorrow", date(2026, 11, 21)),
        ("+7", date(2026, 11, 27)),
        ("＋７", date(2026, 11, 27)),
        ("-3", date(2026, 11, 17)),
        ("11-23", date(2026, 11, 23)),
        ("2026-11-23 14:05", date(2026, 11, 23)),
    ],
)
def test_typed_dates_may_be_relative(typed: str, meant: date) -> None:
    assert parse_typed_date(typed, TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("今天 14:05", datetime(2026, 11, 20, 14, 5)),
        ("明天上午9点30分", datetime(2026, 11, 21, 9, 30)),
        ("tomorrow 9:00", datetime(2026, 11, 21, 9)),
        ("+7 9：00", datetime(2026, 11, 27, 9)),
        ("11-23 8:15", datetime(2026, 11, 23, 8, 15)),
        ("11月23日 8:15", datetime(2026, 11, 23, 8, 15)),
        ("14:05", datetime(2026, 11, 20, 14, 5)),
        ("2026-11-23 14:05", datetime(2026, 11, 23, 14, 5)),
        ("明天", datetime(2026, 11, 21)),
    ],
)
def test_a_time_may_stand_behind_any_day_that_is_typed(typed: str, meant: datetime) -> None:
    assert parse_typed_when(typed, TODAY) == meant


@pytest.mark.parametrize("typed", ["今天 25:00", "某天 9:00", "31/12/2019 9:00", "9:75"])
def test_a_time_behind_no_day_is_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        parse_typed_when(typed, TODAY)


def test_a_cell_is_never_read_as_relative() -> None:
    with pytest.raises(UnreadableDate):
        parse_when("今天", TODAY)


def test_an_offset_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(ImpossibleDate):
        parse_typed_date("+99999", date(9999, 1, 1))


@given(st.datetimes(datetime(1000, 1, 1)).map(lambda when: when.replace(microsecond=0)))
def test_every_moment_survives_being_written(when: datetime) -> None:
    for form in ("%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y年%m月%d日%H时%M分%S秒", "%Y%m%d%H%M%S"):
        assert parse_when(when.strftime(form), TODAY) == when


@given(st.one_of(st.text(), st.floats(), st.integers()))
def test_anything_is_read_or_refused(value: object) -> None:
    with suppress(Refusal):
        assert isinstance(parse_when(value, TODAY), date)
