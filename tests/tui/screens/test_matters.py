"""The desk of matters: what it shows, who knows what from one key, and what it looks like."""

from datetime import date, datetime

import pytest

from core.desks.clearance.appointment_record import Appointment
from core.desks.clearance.vocabulary import AppointmentStage
from core.desks.matters.fixing import FixMatter, LiftMatter, ProposeMatter
from core.desks.matters.knowing import RecordKnowledge
from core.desks.matters.scope import AddToScope
from core.desks.matters.taking_part import EndParticipation, RecordParticipation
from core.desks.matters.vocabulary import Way
from core.model.action import create
from core.model.query import Is, Query
from core.office.office import Office
from core.values.classification import Classification
from tests.core.conftest import make_sample
from tests.support.screen_driver import Opened
from tests.support.site_driver import appoint, looked, write
from tui.lists.drill_down import DrillDownScreen
from tui.screens.matters.screen import MattersScreen

NOW = datetime(2026, 11, 23, 9, 30)
MATTERS = (
    ("松岭-01", Classification.TOP_SECRET, "2025-10-20"),
    ("青石-02", Classification.CONFIDENTIAL, "2026-01-12"),
    ("北塘-03", Classification.SECRET, "2026-11-02"),
    ("白杨-04", Classification.SECRET, "2026-11-20"),
)


@pytest.fixture
def guarded(furnished: Office) -> Office:
    """王敏, who keeps the register of four matters: one late for its review, one lifted, one that waits to be fixed."""
    appoint(furnished, "梁振华", 2, "fixing_officer")
    fixer = Office(furnished._store, 2, lambda: NOW)
    persons = [each.id for each in furnished.find(Query("person", order=("number",)))]
    unit = furnished.find(Query("unit"))[0].id
    for place, (alias, level, day) in enumerate(MATTERS):
        for office in (furnished, fixer):
            office._clock = lambda day=day: datetime.fromisoformat(day).replace(hour=9)  # type: ignore[misc]
        target, since = f"{place:031x}a", date.fromisoformat(day)
        given = {"alias": alias, "level": level, "years": 10, "since": since, "basis": "目录第三项", "unit": unit}
        furnished.do(ProposeMatter(target=target, fixer=fixer.officer, **given))
        if place == 3:
            continue
        fixer.do(looked(fixer, FixMatter(target=target)))
        for person in persons[: 3 - place]:
            fixer.do(AddToScope(target=target, person=person))
            furnished.do(RecordKnowledge(target=target, person=person, since=since, way=Way.READ, document="7号"))
        furnished.do(
            RecordParticipation(target=target, person=persons[0], work="方案起草", since=since, owner=furnished.officer)
        )
        part = furnished.find(Query("participation", order=("id",)))[-1].id
        furnished.do(EndParticipation(target=part, until=since))
    fixer.do(LiftMatter(target=f"{2:031x}a", lifted=fixer.today, lifted_why="内容已公开。"))
    furnished._clock = lambda: NOW
    return furnished


async def test_who_knows_a_matter_and_what_a_person_knows_is_one_key(opened: Opened, guarded: Office) -> None:
    async with opened() as officer:
        await officer.press("g", "m")
        assert isinstance(officer.top, MattersScreen)
        assert guarded.count(Query("matter_reading")) == 0
        await officer.press("K")
        assert isinstance(officer.top, DrillDownScreen)
        assert "Who knows" in officer.picture
        assert "张三" in officer.picture
        assert guarded.count(Query("matter_reading")) == 1
        await officer.press("escape", "g", "p", "K")
        assert "What 张三 1001 knows" in officer.picture
        assert "松岭-01" in officer.picture


async def test_the_same_key_asks_it_of_who_is_on_a_secret_post(opened: Opened, guarded: Office) -> None:
    (person,) = guarded.find(Query("person", Is("number", ("1001",))))
    on_post = {"person": person.id, "name": person.name, "stage": AppointmentStage.ON_POST}
    write(guarded, create(make_sample(Appointment, guarded.policy, **on_post)))
    async with opened() as officer:
        await officer.open_list("appointment", "K")
        assert "What 张三 1001 knows" in officer.picture
        assert "松岭-01" in officer.picture


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_register_and_its_overview_look_so(code: str, opened: Opened, guarded: Office) -> None:
    async with opened((80, 24), language=code) as officer:
        await officer.press("g", "m")
        officer.looks_like(f"matters-80-{code}")
        await officer.press("z")
        officer.looks_like(f"matters-overview-80-{code}")
        await officer.press("escape", "right_square_bracket")
        officer.looks_like(f"follow-ups-80-{code}")
