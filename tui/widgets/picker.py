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
from tui.terminal.glyphs import content, glyphs, plain

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


class NoneChosen(Refusal):
    """One must stand here. The Down key shows them all."""


class Picker(Vertical):
    """A field to choose one of many: type, then Down and Enter."""

    DEFAULT_CSS = """
    Picker { height: auto; }
    Picker OptionList { height: auto; max-height: 8; border: none; padding: 0; display: none; background: $panel; }
    Picker.-open OptionList { display: block; }
    """

    most: ClassVar[int | None] = MAX_SHOWN
    """How many matches are offered at once; None: all."""
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
        self._offer(event.value.strip())

    def _offer(self, typed: str) -> None:
        """Show the matches of what was typed."""
        self._offered = self._suggest(typed)[: self.most]
        matches = self.query_one(OptionList)
        matches.clear_options()
        matches.add_options(Option(_shown(choice)) for choice in self._offered)
        if not self._offered and typed:
            matches.add_option(Option(content(_(NOTHING_FOUND)), disabled=True))
        matches.highlighted = 0 if self._offered else None
        self.set_class(matches.option_count > 0, "-open")

    def on_key(self, event: events.Key) -> None:
        """Move in the matches while they are shown; Down shows the first ones."""
        matches = self.query_one(OptionList)
        if not self.has_class("-open"):
            if event.key == "down":
                self._open()
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
                self.put_away()

    def _open(self) -> None:
        """Show the first matches of what stands in the line."""
        self._chosen = None
        self._offer(self.query_one(Input).value.strip())

    def on_descendant_blur(self) -> None:
        """Put the matches away when the officer goes on."""
        self.take_only_match()
        self.put_away()

    def take_only_match(self) -> None:
        """Choose the match that is the only one, or just what was typed: it is what the officer meant."""
        if not self.has_class("-open"):
            return
        typed = self.query_one(Input).value.strip().casefold()
        meant = [each for each in self._offered if plain(each.text).casefold() == typed] or self._offered
        if len(meant) == 1:
            self._choose(meant[0])

    def put_away(self) -> None:
        """Show the line alone."""
        self.remove_class("-open")

    def _choose(self, choice: Choice) -> None:
        self._chosen = choice
        line = self.query_one(Input)
        line.value = plain(choice.text)
        line.cursor_position = len(line.value)
        self.put_away()


class WordPicker(Picker):
    """A field to choose one of a short, closed list of words: a letter or two, or Down for the whole list."""

    DEFAULT_CSS = """
    WordPicker { layout: grid; grid-size: 2; grid-columns: 1fr 2; grid-rows: auto; }
    WordPicker OptionList { column-span: 2; }
    WordPicker .opens { width: 2; height: 1; color: $label; }
    """

    most = None

    def __init__(self, words: Sequence[Choice], suggest: Suggest, start: Choice | None, *, may_be_empty: bool) -> None:
        """Prepare a field with these words, that begins with `start`, if there is one."""
        super().__init__(suggest, start)
        self._words = words
        self._may_be_empty = may_be_empty

    def compose(self) -> ComposeResult:
        """Put a sign behind the line: there is a list below it."""
        line, matches = super().compose()
        yield line
        yield Static(content(glyphs().unfolded), classes="opens")
        yield matches

    def read(self) -> str | None:
        """Return the word that stands in the line, None if it is empty; raises `NotOnTheList` or `NoneChosen`."""
        text = self.query_one(Input).value.strip()
        if not text and self._may_be_empty:
            return None
        if not text:
            raise NoneChosen
        found = next((word for word in self._words if plain(word.text) == text), None)
        if found is None:
            raise NotOnTheList(text=text)
        return found.value

    def _open(self) -> None:
        """Show all words, with the cursor on the one that stands in the line."""
        self._offer("")
        if self._chosen in self._offered:
            self.query_one(OptionList).highlighted = self._offered.index(self._chosen)

    def on_descendant_blur(self) -> None:
        """Put the words away; where one must stand, an empty line gets back the one that stood there."""
        super().on_descendant_blur()
        if not self._may_be_empty and self._chosen and not self.query_one(Input).value.strip():
            self._choose(self._chosen)


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

    def take_only_match(self) -> None:
        """Choose nothing: what was typed stays as it is."""

    def _choose(self, choice: Choice) -> None:
        if choice.value not in (each.value for each in self._several):
            self._several.append(choice)
        self.query_one(Input).value = ""
        self.put_away()
        self._show_chosen()
