"""Import of a spreadsheet: choose the file, read what it would do, apply it whole or not at all."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from core.importing import Outcome, Plan, Verdict
from core.refusal import Refusal
from core.text import N_, say
from tui.choose import Choice, Command
from tui.desk import DeskScreen
from tui.files import choose_file
from tui.language import _, language
from tui.report import BLANK, Line, line, report
from tui.widgets.dialog import tell
from tui.work import at_length

ROWS_SHOWN = 200
"""How many rows of each sort the preview names."""
TO_LOOK_AT = (Outcome.BAD, Outcome.DOUBTFUL, Outcome.CHANGED, Outcome.MISSING)


class ImportingScreen(DeskScreen):
    """A desk whose records can be imported."""

    imports: ClassVar[str] = ""
    """What is imported here: `mailbox` or `roster`."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i,f8,fullwidth_latin_small_letter_i", "import", N_("Import"), id="desk.import")
    ]

    def commands(self) -> Iterable[Choice[Command]]:
        """Add the import to the palette."""
        yield from super().commands()
        yield Choice(
            self.action_import, _("Import"), _("Read a spreadsheet, look at what it would do, and apply it."), "import"
        )

    @work
    async def action_import(self) -> None:
        """Import a spreadsheet."""
        try:
            await self._import()
        except Refusal as refusal:
            self.sealdesk.say(refusal)
        self.reload()

    async def _import(self) -> None:
        doors = self.sealdesk.doors
        path = await choose_file(self.app, say(N_("Which spreadsheet?")), doors.removable_media(), ".xlsx")
        if path is None:
            return
        plan = await at_length(
            self.app,
            say(N_("Reading {file}"), file=path.name),
            lambda progress: doors.read_import(self.office, self.imports, path, progress),
        )
        if not await report(self.app, _("Import: {file}").format(file=path.name), preview_lines(plan), _("Apply")):
            return
        done = await at_length(
            self.app,
            say(N_("Importing {file}"), file=path.name),
            lambda progress: doors.import_rows(self.office, plan, progress),
        )
        await tell(self.app, done)


def preview_lines(plan: Plan) -> Iterable[Line]:
    """Yield what an import would do, then the rows that a person should look at."""
    for outcome in Outcome:
        if plan.counts.get(outcome):
            yield f"{language().label(outcome)}: {plan.counts[outcome]:,}", "bold"
    for note in plan.notes:
        yield language().say(note), ""
    for outcome in TO_LOOK_AT:
        yield from _rows(outcome, [verdict for verdict in plan.verdicts if verdict.outcome == outcome])


def _rows(outcome: Outcome, verdicts: Sequence[Verdict]) -> Iterable[Line]:
    if verdicts:
        yield BLANK
        yield f"{language().label(outcome)} ({len(verdicts):,})", "bold"
    for verdict in verdicts[:ROWS_SHOWN]:
        why = " ".join(language().say(remark) for remark in verdict.remarks)
        row = _("Row {row}").format(row=verdict.number) if verdict.number else ""
        yield "  ".join(filter(None, (row, verdict.title, why))), ""
    if len(verdicts) > ROWS_SHOWN:
        yield line(N_("… and {count:,} more"), count=len(verdicts) - ROWS_SHOWN)
