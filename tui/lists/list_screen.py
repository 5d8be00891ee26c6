"""Acting on the rows of a list: on those that are marked, and where the cursor stands afterwards."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, takewhile

from textual import on

from core.model.action import Action, actions_on
from core.model.query import Is, Query
from core.model.record import Record
from core.office.deed import Deed
from core.office.office import Office
from core.values.refusal import Refusal
from tui.actions.detail_beside import DetailBeside
from tui.frame.deed_words import Stand, standing_on
from tui.frame.screen_command import ScreenCommand
from tui.language import _
from tui.widgets.list_source import ArrangedSource, Source
from tui.widgets.windowed_list import WindowedList


class ListScreen(DetailBeside):
    """A screen of which keys act on the marked rows of a list, or else on the one under the cursor."""

    def __init__(self, office: Office, kinds: tuple[str, ...], commands: Sequence[ScreenCommand] = ()) -> None:
        """Begin with an empty list."""
        super().__init__(office, kinds, commands)
        self.listed: Source | None = None
        self._keys = array("q")
        self._first_marked: int | None = None
        self._stand: Stand | None = None

    def record_at(self, key: int) -> Record | None:
        """Return the record that a row stands for, as its list shows it; None if it has gone meanwhile."""
        raise NotImplementedError

    # Marked rows

    def marks(self) -> Iterator[int]:
        """Return the keys of the rows that are marked, in their order."""
        marked = self.query_one(WindowedList).marked if self.is_mounted else set()
        return filter(marked.__contains__, self._keys if marked else ())

    def marks_told(self) -> list[str]:
        """Return how many rows are marked, in words; nothing if none is."""
        count = len(self.query_one(WindowedList).marked)
        return [_("marked: {count:,}").format(count=count)] if count else []

    def records_at(self, keys: Iterable[int]) -> list[Record]:
        """Return the records of rows; of many it is called in a thread."""
        found = (record for record in map(self.record_at, keys) if record is not None)
        return list({record.id: record for record in found}.values())  # two things may be due of one

    def _find_first_marked(self) -> None:
        """Look once for what keys act on: with a hundred thousand rows not at every step of the cursor."""
        self._first_marked = next(self.marks(), None)

    @on(WindowedList.Marked)
    def _marks_changed(self) -> None:
        self._find_first_marked()
        self.offer()

    @on(WindowedList.HeadingMarked)
    def _heading_marked(self, event: WindowedList.HeadingMarked) -> None:
        event.stop()
        self.mark_below(event.key)

    def mark_below(self, heading: int) -> None:
        """Mark what stands below a heading, or take the marks away if all of it is marked."""
        if below := self.keys_below(heading):
            self.query_one(WindowedList).turn_marks(below)

    def keys_below(self, heading: int) -> list[int]:
        """Return the keys of the rows below a heading, up to the next one."""
        place = self._keys.index(heading)
        return list(takewhile(lambda key: key >= 0, islice(self._keys, place + 1, None)))

    def acted_on(self, current: Record | None) -> Record | None:
        """Return the first marked record, if there is one: keys act on what is marked."""
        first = self._first_marked
        return (None if first is None else self.record_at(first)) or current

    def doable(self, record: Record) -> list[type[Action]]:
        """Return what can be done to the record; where rows are marked, all that is ever done to such records.

        To which of them it is done, and to which not, is shown before; what is done one by one says so.
        """
        if self._first_marked is None:
            return super().doable(record)
        return [each for each in actions_on(record.kind) if not each.creates and self.office.may(each)]

    async def act(self, action: type[Action], record: Record | None) -> None:
        """Do an action to all marked rows, or else to the record under the cursor."""
        from tui.actions.bulk_action import do_to_marked

        marks = list(self.marks())
        if action.creates or not marks:
            await super().act(action, record)
            return
        try:
            if await do_to_marked(self.app, self.office, action, len(marks), lambda: self.records_at(marks)):
                self.query_one(WindowedList).mark_none()
        except Refusal as refusal:
            self.sealdesk.say(refusal)
        self.reload()

    # Where the cursor stands after a deed

    def after(self, deed: Deed) -> None:
        """Let the cursor stand on the record of a deed; if that is finished with it, on the row that takes its place.

        Work goes on there: what is finished often stands at the far end of the list.
        """
        self._stand = standing_on(deed, self.kind, self.office)

    def row_of(self, record: str) -> int | None:
        """Return the key of the row of a record of the kind that is listed; it may not be among the rows.

        None where the rows of the list are no records.
        """
        if not isinstance(self.listed, ArrangedSource):
            return None
        return next(iter(self.office.keys(Query(self.kind, Is("id", (record,))))), None)

    def _stand_after(self, rows: WindowedList, place: int) -> None:
        stand, self._stand = self._stand, None
        if stand is None:
            return
        if stand.stays:
            rows.move_to_place(place)
        elif (key := self.row_of(stand.record)) is not None:
            rows.move_to(key)
