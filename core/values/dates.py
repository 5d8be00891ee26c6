"""Dates as people and spreadsheets write them. What can be read in two ways is refused, not guessed."""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from core.values.cleaning import clean_code
from core.values.day_rules import day_of
from core.values.refusal import Refusal


class UnreadableDate(Refusal):
    """“{text}” cannot be read as a date. Write it as {example}, or with a time as {example} 14:05."""


class AmbiguousDate(Refusal):
    """“{text}” can be read as more than one date. Write the year with four digits and first, as in {example}."""


class ImpossibleDate(Refusal):
    """“{text}” names a day or time that does not exist. Check it and write it as in {example}."""


# Spreadsheets count days from here (ECMA-376 part 1, 18.17.4.1; the day makes up for 1900 not having been a leap year).
_SERIAL_ORIGIN = datetime(1899, 12, 30)
# 1920 to 2099. Below stand numbers that are more likely years (2019) or row numbers than days.
_SERIALS = range(7306, 73051)
_COMPACT = range(1900_01_01, 2100_01_01)

_TIME = r"""(?P<half>上午|下午)?\s*(?P<hour>\d{1,2})\s*[:时点]\s*(?P<minute>\d{1,2})\s*
            (?:[:分]\s*(?:(?P<second>\d{1,2})(?:\.\d+)?\s*秒?)?)?"""
_FORMS = [
    re.compile(form, re.VERBOSE)
    for form in (
        rf"(?P<year>\d{{4}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?:(?:\s+|T){_TIME})?",
        rf"(?P<year>\d{{4}})\s*年\s*(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*日(?:\s*{_TIME})?",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2}))?",
        r"(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        r"(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日",
    )
]
_TIMED = re.compile(rf"(?P<before>.*?)\s*{_TIME}", re.VERBOSE)
_TWO_WAYS = re.compile(r"\d{1,2}([-/.])\d{1,2}\1(\d{1,2}|\d{4})(\D.*)?")

_WORDS = {
    "前天": -2, "昨天": -1, "今天": 0, "明天": 1, "后天": 2,
    "yesterday": -1, "today": 0, "tomorrow": 1,
}  # fmt: skip
_OFFSET = re.compile(r"[+-]\d{1,5}")


def parse_when(value: object, today: date) -> datetime | date:
    """Return the day, or the day and time, that an imported cell or a typed text names.

    Accepts 2020/1/6 12:09:38, 2019-05-10T14:56, 2020.1.6, 2020年1月6日 12时09分, 20261123, 11-23 and 11月23日 (of the
    year of `today`), full-width digits, a spreadsheet's day number, and `date` and `datetime` as they are.
    """
    if isinstance(value, date):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_number(float(value), today)
    if not isinstance(value, str):
        raise UnreadableDate(**_facts(value, today))
    return _from_text(value, today)


def parse_typed_date(text: str, today: date) -> date:
    """Return the day an officer typed: whatever `parse_when` reads (a time is left out), 今天, tomorrow, +7 or -3."""
    plain = clean_code(text).casefold()
    days = _WORDS.get(plain)
    if days is None and _OFFSET.fullmatch(plain):
        days = int(plain)
    if days is None:
        return day_of(parse_when(text, today))
    try:
        return today + timedelta(days=days)
    except OverflowError:
        raise ImpossibleDate(**_facts(text, today)) from None


def parse_typed_when(text: str, today: date) -> datetime:
    """Return the day and time an officer typed: as `parse_when`, or a day as `parse_typed_date`, at its beginning.

    A time may stand behind any such day, as in 明天 9:00 or +7 14:05; alone it is one of today.
    """
    timed = _TIMED.fullmatch(clean_code(text))
    try:
        when = parse_when(text, today) if timed else parse_typed_date(text, today)
    except UnreadableDate:
        if timed is None:
            raise
        when = _at(timed, text, today)
    return when if isinstance(when, datetime) else datetime.combine(when, datetime.min.time())


def _at(timed: re.Match[str], text: str, today: date) -> datetime | date:
    """Return the moment that stands behind a day which only an officer types, or behind none."""
    on = parse_typed_date(timed["before"], today) if timed["before"] else today
    day = {"year": f"{on.year}", "month": f"{on.month}", "day": f"{on.day}"}
    try:
        return _build(timed.groupdict() | day, today)
    except ValueError:
        raise ImpossibleDate(**_facts(text, today)) from None


def _from_number(number: float, today: date) -> datetime | date:
    if number.is_integer() and int(number) in _COMPACT:
        return _from_text(str(int(number)), today)
    if not _SERIALS.start <= number < _SERIALS.stop:
        raise UnreadableDate(**_facts(clean_code(number), today))
    when = _SERIAL_ORIGIN + timedelta(seconds=round(number * 86400))
    return when.date() if number.is_integer() else when


def _from_text(text: str, today: date) -> datetime | date:
    plain = clean_code(text)
    found = next((match for form in _FORMS if (match := form.fullmatch(plain))), None)
    if found is None:
        raise (AmbiguousDate if _TWO_WAYS.fullmatch(plain) else UnreadableDate)(**_facts(text, today))
    try:
        return _build(found.groupdict(), today)
    except ValueError:
        raise ImpossibleDate(**_facts(text, today)) from None


def _build(parts: dict[str, str | None], today: date) -> datetime | date:
    day = date(int(parts.get("year") or today.year), _int(parts["month"]), _int(parts["day"]))
    if parts.get("hour") is None:
        return day
    hour = _of_day(_int(parts["hour"]), parts.get("half"))
    return datetime(day.year, day.month, day.day, hour, _int(parts["minute"]), _int(parts["second"]))


def _of_day(hour: int, half: str | None) -> int:
    """Turn an hour of 上午 or 下午 to one of 24; 下午12 is noon, and 下午14 is written by some clocks and means 14."""
    if half == "上午":
        return 0 if hour == 12 else hour
    return hour + 12 if half == "下午" and hour < 12 else hour


def _int(digits: str | None) -> int:
    return int(digits or 0)


def _facts(text: object, today: date) -> dict[str, str]:
    return {"text": str(text).strip()[:40], "example": today.isoformat()}


def months_later(day: date, months: int) -> date:
    """Return the day so many months later, or the last of that month if it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
