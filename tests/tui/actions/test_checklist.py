"""A checklist on the screen: the space bar turns the mark, everything is written at once."""

from collections.abc import Iterator
from typing import Any, cast

import pytest

from core.desks.administration.officers import EditPolicy
from core.model.action import ACTIONS
from core.model.query import Query
from core.office.office import Office
from core.policy.editing import with_figure
from tests.support.declared import desk
from tests.support.screen_driver import Opened
from tui.actions.checklist import ChecklistScreen
from tui.actions.record_screen import RecordScreen
from tui.language import set_language
from tui.screens.officers import policy_edits

ITEMS = "\n[checklists.moving_out.items]\nD01 = '提醒谈话'\nD02 = '离岗承诺书'\nD03 = '载体清退'\n"


@pytest.fixture(autouse=True)
def moving_outs() -> Iterator[None]:
    """A desk with a checklist, declared before the store is made."""
    with desk("tests.support.moving_out_desk"):
        yield


@pytest.fixture
def moving_out(furnished: Office) -> str:
    """Somebody who leaves."""
    (pack,) = furnished.find(Query("policy"))
    furnished.do(EditPolicy(target=pack.id, text=furnished.policy.text + ITEMS))
    asked = ACTIONS["ask_moving_out"].model_validate({"who": "张三"})
    furnished.do(asked)
    return asked.target


def found(office: Office) -> list[tuple[str, str, str]]:
    return [(each.item, each.result, each.note) for each in office.find(Query("moving_out_answer"))]


def screen_of(office: Office, moving_out: str) -> ChecklistScreen:
    action: Any = ACTIONS["answer_moving_out"]
    return ChecklistScreen(office, action, office.get("moving_out", moving_out))


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_a_list_is_filled_in(furnished: Office, moving_out: str, opened: Opened, code: str) -> None:
    async with opened(language=code) as officer:
        await officer.push(screen_of(furnished, moving_out))
        await officer.press("space", "down", "space", "space", "enter", *"lost", "enter", "down")
        officer.looks_like(f"checklist-80-{code}")
        await officer.press("f10")
        assert not isinstance(officer.top, ChecklistScreen)
    assert found(furnished) == [("D01", "met", ""), ("D02", "not_met", "lost")]


async def test_what_is_asked_is_said_in_full_below_the_list_where_it_is_cut(
    furnished: Office, moving_out: str, opened: Opened
) -> None:
    (pack,) = furnished.find(Query("policy"))
    asked = "脱密期义务已告知：不受雇于境外机构，出国（境）须经批准，变动及时报告"
    furnished.do(EditPolicy(target=pack.id, text=furnished.policy.text.replace("离岗承诺书", asked)))
    async with opened() as officer:
        await officer.push(screen_of(furnished, moving_out))
        assert officer.picture.count("提醒谈话") == 1
        await officer.press("down")
        assert asked in officer.picture
        await officer.press("down")
        assert asked not in officer.picture


async def test_what_cannot_be_written_is_said_and_nothing_is_written(
    furnished: Office, moving_out: str, opened: Opened
) -> None:
    async with opened(language="en") as officer:
        screen = screen_of(furnished, moving_out)
        await officer.push(screen)
        await officer.press("space", "down", "space", "space", "f10")
        assert "Say in the note what is not" in officer.words
        assert found(furnished) == []
        await officer.press("enter")
        assert screen.dirty


async def test_the_key_of_the_action_opens_the_list(furnished: Office, moving_out: str, opened: Opened) -> None:
    async with opened(language="en") as officer:
        await officer.push(RecordScreen(furnished, furnished.get("moving_out", moving_out)))
        await officer.press("l")
        assert "张三: Handover list" in officer.words
        assert "not answered 3 met 0 not met 0 not applicable 0 3 in all" in officer.words


async def test_the_version_that_an_edit_leads_to_is_shown_before_it_counts(
    furnished: Office, moving_out: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_language("en")
    shown: list[str] = []

    async def looked_at(app: Any, title: str, lines: Any, go: str) -> bool:
        shown.extend(text for text, _style in lines)
        return False

    monkeypatch.setattr(policy_edits, "report", looked_at)
    text = with_figure(furnished.policy.text, ("checklists", "moving_out", "items", "D01"), "离岗谈话")
    await policy_edits.put_into_force(cast(Any, None), furnished, text)
    assert [each for each in shown if not each.startswith(" ")] == [
        "Checklist “moving_out”: Version",
        "Checklist “moving_out”: Items / D01",
    ]
    assert shown[1].endswith("2")


async def test_four_turns_come_back_to_the_mark_and_change_nothing(
    furnished: Office, moving_out: str, opened: Opened
) -> None:
    async with opened() as officer:
        screen = screen_of(furnished, moving_out)
        await officer.push(screen)
        await officer.press("space", "space", "space", "space")
        assert not screen.dirty
        await officer.press("escape")
        assert officer.top is not screen
