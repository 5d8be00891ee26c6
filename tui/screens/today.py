"""Today: what is due from every desk, one's own first, then what is of one's cells, then the rest."""

from array import array
from collections.abc import Iterable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from core.desks.grid.tree import led_by_officer
from core.model.query import EVERYTHING, Is, Not, Query, both
from core.model.record import RECORDS, Record
from core.office.office import Office
from core.rules.agenda import duplicates_of
from core.rules.duplicates import Duplicate
from core.values.refusal import Refusal
from core.values.section import Section
from core.values.sentence import N_
from tui.generic.desk import Desk, desks, open_desk
from tui.generic.desk_screen import DeskScreen
from tui.generic.grouped_source import GroupedSource
from tui.language import _
from tui.terminal.wrap import wrapped
from tui.widgets.list_source import Source
from tui.widgets.record_source import KindSource
from tui.widgets.windowed_list import WindowedList

KIND = "agenda"
COLUMNS = ("due", "record", "what", "owner")
GROUPS = (
    ("pressing", "mine", N_("Pressing: mine")),
    ("overdue", "mine", N_("Overdue: mine")),
    ("today", "mine", N_("Today: mine")),
    ("week", "mine", N_("This week: mine")),
    ("overdue", "cells", N_("Overdue: my cells")),
    ("today", "cells", N_("Today: my cells")),
    ("week", "cells", N_("This week: my cells")),
    ("overdue", "others", N_("Overdue: others")),
    ("today", "others", N_("Today: others")),
    ("week", "others", N_("This week: others")),
)


class TodayScreen(DeskScreen):
    """The day's list."""

    empty = N_("Nothing is due.")
    DEFAULT_CSS = """
    TodayScreen .whole { height: auto; max-height: 3; padding: 0 1; background: $panel 60%; }
    """

    def below_list(self) -> ComposeResult:
        """Yield what the row under the cursor says: columns cut it, and no record has it."""
        yield Static(classes="whole")

    @on(WindowedList.Highlighted)
    def _tell_whole(self, event: WindowedList.Highlighted) -> None:
        texts: Sequence[str] = ()
        if self.listed is not None and event.key is not None and event.key > 0:
            (row,) = self.listed.page((event.key,))
            shown = dict(zip((column.name for column in self.listed.columns), row.cells, strict=False))
            texts = [shown[name] for name in ("due", "record", "what", "owner") if shown.get(name)]
        self.query_one(".whole", Static).update(wrapped("  ".join(texts)))

    def source(self) -> Source:
        """Return the groups of the day."""
        return GroupedSource([(_(heading), source) for heading, source in self._groups()])

    def _groups(self) -> Iterable[tuple[str, KindSource]]:
        context = self.office.context()
        filters = RECORDS[KIND].filters(context)
        # What presses stands on top whatever its date, and nowhere else in one's own day.
        elsewhere = both(filters["mine"], filters["pressing"])
        in_cells = Is("cell", led_by_officer(context))
        whose = {
            "mine": filters["mine"],
            "cells": both(in_cells, Not(filters["mine"])),
            "others": both(Not(in_cells), Not(filters["mine"])),
        }
        for name, who, heading in GROUPS:
            rest = EVERYTHING if name == "pressing" else Not(elsewhere)
            query = Query(KIND, both(self._where, filters[name], whose[who], rest))
            yield heading, KindSource(self.office, query, COLUMNS)

    def begin(self, keys: "array[int]") -> None:
        """Begin below the first heading, not on it."""
        rows = self.query_one(WindowedList)
        if len(keys) > 1 and rows.key == keys[0]:
            rows.move_to(keys[1])

    def open_record(self, record: Record) -> None:
        """Show a record; of what is listed twice, the list of all of it."""
        if isinstance(record, Duplicate):
            desk = next(desk for desk in desks() if Duplicate.kind in desk.kinds)
            open_desk(self.app, self.office, desk, Duplicate.kind)
        else:
            super().open_record(record)

    def record_at(self, key: int) -> Record | None:
        """Return the record an item of the agenda is about."""
        return due_record(self.office, key) if key > 0 else None


def due_record(office: Office, key: int) -> Record | None:
    """Return the record that an item of the agenda points at; None if it has gone meanwhile."""
    rows = office.page(KIND, (key,), ("of_kind", "of"))
    if rows and rows[0][1] == duplicates_of(rows[0][0]):
        return next(iter(office.find(Query(Duplicate.kind, Is("of_kind", rows[0][:1]), limit=1))), None)
    try:
        found: Record | None = office.get_listed(*rows[0]) if rows else None
    except Refusal:
        return None
    return found


DESK = Desk(Section.TODAY, N_("Today"), (KIND,), TodayScreen, letter="t")
