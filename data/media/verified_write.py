"""Verified writes: files for media that are carried away, proved to be on the medium before they count as written
(transfer §10)."""

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from core.results.preflight import CleanUp, WriteFailed, WriteState
from core.values.refusal import Refusal
from data.system.disk import DISK_REFUSALS, IsFolder, file_refusals, flush_folder, open_ordinary

_PIECE: Final = 1 << 20


class AlreadyThere(Refusal):
    """{path} is there already and is not overwritten. Choose another name, or move the old file away."""


class NoRoom(Refusal):
    """There is no room for {path}: {needed:,} bytes are needed and {free:,} are free. Make room, or use a larger
    medium."""


class MediumGone(Refusal):
    """{folder} is no longer the medium that was checked: it was taken out or is not mounted. Plug it in, and begin
    again."""


class ReadBackDiffers(Refusal):
    """What was read back from {path} is not what was written: the medium is faulty. Use another one."""


class NotReadBack(Refusal):
    """{path} could not be read back, so nobody knows whether it is whole: the medium is faulty. Use another one."""


class LeftBehind(Refusal):
    """{why} Besides, the unfinished file {part} could not be removed: delete it before the medium leaves your hands."""

    def __init__(self, cause: Refusal, part: Path) -> None:
        """Keep what went wrong first."""
        super().__init__(why=cause.sentence, part=part)
        self.cause = cause


FAILURES: Final[tuple[type[Refusal], ...]] = (
    *DISK_REFUSALS,
    AlreadyThere,
    NoRoom,
    MediumGone,
    ReadBackDiffers,
    NotReadBack,
    LeftBehind,
)
"""What can go wrong with a medium."""


@dataclass(frozen=True)
class Written:
    """Proof that a file is whole on its medium."""

    sha256: str
    size: int
    volumes: int = 0
    """In how many volumes it was written (`data.transfer_file.volume_writer`); 0 if it is one file."""


def device_of(folder: Path) -> int:
    """Return what the system calls the file system of a folder; a medium has another one than what it is mounted on."""
    with file_refusals(folder):
        return folder.stat().st_dev


def refuse_unless_on(device: int, folder: Path) -> None:
    """Refuse a folder that is not on this device any more; 0 is any."""
    if device and device_of(folder) != device:
        raise MediumGone(folder=folder)


def write_bytes(path: Path, contents: bytes) -> Written:
    """Write a small file as `write_verified` does."""

    def produce(file: BinaryIO) -> None:
        file.write(contents)

    return write_verified(path, produce)


def write_verified(path: Path, produce: Callable[[BinaryIO], None], needed: int = 0, device: int = 0) -> Written:
    """Let `produce` write to a part file; synchronise, read it back, and only then give it its name.

    If it is known how many bytes are `needed`, nothing is begun where there is less room, nor on another `device` than
    the one that was checked. After any failure neither the file nor the part is left.

    Raises:
        Refusal: what went wrong; LeftBehind if cleaning up failed as well.
    """
    if not path.name:
        raise IsFolder(path=path)
    part = path.with_name(path.name + ".part")
    with file_refusals(path):
        refuse_unless_free(path)
        refuse_unless_on(device, path.parent)
        refuse_unless_room(path, needed)
        part.unlink(missing_ok=True)  # of a program that was killed; also keeps "xb" from following a planted link
        file = part.open("xb")
    with removed_on_failure() as begun:
        begun.append(part)
        with file_refusals(path), file:
            written = _write(file, produce)
        prove(part, written, path)
        with file_refusals(path):
            part.rename(path)
            begun[:] = [path]
            flush_name(path.parent)
    return written


@contextmanager
def removed_on_failure() -> Iterator[list[Path]]:
    """Yield a list for files that are made inside; if it fails, which may be long after, they are removed again.

    Raises:
        LeftBehind: one could not be removed.
    """
    made: list[Path] = []
    try:
        yield made
    except BaseException as error:
        left = [each for each in made if not removed(each)]
        if left and isinstance(error, Refusal):
            raise LeftBehind(error, left[0]) from error
        raise


def refuse_unless_free(path: Path) -> None:
    """Refuse a name that something has already, for a file that is to be made."""
    if path.is_dir():
        raise IsFolder(path=path)
    if path.exists() or path.is_symlink():
        raise AlreadyThere(path=path)


@contextmanager
def as_write_failure() -> Iterator[None]:
    """Say of whatever a medium refuses what became of the file; raises `WriteFailed`."""
    try:
        yield
    except FAILURES as refusal:
        raise WriteFailed(refusal, *_outcome(refusal)) from refusal


def _outcome(refusal: Refusal) -> tuple[WriteState, CleanUp]:
    cleaned = CleanUp.LEFT if isinstance(refusal, LeftBehind) else CleanUp.NOTHING_LEFT
    cause = refusal.cause if isinstance(refusal, LeftBehind) else refusal
    unread = isinstance(cause, ReadBackDiffers | NotReadBack)
    return (WriteState.NOT_READ_BACK if unread else WriteState.NOT_WRITTEN), cleaned


def refuse_unless_room(path: Path, needed: int) -> None:
    """Refuse to begin a file for which there is no room."""
    free = shutil.disk_usage(path.parent).free if needed else 0
    if free < needed:
        raise NoRoom(path=path, needed=needed, free=free)


def prove(part: Path, written: Written, path: Path) -> None:
    """Refuse unless what is read back from the part of a file is what was written to it."""
    try:
        found = read_back(part)
    except OSError as error:
        raise NotReadBack(path=path) from error
    if found != written:
        raise ReadBackDiffers(path=path)


def flush_name(folder: Path) -> None:
    """Make the name last; some file systems of sticks know no such call, and then it lasts without."""
    try:
        flush_folder(folder)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise


def removed(path: Path) -> bool:
    """Remove a file; return whether it is known not to be on the medium any more."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
        return path.parent.is_dir()  # where the folder is gone the medium is, with whatever is on it
    return False


class Counted:
    """A file that knows what was written to it."""

    def __init__(self, file: BinaryIO) -> None:
        """Write to this file."""
        self._file = file
        self._hash = hashlib.sha256()
        self._size = 0

    def write(self, data: bytes) -> int:
        """Write, and count what is written."""
        self._hash.update(data)
        self._size += len(data)
        return self._file.write(data)

    def written(self) -> Written:
        """Return what was written so far."""
        return Written(self._hash.hexdigest(), self._size)


def _write(file: BinaryIO, produce: Callable[[BinaryIO], None]) -> Written:
    counted = Counted(file)
    produce(counted)  # type: ignore[arg-type]  # a writer needs no more than write()
    file.flush()
    os.fsync(file.fileno())
    return counted.written()


def read_back(part: Path) -> Written:
    """Read a file from its medium, not from memory, and return what is there."""
    with open_ordinary(part) as file:
        if hasattr(os, "posix_fadvise"):  # so that the medium answers, not the memory
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        digest = hashlib.file_digest(file, "sha256")
        return Written(digest.hexdigest(), file.tell())
