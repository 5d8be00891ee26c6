"""Help: every key of the screen below with what it does, on one page; `F2` and the palette say more of each action."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from rich.console import Group
from rich.table import Table
from textual.binding import ActiveBinding
from textual.screen import Screen

from core.model.action import ACTIONS
from core.values.sentence import N_
from tui.dialogs.report import ReportScreen
from tui.frame.screen_command import CommandScreen
from tui.language import _
from tui.terminal.keys import input_method_aliases, key_name
from tui.terminal.wrap import wrapped

Entry = tuple[str, str]
"""Keys, and what they do."""

ALWAYS = (
    ("1 - 6", N_("Section; its next desk")),
    (N_("Arrows j k"), N_("Move")),
    ("PgUp PgDn", N_("Move by pages")),
    ("Home End", N_("To the first, the last")),
    (N_("Space"), N_("Mark, to act on all marked")),
    ("*", N_("Mark all, or none")),
    ("Enter", N_("Open")),
    ("Esc", N_("Back")),
    (N_("Ctrl Alt +"), N_("The same as the letter")),
)
_EXPLAINED = ("list.", "page.")
"""Bindings whose ids begin so stand in `ALWAYS` already."""
KEYS_WIDTH, ENTRY_WIDTH = 12, 36
"""How many cells the keys take, and an entry at least."""


class HelpScreen(ReportScreen):
    """The keys of a screen."""

    def __init__(self, screen: Screen[Any]) -> None:
        """Note the keys of a screen while they are active."""
        super().__init__(_("Help"), ())
        active = screen.active_bindings
        self._groups = (
            (_("Here"), [*_actions(active), *_commands(screen, active), *_others(active)]),
            (_("Everywhere"), [(_(keys), _(about)) for keys, about in ALWAYS]),
        )

    def page(self) -> Group:
        """Return the groups below one another, each in as many columns as there is room for."""
        columns = max(min(self.app.size.width, self.widest) // ENTRY_WIDTH, 1)
        return Group(
            *(part for name, entries in self._groups for part in (wrapped(name, "bold"), _table(entries, columns)))
        )


def _table(entries: Sequence[Entry], columns: int) -> Table:
    """Return entries in columns, one below the other in each."""
    lines = -(-len(entries) // columns)
    table = Table.grid(padding=(0, 1), expand=True)
    for _column in range(columns):
        table.add_column(width=KEYS_WIDTH)
        table.add_column(ratio=1)
    parts = (entries[start : start + lines] for start in range(0, len(entries), lines or 1))
    for row in zip_longest(*parts, fillvalue=("", "")):
        table.add_row(*(cell for keys, about in row for cell in (wrapped(keys, "bold"), wrapped(about))))
    return table


def _actions(active: Mapping[str, ActiveBinding]) -> Iterable[Entry]:
    """Yield the keys of the actions that can be done now."""
    for action, keys in _by_action(active).items():
        if (verb := _verb(action)) in ACTIONS:
            yield keys, _(ACTIONS[verb].label())


def _commands(screen: Screen[Any], active: Mapping[str, ActiveBinding]) -> Iterable[Entry]:
    """Yield the keys of the commands that can be run now."""
    if isinstance(screen, CommandScreen):
        keys = _by_action(active)
        for each in screen.commands.values():
            if each.action in keys:
                yield keys[each.action], _(each.label)


def _others(active: Mapping[str, ActiveBinding]) -> Iterable[Entry]:
    """Yield the other keys, but for those that `ALWAYS` tells of."""
    described = {each.binding.action: each.binding for each in active.values()}
    for action, keys in _by_action(active).items():
        binding = described[action]
        told = binding.description in {about for _keys, about in ALWAYS}
        if binding.id and not told and not binding.id.startswith(_EXPLAINED) and _verb(action) not in ACTIONS:
            yield keys, binding.description


def _verb(action: str) -> str:
    """Return what a binding does, whether it does it on the record or has a screen of its own."""
    return action.removeprefix("do('").removesuffix("')")


def _by_action(active: Mapping[str, ActiveBinding]) -> dict[str, str]:
    """Return the keys of each action, without those that only stand for another where input methods swallow it."""
    twins = {alias for key in active if len(key) == 1 for alias in input_method_aliases(key).split(",")[1:]}
    keys: dict[str, list[str]] = {}
    for key, each in active.items():
        if key not in twins and not key.startswith(("fullwidth", "ideographic", "left_black", "right_black")):
            keys.setdefault(each.binding.action, []).append(key_name(key))
    return {action: " ".join(names) for action, names in keys.items()}
