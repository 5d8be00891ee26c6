"""The desk of secure areas on the screen: its list, an area with what protects it, a round of checks, its figures."""

from datetime import date, datetime

import pytest

from core.desks.areas.rounds import CheckArea
from core.desks.grid import AddCell
from core.office.office import Office
from core.spreadsheets.declaration import IMPORTS
from tests.support.area_case import CELL, AreaCase
from tests.support.screen_driver import Opened
from tests.support.site_driver import appoint
from tui.language import _, set_language

NOW = datetime(2026, 11, 23, 9, 30)
SIZES = [(size, code) for size in (80, 120) for code in ("en", "zh_CN")]


@pytest.fixture
def guarded(furnished: Office) -> AreaCase:
    """王敏, with an area that is proposed, and one in force since September of which a control is faulty."""
    names = {"keeper": "江志远", "supervisor": "欧阳明远", "clerk": "许文清"}
    roles = {"keeper": "area_keeper", "supervisor": "supervisor", "clerk": "confidentiality_clerk"}
    officers = {}
    for seat, part in enumerate(names, 2):
        appoint(furnished, names[part], seat, roles[part])
        officers[part] = Office(furnished._store, seat, lambda: NOW)
    case = AreaCase({**officers, "all": furnished}).on("2026-09-01")
    furnished.do(AddCell(target=CELL, code="90", name="保密网格", start=date(2026, 1, 1)))
    case.proposed().warded("走廊", "正门", "东墙").approved().in_force()
    given = {"faulty_ones": "2", "findings": "读卡器无反应", "warning": "请留意正门"}
    case.on("2026-09-08").do(CheckArea, "keeper", at=datetime(2026, 9, 8, 9), **given)
    AreaCase(case.officers).proposed(name="载体库房", place="附楼地下一层", level="secret", keeper=case.id("clerk"))
    for office in case.officers.values():
        office._clock = lambda: NOW
    return case


@pytest.mark.parametrize(("width", "code"), SIZES)
async def test_the_list_of_areas(width: int, code: str, opened: Opened, guarded: AreaCase) -> None:
    set_language(code)
    async with opened((width, 24)) as officer:
        await officer.open_list("area")
        officer.looks_like(f"areas-{width}-{code}")


@pytest.mark.parametrize(("width", "code"), SIZES)
async def test_the_figures_of_areas(width: int, code: str, opened: Opened, guarded: AreaCase) -> None:
    set_language(code)
    async with opened((width, 24)) as officer:
        await officer.open_list("area", "z")
        officer.looks_like(f"areas-figures-{width}-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_an_area_shows_what_protects_it(code: str, opened: Opened, guarded: AreaCase) -> None:
    set_language(code)
    async with opened((120, 84)) as officer:
        await officer.open_list("area", "enter")
        officer.looks_like(f"area-120-{code}")
        assert "02 正门" in officer.picture


async def test_a_round_is_a_form_that_says_what_will_come_of_it(opened: Opened, guarded: AreaCase) -> None:
    async with opened((80, 40)) as officer:
        await officer.open_list("area", "r")
        officer.looks_like("area-round-80-en")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_an_import_asks_which_list_of_the_desk_it_reads(code: str, opened: Opened, guarded: AreaCase) -> None:
    """The list that is shown stands first; what is chosen is then asked for as a file."""
    set_language(code)
    labels = [_(IMPORTS[name].label) for name in ("areas", "controls")]
    async with opened((120, 36)) as officer:
        await officer.open_list("area", "i")
        assert _("Which list?") in officer.words
        assert officer.words.index(labels[0]) < officer.words.index(labels[1])
        await officer.press("enter")
        assert _("Which spreadsheet?") in officer.words
