"""The ledger of carriers on the screen: who signs at it, counting by scanner, and what list and figures look like."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core.desks.carriers.counting import OpenStocktake
from core.desks.carriers.lending import CarryCarrier, LendCarrier
from core.desks.carriers.missing import MissCarrier
from core.desks.carriers.receiving import ReceiveCarrier
from core.desks.carriers.vocabulary import Form
from core.model.query import Query
from core.office.office import Office
from core.rights.signing import Witnessing
from core.rules import right_to_hold
from core.values.classification import Classification
from tests.support.screen_driver import Opened, ScreenDriver
from tests.support.site_driver import appoint
from tui.language import set_language

NOW = datetime(2026, 11, 23, 9, 30)
PAPER: dict[str, Any] = {"way": Witnessing.PAPER, "paper": "签收单〔2026〕12号"}
SIZES = [(size, code) for size in (80, 120) for code in ("en", "zh_CN")]


@pytest.fixture
def ledger(furnished: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """王敏, with six carriers in several states, and a second officer who signs."""
    monkeypatch.setattr(right_to_hold, "HOLDER_RULES", [])
    appoint(furnished, "谢文静", 2, "confidentiality_clerk")
    second = furnished.find(Query("account", order=("seat",)))[1].officer
    first, other = (each.id for each in furnished.find(Query("person", order=("number",), limit=2)))
    unit = furnished.find(Query("unit"))[0].id
    furnished._clock = lambda: NOW - timedelta(days=40)
    things = (("年度科研计划", Form.PAPER), ("试验数据光盘", Form.DISC), ("红盘", Form.STICK))
    carriers = []
    for place in range(6):
        name, form = things[place % 3]
        made = ReceiveCarrier(
            name=name, form=form, level=list(Classification)[1 + place % 3], keeper=(first, other)[place % 2],
            place="保密室甲柜", unit=unit, serial="S-1" if form is Form.STICK else "", originator="总部",
        )  # fmt: skip
        furnished.do(made)
        carriers.append(made.target)
    due = {"due": date(2026, 11, 20), **PAPER}
    furnished.do(LendCarrier(target=carriers[0], taker=other, **due))
    travel = {"whereto": "上级机关", "purpose": "汇报工作", "approver": second}
    furnished.do(CarryCarrier(target=carriers[1], taker=other, **travel, **due))
    furnished._clock = lambda: NOW
    furnished.do(MissCarrier(target=carriers[5], note="清点未见"))
    asked = {"name": "年度清点", "due": date(2026, 12, 15), "counted_with": second, **PAPER}
    furnished.do(OpenStocktake(target="5" * 32, **asked))
    return furnished


@pytest.mark.parametrize(("width", "code"), SIZES)
async def test_the_ledger(width: int, code: str, opened: Opened, ledger: Office) -> None:
    set_language(code)
    async with opened((width, 24)) as officer:
        await officer.open_list("carrier")
        officer.looks_like(f"carriers-{width}-{code}")


@pytest.mark.parametrize(("width", "code"), SIZES)
async def test_the_figures_of_carriers(width: int, code: str, opened: Opened, ledger: Office) -> None:
    set_language(code)
    async with opened((width, 30)) as officer:
        await officer.open_list("carrier", "z")
        officer.looks_like(f"carriers-figures-{width}-{code}")


async def asked_for_a_stocktake(officer: ScreenDriver) -> None:
    """Fill in the form of a stocktake and save it."""
    await officer.open_list("stocktake", "n")
    for name, text in {"name": "季度清点", "due": "2026-12-20", "counted_with": "谢文静"}.items():
        await officer.go_to(name)
        await officer.type(text)
    await officer.press("enter", "f10")


async def test_who_has_an_account_signs_at_the_screen_and_a_wrong_passphrase_signs_nothing(
    opened: Opened, ledger: Office
) -> None:
    before = ledger.count(Query("stocktake"))
    async with opened((80, 30)) as officer:
        await asked_for_a_stocktake(officer)
        assert "谢文静 signs here" in officer.words
        await officer.answer("wrong")
        assert ledger.count(Query("stocktake")) == before, "it is asked again"
        assert "谢文静 signs here" in officer.words
        await officer.answer("ok")
    assert ledger.count(Query("stocktake")) == before + 1


async def test_whoever_goes_back_has_not_signed_and_the_form_stays(opened: Opened, ledger: Office) -> None:
    before = ledger.count(Query("stocktake"))
    async with opened((80, 30)) as officer:
        await asked_for_a_stocktake(officer)
        await officer.press("escape")
        assert "季度清点" in officer.picture
    assert ledger.count(Query("stocktake")) == before


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_counting_is_one_number_and_enter_after_the_other(code: str, opened: Opened, ledger: Office) -> None:
    set_language(code)
    async with opened((80, 24)) as officer:
        await officer.open_list("stocktake", "s")
        await officer.answer("ZT-2026-0001", "zt-2026-0002", "X-77", "ZT-2026-0001")
        officer.looks_like(f"carriers-scan-80-{code}")
        await officer.press("escape")
    assert ledger.count(Query("count_line")) == 3


async def test_a_place_typed_after_the_number_is_the_place_of_that_number(opened: Opened, ledger: Office) -> None:
    async with opened((80, 24)) as officer:
        await officer.open_list("stocktake", "s")
        await officer.type("ZT-2026-0001")
        await officer.press("tab")
        await officer.answer("值班室")
        await officer.answer("ZT-2026-0002")  # the cursor is in the line of the number again, and the place stays
    found = {each.number: each.seen_at for each in ledger.find(Query("count_line"))}
    assert found == {"ZT-2026-0001": "值班室", "ZT-2026-0002": "值班室"}
