"""What screens with figures above a list have in common: counting them, their trends, and the way to their records."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.message import Message

from core.model.figure import Figure
from core.model.query import Condition, Query
from core.model.record import RECORDS
from core.model.tiles import tiles
from core.office.office import Office
from core.office.search_line import parse
from core.values.sentence import N_
from tui.frame.desk import Desk
from tui.language import _
from tui.lists.list_screen import ListScreen
from tui.lists.tile_bar import FigureTile, TileBar, awaited, figure_tiles, line_of, with_trends, words_of
from tui.widgets.windowed_list import WindowedList


class FiguresScreen(ListScreen):
    """A screen with figures above a list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("number_sign,fullwidth_number_sign", "figures", N_("Figures"), id="desk.figures", show=False),
    ]
    desk: Desk
    boxed: ClassVar[bool] = True
    """Whether the figures are boxes on a wide screen."""
    behind_number: "ClassVar[Callable[[Office, str, Query], Any]]"
    """The list behind a number, under a heading; `tui.lists.drill_down` names it."""
    _tiles: Sequence[FigureTile] = ()

    class Counted(Message):
        """The figures above the list of a kind were counted, and their trends or not yet."""

        def __init__(self, kind: str, tiles: Sequence[FigureTile]) -> None:
            super().__init__()
            self.kind, self.tiles = kind, tiles

    @property
    def kind(self) -> str:
        """The kind that is listed."""
        raise NotImplementedError

    def search(self, line: str, where: Condition) -> None:
        """List only what meets a condition."""
        raise NotImplementedError

    @work(thread=True, exclusive=True, group="figures")
    def count_figures(self) -> None:
        """Count the figures, and then their trends, in a thread."""
        kind = self.kind
        found = list(self.count())
        self.post_message(self.Counted(kind, found))
        if any(each.number and each.number.figure.past for each in found):
            self.post_message(self.Counted(kind, list(with_trends(self.office, found))))

    def count(self) -> Iterable[FigureTile]:
        """Yield the figures above the list, without their trends; called in a thread."""
        return figure_tiles(self.office, self.figures())

    def figures(self) -> Iterable[Figure]:
        """Return the figures that stand above the list."""
        return (*self.desk.figures, *tiles(self.kind, self.office.context()))

    @on(Counted)
    def _counted(self, event: Counted) -> None:
        if event.kind == self.kind:  # another list may have been turned to meanwhile
            self._tiles = event.tiles
            self.tell_figures()

    def await_figures(self) -> None:
        """Show that the figures are not counted yet."""
        self._tiles = awaited(self.office, self.figures())
        self.tell_figures()

    def tell_figures(self) -> None:
        """Write the figures; without any there is no line for them."""
        bar = self.query_one(TileBar)
        bar.display = bool(self._tiles)
        bar.show(self._tiles)

    # From a figure to its records

    def action_figures(self) -> None:
        """Go to the figures, if there are any."""
        if self._tiles:
            self.query_one(TileBar).focus()

    @on(TileBar.Left)
    def _figures_left(self) -> None:
        self.query_one(WindowedList).focus()

    @on(TileBar.Opened)
    def _figure_opened(self, event: TileBar.Opened) -> None:
        """List what a figure counts: in this list where the search line can say it, and in one of its own otherwise."""
        figure = event.number.figure
        self.query_one(WindowedList).focus()
        words = words_of(figure)
        if words and figure.kind == self.kind:
            line = line_of(words)
            self.search(line, parse(line, RECORDS[self.kind], self.office.context(), _))
        else:
            query = event.number.query(self.office)
            self.app.push_screen(FiguresScreen.behind_number(self.office, _(figure.label), query))
