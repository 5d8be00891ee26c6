"""Keys: letters with their twins for input methods, bindings in the officer's language, and the bar that shows them."""

from dataclasses import replace
from functools import lru_cache
from itertools import accumulate
from typing import Any, TypeVar

from rich.cells import cell_len
from textual.binding import ActiveBinding, Binding
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from tui.language import _, language
from tui.terminal.panel import WIDE, panel_styles
from tui.terminal.type_ahead import TypeAheadScreen

ResultT = TypeVar("ResultT")

_TAKEN = frozenset("bcfhijklmpqsz")
"""Ctrl with these means something to terminals (Ctrl+I is Tab, Ctrl+H Backspace …), to lists, to every form (Ctrl+S
saves, and pressed once more does nothing else) or on every screen."""
_LAST = ("back", "dismiss(None)", "menu", "command('search')", "command('all_desks')", "help")
"""What stands at the end of the bar however many actions there are: the ways to all that has no room in it."""
_FULL_WIDTH = {
    "slash": "fullwidth_solidus,ideographic_comma",
    "number_sign": "fullwidth_number_sign",
    "question_mark": "fullwidth_question_mark",
    "colon": "fullwidth_colon",
    "left_square_bracket": "left_black_lenticular_bracket,fullwidth_left_square_bracket",
    "right_square_bracket": "right_black_lenticular_bracket,fullwidth_right_square_bracket",
}
_PRINTED = frozenset({"slash", "number_sign", "question_mark", "colon", "left_square_bracket", "right_square_bracket"})
_SHOWN = {
    "question_mark": "?",
    "slash": "/",
    "number_sign": "#",
    "colon": ":",
    "escape": "Esc",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
}


def input_method_aliases(key: str) -> str:
    """Return a key with the keys that do the same.

    An input method swallows letters or makes them full-width, so a letter has its full-width form and Ctrl, or Alt
    where Ctrl is not free.
    """
    if len(key) == 1 and key.isdigit():
        names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
        return f"{key},ctrl+{key},fullwidth_digit_{names[int(key)]}"
    if len(key) != 1:
        return ",".join(filter(None, (key, _FULL_WIDTH.get(key))))
    if key.isupper():
        return f"{key},fullwidth_latin_capital_letter_{key.lower()}"
    wide = f"fullwidth_latin_small_letter_{key}"
    return f"{key},{'alt' if key in _TAKEN else 'ctrl'}+{key},{wide}"


def bind(screen: Screen[Any], key: str, action: str, description: str, *, show: bool = True) -> None:
    """Bind a key and its twins on one screen; only the key itself stands in the bar."""
    for place, each in enumerate(input_method_aliases(key).split(",")):
        screen._bindings.bind(each, action, description, show=show and place == 0)


def key_name(key: str) -> str:
    """Return a key as it is shown: `Ctrl+L`, `F1`, `?`."""
    if key in _SHOWN:
        return _SHOWN[key]
    *held, last = key.split("+")
    return "+".join((*(part.capitalize() for part in held), last.capitalize() if held or len(last) > 1 else last))


class LocalisedScreen(TypeAheadScreen[ResultT]):
    """A screen whose bindings are described in the officer's language, and whose parts are panels."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]
    DEFAULT_CSS = panel_styles("LocalisedScreen")

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """Return the active bindings, translated; Textual's own are translated with them."""
        code = language().code
        return {
            key: active._replace(binding=_translated(active.binding, code))
            for key, active in super().active_bindings.items()
        }

    foremost: frozenset[str] = frozenset()
    """The bindings that stand first in the bar, before those of the actions on a record."""

    def leading(self) -> frozenset[str]:
        """Return the bindings that stand first in the bar now."""
        return self.foremost

    def implied_suffix(self) -> str:
        """Return the end of a description that the key bar leaves out, because the screen says it already."""
        return ""


@lru_cache(maxsize=1024)
def _translated(binding: Binding, _language: str) -> Binding:
    """Return a binding with its description in the language in use, whose code tells one from another."""
    return replace(binding, description=_(binding.description))


class KeyBar(Widget):
    """The keys of this screen on one line: as many as fit, and always those that lead to the others."""

    DEFAULT_CSS = """
    KeyBar { height: 1; dock: bottom; background: $panel; color: $foreground; }
    """

    _drawn: dict[str, tuple[str, str]] | None = None
    _is_to_follow = False

    def on_mount(self) -> None:
        """Follow the bindings of the screen: once for all that is told of them before the next drawing."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self._follow_later())

    def _follow_later(self) -> None:
        if not self._is_to_follow:
            self._is_to_follow = True
            self.call_after_refresh(self._follow)

    def _follow(self) -> None:
        """Draw the line again if other keys are to be shown: at most steps of a cursor they stay the same."""
        self._is_to_follow = False
        if self.is_attached and self._shown() != self._drawn:
            self.refresh()

    def _shown(self) -> dict[str, tuple[str, str]]:
        """Return key and description of each binding to show, by its action: the letter, where there is one."""
        typing = isinstance(self.screen.focused, Input)
        implied = self.screen.implied_suffix() if isinstance(self.screen, LocalisedScreen) else ""
        found: dict[str, tuple[str, str]] = {}
        for key, active in self.screen.active_bindings.items():
            if active.binding.show and active.enabled and not (typing and (len(key) == 1 or key in _PRINTED)):
                text = active.binding.description.removesuffix(implied)
                action = active.binding.action
                if action not in found or (_is_letter(key) and not _is_letter(found[action][0])):
                    found[action] = (key_name(key), text)
        return found

    def _rank(self, action: str) -> int:
        """Return where an action stands: what is done to a record far in front, last what everybody knows."""
        if isinstance(self.screen, LocalisedScreen) and action in self.screen.foremost:
            return 0
        return 1 if action.startswith("do(") else 3 if action == "select" else 2

    def render(self) -> Content:
        """Return the line, left-aligned: the actions first."""
        self._drawn = self._shown()
        shown = dict(self._drawn)
        last = [shown.pop(action) for action in _LAST if action in shown]
        first = [shown[action] for action in sorted(shown, key=self._rank)]
        room = self.size.width - sum(map(_width, last))
        fitting = [entry for entry, end in zip(first, accumulate(map(_width, first)), strict=True) if end <= room]
        return Content.assemble(*(part for entry in (*fitting, *last) for part in _parts(entry)))


def _is_letter(key: str) -> bool:
    return len(key) == 1 and key.isalpha()


def _width(entry: tuple[str, str]) -> int:
    return sum(cell_len(text) for text, _style in _parts(entry))


def _parts(entry: tuple[str, str]) -> list[tuple[str, str]]:
    return [(f" {entry[0]} ", "bold $week"), (f"{entry[1]} ", "")]
