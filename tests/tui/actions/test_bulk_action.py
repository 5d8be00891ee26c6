"""Marked rows: what is done then is done to all of them, or to none, or it is said that it cannot be."""

from datetime import date, datetime
from typing import Any

import pytest
from textual.widgets import Input

import tui.screens  # noqa: F401 - declares the desks and the ways of their actions
from core.desks.administration.officers import Officer, OpenAccount
from core.desks.grievances import AcceptGrievance, RegisterGrievance
from core.desks.grievances.clock import PauseGrievance
from core.model.action import Action, create
from core.model.query import Is, Query
from core.office.office import Office
from tests.support.screen_driver import Opened, ScreenDriver
from tests.support.site_driver import write
from tui.actions.action_screen import CUSTOM_FLOWS
from tui.actions.bulk_action import do_to_marked
from tui.widgets.windowed_list import WindowedList

SUBJECTS = ("一号来件", "二号来件", "三号来件")


@pytest.fixture
def waiting(backend: Any) -> Any:
    """Three grievances that were registered just now, and no other that could be accepted."""
    for subject in SUBJECTS:
        backend.office.do(RegisterGrievance(received=datetime(2026, 11, 23, 9), subject=subject))
    return backend.office


async def before_the_three(officer: ScreenDriver, *more: str) -> None:
    await officer.press("4", "slash")
    await officer.type("来件")
    await officer.press("enter", "home", *more)


def stages(office: Any) -> list[str]:
    found = (office.find(Query("grievance", Is("subject", (subject,)))) for subject in SUBJECTS)
    return [grievance.stage.value for (grievance,) in found]


def entries(office: Office, action: str) -> list[int]:
    """How many records each entry of the history names that this action left, on the marked grievances."""
    found = (office.find(Query("grievance", Is("subject", (subject,)))) for subject in SUBJECTS)
    return [[each.change.body.action for each in office.history(case)].count(action) for (case,) in found]


async def test_what_would_be_done_is_shown_and_then_done_to_all_marked_rows(opened: Opened, waiting: Any) -> None:
    async with opened() as officer:
        await before_the_three(officer, "space", "space", "a")
        assert "Accept grievance, 2 marked" in officer.words
        await officer.press("ctrl+s")
        assert "Done to 2, in one step or not at all: 2026-000004 一号来件 2026-000005 二号来件" in officer.words
        assert stages(waiting) == ["registered"] * 3
        await officer.press("f10")
        assert stages(waiting) == ["accepted", "accepted", "registered"]
        assert entries(waiting, "accept_grievance") == [1, 1, 0]
        assert "marked" not in officer.words
        assert "Accept grievance: done to 2" in officer.words


async def test_who_is_refused_is_named_with_the_reason_and_the_rest_is_done(opened: Opened, waiting: Any) -> None:
    waiting.do(RegisterGrievance(received=datetime(2026, 11, 2, 9), subject="先前来件"))
    async with opened() as officer:
        await before_the_three(officer, "asterisk", "a")
        assert "Accept grievance, 4 marked" in officer.words
        officer.top.query(Input).first().value = "2026-11-20"
        await officer.press("ctrl+s")
        assert "Not done to 3:" in officer.words
        assert officer.words.count("must lie between 2026-11-23") == 3
        assert "Done to 1, in one step or not at all: 2026-000007 先前来件" in officer.words
        await officer.press("f10")
        assert stages(waiting) == ["registered"] * 3


async def test_if_all_are_refused_the_form_comes_back_with_what_was_typed(opened: Opened, waiting: Any) -> None:
    async with opened() as officer:
        await before_the_three(officer, "asterisk", "a")
        officer.top.query(Input).first().value = "2026-11-20"
        await officer.press("ctrl+s")
        assert "So nothing would be done." in officer.words
        await officer.press("f10")
        assert "So nothing would be done." in officer.words
        await officer.press("escape")
        assert officer.top.query(Input).first().value == "2026-11-20"
        await officer.press("escape")
        assert "marked: 3" in officer.words
        assert stages(waiting) == ["registered"] * 3


async def test_what_differs_and_must_be_typed_begins_empty(opened: Opened, waiting: Any) -> None:
    first, second, _third = (waiting.find(Query("grievance", Is("subject", (each,))))[0] for each in SUBJECTS)
    other = Officer(name="李明", site=waiting.site)
    write(waiting, create(other))
    for case, handler in ((first, waiting.officer), (second, other.id)):
        waiting.do(AcceptGrievance(target=case.id, accepted=date(2026, 11, 23), handler=handler))
    async with opened() as officer:
        await before_the_three(officer, "down", "space", "space", "o")
        assert "Assign grievance, 2 marked" in officer.words
        await officer.press("ctrl+s")
        assert "Assign grievance, 2 marked" in officer.words


async def test_what_is_done_to_some_of_the_marked_rows_is_offered_whichever_is_first(
    opened: Opened, waiting: Any
) -> None:
    case = waiting.find(Query("grievance", Is("subject", SUBJECTS[:1])))[0]
    waiting.do(AcceptGrievance(target=case.id, accepted=date(2026, 11, 23), handler=waiting.officer))
    async with opened() as officer:
        await before_the_three(officer, "asterisk", "p")
        assert "Pause grievance, 3 marked" in officer.words
        await officer.fill(pause_reason="等待材料", paused_until="2026-12-01")
        assert officer.words.count("It cannot be done at this stage: registered.") == 2
        assert "Done to 1, in one step or not at all: 2026-000004 一号来件" in officer.words


async def test_star_marks_all_that_are_found_and_again_none(opened: Opened, waiting: Any) -> None:
    async with opened() as officer:
        await before_the_three(officer, "space", "asterisk")
        assert "marked: 3" in officer.words
        await officer.press("f5")
        assert "marked: 3" in officer.words
        await officer.press("asterisk")
        assert "marked" not in officer.words


async def test_a_heading_is_not_marked_itself(opened: Opened, waiting: Any) -> None:
    async with opened() as officer:
        await officer.press("home", "asterisk")
        rows = officer.top.query_one(WindowedList)
        assert len(rows.marked) == rows.records < rows.total


async def test_marked_records_of_another_kind_are_left_out_with_the_reason(opened: Opened, waiting: Any) -> None:
    waiting.do(OpenAccount(name="李明", seat=2))
    async with opened() as officer:
        await officer.press("asterisk")
        records = officer.top.records_at(officer.top.marks())
        assert {record.kind for record in records} == {"account", "supervision"}
        work = officer.app.run_worker(
            do_to_marked(officer.app, waiting, PauseGrievance, len(records), lambda: records), exit_on_error=False
        )
        await officer.settle()
        assert "It is done to another kind of record." in officer.words
        await officer.press("escape")
        assert work.result is False


@pytest.mark.parametrize("action", CUSTOM_FLOWS, ids=lambda action: action.verb())
def test_what_is_asked_for_in_a_way_of_its_own_is_done_to_one_record(action: type[Action]) -> None:
    assert not action.for_each()


async def test_what_needs_a_form_of_its_own_for_each_says_so(opened: Opened, waiting: Any) -> None:
    async with opened() as officer:
        await before_the_three(officer, "space", "space", "e")
        assert "Do it one by one" in officer.words
        await officer.press("escape")
        assert "marked" not in officer.words


async def test_the_export_writes_the_marked_rows_alone(
    opened: Opened, backend: Any, waiting: Any, tmp_path: Any
) -> None:
    written: list[Any] = []
    backend.export_list = lambda office, entry, path, header, rows, progress: written.extend((entry.rows, *rows))
    async with opened() as officer:
        await before_the_three(officer, "space", "down", "space", "X")
        await officer.type(str(tmp_path / "list.xlsx"))
        await officer.press("enter")
        assert "2 rows were written" in officer.words
    assert written[0] == len(written) - 1 == 2
