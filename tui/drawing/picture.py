"""A small picture in half blocks: two pixels in each cell, one above the other."""

from collections.abc import Iterator

from rich.color import Color
from rich.style import Style
from rich.text import Text

from core.results.picture import Picture
from tui.terminal.glyphs import ASCII, glyphs

UPPER_HALF = "▀"
COLOURS = ("truecolor", "256")


def can_draw(colours: str | None) -> bool:
    """Whether a terminal with these colours can show pictures: it needs many, and blocks that are one cell wide."""
    return glyphs() is not ASCII and colours in COLOURS


def drawn(picture: Picture) -> Text:
    """Return a picture as text."""
    return Text("\n").join(_rows(picture))


def _rows(picture: Picture) -> Iterator[Text]:
    for y in range(0, picture.height, 2):
        row = Text(no_wrap=True)
        for x in range(picture.width):
            above, below = (Color.from_rgb(*picture.at(x, at)) for at in (y, y + 1))
            row.append(UPPER_HALF, Style(color=above, bgcolor=below))
        yield row
