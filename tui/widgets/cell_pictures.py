"""What is drawn in the cells of a list, on the ground of its row."""

from collections.abc import Hashable

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.content import Content
from textual.style import Style as VisualStyle

MOST_KEPT = 2048
"""How many pictures are kept as they were drawn; a screen has at most a few hundred."""


class CellPictures:
    """Draws pictures, and keeps them as they were drawn until the colours change."""

    def __init__(self) -> None:
        self._drawn: dict[Hashable, list[Segment]] = {}

    def clear(self) -> None:
        """Forget what was drawn: the colours have changed."""
        self._drawn.clear()

    def draw(self, picture: Content, width: int, ground: Style, app: App[object]) -> list[Segment]:
        """Return the segments of a picture, cut or filled to a width in cells."""
        key = (picture.plain, tuple(picture.spans), width, ground)
        if key not in self._drawn:
            if len(self._drawn) >= MOST_KEPT:
                self._drawn.clear()
            pieces = picture.truncate(width, pad=True).render(
                VisualStyle.from_rich_style(ground), "", app.stylesheet.parse_style
            )
            self._drawn[key] = [Segment(text, style.rich_style) for text, style in pieces]
        return self._drawn[key]
