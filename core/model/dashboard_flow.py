"""What came in and what went out in each of the last months."""

from collections.abc import Iterable
from datetime import date, timedelta

from core.model.chart import COUNT, Heading, Line, Part, View
from core.model.figure import Figure, Number
from core.model.query import Between, Is, Query
from core.model.reader import Reader
from core.values.sentence import N_, say

WENT = "went"
"""The column of what went out."""
MONTHS = 12


class InOut(Part):
    """Two figures by the month of a day each, one line a month, the present month last."""

    alone = True
    divides = False
    bars = (COUNT, WENT)
    what = N_("Month")

    def __init__(self, came: tuple[Figure, str], went: tuple[Figure, str], title: str = N_("In and out")) -> None:
        """Declare what came in and what went out, each with the column of its day, or of its month (`2026-10`)."""
        for figure, on in (came, went):
            figure.column(on)
        self.title, self._came, self._went = say(title), came, went
        self.figures = (came[0], went[0])

    @property
    def headings(self) -> tuple[Heading, ...]:
        """What came in, and what went out."""
        came, went = self.figures
        return (Heading(COUNT, came.short, 9), Heading(WENT, went.short, 9))

    def lines(self, reader: Reader, view: View) -> Iterable[Line]:
        """Yield the last months, whatever span is looked at."""
        months = _months(reader.today)
        came, went = (list(_counted(reader, *each, months)) for each in (self._came, self._went))
        for (first, _last), one, other in zip(months, came, went, strict=True):
            yield Line(f"{first:%Y-%m}", {COUNT: one, WENT: other})


def _months(today: date) -> list[tuple[date, date]]:
    """Return the first and the last day of each of the last months."""
    found: list[tuple[date, date]] = []
    first = today.replace(day=1)
    for _month in range(MONTHS):
        following = (first + timedelta(days=31)).replace(day=1)
        found.append((first, following - timedelta(days=1)))
        first = (first - timedelta(days=1)).replace(day=1)
    return found[::-1]


def _counted(reader: Reader, figure: Figure, on: str, months: list[tuple[date, date]]) -> Iterable[Number]:
    """Yield the number of each month, all counted in one pass, or from the counter of a column of months."""
    if figure.column(on).type is str:
        named = [f"{first:%Y-%m}" for first, _last in months]
        found = figure.numbers(reader, on, Is(on, tuple(named)))
        yield from (found.get(month) or Number(figure, 0, Is(on, (month,))) for month in named)
        return
    within = [Between(on, first, last) for first, last in months]
    whole = Query(figure.kind, figure.query(reader, Between(on, months[0][0], months[-1][1])).where)
    for where, count in zip(within, reader.counts(whole, within), strict=True):
        yield Number(figure, count, where)
