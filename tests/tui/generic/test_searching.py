"""The search line of a list, and the way from one list to another."""

import pytest

from tests.support.screen_driver import Opened
from tui import screens  # noqa: F401 - declares the desks
from tui.generic.desk_screen import DeskScreen
from tui.widgets.windowed_list import WindowedList

# Searching


async def test_a_search_line_filters_and_escape_takes_it_away(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4", "slash")
        await officer.press(*"handler:me")
        await officer.press("enter")
        assert "found: 1 for handler:me" in officer.picture
        assert "2026-000003" not in officer.picture
        await officer.press("escape")
        assert "2026-000003" in officer.picture


async def test_a_search_counts_records_and_no_headings(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("1", "slash")
        await officer.press(*"mine")
        await officer.press("enter")
        rows = officer.top.query_one(WindowedList)
        assert 0 < rows.records < rows.total, "there are headings, too"
        assert f"found: {rows.records} for mine" in officer.picture


@pytest.mark.parametrize("desk", "1356")
async def test_a_search_that_finds_nothing_says_so(desk: str, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(desk, "slash")
        await officer.press(*"nobody")
        await officer.press("enter")
        assert "Nothing matches the search" in officer.picture
        assert "Nothing is due" not in officer.picture


async def test_ctrl_s_saves_and_takes_no_step_where_nothing_is_to_be_saved(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4", "ctrl+s")
        assert isinstance(officer.top, DeskScreen)
        await officer.press("g", "x", "ctrl+s")
        assert isinstance(officer.top, DeskScreen)


async def test_a_line_that_cannot_be_asked_says_why_and_stays(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4", "slash")
        await officer.press(*"stage:nowhere")
        await officer.press("enter")
        assert "is no value of Stage" in officer.picture
        assert "stage:nowhere" in officer.picture
        await officer.press("escape")
        assert "2026-000003" in officer.picture


async def test_tab_completes_a_term(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4", "slash")
        await officer.press(*"stage:regi")
        await officer.press("tab")
        assert "stage:registered" in officer.picture


# Several lists


async def test_brackets_turn_from_list_to_list(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("6", "right_square_bracket")
        assert "[Officers]" in officer.picture
        await officer.press("right_square_bracket")
        assert "[Policy pack]" in officer.picture
        await officer.press("e")
        assert "Edit policy" in officer.picture
