"""The same matter: a grievance beside each that may be it, to be merged by decision."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar, cast

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from core.desks.grievances import Grievance, MergeGrievance
from core.desks.grievances.duplicates import likely, suspects
from core.model.record import columns
from core.office.office import Office
from core.values.sentence import N_, Sentence
from tui.actions.record_screen import RecordScreen
from tui.formatting.values import Values
from tui.language import _, labelled, language
from tui.terminal.glyphs import content, plain
from tui.terminal.keys import KeyBar, LocalisedScreen
from tui.terminal.panel import as_panel
from tui.terminal.wrap import wrapped
from tui.widgets.detail import DetailPane
from tui.widgets.form import FormScreen
from tui.widgets.list_source import ListColumn, Row
from tui.widgets.windowed_list import WindowedList

COMPARED = (
    "number", "stage", "received", "channel", "petitioner", "person", "category", "unit", "cell", "handler", "due",
    "subject", "text",
)  # fmt: skip
"""The fields that stand side by side."""

LISTED = (("number", 11), ("subject", 20), ("stage", 10))
"""The fields that stand in the list of candidates, with their widths."""

Candidate = tuple[Grievance, Sentence]
"""A grievance that may be the same matter, and what speaks for it."""


class Comparison(DetailPane):
    """Two grievances field by field."""

    def show_pair(self, office: Office, one: Grievance, other: Grievance) -> None:
        """Show them beside one another; a sign says where they are the same."""
        values = Values(office, language().translate)
        table = Table.grid(padding=(0, 1), expand=True)
        table.add_column(width=max(cell_len(_heading(name)) for name in COMPARED))
        table.add_column(width=1)
        table.add_column(ratio=1)
        table.add_column(ratio=1)
        for name in COMPARED:
            left, right = (values.of(each, columns(Grievance)[name]) for each in (one, other))
            if left or right:
                same = "=" if left == right else ""
                style = "" if same else "bold"
                table.add_row(Text(_heading(name)), Text(same), wrapped(left, style), wrapped(right, style))
        self._show(table)

    def show_nothing(self) -> None:
        """Show that there is nothing to compare with."""
        self._show(wrapped(_("Nothing like it came in lately.")))


class DuplicatesScreen(LocalisedScreen[None]):
    """What may be the same matter, and the two side by side."""

    DEFAULT_CSS = """
    DuplicatesScreen .heading { height: 1; background: $panel; text-style: bold; padding: 0 1; }
    DuplicatesScreen WindowedList { height: 7; }
    DuplicatesScreen Comparison { height: 1fr; }
    """
    AUTO_FOCUS = "WindowedList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m,alt+m,fullwidth_latin_small_letter_m", "merge(0)", N_("Merge left into right"), id="same.left"),
        Binding("w,ctrl+w,fullwidth_latin_small_letter_w", "merge(1)", N_("Merge right into left"), id="same.right"),
        Binding("n,ctrl+n,fullwidth_latin_small_letter_n", "next", N_("Next suspects"), id="same.next"),
        Binding("escape,backspace", "dismiss(None)", N_("Back"), id="same.back"),
    ]

    class Found(Message):
        """Likely duplicates were looked for."""

        def __init__(self, record: Grievance | None, candidates: Sequence[Candidate]) -> None:
            super().__init__()
            self.record = record
            self.candidates = candidates

    def __init__(self, office: Office, record: Grievance) -> None:
        """Prepare the screen of what may be the same matter as one grievance."""
        super().__init__()
        self.office = office
        self._record = record
        self._candidates: Sequence[Candidate] = ()
        self._suspects: Iterator[str] | None = None

    def compose(self) -> ComposeResult:
        """Stack the heading, the likely ones, the two side by side, and the keys."""
        yield Static(classes="heading")
        yield WindowedList(empty=_("Nothing like it came in lately."))
        yield as_panel(Comparison())
        yield KeyBar()

    def on_screen_resume(self) -> None:
        """Look for what may be the same matter, also after one was merged."""
        self._look()

    @work(thread=True, exclusive=True, group="same")
    def _look(self) -> None:
        self._tell(self._record.id)

    def _tell(self, identifier: str) -> None:
        """Tell what may be the same matter as a grievance, unless another was asked for meanwhile."""
        record = self.office.get("grievance", identifier)
        found = list(self._likely(record))
        if not get_current_worker().is_cancelled:
            self.post_message(self.Found(record, found))

    def _likely(self, record: Grievance) -> Iterable[Candidate]:
        for likeness in likely(self.office, record):
            yield self.office.get("grievance", likeness.id), likeness.why

    @work(thread=True, exclusive=True, group="same")
    def action_next(self) -> None:
        """Go to the next of the newest open grievances that may be the same matter as another."""
        if self._suspects is None:
            self._suspects = suspects(self.office)
        found = next((each for each in self._suspects if each != self._record.id), None)
        if found is None:
            self._suspects = None
            self.post_message(self.Found(None, ()))
        else:
            self._tell(found)

    @on(Found)
    def _found(self, event: Found) -> None:
        if event.record is None:
            self.notify(_("Those were all. The next press starts from the first again."), markup=False)
            return
        self._record, self._candidates = event.record, event.candidates
        heading = labelled(_("Same matter as"), self.office.called(self._record))
        self.query_one(".heading", Static).update(content(plain(heading)))
        places = array("q", range(len(self._candidates)))
        self.query_one(WindowedList).fill(_list_columns(), places, self._rows)
        self._compare()

    def _rows(self, places: Sequence[int]) -> list[Row]:
        speak = language()
        return [
            Row((speak.say(why), self.office.number(each.number, each.site), each.subject, speak.label(each.stage)))
            for each, why in (self._candidates[place] for place in places)
        ]

    @on(WindowedList.Highlighted)
    def _compare(self) -> None:
        other, beside = self._other(), self.query_one(Comparison)
        if other is None:
            beside.show_nothing()
        else:
            beside.show_pair(self.office, self._record, other)
        self.refresh_bindings()

    def _other(self) -> Grievance | None:
        place = self.query_one(WindowedList).key if self.is_mounted else None
        return self._candidates[place][0] if place is not None and place < len(self._candidates) else None

    @on(WindowedList.Selected)
    def _selected(self, event: WindowedList.Selected) -> None:
        event.stop()
        self.app.push_screen(RecordScreen(self.office, cast("Grievance", self._other())))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer merging only to whom may, and where there is something to merge with."""
        if action == "merge":
            return self.office.may(MergeGrievance) and self._other() is not None
        return super().check_action(action, parameters)

    @work
    async def action_merge(self, side: int) -> None:
        """Merge one of the two into the other; the form asks why, and says if it cannot be done."""
        other = self._other()
        if other is None:
            return
        merged, kept = (self._record, other) if side == 0 else (other, self._record)
        done = await self.app.push_screen_wait(FormScreen(self.office, MergeGrievance, merged, fixed={"into": kept.id}))
        if done is None:
            return
        if merged.id == self._record.id:
            self._record = kept
        self._look()


def _list_columns() -> tuple[ListColumn, ...]:
    return (
        ListColumn("why", _("Why they match"), 36),
        *(ListColumn(name, _heading(name), width, name == "subject") for name, width in LISTED),
    )


def _heading(name: str) -> str:
    return _(columns(Grievance)[name].about.label)
