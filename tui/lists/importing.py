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
from tui.dialogs.choose import Choice, choose
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

    def __init__(self, importers: Collection[type[Import]]) -> None:
        """Import by one of these (`core.spreadsheets`); each takes its own duty."""
        self._importers = importers

    def is_allowed(self, office: Office) -> bool:
        """Whether the officer may import any such list."""
        return bool(self._allowed(office))

    def _allowed(self, office: Office) -> list[type[Import]]:
        return [each for each in self._importers if each.duty in office.viewer.duties]

    async def run(self, screen: CommandScreen) -> None:
        """Choose the file, show what it would do, and apply it."""
        importer, backend = await self._chosen(screen), screen.sealdesk.backend
        if importer is None:
            return
        path = await choose_file(screen.app, say(N_("Which spreadsheet?")), backend.removable_media(), ".xlsx")
        plan = await self._planned(screen, importer, path) if path else None
        if path is None or plan is None:
            return
        done = await run_with_progress(
            screen.app,
            say(N_("Importing {file}"), file=path.name),
            lambda progress: backend.import_rows(screen.office, plan, progress),
        )
        await tell(screen.app, done)

    async def _chosen(self, screen: CommandScreen) -> type[Import] | None:
        """Return the import, asked for where the desk has several; that of the list that is shown stands first."""
        allowed = sorted(self._allowed(screen.office), key=lambda each: each.on != screen.kind)
        if len(allowed) == 1:
            return allowed[0]
        return await choose(screen.app, N_("Which list?"), [Choice(each, _(each.label)) for each in allowed])

    async def _planned(self, screen: CommandScreen, importer: type[Import], path: Path) -> Plan | None:
        """Read a file, and again as often as the officer changes what its columns are; None if he went back."""
        while True:
            try:
                plan = await self._read(screen, importer, path)
            except (NoKnownHeader, MissingColumns, KeptOut) as refusal:
                if not await self._mapped(screen, importer, path, refusal.sentence):
                    return None
                continue
            preview = PreviewScreen(_("Import: {file}").format(file=path.name), preview_lines(plan), _("Apply"))
            if await screen.app.push_screen_wait(preview):
                return plan
            if not preview.columns_asked or not await self._mapped(screen, importer, path):
                return None

    async def _read(self, screen: CommandScreen, importer: type[Import], path: Path) -> Plan:
        backend = screen.sealdesk.backend
        return await run_with_progress(
            screen.app,
            say(N_("Reading {file}"), file=path.name),
            lambda progress: backend.read_import(screen.office, importer.name, path, progress),
        )

    async def _mapped(
        self, screen: CommandScreen, importer: type[Import], path: Path, why: Sentence | None = None
    ) -> bool:
        """Let the officer say which column is which, and remember it; whether he did."""
        mapping = screen.sealdesk.backend.headings(screen.office, importer.name, path)
        meaning = await screen.app.push_screen_wait(MappingScreen(importer, mapping, why))
        if meaning is None:
            return False
        before = meaning_of(mapping)
        changed = {each: name for each, name in meaning.items() if before[each] != name}
        remember(screen.office, importer, changed)
        return True


def imports_of(kinds: Collection[str]) -> Iterator[ImportList]:
    """Yield the command that imports records of these kinds, if there is a way to."""
    importers = [each for each in IMPORTS.values() if each.on in kinds]
    if importers:
        yield ImportList(importers)


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
