"""Working days: weekends, public holidays and make-up days. Pure: the days are handed in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from core.values.sentence import N_, Sentence, say

MAKE_UP_DAY = N_("Make-up working day")
WEEKEND = N_("Weekend")
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class Workdays:
    """Which days are worked. Names of days are keys of the catalogue, or plain words from the policy pack."""

    holidays: Mapping[date, str] = field(default_factory=dict)
    makeup: frozenset[date] = frozenset()
    known_until: date = date.max

    def overridden(
        self, off: Mapping[date, str], work: Iterable[date] = (), known_until: date | None = None
    ) -> "Workdays":
        """Return these days with the policy pack's own days off (with their names) and working days laid over them."""
        work = frozenset(work) - off.keys()
        holidays = {day: name for day, name in self.holidays.items() if day not in work} | dict(off)
        makeup = (self.makeup - off.keys()) | work
        return replace(self, holidays=holidays, makeup=makeup, known_until=known_until or self.known_until)

    def is_workday(self, day: date) -> bool:
        """Whether the office works on `day`."""
        return day in self.makeup or (day not in self.holidays and day.weekday() < _SATURDAY)

    def next_workday(self, day: date) -> date:
        """Return `day` itself if it is worked, otherwise the first working day after it."""
        while not self.is_workday(day):
            day += _DAY
        return day

    def add_workdays(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day` (before it, if negative); 0 gives `day` as it is."""
        step = _DAY if count > 0 else -_DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_workday(day):
                day += step
        return day

    def count(self, start: date, end: date) -> int:
        """Return the working days after `start` up to and including `end`; negative when `end` is the earlier one."""
        if end < start:
            return -self.count(end, start)
        return sum(self.is_workday(start + _DAY * days) for days in range(1, (end - start).days + 1))

    def name(self, day: date) -> str | None:
        """Return what makes `day` special: the holiday, a make-up working day, a weekend, or nothing."""
        if day in self.makeup:
            return MAKE_UP_DAY
        return self.holidays.get(day) or (WEEKEND if day.weekday() >= _SATURDAY else None)

    def caveat(self, day: date) -> Sentence | None:
        """Return a warning if a date as late as `day` was counted without knowing the public holidays of its year."""
        if day <= self.known_until:
            return None
        return say(
            N_("Public holidays are known only until {day}; after that, only weekends count as days off. "
               "Ask the security officer to enter the new year's holidays in the policy pack."),
            day=self.known_until.isoformat(),
        )  # fmt: skip
