"""Spreadsheets that come in, and lists and papers that are carried away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.model.progress import no_progress
from core.values.sentence import N_, Sentence, say
from data.backend.session import Session

if TYPE_CHECKING:
    from core.desks.administration.exports import RecordExport
    from core.importing.plan import Plan
    from core.model.printout import Frame, Printout
    from core.model.progress import Progress
    from core.office.office import Office
    from core.spreadsheets.columns import ColumnMapping


class Documents(Session):
    """What is read from and written to files of other programs."""

    # Lists that come in

    def read_import(self, office: Office, what: str, path: Path, progress: Progress = no_progress) -> Plan:
        """Read a spreadsheet as one of `core.spreadsheets.declaration.IMPORTS` and return what it would do; nothing is
        written."""
        from core.importing.plan import plan, remembered
        from core.spreadsheets.declaration import IMPORTS
        from data.documents.xlsx import open_table

        importer = IMPORTS[what]
        table = open_table(path, importer.columns, remembered(office, importer))
        return plan(office, importer, table.rows, table.mapping, progress)

    def headings(self, office: Office, what: str, path: Path) -> ColumnMapping:
        """Return how the headings of a spreadsheet are best understood, for an officer to complete."""
        from core.importing.plan import remembered
        from core.spreadsheets.declaration import IMPORTS
        from data.documents.xlsx import guess_headings

        importer = IMPORTS[what]
        return guess_headings(path, importer.columns, remembered(office, importer))

    def import_rows(self, office: Office, plan: Plan, progress: Progress = no_progress) -> Sentence:
        """Apply an import whole or not at all; return the report."""
        from core.importing.plan import apply

        taken = apply(office, plan, progress)
        return say(N_("{taken} rows were taken; {left} were left out."), taken=taken, left=plan.left_out)

    # Files that are carried away

    def export_list(
        self,
        office: Office,
        entry: RecordExport,
        path: Path,
        header: Sequence[str],
        rows: Iterable[Sequence[str]],
        progress: Progress = no_progress,
        frame: Frame | None = None,
    ) -> None:
        """Write a list to a new .xlsx file, a register in its frame, and enter it in the ledger of exports."""
        from data.documents.ledgered_export import export_list

        export_list(office, entry, path, header, rows, progress, frame)

    def export_paper(self, office: Office, entry: RecordExport, path: Path, paper: Printout) -> None:
        """Write a paper to a new .docx file and enter it in the ledger of exports."""
        from data.documents.ledgered_export import export_paper

        export_paper(office, entry, path, paper)
