"""What the colours of the themes fulfil: WCAG 2.2 contrast (1.4.6 for text, 1.4.3 for labels)."""

import pytest

from tui.drawing.contrast import contrast
from tui.terminal.theme import CATEGORIES, MEANINGS, PALETTES, Palette

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
