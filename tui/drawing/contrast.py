"""How well one colour is read on another (WCAG 2.2)."""

from functools import lru_cache

from textual.color import Color


def contrast(one: str, other: str) -> float:
    """Return the ratio of two colours' luminances, 1 to 21; colours are `#rrggbb`."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache
def _luminance(colour: str) -> float:
    parts = (part / 255 for part in Color.parse(colour).rgb)
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
