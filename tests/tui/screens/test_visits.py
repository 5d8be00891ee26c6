"""The desk of visits: its list, who is inside by one key, the table of hours, and what they look like."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest

from core.desks.areas.records import Area
from core.desks.areas.vocabulary import AreaKind, AreaStage
from core.desks.people.people import AddPerson
from core.desks.visits.badges import Badge
from core.desks.visits.children import VisitDocument
from core.desks.visits.records import Visit
from core.desks.visits.vocabulary import BadgeStage, Purpose, VisitStage, VisitType
from core.model.action import amend, create
from core.model.query import Query
from core.office.office import Office
from core.values.classification import Classification
from core.values.mask import MASK
from tests.support.screen_driver import Opened
from tests.support.site_driver import write
from tui.language import set_language
from tui.lists.exporting import write_list
from tui.screens.visits import InsideScreen, VisitsScreen
from tui.widgets.record_source import KindSource

NOW = datetime(2026, 11, 23, 10, 0)
CAME = {VisitStage.INSIDE, VisitStage.OUT, VisitStage.CLOSED}
VISITORS = (
    ("王建国", "市测绘院", VisitType.PERSON, VisitStage.INSIDE, 0, -26, 1),
    ("李明", "远望设备公司", VisitType.REPAIR, VisitStage.INSIDE, 1, -2, 1),
    ("赵海燕", "区档案局", VisitType.GROUP, VisitStage.INSIDE, 1, -1, 6),
    ("孙立新", "省质检所", VisitType.PERSON, VisitStage.APPROVED, 0, 2, 1),
    ("周平", "清源水务公司", VisitType.VEHICLE, VisitStage.APPROVED, 0, 4, 2),
    ("何晓东", "方正信息公司", VisitType.PERSON, VisitStage.ASKED, 1, 24, 1),
    ("Anna Ek", "Nordic Survey", VisitType.PERSON, VisitStage.REVIEWED, 1, 26, 1),
    ("郭振宇", "宏图建筑公司", VisitType.PERSON, VisitStage.OUT, 0, -20, 1),
    ("马莉", "市消防支队", VisitType.INSPECTION, VisitStage.CLOSED, 0, -72, 2),
    ("唐磊", "区档案局", VisitType.PERSON, VisitStage.REFUSED, 1, -70, 1),
)


@pytest.fixture
def gated(furnished: Office) -> Office:
    """王敏, who may do everything, with two areas and a visit in every state, on a Monday at ten."""
    me = furnished.officer
    furnished._clock = lambda: NOW
    host = AddPerson(name="沈慧", number="3001")
    furnished.do(host)
    areas = [
        Area(
            number=f"QY-2026-000{place}", name=name, type=AreaKind.PLACE, level=Classification.CONFIDENTIAL,
            place="主楼", keeper=me, stage=AreaStage.IN_FORCE, proposed=date(2026, 1, 5), proposed_by=me,
        )
        for place, name in enumerate(("档案室", "信息中心机房"), 1)
    ]  # fmt: skip
    badges = [Badge(number=f"L0{number}") for number in (1, 2, 3)]
    for each in (*areas, *badges):
        write(furnished, create(each))
    for place, (name, body, type_, stage, area, hours, people) in enumerate(VISITORS, 1):
        comes = NOW.replace(minute=10) + timedelta(hours=hours)
        came = stage in CAME
        visit = Visit(
            number=f"LF-2026-{place:04}", site=furnished.site, type=type_, area=areas[area].id, name=name, body=body,
            people=people, planned_in=comes, planned_out=comes + timedelta(hours=3), stage=stage, host=host.target,
            purpose=Purpose.MEETING, asked=comes - timedelta(days=2), asked_by=me,
            review_by=(comes - timedelta(days=1)).date(), reviewed=comes - timedelta(days=1) if came else None,
            entered=comes if came else None, came=people if came else 0,
            inside=people if stage == VisitStage.INSIDE else 0, late_from=comes + timedelta(hours=3, minutes=30),
            badge=badges[place - 1].id if place <= 3 else "",
            badge_due=comes.date() if stage == VisitStage.OUT else None,
        )  # fmt: skip
        write(furnished, create(visit))
        if place <= 3:
            write(furnished, amend(badges[place - 1], stage=BadgeStage.OUT, visit=visit.id))
    return furnished


async def test_the_key_of_the_gate_says_what_to_do_where_nobody_may_come_in_yet(opened: Opened, gated: Office) -> None:
    async with opened() as officer:
        await officer.open_list("visit", "slash")
        await officer.answer("state:asked")
        await officer.press("l")
        assert "Nobody comes in before the approval. It stands at: to review. Have it decided first." in officer.words


async def test_one_key_shows_who_is_inside_by_area_the_longest_first(opened: Opened, gated: Office) -> None:
    async with opened((120, 30)) as officer:
        await officer.press("g", "v", "I")
        assert isinstance(officer.top, InsideScreen)
        seen = officer.picture
        places = [seen.index(each) for each in ("档案室", "王建国", "信息中心机房", "李明", "赵海燕")]
        assert places == sorted(places)
        assert "孙立新" not in seen
        await officer.press("escape")
        assert isinstance(officer.top, VisitsScreen)


async def test_a_visitor_is_not_looked_for(opened: Opened, gated: Office) -> None:
    async with opened((120, 30)) as officer:
        await officer.press("g", "v", "slash", *"visitor:王建国", "enter")
        assert "Nothing is looked for by" in officer.words


@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_the_desk_looks_like_its_picture(language: str, opened: Opened, gated: Office) -> None:
    set_language(language)
    async with opened((80, 24)) as officer:
        await officer.press("g", "v")
        officer.looks_like(f"visits-80-{language}")
        await officer.press("I")
        officer.looks_like(f"visits-inside-80-{language}")
        await officer.press("escape", "O")
        officer.looks_like(f"visits-overview-80-{language}")
        await officer.press("v")
        officer.looks_like(f"visits-hours-80-{language}")


class Written:
    """A machine that keeps what is exported."""

    rows: ClassVar[list[tuple[str, ...]]] = []

    def export_list(self, _office: Office, _entry: Any, _path: Path, _header: Any, rows: Any, _progress: Any) -> None:
        """Keep the rows."""
        self.rows[:] = rows


def test_v12_no_export_has_the_number_of_a_document_whoever_exports(gated: Office, tmp_path: Path) -> None:
    visit = gated.find(Query("visit", limit=1))[0]
    document = VisitDocument(visit=visit.id, number="990101199001011234", ending="1234", erase_on=date(2027, 2, 1))
    write(gated, create(document))
    (shown,) = gated.find(Query("visit_document"))
    assert shown.number == "990101199001011234"  # on the screen, with the right
    source, machine = KindSource(gated, Query("visit_document")), Written()
    assert write_list(gated, machine, "visit_document", source, tmp_path / "x.xlsx") == 1  # type: ignore[arg-type]
    assert not any("99010119" in cell for row in machine.rows for cell in row)
    assert any(MASK in cell for row in machine.rows for cell in row)
