"""After a deed: what was done is said below the list, the cursor stands where work goes on, and U undoes it."""

from datetime import date, datetime
from typing import Any

from core.desks.grid import AddCell
from core.desks.grievances import AcceptGrievance, RegisterGrievance
from core.model.query import Is, Query
from core.office.office import Office
from tests.support.screen_driver import Opened, ScreenDriver
from tui.widgets.message_line import SECONDS, MessageLine
from tui.widgets.windowed_list import WindowedList


def under_the_cursor(officer: ScreenDriver) -> Any:
    return officer.top.current()


def message(officer: ScreenDriver) -> str:
    """The lines between the list and the keys."""
    return " ".join(str(each.content) for each in officer.top.query(MessageLine))


async def registering(officer: ScreenDriver, subject: str) -> None:
    await officer.press("4", "n")
    await officer.fill(subject=subject)


async def test_after_registering_its_number_is_said_and_the_cursor_stands_on_it(
    opened: Opened, furnished: Office
) -> None:
    async with opened() as officer:
        await registering(officer, "食堂饭菜")
        assert message(officer) == "Registered as 2026-000004 食堂饭菜   U: undo"
        assert officer.picture.splitlines()[-2].strip() == message(officer)
        assert under_the_cursor(officer).subject == "食堂饭菜"
        assert officer.top.query_one(WindowedList).position > 0


async def test_in_chinese_it_is_said_as_an_office_writes(opened: Opened, furnished: Office) -> None:
    async with opened(language="zh_CN") as officer:
        await registering(officer, "食堂饭菜")
        assert message(officer) == "已登记为 2026-000004 食堂饭菜   U 撤销"
        await officer.press("a")
        await officer.press("ctrl+s")
        assert message(officer).startswith("已受理：2026-000004")


async def test_the_message_goes_with_the_next_key(opened: Opened, furnished: Office) -> None:
    async with opened() as officer:
        await registering(officer, "食堂饭菜")
        height = officer.top.query_one(WindowedList).size.height
        await officer.press("down")
        assert not message(officer)
        assert officer.top.query_one(WindowedList).size.height == height + 1


async def test_it_goes_by_itself_after_seconds(opened: Opened, furnished: Office) -> None:
    async with opened() as officer:
        await registering(officer, "食堂饭菜")
        (line,) = officer.top.query(MessageLine)
        (timer,) = line._timers
        assert timer._interval == SECONDS
        timer._callback()
        await officer.settle()
        assert not message(officer)


async def test_keys_typed_ahead_of_a_message_do_not_put_it_away(opened: Opened, furnished: Office) -> None:
    async with opened() as officer:
        await officer.press("4")
        await officer.at_once("n", *"abc", "ctrl+s", "down", "up")
        assert "Registered as 2026-000004 abc" in message(officer)


async def test_a_refusal_stands_there_too_and_covers_nothing(opened: Opened, furnished: Office) -> None:
    async with opened() as officer:
        await officer.press("4", "home", "x")
        assert "cannot be done while the stage is" in message(officer)
        *_list, below, _keys = officer.picture.splitlines()
        assert below.strip()
        assert not list(officer.app._notifications)


async def test_on_a_form_it_stands_above_the_keys_of_the_form(opened: Opened, furnished: Office) -> None:
    async with opened() as officer:
        await officer.press("4", "n", *"abc", "ctrl+q")
        assert message(officer) == "Save or leave the form first, then quit."
        assert officer.picture.splitlines()[-2].strip() == message(officer)
        await officer.press("d")
        assert not message(officer)


async def test_what_is_finished_leaves_the_cursor_where_work_goes_on(opened: Opened, furnished: Office) -> None:
    for number in range(3):
        furnished.do(deed := RegisterGrievance(received=datetime(2026, 11, 23, 8), subject=f"{number} 号来件"))
        furnished.do(AcceptGrievance(target=deed.target, accepted=date(2026, 11, 23), handler=furnished.officer))
    async with opened() as officer:
        await officer.press("4", "home", "down")
        place, case = officer.top.query_one(WindowedList).position, under_the_cursor(officer)
        await officer.press("d")
        await officer.press(*"no", "ctrl+s")
        assert furnished.get("grievance", case.id).stage.value == "declined", officer.picture
        assert officer.top.query_one(WindowedList).position == place
        assert under_the_cursor(officer).id != case.id


async def test_so_it_does_where_a_case_was_finished_on_its_own_page(opened: Opened, furnished: Office) -> None:
    for number in range(3):
        furnished.do(RegisterGrievance(received=datetime(2026, 11, 23, 8), subject=f"{number} 号来件"))
    async with opened() as officer:
        await officer.press("4", "home", "down")
        place, case = officer.top.query_one(WindowedList).position, under_the_cursor(officer)
        await officer.press("enter", "d", *"no", "ctrl+s")
        assert message(officer).startswith("Decline grievance: done to")
        await officer.press("escape")
        assert not message(officer)
        assert officer.top.query_one(WindowedList).position == place
        assert under_the_cursor(officer).id != case.id


async def test_the_cursor_follows_a_cell_that_is_moved(opened: Opened, furnished: Office) -> None:
    made = {}
    for code, name, above in (("01", "东区", ""), ("02", "西区", ""), ("01-01", "一组", "01"), ("02-01", "二组", "02")):
        parent = made.get(above, "")
        furnished.do(deed := AddCell(name=name, code=code, parent=parent, start=date(2026, 11, 1)))
        made[code] = deed.target
    async with opened() as officer:
        await officer.press("3", "home")
        while under_the_cursor(officer).name != "一组":
            await officer.press("down")
        await officer.press("m")
        await officer.go_to("parent")
        await officer.type("西区")
        await officer.press("enter")
        await officer.fill(code="02-02")
        await officer.press("f10")
        assert furnished.get("cell", made["01-01"]).parent == made["02"], officer.picture
        assert under_the_cursor(officer).name == "一组"


# Undoing


async def test_u_undoes_the_last_deed_once_it_is_confirmed(opened: Opened, furnished: Office) -> None:
    async with opened() as officer:
        await registering(officer, "食堂饭菜")
        await officer.press("U")
        assert "Undo “Register grievance, 2026-000004 食堂饭菜”?" in officer.words
        await officer.press("y")
        assert furnished.count(Query("grievance", Is("subject", ("食堂饭菜",)))) == 0
        assert message(officer) == "Undone: Register grievance"
        await officer.press("ctrl+z")
        assert "There is nothing to undo" in message(officer)


async def test_history_tells_that_it_was_undone(opened: Opened, furnished: Office) -> None:
    async with opened() as officer:
        await registering(officer, "食堂饭菜")
        await officer.press("a", "ctrl+s", "U", "y")
        assert under_the_cursor(officer).stage.value == "registered"
        await officer.press("h")
        assert "Undone: Accept grievance" in officer.words


async def test_saving_twice_saves_once_and_opens_no_form(opened: Opened, furnished: Office) -> None:
    async with opened() as officer:
        await officer.press("4")
        await officer.at_once("n", *"abc", "ctrl+s", "ctrl+s", "ctrl+s")
        assert furnished.count(Query("grievance", Is("subject", ("abc",)))) == 1
        assert officer.top.query_one(WindowedList).has_focus
        await officer.press("ctrl+s")
        assert officer.top.query_one(WindowedList).has_focus
