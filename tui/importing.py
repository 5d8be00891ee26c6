"""Import of a spreadsheet: choose the file, read what it would do, apply it whole or not at all."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from core.importing import Outcome, Plan
from core.refusal import Refusal
from core.text import N_, say
from tui.choose import Choice, Command
from tui.desk_screen import DeskScreen
from tui.files import choose_file
from tui.language import _, labelled, language
from tui.report import Line, report
from tui.widgets.dialog import tell
from tui.work import at_length

if TYPE_CHECKING:
    from core.importing import Plan

ROWS_SHOWN = 200
"""How many rows the preview names."""
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


def preview_lines(plan: "Plan") -> Iterable[Line]:
    """Yield what an import would do, then the rows that need a person's eye."""
    for outcome, count in plan.counts.items():
        yield labelled(language().label(outcome), f"{count:,}"), "bold"
    for note in plan.notes:
        yield language().say(note), ""
    yield "", ""
    rows = list(plan.remarkable)
    for verdict in rows[:ROWS_SHOWN]:
        facts = {"row": verdict.number, "title": verdict.title, "outcome": language().label(verdict.outcome)}
        remarks = (language().say(remark) for remark in verdict.remarks)
        yield " ".join((_("Row {row}, {title}: {outcome}.").format(**facts), *remarks)), ""
    if len(rows) > ROWS_SHOWN:
        yield _("… and {count:,} more").format(count=len(rows) - ROWS_SHOWN), ""
