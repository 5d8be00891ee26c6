"""A mistake of the program itself: the screen stays, what was typed stays, nothing is written, and it is told of."""

from typing import Any

import pytest
from textual.widgets import Input

from core.desks.people.people import AddPerson
from core.model.action import ACTIONS
from core.model.query import Query
from core.office.office import Office
from tui.terminal.exception_handler import MOST_MISTAKES
from tui.widgets.form import FormScreen


@pytest.fixture
def going_on(app: Any) -> Any:
    app.ends_on_mistakes = False
    return app


def broken(*_args: Any, **_more: Any) -> Any:
    raise ZeroDivisionError("张三")


async def test_a_form_stays_with_what_was_typed_when_its_action_meets_a_mistake(
    going_on: Any, opened: Any, settle: Any, picture: Any, furnished: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AddPerson, "changes", broken)
    before = furnished.count(Query("person"))
    async with opened() as pilot:
        await pilot.press("6", "n")
        await settle(pilot)
        await pilot.press(*"Wang", "ctrl+s")
        await settle(pilot)
        assert isinstance(pilot.app.screen, FormScreen)
        assert any(field.value == "Wang" for field in pilot.app.screen.query(Input))
        assert "nothing was written" in " ".join(picture(pilot.app).split())
        monkeypatch.undo()
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert furnished.count(Query("person")) == before + 1
        assert pilot.app.return_code in (None, 0)


async def test_a_worker_that_meets_a_mistake_says_so_and_the_program_goes_on(
    going_on: Any, opened: Any, settle: Any, picture: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ACTIONS["add_person"], "suggest", broken)
    async with opened() as pilot:
        await pilot.press("6", "n")
        await settle(pilot)
        assert "A mistake in the program" in " ".join(picture(pilot.app).split())
        await pilot.press("5")
        await settle(pilot)
        assert "租房合同" in picture(pilot.app)


async def test_a_key_that_meets_a_mistake_says_so_and_the_next_one_works(
    going_on: Any, opened: Any, settle: Any, picture: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as pilot:
        await pilot.press("5")
        await settle(pilot)
        monkeypatch.setattr(type(pilot.app.screen), "current", broken)
        await pilot.press("h")
        await settle(pilot)
        assert "A mistake in the program" in " ".join(picture(pilot.app).split())
        monkeypatch.undo()
        await pilot.press("6")
        await settle(pilot)
        assert "李四" in picture(pilot.app)


async def test_what_is_kept_of_a_mistake_says_where_it_was_and_nothing_it_was_about(
    going_on: Any, opened: Any, settle: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AddPerson, "suggest", broken)
    async with opened() as pilot:
        await pilot.press("6", "n")
        await settle(pilot)
        (report,) = pilot.app.reports
        assert "ZeroDivisionError" in report
        assert "broken (terminal/test_exception_handler.py:" in report
        assert "张三" not in report


async def test_mistakes_that_follow_from_one_another_without_end_still_end_the_program(
    going_on: Any, opened: Any, settle: Any
) -> None:
    async def too_many() -> None:
        async with opened() as pilot:
            for _ in range(MOST_MISTAKES + 1):
                pilot.app.call_later(broken)
            await settle(pilot)

    with pytest.raises(ZeroDivisionError):
        await too_many()
