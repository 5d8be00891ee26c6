"""The desk of cleared people: what its lists, its dashboard and its timeline look like."""

from datetime import date
from typing import Any

import pytest

from core.desks.clearance.appointment_record import Appointment
from core.desks.clearance.leaving_record import CoolingOff
from core.desks.clearance.post_record import Post
from core.desks.clearance.vocabulary import AppointmentStage, CoolingStage, Handled, Level, PostStage
from core.desks.people.people import AddPerson
from core.model.action import create
from core.model.query import Query
from core.office.office import Office
from tests.support.screen_driver import Opened
from tests.support.site_driver import write
from tui.language import set_language

STAFF = ("陈晓梅", "李志强", "马骏", "孙丽", "Anna Ek")
LEVELS = (Level.CORE, Level.IMPORTANT, Level.GENERAL, Level.GENERAL, Level.IMPORTANT)
REVIEWS = ("2026-10-31", "2026-12-10", "2028-05-01", "2030-01-01", None)
STAGES = (*[AppointmentStage.ON_POST] * 3, AppointmentStage.SUSPENDED, AppointmentStage.PREPARED)


@pytest.fixture
def cleared(furnished: Office) -> Office:
    """Five people on secret posts or to be, and two in cooling-off, of whom one waits for the decision."""
    unit = furnished.find(Query("unit"))[0].id
    for place, name in enumerate(STAFF):
        person, post = f"{place:031x}a", f"{place:031x}b"
        furnished.do(AddPerson(target=person, name=name, number=f"20{place:02}", unit=unit))
        level = LEVELS[place]
        fixed: dict[str, Any] = {
            "proposed": date(2026, 1, 5),
            "proposed_by": furnished.officer,
            "stage": PostStage.IN_FORCE,
        }
        fixed |= {"basis": "经管机密文件", "next_review": date(2027, 1, 5), "handles": Handled.SECRET, "headcount": 1}
        called = "机要员" if place % 2 else "涉密档案管理员"
        made = Post(id=post, code=f"SM-{place + 1:02}", name=called, unit=unit, level=level, **fixed)
        write(furnished, create(made))
        days: dict[str, Any] = {"prepared": date(2026, 1, 8), "since": date(2026, 1, 10)}
        days["reviewed"] = date(2025, 11, 1)
        review = REVIEWS[place]
        held = Appointment(
            id=f"{place:031x}c", person=person, name=name, unit=unit, post=post, level=level, stage=STAGES[place],
            prepared_by=furnished.officer, next_review=date.fromisoformat(review) if review else None, **days,
        )  # fmt: skip
        write(furnished, create(held))
    for place, until in enumerate((date(2026, 11, 1), date(2027, 3, 1))):
        cooling = CoolingOff(
            id=f"{place:031x}d", person=f"{place:031x}a", name=STAFF[place], unit=unit, level=LEVELS[place], months=12,
            since=until.replace(year=until.year - 1), until=until, stage=CoolingStage.RUNNING,
        )  # fmt: skip
        write(furnished, create(cooling))
    return furnished


@pytest.mark.parametrize(("size", "name"), [((80, 24), "clearance-80"), ((160, 48), "clearance-160")])
@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_people(size: tuple[int, int], name: str, code: str, opened: Opened, cleared: Office) -> None:
    async with opened(size) as officer:
        set_language(code)
        await officer.press("2")
        officer.looks_like(f"{name}-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_dashboard(code: str, opened: Opened, cleared: Office) -> None:
    async with opened() as officer:
        set_language(code)
        await officer.press("2", "z")
        officer.looks_like(f"clearance-overview-80-{code}")
        await officer.press("v")
        officer.looks_like(f"clearance-levels-80-{code}")


@pytest.mark.parametrize(("turns", "name"), [(1, "posts"), (4, "cooling")])
async def test_the_other_lists(turns: int, name: str, opened: Opened, cleared: Office) -> None:
    async with opened() as officer:
        set_language("zh_CN")
        await officer.press("2", *["right_square_bracket"] * turns)
        officer.looks_like(f"clearance-{name}-80-zh_CN")


async def test_an_end_that_nobody_decided_has_a_red_tip_on_the_timeline(opened: Opened, cleared: Office) -> None:
    async with opened() as officer:
        set_language("zh_CN")
        await officer.press("2", *["right_square_bracket"] * 4, "T")
        officer.looks_like("clearance-timeline-80-zh_CN")
        assert officer.picture.count("!") == 2  # the legend has one


async def test_where_the_assessment_is_missing_its_form_is_offered_at_once(opened: Opened, cleared: Office) -> None:
    async with opened() as officer:
        await officer.press("2", "n")
        await officer.type("Anna Ek")
        await officer.go_to("post")
        await officer.type("档案")
        await officer.press("down", "enter", "f10")
        assert "Begin assessment first?" in officer.picture
        await officer.press("y")
        assert "Own statement signed on" in officer.picture
        assert "Anna Ek" in officer.picture
