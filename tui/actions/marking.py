"""A screen of rows of which each gets a mark, and perhaps a note, before all of them are written at once."""

import asyncio
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import ClassVar, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from core.model.action import Action
from core.office.office import Office
from core.values.labelled_enum import LabelledEnum
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence
from tui.dialogs.dialog import ask, confirm
from tui.host import Host
from tui.language import _, language
from tui.terminal.glyphs import content
from tui.terminal.keys import KeyBar, LocalisedScreen
from tui.widgets.list_source import ListColumn, Row
from tui.widgets.windowed_list import WindowedList


class MarkingScreen(LocalisedScreen[bool]):
    """Rows with a mark each; the result is whether they were saved."""

    DEFAULT_CSS = """
    MarkingScreen .heading { height: 1; background: $panel; text-style: bold; padding: 0 1; text-wrap: nowrap; }
    MarkingScreen .counts { height: 1; padding: 0 1; text-wrap: nowrap; }
    MarkingScreen WindowedList { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f10,ctrl+s", "save", N_("Save"), id="marking.save", priority=True),
        Binding("escape", "back", N_("Back"), id="marking.back"),
    ]
    STYLES: ClassVar[Mapping[LabelledEnum, str]] = {}
    """The style of a mark (`WindowedList.STYLES`)."""
    COUNTED: ClassVar[Collection[LabelledEnum]] = ()
    """The marks that are counted even where no row has them."""

    def __init__(self, office: Office, marks: Mapping[str, LabelledEnum], notes: Mapping[str, str]) -> None:
        """Begin with the marks and notes that there are, by the identifiers of the rows."""
        super().__init__()
        self.office = office
        self.marks = dict(marks)
        """The marks that are saved; what stands in no list of them has none."""
        self.notes = dict(notes)
        self._before = (dict(marks), dict(notes))

    # What a screen of this kind says

    @property
    def title_line(self) -> str:
        """What stands above the rows."""
        raise NotImplementedError

    @property
    def rows(self) -> Sequence[str]:
        """The identifiers of all rows, in their order."""
        raise NotImplementedError

    @property
    def columns(self) -> Sequence[ListColumn]:
        """The columns; that of the mark is called `mark`."""
        raise NotImplementedError

    def cells(self, row: str) -> Sequence[str]:
        """Return what stands in the columns of a row besides its mark, which comes after the second, and its note."""
        raise NotImplementedError

    def deeds(self) -> Iterable[Action]:
        """Return the actions that write the marks."""
        raise NotImplementedError

    def list_of_rows(self) -> Iterable[Widget]:
        """Yield the list, with what belongs above it."""
        yield WindowedList()

    # What is shown

    def compose(self) -> ComposeResult:
        """Stack heading, counts, the rows and the keys."""
        yield Static(content(self.title_line), classes="heading")
        yield Static(classes="counts")
        yield from self.list_of_rows()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show every row."""
        self.show(range(len(self.rows)))

    @property
    def sealdesk(self) -> Host:
        """The application."""
        return cast(Host, self.app)

    @property
    def dirty(self) -> bool:
        """Whether a mark was changed (the language cannot be switched then)."""
        return (self.marks, self.notes) != self._before

    def show(self, places: Iterable[int]) -> None:
        """Show the rows at these places."""
        self.query_one(WindowedList).fill(self.columns, array("q", places), self._page)
        self._count()

    def _page(self, keys: Sequence[int]) -> list[Row]:
        return [self._row(self.rows[key]) for key in keys]

    def _row(self, row: str) -> Row:
        mark = self.marks.get(row)
        first, second, *rest = self.cells(row)
        shown = language().label(mark) if mark else ""
        style = self.STYLES.get(mark, "") if mark else ""
        return Row((first, second, shown, self.notes.get(row, ""), *rest), ("", "", style, "", *("" for _each in rest)))

    def _count(self) -> None:
        counts = Counter(self.marks.values())
        kinds = dict.fromkeys(each for mark in (*self.COUNTED, *counts) for each in type(mark))
        parts = [f"{language().label(mark)} {counts[mark]:,}" for mark in kinds if counts[mark] or mark in self.COUNTED]
        if unmarked := len(self.rows) - len(self.marks):
            parts.append(_("{count:,} without a mark").format(count=unmarked))
        parts.append(_("{count:,} in all").format(count=len(self.rows)))
        self.query_one(".counts", Static).update(content("   ".join(parts)))

    # Marking

    def current(self) -> str | None:
        """Return the row under the cursor."""
        place = self.query_one(WindowedList).key
        return None if place is None else self.rows[place]

    def mark(self, rows: Iterable[str], mark: LabelledEnum, notes: Mapping[str, str]) -> None:
        """Give rows a mark, each with the note there is."""
        for row in rows:
            self.marks[row] = mark
            self.notes.pop(row, None)
            if notes.get(row):
                self.notes[row] = notes[row]
        self.query_one(WindowedList).refresh_rows()
        self._count()
        self.refresh_bindings()

    async def note_on(self, row: str, question: Sentence) -> str | None:
        """Ask for the note on a row; None if the officer went back."""
        note = await ask(self.app, question, start=self.notes.get(row, ""))
        return None if note is None else note.strip()

    # The end

    @work
    async def action_save(self) -> None:
        """Write the marks, all or none."""
        try:
            await asyncio.to_thread(self.office.do_all, list(self.deeds()))
        except Refusal as refusal:
            self.sealdesk.say(refusal)
        else:
            self.dismiss(True)

    @work
    async def action_back(self) -> None:
        """Leave; what was marked is only lost if the officer says so."""
        await self.leave()

    async def leave(self) -> None:
        """Go back, unless the officer would lose marks and does not want to."""
        if not self.dirty or await confirm(self.app, N_("Leave without saving the marks?")):
            self.dismiss(False)
