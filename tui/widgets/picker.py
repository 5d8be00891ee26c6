"""Choosing one of many by typing: a line of text with the matches below it."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from core.values.refusal import Refusal
from tui.dialogs.choose import NOTHING_FOUND
from tui.language import _
from tui.terminal.glyphs import content, plain

MAX_SHOWN = 8
"""How many matches are offered at once."""


class Choice(NamedTuple):
    """One of many: what is kept, and what is shown."""

    value: str
    text: str
    beside: str = ""
    """What stands behind the text, dim, and is no part of it."""


def _shown(choice: Choice) -> Content:
    """Return a match on one line, and what stands beside it."""
    text = content(choice.text.replace("\n", " "))
    return text + content(f"   {choice.beside}", "dim") if choice.beside else text


Suggest = Callable[[str], Sequence[Choice]]
"""Returns the choices for what was typed, best first."""


class NotOnTheList(Refusal):
    """“{text}” is none of those to choose from. Type a part of it and choose one with the arrow keys and Enter."""


class Picker(Vertical):
    """A field to choose one of many: type, then Down and Enter."""

    DEFAULT_CSS = """
    Picker { height: auto; }
    Picker OptionList { height: auto; max-height: 8; border: none; padding: 0; display: none; background: $panel; }
    Picker.-open OptionList { display: block; }
    """

    CHOOSING: ClassVar[frozenset[str]] = frozenset({"down", "up", "enter", "escape"})

    def __init__(self, suggest: Suggest, start: Choice | None = None) -> None:
        """Prepare a field that begins with `start`, if there is one."""
        super().__init__()
        self._suggest = suggest
        self._chosen = start
        self._offered: Sequence[Choice] = ()

    def compose(self) -> ComposeResult:
        """Put the line above the matches."""
        yield Input(plain(self._chosen.text) if self._chosen else "", compact=True)
        matches = OptionList(markup=False, compact=True)
        matches.can_focus = False
        yield matches

    @property
    def state(self) -> object:
        """What tells whether something was changed."""
        return self.query_one(Input).value

    def read(self) -> str | None:
        """Return the value chosen, None if the line is empty; raises `NotOnTheList`."""
        text = self.query_one(Input).value.strip()
        if not text:
            return None
        if self._chosen is None or text != plain(self._chosen.text).strip():
            raise NotOnTheList(text=text)
        return self._chosen.value

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if not event.input.has_focus or (self._chosen and event.value == plain(self._chosen.text)):
            return
        self._offered = self._suggest(event.value.strip())[:MAX_SHOWN]
        matches = self.query_one(OptionList)
        matches.clear_options()
        matches.add_options(Option(_shown(choice)) for choice in self._offered)
        if not self._offered and event.value.strip():
            matches.add_option(Option(content(_(NOTHING_FOUND)), disabled=True))
        matches.highlighted = 0 if self._offered else None
        self.set_class(matches.option_count > 0, "-open")

    def on_key(self, event: events.Key) -> None:
        """Move in the matches while they are shown; Down shows the first ones."""
        matches = self.query_one(OptionList)
        if not self.has_class("-open"):
            if event.key == "down":
                self._chosen = None
                self._typed(Input.Changed(self.query_one(Input), self.query_one(Input).value))
                event.stop()
            return
        if event.key not in self.CHOOSING:
            return
        event.stop()
        event.prevent_default()
        match event.key:
            case "down":
                matches.action_cursor_down()
            case "up":
                matches.action_cursor_up()
            case "enter" if self._offered:
                self._choose(self._offered[matches.highlighted or 0])
            case _:
                self.remove_class("-open")

    def on_descendant_blur(self) -> None:
        """Put the matches away when the officer goes on; a single one is what he meant."""
        if self.has_class("-open") and len(self._offered) == 1:
            self._choose(self._offered[0])
        self.remove_class("-open")

    def _choose(self, choice: Choice) -> None:
        self._chosen = choice
        line = self.query_one(Input)
        line.value = plain(choice.text)
        line.cursor_position = len(line.value)
        self.remove_class("-open")


class ManyPicker(Picker):
    """A field to choose several by typing; Backspace in the empty line takes the last one away.

    What is typed and not chosen, such as codes with commas between, is handed on as it is.
    """

    DEFAULT_CSS = """
    ManyPicker .chosen { height: auto; display: none; }
    ManyPicker.-some .chosen { display: block; }
    """

    def __init__(self, suggest: Suggest, start: Sequence[Choice] = ()) -> None:
        """Prepare a field that begins with these."""
        super().__init__(suggest)
        self._several = list(start)

    def compose(self) -> ComposeResult:
        """Put those chosen above the line."""
        yield Static(classes="chosen")
        yield from super().compose()

    def on_mount(self) -> None:
        """Show those chosen."""
        self._show_chosen()

    def _show_chosen(self) -> None:
        self.set_class(bool(self._several), "-some")
        lines = "\n".join(plain(choice.text) for choice in self._several)
        self.query_one(".chosen", Static).update(content(lines))

    @property
    def state(self) -> object:
        """What tells whether something was changed."""
        return tuple(choice.value for choice in self._several), super().state

    def read(self) -> Any:
        """Return the values chosen, and what else was typed; None if there is nothing."""
        typed = self.query_one(Input).value.strip()
        return (*(choice.value for choice in self._several), *([typed] if typed else ())) or None

    def on_key(self, event: events.Key) -> None:
        """Take the last one away, or move in the matches."""
        if event.key == "backspace" and self._several and not self.query_one(Input).value:
            event.stop()
            self._several.pop()
            self._show_chosen()
            return
        super().on_key(event)

    def on_descendant_blur(self) -> None:
        """Put the matches away; what was typed stays as it is."""
        self.remove_class("-open")

    def _choose(self, choice: Choice) -> None:
        if choice.value not in (each.value for each in self._several):
            self._several.append(choice)
        self.query_one(Input).value = ""
        self.remove_class("-open")
        self._show_chosen()
