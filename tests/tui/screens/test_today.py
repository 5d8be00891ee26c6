"""Today: a list of work that folds, with what is to be decided in front, and one row for what is one task."""

from datetime import date, datetime
from typing import Any

import pytest

from core.desks.education.attendance import TakeAttendance
from core.desks.education.programmes import PlanProgramme
from core.desks.education.sessions import PlanSession
from core.desks.grievances import (
    AcceptGrievance,
    AskExtension,
    RegisterGrievance,
    SuperviseGrievance,
)
from core.model.query import Is, Query
from core.office.day_list import DaySection
from core.office.office import Office
from core.values.cadence import Rhythm
from data.documents.xlsx import read_sheets
from tests.support.screen_driver import Opened, ScreenDriver
from tests.support.screen_stage import OpenBackend
from tests.support.site_driver import appoint
from tui.actions.record_screen import RecordScreen
from tui.lists.drill_down import DrillDownScreen
from tui.lists.exporting import write_list
from tui.screens.today.day_rows import TopRow
from tui.terminal.glyphs import glyphs, use_ascii
from tui.widgets.windowed_list import WindowedList

SUBJECT = "反映宿舍三号楼热水供应长期不正常、多次报修无人处理并且影响夜班职工休息的问题"


@pytest.fixture
def busy(furnished: Office) -> Office:
    """The furnished office with make-ups, an instruction, an extension to be decided, and grievances of every day."""
    office, colleague = furnished, appoint(furnished, "李明", 2, "clerk", "supervisor")
    programme = PlanProgramme(name="反间谍教育", start=date(2026, 10, 1), rhythm=Rhythm.QUARTERLY, minutes=90)
    session = PlanSession(programme=programme.target, when=datetime(2026, 11, 2, 9), topic="随手拍照泄密")
    today = PlanSession(
        programme=programme.target, when=datetime(2026, 11, 23, 14), topic="涉密载体管理", place="三楼会议室"
    )
    office.do_all([programme, session, today, TakeAttendance(target=session.target, absent="张三，李四")])
    asked = RegisterGrievance(received=datetime(2026, 10, 8, 9), subject="电梯故障频发")
    long = RegisterGrievance(received=datetime(2026, 11, 18, 9), subject=SUBJECT)
    for deed in (
        asked,
        AcceptGrievance(target=asked.target, accepted=date(2026, 10, 9), handler=colleague),
        long,
        AcceptGrievance(target=long.target, accepted=date(2026, 11, 18), handler=office.officer),
        SuperviseGrievance(target=long.target, instruction="尽快处理。", due=date(2026, 11, 24)),
        RegisterGrievance(received=datetime(2026, 11, 13, 9), subject="夜班照明不足"),
    ):
        office.do(deed)
    other = Office(office._store, 2, office._clock)
    other.do(AskExtension(target=asked.target, reason="等待鉴定"))
    return office


def rows(officer: ScreenDriver) -> list[str]:
    """Return the rows of the list that are on the screen."""
    lines = [line.split("││")[0].strip("│ ") for line in officer.picture.splitlines()]
    return [line for line in lines if line.startswith(("▾ ", "▸ ", "● ", "■ "))]


def row_with(officer: ScreenDriver, text: str) -> str:
    return next(row for row in rows(officer) if text in row)


async def to_row(officer: ScreenDriver, text: str) -> None:
    """Put the cursor on the row that says this."""
    listed = officer.top.query_one(WindowedList)
    await officer.press("home")
    for place in range(listed.total):
        if text in " ".join(listed.row(place).cells):
            await officer.press(*["down"] * place)
            return
    raise AssertionError(f"no row {text}:\n{officer.picture}")


# What is read


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 48)], ids=lambda size: size[0])
@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_a_busy_day(busy: Office, opened: Opened, size: tuple[int, int], code: str) -> None:
    async with opened(size=size, language=code) as officer:
        officer.looks_like(f"today-busy-{size[0]}-{code}")


async def test_a_busy_day_in_ascii(busy: Office, opened: Opened) -> None:
    use_ascii(True)
    try:
        async with opened(language="zh_CN") as officer:
            officer.looks_like("today-busy-ascii")
    finally:
        use_ascii(False)


async def test_what_is_to_be_decided_stands_first_and_is_named(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        heading, decision, *_ = rows(officer)
        assert heading.startswith("▾ To be decided by me  1")
        assert "电梯故障频发" in decision
        assert decision.endswith("to decide")


async def test_a_section_says_how_many_tasks_it_holds(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        heading = next(place for place, row in enumerate(rows(officer)) if "Overdue" in row)
        assert rows(officer)[heading].startswith("▾ Overdue  1")
        assert "make-up: 2026-11-02 随手拍照泄密  × 2 people" in row_with(officer, "make-up")
        assert row_with(officer, "make-up").endswith("7 d late")


async def test_a_session_of_today_says_when(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        assert row_with(officer, "涉密载体管理").endswith("14:00")


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize(("code", "what"), [("en", "answer the supervisor"), ("zh_CN", "答复督办")])
async def test_the_row_under_the_cursor_is_read_whole(
    busy: Office, opened: Opened, width: int, code: str, what: str
) -> None:
    async with opened(size=(width, 24), language=code) as officer:
        await to_row(officer, what)
        shown = "".join(officer.picture.split())
        assert SUBJECT in shown
        assert what.replace(" ", "") in shown


async def test_a_long_row_is_cut_in_its_middle(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        row = row_with(officer, "answer the supervisor")
        assert "…" in row
        assert SUBJECT[-6:] in row


# Folding


async def test_later_is_folded_at_the_beginning_and_every_section_folds_and_unfolds(
    busy: Office, opened: Opened
) -> None:
    async with opened(size=(120, 40)) as officer:
        assert "▸ Later" in row_with(officer, "Later")
        before = len(rows(officer))
        await to_row(officer, "Later")
        await officer.press("enter")
        unfolded = len(rows(officer))
        assert unfolded > before
        await officer.press("left")
        assert len(rows(officer)) == before
        await officer.press("right")
        assert len(rows(officer)) == unfolded


async def test_what_is_folded_stays_so_on_another_screen_of_the_day(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("home", "enter")
        assert "电梯故障频发" not in officer.picture
        await officer.press("4", "1")
        assert "电梯故障频发" not in officer.picture
        assert "▸ To be decided by me  1" in officer.picture


async def test_left_goes_from_an_entry_to_its_heading(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        await to_row(officer, "涉密载体管理")
        await officer.press("left", "left")
        assert "涉密载体管理" not in officer.picture
        assert "▸ Today  1" in officer.picture


async def test_a_task_unfolds_to_its_entries(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        await to_row(officer, "× 2 people")
        await officer.press("right")
        assert [row.split("  ")[0] for row in rows(officer) if "make-up: 张三" in row or "make-up: 李四" in row]
        await officer.press("down", "left", "left")
        assert "make-up: 李四" not in officer.picture


async def test_enter_on_a_task_lists_exactly_its_records(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        await to_row(officer, "× 2 people")
        await officer.press("enter")
        assert isinstance(officer.top, DrillDownScreen)
        listed = [officer.top.record_at(key) for key in officer.top._keys]
        assert {each.name for each in listed} == {"张三", "李四"}
        await officer.press("escape")
        assert "× 2 people" in officer.picture


async def test_space_on_a_task_marks_its_entries_and_again_none(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        await to_row(officer, "× 2 people")
        await officer.press("space")
        assert "marked: 2" in officer.words
        assert {record.name for record in officer.top.records_at(officer.top.marks())} == {"张三", "李四"}
        assert officer.picture.count(f"\n{glyphs().marked}") == 2
        await officer.press("space")
        assert "marked" not in officer.words


async def test_space_on_a_section_marks_all_of_it_and_nothing_else(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("a")
        await to_row(officer, "Later")
        await officer.press("space")
        part = next(part for part in officer.top.listed.day.parts if part.section is DaySection.LATER)
        assert len(officer.top.query_one(WindowedList).marked) == part.entries > 2
        await officer.press("f5")
        assert f"marked: {part.entries}" in officer.words


async def test_what_is_chosen_for_a_marked_task_is_done_to_all_its_entries(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        await to_row(officer, "× 2 people")
        await officer.press("space", "f2")
        await officer.type("Make up")
        await officer.press("enter")
        assert ", 2 marked" in officer.words
        await officer.press("f10")
        assert "Done to 2, in one step or not at all:" in officer.words
        await officer.press("f10")
        assert "× 2 people" not in officer.words


async def test_enter_on_an_entry_opens_its_record(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        await to_row(officer, "电梯故障频发")
        await officer.press("enter")
        assert isinstance(officer.top, RecordScreen)
        assert officer.top.current().kind == "extension"


async def test_beside_a_task_stands_what_it_is_about(busy: Office, opened: Opened) -> None:
    async with opened(size=(120, 36)) as officer:
        await to_row(officer, "× 2 people")
        beside = [line.split("││")[1] for line in officer.picture.splitlines() if "││" in line]
        assert any("随手拍照泄密" in line for line in beside)


# Whose


async def test_one_key_shows_all_and_again_ones_own(busy: Office, opened: Opened) -> None:
    async with opened(size=(120, 40)) as officer:
        mine = rows(officer)
        await officer.press("a")
        assert "To do · all" in officer.picture
        assert ("Later  5" in mine[-1], "Later  6" in rows(officer)[-1]) == (True, True)
        await officer.press("a")
        assert rows(officer) == mine


async def test_who_has_nothing_to_do_is_told_how_much_others_have(
    busy: Office, backend: OpenBackend, opened: Opened
) -> None:
    appoint(busy, "赵敏", 3, "handler")
    backend.office = Office(busy._store, 3, busy._clock)
    others = backend.office.count(Query("agenda"))
    async with opened(size=(120, 24)) as officer:
        assert f"Nothing of yours is due. {others} are of others: a shows them." in officer.picture
        await officer.press("a")
        assert "夜班照明不足" in officer.picture


# Searching


async def test_a_search_counts_entries_also_those_that_are_folded_or_one_task(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("slash")
        await officer.type("随手拍照泄密")
        await officer.press("enter")
        found = busy.count(Query("agenda", Is("of_kind", ("attendance",))))
        assert f"found: {found} for 随手拍照泄密" in officer.picture


async def test_what_is_found_is_shown_though_its_section_is_folded(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("home", "enter", "slash")
        await officer.type("电梯")
        await officer.press("enter")
        assert "电梯故障频发" in "".join(rows(officer))


async def test_a_search_without_a_hit_does_not_say_that_nothing_is_due(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("slash")
        await officer.type("没有这样的话")
        await officer.press("enter")
        assert "Nothing matches the search" in officer.picture
        assert "is due" not in officer.picture


# Besides


async def test_others_have_rows_on_top(busy: Office, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Any] = []
    rows_on_top = [("Set up", [TopRow("import the staff list", shown.append)])]
    monkeypatch.setattr("tui.screens.today.screen.ON_TOP", [lambda office: rows_on_top])
    async with opened() as officer:
        assert rows(officer)[0].startswith("▾ Set up  1")
        await to_row(officer, "import the staff list")
        await officer.press("enter")
        assert shown == [officer.top]


async def test_the_whole_list_is_exported_with_nothing_folded(busy: Office, opened: Opened, tmp_path: Any) -> None:
    async with opened() as officer:
        await officer.press("home", "enter")
        source = officer.top.to_export()
        path = tmp_path / "today.xlsx"
        count = write_list(busy, OpenBackend(busy), "agenda", source, path)
        (sheet,) = read_sheets(path)
        written = [" ".join(str(cell) for cell in cells) for _number, cells in sheet.rows]
        assert count == officer.top.found()
        assert any("电梯故障频发" in row for row in written)
        assert any("make-up: 李四" in row for row in written)
