"""Papers of the desks to .docx files."""

from collections.abc import Sequence
from typing import Any

from textual.app import App

from core.desks.administration.exports import RecordExport
from core.model.printout import PaperKind
from core.office.office import Office
from core.values.sentence import N_, say
from tui.backend import Backend
from tui.dialogs.choose import Choice, choose
from tui.dialogs.choose_file import choose_place
from tui.dialogs.dialog import tell
from tui.dialogs.long_work import run_with_progress
from tui.language import _


async def print_one(app: App[Any], office: Office, backend: Backend, offered: Sequence[PaperKind], of: str) -> None:
    """Let the officer choose one of several papers about something, and write it; awaited from a worker."""
    kind = offered[0]
    if len(offered) > 1:
        chosen = await choose(app, N_("Which paper?"), [Choice(each, _(each.label)) for each in offered])
        if chosen is None:
            return
        kind = chosen
    await print_paper(app, office, backend, kind, of)


async def print_paper(app: App[Any], office: Office, backend: Backend, kind: PaperKind, of: str) -> None:
    """Ask where to, and write a paper about something there; awaited from a worker."""
    entry = RecordExport(what=kind.label, file=f"{_(kind.label)}-{office.today.isoformat()}.docx")
    office.rehearse((entry,))  # who may not export is not shown the paper either
    path = await choose_place(app, say(N_("Where shall the paper be written?")), backend.removable_media(), entry.file)
    if path is None:
        return
    entry = entry.model_copy(update={"file": path.name})
    await run_with_progress(
        app,
        say(N_("Writing {file}"), file=path.name),
        lambda progress: backend.export_paper(office, entry, path, kind.draw(office, of, _)),
        cancellable=False,
    )
    await tell(app, say(N_("The paper was written to {file} and read back."), file=path.name))
