"""What is listed twice, by keyboard: from Today to the list, side by side, made one, all at once, and taken apart."""

import pytest

from core.desks.people.records import Person
from core.model.action import create
from core.model.query import Is, Query
from core.office.office import Office
from tests.support.screen_driver import Opened
from tui.language import set_language


@pytest.fixture
def doubled(furnished: Office) -> Office:
    """The furnished store, with two more people who came from another site and stand here already."""
    first, second, *_ = furnished.find(Query("person"))
    duplicates = [
        Person(name=first.name, number=first.number, phone="13911112222"),
        Person(name="另名", number=second.number),
    ]
    with furnished._store.transaction():
        furnished._store.write(map(create, duplicates), officer=furnished.officer, action="test")
    return furnished


async def test_from_today_to_one_and_back(doubled: Office, opened: Opened) -> None:
    set_language("zh_CN")
    before = doubled.count(Query("person"))
    async with opened(size=(100, 30)) as officer:
        assert "重复登记，共 2 条" in officer.words
        await officer.press("5", "right_square_bracket", "right_square_bracket")
        assert "工号相同" in officer.words
        assert "确定" in officer.words
        await officer.press("enter")
        assert "保留哪一条" in officer.words
        assert "13911112222" in officer.words
        await officer.press("escape", "a")
        assert "有 1 条确定为重复登记" in officer.words
        await officer.press("y")
        assert doubled.count(Query("person")) == before - 1
    (kept,) = doubled.find(Query("person", Is("phone", ("13911112222",))))
    assert {entry.change.body.action for entry in doubled.history(kept)} >= {"join_person", "test"}


async def test_the_form_offers_what_only_the_other_says(doubled: Office, opened: Opened) -> None:
    async with opened(size=(100, 40), language="en") as officer:
        await officer.press("5", "right_square_bracket", "right_square_bracket", "m", "enter")
        assert "Join person" in officer.words
        assert "13911112222" in officer.words
        await officer.press("ctrl+s")
        assert doubled.count(Query("duplicate")) == 1
        await officer.press("d")
        assert "Say that these are two" in officer.words
        await officer.press("y")
        assert doubled.count(Query("duplicate")) == 0
