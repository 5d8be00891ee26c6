"""Cadence 周期: what is to be done every week, month, quarter, year, every so many days, or once within a window.

A period has a key that sorts and reads like the calendar: `2026-W47`, `2026-11`, `2026-Q4`, `2026`; one of some days
is named by its first day, a window by its first and last. `called` puts a key into words, `key_of` reads it in either.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from core.values.bounds import FIRST_DAY, LAST_DAY
from core.values.cleaning import folded
from core.values.labelled_enum import LabelledEnum
from core.values.sentence import N_, Sentence, Translate, say
from core.values.workdays import WEEKDAYS

MOST_PERIODS = 20_000
"""How many periods of a cadence are looked at: every day for 54 years. It could run for centuries, and there may be
many of them."""


class Rhythm(LabelledEnum):
    """How often."""

    WEEKLY = "weekly", N_("weekly")
    MONTHLY = "monthly", N_("monthly")
    QUARTERLY = "quarterly", N_("quarterly")
    YEARLY = "yearly", N_("yearly")
    EVERY_DAYS = "every_days", N_("every N days")
    WINDOW = "window", N_("once within a window")


@dataclass(frozen=True, slots=True)
class Period:
    """One turn of a cadence: what it asks for is done between `first` and `last`, both included."""

    key: str
    first: date
    last: date
    since: date | None = None
    """From when on what is done counts for it, if that is before `first`."""

    @property
    def counted_from(self) -> date:
        """The first day on which what is done counts for it."""
        return self.since or self.first

    def __contains__(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Cadence:
    """A rhythm that runs from a day on, and perhaps until one."""

    rhythm: Rhythm
    start: date
    end: date | None = None
    """The last day; a window has always one."""
    days: int = 0
    """For `EVERY_DAYS`: how many."""

    def periods(self, until: date = LAST_DAY, since: date = FIRST_DAY) -> Iterator[Period]:
        """Yield every period that begins by `until`, oldest first; the first and last are cut by start and end.

        It begins with the period in which `since` lies, and there are no more than `MOST_PERIODS` after that.

        A period that the cadence touches with no more than half of its days does not count: nobody owes a month's
        duty for a card that was written on the 30th.
        """
        until = min(until, self.end or LAST_DAY)
        whole = self.period_of(max(self.start, since))
        for _ in range(MOST_PERIODS):
            if whole.first > until:
                return
            cut, last = whole, self.end or LAST_DAY
            if whole.first < self.start or whole.last > last:
                cut = replace(whole, first=max(whole.first, self.start), last=min(whole.last, last))
            if _days(cut) > _days(whole) // 2:
                yield cut
            if self.rhythm == Rhythm.WINDOW or whole.last >= LAST_DAY:
                return
            whole = self.period_of(whole.last + timedelta(days=1))

    def period_of(self, day: date) -> Period:
        """Return the whole period a day lies in."""
        match self.rhythm:
            case Rhythm.EVERY_DAYS:
                days = max(self.days, 1)
                first = date.fromordinal(max(day.toordinal() - (day - self.start).days % days, 1))
                return Period(first.isoformat(), first, _later(first, days - 1))
            case Rhythm.WINDOW:
                last = self.end or self.start
                return Period(f"{self.start.isoformat()}/{last.isoformat()}", self.start, last)
            case _:
                return _of_calendar(self.rhythm, day)

    def same_day(self, day: date, period: Period) -> date:
        """Return the day that stands in a period where `day` stands in its own; the last one where there is none.

        In weeks it is the day of the week, in months, quarters and years month and day: the 29th of February becomes
        the 28th in other years, and the 31st the last day of a shorter month.
        """
        own, whole = self.period_of(day), self.period_of(period.first)
        if self.rhythm in (Rhythm.MONTHLY, Rhythm.QUARTERLY, Rhythm.YEARLY):
            month = whole.first.replace(month=whole.first.month + day.month - own.first.month)
            found = month.replace(day=min(day.day, _month_end(month).day))
        else:
            found = _later(whole.first, (day - own.first).days)
        return min(max(found, period.first), period.last)


@lru_cache(maxsize=4096)
def _of_calendar(rhythm: Rhythm, day: date) -> Period:
    """Return the whole week, month, quarter or year a day lies in; kept, because many records ask for the same ones."""
    match rhythm:
        case Rhythm.WEEKLY:
            first = date.fromordinal(max(day.toordinal() - day.weekday(), 1))
            year, week, _ = day.isocalendar()
            return Period(f"{year}-W{week:02}", first, _later(first, 6))
        case Rhythm.MONTHLY:
            return Period(f"{day:%Y-%m}", day.replace(day=1), _month_end(day))
        case Rhythm.QUARTERLY:
            first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
            last = _month_end(first.replace(month=first.month + 2))
            return Period(f"{day.year}-Q{first.month // 3 + 1}", first, last)
        case _:
            return Period(f"{day.year}", day.replace(month=1, day=1), day.replace(month=12, day=31))


def _days(period: Period) -> int:
    return (period.last - period.first).days + 1


def _later(first: date, days: int) -> date:
    """Return the day so many days later, or the last day there is."""
    return date.fromordinal(min(first.toordinal() + days, date.max.toordinal()))


def _month_end(day: date) -> date:
    """Return the last day of the month of a day."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


_WEEK, _QUARTER = N_("week {week} of {year}"), N_("quarter {quarter} of {year}")
_MONTH, _YEAR = N_("{month} {year}"), N_("year {year}")
_WINDOW, _DAYS = N_("{first} to {last}"), N_("from {first}")
_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip
_KEYS = {
    _WEEK: re.compile(r"(?P<year>\d{4})-W(?P<week>\d\d)"),
    _QUARTER: re.compile(r"(?P<year>\d{4})-Q(?P<quarter>\d)"),
    _MONTH: re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)"),
    _YEAR: re.compile(r"(?P<year>\d{4})"),
    _WINDOW: re.compile(r"(?P<first>\d{4}-\d\d-\d\d)/(?P<last>\d{4}-\d\d-\d\d)"),
    _DAYS: re.compile(r"(?P<first>\d{4}-\d\d-\d\d)"),
}


def called(key: str) -> Sentence:
    """Return what a period is called by its key: week 47 of 2026, 2026年第47周; what is no key stands as it is."""
    for template, shape in _KEYS.items():
        if found := shape.fullmatch(key):
            facts: dict[str, object] = {
                name: part if "-" in part else int(part) for name, part in found.groupdict().items()
            }
            if template is _MONTH and 1 <= int(found["month"]) <= 12:
                facts["month"] = say(_MONTHS[int(found["month"]) - 1])
            return Sentence(template, facts)
    return Sentence("{key}", {"key": key})


def day_called(day: date) -> Sentence:
    """Return a day as papers write it: 23 November 2026, 2026年11月23日."""
    return say(N_("{day} {month} {year}"), day=day.day, month=say(_MONTHS[day.month - 1]), year=day.year)


def day_of_month_called(day: date) -> Sentence:
    """Return a day where its year is known, with the day of the week: Mon 23 November, 11月23日（周一）."""
    weekday, month = say(WEEKDAYS[day.weekday()]), say(_MONTHS[day.month - 1])
    return say(N_("{weekday} {day} {month}"), weekday=weekday, day=day.day, month=month)


def period_named(key: str) -> Period | None:
    """Return the week, month, quarter, year or window that a key names; None if it names none that there is."""
    for template, shape in _KEYS.items():
        if (found := shape.fullmatch(key)) is None:
            continue
        try:
            return _period(template, key, found.groupdict())
        except ValueError:
            return None
    return None


def _period(template: str, key: str, parts: dict[str, str]) -> Period:
    """Return the period of a key with these parts; raises ValueError if there is no such day."""
    if template in (_WINDOW, _DAYS):
        first = date.fromisoformat(parts["first"])
        return Period(key, first, max(first, date.fromisoformat(parts.get("last", parts["first"]))))
    year = int(parts["year"])
    if template is _WEEK:
        return _of_calendar(Rhythm.WEEKLY, date.fromisocalendar(year, int(parts["week"]), 1))
    if template is _MONTH:
        return _of_calendar(Rhythm.MONTHLY, date(year, int(parts["month"]), 1))
    if template is _QUARTER:
        return _of_calendar(Rhythm.QUARTERLY, date(year, int(parts["quarter"]) * 3 - 2, 1))
    return _of_calendar(Rhythm.YEARLY, date(year, 1, 1))


def key_of(text: str, translate: Translate = str) -> str:
    """Return the key of a period that is written as its key or as it is called; any other text as it stands."""
    plain = folded(text)
    for key in _candidates(plain):
        if plain in (folded(called(key).say(translate)), folded(called(key).say())):
            return key
    return text.strip()


def _candidates(plain: str) -> Iterator[str]:
    """Yield the keys that a text could mean by its numbers."""
    yield "/".join(re.findall(r"\d{4}-\d\d-\d\d", plain))
    for year in re.findall(r"\d{4}", plain):
        yield year
        yield from (f"{year}-W{week:02}" for week in range(1, 54))
        yield from (f"{year}-{month:02}" for month in range(1, 13))
        yield from (f"{year}-Q{quarter}" for quarter in range(1, 5))
