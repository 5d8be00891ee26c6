"""Marked rows: what is done then is done to all of them, or to none, or it is said that it cannot be."""

from datetime import datetime
from typing import Any

import pytest
from textual.widgets import Input

from core.desks.grievances import RegisterGrievance
from core.model.query import Is, Query
from tests.support.screen_driver import Opened, ScreenDriver

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


async def test_an_action_is_done_to_all_marked_rows(opened: Opened, waiting: Any) -> None:
    async with opened() as officer:
        await before_the_three(officer, "space", "space", "a")
        assert "Accept grievance, 2 marked" in officer.words
        await officer.press("ctrl+s")
        assert sorted(stages(waiting)) == ["accepted", "accepted", "registered"]
        assert "marked" not in officer.words


async def test_it_is_done_to_none_if_one_refuses_and_every_row_that_does_is_named(opened: Opened, waiting: Any) -> None:
    async with opened() as officer:
        await before_the_three(officer, "space", "space", "space", "a")
        officer.top.query(Input).first().value = "2026-11-20"
        await officer.press("ctrl+s")
        assert officer.words.count("must lie between 2026-11-23") == 3
        assert stages(waiting) == ["registered"] * 3


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
