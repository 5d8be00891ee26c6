"""Help: the keys of the screen below, and what each does in the words of its declaration."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich.cells import cell_len
from textual.screen import Screen

from core.action import ACTIONS
from core.text import N_
from tui.keys import key_name
from tui.language import _
from tui.report import Line, ReportScreen

ALWAYS = (
    (N_("Arrow keys, j k g G"), N_("Move in lists and pages.")),
    ("Enter", N_("Open what is under the cursor.")),
    ("Esc", N_("Go back.")),
    (N_("Ctrl with a letter"), N_("The same as the letter, for input methods that swallow it; F2 lists all actions.")),
)
_KEY_WIDTH = 22


class HelpScreen(ReportScreen):
    """The keys of a screen."""

    def __init__(self, screen: Screen[Any]) -> None:
        """Note the keys of a screen while they are active."""
        super().__init__(_("Help"), ())
        self._keys: dict[str, list[str]] = {}
        self._described: dict[str, str] = {}
        for key, active in screen.active_bindings.items():
            binding = active.binding
            if binding.id or binding.action.startswith("do("):
                self._keys.setdefault(binding.action, []).append(key)
                self._described[binding.action] = binding.description

    def lines(self) -> Sequence[Line]:
        """Return a line for each thing to do, with the keys that do it."""
        rows = [(_(keys), _(about)) for keys, about in ALWAYS]
        return [_row(keys, about) for keys, about in (*rows, *self._rows())]

    def _rows(self) -> Iterable[tuple[str, str]]:
        for action, keys in self._keys.items():
            plain = [key_name(key) for key in keys if "fullwidth" not in key and "ideographic" not in key]
            verb = action.removeprefix("do('").removesuffix("')")
            about = self._described[action]
            yield " ".join(plain), f"{about}: {_(ACTIONS[verb].help())}" if verb in ACTIONS else about


def _row(keys: str, about: str) -> Line:
    return keys + " " * max(1, _KEY_WIDTH - cell_len(keys)) + about, ""
