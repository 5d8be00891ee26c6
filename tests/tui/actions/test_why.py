"""One key on whatever is due tells the sum that led to its date."""

from datetime import datetime
from typing import Any

import pytest

from core.desks.grievances import RegisterGrievance, SuperviseGrievance
from core.office.office import Office
from tests.support.screen_driver import Opened
from tui.widgets.windowed_list import WindowedList


@pytest.fixture
async def said(opened: Opened) -> Any:
    """Press `y` on the line of the day's list that holds a text, and return what is shown."""

    async def ask(text: str) -> str:
        async with opened() as officer:
            rows = officer.top.query_one(WindowedList)
            for _ in range(rows.total):
                if text in " ".join(rows.row(rows.position).cells):
                    break
                await officer.press("down")
            await officer.press("y")
            return officer.words

    return ask


async def test_a_term_is_explained_on_the_days_list(furnished: Office, said: Any) -> None:
    furnished.do(RegisterGrievance(received=datetime(2026, 11, 10, 8), subject="反映食堂卫生"))
    assert "2026-11-10 + 15 days" in await said("反映食堂卫生")


async def test_a_date_that_an_officer_chose_is_told_as_chosen(furnished: Office, said: Any, only: Any) -> None:
    grievance = only(furnished, "grievance", number="2026-000001")
    furnished.do(SuperviseGrievance(target=grievance.id, instruction="请说明进展", due=furnished.today))
    assert "Whoever entered it chose this date." in await said("answer the supervisor")
