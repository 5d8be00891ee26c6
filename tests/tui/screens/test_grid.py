"""The grid on the screen: the tree with its figures, the way down from each of them, and work that changes hands."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from core.desks.grid import AcknowledgeWarning, AddCell, AddDutyCard, Level, PutInCell, RaiseWarning
from core.desks.people.people import AddPerson, RecordLeaving
from core.model.query import Is, Query
from core.office.office import Office
from core.rules.obligation import PeriodOutcome
from core.values.cadence import Rhythm
from tests.conftest import appoint
from tui.dialogs.report import ReportScreen
from tui.generic.drill_down import DrillDownScreen
from tui.generic.record_screen import RecordScreen
from tui.language import set_language
from tui.screens.grid.gaps import GapsScreen
from tui.screens.grid.screen import GridScreen
from tui.widgets.form import FormScreen
from tui.widgets.windowed_list import WindowedList

START = date(2026, 1, 5)
CELLS = (
    ("01", "机关", ""),
    ("01-01", "综合办公室", "01"),
    ("01-01-001", "文印室", "01-01"),
    ("01-02", "技术科", "01"),
    ("02", "第一分部", ""),
    ("02-01", "一班", "02"),
    ("02-02", "[red]二班[/red]", "02"),
    ("03", "后勤服务中心", ""),
)


def at(office: Office, moment: str) -> Office:
    """Turn the clock."""
    now = datetime.fromisoformat(moment)
    office._clock = lambda: now
    return office


@pytest.fixture
def gridded(furnished: Office) -> Office:
    """Eight cells with people, duties that are owed, warnings of every level, and gaps of several kinds."""
    office = at(furnished, "2026-11-20T08:00")
    cells: dict[str, str] = {}
    for number, (code, name, above) in enumerate(CELLS):
        lead = f"{number:032x}"
        office.do(AddPerson(target=lead, name=f"{'赵钱孙李周吴郑王'[number]}建国", number=f"20{number:02}"))
        cells[code] = f"{number:031x}c"
        leading = "" if code == "02-01" else lead
        office.do(
            AddCell(target=cells[code], code=code, name=name, parent=cells.get(above, ""), lead=leading, start=START)
        )
    for number in range(20):
        person = f"{number + 100:031x}e"
        office.do(AddPerson(target=person, name=f"{'陈林黄何高'[number % 5]}小{number + 1}", number=f"30{number:02}"))
        if number < 18:
            office.do(PutInCell(person=person, cell=cells[CELLS[number % 5][0]], since=START))
    office.do(
        AddDutyCard(text="每月保密自查", cell=cells["01"], below=True, rhythm=Rhythm.MONTHLY, start=date(2026, 9, 1))
    )
    for moment, level, what, code in (
        ("2026-11-23T06:00", Level.RED, "机要室门禁失灵", "01-01-001"),
        ("2026-11-23T09:00", Level.YELLOW, "废纸未粉碎", "02-02"),
        ("2026-11-22T09:00", Level.BLUE, "警示牌脱落", "01-02"),
    ):
        at(office, moment).do(RaiseWarning(level=level, what=what, cell=cells[code]))
    office.do(AcknowledgeWarning(target=office.find(Query("warning", Is("level", (Level.BLUE,))))[0].id))
    office.do(RecordLeaving(target=f"{7:032x}", left=date(2026, 11, 20)))
    return at(office, "2026-11-23T09:30")


async def to_grid(pilot: Any, settle: Callable[..., Any], *keys: str) -> Any:
    """Go to the desk and press further keys; return the screen that is then shown."""
    return await press(pilot, settle, "2", *keys)


async def press(pilot: Any, settle: Callable[..., Any], *keys: str) -> Any:
    """Press keys, each when all is read; return the screen that is then shown."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)
    return pilot.app.screen


def seen(pilot: Any) -> list[str]:
    """The first cells of the rows of the list."""
    rows = pilot.app.screen.query_one(WindowedList)
    return [rows.row(place).cells[0].strip() for place in range(rows.total)]


# The tree


async def test_the_tree_unfolds_and_folds(gridded: Office, opened: Any, settle: Any) -> None:
    async with opened() as pilot:
        await to_grid(pilot, settle)
        whole = seen(pilot)
        assert whole == [
            f"{'-' if code in ('01', '01-01', '02') else ' '} {code} {name}".strip() for code, name, _ in CELLS
        ]
        await press(pilot, settle, "left")
        assert seen(pilot) == ["+ 01 机关", *whole[4:]]
        await press(pilot, settle, "right")
        assert seen(pilot) == whole


async def test_left_on_a_leaf_goes_to_the_cell_above(gridded: Office, opened: Any, settle: Any) -> None:
    async with opened() as pilot:
        screen = await to_grid(pilot, settle, "down", "down", "left")
        assert screen.line_now.title == "01-01 综合办公室"


async def test_every_number_leads_down_to_its_records(gridded: Office, opened: Any, settle: Any) -> None:
    async with opened() as pilot:
        screen = await to_grid(pilot, settle)
        for figure in screen.grid.figures:
            counted = screen.line_now.below[figure.name]
            await press(pilot, settle, figure.key)
            assert isinstance(pilot.app.screen, DrillDownScreen)
            assert pilot.app.screen.kind == figure.kind
            assert pilot.app.screen.query_one(WindowedList).total == counted
            await press(pilot, settle, "escape")
            assert pilot.app.screen is screen


async def test_gaps_lead_to_where_they_can_be_mended(gridded: Office, opened: Any, settle: Any) -> None:
    async with opened() as pilot:
        await to_grid(pilot, settle, "end", "a")
        assert isinstance(pilot.app.screen, GapsScreen)
        rows = pilot.app.screen.query_one(WindowedList)
        said = {rows.row(place).cells[2] for place in range(rows.total)}
        assert said == {"the lead has left", "works here no longer, but is in a cell", "is in no cell"}
        assert pilot.app.screen.current().id == f"{7:031x}c"


async def test_the_list_behind_a_number_is_searched_and_left(gridded: Office, opened: Any, settle: Any) -> None:
    async with opened() as pilot:
        screen = await to_grid(pilot, settle)
        below = await press(pilot, settle, "w")
        await press(pilot, settle, "slash", *"level:red", "enter")
        assert below.query_one(WindowedList).total == 1
        await press(pilot, settle, "escape")
        assert below.query_one(WindowedList).total == 2
        await press(pilot, settle, "escape")
        assert pilot.app.screen is screen


# Acting


async def test_a_new_cell_begins_below_the_one_under_the_cursor(gridded: Office, opened: Any, settle: Any) -> None:
    async with opened() as pilot:
        await to_grid(pilot, settle, "n")
        assert isinstance(pilot.app.screen, FormScreen)
        await pilot.press("tab", *"东区", "f10")
        await settle(pilot)
        (made,) = gridded.find(Query("cell", Is("name", ("东区",))))
        assert (made.code, made.parent) == ("01-03", f"{0:031x}c")


async def test_a_warning_is_raised_in_the_cell_under_the_cursor(gridded: Office, opened: Any, settle: Any) -> None:
    async with opened() as pilot:
        await to_grid(pilot, settle, "end", "r")
        await pilot.press("tab", *"水管漏水", "f10")
        await settle(pilot)
        (raised,) = gridded.find(Query("warning", Is("what", ("水管漏水",))))
        assert raised.cell == f"{7:031x}c"


async def test_a_merger_shows_what_hangs_before_it_moves(
    gridded: Office, opened: Any, settle: Any, looks_like: Any
) -> None:
    async with opened() as pilot:
        await to_grid(pilot, settle, "down", "o")
        await pilot.press("f10")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ReportScreen)
        looks_like(pilot.app, "grid-merge-80-en")
        assert gridded.get("cell", f"{1:031x}c").open
        await pilot.press("f10")
        await settle(pilot)
        assert not gridded.get("cell", f"{1:031x}c").open
        assert gridded.get("cell", f"{2:031x}c").parent == f"{0:031x}c"


async def test_a_move_shows_what_follows(gridded: Office, opened: Any, settle: Any, looks_like: Any) -> None:
    async with opened() as pilot:
        await to_grid(pilot, settle, "down", "m")
        await press(pilot, settle, *["backspace"] * 20, *"03", "enter", "tab", *["backspace"] * 9, *"03-01", "f10")
        looks_like(pilot.app, "grid-move-80-en")
        await press(pilot, settle, "f10")
        assert gridded.get("cell", f"{2:031x}c").code == "03-01-001"


async def test_a_warning_is_raised_about_a_record_behind_a_number(gridded: Office, opened: Any, settle: Any) -> None:
    async with opened() as pilot:
        await to_grid(pilot, settle, "u")
        card = pilot.app.screen.current()
        await press(pilot, settle, "f8")
        await pilot.press("tab", *"三个月未自查", "f10")
        await settle(pilot)
        (raised,) = gridded.find(Query("warning", Is("what", ("三个月未自查",))))
        assert (raised.about, raised.cell) == (card.id, card.cell)


async def test_what_is_looked_at_and_left_moves_nothing(gridded: Office, opened: Any, settle: Any) -> None:
    async with opened() as pilot:
        await to_grid(pilot, settle, "down", "o", "f10", "escape")
        assert isinstance(pilot.app.screen, GridScreen)
        assert gridded.get("cell", f"{1:031x}c").open


async def test_a_leavers_work_is_handed_over(gridded: Office, opened: Any, settle: Any, looks_like: Any) -> None:
    async with opened() as pilot:
        await to_grid(pilot, settle, "end", "t")
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press(*"赵建国")
        await pilot.pause()
        await pilot.press("enter", "f10")
        await settle(pilot)
        looks_like(pilot.app, "grid-hand-over-80-en")
        await pilot.press("f10")
        await settle(pilot)
        assert gridded.get("cell", f"{7:031x}c").lead == f"{0:032x}"


async def test_the_periods_of_a_duty_are_listed_and_each_is_done(
    gridded: Office, opened: Any, settle: Any, looks_like: Any
) -> None:
    async with opened() as pilot:
        await to_grid(pilot, settle, "u", "u")
        assert [row.cells[1] for row in shown_rows(pilot)] == ["November 2026", "October 2026", "September 2026"]
        await press(pilot, settle, "down", "d", "f10")
        assert [each.period for each in gridded.find(Query("duty_done"))] == ["2026-10"]
        await press(pilot, settle, "end", "x", "tab", *"停工", "f10")
        looks_like(pilot.app, "grid-periods-80-en")
        assert {(each.period, each.outcome) for each in gridded.find(Query("duty_done"))} == {
            ("2026-09", PeriodOutcome.EXCUSED), ("2026-10", PeriodOutcome.LATE),
        }  # fmt: skip


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_all_that_is_owed_is_one_list(
    code: str, gridded: Office, opened: Any, settle: Any, looks_like: Any
) -> None:
    set_language(code)
    async with opened() as pilot:
        await to_grid(pilot, settle, "u", "u", "right_square_bracket")
        looks_like(pilot.app, f"grid-all-owed-80-{code}")
        await press(pilot, settle, "enter")
        assert isinstance(pilot.app.screen, RecordScreen)
        await press(pilot, settle, "escape", "escape")
        assert pilot.app.screen.kind == "duty_card"


def shown_rows(pilot: Any) -> list[Any]:
    screen = pilot.app.screen
    return list(screen.listed.page(range(screen.query_one(WindowedList).total)))


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_a_refused_merger_says_why(code: str, gridded: Office, opened: Any, settle: Any, looks_like: Any) -> None:
    set_language(code)
    async with opened() as pilot:
        await to_grid(pilot, settle, "z", "f10")
        looks_like(pilot.app, f"grid-refused-80-{code}")


async def test_who_may_not_change_the_grid_is_offered_nothing(
    gridded: Office, opened: Any, settle: Any, backend: Any
) -> None:
    appoint(gridded, "李格", 2, "grid_lead", cell=f"{4:031x}c")
    backend.office = Office(gridded._store, 2, gridded._clock)
    async with opened() as pilot:
        screen = await to_grid(pilot, settle)
        assert seen(pilot) == ["- 02 第一分部", "02-01 一班", "02-02 [red]二班[/red]"]
        assert not {"merge_cell", "add_cell", "move_cell"} & screen.offered
        await press(pilot, settle, "t")
        assert pilot.app.screen is screen


async def test_an_officer_begins_at_the_cell_he_leads(gridded: Office, opened: Any, settle: Any, backend: Any) -> None:
    appoint(gridded, "李格", 2, "grid_lead", person=f"{6:032x}")
    backend.office = Office(gridded._store, 2, gridded._clock)
    async with opened() as pilot:
        screen = await to_grid(pilot, settle)
        assert screen.line_now.id == f"{6:031x}c"


# What it looks like


@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_the_dashboard(gridded: Office, opened: Any, settle: Any, looks_like: Any, language: str) -> None:
    set_language(language)
    async with opened() as pilot:
        await to_grid(pilot, settle, "down")
        looks_like(pilot.app, f"grid-80-{language}")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_the_dashboard_on_a_wide_screen(
    gridded: Office, opened: Any, settle: Any, looks_like: Any, language: str
) -> None:
    set_language(language)
    async with opened((160, 48)) as pilot:
        await to_grid(pilot, settle, "down", "down")
        looks_like(pilot.app, f"grid-160-{language}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_an_empty_grid_says_how_to_begin(code: str, opened: Any, settle: Any, looks_like: Any) -> None:
    set_language(code)
    async with opened() as pilot:
        await to_grid(pilot, settle)
        looks_like(pilot.app, f"grid-empty-80-{code}")


@pytest.mark.parametrize(("keys", "name"), [("w", "warnings"), ("a", "gaps"), ("u", "owed")])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_the_lists_behind_the_numbers(
    gridded: Office, opened: Any, settle: Any, looks_like: Any, keys: str, name: str, language: str
) -> None:
    set_language(language)
    async with opened() as pilot:
        await to_grid(pilot, settle, keys)
        looks_like(pilot.app, f"grid-{name}-80-{language}")
