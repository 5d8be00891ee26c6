"""The application: the first screen, what holds on every screen (language, lock, palette, help), and a quiet end."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, work
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.filter import LineFilter

from core.values.refusal import Refusal
from core.values.sentence import N_
from tui.app.lock import awake_seconds
from tui.app.signed_in import SignedIn
from tui.language import LANGUAGES, _, language, set_language
from tui.terminal.crash_report import crash_report
from tui.terminal.exception_handler import ResilientApp
from tui.terminal.glyphs import NoControls
from tui.terminal.paste import sanitise_pastes
from tui.terminal.theme import CALLED, THEMES, theme_called
from tui.terminal.wrap import fold
from tui.widgets.message_line import put_away, show_message

if TYPE_CHECKING:
    from tui.backend import Backend
    from tui.platform import Platform

IDLE_CHECK = 5.0
"""How often, in seconds, the lock looks whether anybody is there."""

_NO_CONTROLS = NoControls()

MISTAKE = N_(
    "A mistake in the program stopped this. What you typed is still here; what was saved before is safe. Look whether "
    "it was done before you try again. The report of it, without contents, is printed when the program ends."
)

TOAST_TEXT = 56
"""How wide the text of a toast is at most, to be read at a glance; the toast itself covers whole lines."""
TOAST_FRAME = 4
"""The edge and the padding of a toast."""


class SealdeskApp(ResilientApp, SignedIn, inherit_bindings=False):
    """Sealdesk on a terminal."""

    TITLE = "Sealdesk"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = None
    CSS = """
    Toast { width: 100%; max-width: 100%; }  /* an edge within the screen would cut wide characters in two */
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,question_mark,fullwidth_question_mark", "help", N_("Help"), id="help"),
        Binding("ctrl+p,colon,fullwidth_colon", "palette", N_("Commands"), id="palette", show=False),
        Binding("ctrl+l", "language", "中文/English", id="language", show=False),
        Binding("f12", "lock", N_("Lock"), id="lock", priority=True, show=False),
        Binding("ctrl+k", "lock", N_("Lock"), id="lock.letter", show=False),
        Binding("ctrl+q", "quit", N_("Quit"), id="quit", priority=True, show=False),
    ]

    def __init__(
        self,
        backend: "Backend | None",
        clock: Callable[[], float] = awake_seconds,
        *,
        seat: int | None = None,
        key_file: Path | None = None,
        platform: "Platform | None" = None,
    ) -> None:
        """Prepare the program; `clock` counts the seconds after which an idle screen locks.

        The first screen begins with this seat and this key file, if they are known already. Without a backend it
        offers the ways to one that the `platform` has.
        """
        super().__init__(backend=backend, platform=platform, clock=clock)
        self._seat, self._key_file = seat, key_file
        for theme in THEMES:
            self.register_theme(theme)
        self._show_theme(backend.theme if backend is not None else "")
        self.animation_level = "none"

    def on_mount(self) -> None:
        """Show the first screen, and watch for idleness and for being told to end."""
        if not self.is_headless and os.name == "posix":
            for ended in (signal.SIGTERM, signal.SIGHUP):  # otherwise the last screen would stay on the terminal
                asyncio.get_running_loop().add_signal_handler(ended, self.exit)
        if self.platform is not None and not self.has_store:
            from tui.app.start import StartScreen

            self.push_screen(StartScreen(self.platform, self.enter))
        else:
            self.ask_to_unlock(self._seat, self._key_file)
        self.set_interval(IDLE_CHECK, self.lock_if_idle)

    # Language

    async def action_language(self) -> None:
        """Switch between Chinese and English."""
        if self.is_dirty:
            self._toast(_("Save or leave the form first, then switch the language."))
            return
        codes = list(LANGUAGES)
        set_language(codes[(codes.index(language().code) + 1) % len(codes)])
        for screen in self.screen_stack:
            await screen.recompose()
        self.screen.post_message(events.ScreenResume())  # screens read their records when they are shown
        self.refresh_bindings()

    # Lock

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer commands and the lock only once the store is open, and nothing while locked."""
        if self.office is None and action in ("palette", "lock", "help", "another_officer"):
            return False
        return super().check_action(action, parameters)

    async def on_event(self, event: events.Event) -> None:
        """Note that somebody is there."""
        if isinstance(event, events.Key | events.Paste):
            self._touched = self._clock()
            put_away(self.screen, event.time)
        await super().on_event(event)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Keep cursors from blinking, and put the terminal's own where the field is: input methods open there."""
        field: Any = event.widget
        if hasattr(field, "cursor_blink"):  # importing TextArea to ask for it would delay the first screen
            field.cursor_blink = False
            self.call_after_refresh(lambda: setattr(self, "cursor_position", field.cursor_screen_offset))

    # Commands

    def action_palette(self) -> None:
        """Show everything that can be done."""
        from tui.app.palette import open_palette

        open_palette(self)

    def store_chosen(self) -> None:
        """Show the colours that were chosen for the store at hand."""
        self._show_theme(self.backend.theme)

    def _show_theme(self, name: str) -> None:
        self.theme = theme_called(name, sixteen=self.console.color_system == "standard")

    @work
    async def action_colours(self) -> None:
        """Choose the colours, and keep the choice at this machine."""
        from tui.dialogs.choose import Choice, choose

        name = await choose(self, N_("Colours"), [Choice(name, _(called)) for name, called in CALLED.items()])
        if name is None:
            return
        self._show_theme(name)
        try:
            self.backend.keep_theme(name)
        except Refusal as refusal:
            self.say(refusal)

    def action_help(self) -> None:
        """Show the keys of this screen and what they do."""
        from tui.app.help import HelpScreen

        self.push_screen(HelpScreen(self.screen))

    async def action_quit(self) -> None:
        """End the program, unless a form is not saved or long work is not done."""
        if self.is_dirty:
            self._toast(_("Save or leave the form first, then quit."))
        elif self.is_working:
            self._toast(_("Let the work end or stop it first, then quit."))
        else:
            self.exit()

    def get_driver_class(self) -> type[Driver]:
        """Let the driver take what is pasted for text."""
        driver = super().get_driver_class()
        sanitise_pastes()
        return driver

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Let no line of any widget leave with control sequences in it."""
        return *super().get_line_filters(), _NO_CONTROLS

    def copy_to_clipboard(self, text: str) -> None:
        """Keep what is copied inside the program: the terminal would pass it on to every other program."""
        if not getattr(self.focused, "password", False):  # what was typed unseen is not pasted where it would be seen
            self._clipboard = text

    def give_to_terminal(self, text: str) -> None:
        """Give a text to the terminal for the clipboard of the computer, where every program can read it (OSC 52)."""
        super().copy_to_clipboard(text)

    def say(self, refusal: Refusal) -> None:
        """Show why something cannot be done; nothing else happens."""
        self._toast(language().say(refusal.sentence))

    def _toast(self, text: str) -> None:
        self.drop_typed()  # what was typed ahead counted on what was now refused
        if not self.locked and show_message(self.screen, text, refused=True):
            return
        width = min(TOAST_TEXT, self.size.width - TOAST_FRAME)
        self.notify("\n".join(fold(text, width)), severity="warning", markup=False, timeout=8)

    # A mistake of the program

    @property
    def can_go_on(self) -> bool:
        """Whether the store is open: before that there is nothing that could be lost."""
        return self.office is not None

    def tell(self, refusal: Refusal) -> None:
        """Show why something cannot be done."""
        self.say(refusal)

    def tell_of_mistake(self) -> None:
        """Show that there was a mistake in the program."""
        self._toast(language().say(MISTAKE))

    def _print_error_renderables(self) -> None:
        """Print at the end what may be said of each mistake too."""
        reports = "\n".join([*map(str, self._exit_renderables), *self.reports])
        self._exit_renderables = [reports] if reports else []
        super()._print_error_renderables()

    # The end

    def _fatal_error(self) -> None:
        """Tell of a crash by its type and place only: a traceback with values would print names and numbers."""
        error = sys.exc_info()[1]
        self._return_code = 1
        if not self._exit_renderables:  # one mistake leads to others, and the first one says most
            self._exit_renderables.append(crash_report(error))
        self._close_messages_no_wait()
