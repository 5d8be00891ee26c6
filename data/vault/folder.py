"""The folder of a store: its files by name, and whether they are there. Light, for the first screen waits for it."""

import re
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from core.values.refusal import Refusal
from data.system.disk import file_refusals, refuse_store_path_too_long

HEADER, LOCK, ATTEMPTS, RESERVE = "vault.json", "lock", "attempts", "reserve"
PAPERS = "papers"
"""The folder with the sealed files of attached papers (11)."""
LABEL = "backup.json"
"""What makes a folder a backup (backup §1)."""
_DATABASES = re.compile(r"store(-[0-9]+)?\.db(-wal|-shm|-journal)?")

DEMO_MARK = "DEMO"
"""A file that marks a demo store and holds its passphrase, for the first screen to say before it is unlocked."""
THEME = "theme"
"""A file with the name of the colours chosen at this machine: no secret, and nothing is missed without it."""


class FolderNotEmpty(Refusal):
    """{folder} is not empty. A new store needs an empty folder, or the name of a folder that is not there yet."""


class NoStore(Refusal):
    """There is no Sealdesk store in {folder}. Choose another folder, or create a store in an empty one."""


class IsBackup(Refusal):
    """{folder} holds a backup, not a store. `sealdesk restore` makes a store of it, in an empty folder."""


class DatabaseMissing(Refusal):
    """The store in {folder} has lost its database: {name} is missing or empty. Put it back from a backup."""


class LinkedFile(Refusal):
    """{path} is a link, or has a second name elsewhere, and so could be read or changed from there. Put a copy of the
    file in its place, and find out who made the link."""


def refuse_unless_empty(folder: Path) -> None:
    """Refuse a folder that holds something already, or what is no folder."""
    refuse_store_path_too_long(folder)
    with file_refusals(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise FolderNotEmpty(folder=folder)


def refuse_unless_header(folder: Path) -> None:
    """Refuse a folder that is no store, or a backup of one, and one with links among its files (1.5)."""
    with file_refusals(folder):
        if (folder / LABEL).exists():
            raise IsBackup(folder=folder)
        _refuse_links(folder)
        if not (folder / HEADER).is_file():
            raise NoStore(folder=folder)


def stores_in(folders: Iterable[Path]) -> list[Path]:
    """Return which of these folders, and of those in them, hold a store; what cannot be read holds none."""
    found = []
    for folder in dict.fromkeys(folders):
        with suppress(OSError):
            inside = sorted(each for each in folder.iterdir() if not each.name.startswith("."))
            found += [each for each in (folder, *inside) if (each / HEADER).is_file() and not (each / LABEL).exists()]
    return [*dict.fromkeys(found)]


def database_of(folder: Path, generation: int) -> Path:
    """Return where the database of that generation is (1.1)."""
    return folder / ("store.db" if generation == 1 else f"store-{generation}.db")


def refuse_unless_database(path: Path) -> None:
    """Refuse a store without its database."""
    with file_refusals(path.parent):
        if not path.is_file() or not path.stat().st_size:
            raise DatabaseMissing(folder=path.parent, name=path.name)


def refuse_unless_any_database(folder: Path) -> None:
    """Refuse a store that has no database of any generation; which one counts is known once the header is read."""
    with file_refusals(folder):
        if not any(path.stat().st_size for path in _databases(folder)):
            raise DatabaseMissing(folder=folder, name=database_of(folder, 1).name)


def remove_leavings(folder: Path, database: Path) -> None:
    """Remove what a killed program left beside the database in force (1.4). What cannot be removed does no harm."""
    for path in (*_databases(folder), folder / f"{HEADER}.new", folder / RESERVE):
        if not path.name.startswith(database.name):
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _refuse_links(folder: Path) -> None:
    named = [folder / name for name in (HEADER, LOCK, ATTEMPTS)]
    for path in (*named, *(_databases(folder) if folder.is_dir() else ())):
        with suppress(FileNotFoundError):
            found = path.lstat()
            if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
                raise LinkedFile(path=path)
    if (papers := folder / PAPERS).is_symlink():
        raise LinkedFile(path=papers)


def _databases(folder: Path) -> Iterable[Path]:
    return [path for path in folder.iterdir() if _DATABASES.fullmatch(path.name)]
