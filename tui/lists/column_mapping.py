"""Which column of a spreadsheet fills which field: shown before an import, and changed where it is wrong."""

from array import array
from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from core.spreadsheets.columns import ColumnMapping, SheetColumn
from core.spreadsheets.declaration import Import
from core.values.sentence import N_, Sentence
from tui.dialogs.choose import Choice, choose
from tui.language import _, language
from tui.terminal.keys import KeyBar, LocalisedScreen
from tui.terminal.panel import as_panel
from tui.terminal.wrap import Prose
from tui.widgets.list_source import ListColumn, Row
from tui.widgets.windowed_list import WindowedList

LEFT_OUT = ""
"""What a heading means that no field takes."""

Chosen = dict[str, str]
"""Headings, each with the field it fills, or with an empty text."""


class _Headings(WindowedList):
    """The list of headings."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", N_("Change"), id="headings.change")]


class MappingScreen(LocalisedScreen[Chosen | None]):
    """The headings of a file with the fields they fill; its result is what they mean, None if the officer went back."""

    AUTO_FOCUS = "WindowedList"
    DEFAULT_CSS = """
    MappingScreen .why { height: auto; padding: 0 1; }
    MappingScreen WindowedList { height: 1fr; }
    """
    foremost = frozenset({"keep"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f10,ctrl+s", "keep", N_("Read it so"), id="mapping.keep"),
        Binding("escape", "dismiss(None)", N_("Back"), id="mapping.back"),
    ]

    def __init__(self, importer: type[Import], mapping: ColumnMapping, why: Sentence | None = None) -> None:
        """Start from how the headings were understood; `why` says what is wrong with that."""
        super().__init__()
        self._importer = importer
        self._why = why
        self.meaning = meaning_of(mapping)

    def compose(self) -> ComposeResult:
        """Stack what is wrong, the list and the keys."""
        hint = N_("Enter changes what a column is. It is remembered for your next file.")
        yield Static(Prose([(language().say(each), "") for each in (self._why, hint) if each]), classes="why")
        yield as_panel(_Headings(), _("Columns of the file"))
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the headings."""
        self._fill()

    def _fill(self) -> None:
        columns = (ListColumn("heading", _("Heading in the file"), 30, grows=True), ListColumn("field", _("Fills"), 30))
        self.query_one(WindowedList).fill(columns, array("q", range(len(self.meaning))), self._page)

    def _page(self, keys: Sequence[int]) -> list[Row]:
        lines = list(self.meaning.items())
        return [self._row(*lines[key]) for key in keys]

    def _row(self, heading: str, name: str) -> Row:
        if name == LEFT_OUT:
            return Row((heading, _("left out")), ("dim", "dim"))
        return Row((heading, self._label(next(each for each in self._importer.columns if each.name == name))))

    def _label(self, column: SheetColumn) -> str:
        label = column.called(chinese=language().code == "zh_CN")
        return f"{label} *" if column.required else label

    @on(WindowedList.Selected)
    def _selected(self, event: WindowedList.Selected) -> None:
        event.stop()
        self._choose(list(self.meaning)[event.key])

    @work
    async def _choose(self, heading: str) -> None:
        fields = [Choice(column.name, self._label(column)) for column in self._importer.columns]
        name = await choose(self.app, heading, [*fields, Choice(LEFT_OUT, _("left out"))])
        if name is not None:
            self.meaning = with_meaning(self.meaning, heading, name)
            self._fill()

    def action_keep(self) -> None:
        """Read the file with these columns."""
        self.dismiss(self.meaning)


def meaning_of(mapping: ColumnMapping) -> Chosen:
    """Return what the headings of a file mean now: those that fill a field, then those that are left out."""
    found = {mapping.headers[name]: name for name in sorted(mapping.fields, key=mapping.fields.__getitem__)}
    return {**found, **dict.fromkeys((heading for heading in mapping.unmapped if heading not in found), LEFT_OUT)}


def with_meaning(meaning: Mapping[str, str], heading: str, name: str) -> Chosen:
    """Return the meanings with another one for a heading; what filled that field before is left out."""
    cleared = {each: LEFT_OUT if known == name else known for each, known in meaning.items()}
    return {**cleared, heading: name}
