"""The windowed list: any length, drawn only where it is seen."""

from array import array
from collections.abc import Sequence
from typing import ClassVar

import pytest
from rich.cells import cell_len
from textual.strip import Strip

from core.model.query import Query
from core.office.refusals import NoSuchRecord
from tests.support.screen_driver import driven
from tests.support.screen_stage import Stage
from tui.language import set_language
from tui.terminal.glyphs import ASCII, fit, plain, use_ascii
from tui.widgets.list_source import ListColumn, Row
from tui.widgets.record_source import KindSource
from tui.widgets.windowed_list import WindowedList

COLUMNS = (ListColumn("number", "No", 8), ListColumn("subject", "Subject", 20, grows=True))
MILLION = array("q", range(1_000_000))


class Pages:
    """Counts what is asked for."""

    def __init__(self) -> None:
        self.rows = 0

    def __call__(self, keys: Sequence[int]) -> list[Row]:
        self.rows += len(keys)
        return [Row((str(key), "张三反映工资拖欠"), ("", "late" if key % 2 else "")) for key in keys]


async def test_a_million_rows_open_at_once_and_only_what_is_seen_is_read() -> None:
    pages, windowed = Pages(), WindowedList()
    async with driven(Stage(windowed)) as officer:
        windowed.fill(COLUMNS, MILLION, pages)
        await officer.settle()
        assert windowed.total == 1_000_000
        await officer.press("G")
        assert windowed.key == 999_999
        assert pages.rows < 300


async def test_a_step_of_the_cursor_draws_the_row_it_left_and_the_row_it_came_to() -> None:
    class Counting(WindowedList):
        drawn: ClassVar[list[int]] = []

        def render_line(self, y: int) -> Strip:
            self.drawn.append(y)
            return super().render_line(y)

    windowed = Counting()
    async with driven(Stage(windowed), (40, 10)) as officer:
        windowed.fill(COLUMNS, MILLION, Pages())
        await officer.settle()
        windowed.drawn.clear()
        await officer.press("down")
        assert windowed.drawn == [1, 2]
        windowed.drawn.clear()
        await officer.press("pagedown", "down")  # there the list moves
        assert set(windowed.drawn) == set(range(windowed.size.height))


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        (["j", "j", "k"], 1),
        (["down", "down", "up"], 1),
        (["G"], 999),
        (["end", "home"], 0),
        (["pagedown"], 8),
        (["pagedown", "pageup"], 0),
        (["G", "home"], 0),
        (["k"], 0),
    ],
)
async def test_keys_move_the_cursor(keys: list[str], place: int) -> None:
    windowed = WindowedList()
    async with driven(Stage(windowed), (40, 10)) as officer:
        windowed.fill(COLUMNS, MILLION[:1000], Pages())
        await officer.press(*keys)
        assert windowed.position == place


async def test_the_row_under_the_cursor_is_always_in_sight() -> None:
    windowed = WindowedList()
    async with driven(Stage(windowed), (40, 10)) as officer:
        windowed.fill(COLUMNS, MILLION[:1000], Pages())
        for key in ("pagedown", "j", "pagedown", "k", "G", "pageup", "k", "g", "j"):
            await officer.press(key)
            assert f" {windowed.key} " in officer.picture, key


async def test_messages_tell_where_the_cursor_is_what_is_opened_and_what_is_marked() -> None:
    heard: list[object] = []
    windowed = WindowedList()

    class Listening(Stage):
        def on_windowed_list_highlighted(self, message: WindowedList.Highlighted) -> None:
            heard.append(("at", message.key))

        def on_windowed_list_selected(self, message: WindowedList.Selected) -> None:
            heard.append(("open", message.key))

        def on_windowed_list_marked(self, message: WindowedList.Marked) -> None:
            heard.append(("marked", set(message.windowed.marked)))

    async with driven(Listening(windowed)) as officer:
        windowed.fill(COLUMNS, array("q", [7, 8, 9]), Pages())
        await officer.press("j", "enter", "space")
    assert heard == [("at", 7), ("at", 8), ("open", 8), ("marked", {8}), ("at", 9)]


async def test_the_cursor_stays_on_its_record_when_the_list_is_read_again() -> None:
    windowed = WindowedList()
    async with driven(Stage(windowed)) as officer:
        windowed.fill(COLUMNS, array("q", [7, 8, 9]), Pages())
        await officer.press("j", "space", "k")
        windowed.fill(COLUMNS, array("q", [9, 5, 8]), Pages())
        assert (windowed.key, windowed.marked) == (8, {8})
        windowed.fill(COLUMNS, array("q", [9, 5]), Pages())
        assert (windowed.key, windowed.marked) == (5, set())


async def test_an_empty_list_says_so() -> None:
    windowed = WindowedList(empty="Nothing is due today.")
    async with driven(Stage(windowed)) as officer:
        assert "Nothing is due" not in officer.picture  # nothing is claimed before the keys are there
        windowed.fill(COLUMNS, array("q"), Pages())
        await officer.press("j", "space", "enter")
        assert "Nothing is due today." in officer.picture
        assert windowed.key is None


async def test_columns_out_of_sight_are_reached_sideways() -> None:
    windowed = WindowedList()
    wide = (*COLUMNS, ListColumn("middle", "Middle", 20), ListColumn("end", "Last column", 12))
    async with driven(Stage(windowed), (40, 10)) as officer:
        windowed.fill(wide, array("q", [1]), lambda keys: [Row(("1", "中" * 30, "", "here")) for _ in keys])
        assert "here" not in officer.picture
        await officer.press("right", "right", "right")
        assert "here" in officer.picture
        await officer.press("left", "left", "left")
        assert "here" not in officer.picture


async def test_columns_that_are_frozen_stay_and_what_does_not_fit_is_cut_with_a_sign() -> None:
    windowed = WindowedList()
    wide = (ListColumn("name", "姓名", 8), *(ListColumn(f"c{each}", f"栏{each}", 16) for each in range(4)))
    cells = ("张三", "第一车间一班组", "第二车间二班组", "第三车间三班组", "第四车间四班组")
    async with driven(Stage(windowed), (40, 10)) as officer:
        windowed.frozen = "name"
        windowed.fill(wide, array("q", [1]), lambda keys: [Row(cells) for _ in keys])
        await officer.settle()
        lines = lambda: [line.rstrip() for line in officer.picture.splitlines()[:2]]  # noqa: E731
        assert lines() == [" 姓名     栏0              栏1", " 张三     第一车间一班组   第二车间二…"]
        await officer.press("right")
        assert lines()[1].startswith(" 张三     第二车间二班组   第三")
        await officer.press("right", "right", "right")
        assert lines()[1].startswith(" 张三     第四车间四班组")
        await officer.press("left", "left", "left")
        assert lines()[1].startswith(" 张三     第一车间一班组   第二")
        assert all(cell_len(line) <= 40 for line in officer.picture.splitlines())


@pytest.mark.parametrize("width", range(12))
@pytest.mark.parametrize("text", ["", "张三反映", "a张b三c", "plain text"])
def test_cutting_never_halves_a_wide_character(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width


def test_stored_text_cannot_steer_the_terminal() -> None:
    assert plain("a\x1b[31mb\u202ec\x9bd") == "a [31mb c d"


def test_signs_fall_back_to_ascii() -> None:
    use_ascii(True)
    try:
        assert fit("a long text", 6) == f"a lon{ASCII.more}"
    finally:
        use_ascii(False)


@pytest.mark.parametrize(("language", "width", "name"), [("zh_CN", 80, "list-80"), ("en", 160, "list-160")])
async def test_a_list_of_grievances(furnished, language: str, width: int, name: str) -> None:
    set_language(language)
    source = KindSource(furnished, Query("grievance"))
    windowed = WindowedList()
    windowed.sort = "-received"
    async with driven(Stage(windowed), (width, 8)) as officer:
        windowed.fill(source.columns, source.keys(), source.page)
        await officer.press("j", "space")
        officer.looks_like(name)


async def test_a_name_that_looks_like_markup_is_shown_as_it_is(furnished) -> None:
    source = KindSource(furnished, Query("person"))
    windowed = WindowedList()
    async with driven(Stage(windowed)) as officer:
        windowed.fill(source.columns, source.keys(), source.page)
        assert "[red]欧阳[/red]" in officer.picture


async def test_the_key_of_a_row_leads_to_its_record(furnished) -> None:
    source = KindSource(furnished, Query("person"))
    first = source.keys()[0]
    assert furnished.get("person", source.record(first)).name == source.page([first])[0].cells[0]


async def test_the_row_of_a_record_that_has_gone_leads_nowhere(furnished) -> None:
    source = KindSource(furnished, Query("person"))
    gone = max(source.keys()) + 1
    assert source.record(gone) == ""
    assert source.page([gone]) == []
    with pytest.raises(NoSuchRecord):
        furnished.get("person", source.record(gone))


async def test_space_on_a_heading_asks_for_what_stands_below_it() -> None:
    heard: list[int] = []
    windowed = WindowedList()

    class Listening(Stage):
        def on_windowed_list_heading_marked(self, message: WindowedList.HeadingMarked) -> None:
            heard.append(message.key)

    async with driven(Listening(windowed)) as officer:
        windowed.fill(COLUMNS, array("q", [-1, 7, 8]), Pages())
        await officer.press("space")
    assert (heard, windowed.position) == ([-1], 0)


@pytest.mark.parametrize(("ascii_only", "drawn"), [(False, "      ·  x"), (True, "      .  x")])
async def test_a_nought_is_drawn_as_a_dot(ascii_only: bool, drawn: str) -> None:
    use_ascii(ascii_only)
    windowed = WindowedList()
    try:
        async with driven(Stage(windowed), (40, 10)) as officer:
            windowed.fill(COLUMNS, array("q", [1]), lambda keys: [Row(("      0", "x"), ("nought", ""))])
            await officer.settle()
            assert drawn in officer.picture.splitlines()[1]
    finally:
        use_ascii(False)
