"""Spark lines: how a number was at the end of each of the last periods, one cell each."""

from collections.abc import Sequence

from textual.content import Content

from tui.terminal.glyphs import glyphs


def spark(values: Sequence[int | None], width: int, style: str = "", largest: int = 0) -> Content:
    """Return the last `width` values as blocks, the latest at the right; what is not known is blank.

    The height is from nought to the largest of them, or to `largest` where several lines are of one scale. Nought alone
    has the lowest sign, so that one of a thousand is told from none.
    """
    shown = values[max(len(values) - width, 0) :] if width > 0 else []
    top = max(largest, *(value or 0 for value in shown), 1) if shown else 1
    signs = "".join(_sign(value, top) for value in shown)
    return Content.styled(signs.rjust(width), style)


def _sign(value: int | None, top: int) -> str:
    signs = glyphs().heights
    if value is None:
        return " "
    if value <= 0:
        return signs[0]
    highest = len(signs) - 1
    return signs[max(1, min(value * highest // top, highest))]
