"""Check everything on the screen: what no longer fits, why, and the way to the record."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core.desks.carriers.lending import LendCarrier
from core.desks.carriers.missing import MissCarrier
from core.desks.carriers.receiving import ReceiveCarrier
from core.model.action import amend
from core.model.query import Query
from core.office.office import Office
from core.rights.signing import Witnessing
from core.rules import right_to_hold
from core.rules.checks import CHECKS
from core.values.classification import Classification
from tests.support.screen_driver import Opened
from tests.support.site_driver import write
from tui.frame.desk import desks
from tui.language import set_language
from tui.lists.check_everything import checking

NOW = datetime(2026, 11, 23, 9, 30)
PAPER: dict[str, Any] = {"way": Witnessing.PAPER, "paper": "签收单〔2026〕12号"}


@pytest.fixture
def ledger(furnished: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Four carriers: one is lent for too long to somebody who has left, two are missing, of which one for too long."""
    monkeypatch.setattr(right_to_hold, "HOLDER_RULES", [])
    first, other = furnished.find(Query("person", order=("number",), limit=2))
    furnished._clock = lambda: NOW - timedelta(days=40)
    carriers = []
    for name in ("年度科研计划", "试验数据光盘", "红盘", "来文汇编"):
        made = ReceiveCarrier(name=name, level=Classification.TOP_SECRET, keeper=first.id, place="甲柜")
        furnished.do(made)
        carriers.append(made.target)
    furnished.do(LendCarrier(target=carriers[0], taker=other.id, due=date(2026, 11, 20), **PAPER))
    furnished.do(MissCarrier(target=carriers[1], note="清点未见"))
    furnished._clock = lambda: NOW
    furnished.do(MissCarrier(target=carriers[2], note="清点未见"))
    write(furnished, amend(other, left=date(2026, 11, 13)))
    return furnished


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_what_no_longer_fits(code: str, opened: Opened, ledger: Office) -> None:
    set_language(code)
    async with opened((80, 24)) as officer:
        await officer.open_list("carrier", "Q")
        officer.looks_like(f"findings-80-{code}")


async def test_enter_opens_the_record_and_escape_leads_back(opened: Opened, ledger: Office) -> None:
    async with opened() as officer:
        await officer.open_list("carrier", "Q")
        assert "Held by somebody who has left (1)" in officer.words
        assert "What no longer fits" in officer.words
        await officer.press("enter")
        assert "年度科研计划" in officer.words
        assert "What no longer fits" not in officer.words
        await officer.press("escape")
        assert "Held by somebody who has left (1)" in officer.words
        await officer.press("escape")
        assert "来文汇编" in officer.words


async def test_where_everything_fits_that_is_said(opened: Opened, furnished: Office) -> None:
    async with opened() as officer:
        await officer.open_list("carrier", "Q")
        assert "Everything fits the policy and the store of today." in officer.words


def test_each_guarding_desk_has_the_key_and_no_other_desk() -> None:
    with_it = {desk.label for desk in desks() if [*checking(desk.kinds)]}
    assert with_it == {"Clearance", "Matters", "Carriers", "Secure areas", "Visits"}


def test_every_check_is_asked_by_a_desk() -> None:
    asked = {each.name for desk in desks() for command in checking(desk.kinds) for each in command.asked}
    assert asked == set(CHECKS)


def test_who_is_told_nothing_has_no_such_key(furnished: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    (command,) = checking(("carrier",))
    assert command.is_allowed(furnished)
    monkeypatch.setattr(type(furnished), "reads", lambda _office, kind: kind != "carrier")
    assert not command.is_allowed(furnished)
