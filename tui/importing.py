"""Import of a spreadsheet: choose the file, read what it would do, apply it whole or not at all."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from core.refusal import Refusal
from core.text import N_, say
from tui.choose import Choice, Command
from tui.desk import DeskScreen
from tui.doors import ImportPreview, RowFinding
from tui.files import choose_file
from tui.language import _, language
from tui.report import BLANK, Line, line, report
from tui.widgets.dialog import tell
from tui.work import at_length

ROWS_SHOWN = 200
"""How many rows of each sort the preview names."""


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
        preview = await at_length(
            self.app,
            say(N_("Reading {file}"), file=path.name),
            lambda progress: doors.read_import(self.office, self.imports, path, progress),
        )
        if not await report(self.app, _("Import: {file}").format(file=path.name), preview_lines(preview), _("Apply")):
            return
        done = await at_length(
            self.app,
            say(N_("Importing {file}"), file=path.name),
            lambda progress: doors.import_rows(self.office, preview, progress),
        )
        await tell(self.app, done)


def preview_lines(preview: ImportPreview) -> Iterable[Line]:
    """Yield what an import would do, then the rows that need a person's eye."""
    for name, count in preview.counts.items():
        yield f"{_(name)}: {count:,}", "bold"
    if preview.unmapped:
        yield line(N_("Columns that are left out: {names}"), names=", ".join(preview.unmapped))
    yield from _rows(N_("Rows that are left out: {count:,}"), preview.bad)
    yield from _rows(N_("Doubtful rows: {count:,}"), preview.doubtful)


def _rows(heading: str, rows: Sequence[RowFinding]) -> Iterable[Line]:
    if rows:
        yield BLANK
        yield line(heading, "bold", count=len(rows))
    for finding in rows[:ROWS_SHOWN]:
        yield line(N_("Row {row}: {why}"), row=finding.row, why=language().say(finding.why))
    if len(rows) > ROWS_SHOWN:
        yield line(N_("… and {count:,} more"), count=len(rows) - ROWS_SHOWN)
