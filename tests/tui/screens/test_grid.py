"""The grid on the screen: the tree with its figures, the way down from each of them, and work that changes hands."""

from datetime import date, datetime
from typing import Any

import pytest

from core.desks.grid import AcknowledgeWarning, AddCell, AddDutyCard, Level, PutInCell, RaiseWarning
from core.desks.people.people import AddPerson, RecordLeaving
from core.model.query import Is, Query
from core.office.office import Office
from core.rules.obligation import PeriodOutcome
from core.values.cadence import Rhythm
from tests.support.screen_driver import Opened, ScreenDriver
from tests.support.site_driver import appoint
from tui.actions.record_screen import RecordScreen
from tui.dialogs.report import ReportScreen
from tui.lists.drill_down import DrillDownScreen
from tui.screens.grid.gaps import GapsScreen
from tui.screens.grid.screen import GridScreen
from tui.terminal.glyphs import use_ascii
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


async def to_grid(officer: ScreenDriver, *keys: str) -> Any:
    """Go to the desk and press further keys; return the screen that is then shown."""
    await officer.press("3", *keys)
    return officer.top


def seen(officer: ScreenDriver) -> list[str]:
    """The first cells of the rows of the list."""
    rows = officer.top.query_one(WindowedList)
    return [rows.row(place).cells[0].strip() for place in range(rows.total)]


# The tree


async def test_the_tree_unfolds_and_folds(gridded: Office, opened: Opened) -> None:
    async with opened() as officer:
        await to_grid(officer)
        whole = seen(officer)
        assert whole == [
            f"{'-' if code in ('01', '01-01', '02') else ' '} {code} {name}".strip() for code, name, _ in CELLS
        ]
        await officer.press("left")
        assert seen(officer) == ["+ 01 机关", *whole[4:]]
        await officer.press("right")
        assert seen(officer) == whole


async def test_left_on_a_leaf_goes_to_the_cell_above(gridded: Office, opened: Opened) -> None:
    async with opened() as officer:
        screen = await to_grid(officer, "down", "down", "left")
        assert screen.line_now.title == "01-01 综合办公室"


async def test_a_trend_ends_with_the_number_beside_it(gridded: Office, opened: Opened) -> None:
    async with opened() as officer:
        screen = await to_grid(officer)
        ends = {
            each.number.figure.name: (each.tile.trend[-1], each.number.count)
            for each in screen._tiles
            if each.tile.trend
        }
        assert ends.keys() >= {"warnings", "cases"}
        assert [name for name, (last, count) in ends.items() if last != count] == []


async def test_every_number_leads_down_to_its_records(gridded: Office, opened: Opened) -> None:
    async with opened() as officer:
        screen = await to_grid(officer)
        for figure in screen.grid.figures:
            counted = screen.line_now.below[figure.name]
            await officer.press(figure.key)
            assert isinstance(officer.top, DrillDownScreen)
            assert officer.top.kind == figure.kind
            assert officer.top.query_one(WindowedList).total == counted
            await officer.press("escape")
            assert officer.top is screen


async def test_gaps_lead_to_where_they_can_be_mended(gridded: Office, opened: Opened) -> None:
    async with opened() as officer:
        await to_grid(officer, "end", "a")
        assert isinstance(officer.top, GapsScreen)
        rows = officer.top.query_one(WindowedList)
        said = {rows.row(place).cells[2] for place in range(rows.total)}
        assert said == {"the lead has left", "works here no longer, but is in a cell", "is in no cell"}
        assert officer.top.current().id == f"{7:031x}c"


async def test_the_list_behind_a_number_is_searched_and_left(gridded: Office, opened: Opened) -> None:
    async with opened() as officer:
        screen = await to_grid(officer)
        await officer.press("w")
        below = officer.top
        await officer.press("slash", *"level:red", "enter")
        assert below.query_one(WindowedList).total == 1
        await officer.press("escape")
        assert below.query_one(WindowedList).total == 2
        await officer.press("escape")
        assert officer.top is screen


# Acting


async def test_a_new_cell_begins_below_the_one_under_the_cursor(gridded: Office, opened: Opened) -> None:
    async with opened() as officer:
        await to_grid(officer, "n")
        assert isinstance(officer.top, FormScreen)
        await officer.press("tab", *"东区", "f10")
        (made,) = gridded.find(Query("cell", Is("name", ("东区",))))
        assert (made.code, made.parent) == ("01-03", f"{0:031x}c")


async def test_a_warning_is_raised_in_the_cell_under_the_cursor(gridded: Office, opened: Opened) -> None:
    async with opened() as officer:
        await to_grid(officer, "end", "r")
        await officer.press("tab", *"水管漏水", "f10")
        (raised,) = gridded.find(Query("warning", Is("what", ("水管漏水",))))
        assert raised.cell == f"{7:031x}c"


async def test_a_merger_shows_what_hangs_before_it_moves(gridded: Office, opened: Opened) -> None:
    async with opened() as officer:
        await to_grid(officer, "down", "o")
        await officer.press("f10")
        assert isinstance(officer.top, ReportScreen)
        officer.looks_like("grid-merge-80-en")
        assert gridded.get("cell", f"{1:031x}c").open
        await officer.press("f10")
        assert not gridded.get("cell", f"{1:031x}c").open
        assert gridded.get("cell", f"{2:031x}c").parent == f"{0:031x}c"


async def test_a_move_shows_what_follows(gridded: Office, opened: Opened) -> None:
    async with opened() as officer:
        await to_grid(officer, "down", "m")
        await officer.press(*["backspace"] * 20, *"03", "enter", "tab", *["backspace"] * 9, *"03-01", "f10")
        officer.looks_like("grid-move-80-en")
        await officer.press("f10")
        assert gridded.get("cell", f"{2:031x}c").code == "03-01-001"


async def test_a_warning_is_raised_about_a_record_behind_a_number(gridded: Office, opened: Opened) -> None:
    async with opened() as officer:
        await to_grid(officer, "u")
        card = officer.top.current()
        await officer.press("f8")
        await officer.press("tab", *"三个月未自查", "f10")
        (raised,) = gridded.find(Query("warning", Is("what", ("三个月未自查",))))
        assert (raised.about, raised.cell) == (card.id, card.cell)


async def test_what_is_looked_at_and_left_moves_nothing(gridded: Office, opened: Opened) -> None:
    async with opened() as officer:
        await to_grid(officer, "down", "o", "f10", "escape")
        assert isinstance(officer.top, GridScreen)
        assert gridded.get("cell", f"{1:031x}c").open


async def test_a_leavers_work_is_handed_over(gridded: Office, opened: Opened) -> None:
    async with opened() as officer:
        await to_grid(officer, "end", "t")
        await officer.press("enter")
        await officer.press(*"赵建国")
        await officer.press("enter", "f10")
        officer.looks_like("grid-hand-over-80-en")
        await officer.press("f10")
        assert gridded.get("cell", f"{7:031x}c").lead == f"{0:032x}"


async def test_the_periods_of_a_duty_are_listed_and_each_is_done(gridded: Office, opened: Opened) -> None:
    async with opened() as officer:
        await to_grid(officer, "u", "u")
        assert [row.cells[1] for row in shown_rows(officer)] == ["November 2026", "October 2026", "September 2026"]
        await officer.press("down", "d", "f10")
        assert [each.period for each in gridded.find(Query("duty_done"))] == ["2026-10"]
        await officer.press("end", "x", "tab", *"停工", "f10")
        officer.looks_like("grid-periods-80-en")
        assert {(each.period, each.outcome) for each in gridded.find(Query("duty_done"))} == {
            ("2026-09", PeriodOutcome.EXCUSED), ("2026-10", PeriodOutcome.LATE),
        }  # fmt: skip


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_all_that_is_owed_is_one_list(code: str, gridded: Office, opened: Opened) -> None:
    async with opened(language=code) as officer:
        await to_grid(officer, "u", "u", "right_square_bracket")
        officer.looks_like(f"grid-all-owed-80-{code}")
        await officer.press("enter")
        assert isinstance(officer.top, RecordScreen)
        await officer.press("escape", "escape")
        assert officer.top.kind == "duty_card"


def shown_rows(officer: ScreenDriver) -> list[Any]:
    screen = officer.top
    return list(screen.listed.page(range(screen.query_one(WindowedList).total)))


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_a_refused_merger_says_why(code: str, gridded: Office, opened: Opened) -> None:
    async with opened(language=code) as officer:
        await to_grid(officer, "z", "f10")
        officer.looks_like(f"grid-refused-80-{code}")


async def test_who_may_not_change_the_grid_is_offered_nothing(gridded: Office, opened: Opened, backend: Any) -> None:
    appoint(gridded, "李格", 2, "grid_lead", cell=f"{4:031x}c")
    backend.office = Office(gridded._store, 2, gridded._clock)
    async with opened() as officer:
        screen = await to_grid(officer)
        assert seen(officer) == ["- 02 第一分部", "02-01 一班", "02-02 [red]二班[/red]"]
        assert not {"merge_cell", "add_cell", "move_cell"} & screen.offered
        await officer.press("t")
        assert officer.top is screen


async def test_an_officer_begins_at_the_cell_he_leads(gridded: Office, opened: Opened, backend: Any) -> None:
    appoint(gridded, "李格", 2, "grid_lead", person=f"{6:032x}")
    backend.office = Office(gridded._store, 2, gridded._clock)
    async with opened() as officer:
        screen = await to_grid(officer)
        assert screen.line_now.id == f"{6:031x}c"


# What it looks like


@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_the_dashboard(gridded: Office, opened: Opened, language: str) -> None:
    async with opened(language=language) as officer:
        await to_grid(officer, "down")
        officer.looks_like(f"grid-80-{language}")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_the_dashboard_beside_the_panel_of_a_cell(gridded: Office, opened: Opened, language: str) -> None:
    async with opened((120, 36), language=language) as officer:
        await to_grid(officer, "down", "down")
        officer.looks_like(f"grid-120-{language}")


async def test_the_dashboard_in_plain_signs(gridded: Office, opened: Opened) -> None:
    use_ascii(True)
    try:
        async with opened((120, 36), language="zh_CN") as officer:
            await to_grid(officer, "down", "down")
            officer.looks_like("grid-120-ascii")
            assert all(ord(sign) < 128 or sign >= "\u3000" for sign in officer.picture)
    finally:
        use_ascii(False)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_the_dashboard_on_a_wide_screen(gridded: Office, opened: Opened, language: str) -> None:
    async with opened((160, 48), language=language) as officer:
        await to_grid(officer, "down", "down")
        officer.looks_like(f"grid-160-{language}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_an_empty_grid_says_how_to_begin(code: str, opened: Opened) -> None:
    async with opened(language=code) as officer:
        await to_grid(officer)
        officer.looks_like(f"grid-empty-80-{code}")


@pytest.mark.parametrize(("keys", "name"), [("w", "warnings"), ("a", "gaps"), ("u", "owed")])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_the_lists_behind_the_numbers(
    gridded: Office, opened: Opened, keys: str, name: str, language: str
) -> None:
    async with opened(language=language) as officer:
        await to_grid(officer, keys)
        officer.looks_like(f"grid-{name}-80-{language}")
