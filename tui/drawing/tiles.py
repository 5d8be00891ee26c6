"""Tiles: numbers with a label, a trend and a fact, in one line or as boxes beside one another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content

from tui.drawing.spark import spark
from tui.terminal.glyphs import fit, glyphs, plain

GAP = 3
"""Cells between two tiles of a line."""
SHORT, LONG = 5, 12
"""How many periods a trend has in a line of 80 cells, and in a box."""
LEAST_BOX = 18
"""So wide is a box at least; of those that do not fit, the last are left out."""


@dataclass(frozen=True, slots=True)
class Tile:
    """What a tile shows, in words already."""

    label: str
    number: str
    style: str = ""
    """The style of number and trend."""
    trend: tuple[int | None, ...] = ()
    fact: str = ""
    ahead: bool = False
    """Whether the trend is of the days to come: where there is no room for all, the first are shown, else the last."""

    def last(self, periods: int) -> tuple[int | None, ...]:
        """Return so much of the trend as there is room for."""
        return self.trend[:periods] if self.ahead else self.trend[max(len(self.trend) - periods, 0) :]

    @property
    def is_nought(self) -> bool:
        """Whether there is nothing to see to, or nothing counted yet."""
        return self.number in ("0", "", glyphs().dot)


def tile_line(tiles: Sequence[Tile], width: int, chosen: int | None = None) -> Content:
    """Return tiles in one line: those that fit as a whole, with their trends if all of them fit with these."""
    for periods in (2 * SHORT, SHORT, 0):
        parts = [_in_line(tile, periods, chosen == place) for place, tile in enumerate(tiles)]
        if sum(part.cell_length + GAP for part in parts) - GAP <= width:
            break
    line, before = Content(""), 0
    for part in parts:
        if before + part.cell_length > width:
            break
        line = Content.assemble(line, " " * GAP if before else "", part)
        before = line.cell_length + GAP
    return line.truncate(width)


def _in_line(tile: Tile, periods: int, chosen: bool) -> Content:
    label = ("reverse" if chosen else "$label", f"{plain(tile.label)} ")
    known = tile.last(periods)
    trend = Content.assemble(" ", spark(known, len(known), tile.style)) if known else Content("")
    return Content.assemble(label[::-1], (plain(tile.number), _number_style(tile)), trend)


def _number_style(tile: Tile) -> str:
    return "$label" if tile.is_nought else f"bold {tile.style}".rstrip()


def tile_boxes(tiles: Sequence[Tile], width: int, chosen: int | None = None) -> list[Content]:
    """Return tiles as boxes of four lines that fill a width together; of those that do not fit, the last are left."""
    shown = tiles[: max(width // LEAST_BOX, 1)]
    if not shown:
        return []
    each, left = divmod(width, len(shown))
    boxes = [list(_box(tile, each + (place < left), chosen == place)) for place, tile in enumerate(shown)]
    return [Content("").join(lines) for lines in zip(*boxes, strict=True)]


def _box(tile: Tile, width: int, chosen: bool) -> Iterator[Content]:
    signs, line = glyphs(), "bold $chosen" if chosen else "$line"
    inside = max(width - 4, 0)
    label = plain(tile.label)
    title = fit(label, min(cell_len(label), max(width - 6, 0)))
    rest = max(width - 5 - cell_len(title), 0)
    yield Content.assemble(
        (f"{signs.corners[0]}{signs.rule} ", line),
        (title, line if chosen else "$label"),
        (f" {signs.rule * rest}{signs.corners[1]}", line),
    ).truncate(width, pad=True)
    known = tile.last(LONG)
    number = Content.styled(plain(tile.number), _number_style(tile))
    trend = spark(known, len(known), tile.style)
    for within in (Content.assemble(number, "  " if known else "", trend), Content.styled(plain(tile.fact), "$label")):
        fitted = within.truncate(inside, ellipsis=False, pad=True)
        yield Content.assemble((signs.side, line), " ", fitted, " ", (signs.side, line)).truncate(width, pad=True)
    yield Content.styled(f"{signs.corners[2]}{signs.rule * max(width - 2, 0)}{signs.corners[3]}", line).truncate(
        width, pad=True
    )
