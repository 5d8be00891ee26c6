"""Lists are sorted by any column, show chosen columns, and are looked at as an officer saved it."""

import threading
from typing import Any

import pytest

from core.desks.administration.saved_views import SaveView
from core.model.query import NOTHING, Is, Not, Query
from core.office.office import Office
from tests.support.screen_driver import Opened, ScreenDriver
from tui import screens  # noqa: F401 - declares the desks
from tui.app.palette import commands
from tui.lists.grouped_source import GroupedSource
from tui.lists.list_view import FreezeColumns, ListView, order_by
from tui.widgets.record_source import KindSource
from tui.widgets.windowed_list import WindowedList


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


async def freeze_up_to(officer: ScreenDriver, column: str) -> None:
    await officer.press("F")
    await officer.type(column)
    await officer.press("enter")


async def test_columns_up_to_the_chosen_one_stay_while_the_others_move(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4")
        headings = lambda: officer.picture.splitlines()[4].split()  # noqa: E731
        first, second = headings()[:2]
        await freeze_up_to(officer, first)
        await officer.press("right")
        assert headings()[0] == first
        assert second not in headings()
        await officer.press("left")
        assert headings()[:2] == [first, second]
        await freeze_up_to(officer, "None stays")
        await officer.press("right")
        assert headings()[0] == second


async def test_columns_are_not_frozen_where_left_and_right_fold(opened: Opened) -> None:
    async with opened() as officer:
        assert not FreezeColumns().is_offered(officer.top)
        await officer.press("4")
        assert FreezeColumns().is_offered(officer.top)


async def test_what_has_no_columns_of_records_is_not_offered_to_be_sorted(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("S")
        assert "Sort by which column?" not in officer.words


def test_a_grouped_list_is_sorted_within_its_groups(furnished: Office) -> None:
    stages = [Is("stage", ("registered",)), Not(Is("stage", ("registered",)))]
    groups = [(str(place), KindSource(furnished, Query("grievance", each))) for place, each in enumerate(stages)]
    source = GroupedSource(groups)

    def listed(sort: str) -> list[str]:
        shown = ListView(sort=sort, shown=("number",)).applied(source, furnished)
        return [row.cells[-1] for row in shown.page(shown.keys())]

    assert listed("number") == ["0 (2)", "2026-000002", "2026-000003", "1 (1)", "2026-000001"]
    assert listed("-number") == ["0 (2)", "2026-000003", "2026-000002", "1 (1)", "2026-000001"]


async def test_a_saved_view_keeps_which_columns_stay(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4")
        await freeze_up_to(officer, "Number")
        await officer.press("V", "enter")
        await officer.answer("my columns")
        await freeze_up_to(officer, "None stays")
        await officer.press("V")
        await officer.answer("my columns")
        assert officer.top.query_one(WindowedList).frozen == "number"


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_palette_finds_a_saved_view_by_its_name_and_opens_it(
    opened: Opened, furnished: Office, code: str
) -> None:
    furnished.do(SaveView(of="grievance", name="我的逾期", line="handler:me", sort="number"))
    async with opened(language=code) as officer:
        await officer.press("colon")
        await officer.answer("我的逾期")
        assert (officer.top.kind, officer.top.line) == ("grievance", "handler:me")
        assert numbers(officer) == ["1"]
        assert officer.top.list_view.sort == "number"


@pytest.mark.parametrize("typed", ["saved view", "常用视图", "wdyq"])
async def test_the_palette_finds_saved_views_in_both_languages_and_by_initials(
    opened: Opened, furnished: Office, typed: str
) -> None:
    furnished.do(SaveView(of="grievance", name="我的逾期"))
    async with opened() as officer:
        assert any(each.name == "我的逾期" and each.rank(typed) is not None for each in commands(officer.app))


async def test_a_view_whose_line_means_nothing_any_more_says_so(opened: Opened, furnished: Office) -> None:
    furnished.do(SaveView(of="grievance", name="old", line="nofield:me"))
    async with opened() as officer:
        await officer.press("colon")
        await officer.answer("old")
        assert "There is no field “nofield” here." in officer.words


async def test_a_view_of_a_list_that_one_reads_no_longer_is_not_offered(opened: Opened, furnished: Office) -> None:
    furnished.do(SaveView(of="grievance", name="my queue"))
    async with opened() as officer:
        assert "my queue" in {each.name for each in commands(officer.app)}
        furnished._visible = lambda kind: NOTHING if kind == "grievance" else Office._visible(furnished, kind)
        assert "my queue" not in {each.name for each in commands(officer.app)}


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
