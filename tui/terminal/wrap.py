"""Running text, folded to the room there is. Neither Rich nor Textual knows that Chinese breaks between any two hanzi.

What is kept together are words of other scripts and numbers, and, as is done in Chinese print (GB/T 15834), closing
signs with what stands before them and opening signs with what follows.
"""

import re
from collections.abc import Iterable, Iterator

from rich.cells import cell_len, chop_cells
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

from tui.terminal.glyphs import plain_lines

_WIDE = "\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uffef\U00020000-\U0003ffff"
_OPENING = "“‘（《「『【〔〈"
_CLOSING = "”’，。、；：？！）》」』】〕〉…"
_TOGETHER = re.compile(rf"[{_OPENING}]*(?:[{_WIDE}]|[^\s{_WIDE}{_OPENING}{_CLOSING}]+)?[{_CLOSING}]*\s*")


def fold(text: str, width: int) -> list[str]:
    """Return a text as lines that are at most so many cells wide; its own line ends stay."""
    return [line for paragraph in text.split("\n") for line in _lines(paragraph, max(width, 2))]


def _lines(paragraph: str, width: int) -> Iterator[str]:
    line = ""
    for piece in _pieces(paragraph, width):
        if line and cell_len(line + piece.rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += piece
    yield line.rstrip()


def _pieces(paragraph: str, width: int) -> Iterator[str]:
    """Yield what a line may end after; what is wider than a line is cut."""
    for piece in _TOGETHER.findall(paragraph):
        yield from [piece] if cell_len(piece.rstrip()) <= width else chop_cells(piece, width)


class Prose:
    """Stored or translated lines of text for a widget, each with its style: never markup, folded when drawn."""

    def __init__(self, lines: Iterable[tuple[str, str]]) -> None:
        """Keep the lines; a line end within one begins another."""
        self._lines = [(plain_lines(text), style) for text, style in lines]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines as they fit."""
        for text, style in self._lines:
            for line in fold(text, options.max_width):
                yield Text(line, style, no_wrap=True)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """Return that it takes what room there is, down to two cells."""
        widest = max((cell_len(line) for text, _style in self._lines for line in text.split("\n")), default=0)
        return Measurement(2, max(widest, 2)).with_maximum(options.max_width)


def wrapped(text: str, style: str = "") -> Prose:
    """Return one text for a widget."""
    return Prose([(text, style)])
