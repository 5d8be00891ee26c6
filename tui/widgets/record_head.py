"""What stands above the fields of a record: its path through the stages, and its term with the sum behind it."""

from collections.abc import Iterator

from textual.content import Content

from core.model.record import Record
from core.model.stage_path import path_of
from core.office.office import Office
from core.wording.record_text import deadline_status_of, explained, term_of, value_of
from tui.drawing.bars import term as term_bar
from tui.drawing.stages import path
from tui.language import language
from tui.terminal.glyphs import plain
from tui.terminal.wrap import fold
from tui.widgets.part_timeline import COLOURS

BAR = 10
"""How many cells show how much of the term has passed."""


def head_of(record: Record, office: Office, width: int) -> Iterator[Content]:
    """Yield the lines above the fields of a record, at most `width` wide."""
    if (stages := path_of(record)) is not None:
        yield path([language().label(stage) for stage in stages.stages], stages.present, width)
    row = {name: value_of(record, name) for name in record.status_columns}
    context = office.context()
    status, term = deadline_status_of(type(record), row, context), term_of(type(record), row)
    colour = COLOURS[status] if status else ""
    if status and term and (passed := term.passed(context.today)):
        yield term_bar(*passed, language().say(term.said(context.today, status)), BAR, colour)
    if (reason := explained(record)) is not None:
        day = term.until.isoformat() if term else ""
        for line in fold(plain(language().say(reason)), width):
            yield _marked(line, day, colour)


def _marked(line: str, day: str, colour: str) -> Content:
    """Return a line with a day in it coloured."""
    at = line.find(day) if day else -1
    return Content(line) if at < 0 else Content(line).stylize(f"bold {colour}", at, at + len(day))
