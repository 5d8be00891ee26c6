"""How a month is drawn: every line as wide as asked, colours by category, bands over the days they run."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.desks.education.records import Programme, Session
from core.desks.education.vocabulary import Theme
from core.model.figure import FIGURES, Number
from core.model.query import EVERYTHING
from core.rules.calendar import Calendar, Day
from core.values.cadence import Rhythm
from tui.dashboards.month_picture import MARGIN, MonthPicture
from tui.terminal.glyphs import use_ascii
from tui.terminal.theme import CATEGORIES

MONDAY = date(2026, 11, 16)
CAMPAIGN = Programme(name="保密宣传月", rhythm=Rhythm.WINDOW, start=MONDAY + timedelta(days=2))
HELD = Session(when=datetime(2026, 11, 17, 9), topic="保密法学习", stage="held", programme=CAMPAIGN.id)


def calendar(*topics: str, colours: bool = True, width: int = 14) -> MonthPicture:
    """Return the picture of a week with sessions on its Friday, a campaign from its Wednesday, one held on Tuesday."""
    friday = [Session(when=datetime(2026, 11, 20, 14), topic=topic, programme=CAMPAIGN.id) for topic in topics]
    days = []
    for number in range(7):
        day = MONDAY + timedelta(days=number)
        entries = {1: (HELD,), 4: tuple(friday)}.get(number, ())
        days.append(Day(day, number < 5, "", entries, (CAMPAIGN,) if number >= 2 else ()))
    categories = {CAMPAIGN.id: Theme.AWARENESS_MONTH, HELD.id: Theme.DISCIPLINE}
    shares = {HELD.id: Number(FIGURES["attended_share"], 9, EVERYTHING, 10)}
    shown = Calendar(tuple(days), (CAMPAIGN,), categories=categories, shares=shares)
    return MonthPicture(shown, MONDAY, MONDAY + timedelta(days=1), width, colours=colours)


@given(
    st.lists(st.text(st.sampled_from("中a1 é—·"), min_size=1, max_size=30), max_size=9),
    st.integers(4, 30),
    st.integers(2, 12),
)
def test_every_line_of_a_week_is_as_wide_as_its_days(topics: list[str], width: int, lines: int) -> None:
    picture = calendar(*topics, width=width)
    drawn = picture.week(picture.shown.days, lines)
    assert len(drawn) == lines
    assert {line.cell_length for line in drawn} == {MARGIN + 7 * width}


def test_a_band_runs_over_all_its_days_on_a_line_of_its_own_where_there_is_room() -> None:
    picture = calendar()
    band = picture.week(picture.shown.days, 5)[1]
    assert band.plain.index("─") == MARGIN + 2 * 14
    assert "保密宣传月" in band.plain
    assert band.plain.rstrip().endswith("─")


def test_what_is_over_says_who_came_and_stands_on_the_colour_of_its_category() -> None:
    picture = calendar(width=24)
    line = picture.week(picture.shown.days, 5)[2]
    assert "09:00 保密法学习 90%" in line.plain
    assert [span.style for span in line.spans if "保密法学习" in line.plain[span.start : span.end]] == [
        "on $category-1"
    ]


def test_without_colours_the_words_stay() -> None:
    picture = calendar(colours=False, width=24)
    rows = picture.week(picture.shown.days, 5)
    assert "保密法学习" in rows[2].plain
    assert not [span for row in rows for span in row.spans if "category" in str(span.style)]


@pytest.fixture
def plain_signs() -> Iterator[None]:
    use_ascii(True)
    yield
    use_ascii(False)


def test_in_ascii_a_band_is_drawn_with_plain_signs(plain_signs: None) -> None:
    picture = calendar()
    band = picture.week(picture.shown.days, 5)[1].plain
    assert all(ord(sign) < 128 or sign >= "\u3000" for sign in band)


def test_no_two_categories_of_a_month_have_one_colour_while_there_are_colours_left() -> None:
    themes = (Theme.COUNTER_ESPIONAGE, Theme.AWARENESS_MONTH, Theme.SITE_VISIT)
    assert len({list(Theme).index(theme) % CATEGORIES for theme in themes}) < len(themes)
    shown = Calendar((), (), categories={str(place): theme for place, theme in enumerate(themes)})
    legend = MonthPicture(shown, MONDAY, MONDAY, 14).title(80, 2)
    colours = [str(span.style) for span in legend.spans if "category" in str(span.style)]
    assert len(colours) == len(set(colours)) == len(themes)
