"""Dialogs that are awaited: a question, a line of text, a message, the progress of long work.

All functions here are awaited from a worker (`@work` or `run_worker`), never from a message handler. Texts are
sentences or catalogue keys; they are translated here.
"""

import threading
from typing import Any, ClassVar, TypeVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, ProgressBar, Static

from core.model.progress import Progress
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence
from tui.language import _, language
from tui.terminal.glyphs import ASCII, content, glyphs
from tui.terminal.type_ahead import Before, TypeAheadScreen
from tui.terminal.wrap import wrapped

Answer = TypeVar("Answer")


class Cancelled(Refusal):
    """It was stopped before its end, and nothing was changed. Start it again when you are ready."""

    is_cancelled = True


class _Dialog(TypeAheadScreen[Answer], ModalScreen[Answer]):
    """A box in the middle: a text, and below it the keys that answer it."""

    DEFAULT_CSS = """
    _Dialog { align: center middle; }
    _Dialog > Vertical { width: 64; height: auto; max-height: 100%; padding: 0 2; background: $panel; }
    _Dialog > Vertical { border: round $chosen; }
    _Dialog.-ascii > Vertical { border: ascii $chosen; }
    _Dialog .keys { padding: 1 0 0 0; color: $foreground 80%; }
    _Dialog Input { margin: 1 0 0 0; background: $surface; }
    _Dialog .step { color: $foreground 80%; }
    _Dialog ProgressBar { margin: 1 0 0 0; width: 100%; }
    """

    keys_text: ClassVar[str] = ""

    def __init__(self, text: Sentence | str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """Put text, contents and keys below one another."""
        with Vertical():
            yield Static(wrapped(language().say(self._text)))
            yield from self.body()
            yield Static(content(_(self.keys_text)), classes="keys")

    def body(self) -> ComposeResult:
        """Yield what stands between the text and the keys."""
        yield from ()

    def on_mount(self) -> None:
        """Draw the frame with signs the terminal has; without colours it alone shows where the box is."""
        self.set_class(glyphs() is ASCII, "-ascii")


class _Question(_Dialog[bool]):
    """A question to be answered yes or no."""

    typed_before = Before.DROPPED
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,f10", "answer(True)", N_("Yes"), id="dialog.yes"),
        Binding("n,escape", "answer(False)", N_("No"), id="dialog.no"),
        Binding("enter", "default", N_("Default"), id="dialog.default"),
    ]

    def __init__(self, text: Sentence | str, default: bool) -> None:
        super().__init__(text)
        self._default = default
        self.keys_text = (  # type: ignore[misc]  # which key Enter stands for depends on the question
            N_("Y, F10 or Enter: yes   N or Esc: no") if default else N_("Y or F10: yes   N, Esc or Enter: no")
        )

    def action_answer(self, answer: bool) -> None:
        """Close with the answer."""
        self.dismiss(answer)

    def action_default(self) -> None:
        """Close with the answer that does no harm."""
        self.dismiss(self._default)


class _Line(_Dialog[str | None]):
    """A question to be answered with a line of text."""

    keys_text = N_("Enter: go on   Esc: back")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", N_("Back"), id="dialog.back")]

    def __init__(self, text: Sentence | str, start: str, secret: bool) -> None:
        super().__init__(text)
        self._start = start
        self._secret = secret

    def body(self) -> ComposeResult:
        """Yield the line."""
        yield Input(self._start, password=self._secret, compact=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Close with the text."""
        event.stop()
        self.dismiss(event.value)


class _Message(_Dialog[None]):
    """A message that stands until it is put away by a key that writes nothing: who types on has not read it."""

    typed_before = Before.DROPPED
    keys_text = N_("Enter, space or Esc: go on")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space,escape,f10", "dismiss(None)", N_("Go on"), id="dialog.go_on")
    ]


async def confirm(app: App[Any], question: Sentence | str, *, default: bool = False) -> bool:
    """Ask a question to be answered yes or no; Esc is no."""
    return await app.push_screen_wait(_Question(question, default))


async def ask(app: App[Any], question: Sentence | str, *, start: str = "", secret: bool = False) -> str | None:
    """Ask for one line of text, or with `secret` for a passphrase; None if the officer went back."""
    return await app.push_screen_wait(_Line(question, start, secret))


async def tell(app: App[Any], message: Sentence | str) -> None:
    """Show a message until a key is pressed."""
    await app.push_screen_wait(_Message(message))


class ProgressDialog(_Dialog[None]):
    """How far long work is. Push it, call `report` from the worker's thread, `dismiss` it at the end.

    `report` is a `core.model.store.Progress`, and `begin` a `core.model.store.Steps` for work that has several: after
    Esc both raise `Cancelled`, which stops the work safely. The bar never stands full: what comes after the last report
    is shown as the end that is being made.
    """

    typed_before = Before.KEPT
    keys_text = N_("Esc: stop")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", N_("Stop"), id="dialog.stop")]

    def __init__(self, title: Sentence | str, *, cancellable: bool = True) -> None:
        """Prepare the dialog; the title says what is being done."""
        super().__init__(title)
        self._cancellable = cancellable
        self._stop = threading.Event()
        self._reported: tuple[int | None, bool] | None = None
        if not cancellable:
            self.keys_text = N_("This cannot be stopped; it ends by itself.")  # type: ignore[misc]

    def body(self) -> ComposeResult:
        """Yield the bar, and above it what is being done."""
        yield Static(classes="step")
        yield ProgressBar(show_eta=False)

    def report(self, done: int, total: int) -> None:
        """Show progress; safe to call from any thread; raises `Cancelled` once the officer has asked for it."""
        if self._stop.is_set():
            raise Cancelled
        shown = (100 * done // total if total else None, done >= total)
        if shown != self._reported:  # work that reports at every turn must not fill the queue of messages
            self._reported = shown
            self.call_later(self._show, done, total)

    def begin(self, step: str) -> Progress:
        """Show what is being done now, a catalogue key; safe to call from any thread; raises `Cancelled` like it."""
        if self._stop.is_set():
            raise Cancelled
        self._reported = None
        self.call_later(self._show_step, _(step))
        return self.report

    def _show_step(self, text: str) -> None:
        if self.is_mounted:
            self.query_one(".step", Static).update(content(text))
            self.query_one(ProgressBar).update(progress=0, total=None)

    def _show(self, done: int, total: int) -> None:
        if not self.is_mounted:
            return
        if total and done >= total:
            self._show_step(_("Finishing …"))
        else:
            self.query_one(ProgressBar).update(progress=done, total=total or None)

    def action_cancel(self) -> None:
        """Ask the work to stop; it stops at its next report."""
        if self._cancellable:
            self._stop.set()
            self.query_one(".keys", Static).update(content(_("Stopping …")))
