"""A dashboard as its declaration says: lines of numbers and bars, page by page; Enter leads to the records of a number.

The arrows choose which number of a line that is: its heading stands in brackets.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from core.model.chart import Line, Part, View
from core.model.dashboard import Dashboard
from core.model.query import Query
from core.model.record import Record
from core.model.span import Span
from core.office.office import Office
from core.values.cadence import called
from core.values.sentence import N_
from tui.dashboards.dashboard_source import DashboardSource, words
from tui.frame.desk import Desk
from tui.frame.desk_bars import lists_line
from tui.frame.screen_command import ScreenCommand
from tui.language import _, labelled, language
from tui.lists.desk_commands import Export
from tui.lists.desk_screen import NARROWEST
from tui.lists.drill_down import DrillDownScreen
from tui.lists.show_dashboard import ShowDashboard
from tui.lists.tile_bar import TileBar
from tui.terminal.glyphs import plain, right
from tui.terminal.theme import mixed_palette
from tui.widgets.list_source import ListColumn, Source
from tui.widgets.windowed_list import WindowedList

BAR_WIDTH, LONGEST_BAR = 18, 70
"""How long the longest bar is on a screen of 80 columns, and on any."""


class NumberList(WindowedList):
    """A list in which one column is chosen; sideways is another one."""

    class Sideways(Message):
        """Another column is asked for."""

        def __init__(self, steps: int) -> None:
            super().__init__()
            self.steps = steps

    def action_sideways(self, steps: int) -> None:
        """Ask for a column further on, or back."""
        self.post_message(self.Sideways(steps))

    def head(self, columns: Sequence[ListColumn], chosen: str) -> None:
        """Put the heading of the chosen column in brackets, and bring it into sight."""
        self.columns = tuple(_in_brackets(each) if each.name == chosen else each for each in columns)
        self.bring_into_sight(chosen)


def _in_brackets(column: ListColumn) -> ListColumn:
    label = column.label.strip()
    return replace(column, label=right(f"[{label}]", column.width))


class NextSpan(ScreenCommand):
    """Show the whole year instead of the quarter, then all years, then begin again with today."""

    label = N_("Span")
    key = "q"
    reads_again = False

    def is_offered(self, screen: "DashboardScreen") -> bool:
        """Whether there is anything to choose from."""
        return len(screen.spans) > 1

    async def run(self, screen: "DashboardScreen") -> None:
        """Go to the next span; the year is that of the quarter that is shown."""
        now = screen.view.span
        if now.quarter:
            screen.show_view(Span(now.year))
        else:
            screen.show_view(Span() if now.year else screen.spans[0])


class NextView(ScreenCommand):
    """Show the next page."""

    key = "v"
    foremost = True
    reads_again = False

    def is_offered(self, screen: "DashboardScreen") -> bool:
        """Whether there are several pages."""
        return len(screen.dashboard.pages) > 1

    async def run(self, screen: "DashboardScreen") -> None:
        """Go to the next page, from the last to the first."""
        screen.page = (screen.page + 1) % len(screen.dashboard.pages)
        screen.show_view(screen.view.span)


class OnlyGaps(ScreenCommand):
    """Show only where something is missing, or everything."""

    key = "o"

    def is_offered(self, screen: "DashboardScreen") -> bool:
        """Whether the page tells where something is missing."""
        return any(part.gap for part in screen.parts)

    async def run(self, screen: "DashboardScreen") -> None:
        """Turn the choice."""
        screen.only_gaps = not screen.only_gaps


class LevelBelow(ScreenCommand):
    """Show the parts of what is under the cursor, on the tree of categories."""

    key = "l"
    reads_again = False

    def is_offered(self, screen: "DashboardScreen") -> bool:
        """Whether what is under the cursor has parts."""
        return bool((line := screen.line_now()) and line.branch)

    async def run(self, screen: "DashboardScreen") -> None:
        """Go a level down."""
        if (line := screen.line_now()) is not None:
            screen.show_branch(line.branch)


class DashboardScreen(DrillDownScreen):
    """The pages of a dashboard."""

    DEFAULT_CSS = """
    DashboardScreen.-wide DetailPane { display: none; }
    """
    empty = N_("There is nothing to count here.")
    own_commands = (Export(), NextSpan(), NextView(), OnlyGaps(), LevelBelow())
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left_square_bracket,ctrl+pageup", "shift(-1)", N_("Earlier span"), id="dashboard.before"),
        Binding("right_square_bracket,ctrl+pagedown", "shift(1)", N_("Later span"), id="dashboard.after"),
    ]

    def __init__(self, office: Office, dashboard: Dashboard) -> None:
        """Begin with the first page, in the span of today."""
        super().__init__(office, "", Query(dashboard.kind))
        self.dashboard = dashboard
        self.spans = dashboard.spans(office.today)
        self.view = View(self.spans[0])
        self.page = 0
        self.only_gaps = False
        self._chosen = ""
        """The column that was chosen last."""

    def commands_of(self, desk: Desk) -> Iterable[ScreenCommand]:
        """Return none: what lists of records bring is not for numbers."""
        return ()

    def make_list(self) -> WindowedList:
        """Return a list in which a column is chosen."""
        return NumberList(empty=_(self.empty))

    @property
    def parts(self) -> list[Part]:
        """The parts on the page that is shown."""
        return self.dashboard.pages[self.page]

    def source(self) -> Source:
        """Return the charts of the page."""
        longest = min(BAR_WIDTH + max(self.app.size.width - NARROWEST, 0) // 2, LONGEST_BAR)
        return DashboardSource(
            self.office,
            self.parts,
            self.view,
            longest,
            gaps=self.only_gaps,
            chosen=self._chosen,
            palette=mixed_palette(self.app),
        )

    def _tabs(self) -> Content:
        return Content.styled(f" {plain(self._within(_(self.dashboard.label)))} ", "reverse bold")

    def _within(self, what: str) -> str:
        """Return where on the calendar and on the tree one is, behind what is shown there."""
        if len(self.spans) == 1:
            return what
        span = language().say(called(self.view.span.key)) if self.view.span.key else _("all years")
        return labelled(what, " ".join(filter(None, (span, self.view.branch))))

    def tell_figures(self) -> None:
        """Write the names of the pages above the list, with the present one in brackets."""
        line = self.query_one(TileBar)
        line.display = len(self.dashboard.pages) > 1
        names = [_name_of(page) for page in self.dashboard.pages]
        line.show((), lists_line(names, self.page, self.size.width - 2))

    def said_of_list(self) -> Iterable[str]:
        """Yield the name of the page, and what it is narrowed to."""
        yield _name_of(self.parts)
        if self.only_gaps:
            yield _("only gaps")
        yield _("{count:,} in all").format(count=self.query_one(WindowedList).records)

    def begin(self, keys: "array[int]") -> None:
        """Begin below the first heading, not on it, and on the number that was chosen."""
        rows = self.query_one(NumberList)
        if self._numbers is not None:
            rows.head(self._numbers.columns, self._numbers.chosen)
        if len(keys) > 1 and keys[0] < 0 and rows.position == 0:
            rows.move_to(keys[1])

    def record_at(self, key: int) -> Record | None:
        """Return that a number is no record."""
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer no other period where there are none."""
        if action == "shift":
            return bool(self.view.span.year)
        return super().check_action(action, parameters)

    def line_now(self) -> Line | None:
        """Return the line under the cursor."""
        return self._numbers.line(self.query_one(WindowedList).key) if self.is_mounted and self._numbers else None

    @property
    def _numbers(self) -> DashboardSource | None:
        return self.listed if isinstance(self.listed, DashboardSource) else None

    @on(NumberList.Sideways)
    def _sideways(self, event: NumberList.Sideways) -> None:
        """Choose another number of the lines."""
        if (source := self._numbers) is not None:
            self._chosen = source.choose(event.steps)
            self.query_one(NumberList).head(source.columns, source.chosen)

    @on(WindowedList.Selected)
    def _below(self) -> None:
        """Go to the records that the chosen number under the cursor counts."""
        source, key = self._numbers, self.query_one(WindowedList).key
        if source is None or (line := source.line(key)) is None or (number := source.number(key)) is None:
            return
        heading = self._within(source.name(line))
        self.app.push_screen(DrillDownScreen(self.office, heading, number.query(self.office)))

    # Choosing what is shown

    def show_view(self, span: Span) -> None:
        """Show a span from the first line on."""
        self.query_one(WindowedList).action_first()
        self._show(View(span, self.view.branch))

    def show_branch(self, branch: str) -> None:
        """Show a branch of the tree of categories, with the cursor on its first part."""
        rows = self.query_one(WindowedList)
        if self._numbers and rows.key is not None:
            rows.move_to(self._numbers.first_beside(rows.key))
        self._show(View(self.view.span, branch))

    def _show(self, view: View) -> None:
        self.view = view
        self._tell_place()
        self.reload()

    def action_shift(self, step: int) -> None:
        """Show the span before or after."""
        self.show_view(self.view.span.moved(step))

    def action_back(self) -> None:
        """Go a level up on the tree of categories, or else leave."""
        if self.view.branch:
            self.show_branch(self.view.branch.rpartition("/")[0])
        else:
            super().action_back()


def _name_of(page: Sequence[Part]) -> str:
    return words(page[0].title) if page[0].alone else _("Overview")


ShowDashboard.screen = DashboardScreen
