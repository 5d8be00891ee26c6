"""Import of a spreadsheet: choose the file, read what it would do, apply it whole or not at all."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from core.importing.columns import MissingColumns, NoKnownHeader
from core.importing.plan import KeptOut, Plan, remember
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say
from tui.dialogs.choose import Choice, Command
from tui.dialogs.choose_file import choose_file
from tui.dialogs.dialog import tell
from tui.dialogs.long_work import at_length
from tui.dialogs.report import ReportScreen
from tui.formatting.import_preview import preview_lines
from tui.generic.column_mapping import MappingScreen, meaning_of
from tui.generic.desk_screen import DeskScreen
from tui.language import _


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
        if self._may_import():
            about = _("Read a spreadsheet, look at what it would do, and apply it.")
            yield Choice(self.action_import, _("Import"), about, "import")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the import to those who may import."""
        return self._may_import() if action == "import" else super().check_action(action, parameters)

    def _may_import(self) -> bool:
        from core.importing.importers import IMPORTS

        return IMPORTS[self.imports].duty in self.office.viewer.duties

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
        plan = await self._understood(path) if path else None
        if path is None or plan is None:
            return
        done = await at_length(
            self.app,
            say(N_("Importing {file}"), file=path.name),
            lambda progress: doors.import_rows(self.office, plan, progress),
        )
        await tell(self.app, done)

    async def _understood(self, path: Path) -> "Plan | None":
        """Read a file, and again as often as the officer changes what its columns are; None if he went back."""
        while True:
            try:
                plan = await self._read(path)
            except (NoKnownHeader, MissingColumns, KeptOut) as refusal:
                if not await self._mapped(path, refusal.sentence):
                    return None
                continue
            preview = PreviewScreen(_("Import: {file}").format(file=path.name), preview_lines(plan), _("Apply"))
            if await self.app.push_screen_wait(preview):
                return plan
            if not preview.columns_asked or not await self._mapped(path):
                return None

    async def _read(self, path: Path) -> Plan:
        doors = self.sealdesk.doors
        return await at_length(
            self.app,
            say(N_("Reading {file}"), file=path.name),
            lambda progress: doors.read_import(self.office, self.imports, path, progress),
        )

    async def _mapped(self, path: Path, why: Sentence | None = None) -> bool:
        """Let the officer say which column is which, and remember it; whether he did."""
        from core.importing.importers import IMPORTS

        importer = IMPORTS[self.imports]
        mapping = self.sealdesk.doors.headings(self.office, self.imports, path)
        meaning = await self.app.push_screen_wait(MappingScreen(importer, mapping, why))
        if meaning is None:
            return False
        before = meaning_of(mapping)
        remember(self.office, importer, {each: name for each, name in meaning.items() if before[each] != name})
        return True


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
