"""A new store made beside its folder, which gets it whole or not at all, even where the program is killed meanwhile."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.model.progress import Steps, no_steps
from core.results.founding import Founding
from core.values.sentence import N_
from data.site.open_site import found_site
from data.system.disk import file_refusals, hold
from data.vault.folder import LOCK, refuse_unless_empty


def found_office(folder: Path, founding: Founding, steps: Steps = no_steps) -> None:
    """Make a new store in a new or empty folder, with its officers, their seats and the recovery papers.

    Raises:
        Refusal: FolderNotEmpty, RolesUnfit, a passphrase that cannot be used, or what the disk says; nothing is made.
    """
    first = founding.first
    progress = steps(N_("Making the seats of the officers"))
    with whole_in(folder) as place:
        found_site(
            place,
            founding.site,
            first.secret.passphrase,
            pack=founding.pack,
            officer=first.name,
            key_file=first.secret.key_file,
            others=founding.others,
            papers=founding.papers,
            progress=progress,
        ).close()


@contextmanager
def whole_in(folder: Path) -> Iterator[Path]:
    """Let a store be made and closed beside a new or empty folder, and move it there once it is whole.

    A folder that is the root of a disk, or stands where nothing may be written, gets it directly.

    Raises:
        Refusal: FolderNotEmpty, StoreInUse if one is being made there just now, or what the disk says.
    """
    refuse_unless_empty(folder)
    beside = folder.with_name(f".{folder.name}.unfinished")
    with file_refusals(folder):
        if folder.exists() and (folder.is_mount() or not _writable(folder.parent)):
            yield folder
            return
        folder.parent.mkdir(parents=True, exist_ok=True)
        _remove_unfinished(beside)
    try:
        yield beside
        with file_refusals(folder):
            if folder.exists():
                folder.rmdir()
            beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _writable(folder: Path) -> bool:
    try:
        with (folder / f".sealdesk-{id(folder)}").open("x") as file:
            Path(file.name).unlink()
    except OSError:
        return False
    return True


def _remove_unfinished(beside: Path) -> None:
    """Remove what a killed program left; raises StoreInUse if it is still at it."""
    if beside.exists():
        hold(beside / LOCK).close()
        shutil.rmtree(beside)
