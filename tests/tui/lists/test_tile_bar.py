"""The figures above a list: in one line, as boxes where there is room, and from each a key to its records."""

import pytest

from core.office.office import Office
from tests.support.screen_driver import Opened
from tui.lists.desk_screen import DeskScreen
from tui.lists.drill_down import DrillDownScreen
from tui.lists.tile_bar import TileBar
from tui.terminal.glyphs import use_ascii
from tui.widgets.windowed_list import WindowedList


@pytest.mark.parametrize("code", ["en", "zh_CN"])
@pytest.mark.parametrize("width", [80, 120, 160])
async def test_the_figures_of_the_queue(code: str, width: int, furnished: Office, opened: Opened) -> None:
    async with opened((width, 24), language=code) as officer:
        await officer.open_list("grievance")
        officer.looks_like(f"tiles-{width}-{code}")


async def test_the_figures_of_the_queue_in_ascii(furnished: Office, opened: Opened) -> None:
    use_ascii(True)
    try:
        async with opened((120, 24)) as officer:
            await officer.open_list("grievance")
            officer.looks_like("tiles-ascii-120-en")
    finally:
        use_ascii(False)


async def test_a_figure_leads_to_its_records_in_the_same_list_and_escape_leads_back(
    furnished: Office, opened: Opened
) -> None:
    async with opened() as officer:
        await officer.open_list("grievance")
        screen = officer.top
        assert isinstance(screen, DeskScreen)
        whole = screen.query_one(WindowedList).records
        late = next(each for each in screen.query_one(TileBar).tiles if each.tile.label == "late")
        assert late.number is not None
        await officer.press("number_sign", "2")
        assert (screen.line, screen.query_one(WindowedList).records) == ("late", late.number.count)
        assert screen.focused is screen.query_one(WindowedList)
        await officer.press("escape")
        assert (screen.line, screen.query_one(WindowedList).records) == ("", whole)


async def test_what_no_search_line_says_is_listed_by_itself(furnished: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.open_list("grievance")
        await officer.press("number_sign", "left", "enter")
        assert isinstance(officer.top, DrillDownScreen)
        await officer.press("escape")
        assert not isinstance(officer.top, DrillDownScreen)


async def test_the_figures_are_gone_through_by_their_key_and_left_by_escape(furnished: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.open_list("grievance")
        bar = officer.top.query_one(TileBar)
        await officer.press("number_sign", "number_sign", "right")
        assert (bar.has_focus, bar.chosen) == (True, 2)
        await officer.press("escape")
        assert officer.top.focused is officer.top.query_one(WindowedList)
