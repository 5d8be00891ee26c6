"""The disk as an officer meets it: full, read-only, failing, in use, another thing than a file under a name.

Files are replaced whole or not at all, and only ordinary ones are read.
"""

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import IO, Final

from core.values.refusal import Refusal


class DiskFull(Refusal):
    """The disk that holds {path} is full. Nothing was lost; free some space on it and do this again."""


class DiskReadOnly(Refusal):
    """{path} is on a disk or in a folder that can only be read. Take the write protection off, or use a disk, a stick
    or a folder that can be written."""


class NotPermitted(Refusal):
    """You may not read or write {path}. Ask the person who looks after this computer for that right."""


class DiskFails(Refusal):
    """The disk reports an error at {path}. Stop working on it, copy the store to another disk and check it there."""


class CannotReach(Refusal):
    """{path} cannot be opened. Make sure that the disk is plugged in and that the folder is there."""


class NameTooLong(Refusal):
    """{path} is too long: a name may have 255 bytes, which is 85 Chinese characters, and a whole path 4,095. Choose a
    shorter name."""


class StorePathTooLong(Refusal):
    """The path of the store, {path}, is too long: it may have {most} bytes, and a Chinese character takes three. Put
    the store into a folder with a shorter path."""


class NotAFolder(Refusal):
    """{path} leads through a file as if that were a folder. Check the path, and name a folder."""


class IsFolder(Refusal):
    """{path} is a folder, and a file is needed here. Name a file in it."""


class NotAFile(Refusal):
    """{path} is a pipe, a device or the like, and not a file. Save its contents as a file first, and name that."""


class StoreInUse(Refusal):
    """{path} is in use by another program or window. Close it there and try again."""


_BY_ERRNO: Final[dict[int, type[Refusal]]] = {
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
    errno.EROFS: DiskReadOnly,
    errno.EACCES: NotPermitted,
    errno.EPERM: NotPermitted,
    errno.EIO: DiskFails,
    errno.ENAMETOOLONG: NameTooLong,
    errno.ENOTDIR: NotAFolder,
    errno.EISDIR: IsFolder,
    errno.ENXIO: NotAFile,  # what a socket says when it is opened
}


DISK_REFUSALS: Final[tuple[type[Refusal], ...]] = (*dict.fromkeys(_BY_ERRNO.values()), CannotReach)
"""What `file_refusals` raises."""


@contextmanager
def file_refusals(path: Path) -> Iterator[None]:
    """Turn what the operating system says about the files at `path` into a refusal."""
    try:
        yield
    except OSError as error:
        raise _BY_ERRNO.get(error.errno or 0, CannotReach)(path=path) from error


def is_there(path: Path) -> bool:
    """Whether there is anything at a path; what the disk says of a path that none can have is a refusal."""
    with file_refusals(path):
        return path.exists()


def is_folder(path: Path) -> bool:
    """Whether there is a folder at a path."""
    with file_refusals(path):
        return path.is_dir()


def is_file(path: Path) -> bool:
    """Whether there is a file at a path."""
    with file_refusals(path):
        return path.is_file()


def open_ordinary(path: Path, *, or_pipe: bool = False) -> BufferedReader:
    """Open an ordinary file to be read. A folder, a pipe or a device is refused: it could be read without end.

    A pipe will do if `or_pipe`: who reads it does not wait until somebody has opened its other end.

    Raises:
        IsFolder, NotAFile: it is none.
        OSError: what the operating system says.
    """
    # O_NONBLOCK does not wait for somebody to write into a pipe; to an ordinary file it makes no difference.
    return open(path, "rb", opener=lambda name, flags: _ordinary(Path(name), flags, or_pipe))


def _ordinary(path: Path, flags: int, or_pipe: bool) -> int:
    handle = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    mode = os.fstat(handle).st_mode
    if stat.S_ISREG(mode):
        return handle
    if or_pipe and stat.S_ISFIFO(mode):
        os.set_blocking(handle, True)
        return handle
    os.close(handle)
    raise (IsFolder if stat.S_ISDIR(mode) else NotAFile)(path=path)


_LONGEST_STORE_PATH: Final = 504 - len("/store-99999.db")
"""In bytes. SQLite (os_unix.c, MAX_PATHNAME) takes 512 less the ending of a journal, and does not say so."""


def refuse_store_path_too_long(folder: Path) -> None:
    """Refuse the folder of a store, in which SQLite could not open the database."""
    if len(os.fsencode(folder.absolute())) > _LONGEST_STORE_PATH:
        raise StorePathTooLong(path=folder, most=_LONGEST_STORE_PATH)


def replace_file(path: Path, contents: bytes) -> None:
    """Write a file so that at every moment, whatever fails, the old contents or the new ones are there whole."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)  # of a program that was killed; also keeps "xb" from following a planted link
    try:
        with beside.open("xb") as file:
            file.write(contents)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise
    flush_folder(path.parent)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Make a folder for what is needed until the end only; raises a refusal where there is no room for it."""
    with file_refusals(Path(os.sep, "tmp")):
        place = Path(gettempdir())  # it tries whether anything can be written there
    with file_refusals(place):
        made = TemporaryDirectory(prefix="sealdesk-", dir=place)
    with made as folder:
        yield Path(folder)


@contextmanager
def reserved(path: Path, size: int) -> Iterator[None]:
    """Hold room on a disk with a file of so many bytes, until the end; raises what the operating system says."""
    path.unlink(missing_ok=True)  # of a program that was killed
    try:
        with path.open("xb") as file:
            file.write(bytes(size))  # not a hole, which takes no room
            file.flush()
            os.fsync(file.fileno())  # some file systems find out only then
        yield
    finally:
        with suppress(OSError):
            path.unlink()


def flush_file(path: Path) -> None:
    """Make what was written to a file, and its name, last through a power cut."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Make a rename last through a power cut. Windows has no such call and does it by itself."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def hold(path: Path) -> IO[bytes]:
    """Take the exclusive lock on the file `path`, kept until the returned file is closed or the program ends."""
    file = path.open("ab")
    try:
        _lock(file.fileno())
    except OSError as error:
        file.close()
        # flock says EWOULDBLOCK, msvcrt EACCES or EDEADLOCK: here each means that somebody else has it.
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK):
            raise StoreInUse(path=path.parent) from error
        raise
    return file


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
