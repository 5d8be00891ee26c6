"""The commands of every desk: search and export. Each is run on a `DeskScreen`."""

from typing import Any

from core.desks.administration.exports import RecordExport
from tui.frame.screen_command import ScreenCommand
from tui.lists.exporting import EmptyList, export_list
from tui.widgets.windowed_list import WindowedList


class Search(ScreenCommand):
    """Choose what is listed by words and fields."""

    key = "slash"
    function_key = "f3"
    words = "search filter"
    reads_again = False

    async def run(self, screen: Any) -> None:
        """Open the search line."""
        screen.open_search()


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
        source = screen.to_export()
        if source is None:
            raise EmptyList
        marked = frozenset(screen.query_one(WindowedList).marked)
        await export_list(screen.app, screen.office, screen.sealdesk.backend, screen.kind, source, marked)
