"""The search line of a list, and the way from one list to another."""

import threading
from typing import Any

import pytest
from textual.widgets import Input

from core.model.query import Query
from core.office.office import Office
from tests.support.screen_driver import Opened
from tui import screens  # noqa: F401 - declares the desks
from tui.lists.desk_screen import DeskScreen
from tui.lists.search_bar import SearchBar
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


async def test_the_list_narrows_while_the_line_is_typed(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4", "slash")
        await officer.press(*"annual")
        assert "2026-000003" in officer.picture
        assert "2026-000001" not in officer.picture
        await officer.press(*"xyz")
        assert "Nothing matches the search" in officer.picture
        await officer.press(*["backspace"] * 9)
        assert "2026-000001" in officer.picture
        assert officer.top.query_one(SearchBar).is_open


async def test_escape_leaves_a_search_as_it_was_before_and_enter_keeps_it(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4", "slash")
        await officer.type("annual")
        await officer.press("enter", "slash")
        await officer.type("handler:me")
        assert "2026-000001" in officer.picture
        await officer.press("escape")
        assert "found: 1 for annual" in officer.words
        await officer.press("escape")
        assert "3 in all" in officer.words


async def test_keys_act_on_the_first_hit_of_a_search_and_not_on_an_old_place(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4", "end", "slash")
        await officer.type("2026")
        await officer.press("enter")
        first = officer.top.current()
        assert officer.top.query_one(WindowedList).position == 0
        await officer.press("slash")
        await officer.type("annual")
        await officer.press("enter")
        await officer.press("a")
        assert first.subject not in officer.words
        assert "Question about annual leave" in officer.words


async def test_the_cursor_stays_on_its_record_when_a_search_is_left(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4", "slash")
        await officer.type("annual")
        await officer.press("enter", "escape")
        assert officer.top.current().subject == "Question about annual leave"


async def test_a_line_that_is_not_typed_to_its_end_is_not_refused_and_the_list_stays(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4", "slash")
        await officer.press(*"stage:regi")
        assert "is no value" not in officer.picture
        assert "2026-000001" in officer.picture
        await officer.press(*"stered")
        assert "2026-000001" not in officer.picture


async def test_while_one_search_runs_typing_goes_on_and_the_last_line_is_found(
    opened: Opened, furnished: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    lets_go, asked = threading.Event(), list[str]()
    keys = Office.keys

    def slow(office: Office, query: Query) -> Any:
        if query.kind == "grievance":
            asked.append(str(query.where))
            lets_go.wait(20)
        return keys(office, query)

    async with opened() as officer:
        await officer.press("4", "slash")
        monkeypatch.setattr(Office, "keys", slow)
        with officer.holding_up():
            await officer.press(*"annual")
            assert officer.top.query_one(Input).value == "annual"
            lets_go.set()
        await officer.settle()
        assert "found: 1 for annual" in officer.words
        assert len(asked) < len("annual"), "not every letter was looked for"


async def test_a_search_counts_records_and_no_headings(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("1", "slash")
        await officer.press(*"mine")
        await officer.press("enter")
        rows = officer.top.query_one(WindowedList)
        assert 0 < rows.records < rows.total, "there are headings, too"
        assert f"found: {rows.records} for mine" in officer.picture, "none of them is a task of several"


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
