"""The commands of every desk: search, export, and the way to all desks. Each is run on a `DeskScreen`."""

from typing import Any

from core.desks.administration.exports import RecordExport
from core.values.sentence import N_
from tui.dialogs.choose import Choice, choose
from tui.generic.desk import desks, open_desk
from tui.generic.exporting import EmptyList, export_list
from tui.generic.screen_command import ScreenCommand
from tui.generic.search_bar import SearchBar
from tui.language import _
from tui.widgets.windowed_list import WindowedList


class Search(ScreenCommand):
    """Choose what is listed by words and fields."""

    key = "slash"
    function_key = "f3"
    words = "search filter"
    reads_again = False

    async def run(self, screen: Any) -> None:
        """Open the search line."""
        screen.query_one(SearchBar).open(screen.line)


class Export(ScreenCommand):
    """Write this list to a spreadsheet, just as it is shown."""

    key = "X"
    function_key = "f9"
    words = "export xlsx excel"
    duty = RecordExport
    in_bar = False
    reads_again = False

    async def run(self, screen: Any) -> None:
        """Write the list as it is shown; if rows are marked, these alone."""
        if screen.listed is None:
            raise EmptyList
        marked = frozenset(screen.query_one(WindowedList).marked)
        await export_list(screen.app, screen.office, screen.sealdesk.backend, screen.kind, screen.listed, marked)


class AllDesks(ScreenCommand):
    """Choose a desk from the list of all."""

    key = "0"
    in_bar = False
    reads_again = False

    async def run(self, screen: Any) -> None:
        """Go to the desk that is chosen."""
        desk = await choose(screen.app, N_("Desks"), [Choice(each, _(each.label)) for each in desks(screen.office)])
        if desk is not None:
            open_desk(screen.app, screen.office, desk)
