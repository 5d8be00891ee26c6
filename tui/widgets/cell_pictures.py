"""What is drawn in the cells of a list, on the ground of its row."""

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.content import Content
from textual.style import Style as VisualStyle


class CellPictures:
    """Draws pictures made of texts one after the other, each of one style; keeps styles until the colours change."""

    def __init__(self) -> None:
        self._styles: dict[tuple[Style, str | VisualStyle], Style] = {}

    def clear(self) -> None:
        """Forget the styles: the colours have changed."""
        self._styles.clear()

    def draw(self, picture: Content, width: int, ground: Style, app: App[object]) -> list[Segment]:
        """Return the segments of a picture, cut or filled to a width in cells."""
        shown = picture.truncate(width, pad=True)
        text, at, found = shown.plain, 0, []
        for span in shown.spans:
            if span.start > at:
                found.append(Segment(text[at : span.start], ground))
            found.append(Segment(text[max(span.start, at) : span.end], self._on(ground, span.style, app)))
            at = max(span.end, at)
        if at < len(text):
            found.append(Segment(text[at:], ground))
        return found

    def _on(self, ground: Style, style: str | VisualStyle, app: App[object]) -> Style:
        """Return a style on the ground of a row."""
        key = ground, style
        if key not in self._styles:
            self._styles[key] = (VisualStyle.from_rich_style(ground) + app.stylesheet.parse_style(style)).rich_style
        return self._styles[key]
