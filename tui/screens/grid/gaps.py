"""The list of gaps: what is missing in the grid, each with the record where it can be mended."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from core.desks.grid.figures import Grid
from core.desks.grid.gaps import Gap, gaps
from core.model.query import Query
from core.model.record import RECORDS, Record
from core.office.office import Office
from core.values.refusal import Refusal
from core.values.sentence import N_
from tui.formatting.values import title_of
from tui.language import _, language
from tui.lists.drill_down import DrillDownScreen
from tui.widgets.list_source import ListColumn, Row, Source


class GapSource:
    """The gaps, as `Source` of a list; a row's key is its place."""

    def __init__(self, office: Office, find: Callable[[], Iterable[Gap]]) -> None:
        """Prepare the columns; nothing is looked for yet."""
        self._office = office
        self._find = find
        self.found: list[Gap] = []
        self.columns: tuple[ListColumn, ...] = (
            ListColumn("kind", _("Kind"), 10),
            ListColumn("record", _("Record"), 30, grows=True),
            ListColumn("what", _("What is missing"), 30),
            ListColumn("cell", _("Cell"), 24),
        )

    def keys(self) -> "array[int]":
        """Look for the gaps; called in a thread."""
        self.found = list(self._find())
        return array("q", range(len(self.found)))

    def page(self, keys: Sequence[int]) -> list[Row]:
        """Return these gaps in words."""
        return [self._row(self.found[key]) for key in keys]

    def _row(self, gap: Gap) -> Row:
        cell = self._office.title("cell", gap.cell) if gap.cell else ""
        name = self._name(gap)
        return Row((_(RECORDS[gap.kind].label), name, language().say(gap.what), cell), ("", "", "due_soon", ""))

    def _name(self, gap: Gap) -> str:
        """Return what the record is called; a membership by whose it is."""
        record = self._office.get_listed(gap.kind, gap.record)
        person = getattr(record, "person", "")
        return self._office.title("person", person) if person else title_of(record, self._office)


class GapsScreen(DrillDownScreen):
    """The gaps of a cell and all below it, and perhaps of what stands outside the tree."""

    own_commands = ()  # a gap has no fields to search for
    empty = N_("Nothing is missing here.")

    def __init__(self, office: Office, heading: str, grid: Grid, cells: frozenset[str], *, outside: bool) -> None:
        """Prepare the list of the gaps in these cells of the grid."""
        super().__init__(office, heading, Query("cell"))
        self._find = partial(gaps, office, grid, cells, outside=outside)

    def source(self) -> Source:
        """Return the gaps."""
        return GapSource(self.office, self._find)

    def record_at(self, key: int) -> Record | None:
        """Return the record where a gap can be mended."""
        if not isinstance(self.listed, GapSource):
            return None
        gap = self.listed.found[key]
        try:
            found: Record = self.office.get_listed(gap.kind, gap.record)
        except Refusal:
            return None
        return found
