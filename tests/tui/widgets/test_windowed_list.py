"""The windowed list: any length, drawn only where it is seen."""

from array import array
from collections.abc import Sequence

import pytest
from rich.cells import cell_len

from core.model.query import Query
from core.office.refusals import NoSuchRecord
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


async def test_a_million_rows_open_at_once_and_only_what_is_seen_is_read(stage) -> None:
    pages, windowed = Pages(), WindowedList()
    app = stage(windowed)
    async with app.run_test(size=(80, 24)) as pilot:
        windowed.fill(COLUMNS, MILLION, pages)
        await pilot.pause()
        assert windowed.total == 1_000_000
        await pilot.press("G")
        assert windowed.key == 999_999
        assert pages.rows < 300


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        (["j", "j", "k"], 1),
        (["down", "down", "up"], 1),
        (["G"], 999),
        (["end", "home"], 0),
        (["pagedown"], 8),
        (["pagedown", "pageup"], 0),
        (["G", "g"], 0),
        (["k"], 0),
    ],
)
async def test_keys_move_the_cursor(stage, keys: list[str], place: int) -> None:
    windowed = WindowedList()
    async with stage(windowed).run_test(size=(40, 10)) as pilot:
        windowed.fill(COLUMNS, MILLION[:1000], Pages())
        await pilot.press(*keys)
        assert windowed.position == place


async def test_the_row_under_the_cursor_is_always_in_sight(stage, picture) -> None:
    windowed = WindowedList()
    app = stage(windowed)
    async with app.run_test(size=(40, 10)) as pilot:
        windowed.fill(COLUMNS, MILLION[:1000], Pages())
        for key in ("pagedown", "j", "pagedown", "k", "G", "pageup", "k", "g", "j"):
            await pilot.press(key)
            assert f" {windowed.key} " in picture(app), key


async def test_messages_tell_where_the_cursor_is_what_is_opened_and_what_is_marked(stage) -> None:
    heard: list[object] = []
    windowed = WindowedList()

    class Listening(stage):
        def on_windowed_list_highlighted(self, message: WindowedList.Highlighted) -> None:
            heard.append(("at", message.key))

        def on_windowed_list_selected(self, message: WindowedList.Selected) -> None:
            heard.append(("open", message.key))

        def on_windowed_list_marked(self, message: WindowedList.Marked) -> None:
            heard.append(("marked", set(message.windowed.marked)))

    async with Listening(windowed).run_test() as pilot:
        windowed.fill(COLUMNS, array("q", [7, 8, 9]), Pages())
        await pilot.press("j", "enter", "space")
    assert heard == [("at", 7), ("at", 8), ("open", 8), ("marked", {8}), ("at", 9)]


async def test_the_cursor_stays_on_its_record_when_the_list_is_read_again(stage) -> None:
    windowed = WindowedList()
    async with stage(windowed).run_test() as pilot:
        windowed.fill(COLUMNS, array("q", [7, 8, 9]), Pages())
        await pilot.press("j", "space", "k")
        windowed.fill(COLUMNS, array("q", [9, 5, 8]), Pages())
        assert (windowed.key, windowed.marked) == (8, {8})
        windowed.fill(COLUMNS, array("q", [9, 5]), Pages())
        assert (windowed.key, windowed.marked) == (5, set())


async def test_an_empty_list_says_so(stage, picture) -> None:
    windowed = WindowedList(empty="Nothing is due today.")
    app = stage(windowed)
    async with app.run_test() as pilot:
        assert "Nothing is due" not in picture(app)  # nothing is claimed before the keys are there
        windowed.fill(COLUMNS, array("q"), Pages())
        await pilot.press("j", "space", "enter")
        assert "Nothing is due today." in picture(app)
        assert windowed.key is None


async def test_columns_out_of_sight_are_reached_sideways(stage, picture) -> None:
    windowed = WindowedList()
    app = stage(windowed)
    wide = (*COLUMNS, ListColumn("middle", "Middle", 20), ListColumn("end", "Last column", 12))
    async with app.run_test(size=(40, 10)) as pilot:
        windowed.fill(wide, array("q", [1]), lambda keys: [Row(("1", "中" * 30, "", "here")) for _ in keys])
        assert "here" not in picture(app)
        await pilot.press("right", "right", "right")
        assert "here" in picture(app)
        await pilot.press("left", "left", "left")
        assert "here" not in picture(app)


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
async def test_a_list_of_grievances(stage, furnished, looks_like, language: str, width: int, name: str) -> None:
    set_language(language)
    source = KindSource(furnished, Query("grievance"))
    windowed = WindowedList()
    windowed.sort = "-received"
    app = stage(windowed)
    async with app.run_test(size=(width, 8)) as pilot:
        windowed.fill(source.columns, source.keys(), source.page)
        await pilot.press("j", "space")
        looks_like(app, name)


async def test_a_name_that_looks_like_markup_is_shown_as_it_is(stage, furnished, picture) -> None:
    source = KindSource(furnished, Query("person"))
    windowed = WindowedList()
    app = stage(windowed)
    async with app.run_test():
        windowed.fill(source.columns, source.keys(), source.page)
        assert "[red]欧阳[/red]" in picture(app)


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
