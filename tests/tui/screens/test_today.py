"""Today: what a row says stands on the screen whole, however narrow the screen is."""

from datetime import date, datetime
from typing import Any

import pytest

from core.desks.grievances import AcceptGrievance, RegisterGrievance, SuperviseGrievance
from tests.support.screen_driver import Opened

SUBJECT = "反映宿舍三号楼热水供应长期不正常、多次报修无人处理并且影响夜班职工休息的问题"


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize(("code", "what"), [("en", "answer the supervisor"), ("zh_CN", "答复督办")])
async def test_the_row_under_the_cursor_is_read_whole(
    backend: Any, opened: Opened, width: int, code: str, what: str
) -> None:
    office = backend.office
    registered = RegisterGrievance(received=datetime(2026, 11, 18, 9), subject=SUBJECT)
    for deed in (
        registered,
        AcceptGrievance(target=registered.target, accepted=date(2026, 11, 18), handler=office.officer),
        SuperviseGrievance(target=registered.target, instruction="尽快处理。", due=date(2026, 11, 24)),
    ):
        office.do(deed)
    async with opened(size=(width, 24), language=code) as officer:
        await officer.press("end", "home", "down")
        shown = "".join(officer.picture.split())
        assert SUBJECT in shown
        assert what.replace(" ", "") in shown
