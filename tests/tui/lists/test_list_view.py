"""Lists are sorted by any column, show chosen columns, and are looked at as an officer saved it."""

import threading
from typing import Any

import pytest

from core.model.query import Query
from core.office.office import Office
from tests.support.screen_driver import Opened, ScreenDriver
from tui import screens  # noqa: F401 - declares the desks
from tui.lists.list_view import ListView, order_by


def numbers(officer: ScreenDriver) -> list[str]:
    """Return the numbers of the grievances in the order in which they stand."""
    return [line.split("2026-00000")[1][0] for line in officer.picture.splitlines() if "2026-00000" in line]


async def sort_by(officer: ScreenDriver, column: str) -> None:
    await officer.press("S")
    await officer.type(column)
    await officer.press("enter")


async def test_a_list_is_sorted_by_a_column_and_the_same_again_turns_it_round(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4")
        usual = numbers(officer)
        await sort_by(officer, "Number")
        assert numbers(officer) == ["1", "2", "3"]
        await officer.press("S", "enter")
        assert numbers(officer) == ["3", "2", "1"]
        await sort_by(officer, "The usual order")
        assert numbers(officer) == usual


async def test_as_long_as_a_list_is_being_sorted_its_rows_stay_and_it_says_so(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as officer:
        await officer.press("4")
        usual, keys, go_on = numbers(officer), officer.office.keys, threading.Event()

        def slowly(query: Query) -> Any:
            if threading.current_thread() is not threading.main_thread():
                go_on.wait(60)
            return keys(query)

        monkeypatch.setattr(officer.office, "keys", slowly)
        with officer.holding_up():
            officer.top.look(ListView("number"))
            await officer.settle()
            assert "being arranged …" in officer.picture
            assert numbers(officer) == usual
            go_on.set()
        await officer.settle()
        assert "being arranged …" not in officer.picture
        assert numbers(officer) == ["1", "2", "3"]


@pytest.mark.parametrize(("column", "order"), [("stage", ["registered", "registered", "accepted"])])
def test_words_are_sorted_in_their_own_order_and_not_by_their_letters(
    furnished: Office, column: str, order: list[str]
) -> None:
    for sort, wanted in ((column, order), (f"-{column}", order[::-1])):
        query = Query("grievance", order=order_by(sort, "grievance", furnished))
        assert [str(getattr(each, column)) for each in furnished.find(query)] == wanted


def test_names_are_sorted_by_how_they_are_spelt(furnished: Office) -> None:
    found = furnished.find(Query("person", order=order_by("name", "person", furnished)))
    assert [each.name for each in found] == ["[red]欧阳[/red]", "李四", "张三"]


async def test_columns_are_chosen_and_seen_at_once(opened: Opened) -> None:
    async with opened((120, 24)) as officer:
        await officer.press("4")
        shown = lambda: [column.name for column in officer.top.listed.columns]  # noqa: E731
        assert "channel" in shown()
        await officer.press("C")
        await officer.type("Channel")
        await officer.press("enter", "escape")
        assert "channel" not in shown()
        await officer.press("C")
        await officer.type("Urgency")
        await officer.press("enter", "escape")
        assert shown()[-1] == "urgency"


async def test_a_view_is_saved_under_a_name_and_opened_again(opened: Opened, furnished: Office) -> None:
    async with opened() as officer:
        await officer.press("4", "slash")
        await officer.type("handler:me")
        await officer.press("enter")
        await sort_by(officer, "Number")
        await officer.press("V", "enter")
        await officer.type("我的")
        await officer.press("enter", "escape")
        await sort_by(officer, "The usual order")
        assert numbers(officer) != ["1"]
        await officer.press("V")
        await officer.type("我的")
        await officer.press("enter")
        assert numbers(officer) == ["1"]
        assert officer.top.list_view.sort == "number"
        await officer.press("V")
        await officer.type("Take away")
        await officer.press("enter")
    assert furnished.find(Query("view")) == []
