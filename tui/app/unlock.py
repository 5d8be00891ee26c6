"""The first screen and the lock screen: a passphrase is asked for, and nothing else is shown.

Imports little, because everything imported here delays the first screen.
"""

import importlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Label, Static

from core.values.cleaning import whole_number
from core.values.refusal import Refusal
from core.values.sentence import N_
from tui.formatting.paths import typed_path
from tui.host import Host
from tui.language import _, language
from tui.terminal.glyphs import content
from tui.terminal.type_ahead import TypeAheadScreen, drop_typed
from tui.terminal.wrap import Prose, wrapped

if TYPE_CHECKING:
    from core.office.office import Office
    from tui.backend import Backend


class PassphraseScreen(TypeAheadScreen[None]):
    """Asks for a passphrase and tries it in a thread, because deriving a key takes a second."""

    AUTO_FOCUS = "#passphrase"
    heading: ClassVar[str] = ""
    keys_text: ClassVar[str] = ""

    DEFAULT_CSS = """
    PassphraseScreen { align: center middle; background: $background; }
    PassphraseScreen > Vertical { width: 60; height: auto; }
    PassphraseScreen .heading { text-style: bold; padding-bottom: 1; }
    PassphraseScreen Input { margin-bottom: 1; background: $panel; }
    PassphraseScreen .keys { color: $foreground 70%; padding-top: 1; }
    PassphraseScreen .seat { display: none; }
    PassphraseScreen.-seats .seat { display: block; }
    PassphraseScreen .key-file { display: none; }
    PassphraseScreen.-key-files .key-file { display: block; }
    PassphraseScreen #seat { width: 12; }
    """

    class Tried(Message):
        """The passphrase was tried; `refusal` says why it did not open, if it did not."""

        def __init__(self, refusal: Refusal | None) -> None:
            super().__init__()
            self.refusal = refusal

    def compose(self) -> ComposeResult:
        """Stack heading, fields, and a line for what is going on."""
        with Vertical():
            yield Static(content(_(self.heading)), classes="heading")
            yield from self.fields()
            yield Label(_("Passphrase"))
            yield Input(password=True, id="passphrase", compact=True)
            yield Static(id="note")
            yield Static(content(_(self.keys_text)), classes="keys")

    def fields(self) -> Iterable[Input | Label | Static]:
        """Yield what is asked before the passphrase."""
        return ()

    def attempt(self, passphrase: str) -> None:
        """Try the passphrase; called in a thread, raises a `Refusal` if it is wrong."""
        raise NotImplementedError

    def opened(self) -> None:
        """Go on, now that it was right."""
        raise NotImplementedError

    @on(Input.Submitted, "#passphrase")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.disabled or not event.value:
            return
        event.input.disabled = True
        self._note(_("Deriving the key …"))
        self._try(event.value)
        self.run_worker(self.prepare, thread=True, group="prepare")

    def prepare(self) -> None:
        """Get ready, in a thread, for what comes once the passphrase was right."""

    @work(thread=True, exclusive=True)
    def _try(self, passphrase: str) -> None:
        try:
            self.attempt(passphrase)
        except Refusal as refusal:
            self.post_message(self.Tried(refusal))
        else:
            self.post_message(self.Tried(None))

    @on(Tried)
    def _tried(self, event: Tried) -> None:
        field = self.query_one("#passphrase", Input)
        field.value = ""
        field.disabled = False
        if event.refusal is None:
            self.opened()
            return
        self._note(language().say(event.refusal.sentence))
        drop_typed(self.app)
        field.focus()

    def _note(self, text: str) -> None:
        self.query_one("#note", Static).update(wrapped(text))


class SeatInput(Input):
    """The number of a seat. Whoever types anything else means the passphrase, which goes where it is not seen."""

    def on_key(self, event: events.Key) -> None:
        """Hand a letter on to the passphrase."""
        if event.is_printable and event.character is not None and not event.character.isdigit():
            event.stop()
            event.prevent_default()
            self._hand_on(event.character)

    def on_paste(self, event: events.Paste) -> None:
        """Hand on what is pasted and is no number."""
        if not event.text.strip().isdigit():
            event.stop()
            event.prevent_default()
            self._hand_on(event.text)

    def _hand_on(self, text: str) -> None:
        passphrase = self.screen.query_one("#passphrase", Input)
        passphrase.select_on_focus = False  # else the next letter would take the place of this one
        passphrase.focus()
        passphrase.insert_text_at_cursor(text)


class UnlockScreen(PassphraseScreen):
    """The first screen: opens the store."""

    heading = N_("Sealdesk")
    keys_text = N_("Enter: open   Ctrl+L: Chinese or English   Ctrl+Q: quit\nCtrl+R: open with recovery papers")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "recover", N_("Recovery papers"), id="unlock.recover", show=False)
    ]

    def __init__(
        self, backend: "Backend", opened: "Callable[[Office], None]", seat: int | None, key_file: Path | None
    ) -> None:
        """Prepare the screen; `opened` is called with the office once the store is open."""
        super().__init__()
        self._given = {"seat": str(seat or ""), "key_file": str(key_file or "")}
        self._backend = backend
        self._opened = opened
        self._office: Office | None = None
        self._header_read = False

    @property
    def ready(self) -> bool:
        """Whether all fields are there: what is typed before would go into another one."""
        return self._header_read

    class Looked(Message):
        """The header was read: how many seats there are, and whether some need a key file."""

        def __init__(self, seats: int, key_files: bool) -> None:
            super().__init__()
            self.seats = seats
            self.key_files = key_files

    def fields(self) -> Iterable[Input | Label | Static]:
        """Yield the hint of a demo store, and the seat, which is shown once several are known of."""
        if self._backend.hint is not None:
            yield Static(content(language().say(self._backend.hint)))
            yield Static()
        yield Label(_("Seat (empty: whichever the passphrase opens)"), classes="seat")
        yield SeatInput(self._given["seat"], id="seat", classes="seat", compact=True, type="integer", max_length=4)
        yield Label(_("Key file (empty: your seat needs none)"), classes="key-file")
        yield Input(self._given["key_file"], id="key-file", classes="key-file", compact=True)

    def on_mount(self) -> None:
        """Read the header in a thread once the screen is drawn: what that takes would delay the first text."""
        self.call_after_refresh(self._look)

    @work(thread=True)
    def _look(self) -> None:
        try:
            self.post_message(self.Looked(self._backend.seats(), self._backend.wants_key_file()))
        except Refusal as refusal:
            self._header_read = True
            self.post_message(self.Tried(refusal))

    @on(Input.Submitted, "#seat, #key-file")
    async def _seat_given(self, event: Input.Submitted) -> None:
        """Open if the passphrase was typed before; else go on to it."""
        event.stop()
        passphrase = self.query_one("#passphrase", Input)
        passphrase.focus()
        if passphrase.value:
            await passphrase.action_submit()

    @on(Looked)
    def _looked(self, event: Looked) -> None:
        self._header_read = True
        self.set_class(event.seats > 1, "-seats")
        self.set_class(event.key_files, "-key-files")

    def attempt(self, passphrase: str) -> None:
        """Open the store."""
        seat = self.query_one("#seat", Input).value
        key_file = self.query_one("#key-file", Input).value
        self._office = self._backend.unlock(passphrase, whole_number(seat), typed_path(key_file) if key_file else None)

    @work(exclusive=True, group="recover")
    async def action_recover(self) -> None:
        """Open the store with recovery papers instead."""
        from tui.dialogs.dialog import Cancelled
        from tui.key_ceremonies.recovery import recover

        with suppress(Cancelled):
            self._opened(await recover(cast(Host, self.app)))

    def prepare(self) -> None:
        """Load the desks while the key is derived, which leaves the interpreter idle."""
        importlib.import_module("core.desks")  # whole, before the screens begin with one of them
        importlib.import_module("tui.screens")

    def opened(self) -> None:
        """Hand the office on."""
        if self._office is not None:
            self._opened(self._office)


class LockScreen(PassphraseScreen):
    """Covers everything until the same officer gives the passphrase again, or another one comes in."""

    heading = N_("Locked")
    keys_text = N_("Enter: unlock   F4: another officer   Ctrl+Q: quit")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "end", N_("Quit"), id="lock.quit", show=False),
        Binding("f4,ctrl+o", "another", N_("Another officer"), id="lock.another", show=False),
    ]

    def __init__(
        self,
        backend: "Backend",
        release: Callable[[], None],
        whose: Sequence[str],
        another: Callable[[], None],
        unsaved: Callable[[], bool],
    ) -> None:
        """Prepare the screen; `whose` names store and officer.

        `release` is called once the passphrase was right, `another` to let another officer come in, and `unsaved` tells
        whether that would lose what was typed.
        """
        super().__init__()
        self._backend = backend
        self._release = release
        self._whose = whose
        self._another = another
        self._unsaved = unsaved
        self._asked = ""

    def fields(self) -> Iterable[Input | Label | Static]:
        """Yield whose passphrase is asked for."""
        yield Static(Prose((each, "") for each in self._whose))
        yield Static()

    def action_end(self) -> None:
        """End the program when the key is pressed again, once it was seen what that means."""
        if self._is_asked("end", N_("Ctrl+Q again ends the program. What was not saved is lost.")):
            self.app.exit()

    def action_another(self) -> None:
        """Let another officer come in; if something would be lost, when the key is pressed again."""
        if not self._unsaved() or self._is_asked(
            "another", N_("F4 again lets another officer come in. What was typed here and not saved is lost.")
        ):
            self._another()

    def _is_asked(self, what: str, question: str) -> bool:
        """Whether this was asked before; else it is asked now."""
        if self._asked == what:
            return True
        self._asked = what
        self._note(_(question))
        drop_typed(self.app)
        return False

    def refuse(self, refusal: Refusal) -> None:
        """Say why another officer cannot come in now."""
        self._note(language().say(refusal.sentence))

    def attempt(self, passphrase: str) -> None:
        """Try the passphrase on the vault."""
        self._backend.confirm(passphrase)

    def opened(self) -> None:
        """Take the lock away."""
        self._release()
