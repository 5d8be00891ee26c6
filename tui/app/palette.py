"""The palette: everything in the program, here and on other desks, found by its name or help in either language."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from textual.app import App

from core.desks.administration.saved_views import SavedView
from core.model.action import Action
from core.model.query import Query
from core.model.record import RECORDS
from core.office.office import Office
from core.values.refusal import Refusal
from core.values.sentence import N_
from tui.actions.action_screen import ActionScreen
from tui.dialogs.choose import Choice, Command, choose
from tui.frame.desk import Desk, desks, open_desk
from tui.frame.screen_command import CommandScreen
from tui.language import _, labelled, others
from tui.lists.list_view import open_view
from tui.terminal.keys import key_name

GENERAL = (
    (N_("Switch the language"), N_("Chinese and English."), "language", "ctrl+l"),
    (N_("Change the colours"), N_("Dark, light or high contrast, at this machine."), "colours", ""),
    (N_("Lock"), N_("Show nothing until the passphrase is given again."), "lock", "f12"),
    (N_("Another officer"), N_("Sign out, and let another officer sign in."), "another_officer", ""),
    (N_("Help"), N_("Show the keys of this screen and what they do."), "help", "f1"),
    (N_("Quit"), N_("Close the store and end the program."), "quit", "ctrl+q"),
)
OPEN_VIEW = N_("Open this saved view.")
CHOOSE_A_ROW = N_("Goes to the list; choose a row there.")


def open_palette(app: App[Any]) -> None:
    """Show the palette over the present screen."""
    choices = list(commands(app))

    async def run() -> None:
        command = await choose(app, N_("Commands"), choices)
        if command is not None:
            app.call_later(command)

    app.run_worker(run(), exclusive=False)


def commands(app: App[Any]) -> Iterable[Choice[Command]]:
    """Yield what can be done: to the current record, on this screen, in general, and on every other desk."""
    screen = app.screen
    if isinstance(screen, ActionScreen):
        yield from _actions(screen)
    if isinstance(screen, CommandScreen):
        yield from _commands(screen)
    office = app.office  # type: ignore[attr-defined]  # tui.app.app imports this module
    for desk in desks(office):
        yield _choice(partial(open_desk, app, office, desk), desk.label, N_("Go to this desk."))
    yield from _saved_views(app, office)
    for name, about, action, key in GENERAL:
        yield _choice(partial(app.run_action, action), name, about, key=key)
    offered = screen.offered if isinstance(screen, ActionScreen) else frozenset()
    for desk in desks(office):
        yield from _elsewhere(app, office, desk, offered)


def _actions(screen: ActionScreen) -> Iterable[Choice[Command]]:
    for action in screen.offered_actions:
        yield _choice(partial(screen.action_do, action.verb()), action.label(), action.help(), key=action.key)
    if screen.current() is not None:
        yield _choice(screen.action_history, N_("History"), N_("Who changed what of this record, and when."), key="h")
        if RECORDS[screen.kind].access_log:
            yield _choice(screen.action_access_log, N_("Who read it"), N_("Who read this record, and when."), key="w")
        yield _choice(screen.action_why, N_("Why this date"), N_("How the due date is worked out."), key="y")


def _commands(screen: CommandScreen) -> Iterable[Choice[Command]]:
    for name, each in screen.commands.items():
        if each.is_offered(screen):
            yield _choice(partial(screen.action_command, name), each.label, each.help, each.words, each.key)


def _elsewhere(app: App[Any], office: Office, desk: Desk, here: frozenset[str]) -> Iterator[Choice[Command]]:
    """Yield what can be done on a desk but not `here` and now; choosing it goes there first."""
    present = app.screen
    there = desk.screen(office, desk, "")
    if not isinstance(there, ActionScreen):
        return
    for action in _actions_of(there, desk, office):
        if action.verb() not in here:
            then = partial(_do, action.verb()) if action.creates else None
            go = partial(_go, app, office, desk, action.on.kind, then)
            yield _at(desk, _choice(go, action.label(), action.help(), key=action.key), needs_row=then is None)
    known = present.commands if isinstance(present, CommandScreen) else {}
    for name, each in there.commands.items():
        if each.is_allowed(office) and (name not in known or not each.is_offered(present)):
            then = None if each.of_record else partial(_run, name)
            go = partial(_go, app, office, desk, next(iter(each.on), ""), then)
            yield _at(desk, _choice(go, each.label, each.help, each.words, each.key), needs_row=then is None)


def _saved_views(app: App[Any], office: Office) -> Iterator[Choice[Command]]:
    """Yield the views that the officer saved of lists that he reads; choosing one goes to the list first."""
    saved: list[SavedView] = office.find(Query(SavedView.kind))
    for view in saved:
        desk = next((desk for desk in desks(office) if view.of in desk.kinds and office.reads(view.of)), None)
        if desk is not None:
            go = partial(_go, app, office, desk, view.of, partial(_look, view))
            about = labelled(_(RECORDS[view.of].plural), _(OPEN_VIEW))
            words = " ".join((*others(OPEN_VIEW), *others(RECORDS[view.of].plural), view.line))
            yield Choice(go, view.name, about, "", words)


def _actions_of(screen: ActionScreen, desk: Desk, office: Office) -> Iterator[type[Action]]:
    """Yield the actions on what a desk lists that an officer may do."""
    for kind in desk.kinds:
        for action in screen.actions_of(kind):
            if office.may(action) and action not in screen.custom_forms:
                yield action


def _look(view: SavedView, screen: Any) -> None:
    try:
        open_view(screen, view)
    except Refusal as refusal:
        screen.sealdesk.say(refusal)


def _do(verb: str, screen: Any) -> None:
    screen.action_do(verb)


def _run(name: str, screen: Any) -> None:
    screen.action_command(name)


def _go(app: App[Any], office: Office, desk: Desk, kind: str, then: Callable[[Any], None] | None) -> None:
    """Show a desk, and do something there once it stands."""
    open_desk(app, office, desk, kind if kind in desk.kinds else "")
    if then is not None:
        app.call_after_refresh(lambda: then(app.screen))


def _choice(command: Command, name: str, about: str, words: str = "", key: str = "") -> Choice[Command]:
    """Return a choice that is found in every language."""
    also = " ".join(others(name))
    return Choice(command, _(name), _(about), also, " ".join((*others(about), words)), key_name(key) if key else "")


def _at(desk: Desk, choice: Choice[Command], *, needs_row: bool) -> Choice[Command]:
    """Return the choice with the desk where it is done in front of what it does."""
    about = f"{choice.about} {_(CHOOSE_A_ROW)}" if needs_row else choice.about
    return Choice(choice.value, choice.name, labelled(_(desk.label), about), choice.also, choice.words, choice.beside)
