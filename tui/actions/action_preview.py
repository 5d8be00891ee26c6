"""What comes of an action besides what was typed: seen before it is done, and done in one step."""

from collections.abc import Iterable

from core.model.action import Action
from core.model.record import Record, columns
from core.office.office import Office
from core.values.sentence import N_
from tui.formatting.lines import BLANK, Line, line
from tui.formatting.values import title_of
from tui.language import labelled, language


def preview(asked: Action, record: Record, office: Office) -> Iterable[Line]:
    """Yield what would come of it, or move where; nothing if there is nothing to see."""
    for sentence in asked.foresee(record, office.context()):
        yield language().say(sentence), ""
    if asked.destination_argument:
        yield from _moving(asked, record, office)


def _moving(asked: Action, record: Record, office: Office) -> Iterable[Line]:
    destination_argument = getattr(asked, asked.destination_argument)
    if destination_argument:
        to = office.title(columns(type(asked))[asked.destination_argument].about.refers, destination_argument)
        yield line(N_("From {record} to {to}"), "bold", record=title_of(record, office), to=to)
        yield BLANK
    moving = list(asked.side_effects(record, office.context()))
    if not moving:
        yield line(N_("Nothing else moves."))
    for what, count in moving:
        yield labelled(language().say(what), f"{count:,}"), ""
    yield BLANK
    yield line(N_("All of it moves in one step, or nothing. History keeps whose it was until now."))
