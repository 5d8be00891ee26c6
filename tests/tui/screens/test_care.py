"""The desk of care files: what it shows, what looking leaves behind, and what it looks like."""

from datetime import date, datetime
from typing import Any

import pytest

from core.desks.administration.officers import ChangeRoles
from core.desks.care.deciding import CloseFile
from core.desks.care.helping import PlanSupport
from core.desks.care.objecting import RecordObjection
from core.desks.care.opening import OpenCareFile
from core.desks.care.vocabulary import Attention, Basis
from core.desks.people.people import AddPerson
from core.model.query import Is, Query
from core.office.office import Office
from tests.support.screen_driver import Opened
from tests.support.site_driver import appoint
from tui.language import set_language
from tui.screens.care import CareScreen

NOW = datetime(2026, 11, 23, 9, 30)
STAFF = ("陈晓梅", "李志强", "马骏", "孙丽", "Anna Ek", "何平", "周建华")


def on(office: Office, day: str, hour: int = 9) -> Office:
    """Turn the calendar of an officer."""
    moment = datetime.fromisoformat(day).replace(hour=hour)
    office._clock = lambda: moment
    return office


@pytest.fixture
def caring(furnished: Office) -> Office:
    """王敏, care clerk of the site, with seven files in every state there is, and two colleagues."""
    office = on(furnished, "2026-06-01")
    for seat, name, role in ((2, "林静", "helper"), (3, "欧阳明远", "supervisor"), (4, "高志强", "helper")):
        appoint(office, name, seat, role)
    helper, supervisor, leaving = (each.officer for each in office.find(Query("account", order=("seat",)))[1:4])
    unit = office.find(Query("unit"))[0].id
    opened = ("2024-07-01", "2026-10-01", "2026-11-11", "2026-11-10", "2026-11-20", "2026-11-22", "2026-11-22")
    attention = (*[Attention.ROUTINE] * 2, Attention.CLOSER, Attention.URGENT, *[Attention.ROUTINE] * 3)
    for place, name in enumerate(STAFF):
        person = f"{place:032x}"
        on(office, opened[place]).do(AddPerson(target=person, name=name, number=f"20{place:02}", unit=unit))
        told = {"told": office.today} if place != 5 else {}
        untold = {"untold_reason": "术后未醒", "untold_by": supervisor, "untold_until": date(2026, 12, 1)}
        office.do(
            OpenCareFile(
                target=f"{place:031x}f",
                person=person,
                basis=Basis.ILLNESS,
                facts="父亲透析，费用自付部分较高。",
                plan="申请大病救助，协调调班。",
                attention=attention[place],
                attention_reason="每周透析三次",
                helper=leaving if place == 2 else helper,
                supervisor=supervisor,
                **(told or untold),
            )
        )
    for place, day in ((0, "2024-11-01"), (6, "2026-11-23")):
        on(office, day).do(CloseFile(target=f"{place:031x}f", closed_reason="困难已解决"))
    on(office, "2026-11-23")
    office.do(PlanSupport(target=f"{1:031x}f", what="困难补助", helper=helper, due=date(2026, 12, 1)))
    office.do(RecordObjection(target=f"{1:031x}f", day=date(2026, 11, 20), text="事实不准确"))
    account = next(each for each in office.find(Query("account")) if each.seat == 4)
    office.do(ChangeRoles(target=account.id, roles=("handler",)))
    office._clock = lambda: NOW
    return office


def traces(office: Office) -> int:
    return office.count(Query("care_reading"))


# What it shows


async def test_moving_through_the_list_leaves_no_trace_and_opening_a_file_does(opened: Opened, caring: Office) -> None:
    before = traces(caring)
    async with opened((160, 48)) as officer:
        await officer.press("g", "c", "down", "down", "end", "home")
        assert isinstance(officer.top, CareScreen)
        assert "透析" not in officer.picture
        assert traces(caring) == before
        await officer.press("g", "c", "enter")
        assert "父亲透析" in officer.picture
    assert traces(caring) == before + 1


async def test_today_tells_of_a_check_in_and_leaves_no_trace(opened: Opened, caring: Office) -> None:
    before = traces(caring)
    async with opened((160, 48)) as officer:
        await officer.press("a")
        for _ in range(12):
            await officer.press("down")
        assert "check-in" in officer.picture
    assert traces(caring) == before


async def test_a_form_begins_with_what_stands_in_the_file_and_not_with_its_cover(
    opened: Opened, caring: Office
) -> None:
    async with opened() as officer:
        await officer.press("g", "c", "e")
        assert "父亲透析" in officer.picture
        assert "＊＊＊" not in officer.picture


async def test_who_may_read_nothing_here_has_no_such_desk(opened: Opened, caring: Office, backend: Any) -> None:
    account = next(each for each in caring.find(Query("account")) if each.seat == 4)
    backend.office = Office(caring._store, account.seat, lambda: NOW)
    async with opened() as officer:
        await officer.press("g", "c")
        assert not isinstance(officer.top, CareScreen)


async def test_from_a_part_one_comes_to_its_file(opened: Opened, caring: Office) -> None:
    async with opened() as officer:
        await officer.press("g", "c", "right_square_bracket", "enter")
        assert "父亲透析" in officer.picture


async def test_an_auditor_has_no_such_desk_and_sees_who_read_and_nothing_of_whom(
    opened: Opened, caring: Office, backend: Any
) -> None:
    caring.get("care_file", f"{1:031x}f")
    appoint(caring, "审计", 5, "auditor")
    backend.office = Office(caring._store, 5, lambda: NOW)
    async with opened() as officer:
        await officer.press("3")
        assert not isinstance(officer.top, CareScreen)
        seen = officer.picture
        assert "read a file" in seen
        assert not [name for name in STAFF if name in seen]


async def test_everything_that_has_expired_is_purged_in_one_step(opened: Opened, caring: Office) -> None:
    async with opened() as officer:
        await officer.press("g", "c", "f7")
        assert "陈晓梅?" in officer.picture
        await officer.press("y")
        assert caring.count(Query("purge", Is("part", (False,)))) == 1
        assert "To be purged" not in officer.picture


async def test_a_file_whose_time_is_over_is_kept_while_something_in_it_waits_and_it_is_said_what(
    opened: Opened, caring: Office
) -> None:
    caring.do(RecordObjection(target=f"{0:031x}f", day=caring.today, text="我不同意"))
    async with opened() as officer:
        await officer.press("g", "c", "f7")
        assert "Kept: 陈晓梅. Still to be done in it" in officer.picture
        await officer.press("enter")
        assert caring.count(Query("purge")) == 0
        assert "To be purged" in officer.picture


# What it looks like


@pytest.mark.parametrize(("size", "name"), [((80, 24), "care-80"), ((160, 48), "care-160")])
@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_files(size: tuple[int, int], name: str, code: str, opened: Opened, caring: Office) -> None:
    async with opened(size) as officer:
        set_language(code)
        await officer.press("g", "c")
        officer.looks_like(f"{name}-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_a_desk_without_files(code: str, opened: Opened, furnished: Office) -> None:
    async with opened(language=code) as officer:
        await officer.press("g", "c")
        officer.looks_like(f"care-empty-80-{code}")


async def test_a_file(opened: Opened, caring: Office) -> None:
    async with opened() as officer:
        await officer.press("g", "c", "enter")
        officer.looks_like("care-file-80-en")


async def test_who_read_a_file(opened: Opened, caring: Office) -> None:
    async with opened() as officer:
        await officer.press("g", "c", "enter", "w")
        officer.looks_like("care-access-log-80-en")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_a_file_that_cannot_be_closed_yet(code: str, opened: Opened, caring: Office) -> None:
    async with opened() as officer:
        set_language(code)
        await officer.press("g", "c", "c", *"done", "ctrl+s")
        officer.looks_like(f"care-refused-80-{code}")


@pytest.mark.parametrize(("turns", "name"), [(1, "support"), (2, "objections"), (3, "readings")])
async def test_the_other_lists(turns: int, name: str, opened: Opened, caring: Office) -> None:
    async with opened() as officer:
        await officer.press("g", "c", *["right_square_bracket"] * turns)
        officer.looks_like(f"care-{name}-80-en")
