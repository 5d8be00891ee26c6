"""The figures above a list as tiles, each leading to the records that it counts.

`#` goes to the tiles and from one to the next, so do the arrows; Enter, or the number of a tile, shows its records.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from core.model.figure import Figure, Number
from core.model.past import week_ends
from core.office.office import Office
from core.office.search_line import STATE
from core.values.sentence import N_
from tui.drawing.tiles import Tile, tile_boxes, tile_line
from tui.formatting.standing import style_of
from tui.language import _, language
from tui.terminal.glyphs import content, glyphs, plain
from tui.terminal.panel import WIDE


@dataclass(frozen=True, slots=True)
class FigureTile:
    """A tile, and the number behind it; None leads nowhere."""

    tile: Tile
    number: Number | None = None


def figure_tiles(office: Office, figures: Iterable[Figure]) -> list[FigureTile]:
    """Return the tiles of figures that the officer reads, without their trends."""
    read = (each for each in figures if office.reads(each.kind))
    return [tile_of(office, office.kept(("number", each.name), partial(each.number, office))) for each in read]


def awaited(office: Office, figures: Iterable[Figure]) -> list[FigureTile]:
    """Return the tiles of figures that are not counted yet, so that they have their place."""
    return [FigureTile(Tile(_(each.label), glyphs().dot)) for each in figures if office.reads(each.kind)]


def tile_of(office: Office, number: Number) -> FigureTile:
    """Return the tile of a number."""
    figure = number.figure
    words = number.text or _("none")
    return FigureTile(Tile(_(figure.label), words, style_of(figure.status), fact=_fact(office, figure)), number)


def _fact(office: Office, figure: Figure) -> str:
    if figure.of_these is not None:
        part = figure.of_these.number(office)
        return _("{what}: {count}").format(what=_(figure.of_these.label), count=part.text)
    return language().say(figure.note(office.context())) if figure.note else ""


def with_trends(office: Office, tiles: Iterable[FigureTile]) -> Iterator[FigureTile]:
    """Yield the tiles with what they were in the weeks before; where nothing else is said, how that changed."""
    ends = week_ends(office.today)
    for each in tiles:
        trend = tuple(_trend(office, each.number, ends)) if each.number else ()
        fact = each.tile.fact or _change(trend)
        yield replace(each, tile=replace(each.tile, trend=trend, fact=fact))


def _trend(office: Office, number: Number, ends: Sequence[date]) -> Sequence[int | None]:
    figure = number.figure
    return office.kept(("trend", figure.name, number.where), lambda: figure.trend(office, ends, number.where))


def _change(trend: Sequence[int | None]) -> str:
    before, now = trend[-2:] if len(trend) > 1 else (None, None)
    if before is None or now is None:
        return ""
    return _("since last week {change:+,}").format(change=now - before) if now != before else _("as last week")


def words_of(figure: Figure) -> tuple[str, ...]:
    """Return the filters of its kind that say which records a figure counts; none if they do not."""
    if figure.repeats or figure.of is not None:
        return ()
    return (figure.where,) if isinstance(figure.where, str) else figure.where if isinstance(figure.where, tuple) else ()


def line_of(filters: Iterable[str]) -> str:
    """Return the search line of these filters, in the language in use."""
    named = (_(name) for name in filters)
    return " ".join(f'{_(STATE)}:"{name}"' if " " in name else name for name in named)


class TileBar(Widget, can_focus=True):
    """The tiles of a desk, in one line, or as boxes where panels have borders."""

    DEFAULT_CSS = """
    TileBar { height: auto; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("number_sign,fullwidth_number_sign,right,l", "step(1)", N_("Next figure"), id="tiles.next"),
        Binding("left,h", "step(-1)", N_("Previous figure"), show=False, id="tiles.before"),
        Binding("enter", "open", N_("Its records"), id="tiles.open"),
        Binding("escape,down", "leave", N_("Back to the list"), id="tiles.leave"),
        *(Binding(f"{number}", f"open({number})", show=False, id=f"tiles.{number}") for number in range(1, 10)),
    ]

    chosen: reactive[int] = reactive(0)

    class Opened(Message):
        """The records of a number are asked for."""

        def __init__(self, number: Number) -> None:
            super().__init__()
            self.number = number

    class Left(Message):
        """The list is gone back to."""

    def __init__(self, *, boxed: bool = True) -> None:
        """Make it empty; without boxes it keeps to one line on every screen."""
        super().__init__(classes="figures")
        self._boxed = boxed
        self.tiles: Sequence[FigureTile] = ()
        """What is shown."""
        self.line = ""
        """What stands in their place."""

    def show(self, tiles: Sequence[FigureTile], line: str = "") -> None:
        """Show tiles, or a line in their place."""
        self.tiles, self.line = tiles, line
        self.chosen = min(self.chosen, max(len(tiles) - 1, 0))
        self.refresh(layout=True)

    def render(self) -> Content:
        """Draw them in the room there is."""
        width = self.content_size.width or max(self.app.size.width - 2, 0)
        shown = [each.tile for each in self.tiles]
        chosen = self.chosen if self.has_focus else None
        if self.line:
            return content(plain(self.line)).truncate(width)
        if self._boxed and self.app.size.width >= WIDE:
            return Content("\n").join(tile_boxes(shown, width, chosen))
        return tile_line(shown, width, chosen)

    def action_step(self, steps: int) -> None:
        """Choose another tile; after the last comes the first."""
        if self.tiles:
            self.chosen = (self.chosen + steps) % len(self.tiles)

    def action_open(self, place: int = 0) -> None:
        """Ask for the records of the chosen tile, or of the one at a place counted from 1."""
        at = place - 1 if place else self.chosen
        number = self.tiles[at].number if at < len(self.tiles) else None
        if number is not None:
            self.post_message(self.Opened(number))

    def action_leave(self) -> None:
        """Go back to the list."""
        self.post_message(self.Left())
