"""Help: the keys of the screen below, and what each does in the words of its declaration."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.table import Table
from textual.binding import ActiveBinding
from textual.screen import Screen

from core.model.action import ACTIONS
from core.values.sentence import N_
from tui.dialogs.report import ReportScreen
from tui.generic.screen_command import CommandScreen
from tui.language import _, labelled
from tui.terminal.keys import key_name
from tui.terminal.wrap import wrapped

ALWAYS = (
    ("1 - 6", N_("Go to the section of this number; once more, or Tab, to its next desk.")),
    (N_("Arrow keys, j k Home G"), N_("Move in lists and pages.")),
    (N_("Space"), N_("Mark a row: actions and the export are then done to all marked rows.")),
    ("Enter", N_("Open what is under the cursor.")),
    ("Esc", N_("Go back.")),
    (
        N_("Ctrl or Alt and a letter"),
        N_("The same as the letter, for input methods that swallow it. F2 lists all actions."),
    ),
)
_EXPLAINED = ("list.", "page.")
"""Bindings whose ids begin so stand in `ALWAYS` already."""


class HelpScreen(ReportScreen):
    """The keys of a screen."""

    def __init__(self, screen: Screen[Any]) -> None:
        """Note the keys of a screen while they are active."""
        super().__init__(_("Help"), ())
        active = screen.active_bindings
        self._rows = [*_actions(active), *_always(), *_commands(screen, active), *_others(active)]

    def page(self) -> Table:
        """Return keys and explanations in two columns."""
        table = Table.grid(padding=(0, 1), expand=True)
        table.add_column(width=20)
        table.add_column(ratio=1)
        for keys, about in self._rows:
            table.add_row(wrapped(keys, "bold"), wrapped(about))
        return table


def _always() -> Iterable[tuple[str, str]]:
    return ((_(keys), _(about)) for keys, about in ALWAYS)


def _actions(active: Mapping[str, ActiveBinding]) -> Iterable[tuple[str, str]]:
    """Yield the keys of the actions that can be done now, with their help."""
    for action, keys in _by_action(active).items():
        if (verb := _verb(action)) in ACTIONS:
            yield keys, labelled(_(ACTIONS[verb].label()), _(ACTIONS[verb].help()))


def _commands(screen: Screen[Any], active: Mapping[str, ActiveBinding]) -> Iterable[tuple[str, str]]:
    """Yield the keys of the commands that can be run now, with their help."""
    if isinstance(screen, CommandScreen):
        keys = _by_action(active)
        for each in screen.commands.values():
            if each.action in keys:
                yield keys[each.action], labelled(_(each.label), _(each.help))


def _others(active: Mapping[str, ActiveBinding]) -> Iterable[tuple[str, str]]:
    described = {each.binding.action: each.binding for each in active.values()}
    for action, keys in _by_action(active).items():
        binding = described[action]
        if binding.id and not binding.id.startswith(_EXPLAINED) and _verb(action) not in ACTIONS:
            yield keys, binding.description


def _verb(action: str) -> str:
    """Return what a binding does, whether it does it on the record or has a screen of its own."""
    return action.removeprefix("do('").removesuffix("')")


def _by_action(active: Mapping[str, ActiveBinding]) -> dict[str, str]:
    """Return the keys of each action; forms of a key that only input methods give are left out."""
    keys: dict[str, list[str]] = {}
    for key, each in active.items():
        if not key.startswith(("fullwidth", "ideographic", "left_black", "right_black")):
            keys.setdefault(each.binding.action, []).append(key_name(key))
    return {action: " ".join(names) for action, names in keys.items()}
