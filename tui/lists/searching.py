"""Searching a list: it narrows while the line is typed, Enter keeps what was found, Esc leaves it as it was."""

from array import array
from collections.abc import Sequence
from contextlib import suppress

from textual import on, work
from textual.message import Message

from core.model.query import EVERYTHING, Condition
from core.model.record import RECORDS
from core.office.office import Office
from core.office.search_line import parse
from core.values.refusal import Refusal
from tui.actions.action_screen import ActionScreen
from tui.frame.screen_command import ScreenCommand
from tui.language import _
from tui.lists.list_view import ListView
from tui.lists.search_bar import SearchBar
from tui.terminal.first_drawing import FirstDrawing
from tui.widgets.list_source import Source
from tui.widgets.windowed_list import WindowedList


class SearchingScreen(ActionScreen, FirstDrawing[None]):
    """A screen whose list shows what a line asks for.

    While a line is typed one search runs at a time: when it ends, the line as it stands then is looked for. So nothing
    waits, however long a search takes.
    """

    line: str = ""
    """What was searched for."""
    _where: Condition = EVERYTHING
    _before: tuple[str, Condition] = ("", EVERYTHING)
    """What was listed before the line was opened."""
    _typed: str = ""
    _looking: bool = False
    _find_first: bool = False

    def __init__(self, office: Office, kinds: tuple[str, ...], commands: Sequence[ScreenCommand] = ()) -> None:
        """Begin with lists as they are declared."""
        super().__init__(office, kinds, commands)
        self.list_views: dict[str, ListView] = {}
        """How lists of each kind are looked at, where not as declared."""

    @property
    def list_view(self) -> ListView:
        """How the list is looked at."""
        return self.list_views.get(self.kind, ListView())

    def look(self, view: ListView) -> None:
        """Look at the list otherwise."""
        self.list_views[self.kind] = view
        self.reload()

    class Listed(Message):
        """The keys of the list were read."""

        def __init__(self, source: Source, keys: "array[int]", line: str) -> None:
            super().__init__()
            self.source = source
            self.keys = keys
            self.line = line
            """What was searched for."""

    class Understood(Message):
        """A line that is being typed was read; None means that it cannot be asked yet."""

        def __init__(self, line: str, where: Condition | None) -> None:
            super().__init__()
            self.line = line
            self.where = where

    def source(self) -> Source:
        """Return where the list gets its rows."""
        raise NotImplementedError

    # Reading the list

    @work(thread=True, exclusive=True, group="list")
    def _read_list(self) -> None:
        self._read()

    @work(thread=True, group="search")
    def _read_while_typing(self) -> None:
        self._read()

    def _read(self) -> None:
        line, source = self.line, self.list_view.applied(self.source(), self.office)
        self.post_message(self.Listed(source, source.keys(), line))

    def stand_on_first(self) -> None:
        """Put the cursor on the first hit of a new search: where it stood before means nothing now."""
        rows = self.query_one(WindowedList)
        if self._find_first:
            self._find_first = False
            rows.move_to_first_record()

    # While the line is typed

    def open_search(self) -> None:
        """Open the search line with what was searched for last."""
        self._before = (self.line, self._where)
        self._typed = self.line
        self.query_one(SearchBar).open(self.line)

    @on(SearchBar.Typed)
    def _line_typed(self, event: SearchBar.Typed) -> None:
        event.stop()
        self._typed = event.line.strip()
        if not self._looking:
            self._look_for_typed()

    def _look_for_typed(self) -> None:
        """Look for the line as it stands now, unless it is what is listed."""
        self._looking = self.query_one(SearchBar).is_open and self._typed != self.line
        if self._looking:
            self._understand(self._typed)

    @work(thread=True, group="search")
    def _understand(self, line: str) -> None:
        """Read the line; as long as its last term is not typed to its end, what stands before that."""
        where: Condition | None = None
        for asked in (line, line.rpartition(" ")[0]):
            with suppress(Refusal):
                where = parse(asked, RECORDS[self.kind], self.office.context(), _)
                break
        self.post_message(self.Understood(line, where))

    @on(Understood)
    def _understood(self, event: Understood) -> None:
        event.stop()
        if not self.query_one(SearchBar).is_open:
            self._looking = False
        elif event.where is None:
            self._looking = False
            if event.line != self._typed:
                self._look_for_typed()
        else:
            self.line, self._where, self._find_first = event.line, event.where, True
            self.narrow()

    def narrow(self) -> None:
        """Read the list anew while a line is typed."""
        self._read_while_typing()

    def looked(self) -> None:
        """Look again if more was typed meanwhile; called when a list was read."""
        if self._looking:
            self._look_for_typed()

    # Once it is typed

    @on(SearchBar.Asked)
    def _asked(self, event: SearchBar.Asked) -> None:
        event.stop()
        try:
            where = parse(event.line, RECORDS[self.kind], self.office.context(), _)
        except Refusal as refusal:
            self.query_one(SearchBar).refuse(refusal)
            return
        self.query_one(SearchBar).close()
        self._find_first = event.line.strip() != self._before[0]
        self.search(event.line, where)

    @on(SearchBar.Closed)
    def _search_closed(self) -> None:
        line, where = self._before
        if self.line == line:
            self.query_one(WindowedList).focus()
        else:
            self._find_first = False
            self.search(line, where)

    def search(self, line: str, where: Condition) -> None:
        """List only what meets a condition."""
        self.line, self._where = line.strip(), where
        self.query_one(WindowedList).focus()
        self.reload()
