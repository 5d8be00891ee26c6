"""The program on a terminal of its own, driven by keys: what an officer waits for, in seconds."""

import fcntl
import os
import pty
import select
import struct
import termios
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import clock_gettime, perf_counter

LINES, COLUMNS = 24, 80
QUIET = 0.3
"""A screen that sends nothing for so many seconds is drawn."""
PATIENCE = 60.0
_CPU_CLOCK = 2
"""What makes the number of a process the clock of its processor time on Linux (`man 3 clock_getcpuclockid`)."""


@dataclass(frozen=True)
class Waited:
    """How long something took, and how much of that the program computed."""

    seconds: float
    computed: float
    """Seconds of processor time of all its threads."""


class Terminal:
    """A program in a pseudo-terminal of 80 by 24."""

    def __init__(self, command: Sequence[str], environment: dict[str, str]) -> None:
        """Start a program."""
        self.began = perf_counter()
        self.written = bytearray()
        """Everything that the program wrote to its terminal."""
        self._status: int | None = None
        self.process, self._end = pty.fork()
        if self.process == 0:
            os.execve(command[0], list(command), {**os.environ, "TERM": "xterm-256color", **environment})
        fcntl.ioctl(self._end, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))

    def _read(self) -> bytes:
        """Return what was written, and answer as a terminal does when it is asked where its cursor is."""
        written = os.read(self._end, 1 << 16)
        self.written += written
        if b"\x1b[6n" in written:
            self.write("\x1b[1;2R")
        return written

    def write(self, keys: str) -> float:
        """Press keys without waiting; return the moment."""
        os.write(self._end, keys.encode())
        return perf_counter()

    def type(self, keys: Iterable[str], rate: float = 1000) -> None:
        """Press keys one after the other, so many in a second, whatever the program does meanwhile."""
        start = perf_counter()
        for place, key in enumerate(keys):
            while (early := start + place / rate - perf_counter()) > 0 or self._writes_now():
                if select.select([self._end], [], [], max(early, 0))[0]:
                    self._read()
            self.write(key)

    def _writes_now(self) -> bool:
        return bool(select.select([self._end], [], [], 0)[0])

    def ended(self) -> int:
        """Wait until the program ends by itself and return its status; raises `TimeoutError` if it does not."""
        while select.select([self._end], [], [], PATIENCE)[0]:
            try:
                self._read()
            except OSError:  # that is how Linux says that nobody holds the other end any more
                self._status = os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])
                return self._status
        raise TimeoutError("the end")

    def until(self, text: str) -> float:
        """Return the moment at which a text has been written; raises `TimeoutError` if it is not."""
        seen, wanted = b"", text.encode()
        while wanted not in seen:
            if not select.select([self._end], [], [], PATIENCE)[0]:
                raise TimeoutError(text)
            seen += self._read()
        return perf_counter()

    def settle(self, quiet: float = QUIET) -> float:
        """Wait until nothing more is written; return the moment of the last writing."""
        last = perf_counter()
        while select.select([self._end], [], [], quiet)[0]:
            self._read()
            last = perf_counter()
        return last

    def press(self, keys: str) -> float:
        """Press keys; return the seconds until all of what they do is on the screen."""
        start = self.write(keys)
        if not select.select([self._end], [], [], PATIENCE)[0]:
            raise TimeoutError(keys)
        return self.settle() - start

    def computed(self) -> float:
        """Return how many seconds of processor time the program has taken since it was started."""
        return clock_gettime(~self.process << 3 | _CPU_CLOCK)

    def wait_for(
        self, keys: str, text: str = "", quiet: float = QUIET, patience: float = PATIENCE
    ) -> tuple[Waited, Waited]:
        """Press keys; return what was waited for until a text was written, and until the last that they write.

        Raises `TimeoutError` if the text is not written, or without one nothing at all.
        """
        before, start = self.computed(), self.write(keys)
        found, seen, last = None, b"", None
        while select.select([self._end], [], [], patience if found is None else quiet)[0]:
            seen += self._read()
            last = Waited(perf_counter() - start, self.computed() - before)
            if found is None and text.encode() in seen:
                found = last
        if found is None or last is None:
            raise TimeoutError(text or keys)
        return found, last

    def close(self) -> None:
        """Kill the program, if it runs."""
        if self._status is None:
            os.kill(self.process, 9)
            os.waitpid(self.process, 0)
        os.close(self._end)


@contextmanager
def running(command: Sequence[str], **environment: str) -> Iterator[Terminal]:
    """Run a program on a terminal, and kill it at the end."""
    terminal = Terminal(command, environment)
    try:
        yield terminal
    finally:
        terminal.close()
