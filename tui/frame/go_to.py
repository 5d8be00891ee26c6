"""The ways from desk to desk: the digit of a section, Tab within it, and `g` with a letter for each desk."""

from collections.abc import Sequence
from typing import Any, ClassVar

from rich.table import Table
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from core.office.office import Office
from core.values.section import Section
from core.values.sentence import N_
from tui.frame.desk import Desk, desk_of, desks, is_another_shown, letters, open_desk, sections
from tui.frame.due_counts import DueCounts, due_at
from tui.frame.header import Header, due_number, facts_of
from tui.frame.screen_command import CommandScreen, ScreenCommand
from tui.language import _
from tui.terminal.glyphs import ASCII, content, glyphs
from tui.terminal.keys import LocalisedScreen, bind


class GoTo(LocalisedScreen[Desk | None], ModalScreen[Desk | None]):
    """All desks by their sections, each with its letter and what is due at it."""

    DEFAULT_CSS = """
    GoTo { align: center middle; }
    GoTo > Vertical { width: 60; max-width: 100%; height: auto; max-height: 100%; padding: 0 2; background: $panel; }
    GoTo > Vertical { border: round $chosen; border-title-color: $chosen; }
    GoTo.-ascii > Vertical { border: ascii $chosen; }
    GoTo .keys { color: $label; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,backspace", "dismiss(None)", N_("Back"), id="go_to.back", show=False)
    ]

    def __init__(self, shown: list[Desk], due: DueCounts) -> None:
        """Prepare the panel with the desks that an officer may read."""
        super().__init__()
        self._desks = {letter: desk for letter, desk in letters().items() if desk in shown}
        self._due = due
        for letter, desk in self._desks.items():
            bind(self, letter, f"go('{letter}')", desk.label, show=False)

    def compose(self) -> ComposeResult:
        """Put the sections below one another."""
        with Vertical() as panel:
            panel.border_title = _("Go to")
            yield Static(self._table())
            yield Static(content(_("A letter goes to its desk   Esc Back")), classes="keys")

    def on_mount(self) -> None:
        """Draw the frame with signs the terminal has."""
        self.set_class(glyphs() is ASCII, "-ascii")

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        by_desk = {desk: letter for letter, desk in self._desks.items()}
        for section, of in sections(desk for desk in desks() if desk in by_desk).items():
            for place, desk in enumerate(of):
                name = f"{section} {_(section.label)}" if place == 0 else ""
                due = "".join(text for text, _style in due_number(due_at(self._due, (desk,))))
                table.add_row(Text(name, "dim"), Text(by_desk[desk], "bold"), Text(_(desk.label)), Text(due.strip()))
        return table

    def action_go(self, letter: str) -> None:
        """Go to the desk of a letter."""
        self.dismiss(self._desks[letter])


class AllDesks(ScreenCommand):
    """Choose a desk by its letter."""

    label = N_("Go to")
    key = "g"
    words = "desks desk section"
    reads_again = False

    def is_offered(self, screen: Any) -> bool:
        """Whether there is another desk."""
        return is_another_shown(screen.office, getattr(screen, "desk", None))

    async def run(self, screen: Any) -> None:
        """Go to the desk that is chosen."""
        desk = await screen.app.push_screen_wait(GoTo(desks(screen.office), facts_of(screen.office).due))
        if desk is not None:
            open_desk(screen.app, screen.office, desk)


class NavigableScreen(CommandScreen):
    """A screen from which one goes to every desk."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "next_desk(1)", N_("Next desk"), id="desks.next", show=False),
        Binding("shift+tab", "next_desk(-1)", N_("Previous desk"), id="desks.previous", show=False),
    ]
    desk: Desk | None = None
    """The desk it is; None for a screen that is none."""

    def __init__(self, office: Office, commands: Sequence[ScreenCommand] = ()) -> None:
        """Bind the digits of the sections."""
        super().__init__(office, (AllDesks(), *commands))
        for section in sections(desks(office)):
            bind(self, section, f"section('{section}')", section.label, show=False)

    @property
    def section(self) -> Section | None:
        """The section of what is shown."""
        desk = self.desk if self.desk in desks() else desk_of(self.kind)
        return desk.section if desk is not None else None

    # Where one is

    def _tabs(self) -> Content:
        """Return what the second line says; nothing, and there is none."""
        return Content()

    def on_mount(self) -> None:
        """Say where one is from the first drawing on."""
        self._tell_place()

    @on(Header.Read)
    def _header_read(self) -> None:
        """Write what is due at the desks of the section too."""
        self._tell_place()

    def _tell_place(self) -> None:
        """Write the second line; one that would say nothing is not there."""
        place = self._tabs()
        for line in self.query(".tabs").results(Static):
            line.display = bool(place.plain.strip())
            line.update(place)

    # Going elsewhere

    def action_section(self, key: str) -> None:
        """Go to a section; from one of its desks to the next."""
        of = sections(desks(self.office))[Section(key)]
        self._open(of[(of.index(self.desk) + 1) % len(of) if self.desk in of else 0])

    def action_next_desk(self, step: int) -> None:
        """Go to another desk of the section; where text is typed, to the next field."""
        of = sections(desks(self.office)).get(self.section) if self.section else None
        if isinstance(self.focused, Input) or not of or (len(of) == 1 and self.desk in of):
            self.focus_next() if step > 0 else self.focus_previous()
        elif self.desk in of:
            self._open(of[(of.index(self.desk) + step) % len(of)])
        else:
            self._open(of[0])

    def _open(self, desk: Desk) -> None:
        open_desk(self.app, self.office, desk)
