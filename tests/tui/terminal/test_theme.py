"""What the colours of the themes fulfil: WCAG 2.2 contrast (1.4.6 for text, 1.4.3 for labels)."""

from dataclasses import fields

import pytest
from rich._palettes import STANDARD_PALETTE

from tui.drawing.contrast import contrast
from tui.terminal.theme import CATEGORIES, MEANINGS, PALETTES, SIXTEEN, Palette, theme_called

GROUNDS = ("screen", "panel", "selected")


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


@pytest.mark.parametrize("name", PALETTES)
def test_text_is_read_on_every_category_and_each_is_told_from_the_others_and_from_the_ground(name: str) -> None:
    palette = PALETTES[name]
    assert len({*palette.categories, palette.screen, palette.panel, palette.selected}) >= CATEGORIES + 2
    for ground in palette.categories:
        assert contrast(palette.text, ground) >= 7


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_sixteen_colours_are_those_that_such_a_terminal_has() -> None:
    had = {f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in STANDARD_PALETTE._colors}
    assert {colour for each in fields(Palette) if isinstance(colour := getattr(SIXTEEN, each.name), str)} <= had
    assert SIXTEEN.categories == ()
    assert SIXTEEN.unfilled != SIXTEEN.selected, "which there is a bright blue, and would look like the bar"
    assert len({getattr(SIXTEEN, meaning) for meaning in MEANINGS}) == len(MEANINGS)


@pytest.mark.parametrize(
    ("chosen", "sixteen", "shown"),
    [("", False, "dark"), ("mauve", False, "dark"), ("light", True, "light"), ("contrast", True, "sixteen")],
)
def test_what_is_shown_for_what_was_chosen(chosen: str, sixteen: bool, shown: str) -> None:
    assert theme_called(chosen, sixteen=sixteen) == shown
