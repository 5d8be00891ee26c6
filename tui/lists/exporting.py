"""Lists to .xlsx files, just as the officer sees them: the same rights, masks, search and order."""

from array import array
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from textual.app import App

from core.desks.administration.exports import RecordExport
from core.model.progress import Progress, no_progress
from core.model.record import RECORDS, columns
from core.office.office import Office
from core.rights.visibility import covered
from core.values.refusal import Refusal
from core.values.sentence import N_, say
from tui.backend import Backend
from tui.dialogs.choose_file import choose_place
from tui.dialogs.dialog import tell
from tui.dialogs.long_work import run_with_progress
from tui.language import _
from tui.widgets.list_source import Source, records_in

ROWS_A_PAGE = 500


class EmptyList(Refusal):
    """There is nothing in this list to write. Leave the search, or choose another list."""


def write_list(
    office: Office,
    backend: Backend,
    kind: str,
    source: Source,
    path: Path,
    progress: Progress = no_progress,
    only: Collection[int] = (),
) -> int:
    """Write what a list shows to a new file and enter it in the ledger of exports; return how many rows it has.

    If keys are given, `only` their rows are written.
    """
    listed = source.keys()
    keys = array("q", (key for key in listed if key in only)) if only else listed
    count = records_in(keys)  # headings between the rows are written and not counted
    if not count:
        raise EmptyList
    entry = RecordExport(what=RECORDS[kind].plural, rows=count, file=path.name)
    header = [column.label for column in source.columns]
    backend.export_list(office, entry, path, header, _rows(kind, source, keys), progress)
    return count


def _rows(kind: str, source: Source, keys: "array[int]") -> Iterator[Sequence[str]]:
    """Yield the rows, page by page; what may no longer be read meanwhile is left out by the page itself.

    What stays on the screen (`About.stays`) is covered, whoever exports.
    """
    known = columns(RECORDS[kind])
    stay = [column.name in known and known[column.name].about.stays for column in source.columns]
    waiting = iter(keys)
    while page := tuple(islice(waiting, ROWS_A_PAGE)):
        for row in source.page(page):
            yield tuple(covered(cell) if hidden else cell for cell, hidden in zip(row.cells, stay, strict=False))


async def export_list(
    app: App[Any], office: Office, backend: Backend, kind: str, source: Source, only: Collection[int] = ()
) -> None:
    """Ask where to, and write a list or `only` the rows of some keys there; awaited from a worker."""
    name = f"{_(RECORDS[kind].plural)}-{office.today.isoformat()}.xlsx"
    path = await choose_place(app, say(N_("Where shall the list be written?")), backend.removable_media(), name)
    if path is None:
        return
    count = await run_with_progress(
        app,
        say(N_("Writing {file}"), file=path.name),
        lambda progress: write_list(office, backend, kind, source, path, progress, only),
    )
    await tell(app, say(N_("{count} rows were written to {file}."), count=f"{count:,}", file=path.name))
