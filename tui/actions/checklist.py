"""A checklist of a record: its items one below the other, and the space bar turns the mark."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, cast

from rich.cells import cell_len
from textual import on, work
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from core.model.record import Record
from core.office.office import Office
from core.rules.checklist import AnswerItem, Result
from core.values.sentence import N_, say
from tui.actions.marking import MarkingScreen
from tui.formatting.values import title_of
from tui.language import _, labelled
from tui.terminal.glyphs import plain
from tui.terminal.wrap import wrapped
from tui.widgets.list_source import ListColumn
from tui.widgets.windowed_list import WindowedList


class ItemList(WindowedList):
    """The items, on which the space bar turns the mark."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,ideographic_space", "screen.turn", N_("Turn the mark"), id="checklist.turn"),
        Binding("enter,n,f7,fullwidth_latin_small_letter_n", "screen.note", N_("Note"), id="checklist.note"),
    ]


class ChecklistScreen(MarkingScreen):
    """The items of a checklist with what was found of each."""

    DEFAULT_CSS = """
    ChecklistScreen .whole { height: auto; max-height: 3; padding: 0 1; background: $panel; display: none; }
    """
    AUTO_FOCUS = "ItemList"
    STYLES = {Result.OPEN: "dim", Result.NOT_MET: "late"}
    COUNTED = tuple(Result)

    def __init__(self, office: Office, action: type[AnswerItem], record: Record) -> None:
        """Read the list, and what was answered."""
        self._items = office.policy.checklist(action.adds.checklist)
        self._asked: dict[str, Any] = {}
        """For each item its answer; of several, one that is not met counts first."""
        for each in action.adds.sheet(record.id, office):
            if each.item in self._items and (each.item not in self._asked or each.result == Result.NOT_MET):
                self._asked[each.item] = each
        marks = {item: each.result for item, each in self._asked.items()}
        super().__init__(office, marks, {item: each.note for item, each in self._asked.items() if each.note})
        self._action = action
        self._record = record

    @property
    def title_line(self) -> str:
        """The record and what is asked of it."""
        return labelled(plain(title_of(self._record, self.office)), _(self._action.adds.plural))

    @property
    def rows(self) -> Sequence[str]:
        """The codes of the items."""
        return list(self._asked)

    @property
    def columns(self) -> Sequence[ListColumn]:
        """Code, wording, mark and note."""
        return (
            ListColumn("item", _("Item"), 8),
            ListColumn("asked", _("What is asked"), 36, grows=True),
            ListColumn("mark", _("Result"), 14),
            ListColumn("note", _("Note"), 20, grows=True),
        )

    def cells(self, row: str) -> Sequence[str]:
        """Return code and wording, as the list has it today."""
        return (row, self._items[row])

    def list_of_rows(self) -> Iterable[Widget]:
        """Yield the items, and below them the one under the cursor where it is cut."""
        yield ItemList(empty=_("The policy pack has no items for this checklist."))
        yield Static(classes="whole")

    @on(WindowedList.Highlighted)
    def _highlighted(self) -> None:
        self.call_after_refresh(self._tell_whole)  # at first the columns have no width

    def _tell_whole(self) -> None:
        """Say below the list what is asked where the column cuts it."""
        item = self.current()
        asked = self._items[item] if item else ""
        cut = cell_len(asked) > self.query_one(WindowedList).width_of("asked")
        whole = self.query_one(".whole", Static)
        whole.display = cut
        whole.update(wrapped(asked) if cut else "")

    def deeds(self) -> Iterable[AnswerItem]:
        """Return an answer for each item that was changed."""
        for item, before in self._asked.items():
            mark, note = cast(Result, self.marks[item]), self.notes.get(item, "")
            if (mark, note) != (before.result, before.note):
                yield self._action.model_validate(
                    {"target": self._record.id, "item": item, "result": mark, "note": note}
                )

    def action_turn(self) -> None:
        """Give the item under the cursor the next mark; its note stays."""
        if item := self.current():
            marks = list(Result)
            following = marks[(marks.index(cast(Result, self.marks[item])) + 1) % len(marks)]
            self.mark((item,), following, dict(self.notes))

    @work
    async def action_note(self) -> None:
        """Write a note on the item under the cursor."""
        if item := self.current():
            note = await self.note_on(item, say(N_("Note on {item}:"), item=item))
            if note is not None:
                self.mark((item,), self.marks[item], {item: note})


async def answer(app: Any, office: Office, action: type[AnswerItem], record: Record) -> bool:
    """Show the checklist of a record to be answered; return whether anything was written."""
    return bool(await app.push_screen_wait(ChecklistScreen(office, action, record)))
