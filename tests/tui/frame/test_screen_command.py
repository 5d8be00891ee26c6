"""What a command of a screen declares holds: its words, its keys, who is offered it, and how it is refused."""

from collections import defaultdict
from types import SimpleNamespace
from typing import Any

import pytest

from core.desks.people.people import AddPerson
from core.desks.people.records import Person
from core.model.action import ACTIONS
from core.values.refusal import Refusal
from tests.support.screen_driver import Opened
from tui import screens  # noqa: F401 - declares the desks
from tui.frame.desk import Desk, desks
from tui.frame.go_to import AllDesks
from tui.frame.screen_command import ScreenCommand
from tui.frame.undo_last import UndoLast
from tui.lists.desk_screen import DeskScreen
from tui.terminal.keys import input_method_aliases

COMMANDS = [command for desk in desks() for command in desk.commands]


class NotToday(Refusal):
    """Not today. Come again tomorrow."""


class CountThem(ScreenCommand):
    """Count what is listed here."""

    key = "q"
    function_key = "f11"
    duty = AddPerson
    on = (Person.kind,)

    async def run(self, screen: Any) -> None:
        """Refuse it."""
        raise NotToday


def keys_of(command: ScreenCommand) -> set[str]:
    given = filter(None, (command.key, command.function_key))
    return {alias for key in given for alias in input_method_aliases(key).split(",")}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_command_explains_itself(command: ScreenCommand) -> None:
    assert command.label
    assert command.help.endswith(".")


@pytest.mark.parametrize("desk", desks(), ids=lambda desk: desk.label)
def test_a_key_means_one_thing_in_a_list(desk: Desk) -> None:
    screen: Any = desk.screen
    commands = (AllDesks(), UndoLast(), *screen.own_commands, *DeskScreen.commands_of(screen, desk))
    for kind in desk.kinds:
        meanings = defaultdict(set)
        for command in commands:
            if not command.on or kind in command.on:
                for key in keys_of(command):
                    meanings[key].add(command.name)
        for action in ACTIONS.values():
            if action.on.kind == kind and action.key:
                for key in input_method_aliases(action.key).split(","):
                    meanings[key].add(action.verb())
        assert {key: names for key, names in meanings.items() if len(names) > 1} == {}, kind


def test_label_and_help_follow_from_the_class() -> None:
    assert (CountThem().label, CountThem().help) == ("Count them", "Count what is listed here.")
    assert CountThem().action == "command('count_them')"


@pytest.mark.parametrize(
    ("may", "kind", "offered"), [(True, "person", True), (False, "person", False), (True, "unit", False)]
)
def test_it_is_offered_by_duty_and_kind(may: bool, kind: str, offered: bool) -> None:
    screen = SimpleNamespace(office=SimpleNamespace(may=lambda action: may), kind=kind, has_record=False)
    assert CountThem().is_offered(screen) is offered


async def test_it_is_found_by_key_palette_and_help_and_what_it_refuses_is_said(
    monkeypatch: pytest.MonkeyPatch, opened: Opened
) -> None:
    monkeypatch.setattr(DeskScreen, "own_commands", (*DeskScreen.own_commands, CountThem()))
    async with opened((160, 40)) as officer:
        await officer.press("5")
        assert "q Count them" in officer.footer
        for key in ("q", "f11", "ctrl+p"):
            await officer.press(key)
            if key == "ctrl+p":
                await officer.type("count what is listed")
                await officer.press("enter")
            assert "Not today. Come again tomorrow." in officer.words
            await officer.press("down")
            assert "Not today" not in officer.words
        await officer.press("f1", "end")
        assert "q F11 Count them" in officer.words
