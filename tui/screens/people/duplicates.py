"""What is listed twice: told before a transfer is applied, looked at side by side, made one, and taken apart."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from core.model.record import RECORDS
from core.results.transfer import Twinned
from core.values.sentence import N_, Sentence, say

if TYPE_CHECKING:
    from textual.app import App

    from core.model.record import Record
    from core.office.office import Office
    from core.rules.duplicates import Twin
    from tui.app.app import SealdeskApp

SHOWN = 200
"""How many are named before a transfer is applied; how many there are is always said."""

ORDER = ("unit", "person", "cell")
"""In which order what is listed twice is made one: people are told by their units."""


def twins_told(twins: Sequence[Twinned]) -> Iterable[Sentence]:
    """Yield what would be listed twice: how many of each kind, then each."""
    for kind, count in Counter(each.kind for each in twins).items():
        template = N_("{kind}: {count} would be listed twice. Join them afterwards; Today lists them.")
        yield say(template, kind=say(RECORDS[kind].plural), count=count)
    for each in twins[:SHOWN]:
        yield say(N_("Listed twice: {title} ({why})"), title=each.title, why=say(each.why.label))


async def make_one(app: "App[object]", office: "Office", twin: "Twin") -> bool:
    """Let an officer choose which of two stays and look through what is said of it; return whether they were made one.

    Raises:
        Refusal: one of the two has gone meanwhile.
    """
    from core.desks.sync.duplicates import JOINS, filled
    from tui.generic.conflict import Rival, RivalsScreen
    from tui.language import _
    from tui.widgets.form import FormScreen

    action = JOINS[twin.of_kind]
    office.require(action)
    both = {each: office.get(twin.of_kind, each) for each in (twin.beside, twin.of)}
    rivals = [
        Rival(change=each, value=_said(record, office), officer=record.title, site=_made_at(record, office), when="")
        for each, record in both.items()
    ]
    question = say(N_("{why}: which of the two stays? The other goes under it."), why=say(twin.why.label)).say(_)
    stays = await app.push_screen_wait(RivalsScreen(question, rivals))
    if stays is None:
        return False
    kept, other = both.pop(stays), next(iter(both.values()))
    form = FormScreen(office, action, kept, given=filled(kept, other), fixed={"other": other.id})
    return await app.push_screen_wait(form) is not None


def _made_at(record: "Record", office: "Office") -> str:
    """Return the name of the site that made a record."""
    first = next(iter(office.history(record)), None)
    return office.title("site", first.change.stream.site) if first else ""


def _said(record: "Record", office: "Office") -> str:
    """Return what a record says, a line for each field."""
    from core.model.record import columns
    from tui.formatting.values import Values
    from tui.language import _, labelled, language

    values = Values(office, language())
    listed = (
        (column, value)
        for column in columns(type(record)).values()
        if not column.derived and (value := getattr(record, column.name))
    )
    return "\n".join(labelled(_(column.about.label), values.text(column, value)) for column, value in listed)


async def make_all_one(app: "SealdeskApp", office: "Office") -> None:
    """Make one, in one step, everything listed twice of which nothing speaks against it, once it is confirmed."""
    from core.desks.sync.duplicates import JOINS, sure_joins
    from core.model.query import Is, Query, both
    from tui.dialogs.dialog import confirm, tell
    from tui.dialogs.long_work import at_length

    kinds = [kind for kind in ORDER if office.may(JOINS[kind])]
    sure = office.count(Query("twin", both(Is("of_kind", tuple(kinds)), Is("sure", (True,)))))
    if not sure:
        await tell(app, N_("Nothing listed twice is beyond doubt. Look at each: Enter shows the two side by side."))
        return
    question = N_(
        "{count} records are listed twice beyond doubt. Join each to the older of the two? Both histories stay, "
        "and each can be separated again."
    )
    if await confirm(app, say(question, count=sure)):
        done = await at_length(
            app,
            say(N_("Joining")),
            lambda progress: office.do_all(sure_joins(kinds, office.context()), progress, sure),
        )
        await tell(app, say(N_("{count} records were joined to another."), count=done))


async def take_apart(app: "SealdeskApp", office: "Office", record: "Record | None") -> None:
    """Let an officer choose which of those that stand under a record stands by itself again."""
    from core.desks.sync.duplicates import SEPARATES, under
    from tui.dialogs.choose import Choice, choose
    from tui.dialogs.dialog import tell
    from tui.language import _

    assert record is not None  # it is done to one
    below = under(record, office.context())
    if not below:
        await tell(app, say(N_("No record of this kind was joined to {name}."), name=record.title))
        return
    action = SEPARATES[record.kind]
    choices = [Choice(each.id, each.title, _made_at(each, office)) for each in below]
    if (apart := await choose(app, _(action.label()), choices)) is not None:
        office.do(action.model_validate({"target": record.id, "apart": apart}))
