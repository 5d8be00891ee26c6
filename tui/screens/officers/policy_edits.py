"""Editing the policy pack: what an edit changes is shown before it is kept, and told again by history."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from textual.app import App

from core.desks.administration.officers import EditPolicy
from core.model.action import Action
from core.model.change import milliseconds
from core.model.query import Query
from core.model.record import Record
from core.office.office import Office
from core.policy.diff import differences
from core.policy.errors import read_pack
from core.policy.labels import figure_called, value_called
from core.policy.settings import default_of
from core.values.refusal import Refusal
from core.values.sentence import N_
from tui.dialogs.dialog import tell
from tui.dialogs.report import BLANK, Line, ReportScreen, report
from tui.generic.action_screen import ActingScreen
from tui.language import _, labelled, language
from tui.terminal.glyphs import glyphs
from tui.widgets.form import FormScreen

Perform = Callable[[type[Action], Record | None], Awaitable[None]]


class NothingDiffers(Refusal):
    """This edit changes no figure and no list, so there is nothing to put into force."""


def difference_lines(before: str, after: str) -> Iterator[Line]:
    """Yield what differs between two texts, figure by figure: what was and what is, or out of a list and into it."""
    roles = {**roles_of(before), **roles_of(after)}
    for each in differences(before, after):
        yield language().say(figure_called(each.path, roles)), "bold"
        if each.of_lists:
            for sign, parts in (("-", each.removed), ("+", each.added)):
                yield from ((f"  {sign} {language().show(part)}", "") for part in value_called(each.path, parts, roles))
            if not (each.removed or each.added):
                yield f"  {_('another order')}", ""
        else:
            yield f"  {_shown(each.path, each.before)} {glyphs().arrow} {_shown(each.path, each.after)}", ""


def roles_of(text: str) -> Mapping[str, Any]:
    """Return the roles of a text as it was read, for what they are called."""
    roles = read_pack(text).get("roles")
    return roles if isinstance(roles, Mapping) else {}


def _shown(path: tuple[str, ...], value: Any) -> str:
    """Return a value of a pack in words; of a figure that is not written, the default that counts in its place."""
    if value is not None:
        return language().show(value)
    default = default_of(path)
    return _("not written") if default is None else labelled(_("default"), language().show(default))


async def put_into_force(app: App[Any], office: Office, text: str) -> None:
    """Show what a new text of the pack changes and, once that is confirmed, keep it; awaited from a worker."""
    pack = the_pack(office)
    action = EditPolicy(target=pack.id, text=text)
    office.rehearse((action,))
    lines = list(difference_lines(pack.text, text))
    if not lines:
        raise NothingDiffers
    second = list(action.foresee(pack, office.context()))
    lines += [BLANK, *((language().say(why), "") for why in second)] if second else []
    go = _("Propose to a second officer") if second else _("Put into force")
    if await report(app, _("Edit of the policy pack: before and after"), lines, go):
        office.do(action)
        done = N_("The edit waits for a second officer.") if second else N_("The edit is in force.")
        await tell(app, done)


def the_pack(office: Office) -> Any:
    """Return the policy pack."""
    return office.find(Query("policy", limit=1))[0]


async def edit_text(app: App[Any], office: Office) -> None:
    """Let the officer edit the whole text; awaited from a worker."""
    form = FormScreen(office, EditPolicy, the_pack(office), submit=lambda action: office.rehearse((action,)))
    action = await app.push_screen_wait(form)
    if isinstance(action, EditPolicy):
        await put_into_force(app, office, action.text)


async def edited(screen: ActingScreen, action: type[Action], record: Record | None, otherwise: Perform) -> None:
    """Edit the pack's text if that is the action, with what it changes shown first; else do what is usual."""
    if action is not EditPolicy:
        await otherwise(action, record)
        return
    try:
        await edit_text(screen.app, screen.office)
    except Refusal as refusal:
        screen.sealdesk.say(refusal)
    screen.reload()


# History


def show_history(app: App[Any], office: Office, pack: Record) -> None:
    """Show who changed which figures of the pack."""
    app.push_screen(ReportScreen(_("History of the policy pack"), history_lines(office, pack)))


def history_lines(office: Office, pack: Record) -> Iterator[Line]:
    """Yield who changed which figures, the latest first."""
    for entry in reversed(office.history(pack)):
        fields, body = entry.change.body.fields, entry.change.body
        if "text" in fields and entry.before.get("text"):
            when = language().show(datetime.fromtimestamp(milliseconds(entry.change.time) / 1000))
            yield f"{when}  {office.title('officer', body.officer)}", "bold"
            yield from ((f"  {text}", "") for text, _style in told(entry.before["text"], fields["text"]))
            yield BLANK


def told(before: str, after: str) -> Iterable[Line]:
    """Return what differs between two kept texts, or why that cannot be told."""
    try:
        return list(difference_lines(before, after))
    except Refusal as refusal:  # a text from elsewhere that this version does not read
        return [(language().say(refusal.sentence), "")]
