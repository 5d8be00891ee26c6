"""How many there were on earlier days, as far as the dates of the records themselves tell.

```python
held("received", "closed")                 # open from the day it was received until the day it was closed
held("due", "mended", overdue=True)        # late from the day after it was due until the day it was mended
happened("closed", days=90)                # closed in the ninety days up to that one
```

What is overwritten when something is done, as the day of the next check-in is, cannot be known of an earlier day: then
nothing is declared, and no trend is shown.
"""

from collections.abc import Callable
from datetime import date, timedelta

from core.model.query import AllOf, AnyOf, Between, Blank, Condition, Not

Past = Callable[[date, date], Condition]
"""Which records counted at the end of a day, given twice; between two days all that did on one of them, and others that
are found with these: by when something ended, of which an index has few, and not by when it began."""

WEEKS = 12
"""How many weeks a trend goes back, the present one among them."""


def held(since: str, *until: str, overdue: bool = False) -> Past:
    """Return what held from the day in one column until the day in the first of others that has one.

    With `overdue` it holds from the day after, as what is late does.
    """

    def past(first: date, last: date) -> Condition:
        begun = Between(since, None, last - timedelta(days=overdue))
        lasting = tuple(AnyOf((Blank(name), Between(name, first + timedelta(days=1)))) for name in until)
        return AllOf(lasting) if lasting and first != last else AllOf((begun, *lasting))

    return past


def once_held(since: str, until: str, *, overdue: bool = False) -> Past:
    """Return what held likewise and has ended: only what has a day in the second column."""

    def past(first: date, last: date) -> Condition:
        begun, ended = Between(since, None, last - timedelta(days=overdue)), Between(until, first + timedelta(days=1))
        return AllOf((begun, ended)) if first == last else ended

    return past


def happened(on: str, days: int) -> Past:
    """Return what happened in so many days up to one, that one among them."""
    return lambda first, last: Between(on, first - timedelta(days=days - 1), last)


def narrowed(past: Past, where: Condition) -> Past:
    """Return what meets a condition besides, that does not change in the life of a record."""
    return lambda first, last: AllOf((past(first, last), where))


def excluded(these: Past, others: Past) -> Past:
    """Return what `others` says and `these` does not; over several days, also what `these` says on some of them."""

    def past(first: date, last: date) -> Condition:
        wide = others(first, last)
        return AllOf((wide, Not(these(first, last)))) if first == last else wide

    return past


def week_ends(today: date) -> list[date]:
    """Return the days that a trend tells of: today, and the days one week, two weeks and more before."""
    return [today - timedelta(weeks=ago) for ago in reversed(range(WEEKS))]
