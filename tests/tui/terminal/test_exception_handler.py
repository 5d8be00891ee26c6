"""A mistake of the program itself: the screen stays, what was typed stays, nothing is written, and it is told of."""

from typing import Any

import pytest
from textual.widgets import Input

from core.desks.people.people import AddPerson
from core.model.action import ACTIONS
from core.model.query import Query
from core.office.office import Office
from tests.support.screen_driver import Opened
from tui.terminal.exception_handler import MOST_MISTAKES
from tui.widgets.form import FormScreen


def broken(*_args: Any, **_more: Any) -> Any:
    raise ZeroDivisionError("张三")


async def test_a_form_stays_with_what_was_typed_when_its_action_meets_a_mistake(
    opened: Opened, furnished: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AddPerson, "changes", broken)
    before = furnished.count(Query("person"))
    async with opened(goes_on=True) as officer:
        await officer.press("5", "n")
        await officer.press(*"Wang", "ctrl+s")
        assert isinstance(officer.top, FormScreen)
        assert any(field.value == "Wang" for field in officer.top.query(Input))
        assert "nothing was written" in officer.words
        monkeypatch.undo()
        await officer.press("ctrl+s")
        assert furnished.count(Query("person")) == before + 1
        assert officer.app.return_code in (None, 0)


async def test_a_worker_that_meets_a_mistake_says_so_and_the_program_goes_on(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ACTIONS["add_person"], "suggest", broken)
    async with opened(goes_on=True) as officer:
        await officer.press("5", "n")
        assert "A mistake in the program" in officer.words
        await officer.press("4")
        assert "租房合同" in officer.picture


async def test_a_key_that_meets_a_mistake_says_so_and_the_next_one_works(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(goes_on=True) as officer:
        await officer.press("4")
        monkeypatch.setattr(type(officer.top), "current", broken)
        await officer.press("h")
        assert "A mistake in the program" in officer.words
        monkeypatch.undo()
        await officer.press("5")
        assert "李四" in officer.picture


async def test_what_is_kept_of_a_mistake_says_where_it_was_and_nothing_it_was_about(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AddPerson, "suggest", broken)
    async with opened(goes_on=True) as officer:
        await officer.press("5", "n")
        (report,) = officer.app.reports
        assert "ZeroDivisionError" in report
        assert "broken (terminal/test_exception_handler.py:" in report
        assert "张三" not in report


async def test_mistakes_that_follow_from_one_another_without_end_still_end_the_program(opened: Opened) -> None:
    async def too_many() -> None:
        async with opened(goes_on=True) as officer:
            for _ in range(MOST_MISTAKES + 1):
                officer.app.call_later(broken)
            await officer.settle()

    with pytest.raises(ZeroDivisionError):
        await too_many()
