"""Files for media that are carried away: proved to be on the medium before they get their name (transfer §10)."""

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from core.refusal import Refusal
from data.disk import file_refusals, flush_folder

_PIECE: Final = 1 << 20


class AlreadyThere(Refusal):
    """{path} is there already and is not overwritten. Choose another name, or move the old file away."""


class ReadBackDiffers(Refusal):
    """What was read back from {path} is not what was written: the medium is faulty. Use another one."""


@dataclass(frozen=True)
class Written:
    """Proof that a file is whole on its medium."""

    sha256: str
    size: int


def write_proved(path: Path, produce: Callable[[BinaryIO], None]) -> Written:
    """Let `produce` write to a part file; synchronise, read it back, and only then give it its name.

    After any failure neither the file nor the part is left; that the part could not be removed hides no other failure.
    """
    part = path.with_name(path.name + ".part")
    with file_refusals(path):
        if path.exists():
            raise AlreadyThere(path=path)
        part.unlink(missing_ok=True)  # of a program that was killed; also keeps "xb" from following a planted link
        try:
            written = _write(part, produce)
            if read_back(part) != written:
                raise ReadBackDiffers(path=path)
            part.rename(path)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise
        flush_folder(path.parent)
    return written


class _Counted:
    """A file that knows what was written to it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self._size = 0

    def write(self, data: bytes) -> int:
        self._hash.update(data)
        self._size += len(data)
        return self._file.write(data)

    def written(self) -> Written:
        return Written(self._hash.hexdigest(), self._size)


def _write(part: Path, produce: Callable[[BinaryIO], None]) -> Written:
    with part.open("xb") as file:
        counted = _Counted(file)
        produce(counted)  # type: ignore[arg-type]  # a writer needs no more than write()
        file.flush()
        os.fsync(file.fileno())
        return counted.written()


def read_back(part: Path) -> Written:
    """Read a file from its medium, not from memory, and return what is there."""
    with part.open("rb") as file:
        if hasattr(os, "posix_fadvise"):  # so that the medium answers, not the memory
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        digest = hashlib.file_digest(file, "sha256")
        return Written(digest.hexdigest(), file.tell())
