"""The card of a person on the screen, and the export of a list by its key."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from core.desks.education.attendance import TakeAttendance
from core.desks.education.programmes import PlanProgramme
from core.desks.education.sessions import PlanSession
from core.desks.grievances import RegisterGrievance
from core.model.query import Query
from core.office.office import Office
from core.values.cadence import Rhythm
from data.documents.xlsx import read_sheets
from tests.support.screen_driver import Opened
from tests.support.site_driver import appoint
from tui.actions.record_screen import RecordScreen
from tui.screens.people.person_card import CardScreen


@pytest.fixture
def known(furnished: Office, only: Callable[..., Any]) -> Office:
    """The furnished office; 张三 is an officer, was absent once, and two grievances complain of 张三."""
    person = only(furnished, "person", number="1001")
    appoint(furnished, "张三", 2, "handler", person=person.id)
    for day, subject in ((3, "反映派工不公"), (9, "反映办公室吸烟")):
        furnished.do(RegisterGrievance(received=datetime(2026, 11, day, 8), subject=subject, person=person.id))
    programme = PlanProgramme(name="反间谍教育", start=date(2026, 9, 1), rhythm=Rhythm.MONTHLY, minutes=90)
    session = PlanSession(programme=programme.target, when=datetime(2026, 11, 2, 9))
    furnished.do_all((programme, session, TakeAttendance(target=session.target, absent="1001")))
    return furnished


@pytest.mark.parametrize(("code", "size"), [("en", (80, 24)), ("zh_CN", (80, 24)), ("en", (160, 48))])
async def test_a_card_shows_the_register_and_whatever_names_the_person(
    code: str, size: tuple[int, int], known: Office, opened: Opened
) -> None:
    async with opened(size, language=code) as officer:
        await officer.press("5", "enter")
        assert isinstance(officer.top, CardScreen)
        officer.looks_like(f"card-{size[0]}-{code}")


async def test_a_card_of_somebody_whom_nothing_names(furnished: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("5", "down", "enter")
        officer.looks_like("card-empty-80-en")


async def test_enter_opens_what_names_the_person_and_escape_comes_back(known: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("5", "enter", "G", "enter")
        assert type(officer.top) is RecordScreen
        assert "Session 2026-11-02" in officer.words
        await officer.press("escape")
        assert isinstance(officer.top, CardScreen)


async def test_a_heading_opens_nothing(known: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("5", "enter", "home", "enter")
        assert isinstance(officer.top, CardScreen)


async def test_the_actions_of_the_register_are_done_on_the_card(
    known: Office, opened: Opened, only: Callable[..., Any]
) -> None:
    async with opened() as officer:
        await officer.press("5", "enter", "l", "ctrl+s")
        assert isinstance(officer.top, CardScreen)
        assert only(known, "person", number="1001").left == known.today


async def test_a_list_is_exported_by_its_key(
    furnished: Office, opened: Opened, backend: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    async with opened() as officer:
        await officer.press("5", "X")
        assert str(tmp_path) in officer.top.query_one("Input").value
        await officer.press("enter")
        (sheet,) = read_sheets(tmp_path / "People-2026-11-23.xlsx")
        assert len(sheet.head) == 4
        (entry,) = furnished.find(Query("export"))
        assert (entry.rows, entry.unfinished) == (3, False)


async def test_the_key_of_the_export_is_not_offered_to_who_may_not(opened: Opened, backend: Any) -> None:
    backend.office.viewer = type(backend.office.viewer)(
        backend.office.officer, frozenset({"common.read", "people.read"})
    )
    async with opened() as officer:
        await officer.press("5", "X")
        assert not officer.top.is_modal
