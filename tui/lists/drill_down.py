"""The list behind a number: the records that a figure of a dashboard counts, with Esc leading back to it."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from core.model.figure import Figure
from core.model.query import Query, both
from core.office.office import Office
from core.values.section import Section
from core.values.sentence import N_
from tui.frame.desk import Desk, commands_by_kind, desks
from tui.frame.screen_command import ScreenCommand
from tui.lists.desk_screen import DeskScreen
from tui.lists.figures_screen import FiguresScreen
from tui.terminal.glyphs import plain
from tui.widgets.list_source import Source
from tui.widgets.record_source import KindSource


class DrillDown(Desk):
    """What a list behind a number shows; it has no place among the desks."""

    def __post_init__(self) -> None:
        """Stay out of the bar."""


class DrillDownScreen(DeskScreen):
    """The records of one query, under a heading that says which they are."""

    creates: ClassVar[bool] = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", N_("Back"), id="below.back")]

    def __init__(self, office: Office, heading: str, query: Query) -> None:
        """Prepare the list of what a query asks for; the heading is translated already."""
        super().__init__(office, DrillDown(Section.TODAY, heading, (query.kind,), DeskScreen))
        self._query = query

    def commands_of(self, desk: Desk) -> Iterable[ScreenCommand]:
        """Return what its kind brings: nothing is imported into a number."""
        return commands_by_kind(desk.kinds)

    def figures(self) -> Iterable[Figure]:
        """Return none: those of its kind count what is not listed here."""
        return ()

    def _tabs(self) -> Content:
        return Content.styled(f" {plain(self.desk.label)} ", "reverse bold")

    def source(self) -> Source:
        """Return the rows in the columns of the desk that lists them."""
        shown = (getattr(each.screen, "shown", {}).get(self.kind, ()) for each in desks() if self.kind in each.kinds)
        return KindSource(self.office, self.query_now(), next(shown, ()))

    def query_now(self) -> Query:
        """Return what the list asks for: the query, and what was searched for in it."""
        return Query(self.kind, both(self._query.where, self._where), self._query.order, self._query.limit)

    def action_back(self) -> None:
        """Leave the search, or else go back to the number."""
        if self.line:
            super().action_back()
        else:
            self.dismiss(None)


FiguresScreen.behind_number = DrillDownScreen
