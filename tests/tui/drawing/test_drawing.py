"""What every small picture fulfils: it is as wide as asked, cuts no wide character, and more is never less of it."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from tui.drawing.bars import bar, line_of, parted_bar, parted_line, term
from tui.drawing.contrast import contrast
from tui.drawing.heat import STEPS, ground, heat, heat_style
from tui.drawing.load import DayLoad, load_lines, load_strip
from tui.drawing.spark import spark
from tui.drawing.stages import path
from tui.drawing.tiles import Tile, tile_boxes, tile_line
from tui.terminal.glyphs import glyphs, use_ascii
from tui.terminal.theme import MEANINGS, PALETTES

WIDTHS = st.integers(0, 60)
NUMBERS = st.integers(0, 2_000)
LABELS = st.text("登记受理办ab é·", min_size=1, max_size=9)


@pytest.fixture(autouse=True, params=[False, True], ids=["blocks", "ascii"], scope="module")
def signs(request: pytest.FixtureRequest) -> Iterator[bool]:
    use_ascii(request.param)
    yield request.param
    use_ascii(False)


def filled(picture: Content) -> float:
    """Return how many cells of a bar are filled, in their parts."""
    signs = glyphs().eighths
    return sum((signs.index(sign) + 1) / len(signs) if sign in signs else 0 for sign in picture.plain)


# Width


@given(st.lists(st.none() | NUMBERS, max_size=20), WIDTHS)
def test_a_trend_has_the_width_asked_for(values: list[int | None], width: int) -> None:
    assert spark(values, width).cell_length == width


@given(st.lists(NUMBERS, max_size=4), NUMBERS, WIDTHS)
def test_a_bar_has_the_width_asked_for_whatever_its_parts(values: list[int], largest: int, width: int) -> None:
    assert parted_bar([(value, "$late") for value in values], largest, width).cell_length == width


@given(LABELS, NUMBERS, NUMBERS, st.integers(16, 60))
def test_a_line_of_a_chart_has_the_width_asked_for(label: str, value: int, largest: int, width: int) -> None:
    assert line_of(label, 7, value, largest, width).cell_length == width
    assert parted_line(label, 7, [(value, "$late"), (3, "$chosen")], "1/18", largest, width).cell_length == width


@given(NUMBERS, NUMBERS)
def test_a_heat_cell_has_the_width_asked_for(value: int, largest: int) -> None:
    assert heat(value, largest, 6, "late", PALETTES["dark"]).cell_length == 6


@given(st.lists(LABELS, min_size=1, max_size=7), st.integers(0, 8), WIDTHS)
def test_a_path_is_never_wider_than_asked(labels: list[str], present: int, width: int) -> None:
    assert path(labels, present, width).cell_length <= width


@given(st.lists(NUMBERS, min_size=6, max_size=20))
def test_where_a_trend_has_no_room_the_days_next_to_today_are_shown(values: list[int]) -> None:
    assert Tile("x", "1", trend=tuple(values)).last(5) == tuple(values[-5:])
    assert Tile("x", "1", trend=tuple(values), ahead=True).last(5) == tuple(values[:5])
    assert Tile("x", "1", trend=tuple(values)).last(0) == ()


# What is more, is more


@given(NUMBERS, NUMBERS, st.integers(1, 2_000), WIDTHS)
def test_more_is_never_a_shorter_bar(one: int, other: int, largest: int, width: int) -> None:
    less, more = sorted((one, other))
    assert filled(bar(less, largest, width)) <= filled(bar(more, largest, width))


@given(st.integers(1, 2_000), st.integers(1, 2_000), st.integers(2, 60))
def test_what_there_is_is_seen_and_only_the_largest_fills_the_bar(value: int, largest: int, width: int) -> None:
    length = filled(bar(value, largest, width))
    assert length > 0
    assert (length == width) is (value >= largest)


@given(NUMBERS, NUMBERS)
def test_more_is_never_a_lower_block_and_nought_is_told_from_one(one: int, other: int) -> None:
    less, more = map(glyphs().heights.index, spark(sorted((one, other)), 2, largest=2_000).plain)
    assert less <= more
    assert (less == 0) is (min(one, other) == 0)


def test_the_latest_periods_are_shown_and_those_unknown_are_blank() -> None:
    assert spark([9, 9, 9, None, 0, 9], 3).plain == f" {glyphs().heights[0]}{glyphs().heights[-1]}"
    assert spark([9], 3).plain == f"  {glyphs().heights[-1]}"


@given(st.integers(1, 200), st.integers(1, 200))
def test_the_parts_of_a_bar_are_as_long_as_their_sum(one: int, other: int) -> None:
    parts = parted_bar([(one, "$late"), (other, "$chosen")], 400, 40).plain
    whole = bar(one + other, 400, 40).plain
    assert len(parts.rstrip(glyphs().unfilled)) == len(whole.rstrip(glyphs().unfilled))


def test_the_parts_of_a_bar_are_told_by_their_colours_and_without_them_by_their_signs(signs: bool) -> None:
    picture = parted_bar([(50, "$late"), (25, "$chosen")], 100, 8)
    assert picture.plain == ("####==.." if signs else "██████  ")
    assert [span.style for span in picture.spans] == ["$late", "$chosen", "$line on $unfilled"]


def test_a_part_that_ends_within_a_cell_shares_it_with_the_next(signs: bool) -> None:
    picture = parted_bar([(1, "$late"), (2, "$chosen")], 4, 2)
    assert picture.plain == ("#." if signs else "▌▌")
    if not signs:
        assert [span.style for span in picture.spans][:2] == ["$late on $chosen", "$chosen on $unfilled"]


# Words beside


def test_a_term_says_in_words_how_it_stands() -> None:
    assert term(58, 60, "剩 2 天", 10, "$soon").plain.endswith(" 剩 2 天")


def test_the_lines_of_a_chart_have_their_numbers_below_one_another() -> None:
    one, other = line_of("维权", 6, 18, 100, 40), line_of("隐患排查", 6, 1_500, 1_500, 40)
    assert one.plain.endswith("    18")
    assert other.plain.endswith(" 1,500")


# Heat


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize("meaning", MEANINGS)
def test_a_number_is_read_on_every_heat_and_more_is_warmer(name: str, meaning: str) -> None:
    palette = PALETTES[name]
    grounds = [ground(step, meaning, palette) for step in range(1, STEPS + 1)]
    assert all(contrast(palette.text, each) >= 4.5 for each in grounds)
    away = [contrast(each, palette.panel) for each in grounds]
    assert away == sorted(away)
    assert away[-1] > 1.5


def test_nought_is_a_dim_dot() -> None:
    cell = heat(0, 12, 4, "late", PALETTES["dark"])
    assert cell.plain == f"   {glyphs().dot}"
    assert [span.style for span in cell.spans] == ["$label"]


def test_a_terminal_that_mixes_no_colours_keeps_the_number() -> None:
    assert heat(12, 12, 4, "late", None).plain == "  12"
    assert heat_style(12, 12, "late", None) == "bold $late"
    assert heat_style(1, 12, "late", None) == ""


# Stages


def test_a_path_tells_what_is_done_from_the_present_and_what_is_to_come(signs: bool) -> None:
    found = path(["登记", "受理", "办理", "办结"], 2, 60)
    assert found.plain == ("* 登记 --* 受理 --* 办理 --o 办结" if signs else "● 登记 ──● 受理 ──● 办理 ──○ 办结")


def test_a_path_without_room_says_the_stage_and_its_place() -> None:
    assert path(["登记", "受理", "办理", "办结"], 2, 12).plain == "3/4 办理"


# Tiles

TILES = st.builds(
    Tile,
    label=LABELS,
    number=st.integers(0, 200_000).map("{:,}".format),
    style=st.sampled_from(["", "$late"]),
    trend=st.lists(st.none() | NUMBERS, max_size=14).map(tuple),
    fact=st.sampled_from(["", "其中严重逾期 121", "since last week +6"]),
)


@given(st.lists(TILES, max_size=7), st.integers(10, 200), st.none() | st.integers(0, 6))
def test_boxes_fill_the_width_and_a_line_keeps_within_it(tiles: list[Tile], width: int, chosen: int | None) -> None:
    assert tile_line(tiles, width, chosen).cell_length <= width
    boxes = tile_boxes(tiles, width, chosen)
    assert len(boxes) == (4 if tiles else 0)
    assert {line.cell_length for line in boxes} <= {width}


def test_a_line_shows_whole_tiles_and_gives_up_trends_before_tiles() -> None:
    late = Tile("逾期", "135", "$late", tuple(range(12)))
    three = [late, late, Tile("未分派", "3")]
    assert tile_line(three, 80).plain == f"逾期 135 {spark(range(12), 10).plain}   " * 2 + "未分派 3"
    assert tile_line(three, 50).plain == f"逾期 135 {spark(range(12), 5).plain}   " * 2 + "未分派 3"
    assert tile_line(three, 30).plain == "逾期 135   逾期 135   未分派 3"
    assert tile_line(three, 29).plain == "逾期 135   逾期 135"


def test_a_box_says_label_number_trend_and_fact(signs: bool) -> None:
    lines = tile_boxes([Tile("逾期", "135", "$late", (1, 2, 2), "其中严重 121")], 26)
    top, number, fact, bottom = (line.plain for line in lines)
    assert top.strip("╭╮─+- ") == "逾期"
    assert number.strip("│| ") == f"135  {spark([1, 2, 2], 3).plain}"
    assert fact.strip("│| ") == "其中严重 121"
    assert set(bottom) <= set("╰╯─+-")


# Load

DAYS = st.lists(
    st.builds(DayLoad, label=st.sampled_from(["周一 30", "01", "Mon 02"]), count=NUMBERS, is_off=st.booleans()),
    max_size=14,
)


@given(DAYS, st.integers(20, 80))
def test_the_lines_of_a_load_fill_the_width(days: list[DayLoad], width: int) -> None:
    lines = load_lines(days, width)
    assert len(lines) == len(days)
    assert {line.cell_length for line in lines} <= {width}


@given(DAYS, st.integers(0, 80))
def test_a_strip_keeps_within_the_width(days: list[DayLoad], width: int) -> None:
    assert load_strip(days, width).cell_length <= width


def test_a_strip_says_each_number_and_a_dot_for_none() -> None:
    high, low = glyphs().heights[-1], glyphs().heights[1]
    days = [DayLoad("30", 8, is_today=True), DayLoad("01", 0), DayLoad("02", 1)]
    assert load_strip(days, 80).plain == f"30{high}8 01{glyphs().dot}  02{low}1"
    assert load_strip(days, 9).plain == f"30{high}8 01{glyphs().dot}"
