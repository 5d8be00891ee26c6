"""What another site would widen, by keyboard: from Today to the list, looked at, accepted or left."""

from datetime import date

import pytest

from core.desks.administration.rights_widenings import Widening
from core.desks.people.records import Unit
from core.model.action import create
from core.model.audit_event import Event
from core.model.query import Is, Query
from core.office.office import Office
from tests.support.screen_driver import Opened
from tests.support.site_driver import appoint


@pytest.fixture
def widened(furnished: Office) -> Office:
    """The furnished store, in which two units would come under the one of a clerk."""
    officer = appoint(furnished, "陈静", 9, "clerk", unit="1" * 32)
    units = [
        Unit(id=f"{n}" * 32, name=name, parent="1" * 32 if n > 1 else "") for n, name in enumerate("零机车班") if n
    ]
    waits = [
        Widening(
            id=unit.id, officer=officer, widens="reads", records_kind="unit", count=1, field="parent", after="1" * 32,
            site=furnished.site, day=date(2026, 11, 20), records=(unit.id,),
        )
        for unit in units[1:]
    ]  # fmt: skip
    with furnished._store.transaction():
        furnished._store.write(map(create, [*units, *waits]), officer=furnished.officer, action="test")
    furnished.refresh()
    return furnished


def stages(office: Office) -> list[str]:
    return sorted(each.stage for each in office.find(Query("widening")))


@pytest.mark.parametrize(
    ("code", "due", "heading", "question"),
    [
        ("zh_CN", "权限将扩大，待定", "权限扩大", "即日起按变更后的内容确定权限"),
        ("en", "would widen rights: decide", "Widenings of rights", "Let rights follow the change from now on"),
    ],
)
async def test_one_is_accepted_and_one_is_left(
    widened: Office, opened: Opened, code: str, due: str, heading: str, question: str
) -> None:
    async with opened(size=(160, 40), language=code) as officer:
        assert due in officer.words
        await officer.open_list("widening")
        assert heading in officer.words
        assert "陈静" in officer.words
        await officer.press("a")
        assert question in officer.words.replace(" ", "" if code == "zh_CN" else " ")
        await officer.press("y")
        assert stages(widened) == ["accepted", "open"]
        await officer.press("home", "l", "y")
    assert stages(widened) == ["accepted", "left"]


async def test_all_that_waits_is_accepted_in_one_step(widened: Office, opened: Opened) -> None:
    async with opened(size=(160, 40), language="en") as officer:
        await officer.open_list("widening", "t")
        assert "all that waits since the same day" in officer.words
        await officer.press("y")
    assert stages(widened) == ["accepted", "accepted"]
    entry = widened._store.find(Query("audit", Is("action", ("accept_together",)), limit=1))[0]
    assert entry.event == Event.RIGHTS


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_pictures_of_the_list(code: str, widened: Office, opened: Opened) -> None:
    async with opened(size=(80, 24), language=code) as officer:
        await officer.open_list("widening")
        officer.looks_like(f"widenings-80-{code}")
        await officer.press("enter")
        officer.looks_like(f"widening-80-{code}")
