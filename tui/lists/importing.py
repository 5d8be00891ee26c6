"""Import of a spreadsheet: choose the file, read what it would do, apply it whole or not at all."""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType

from core.importing.plan import KeptOut, Plan, remember
from core.office.office import Office
from core.spreadsheets.columns import MissingColumns, NoKnownHeader
from core.spreadsheets.declaration import IMPORTS, Import
from core.values.sentence import N_, Sentence, say
from tui.dialogs.choose_file import choose_file
from tui.dialogs.dialog import tell
from tui.dialogs.long_work import run_with_progress
from tui.dialogs.report import ReportScreen
from tui.formatting.import_preview import preview_lines
from tui.frame.screen_command import CommandScreen, ScreenCommand
from tui.language import _
from tui.lists.column_mapping import MappingScreen, meaning_of


class ImportList(ScreenCommand):
    """Read a spreadsheet, look at what it would do, and apply it."""

    label = N_("Import")
    key = "i"
    function_key = "f8"

    def __init__(self, importer: type[Import]) -> None:
        """Import by one of the importers (`core.spreadsheets`), whose duty it takes."""
        self._importer = importer

    @property
    def name(self) -> str:
        """The importer's name."""
        return f"import_{self._importer.name}"

    def is_allowed(self, office: Office) -> bool:
        """Whether the officer may import such a list."""
        return self._importer.duty in office.viewer.duties

    async def run(self, screen: CommandScreen) -> None:
        """Choose the file, show what it would do, and apply it."""
        backend = screen.sealdesk.backend
        path = await choose_file(screen.app, say(N_("Which spreadsheet?")), backend.removable_media(), ".xlsx")
        plan = await self._planned(screen, path) if path else None
        if path is None or plan is None:
            return
        done = await run_with_progress(
            screen.app,
            say(N_("Importing {file}"), file=path.name),
            lambda progress: backend.import_rows(screen.office, plan, progress),
        )
        await tell(screen.app, done)

    async def _planned(self, screen: CommandScreen, path: Path) -> Plan | None:
        """Read a file, and again as often as the officer changes what its columns are; None if he went back."""
        while True:
            try:
                plan = await self._read(screen, path)
            except (NoKnownHeader, MissingColumns, KeptOut) as refusal:
                if not await self._mapped(screen, path, refusal.sentence):
                    return None
                continue
            preview = PreviewScreen(_("Import: {file}").format(file=path.name), preview_lines(plan), _("Apply"))
            if await screen.app.push_screen_wait(preview):
                return plan
            if not preview.columns_asked or not await self._mapped(screen, path):
                return None

    async def _read(self, screen: CommandScreen, path: Path) -> Plan:
        backend = screen.sealdesk.backend
        return await run_with_progress(
            screen.app,
            say(N_("Reading {file}"), file=path.name),
            lambda progress: backend.read_import(screen.office, self._importer.name, path, progress),
        )

    async def _mapped(self, screen: CommandScreen, path: Path, why: Sentence | None = None) -> bool:
        """Let the officer say which column is which, and remember it; whether he did."""
        mapping = screen.sealdesk.backend.headings(screen.office, self._importer.name, path)
        meaning = await screen.app.push_screen_wait(MappingScreen(self._importer, mapping, why))
        if meaning is None:
            return False
        before = meaning_of(mapping)
        changed = {each: name for each, name in meaning.items() if before[each] != name}
        remember(screen.office, self._importer, changed)
        return True


def imports_of(kinds: Collection[str]) -> Iterator[ImportList]:
    """Yield the imports that bring records of these kinds."""
    return (ImportList(importer) for importer in IMPORTS.values() if importer.on in kinds)


class PreviewScreen(ReportScreen):
    """What an import would do, with a key that changes which column is which."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c,f7,fullwidth_latin_small_letter_c", "columns", N_("Columns"), id="preview.columns")
    ]
    columns_asked = False
    """Whether the officer went to the columns."""

    def keys(self) -> Iterable[tuple[str, str]]:
        """Add the key to those of a page."""
        first, *rest = super().keys()
        return first, ("C", _("Columns")), *rest

    def action_columns(self) -> None:
        """Go to the columns."""
        self.columns_asked = True
        self.dismiss(False)
