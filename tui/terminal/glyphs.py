"""Signs and stored text on the screen: which signs the terminal draws one cell wide, and text that stays text.

East Asian terminals may draw the "ambiguous" characters (Unicode annex 11), lines and arrows among them, two cells
wide, which breaks every layout. So one is tried before the program starts, and ASCII is used where it comes out wide.
"""

import os
import re
import select
import sys
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter
from textual.scrollbar import ScrollBar, ScrollBarRender

from core.values.cleaning import NAME_DOT, printable

_PROBE = "─"
_ASK_POSITION = "\x1b[6n"
_POSITION = re.compile(rb"\x1b\[\d+;(\d+)R")
_PATIENCE = 0.2
"""Seconds to wait for the terminal's answer; terminals need 6 ms, a slow line more."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The signs of one kind of terminal, each one cell wide."""

    up: str
    down: str
    marked: str
    more: str
    """Stands where a text was cut."""
    arrow: str
    """Stands between what was and what is."""
    heights: str
    """Parts of a cell from below, from the sign for nought to a whole one."""
    eighths: str
    """Parts of a cell from the left, up to a whole one."""
    unfilled: str
    """A cell of a bar that is not filled; it has a background of its own."""
    dot: str
    """Stands for nought, and between facts in a row."""
    rule: str
    """A piece of a line from left to right."""
    side: str
    """The side of a box."""
    corners: str
    """Its corners: above at the left and at the right, then below."""
    spans: str
    """Pieces of a bar in time: what has passed, what is to come, and what is over."""
    reached: str
    to_come: str
    """Stand before a stage that was reached, and before one that was not."""


LINES = Glyphs(
    up="↑",
    down="↓",
    marked="*",
    more="…",
    arrow="→",
    heights="▁▂▃▄▅▆▇█",
    eighths="▏▎▍▌▋▊▉█",
    unfilled=" ",
    dot="·",
    rule="─",
    side="│",
    corners="╭╮╰╯",
    spans="█▒░",
    reached="●",
    to_come="○",
)
ASCII = Glyphs(
    up="^",
    down="v",
    marked="*",
    more="~",
    arrow=">",
    heights="_.:-=+*#",
    eighths="#",
    unfilled=".",
    dot=".",
    rule="-",
    side="|",
    corners="++++",
    spans="==-",
    reached="*",
    to_come="o",
)

_current = LINES

_ONE_LINE = str.maketrans({"\n": " ", "\t": " "})

_AMBIGUOUS = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "…": "~", "—": "-", "–": "-", "→": ">", "×": "x", NAME_DOT: "・"}
)
"""Usual signs of running text that such a terminal draws two cells wide, and what to draw instead: one cell wide, but
for the dot in names, which is exchanged for a sign that every terminal draws two cells wide."""


class _PlainScrollBar(ScrollBarRender):
    """A scroll bar of coloured blanks only; the usual one ends in block elements, which are ambiguous."""

    VERTICAL_BARS = [" "] * 8
    HORIZONTAL_BARS = [" "] * 8


def glyphs() -> Glyphs:
    """Return the signs to draw with."""
    return _current


def use_ascii(ascii_only: bool) -> None:
    """Choose plain ASCII signs, or lines and arrows; called once, before the first screen."""
    global _current  # one terminal, one set of signs
    _current = ASCII if ascii_only else LINES
    ScrollBar.renderer = _PlainScrollBar if ascii_only else ScrollBarRender


def ambiguous_is_wide() -> bool:
    """Ask the terminal how wide it draws an ambiguous character; False if it does not answer.

    Draws the character at the left edge, asks where the cursor is (ECMA-48, DSR 6), and wipes the line.
    """
    if os.name != "posix" or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    import termios
    import tty

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        _write(f"\r{_PROBE}{_ASK_POSITION}")
        found = _POSITION.search(_answer(descriptor))
    finally:
        _write("\r\x1b[K")
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
    return found is not None and int(found[1]) > 2


def _write(text: str) -> None:
    assert sys.__stderr__ is not None  # `sys.stderr` takes no control sequences (`tui.terminal.output`)
    sys.__stderr__.write(text)
    sys.__stderr__.flush()


def _answer(descriptor: int) -> bytes:
    got = b""
    while not got.endswith(b"R") and select.select([descriptor], [], [], _PATIENCE)[0]:
        got += os.read(descriptor, 32)
    return got


def plain(text: str) -> str:
    """Return stored text on one line without control characters and without what reorders or hides text."""
    visible = printable(text, " ").translate(_ONE_LINE)
    return visible.translate(_AMBIGUOUS) if _current is ASCII else visible


def plain_lines(text: str) -> str:
    """Return stored text like `plain`, keeping its line ends."""
    return "\n".join(plain(line) for line in text.split("\n"))


def editable(text: str) -> str:
    """Return stored text for a line to type in: what is not touched there is stored again as it was."""
    return printable(text, " ").replace("\n", " ").replace("\t", " ")


def content(text: str, style: str = "") -> Content:
    """Return stored text for a widget: never markup, so that a person called “[red]” is shown as such."""
    return Content.styled(plain_lines(text), style)


class NoControls(LineFilter):
    """The last thing that happens to a line of any widget: nothing is left in it but signs, and its width is kept.

    `plain` is for texts that are measured before they are drawn; this is for those that nobody thought of.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without control characters and what reorders or hides text."""
        return [_shown(segment) for segment in segments]


def _shown(segment: Segment) -> Segment:
    text = printable(segment.text)
    if text is segment.text or segment.control:
        return segment
    return Segment(set_cell_size(text.translate(_ONE_LINE), cell_len(segment.text)), segment.style)


def right(text: str, width: int) -> str:
    """Return text at the right of a width in cells."""
    return " " * (width - cell_len(text)) + text


def fit(text: str, width: int) -> str:
    """Return text cut or filled to a width in cells; a wide character is never cut in half."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    # Where a wide character does not fit in full a blank is left, which is better after the sign than before it.
    return set_cell_size(set_cell_size(text, max(width - 1, 0)).rstrip() + _current.more, width) if width else ""
