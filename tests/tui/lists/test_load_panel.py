"""The panel of what the next days bring: its numbers are those of the agenda, and it keeps within its room."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.query import Between, Query
from core.office.day_list import DayList, Whose
from core.office.office import Office
from core.rules.agenda import AgendaItem
from tests.support.screen_driver import Opened
from tui import screens  # noqa: F401 - declares the desks
from tui.language import set_language
from tui.lists.load_panel import DAYS, DeskLoad, Load, LoadPanel, drawn, load_of

TODAY = date(2026, 11, 23)


def test_the_load_is_what_the_agenda_says(furnished: Office) -> None:
    load = load_of(DayList(furnished, Whose.ALL))
    ahead = furnished.count(Query(AgendaItem.kind, Between("due", TODAY, TODAY + timedelta(days=DAYS - 1))))
    late = furnished.count(Query(AgendaItem.kind, Between("due", None, TODAY - timedelta(days=1))))
    assert sum(count for _day, count, _off in load.by_day) == sum(each.ahead for each in load.desks) == ahead
    assert sum(each.late for each in load.desks) == late
    assert [day for day, _count, _off in load.by_day] == [TODAY + timedelta(days=n) for n in range(DAYS)]
    assert [day.weekday() for day, _count, off in load.by_day if off] == [5, 6, 5, 6]


@given(
    st.lists(st.integers(0, 3_000), min_size=DAYS, max_size=DAYS),
    st.lists(st.tuples(st.integers(0, 1_500), st.integers(0, 300)), max_size=15),
    st.integers(20, 70),
    st.integers(3, 40),
)
def test_it_keeps_within_its_room(counts: list[int], desks: list[tuple[int, int]], width: int, height: int) -> None:
    days = tuple((TODAY + timedelta(days=n), count, n % 7 > 4) for n, count in enumerate(counts))
    load = Load(TODAY, days, tuple(DeskLoad("Grievances", late, ahead) for late, ahead in desks))
    lines = drawn(load, width, height).split("\n")
    assert len(lines) <= height
    assert all(line.cell_length <= width for line in lines[1:16])


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_panel_beside_a_list(code: str, furnished: Office, opened: Opened) -> None:
    async with opened((44, 24), language=code) as officer:
        panel = LoadPanel()
        await officer.top.mount(panel, before=0)
        panel.styles.height = 24
        panel.read(DayList(furnished, Whose.ALL))
        await officer.settle()
        set_language(code)
        officer.looks_like(f"load-panel-44-{code}")
