"""Heat: a number on a background by its share of the largest.

The number itself stays and is read on every background, so that a terminal without mixed colours loses nothing.
"""

from colorsys import hls_to_rgb, rgb_to_hls
from functools import lru_cache

from textual.color import Color
from textual.content import Content

from tui.drawing.contrast import contrast
from tui.terminal.glyphs import glyphs, right
from tui.terminal.theme import Palette

STEPS = 8
"""How many backgrounds there are between the panel and the largest number."""
READ = 5.0
"""The contrast that the number keeps on the strongest background; some is lost by rounding."""
SATURATION = 0.6


def heat(count: int, largest: int, width: int, meaning: str, palette: Palette | None) -> Content:
    """Return a number at the right of a cell; nought is a dim dot.

    `meaning` is one of `theme.MEANINGS`. Without a palette, where the terminal mixes no colours, only the largest and
    what comes near it has the colour of its meaning.
    """
    if count <= 0:
        return Content.styled(right(glyphs().dot, width), "$label")
    return Content.styled(right(f"{count:,}", width), heat_style(count, largest, meaning, palette))


def heat_style(count: int, largest: int, meaning: str, palette: Palette | None) -> str:
    """Return the style of a number by its share of the largest; what is nought has none."""
    if count <= 0 or largest <= 0:
        return ""
    step = max(1, min(count, largest) * STEPS // largest)
    if palette is None:
        return f"bold ${meaning}" if step == STEPS else f"${meaning}" if step > STEPS // 2 else ""
    return f"{palette.text} on {ground(step, meaning, palette)}"


@lru_cache
def ground(step: int, meaning: str, palette: Palette) -> str:
    """Return the background of a step, 1 to `STEPS`, as `#rrggbb`."""
    strongest = _strongest(getattr(palette, meaning), palette)
    return Color.parse(palette.panel).blend(Color.parse(strongest), (step + 1) / (STEPS + 1)).hex6


def _strongest(colour: str, palette: Palette) -> str:
    """Return the fullest colour of the same hue on which the text of the theme is read."""
    hue, _lightness, _saturation = rgb_to_hls(*Color.parse(colour).normalized)
    shades = [_hex(*hls_to_rgb(hue, each / 100, SATURATION)) for each in range(101)]
    read = [shade for shade in shades if contrast(shade, palette.text) >= READ]
    return min(read, key=lambda shade: contrast(shade, palette.text))


def _hex(red: float, green: float, blue: float) -> str:
    return Color(round(255 * red), round(255 * green), round(255 * blue)).hex6
