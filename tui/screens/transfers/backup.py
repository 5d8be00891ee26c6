"""Backing up and rehearsing a restoration, from the screens."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from textual.app import App

from core.desks.administration.backups import Backup
from core.model.record import Record
from core.office.office import Office
from core.results.backup import BackupMade, BackupProved
from core.results.secrets import Secret
from core.values.sentence import N_, say
from tui.backend import Backend
from tui.dialogs.choose_file import choose_file, choose_place
from tui.dialogs.dialog import tell
from tui.dialogs.long_work import run_with_progress
from tui.dialogs.report import report
from tui.formatting.lines import BLANK, Line, line
from tui.key_ceremonies.secret_page import opening
from tui.language import _

LABEL = "backup.json"
"""The file that makes a folder a backup."""
FOLDER = "sealdesk-backups"
"""What the folder of the backups is called unless the officer says otherwise."""


async def back_up(app: App[Any], office: Office, backend: Backend) -> None:
    """Ask for a medium, back the store up, and report what was proved."""
    what = N_("Folder of the backups")
    folder = await choose_place(app, say(N_("Onto which medium?")), backend.removable_media(), FOLDER, what)
    if folder is None:
        return
    made = await run_with_progress(
        app,
        say(N_("Backing up to {folder}, then reading it back"), folder=folder.name),
        lambda progress: backend.back_up(office, folder, None, progress),
    )
    await report(app, _("Backup"), made_lines(made))


def made_lines(made: BackupMade) -> Iterable[Line]:
    """Yield the report of a backup."""
    yield line(N_("Written, read back and verified: {path}"), "bold", path=made.path)
    yield line(N_("{changes:,} changes, {size:,} bytes"), changes=made.changes, size=made.size)
    for name in made.removed:
        yield line(N_("The older backup {name} was removed."), name=name)
    yield BLANK
    yield line(N_("The same passphrases open it. Keep it in another place than this computer, locked away like it."))


def folder_of(record: Record | None) -> Path | None:
    """Return the folder of a backup of the list, if it is still where it was written."""
    folder = Path(record.place) / record.name if isinstance(record, Backup) else None
    return folder if folder and (folder / LABEL).is_file() else None


async def rehearse(app: App[Any], backend: Backend, folder: Path | None = None) -> None:
    """Prove that a backup can be restored, in this folder or in one that is asked for, with what opens a seat of it."""
    folder = folder or await _chosen(app, backend)
    if folder is None:
        return

    async def attempt(secret: Secret, seat: int | None) -> BackupProved:
        return await run_with_progress(
            app,
            say(N_("Restoring {name} aside"), name=folder.name),
            lambda progress: backend.rehearse(folder, secret, seat, progress),
        )

    told = say(N_("What opened {name} when it was made:"), name=folder.name)
    proved = await opening(app, N_("Test a backup"), told, backend.opens_backup(folder), attempt)
    if proved is None:
        return
    made = f"{proved.made:%Y-%m-%d %H:%M}"
    await tell(app, say(N_("This backup can be restored: made {made}, all of it sound."), made=made))


async def _chosen(app: App[Any], backend: Backend) -> Path | None:
    question = say(N_("Which backup? Choose its file {name}."), name=LABEL)
    path = await choose_file(app, question, backend.removable_media(), LABEL)
    return path.parent if path else None
