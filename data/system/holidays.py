"""Chinese public holidays and make-up working days, from the `chinesecalendar` library."""

from datetime import date
from functools import cache

from core.values.sentence import N_
from core.values.workdays import Workdays

# The library's names, so that the catalogue has them; a test holds the list against the library.
NAMES = (
    N_("New Year's Day"),
    N_("Spring Festival"),
    N_("Tomb-sweeping Day"),
    N_("Labour Day"),
    N_("Dragon Boat Festival"),
    N_("Mid-autumn Festival"),
    N_("National Day"),
    N_("Anti-Fascist 70th Day"),
)


@cache
def chinese_workdays() -> Workdays:
    """Return the working days as announced by the State Council, for the years the library knows.

    Later years have weekends only: `Workdays.known_until` and `Workdays.caveat` say so, the policy pack adds them.
    """
    from chinese_calendar.constants import holidays, workdays  # imported late: most starts never count a day

    makeup = frozenset(day for day in workdays if day.weekday() >= 5)
    return Workdays(dict(holidays), makeup, known_until=date(max(holidays).year, 12, 31))
