"""The map of periods on the screen: a word for each month, and the way down to the periods behind it."""

from datetime import date

import pytest

from core.desks.education.programmes import PlanProgramme
from core.desks.grid import AddCell, AddDutyCard
from core.desks.grid.duty_periods import DoDuty, ExcuseDuty
from core.model.query import Is, Query
from core.model.record import RECORDS
from core.office.office import Office
from core.rules.obligation import Recurring
from core.values.cadence import Rhythm
from tests.support.screen_driver import Opened, ScreenDriver
from tui.dashboards.period_list import PeriodListScreen
from tui.dashboards.period_map import PeriodMapScreen
from tui.terminal.glyphs import use_ascii
from tui.widgets.windowed_list import WindowedList

DECLARED = [kind for kind, record_type in RECORDS.items() if issubclass(record_type, Recurring)]
CELLS = {code: code * 16 for code in ("01", "02", "03")}


@pytest.fixture
def recurring(furnished: Office) -> Office:
    """Cells with a monthly duty and one with a weekly one: done, excused, owed and running; and a programme."""
    for code, cell in CELLS.items():
        furnished.do(AddCell(target=cell, code=code, name="综合办公室" * int(code), start=date(2026, 1, 5)))
        furnished.do(AddDutyCard(text="保密自查", cell=cell, rhythm=Rhythm.MONTHLY, start=date(2026, 8, 1)))
    furnished.do(AddDutyCard(text="清点", cell=CELLS["03"], rhythm=Rhythm.WEEKLY, start=date(2026, 10, 1)))
    (kept,) = furnished.find(Query("duty_card", Is("cell", (CELLS["01"],))))
    for period in ("2026-09", "2026-10"):
        furnished.do(DoDuty(target=kept.id, period=period, day=date(2026, int(period[-2:]), 20)))
    furnished.do(ExcuseDuty(target=kept.id, period="2026-08", text="停工"))
    furnished.do(PlanProgramme(name="保密法学习", start=date(2026, 9, 1), rhythm=Rhythm.MONTHLY))
    return furnished


def lines(officer: ScreenDriver) -> list[list[str]]:
    rows = officer.top.query_one(WindowedList)
    return [[cell.strip() for cell in rows.row(place).cells] for place in range(rows.total)]


async def test_each_month_says_in_a_word_what_became_of_it_and_who_owes_most_stands_in_front(
    recurring: Office, opened: Opened
) -> None:
    async with opened() as officer:
        await officer.open_list("duty_card", "H")
        assert lines(officer) == [
            ["03 综合办公室综合办公室综合办公室", "11", "owed 1", "owed 1", "owed 5", "owed 4"],
            ["02 综合办公室综合办公室", "3", "owed 1", "owed 1", "owed 1", "running"],
            ["01 综合办公室", "·", "excused", "done", "done", "running"],
        ]
        assert officer.top.query_one(WindowedList).columns[-1].label.strip() == "[2026-11]"


@pytest.mark.parametrize("kind", DECLARED)
async def test_each_kind_that_recurs_has_the_key(kind: str, recurring: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.open_list(kind, "H")
        assert isinstance(officer.top, PeriodMapScreen)
        assert "owed" in officer.words


async def test_other_lists_do_not_have_it(recurring: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.open_list("grievance", "H")
        assert not isinstance(officer.top, PeriodMapScreen)


async def test_enter_leads_to_the_periods_of_the_month_where_each_is_done(recurring: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.open_list("duty_card", "H", "down", "left", "enter")
        assert isinstance(officer.top, PeriodListScreen)
        assert "02 综合办公室综合办公室: October 2026" in officer.words
        assert [row[1:3] for row in lines(officer)] == [["October 2026", "owed"]]
        await officer.press("d", "f10")
        assert [row[1:3] for row in lines(officer)] == [["October 2026", "done late"]]
        await officer.press("escape")
        assert lines(officer)[1][2:] == ["owed 1", "owed 1", "done late", "running"]
        assert officer.top.query_one(WindowedList).columns[-2].label.strip() == "[2026-10]"


async def test_enter_on_a_month_without_periods_stays(recurring: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.open_list("programme", "H", *["left"] * 3, "enter")
        assert isinstance(officer.top, PeriodMapScreen)


async def test_months_before_are_shown_and_none_to_come(recurring: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.open_list("duty_card", "H")
        assert "Later span" not in officer.footer
        await officer.press("left_square_bracket")
        assert "Periods: April 2026 to July 2026" in officer.words
        assert "No period falls into these months." in officer.words
        await officer.press("right_square_bracket", "right_square_bracket")
        assert "Periods: August 2026 to November 2026" in officer.words


@pytest.mark.parametrize("code", ["en", "zh_CN"])
@pytest.mark.parametrize("signs", ["", "-ascii"])
async def test_the_map_at_every_width(code: str, signs: str, recurring: Office, opened: Opened) -> None:
    use_ascii(bool(signs))
    try:
        async with opened(language=code) as officer:
            await officer.open_list("duty_card", "H")
            for width, height in ((80, 24), (120, 36), (160, 48)):
                await officer.resize(width, height)
                officer.looks_like(f"period-map-{width}-{code}{signs}")
    finally:
        use_ascii(False)
