"""Lists and papers to files, each with its entry in the ledger of exports (`core.desks.administration.exports`)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from core.desks.administration.exports import ConfirmExport, RecordExport
from core.model.printout import Frame, Printout
from core.model.progress import Progress
from core.office.office import Office
from data.media.verified_write import refuse_unless_free, removed_on_failure, write_bytes
from data.system.disk import file_refusals

ROWS_A_STEP = 200
"""Progress is told every so many rows."""


def export_list(
    office: Office,
    entry: RecordExport,
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    progress: Progress,
    frame: Frame | None = None,
) -> None:
    """Write a list to a new .xlsx file, whole or not at all; a register in its frame."""
    from data.documents.xlsx import write_rows

    _refuse_unless_free(path)
    with _entered(office, entry, path):
        write_rows(path, header, _counted(rows, entry.rows, progress), frame=frame)


def export_paper(office: Office, entry: RecordExport, path: Path, paper: Printout) -> None:
    """Write a paper to a new .docx file, whole or not at all."""
    from data.documents.docx import write_paper

    _refuse_unless_free(path)
    with _entered(office, entry, path):
        write_paper(path, paper)


def export_content(office: Office, entry: RecordExport, path: Path, read: Callable[[], bytes]) -> None:
    """Write an attached paper to a new file, whole or not at all; it is read once it has its entry."""
    _refuse_unless_free(path)
    with _entered(office, entry, path):
        write_bytes(path, read())


def _refuse_unless_free(path: Path) -> None:
    with file_refusals(path):
        refuse_unless_free(path)


@contextmanager
def _entered(office: Office, entry: RecordExport, path: Path) -> Iterator[None]:
    """Begin the entry of a file before it is written, and complete it when it is whole; else there is no file."""
    office.do(entry)
    with removed_on_failure() as made:
        yield
        made.append(path)
        office.do(ConfirmExport(target=entry.target))


def _counted(rows: Iterable[Sequence[str]], total: int, progress: Progress) -> Iterator[Sequence[str]]:
    for done, row in enumerate(rows):
        if done % ROWS_A_STEP == 0:
            progress(done, total)
        yield row
