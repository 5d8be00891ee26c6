"""Case analysis 案件分析 as bars; Enter goes from each figure to the records it counts."""

from array import array
from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from core.desks.grievances.analysis import Bar, Chart, Span, charts, totals
from core.model.query import Query
from core.model.record import Record
from core.office.office import Office
from core.values.cadence import called
from core.values.percentages import share
from core.values.sentence import N_
from tui.generic.desk_commands import Export
from tui.generic.drill_down import DrillDownScreen
from tui.generic.screen_command import ScreenCommand
from tui.language import _, labelled, language
from tui.terminal.glyphs import ASCII, glyphs, plain
from tui.widgets.list_source import ListColumn, Row, Source
from tui.widgets.windowed_list import WindowedList

NARROW, WIDE = 18, 70
"""How long the longest bar is, in cells."""
NUMBERS = (
    ("count", N_("How many"), 9),
    ("share", N_("Share"), 5),
    ("late", N_("Late"), 5),
    ("before", N_("Before"), 8),
)
"""The columns of numbers: name, heading, width."""
QUEUE = ("due", "number", "subject", "stage", "handler", "channel", "received", "category")
"""The columns of a list of grievances: what one reads it for comes before what fits only on a wide screen."""


class CasesScreen(DrillDownScreen):
    """The grievances that a figure counts."""

    shown = {"grievance": QUEUE}


class ChartSource:
    """Charts below one another, as `Source` of a list: headings have negative keys, bars their place."""

    def __init__(self, office: Office, span: Span, branch: str, longest: int) -> None:
        """Prepare the columns; nothing is counted yet."""
        self._office, self.span, self.branch, self._longest = office, span, branch, longest
        self._charts: list[Chart] = []
        self._bars: list[tuple[Chart, Bar, str]] = []
        """Each figure with its chart and its share."""
        self.columns: tuple[ListColumn, ...] = (
            ListColumn("what", _("What is counted"), 28, grows=True),
            *(ListColumn(name, _right(_(label), width), width) for name, label, width in NUMBERS),
            ListColumn("bar", "", longest),
        )

    def keys(self) -> "array[int]":
        """Count everything; called in a thread."""
        self._charts = charts(self._office, self.span, self.branch)
        keys = array("q")
        for place, chart in enumerate(self._charts, 1):
            keys.append(-place)
            keys.extend(range(len(self._bars), len(self._bars) + len(chart.bars)))
            self._bars += ((chart, bar, share) for bar, share in zip(chart.bars, chart.shares, strict=True))
        return keys

    def page(self, keys: Sequence[int]) -> list[Row]:
        """Return these rows in words and bars."""
        return [self._heading(self._charts[-key - 1]) if key < 0 else self._row(*self._bars[key]) for key in keys]

    def bar(self, key: int | None) -> Bar | None:
        """Return the figure of a row; a heading has none."""
        return self._bars[key][1] if key is not None and 0 <= key < len(self._bars) else None

    def _heading(self, chart: Chart) -> Row:
        return Row((_(chart.title), *[""] * 5), ("strong",) * 6)

    def _row(self, chart: Chart, bar: Bar, part: str) -> Row:
        longest = max(each.tally.count for each in chart.bars)
        numbers = (
            f"{bar.tally.count:,}",
            part,
            share(bar.tally.late, bar.tally.ended),
            "" if bar.before is None else f"{bar.before:,}",
        )
        cells = (
            f"  {named(bar)}",
            *(_right(text, width) for text, (_name, _label, width) in zip(numbers, NUMBERS, strict=True)),
            ("#" if glyphs() is ASCII else "█") * max(round(bar.tally.count / longest * self._longest), 1),
        )
        return Row(cells, ("", "", "", "late" if bar.tally.late else "", "", "on_time"))


def named(bar: Bar) -> str:
    """Return what a bar is called: of a place on the tree of categories, the last two names."""
    return "/".join(bar.label.split("/")[-2:]) if bar.named else _(bar.label)


def _right(text: str, width: int) -> str:
    return " " * (width - cell_len(text)) + text


class NextScope(ScreenCommand):
    """Show the whole year instead of the quarter, then everything, then the quarter of today again."""

    label = N_("Quarter, year, all")
    key = "q"
    reads_again = False

    async def run(self, screen: "AnalysisScreen") -> None:
        """Go to the next scope."""
        span = screen.span
        if not span.year:
            screen.show_span(Span.of_quarter(screen.office.today), screen.branch)
        else:
            screen.show_span(Span(span.year) if span.quarter else Span(), screen.branch)


class LevelBelow(ScreenCommand):
    """Show the parts of the category under the cursor."""

    key = "l"
    reads_again = False

    def is_offered(self, screen: "AnalysisScreen") -> bool:
        """Whether the category under the cursor has parts."""
        return bool((bar := screen.bar_now()) and bar.branch)

    async def run(self, screen: "AnalysisScreen") -> None:
        """Go a level down on the tree of categories."""
        bar = screen.bar_now()
        if bar is not None:
            screen.show_span(screen.span, bar.branch)


class AnalysisScreen(DrillDownScreen):
    """The charts of a span of time."""

    DEFAULT_CSS = """
    AnalysisScreen.-wide DetailPane { display: none; }
    """
    empty = N_("Nothing came in then.")
    own_commands = (Export(), NextScope(), LevelBelow())
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left_square_bracket,ctrl+pageup", "shift(-1)", N_("Previous period"), id="analysis.before"),
        Binding("right_square_bracket,ctrl+pagedown", "shift(1)", N_("Next period"), id="analysis.after"),
    ]

    def __init__(self, office: Office) -> None:
        """Begin with the quarter of today."""
        super().__init__(office, "", Query("grievance"))
        self.span = Span.of_quarter(office.today)
        self.branch = ""

    def source(self) -> Source:
        """Return the charts."""
        return ChartSource(self.office, self.span, self.branch, WIDE if self.has_class("-wide") else NARROW)

    def count(self) -> Iterable[tuple[str, int]]:
        """Yield the figures of the span as a whole."""
        whole = totals(self.office, self.span)
        yield N_("received"), whole.count
        yield N_("ended"), whole.ended
        yield N_("open"), whole.open
        yield N_("merged"), whole.merged
        yield N_("answered late"), whole.late

    def _tabs(self) -> Content:
        heading = plain(self._within(_("Case analysis")))
        return Content.styled(f" {heading} ", "reverse bold")

    def _within(self, what: str) -> str:
        """Return where on the calendar and on the tree one is, behind what is shown there."""
        span = language().say(called(self.span.key)) if self.span.key else _("all years")
        return labelled(what, " ".join(filter(None, (span, self.branch))))

    def begin(self, keys: "array[int]") -> None:
        """Begin below the first heading, not on it."""
        rows = self.query_one(WindowedList)
        if len(keys) > 1 and rows.position == 0:
            rows.move_to(keys[1])

    def record_at(self, key: int) -> Record | None:
        """Return that a figure is no record."""
        return None

    def bar_now(self) -> Bar | None:
        """Return the figure under the cursor."""
        key = self.query_one(WindowedList).key if self.is_mounted else None
        return self.listed.bar(key) if isinstance(self.listed, ChartSource) else None

    @on(WindowedList.Selected)
    def _below(self) -> None:
        """Go to the records that the figure under the cursor counts."""
        bar = self.bar_now()
        if bar is not None:
            query = Query("grievance", bar.where, ("-received",))
            self.app.push_screen(CasesScreen(self.office, self._within(named(bar)), query))

    # Choosing what is shown

    def show_span(self, span: Span, branch: str = "") -> None:
        """Show the charts of a span, of a branch of the tree of categories."""
        self.span, self.branch = span, branch
        self.query_one(".tabs", Static).update(self._tabs())
        self.query_one(WindowedList).action_first()
        self.reload()

    def action_shift(self, step: int) -> None:
        """Show the span before or after."""
        self.show_span(self.span.before if step < 0 else self.span.after, self.branch)

    def action_back(self) -> None:
        """Go a level up on the tree of categories, or else leave."""
        if self.branch:
            self.show_span(self.span, self.branch.rpartition("/")[0])
        else:
            super().action_back()
