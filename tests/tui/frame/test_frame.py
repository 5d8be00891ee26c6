"""The frame: panels, the detail and forms beside them on wide screens, the colours, what is dim."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.color import Color

from core.desks.education.case_library import AddCase
from core.desks.grievances import DeclineGrievance
from core.model.query import Query
from core.office.office import Office
from data.backend.backend import LocalBackend
from tests.support.screen_driver import Opened, driven
from tui import screens  # noqa: F401 - declares the desks
from tui.app.app import SealdeskApp
from tui.terminal.glyphs import use_ascii
from tui.terminal.theme import PALETTES, THEMES, theme_called
from tui.widgets.detail import DetailPane
from tui.widgets.record_source import KindSource
from tui.widgets.windowed_list import WindowedList

NARROW, WIDE = (80, 24), (120, 36)


@pytest.fixture(autouse=True)
def many_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that shows every colour, whichever runs the test."""
    monkeypatch.setenv("COLORTERM", "truecolor")


def halves(picture: str, at: int) -> tuple[str, str]:
    """Return what stands at the left and at the right of a column, each as one text; wide characters count as two."""
    left, right = [], []
    for line in picture.splitlines():
        cells = [cell for sign in line for cell in ((sign, "") if ord(sign) > 0x2E80 else (sign,))]
        left.append("".join(cells[:at]))
        right.append("".join(cells[at:]))
    return "\n".join(left), "\n".join(right)


# The detail


async def test_a_window_made_wider_shows_the_record_beside_the_list(opened: Opened) -> None:
    async with opened(NARROW) as officer:
        await officer.press("4")
        subject = officer.top.current().subject
        assert officer.words.count(subject) == 1
        await officer.resize(*WIDE)
        detail = halves(officer.picture, officer.top.query_one(DetailPane).region.x)[1]
        assert subject in detail


async def test_the_detail_is_scrolled_from_the_list(opened: Opened) -> None:
    async with opened((120, 24)) as officer:
        await officer.press("4", "end", "ctrl+down")
        assert officer.top.query_one(DetailPane).scroll_offset.y > 0
        assert officer.top.query_one(WindowedList).has_focus
        await officer.press("shift+up")
        assert officer.top.query_one(DetailPane).scroll_offset.y == 0


# Panels


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_the_focused_panel_has_the_colour_of_what_is_chosen(size: tuple[int, int], opened: Opened) -> None:
    chosen, line = (Color.parse(each) for each in (PALETTES["dark"].chosen, PALETTES["dark"].line))
    async with opened(size) as officer:
        await officer.press("4")
        assert officer.top.query_one(WindowedList).styles.border_top == ("round", chosen)
        if size == WIDE:
            assert officer.top.query_one(DetailPane).styles.border_top == ("round", line)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_borders_are_ascii_where_lines_would_be_wide(size: tuple[int, int], opened: Opened) -> None:
    use_ascii(True)
    try:
        async with opened(size) as officer:
            for keys in (("4",), ("g",), ("escape", "a"), ("escape", "enter")):
                await officer.press(*keys)
                assert not set("─│╭╮╰╯·…") & set(officer.picture)
    finally:
        use_ascii(False)


async def test_the_title_says_which_list_and_how_much_of_it_there_is(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4")
        assert "Grievances · 3 in all" in officer.words
        await officer.press("space")
        assert "marked: 1" in officer.words


# Forms


async def test_on_a_wide_screen_a_form_stands_beside_what_it_is_about(opened: Opened) -> None:
    async with opened(WIDE) as officer:
        await officer.press("4")
        record = officer.top.current()
        width = officer.top.query_one(WindowedList).region.width
        await officer.press("a")
        left, right = halves(officer.picture, officer.top.query_one("Vertical").region.x)
        assert record.number in left
        assert "Handler" in right
        assert "Ctrl+S" in officer.footer
        await officer.press("escape")
        assert officer.top.query_one(WindowedList).region.width == width
        await officer.press("enter", "a")
        left, right = halves(officer.picture, officer.top.query_one("Vertical").region.x)
        assert record.subject in left
        assert "Handler" in right


async def test_on_a_narrow_screen_a_form_takes_the_whole(opened: Opened) -> None:
    async with opened(NARROW) as officer:
        await officer.press("4", "a")
        assert officer.top.query_one("Vertical").region.width == 80


# What is dim


def test_what_is_over_is_dim_in_lists(furnished: Office, only: Callable[..., Any]) -> None:
    open_, closed = (only(furnished, "grievance", number=f"2026-00000{number}") for number in (1, 3))
    furnished.do(DeclineGrievance(target=closed.id, told="已答复"))
    source = KindSource(furnished, Query("grievance", order=("number",)), ("number", "subject"))
    styles = {row.cells[1]: set(row.styles[1:]) for row in source.page(source.keys())}
    assert styles[open_.number] == {""}
    assert styles[closed.number] == {"dim"}


def test_a_nought_is_marked_for_the_list_and_stays_one_for_an_export(furnished: Office) -> None:
    furnished.do(AddCase(name="泄密一案"))
    source = KindSource(furnished, Query("case_story"), ("name", "used"))
    (row,) = source.page(source.keys())
    assert (row.cells, row.styles) == (("泄密一案", "0"), ("", "nought"))


# Colours


@pytest.mark.parametrize("name", PALETTES)
async def test_colours_are_chosen_and_kept_at_this_machine(name: str, backend: Any, opened: Opened) -> None:
    called = {"dark": "Dark", "light": "Light", "contrast": "High contrast"}[name]
    async with opened() as officer:
        await officer.press("colon")
        await officer.answer("Change the colours", called)
        assert (officer.app.theme, backend.theme) == (name, name)
    async with driven(SealdeskApp(backend)) as officer:
        assert officer.app.theme == name


def test_colours_are_kept_beside_the_store_without_opening_it(tmp_path: Path) -> None:
    LocalBackend(tmp_path).keep_theme("light")
    assert LocalBackend(tmp_path).theme == "light"
    assert [path.name for path in tmp_path.iterdir()] == ["theme"]


@pytest.mark.parametrize("kept", [b"", b"mauve\n", b"\xff\xfe", b"light" * 1000])
async def test_colours_that_nobody_knows_are_the_usual_ones(kept: bytes, tmp_path: Path, backend: Any) -> None:
    (tmp_path / "theme").write_bytes(kept)
    backend.theme = LocalBackend(tmp_path).theme
    async with driven(SealdeskApp(backend)) as officer:
        assert officer.app.theme == THEMES[0].name


async def test_a_terminal_of_sixteen_colours_is_shown_colours_that_it_has(
    backend: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM")
    async with driven(SealdeskApp(backend)) as officer:
        assert officer.app.theme == theme_called("dark", sixteen=True)
