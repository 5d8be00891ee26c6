"""One action on all rows that are marked: one form, one preview of who gets it and who does not, one transaction."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import compress
from typing import Any, TypeVar

from textual.app import App

from core.model.action import Action
from core.model.progress import Progress, no_progress
from core.model.record import Record, columns
from core.office.office import AT_THIS_STAGE, Office
from core.office.refusals import Reasons, Refused
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say
from tui.dialogs.long_work import run_with_progress
from tui.dialogs.report import report
from tui.formatting.lines import BLANK, Line, line
from tui.formatting.values import title_of
from tui.language import _, language
from tui.widgets.form import FormScreen

MOST_AT_ONCE = 1000
"""To how many records an action is done at once at most."""
AT_A_GLANCE = 50
"""Up to how many records need no bar that tells how far it is."""
MOST_NAMED = 200
"""How many records the preview names of those it is done to."""

T = TypeVar("T")


class OneByOne(Refusal):
    """{action} is done to one record at a time. Esc takes the marks away."""


class BeginsDifferently(Refusal):
    """For “{record}” the form would begin with something else than for the others. Do it one by one."""


class TooMany(Refusal):
    """{count} are marked, and at most {most} are done at once. Search for fewer, then * marks all that are found."""


@dataclass(frozen=True)
class Judged:
    """What would become of the marked records."""

    deeds: Sequence[Action]
    """What would be done."""
    done_to: Sequence[str]
    """What the records are called that it would be done to."""
    refused: Sequence[tuple[str, Sentence]]
    """What the others are called, each with the reason."""


async def do_to_marked(
    app: App[Any], office: Office, action: type[Action], count: int, read: Callable[[], Sequence[Record]]
) -> bool:
    """Ask once, show to which of so many records it would be done and to which not, and do it; whether it was done.

    `read` returns the records; it is called in a thread. What is refused for one of them is left out; the rest is done
    in one transaction. A form of which nothing would come is shown again with what was typed.

    Raises:
        Refusal: the action is done record by record, or cannot be asked for all of them at once.
    """
    if not action.for_each():
        raise OneByOne(action=say(action.label()))
    if count > MOST_AT_ONCE:
        raise TooMany(count=f"{count:,}", most=f"{MOST_AT_ONCE:,}")
    records = await asyncio.to_thread(read)
    offered = await asyncio.to_thread(_offered, office, action, records)
    fit = list(compress(records, offered))
    typed = await asyncio.to_thread(_begin, office, action, fit) if fit else {}
    while True:
        deed = await _asked(app, office, action, fit, count, typed) if fit else action.model_construct()
        if deed is None:
            return False
        judged = await _in_thread(app, action, count, partial(_judge, office, deed, records, offered))
        if await report(app, _heading(action, count), _preview(judged), _("Do it") if judged.deeds else ""):
            await _in_thread(app, action, count, partial(office.do_all, judged.deeds, total=len(judged.deeds)))
            return True
        if not (fit and columns(action)):
            return False
        typed = {name: getattr(deed, name) for name in columns(action)}


async def _in_thread(app: App[Any], action: type[Action], count: int, work: Callable[[Progress], T]) -> T:
    """Do work in a thread, with a bar if it is about so many that one would wonder."""
    if count <= AT_A_GLANCE:
        return await asyncio.to_thread(work, no_progress)
    return await run_with_progress(app, _several(action, count), work)


async def _asked(
    app: App[Any], office: Office, action: type[Action], records: Sequence[Record], count: int, typed: dict[str, Any]
) -> Action | None:
    """Ask for the arguments, beginning with what was typed before; None if the officer went back."""
    if not columns(action):
        return action(target=records[0].id)
    heading = _several(action, count)
    form = FormScreen(office, action, records[0], typed, submit=lambda deed: None, heading=heading)
    return await app.push_screen_wait(form)


def _several(action: type[Action], count: int) -> Sentence:
    return say(N_("{action}, {count} marked"), action=say(action.label()), count=f"{count:,}")


def _heading(action: type[Action], count: int) -> str:
    return language().say(_several(action, count))


def _offered(office: Office, action: type[Action], records: Sequence[Record]) -> list[bool]:
    """Return of each record whether the action is offered for it."""
    return [action in office.offered(record.kind, record) for record in records]


def _begin(office: Office, action: type[Action], records: Sequence[Record]) -> dict[str, Any]:
    """Return what the form begins with; what must be chosen, such as an officer, begins empty if it is not the same.

    Raises:
        BeginsDifferently: something differs that belongs to each record, or would be wiped.
    """
    context = office.context()
    first = action.suggest(records[0], context)
    begin = dict(first)
    for record in records[1:]:
        suggested = action.suggest(record, context)
        for name in first.keys() | suggested.keys():
            if first.get(name) != suggested.get(name):
                if not (action.model_fields[name].is_required() and columns(action)[name].about.refers):
                    raise BeginsDifferently(record=title_of(record, office))
                begin[name] = None
    return begin


def _judge(
    office: Office, deed: Action, records: Sequence[Record], offered: Sequence[bool], progress: Progress
) -> Judged:
    """Ask of each record whether it could be done to it; nothing is written."""
    deeds: list[Action] = []
    done_to: list[str] = []
    refused: list[tuple[str, Sentence]] = []
    for place, (record, may) in enumerate(zip(records, offered, strict=True)):
        each = deed.model_copy(update={"target": record.id})
        why = _why_not(office, each) if may else _why_not_offered(office, type(deed), record)
        if why is None:
            deeds.append(each)
            done_to.append(title_of(record, office))
        else:
            refused.append((title_of(record, office), why))
        progress(place + 1, len(records))
    return Judged(deeds, done_to, refused)


def _why_not(office: Office, deed: Action) -> Sentence | None:
    try:
        office.rehearse((deed,))
    except Refused as refused:
        return Reasons(refused.findings)
    except Refusal as refusal:
        return refusal.sentence
    return None


def _why_not_offered(office: Office, action: type[Action], record: Record) -> Sentence:
    stage = getattr(record, "stage", None)
    if not isinstance(record, action.on):
        return say(N_("It is done to another kind of record."))
    if action.stages and stage is not None and stage not in action.stages:
        return say(AT_THIS_STAGE, stage=say(stage.label))
    if found := list(action.obstacles(record, office.context())):
        return Reasons(found)
    return say(N_("There is nothing that it could be done to."))


def _preview(judged: Judged) -> Iterator[Line]:
    """Yield to which records it would be done and to which not, and why; the refused first, for they are few."""
    if judged.refused:
        yield line(N_("Not done to {count}:"), "bold", count=f"{len(judged.refused):,}")
        for record, why in judged.refused:
            yield line(N_("{record}: {reason}"), record=record, reason=language().say(why))
        yield BLANK
    if not judged.deeds:
        yield line(N_("So nothing would be done. Esc goes back."))
        return
    yield line(N_("Done to {count}, in one step or not at all:"), "bold", count=f"{len(judged.deeds):,}")
    yield from ((called, "") for called in judged.done_to[:MOST_NAMED])
    if (more := len(judged.done_to) - MOST_NAMED) > 0:
        yield line(N_("and {count} more"), count=f"{more:,}")
