"""Small files of text in UTF-8 that officers make by hand: passphrase files."""

import select
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from time import monotonic
from typing import Final

from core.values.refusal import Refusal
from data.system.disk import file_refusals, open_ordinary

MOST_BYTES: Final = 1 << 20
PATIENCE: Final = 10.0
"""For how many seconds a pipe that nobody has written into yet is waited for."""


class NotText(Refusal):
    """{path} is not a text file in UTF-8. Save it with that encoding."""


class NothingCame(Refusal):
    """Nothing whole came out of the pipe {path}. Name a file, or have its contents written into the pipe."""


def _pieces(file: BufferedReader, path: Path, *, first_only: bool) -> Iterator[bytes]:
    """Yield what a file holds, at most so much; of a pipe only what comes in time, and no more than a line if asked."""
    size, until = 0, monotonic() + PATIENCE
    while size < MOST_BYTES:
        left = max(until - monotonic(), 0)
        if hasattr(select, "poll") and not select.select([file], [], [], left)[0]:
            raise NothingCame(path=path)
        piece = file.read1(MOST_BYTES - size)
        yield piece
        size += len(piece)
        if not piece or (first_only and b"\n" in piece):
            return


def read_lines(path: Path, *, first_only: bool = False) -> list[str]:
    """Return the lines of a file, or only the first, without line ends and without a byte order mark before them.

    A pipe will do too: shells hand over what another program prints as one.

    Raises:
        NotText, NothingCame, or what the disk refuses.
    """
    with file_refusals(path), open_ordinary(path, or_pipe=True) as file:
        raw = b"".join(_pieces(file, path, first_only=first_only))
    raw = raw.partition(b"\n")[0] if first_only else raw
    try:
        lines = raw.decode("utf-8-sig").removesuffix("\n").split("\n")
    except UnicodeDecodeError:
        raise NotText(path=path) from None
    return [line.removesuffix("\r") for line in lines]
