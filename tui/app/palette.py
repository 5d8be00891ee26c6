"""The palette: everything that can be done here and now, found by its name or its help, in either language."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from textual.app import App

from core.model.action import ACTIONS
from core.model.record import RECORDS
from core.values.sentence import N_
from tui.dialogs.choose import Choice, Command, choose
from tui.generic.action_screen import ActionScreen
from tui.generic.desk import desks, open_desk
from tui.generic.screen_command import CommandScreen
from tui.language import _

GENERAL = (
    (N_("Switch the language"), N_("Chinese and English."), "language"),
    (N_("Change the colours"), N_("Dark, light or high contrast, at this machine."), "colours"),
    (N_("Lock"), N_("Show nothing until the passphrase is given again."), "lock"),
    (N_("Another officer"), N_("Sign out, and let another officer sign in."), "another_officer"),
    (N_("Help"), N_("Show the keys of this screen and what they do."), "help"),
    (N_("Quit"), N_("Close the store and end the program."), "quit"),
)


def open_palette(app: App[Any]) -> None:
    """Show the palette over the present screen."""
    choices = list(commands(app))

    async def run() -> None:
        command = await choose(app, N_("Commands"), choices)
        if command is not None:
            app.call_later(command)

    app.run_worker(run(), exclusive=False)


def commands(app: App[Any]) -> Iterable[Choice[Command]]:
    """Yield what can be done: to the current record, on this screen, on every desk, and in general."""
    screen = app.screen
    if isinstance(screen, ActionScreen):
        yield from _actions(screen)
    if isinstance(screen, CommandScreen):
        yield from _commands(screen)
    office = app.office  # type: ignore[attr-defined]  # tui.app.app imports this module
    for desk in desks(office):
        yield _choice(lambda desk=desk: open_desk(app, office, desk), desk.label, N_("Go to this desk."))  # type: ignore[misc]
    for name, about, action in GENERAL:
        yield _choice(lambda action=action: app.run_action(action), name, about)  # type: ignore[misc]


def _actions(screen: ActionScreen) -> Iterable[Choice[Command]]:
    for verb, action in ACTIONS.items():
        if verb in screen.offered:
            yield _choice(lambda verb=verb: screen.action_do(verb), action.label(), action.help())  # type: ignore[misc]
    if screen.current() is not None:
        yield _choice(screen.action_history, N_("History"), N_("Who changed what of this record, and when."))
        if RECORDS[screen.kind].access_log:
            yield _choice(screen.action_access_log, N_("Who read it"), N_("Who read this record, and when."))
        yield _choice(screen.action_why, N_("Why this date"), N_("How the due date is worked out."))


def _commands(screen: CommandScreen) -> Iterable[Choice[Command]]:
    for name, each in screen.commands.items():
        if each.is_offered(screen):
            yield _choice(partial(screen.action_command, name), each.label, each.help, each.words)


def _choice(command: Command, name: str, about: str, words: str = "") -> Choice[Command]:
    return Choice(command, _(name), _(about), also=name, words=f"{about} {words}")
