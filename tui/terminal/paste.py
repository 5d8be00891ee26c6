"""What is pasted is text: no control sequence in it presses a key.

A terminal sends what is pasted between two marks (xterm, bracketed paste). Textual takes an escape sequence between
them, and what follows it, for keys; so a text that somebody was made to paste could save, confirm or quit.
"""

import re
import sys
from collections.abc import Iterable

from textual._xterm_parser import XTermParser
from textual.message import Message

_BEGIN, _END = "\x1b[200~", "\x1b[201~"
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Tamer:
    """Takes control characters out of what lies between the marks, however the terminal cuts its output in pieces."""

    def __init__(self) -> None:
        self._inside = False
        self._kept = ""
        """Outside: the last signs that were passed on. Inside: those held back, which may begin the mark of the end."""

    def tame(self, data: str) -> str:
        """Return what may be passed on."""
        passed = ""
        while data:
            taken, data = self._to_end(data) if self._inside else self._to_begin(data)
            passed += taken
        return passed

    def _to_begin(self, data: str) -> tuple[str, str]:
        seen = self._kept + data
        at = seen.find(_BEGIN)
        if at < 0:
            self._kept = seen[-len(_BEGIN) + 1 :]
            return data, ""
        self._inside, before = True, at + len(_BEGIN) - len(self._kept)
        self._kept = ""
        return data[:before], data[before:]

    def _to_end(self, data: str) -> tuple[str, str]:
        text, end, rest = (self._kept + data).partition(_END)
        self._kept = "" if end else next(mark for n in range(5, -1, -1) if text.endswith(mark := _END[:n]))
        self._inside = not end
        return _CONTROLS.sub("", text.removesuffix(self._kept)) + end, rest


class TameParser(XTermParser):
    """Textual's parser of what a terminal sends, with tame pastes."""

    def __init__(self, debug: bool = False) -> None:
        """Begin outside of any paste."""
        super().__init__(debug)
        self._tamer = Tamer()

    def feed(self, data: str) -> Iterable[Message]:
        """Parse what a terminal sent; nothing is its end."""
        tame = self._tamer.tame(data)
        return super().feed(tame) if tame or not data else ()


def sanitise_pastes() -> None:
    """Let the drivers that are loaded use the tame parser."""
    for name in ("textual.drivers.linux_driver", "textual.drivers.win32"):
        if name in sys.modules:
            sys.modules[name].XTermParser = TameParser  # type: ignore[attr-defined]
