"""Small files of text in UTF-8 that officers make by hand: passphrase files."""

import select
from pathlib import Path
from typing import Final

from core.refusal import Refusal
from data.disk import file_refusals, open_ordinary

MOST_BYTES: Final = 1 << 20
PATIENCE: Final = 10.0
"""For how many seconds a pipe that nobody has written into yet is waited for."""


class NotText(Refusal):
    """{path} is not a text file in UTF-8. Save it with that encoding."""


class NothingCame(Refusal):
    """Nothing came out of the pipe {path}. Name a file, or have its contents written into the pipe."""


def read_lines(path: Path, *, first_only: bool = False) -> list[str]:
    """Return the lines of a file, or only the first, without line ends and without a byte order mark before them.

    A pipe will do too: shells hand over what another program prints as one.

    Raises:
        NotText, NothingCame, or what the disk refuses.
    """
    with file_refusals(path), open_ordinary(path, or_pipe=True) as file:
        if hasattr(select, "poll") and not select.select([file], [], [], PATIENCE)[0]:
            raise NothingCame(path=path)
        raw = file.readline(MOST_BYTES) if first_only else file.read(MOST_BYTES)
    try:
        lines = raw.decode("utf-8-sig").removesuffix("\n").split("\n")
    except UnicodeDecodeError:
        raise NotText(path=path) from None
    return [line.removesuffix("\r") for line in lines]
