"""The desks: what an officer sees and does on each of them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from textual.screen import Screen
from textual.widgets import Static

from core.desks.grievances import AcceptGrievance, SuperviseGrievance
from core.model.record import RECORDS
from core.office.office import Office
from core.office.refusals import NoSuchRecord
from tests.support.screen_driver import Opened
from tui import screens  # noqa: F401 - declares the desks
from tui.frame.desk import desks, letters
from tui.language import language, set_language
from tui.lists.desk_screen import DeskScreen
from tui.widgets.windowed_list import WindowedList

BUSY = (160, 48)


@pytest.fixture
def busy(furnished: Office, only: Callable[..., Any]) -> Office:
    """The furnished office with work that is late, due soon and asked for by a supervisor."""
    second = only(furnished, "grievance", number="2026-000002")
    furnished.do(AcceptGrievance(target=second.id, accepted=date(2026, 11, 20), handler=furnished.officer))
    furnished.do(SuperviseGrievance(target=second.id, instruction="请本周内与房东协商", due=date(2026, 11, 23)))
    return furnished


# The desks


def test_every_desk_lists_kinds_that_there_are() -> None:
    assert all(kind in RECORDS for desk in desks() for kind in desk.kinds)


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_every_desk_says_where_one_is_in_both_languages(code: str, opened: Opened, furnished: Office) -> None:
    of_letter = {desk: letter for letter, desk in letters().items()}
    async with opened() as officer:
        set_language(code)
        for desk in desks(furnished):  # the auditor's is in `test_audit`
            await officer.press("g", of_letter[desk])
            assert isinstance(officer.top, DeskScreen)
            assert officer.top.desk is desk
            for _ in range(2):
                top = "".join(officer.picture.splitlines()[:2])
                assert language().translate(desk.section.label) in top
                await officer.press("ctrl+l")


async def test_a_section_opens_by_its_digit_and_its_twins(opened: Opened) -> None:
    async with opened() as officer:
        for key, kind in (("5", "person"), ("ctrl+4", "grievance"), ("fullwidth_digit_five", "person")):
            await officer.press(key)
            assert officer.top.kind == kind


async def test_an_officer_sees_only_the_desks_he_may_read(opened: Opened, backend: Any) -> None:
    backend.office.viewer = type(backend.office.viewer)(backend.office.officer, frozenset({"common.read"}))
    async with opened() as officer:
        tabs = officer.picture.splitlines()[0]
        assert "5 People" in tabs
        assert "Rights" not in tabs
        await officer.press("3")
        assert "Care" not in officer.words


# Today


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_today_of_a_quiet_office(code: str, opened: Opened) -> None:
    async with opened(language=code) as officer:
        officer.looks_like(f"today-quiet-80-{code}")


async def test_enter_on_what_is_due_opens_the_record(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("enter")
        assert "请本周内与房东协商" in officer.picture
        assert "r Answer" in officer.footer


async def test_a_heading_is_no_record(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("home")
        assert officer.top.current() is None
        await officer.press("enter", "f2", "h")
        assert isinstance(officer.top, DeskScreen)


# The queue


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_queue_shows_how_each_stands(code: str, busy: Office, opened: Opened) -> None:
    async with opened(language=code) as officer:
        await officer.press("4")
        officer.looks_like(f"queue-80-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_queue_with_the_path_and_the_term_of_a_record(code: str, busy: Office, opened: Opened) -> None:
    async with opened((120, 36), language=code) as officer:
        await officer.press("4")
        officer.looks_like(f"queue-120-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_a_wide_screen_shows_the_record_beside_the_list(code: str, busy: Office, opened: Opened) -> None:
    async with opened(BUSY, language=code) as officer:
        await officer.press("4")
        officer.looks_like(f"queue-160-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_a_queue_in_which_nothing_is_found(code: str, busy: Office, opened: Opened) -> None:
    async with opened(language=code) as officer:
        await officer.press("4", "slash")
        await officer.press(*"nowhere")
        await officer.press("enter")
        officer.looks_like(f"queue-empty-80-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_what_is_refused_at_the_queue_says_why(code: str, busy: Office, opened: Opened) -> None:
    async with opened(language=code) as officer:
        await officer.press("4", "a")
        await officer.press("ctrl+a", "ctrl+k", *"2026-10-01")
        await officer.press("ctrl+s")
        officer.looks_like(f"queue-refused-80-{code}")


async def test_the_detail_of_a_grievance(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4", "end", "enter")
        officer.looks_like("record-80-en")


async def test_an_action_is_done_by_its_key(opened: Opened, furnished: Office, only: Any) -> None:
    async with opened() as officer:
        await officer.press("4")
        number = officer.top.current().number
        await officer.press("a", "ctrl+s")
        assert only(furnished, "grievance", number=number).accepted == furnished.today
        await officer.settle()
        assert officer.top.current().number == number, "the cursor stays on its record"


async def test_an_action_that_cannot_be_done_now_has_no_key(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4", "c")
        assert isinstance(officer.top, DeskScreen)
        assert " Close" not in officer.footer


async def test_the_menu_offers_the_actions_of_the_parts_too(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4")
        officer.top.query_one(WindowedList).move_to(2)
        while officer.top.current().number != "2026-000002":
            await officer.press("down")
        await officer.press("f2")
        assert "Answer supervision: 请本周内与房东协商" in officer.picture


async def test_a_date_explains_itself(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4")
        for key in ("y", "f4"):
            await officer.press(key)
            assert "15 days to accept" in officer.words
            await officer.press("escape")


async def test_history_is_one_key_away(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4")
        for key in ("h", "f6"):
            await officer.press(key)
            assert "Register grievance" in officer.picture
            await officer.press("escape")
            assert isinstance(officer.top, DeskScreen)


# Refusals


async def test_a_refusal_cuts_no_wide_character_of_what_stands_behind_it(opened: Opened) -> None:
    """Half of a wide character cannot be drawn, so a refusal covers whole lines."""
    set_language("zh_CN")
    behind = "\n".join(shift * " " + "请先保存" * 9 + "请先存" for shift in (0, 1) * 12)
    async with opened() as officer:
        await officer.push(Screen())
        await officer.top.mount(Static(behind))
        await officer.settle()
        before = officer.picture.splitlines()
        officer.app.say(NoSuchRecord(id="01"))
        await officer.settle()
        after = officer.picture.splitlines()
        covered = [seen for line, seen in zip(before, after, strict=True) if line != seen]
        assert "01" in "".join(covered)
        assert not any("请先" in seen or "保存" in seen for seen in covered)
