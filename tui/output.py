"""Where the text of commands leaves the program: nothing but signs, tabs and line ends, and our own control sequences.

What came from another site is kept as it came, and a file may be called anything. So no text is trusted to be clean
where it leaves. The screens have `tui.glyphs.NoControls` for the same.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any, TextIO, cast

from core.cleaning import printable


class _Printable:
    """A stream that lets only signs, tabs and line ends through; all else is as it was."""

    def __init__(self, stream: TextIO) -> None:
        self.unfiltered = stream

    def write(self, text: str) -> int:
        """Write what may be shown."""
        self.unfiltered.write(printable(text, " "))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write several pieces."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.unfiltered, name)


@contextmanager
def visible_output() -> Iterator[None]:
    """Keep control sequences out of output and errors; a sign that the terminal has no code for becomes “?”."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # not where something else was put in its place
            stream.reconfigure(errors="replace")
    output, errors = (cast("TextIO", _Printable(stream)) for stream in (sys.stdout, sys.stderr))
    with redirect_stdout(output), redirect_stderr(errors):
        yield


def steer(sequence: str, stream: TextIO) -> None:
    """Write a control sequence of our own."""
    getattr(stream, "unfiltered", stream).write(sequence)
    stream.flush()
