"""Where the text of commands leaves the program: nothing but signs, tabs and line ends, and our own control sequences.

What came from another site is kept as it came, and a file may be called anything. So no text is trusted to be clean
where it leaves. The screens have `tui.terminal.glyphs.NoControls` for the same.
"""

import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from typing import Any, TextIO, cast

from core.values.cleaning import printable
from core.values.refusal import Refusal


class NoTerminal(Refusal):
    """The screens need a terminal: input, output and error output of this command have to be one, and none of them a
    file or a pipe. Without a terminal there are the other commands; `sealdesk --help` names them."""


class OutputLost(Refusal):
    """What was to be printed could not be written: the disk is full, or does not answer. What the command did is
    done."""


class _Printable:
    """A stream that lets only signs, tabs and line ends through; all else is as it was."""

    def __init__(self, stream: TextIO) -> None:
        self.unfiltered = stream

    def write(self, text: str) -> int:
        """Write what may be shown."""
        with _losses_told():
            self.unfiltered.write(printable(text, " "))
        return len(text)

    def flush(self) -> None:
        """Write what waits."""
        with _losses_told():
            self.unfiltered.flush()

    def writelines(self, lines: Iterable[str]) -> None:
        """Write several pieces."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.unfiltered, name)


@contextmanager
def _losses_told() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:  # the reader of the output has gone away; nothing is left to tell
        raise
    except OSError:
        raise OutputLost from None


def let_go(stream: Any) -> None:
    """Let what still waits for a stream that takes nothing more be lost, and not be told of when the program ends."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def is_terminal(stream: Any) -> bool:
    """Whether a standard stream is a terminal; one that was closed is none."""
    return stream is not None and stream.isatty()


def refuse_without_terminal() -> None:
    """Refuse to draw screens where they would go into a file, or where nobody can type."""
    if not all(map(is_terminal, (sys.stdin, sys.stdout, sys.stderr))):
        raise NoTerminal


@contextmanager
def visible_output() -> Iterator[None]:
    """Keep control sequences out of output and errors; a sign that the terminal has no code for becomes “?”."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # not where something else was put in its place
            stream.reconfigure(errors="replace")
    if hasattr(sys.stdin, "reconfigure") and not sys.stdin.isatty():  # what a script hands over is UTF-8, as its files
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
    nowhere = io.StringIO()  # stands for a stream that was closed before the program began
    output, errors = (cast("TextIO", _Printable(stream or nowhere)) for stream in (sys.stdout, sys.stderr))
    with redirect_stdout(output), redirect_stderr(errors):
        yield


def write_control(sequence: str, stream: TextIO) -> None:
    """Write a control sequence of our own."""
    getattr(stream, "unfiltered", stream).write(sequence)
    stream.flush()
