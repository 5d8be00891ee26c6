"""What the colours of the themes fulfil: WCAG 2.2 contrast (1.4.6 for text, 1.4.3 for labels)."""

from dataclasses import fields

import pytest
from rich._palettes import STANDARD_PALETTE
from textual.color import Color

from tui.terminal.theme import MEANINGS, PALETTES, SIXTEEN, Palette, theme_called

GROUNDS = ("screen", "panel", "selected")


def contrast(one: str, other: str) -> float:
    """Return the ratio of two colours' luminances (WCAG 2.2)."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (part / 255 for part in Color.parse(colour).rgb)
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", ["text", *MEANINGS])
def test_text_is_read_on_every_ground(name: str, ground: str, ink: str) -> None:
    palette: Palette = PALETTES[name]
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= 7


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_labels_are_dim_and_read(name: str, ground: str) -> None:
    palette = PALETTES[name]
    assert 4.5 <= contrast(palette.label, getattr(palette, ground)) < contrast(palette.text, getattr(palette, ground))


@pytest.mark.parametrize("name", PALETTES)
def test_no_two_meanings_have_one_colour(name: str) -> None:
    palette = PALETTES[name]
    assert len({getattr(palette, each) for each in ("text", "label", "line", *MEANINGS)}) == 3 + len(MEANINGS)


def test_sixteen_colours_are_those_that_such_a_terminal_has() -> None:
    had = {f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in STANDARD_PALETTE._colors}
    assert {getattr(SIXTEEN, each.name) for each in fields(Palette)} <= had
    assert len({getattr(SIXTEEN, meaning) for meaning in MEANINGS}) == len(MEANINGS)


@pytest.mark.parametrize(
    ("chosen", "sixteen", "shown"),
    [("", False, "dark"), ("mauve", False, "dark"), ("light", True, "light"), ("contrast", True, "sixteen")],
)
def test_what_is_shown_for_what_was_chosen(chosen: str, sixteen: bool, shown: str) -> None:
    assert theme_called(chosen, sixteen=sixteen) == shown
