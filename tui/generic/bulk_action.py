"""One action on all rows that are marked: one form or question, then all of it or nothing."""

from collections.abc import Sequence
from typing import Any

from textual.app import App

from core.model.action import Action
from core.model.record import Record, columns
from core.office.office import Office
from core.office.refusals import Refused
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say
from tui.dialogs.dialog import confirm
from tui.formatting.values import title_of
from tui.generic.action_screen import CUSTOM_FLOWS
from tui.widgets.form import FormScreen


class OneByOne(Refusal):
    """{action} is done to one record at a time. Esc takes the marks away."""


class NotForEach(Refusal):
    """{action} cannot be done to “{record}”, which is marked too. Space takes its mark away."""


class BeginsDifferently(Refusal):
    """For “{record}” the form would begin with something else than for the others. Do it one by one."""


async def do_to_marked(app: App[Any], office: Office, action: type[Action], records: Sequence[Record]) -> bool:
    """Ask once, and do an action to each of these records or to none; return whether it was done.

    Raises a `Refusal` if the action is decided record by record, or cannot be asked for all of them at once.
    """
    _require_one_form(office, action, records)
    first = records[0]
    if columns(action):
        form = FormScreen(
            office, action, first, submit=lambda deed: _do(office, deed, records), heading=_several(action, records)
        )
        return await app.push_screen_wait(form) is not None
    deed = action(target=first.id)
    _rehearse(office, deed, records)
    question = N_("{action}, {count} marked: {help}")
    if not await confirm(app, say(question, action=say(deed.label()), count=len(records), help=say(deed.help()))):
        return False
    _do(office, deed, records)
    return True


def _several(action: type[Action], records: Sequence[Record]) -> Sentence:
    return say(N_("{action}, {count} marked"), action=say(action.label()), count=len(records))


def _require_one_form(office: Office, action: type[Action], records: Sequence[Record]) -> None:
    label = say(action.label())
    if action in CUSTOM_FLOWS or action.destination_argument or action.approves:
        raise OneByOne(action=label)
    context = office.context()
    begins = None
    for record in records:
        if action not in office.offered(record.kind, record):
            raise NotForEach(action=label, record=title_of(record, office))
        suggested = action.suggest(record, context)
        if begins is not None and suggested != begins:
            raise BeginsDifferently(record=title_of(record, office))
        begins = suggested


def _each(deed: Action, records: Sequence[Record]) -> list[Action]:
    return [deed.model_copy(update={"target": record.id}) for record in records]


def _rehearse(office: Office, deed: Action, records: Sequence[Record]) -> None:
    """Raise `Refused` with what is wrong at each row."""
    wrong: list[Sentence] = []
    for each, record in zip(_each(deed, records), records, strict=True):
        try:
            office.rehearse((each,))
        except Refused as refused:
            wrong += (
                say(N_("{record}: {reason}"), record=title_of(record, office), reason=why) for why in refused.findings
            )
    if wrong:
        raise Refused(say(deed.label()), wrong)


def _do(office: Office, deed: Action, records: Sequence[Record]) -> None:
    _rehearse(office, deed, records)
    office.do_all(_each(deed, records))
