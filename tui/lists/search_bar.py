"""The search line at the foot of a list: what was typed, what could come next, and why it cannot be asked."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Static

from core.model.record import Record
from core.office.office import Office
from core.office.search_line import complete
from core.values.refusal import Refusal
from core.values.sentence import N_
from tui.language import _, language
from tui.terminal.wrap import wrapped

MAX_OFFERED = 12
"""How many completions are named below the line."""


class _Completion(Suggester):
    """Completes the last term; the right arrow key takes it over."""

    def __init__(self, completions: Callable[[str], list[str]]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._completions = completions

    async def get_suggestion(self, value: str) -> str | None:
        """Return the first completion."""
        return next((each for each in self._completions(value) if each.startswith(value)), None)


class SearchBar(Vertical):
    """The search line; hidden until it is opened."""

    DEFAULT_CSS = """
    SearchBar { height: auto; max-height: 4; display: none; background: $panel; }
    SearchBar.-open { display: block; }
    SearchBar Static { height: auto; max-height: 3; padding: 0 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", N_("Back"), id="search.back"),
        Binding("tab", "take", N_("Complete"), id="search.complete"),
    ]

    class Typed(Message):
        """The line was changed."""

        def __init__(self, line: str) -> None:
            super().__init__()
            self.line = line

    class Asked(Message):
        """A line was entered."""

        def __init__(self, line: str) -> None:
            super().__init__()
            self.line = line

    class Closed(Message):
        """The line was left without asking."""

    def __init__(self, kind: Callable[[], type[Record]], office: Office) -> None:
        """Prepare the line; `kind` returns what is searched for."""
        super().__init__()
        self._kind = kind
        self._office = office

    def compose(self) -> ComposeResult:
        """Put the line above what is said of it."""
        yield Input(
            compact=True,
            suggester=_Completion(self._completions),
            placeholder=_("words, or field:value, e.g. state:open handler:me"),
        )
        yield Static()

    def _completions(self, line: str) -> list[str]:
        return complete(line, self._kind(), self._office.context(), _)

    @property
    def is_open(self) -> bool:
        """Whether the line is shown."""
        return self.has_class("-open")

    def open(self, line: str) -> None:
        """Show the line, with what was asked last."""
        self.add_class("-open")
        field = self.query_one(Input)
        field.value = line
        field.focus()

    def close(self) -> None:
        """Hide the line."""
        self.remove_class("-open")
        self._say("")

    def refuse(self, refusal: Refusal) -> None:
        """Say why a line cannot be asked."""
        self._say(language().say(refusal.sentence))

    def action_close(self) -> None:
        """Leave the line as it was."""
        self.close()
        self.post_message(self.Closed())

    def action_take(self) -> None:
        """Take over the first completion."""
        field = self.query_one(Input)
        found = self._completions(field.value)
        if found:
            field.value = found[0]
            field.cursor_position = len(field.value)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        ends = (each.replace("\u3000", " ").rsplit(" ", 1)[-1] for each in self._completions(event.value)[:MAX_OFFERED])
        self._say("  ".join(ends))
        if self.is_open:
            self.post_message(self.Typed(event.value))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Asked(event.value))

    def _say(self, text: str) -> None:
        self.query_one(Static).update(wrapped(text))
