"""What an import would do, in lines: for the preview on the screen and for the command."""

from collections.abc import Iterable

from core.importing.plan import Plan
from core.spreadsheets.declaration import Outcome, Verdict
from tui.formatting.lines import BLANK, Line
from tui.language import _, labelled, language

GROUPS = (
    Outcome.BAD,
    Outcome.DOUBTFUL,
    Outcome.CHANGED,
    Outcome.NEW,
    Outcome.MISSING,
    Outcome.PASSED,
    Outcome.SAME,
)
"""In what order the preview shows the rows."""
MAX_ROWS = 2_000
"""How many rows of each group the preview names on the screen."""


def preview_lines(plan: Plan, most: int = MAX_ROWS) -> Iterable[Line]:
    """Yield what an import would do: how many rows of each kind, then the rows, at most so many of each kind.

    What needs an eye comes first. Rows that are here already are counted, and named only if there is something to say.
    """
    for outcome in GROUPS:
        if count := plan.counts.get(outcome, 0):
            yield labelled(language().label(outcome), f"{count:,}"), "bold"
    for note in plan.notes:
        yield language().say(note), ""
    for outcome in GROUPS:
        rows = [verdict for verdict in plan.told if verdict.outcome == outcome]
        if rows:
            yield BLANK
            yield language().label(outcome), "bold"
            yield from ((row_text(verdict), "") for verdict in rows[:most])
            if len(rows) > most:
                yield _("… and {count:,} more").format(count=len(rows) - most), ""


def row_text(verdict: Verdict) -> str:
    """Return a row of an import as a line: its number, what it is about, and what there is to say."""
    title = _("Row {row}: {title}.") if verdict.number else "{title}"
    remarks = (language().say(remark) for remark in verdict.remarks)
    return " ".join((title.format(row=verdict.number, title=verdict.title or "—"), *remarks))
