"""What is listed twice: looked at side by side, made one, and taken apart."""

from textual.app import App

from core.desks.sync.duplicates import JOINS, SEPARATES, filled, sure_joins, under
from core.model.query import Is, Query, both
from core.model.record import Record, columns
from core.office.office import Office
from core.rules.duplicates import JOIN_ORDER, Duplicate
from core.values.sentence import N_, say
from tui.actions.conflict import ConflictingValue, ConflictScreen
from tui.dialogs.choose import Choice, choose
from tui.dialogs.dialog import confirm, tell
from tui.dialogs.long_work import run_with_progress
from tui.formatting.values import Values
from tui.host import Host
from tui.language import _, labelled, language
from tui.widgets.form import FormScreen


async def join(app: App[object], office: Office, duplicate: Duplicate) -> bool:
    """Let an officer choose which of two stays and look through what is said of it; return whether they were made one.

    Raises:
        Refusal: one of the two has gone meanwhile.
    """
    action = JOINS[duplicate.of_kind]
    office.require(action)
    two = {each: office.get(duplicate.of_kind, each) for each in (duplicate.beside, duplicate.of)}
    values = [
        ConflictingValue(
            change=each, value=_said(record, office), officer=record.title, site=_made_at(record, office), when=""
        )
        for each, record in two.items()
    ]
    question = say(N_("{why}: which of the two stays? The other goes under it."), why=say(duplicate.why.label)).say(_)
    stays = await app.push_screen_wait(ConflictScreen(question, values))
    if stays is None:
        return False
    kept, other = two.pop(stays), next(iter(two.values()))
    form = FormScreen(office, action, kept, given=filled(kept, other), fixed={"other": other.id})
    return await app.push_screen_wait(form) is not None


def _made_at(record: Record, office: Office) -> str:
    """Return the name of the site that made a record."""
    first = next(iter(office.history(record)), None)
    return office.title("site", first.change.stream.site) if first else ""


def _said(record: Record, office: Office) -> str:
    """Return what a record says, a line for each field."""
    values = Values(office, language().translate)
    listed = (
        (column, value)
        for column in columns(type(record)).values()
        if not column.derived and (value := getattr(record, column.name))
    )
    return "\n".join(labelled(_(column.about.label), values.text(column, value)) for column, value in listed)


async def join_all_certain(app: Host, office: Office) -> None:
    """Make one, in one step, everything listed twice of which nothing speaks against it, once it is confirmed."""
    kinds = [kind for kind in JOIN_ORDER if office.may(JOINS[kind])]
    sure = office.count(Query(Duplicate.kind, both(Is("of_kind", tuple(kinds)), Is("sure", (True,)))))
    if not sure:
        await tell(app, N_("Nothing listed twice is beyond doubt. Look at each: Enter shows the two side by side."))
        return
    question = N_(
        "{count} records are listed twice beyond doubt. Join each to the older of the two? Both histories stay, "
        "and each can be separated again."
    )
    if await confirm(app, say(question, count=sure)):
        done = await run_with_progress(
            app,
            say(N_("Joining")),
            lambda progress: office.do_all(sure_joins(kinds, office.context()), progress, sure),
        )
        await tell(app, say(N_("{count} records were joined to another."), count=done))


async def separate(app: Host, office: Office, record: Record | None) -> None:
    """Let an officer choose which of those that stand under a record stands by itself again."""
    assert record is not None  # it is done to one
    below = under(record, office.context())
    if not below:
        await tell(app, say(N_("No record of this kind was joined to {name}."), name=record.title))
        return
    action = SEPARATES[record.kind]
    choices = [Choice(each.id, each.title, _made_at(each, office)) for each in below]
    if (apart := await choose(app, _(action.label()), choices)) is not None:
        office.do(action.model_validate({"target": record.id, "apart": apart}))
