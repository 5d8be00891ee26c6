"""The education desk: the calendar by keys, coverage down to the records, and what would come of a plan."""

from datetime import date, datetime
from typing import Any

import pytest
from textual.widgets import Input

from core.model.printout import PaperKind
from core.model.query import Query
from core.office.office import Office
from core.values.workdays import Workdays
from tests.support.education_screen import DESK, HOLIDAYS
from tests.support.screen_driver import Opened
from tui.actions import printing
from tui.dashboards.dashboard import DashboardScreen
from tui.dashboards.month_grid import MonthGrid
from tui.lists.drill_down import DrillDownScreen
from tui.screens.education import screen as education
from tui.widgets.fields import Field
from tui.widgets.windowed_list import WindowedList

# The calendar


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_month(code: str, taught: Office, opened: Opened) -> None:
    async with opened(language=code) as officer:
        await officer.press(*DESK)
        officer.looks_like(f"education-80-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_month_above_a_list_with_its_detail(code: str, taught: Office, opened: Opened) -> None:
    async with opened((120, 36), language=code) as officer:
        await officer.press(*DESK)
        officer.looks_like(f"education-120-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_month_on_a_wide_screen(code: str, taught: Office, opened: Opened) -> None:
    async with opened((160, 48), language=code) as officer:
        await officer.press(*DESK)
        officer.looks_like(f"education-160-{code}")


async def test_the_week(taught: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(*DESK, "w")
        officer.looks_like("education-week-80-en")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_an_empty_month_says_how_to_begin(code: str, opened: Opened) -> None:
    async with opened(language=code) as officer:
        await officer.press(*DESK)
        officer.looks_like(f"education-empty-80-{code}")


async def test_arrows_go_from_day_to_day_and_into_other_months(taught: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(*DESK, "left", "up")
        grid = officer.top.query_one(MonthGrid)
        assert grid.cursor == date(2026, 11, 15)
        await officer.press("right")
        assert "保密法学习" in officer.picture.partition("Sessions ·")[2]
        await officer.press("pagedown")
        assert (grid.cursor, "December 2026" in officer.picture) == (date(2026, 12, 16), True)
        await officer.press("t")
        assert grid.cursor == date(2026, 11, 23)


async def test_enter_leads_to_the_days_sessions_and_escape_back(taught: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(*DESK, "enter")
        assert isinstance(officer.app.focused, WindowedList)
        assert officer.top.current().topic == "典型案例剖析"
        await officer.press("escape")
        assert isinstance(officer.app.focused, MonthGrid)


async def test_the_lists_of_the_desk_and_the_way_back(taught: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(*DESK, "c")
        assert officer.top.query_one(WindowedList).total == 6
        await officer.press("escape", "right_square_bracket")
        assert (officer.top.kind, officer.top.query_one(WindowedList).total) == ("programme", 3)
        await officer.press("right_square_bracket")
        assert officer.top.query_one(WindowedList).total == 4  # what is owed
        await officer.press("left_square_bracket", "left_square_bracket")
        assert isinstance(officer.app.focused, MonthGrid)


async def test_a_session_is_planned_on_the_day_of_the_cursor(taught: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(*DESK, "right", "n")
        when = next(field for field in officer.top.query("Field") if field.column.name == "when")
        assert when.control.read() == datetime(2026, 11, 24, 9)


async def test_the_plan_of_the_month_is_printed(
    taught: Office, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[tuple[str, str]] = []

    async def note(_app: Any, _office: Any, _backend: Any, kind: PaperKind, of: str) -> None:
        printed.append((kind.name, of))

    monkeypatch.setattr(printing, "print_paper", note)
    async with opened() as officer:
        await officer.press(*DESK, "pagedown", "P")
    assert printed == [("education_month", "2026-12")]


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_periods_of_a_programme(code: str, taught: Office, opened: Opened) -> None:
    async with opened(language=code) as officer:
        await officer.press(*DESK, "right_square_bracket")
        officer.looks_like(f"programmes-80-{code}")
        await officer.press("u")
        officer.looks_like(f"programme-periods-80-{code}")
        await officer.press("right_square_bracket")
        officer.looks_like(f"programmes-owed-80-{code}")


# Coverage


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_coverage_on_the_widest_screen(code: str, taught: Office, opened: Opened) -> None:
    async with opened((160, 48), language=code) as officer:
        await officer.press(*DESK, "v")
        officer.looks_like(f"coverage-160-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_coverage(code: str, taught: Office, opened: Opened) -> None:
    async with opened(language=code) as officer:
        await officer.press(*DESK, "v")
        officer.looks_like(f"coverage-80-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_coverage_on_a_screen_of_some_width(code: str, taught: Office, opened: Opened) -> None:
    async with opened((120, 36), language=code) as officer:
        await officer.press(*DESK, "v", *"vv")
        officer.looks_like(f"coverage-120-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
@pytest.mark.parametrize("width", [80, 120, 160])
async def test_coverage_of_units_by_programme(code: str, width: int, taught: Office, opened: Opened) -> None:
    async with opened((width, 24), language=code) as officer:
        await officer.press(*DESK, *"vv")
        officer.looks_like(f"coverage-matrix-{width}-{code}")
        rows = officer.top.query_one(WindowedList)
        share = rows.row(rows.position).cells[1]
        await officer.press("enter")
        assert isinstance(officer.top, DrillDownScreen)
        assert (officer.top.kind, officer.top.query_one(WindowedList).total > 0) == ("attendance", share[0] != "0")


async def test_coverage_by_person_and_what_lapses(taught: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(*DESK, "v", *"vvvv")
        officer.looks_like("coverage-person-80-en")
        await officer.press("v")
        officer.looks_like("coverage-lapsing-80-en")


async def test_from_a_number_down_to_its_records(taught: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(*DESK, "v", "enter")
        below = officer.top
        assert (below.kind, below.query_one(WindowedList).total) == ("attendance", 3)
        await officer.press("escape")
        assert isinstance(officer.top, DashboardScreen)
        await officer.press(*"vvvvv", "enter")
        assert officer.top.kind in ("attendance", "person")
        assert officer.top.query_one(WindowedList).total > 0


async def test_only_gaps_and_other_years(taught: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(*DESK, *"vvvvv")
        rows = officer.top.query_one(WindowedList)
        assert rows.total == 3
        await officer.press("left_square_bracket")
        assert rows.total == 0
        await officer.press("q", "o")
        assert rows.total == 3
        await officer.press("escape")
        assert isinstance(officer.top, education.EducationScreen)


# What would come of it is seen before it is done


async def test_what_is_planned_ahead_is_seen_before_it_is_done(taught: Office, opened: Opened) -> None:
    taught._workdays = Workdays(HOLIDAYS.holidays, HOLIDAYS.makeup, known_until=date(2026, 12, 31))
    before = taught.count(Query("session"))
    async with opened() as officer:
        await officer.press(*DESK, "right_square_bracket", "slash", *"保密法", "enter", "p")
        form = officer.top
        form.query(Input)[0].value = "2026-12-24 15:00"
        form.query(Input)[1].value = "2027-01-10"
        await officer.press("ctrl+s")
        seen = officer.picture
        assert "week 52 of 2026: 2026-12-24 Thu 15:00 保密法学习" in seen
        assert "known only until 2026-12-31" in seen
        assert taught.count(Query("session")) == before
        await officer.press("escape")
        assert taught.count(Query("session")) == before
        await officer.press("p")
        officer.top.query(Input)[0].value = "2026-12-24 15:00"
        officer.top.query(Input)[1].value = "2027-01-10"
        await officer.press("ctrl+s", "f10")
    assert taught.count(Query("session")) == before + 3


async def test_a_form_says_where_the_holidays_are_not_known(taught: Office, opened: Opened) -> None:
    taught._workdays = Workdays(known_until=date(2026, 12, 31))
    async with opened() as officer:
        await officer.press(*DESK, "n")
        assert "known only until" not in officer.picture
        when = next(each for each in officer.top.query(Field) if each.column.name == "when")
        when.query_one(Input).value = "2027-01-01 09:00"
        await officer.settle()
        assert "known only until 2026-12-31" in officer.picture
        when.query_one(Input).value = "2027-"
        await officer.settle()
        assert "known only until" not in officer.picture


async def test_the_month_says_where_the_holidays_are_not_known(taught: Office, opened: Opened) -> None:
    taught._workdays = Workdays(known_until=date(2026, 12, 31))
    async with opened() as officer:
        await officer.press(*DESK)
        assert "holidays known until" not in officer.picture
        await officer.press("pagedown")
        assert "holidays known until 2026-12-31" in officer.picture


async def test_a_held_session_says_where_fewer_came_than_required(taught: Office, opened: Opened) -> None:
    async with opened((160, 48)) as officer:
        await officer.press(*DESK, "left", "left", "left", "left", "left")
        seen = "".join(officer.picture.split())
        assert "Requiredattendancewasnotreached" in seen
