"""Editing the policy pack: what an edit changes is shown before it is kept, and told again by history."""

from typing import Any

from textual.app import App

from core.desks.administration.officers import EditPolicy
from core.model.query import Query
from core.model.record import Record
from core.office.office import Office
from core.policy.editing import with_versions
from core.values.refusal import Refusal
from core.values.sentence import N_
from tui.dialogs.dialog import tell
from tui.dialogs.report import ReportScreen, report
from tui.formatting.lines import BLANK
from tui.formatting.policy_changes import difference_lines, history_lines
from tui.language import _, language
from tui.widgets.form import FormScreen


class NothingDiffers(Refusal):
    """This edit changes no figure and no list, so there is nothing to put into force."""


async def put_into_force(app: App[Any], office: Office, text: str) -> None:
    """Show what a new text of the pack changes and, once that is confirmed, keep it; awaited from a worker."""
    pack = the_pack(office)
    office.rehearse((EditPolicy(target=pack.id, text=text),))
    text = with_versions(text, pack.text)  # as it is kept
    action = EditPolicy(target=pack.id, text=text)
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


# History


def show_history(app: App[Any], office: Office, pack: Record) -> None:
    """Show who changed which figures of the pack."""
    app.push_screen(ReportScreen(_("History of the policy pack"), history_lines(office, pack)))
