"""The sealed files of papers beside the database (docs/formats/vault.md §11).

Each is named by its own sum, so that whether it is whole can be told without a key. Nothing in a name, a size aside,
tells what it is, and it is written whole or not at all.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from core.values.refusal import Refusal
from data.media.verified_write import write_bytes
from data.system.disk import file_refusals, flush_folder, is_file, open_ordinary

_NAME = re.compile("[0-9a-f]{64}")
_ASIDE = ".damaged"


class PaperMissing(Refusal):
    """The content of the paper “{name}” is not here: it has not come from the other site yet, or its file is gone. It
    is asked for with the next transfer; else take it from a backup."""


class PaperDamaged(Refusal):
    """The sealed file of the paper “{name}” is damaged. It is set aside and asked for with the next transfer; what no
    other site has, take from a backup, or attach it anew."""


class PaperFolder:
    """The folder `papers` of a store or of a backup; it is made when the first paper is kept."""

    def __init__(self, folder: Path) -> None:
        """Look into the folder only when something is asked."""
        self.folder = folder

    def path(self, name: str) -> Path:
        """Return where the sealed file of this name is, or would be."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} names no sealed paper")
        return self.folder / name

    def has(self, name: str) -> bool:
        """Whether a sealed file is there."""
        return is_file(self.path(name))

    def size(self, name: str) -> int:
        """Return the size of a sealed file."""
        with file_refusals(self.path(name)):
            return self.path(name).stat().st_size

    def names(self) -> list[str]:
        """Return the names of all sealed files."""
        return sorted(path.name for path in self._entries() if _NAME.fullmatch(path.name))

    def keep(self, sealed: bytes) -> Path | None:
        """Keep a sealed file, flushed and read back; return it, or None if it was there already."""
        name = hashlib.sha256(sealed).hexdigest()
        if self.is_whole(name):
            return None
        with file_refusals(self.folder):
            if not self.folder.exists():
                self.folder.mkdir(mode=0o700)
                flush_folder(self.folder.parent)
            self.path(name).unlink(missing_ok=True)
        write_bytes(self.path(name), sealed)
        return self.path(name)

    def read(self, name: str) -> bytes:
        """Return a sealed file as it is on the disk."""
        with file_refusals(self.path(name)), open_ordinary(self.path(name)) as file:
            return file.read()

    def is_whole(self, name: str) -> bool:
        """Whether a sealed file is there, and is what its name says."""
        if not self.has(name):
            return False
        with file_refusals(self.path(name)), open_ordinary(self.path(name)) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == name

    def set_aside(self, name: str) -> None:
        """Let a damaged file count as missing, so that it is asked for again; it is removed with its paper."""
        with file_refusals(self.path(name)):
            self.path(name).replace(self.folder / f"{name}{_ASIDE}")

    def keep_only(self, named: Iterable[str]) -> int:
        """Remove every file that belongs to none of these; return how many. What the disk refuses is tried again later.

        Whatever else was put here is removed too: nothing but sealed papers belongs here.
        """
        kept, removed = frozenset(named), 0
        for path in self._entries():
            if path.name.removesuffix(_ASIDE) not in kept and not path.is_dir():
                with suppress(OSError):
                    path.unlink()
                    removed += 1
        if removed:
            with suppress(OSError):
                flush_folder(self.folder)
        return removed

    def _entries(self) -> Iterator[Path]:
        with file_refusals(self.folder):
            if self.folder.is_dir():
                yield from self.folder.iterdir()
