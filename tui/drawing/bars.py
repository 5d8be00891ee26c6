"""Bars: numbers as lengths of one scale, in eighths of a cell where the terminal can draw them."""

from collections.abc import Sequence
from itertools import accumulate

from textual.content import Content

from tui.terminal.glyphs import ASCII, fit, glyphs, right

EMPTY = "$unfilled"
"""The background of what is not filled."""

Share = tuple[int, str]
"""A number and the style of its part of a bar."""


def bar(value: int, largest: int, width: int, style: str = "$chosen") -> Content:
    """Return a number as a bar of a width in cells, full where it is the largest."""
    return parted_bar([(value, style)], largest, width)


def parted_bar(parts: Sequence[Share], largest: int, width: int) -> Content:
    """Return several numbers as the parts of one bar, which is full where their sum is the largest.

    What is more than nought is seen, if only as the smallest part of a cell, and only the largest itself fills the bar.
    """
    steps = len(glyphs().eighths)
    sums = list(accumulate(max(value, 0) for value, _style in parts))
    ends = [_length(each, largest, width * steps) for each in sums]
    pieces = []
    cell = 0
    for place, (end, (_value, style)) in enumerate(zip(ends, parts, strict=True)):
        whole, part = divmod(end, steps)
        if whole > cell:
            pieces.append((_full(place) * (whole - cell), style))
            cell = whole
        if part and whole == cell and cell < width:
            following = next((parts[later][1] for later in range(place + 1, len(parts)) if ends[later] > end), EMPTY)
            pieces.append((glyphs().eighths[part - 1], f"{style} on {following}"))
            cell += 1
    pieces.append((glyphs().unfilled * (width - cell), f"$line on {EMPTY}"))
    return Content.assemble(*pieces)


def _full(place: int) -> str:
    """Return the sign of a cell that is filled; without colours the parts of a bar are told by their signs."""
    return "#=+"[place % 3] if glyphs() is ASCII else glyphs().eighths[-1]


def _length(value: int, largest: int, steps: int) -> int:
    if value <= 0 or largest <= 0:
        return 0
    if value >= largest:
        return steps
    return max(min(round(value * steps / largest), steps - 1), min(1, steps))


def term(passed: int, days: int, words: str, width: int, style: str) -> Content:
    """Return how much of a term of so many days has passed as a bar of `width`, and behind it how that is in words."""
    return Content.assemble(bar(passed, max(days, 1), width, style), (f" {words}", style))


def line_of(label: str, room: int, value: int, largest: int, width: int, style: str = "$chosen") -> Content:
    """Return a line of a chart, `width` wide: its label in `room` cells, its bar, and its number at the right."""
    return parted_line(label, room, [(value, style)], f"{value:,}", largest, width)


def parted_line(label: str, room: int, parts: Sequence[Share], words: str, largest: int, width: int) -> Content:
    """Return a line of a chart whose bar has several parts, with its numbers in words, for which six cells are kept."""
    told = right(words, NUMBER_ROOM)
    length = max(width - room - 2 - len(told), 0)
    line = Content.assemble((fit(label, room), "$label"), " ", parted_bar(parts, largest, length), f" {told}")
    return line.truncate(width, pad=True)


NUMBER_ROOM = 6
"""How many cells a number at the end of a bar has, so that bars below one another have one length."""
