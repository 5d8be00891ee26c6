"""Case analysis 案件分析: how many came in, of what, through what, from where, how they ended, and which causes recur.

Every figure is counted from the counters of `Grievance` and carries the condition of the records it counts, so that a
screen leads from the figure to them; the brief of the situation analysis reads the same figures.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from core.desks.grievances.vocabulary import GrievanceSettings, Stage, WithinTerm
from core.model.figure import Figure
from core.model.query import EVERYTHING, AnyOf, Between, Condition, Is, Not, Query, StartsWith, both
from core.model.reader import Reader
from core.values.percentages import shares
from core.values.sentence import N_

MOST = 12
"""How many bars a chart of cells or causes has at most."""
MONTHS = 24
"""How many months are shown, the last ones."""
CASES = Figure("cases", N_("Cases"), "grievance", lambda context: Is("open", (True,)), key="c")
"""The open grievances, for the dashboard of the grid."""


@dataclass(frozen=True, slots=True)
class Span:
    """The months that are looked at: a year, a quarter or all."""

    year: int = 0
    """0 is all years."""
    quarter: int = 0
    """0 is the whole year."""

    @property
    def where(self) -> Condition:
        """Which grievances came in then."""
        if not self.year:
            return EVERYTHING
        return Is("month", self.months) if self.quarter else StartsWith("month", f"{self.year}-")

    @property
    def months(self) -> tuple[str, ...]:
        """The months of the quarter or the year: `2026-10`."""
        first, count = (3 * self.quarter - 2, 3) if self.quarter else (1, 12)
        return tuple(f"{self.year}-{month:02}" for month in range(first, first + count))

    @property
    def received(self) -> Condition:
        """The same by the time of receipt, which an index of open grievances holds."""
        if not self.year:
            return EVERYTHING
        year, month = map(int, self.months[-1].split("-"))
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return Between("received", date.fromisoformat(f"{self.months[0]}-01"), last)

    @property
    def key(self) -> str:
        """Its name as periods are called: `2026-Q4`, `2026`; empty for all."""
        return (f"{self.year}-Q{self.quarter}" if self.quarter else str(self.year)) if self.year else ""

    @property
    def before(self) -> "Span":
        """The span before this one."""
        if self.quarter:
            return Span(self.year, self.quarter - 1) if self.quarter > 1 else Span(self.year - 1, 4)
        return Span(self.year - 1) if self.year else self

    @property
    def after(self) -> "Span":
        """The span after this one."""
        if self.quarter:
            return Span(self.year, self.quarter + 1) if self.quarter < 4 else Span(self.year + 1, 1)
        return Span(self.year + 1) if self.year else self

    @classmethod
    def of_quarter(cls, day: date) -> "Span":
        """Return the quarter a day lies in."""
        return cls(day.year, (day.month + 2) // 3)


@dataclass(frozen=True, slots=True)
class Totals:
    """How many came in: they have ended, were merged into another, or are open."""

    count: int = 0
    ended: int = 0
    late: int = 0
    """How many of those that ended were answered late."""
    open: int = 0

    @property
    def merged(self) -> int:
        """How many are handled under the number of another, because they are the same matter."""
        return self.count - self.ended - self.open

    @property
    def matters(self) -> int:
        """How many matters they are: those that were merged into another are none of their own."""
        return self.count - self.merged

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            self.count + other.count, self.ended + other.ended, self.late + other.late, self.open + other.open
        )

    @classmethod
    def of(cls, within_term: WithinTerm | None, is_open: bool, count: int) -> "Totals":
        """Return the tally of so many that kept their term or did not, are open, or else were merged."""
        return cls(
            count, count if within_term else 0, count if within_term == WithinTerm.LATE else 0, count if is_open else 0
        )


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure of a chart."""

    label: str
    """What it counts: a catalogue key, or a name out of the records where it is `named`."""
    tally: Totals
    where: Condition
    """The records it counts."""
    named: bool = False
    branch: str = ""
    """The place on the tree of categories whose parts it can be split into."""
    before: int | None = None
    """How many there were in the span before, where that is compared."""
    group: str = ""
    """Of which whole it is a part; empty: of all bars of its chart."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Figures that belong together."""

    title: str
    """A catalogue key."""
    bars: tuple[Bar, ...]

    @property
    def shares(self) -> list[str]:
        """The share of each bar in its whole; those of a whole add up to 100."""
        wholes: dict[str, list[int]] = {}
        for bar in self.bars:
            wholes.setdefault(bar.group, []).append(bar.tally.count)
        told = {group: iter(shares(counts)) for group, counts in wholes.items()}
        return [next(told[bar.group]) for bar in self.bars]


def totals(office: Reader, span: Span) -> Totals:
    """Return the figures of a span as a whole."""
    found = office.groups(Query("grievance", span.where), "within_term", "open")
    return sum((Totals.of(*each) for each in found), Totals())


def charts(office: Reader, span: Span, branch: str = "") -> list[Chart]:
    """Return every chart of a span that has any figures; categories are those directly below a branch of their tree."""
    made = (
        Chart(N_("By category"), tuple(_by_category(office, span, branch))),
        Chart(N_("By channel"), tuple(_by_word(office, span, "channel"))),
        Chart(N_("By cell"), tuple(_by_cell(office, span))),
        Chart(N_("By term"), tuple(_by_term(office, span))),
        Chart(N_("By outcome"), tuple(_by_outcome(office, span))),
        Chart(N_("Recurring causes"), tuple(_recurring(office, span))),
        Chart(N_("By month"), tuple(_by_month(office, span))),
    )
    return [chart for chart in made if chart.bars]


Tallies = list[tuple[Any, Totals]]


def _tallies(office: Reader, span: Span, field: str, group: Callable[[Any], Any] = lambda value: value) -> Tallies:
    """Return the tally for each group of values of a field, the largest first."""
    found: dict[Any, Totals] = {}
    for value, *counted in office.groups(Query("grievance", span.where), field, "within_term", "open"):
        place = group(value)
        found[place] = found.get(place, Totals()) + Totals.of(*counted)
    return sorted(found.items(), key=lambda each: (-each[1].count, str(each[0])))


def _by_category(office: Reader, span: Span, branch: str) -> Iterable[Bar]:
    depth = branch.count("/") + 2 if branch else 1

    def below(category: str) -> str | None:
        inside = not branch or category == branch or category.startswith(f"{branch}/")
        return "/".join(category.split("/")[:depth]) if inside else None

    for category, tally in _tallies(office, span, "category", below):
        if category == "":
            yield Bar(N_("without category"), tally, both(span.where, Is("category", ("",))))
        elif category == branch:
            yield Bar(category, tally, both(span.where, Is("category", (category,))), named=True)
        elif category:
            here = AnyOf((Is("category", (category,)), StartsWith("category", f"{category}/")))
            yield Bar(category, tally, both(span.where, here), named=True, branch=category)


def _by_word(office: Reader, span: Span, field: str) -> Iterable[Bar]:
    """Yield the bars of a closed list of words."""
    for word, tally in _tallies(office, span, field):
        if word is not None:
            yield Bar(word.label, tally, both(span.where, Is(field, (word,))))


def _by_outcome(office: Reader, span: Span) -> Iterable[Bar]:
    """Yield how those ended that have ended; while an outcome is under review, it is none."""
    for outcome, tally in _tallies(office, span, "outcome"):
        if outcome is not None and tally.ended:
            where = both(span.where, Is("outcome", (outcome,)), Is("open", (False,)))
            yield Bar(outcome.label, replace(tally, count=tally.ended, open=0), where)


def _by_cell(office: Reader, span: Span) -> Iterable[Bar]:
    found = [each for each in _tallies(office, span, "cell") if each[0]]
    for cell, tally in found[:MOST]:
        yield Bar(office.title("cell", cell), tally, both(span.where, Is("cell", (cell,))), named=True)
    if found[MOST:]:
        rest = Not(Is("cell", ("", *(cell for cell, _ in found[:MOST]))))
        yield Bar(N_("other cells"), sum((tally for _, tally in found[MOST:]), Totals()), both(span.where, rest))


def _by_term(office: Reader, span: Span) -> Iterable[Bar]:
    """Yield what kept its term and what did not of those that ended; then of those that are open, what is late."""
    for within_term, count in office.groups(Query("grievance", span.where), "within_term"):
        if within_term is not None:
            yield Bar(
                within_term.label, Totals(count), both(span.where, Is("within_term", (within_term,))), group="ended"
            )
    is_open, day = both(span.received, Is("open", (True,))), office.today
    yesterday = day - timedelta(days=1)
    for label, due in ((N_("open, within the term"), Between("due", day, None)),
                       (N_("open and late"), Between("due", None, yesterday))):  # fmt: skip
        where = both(is_open, due)
        if count := office.count(Query("grievance", where)):
            yield Bar(label, Totals(count), where, group="open")


def _recurring(office: Reader, span: Span) -> Iterable[Bar]:
    """Yield the categories of which so many matters came in that they recur, with how many there were before.

    What was merged because it is the same matter is not counted again.
    """
    least = office.policy.settings(GrievanceSettings).recurring_count
    earlier = dict(_tallies(office, span.before, "category")) if span.year else {}
    found = sorted(_tallies(office, span, "category"), key=lambda each: (-each[1].matters, each[0]))
    for category, tally in found[:MOST]:
        if category and tally.matters >= least:
            before = earlier.get(category, Totals()).matters if span.year else None
            where = both(span.where, Is("category", (category,)), Not(Is("stage", (Stage.MERGED,))))
            matters = replace(tally, count=tally.matters)
            yield Bar(category, matters, where, named=True, before=before)


def _by_month(office: Reader, span: Span) -> Iterable[Bar]:
    found = sorted(_tallies(office, span, "month"), key=lambda each: str(each[0]), reverse=True)
    for month, tally in found[:MONTHS]:
        yield Bar(month, tally, Is("month", (month,)), named=True)
