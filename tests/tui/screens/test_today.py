"""Today: what a row says stands on the screen whole, however narrow the screen is."""

from datetime import date, datetime
from typing import Any

import pytest

from core.desks.grievances import AcceptGrievance, RegisterGrievance, SuperviseGrievance
from tui.language import set_language

SUBJECT = "反映宿舍三号楼热水供应长期不正常、多次报修无人处理并且影响夜班职工休息的问题"


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize(("code", "what"), [("en", "answer the supervisor"), ("zh_CN", "答复督办")])
async def test_the_row_under_the_cursor_is_read_whole(
    backend: Any, opened: Any, settle: Any, picture: Any, width: int, code: str, what: str
) -> None:
    office = backend.office
    registered = RegisterGrievance(received=datetime(2026, 11, 18, 9), subject=SUBJECT)
    for deed in (
        registered,
        AcceptGrievance(target=registered.target, accepted=date(2026, 11, 18), handler=office.officer),
        SuperviseGrievance(target=registered.target, instruction="尽快处理。", due=date(2026, 11, 24)),
    ):
        office.do(deed)
    set_language(code)
    async with opened(size=(width, 24)) as pilot:
        await pilot.press("end", "home", "down")
        await settle(pilot)
        shown = "".join(picture(pilot.app).split())
        assert SUBJECT in shown
        assert what.replace(" ", "") in shown
