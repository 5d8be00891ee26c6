"""The queue of grievances: what may be the same matter side by side, merging, and the analysis down to its records."""

from datetime import date, datetime
from typing import Any

import pytest

from core.desks.grievances import (
    AcceptGrievance,
    AskExtension,
    Channel,
    CloseGrievance,
    DeclineGrievance,
    RegisterGrievance,
    ReplyToGrievance,
    Stage,
    SuperviseGrievance,
    TakeStep,
)
from core.desks.partners.register import AddPartner
from core.model.figure import Figure
from core.model.query import Is, Query
from core.office.office import Office
from core.rules.request import RequestStage
from tests.support.screen_driver import Opened, ScreenDriver
from tests.support.site_driver import appoint
from tui.dashboards.dashboard import DashboardScreen
from tui.lists.drill_down import DrillDownScreen
from tui.screens.grievances.duplicates import DuplicatesScreen
from tui.screens.grievances.screen import GrievancesScreen
from tui.widgets.windowed_list import WindowedList

WIDE = (160, 48)
WAGES, HEATING, LIFT = (
    "劳动和社会保障/工资福利/工资发放", "城乡建设/城市建设和市政管理/冬季采暖", "城乡建设/住房保障与房地产/物业服务",
)  # fmt: skip


def register(office: Office, day: date, subject: str, category: str, petitioner: str = "", **fields: Any) -> str:
    received = datetime.combine(day, datetime.min.time()).replace(hour=9)
    new = RegisterGrievance(received=received, subject=subject, category=category, petitioner=petitioner, **fields)
    office.do(new)
    return new.target


@pytest.fixture
def many(furnished: Office) -> Office:
    """The furnished office with thirty more grievances of the year, most of them ended, and two that are one matter."""
    channels = list(Channel)
    for place in range(30):
        day = date(2026, 9 + place % 3, 1 + place % 20)
        category = (WAGES, WAGES, HEATING, LIFT)[place % 4]
        new = register(furnished, day, f"第{place + 1}号反映事项", category, channel=channels[place % 5])
        if place % 6 == 0:
            furnished.do(DeclineGrievance(target=new, told="已答复"))
        elif place % 6 < 4:
            furnished.do(AcceptGrievance(target=new, accepted=day, handler=furnished.officer))
            furnished.do(ReplyToGrievance(target=new, day=furnished.today, text="已解决"))
            furnished.do(CloseGrievance(target=new))
    register(furnished, date(2026, 11, 19), "家属区三号楼供暖温度不达标", HEATING, "张三", text="卧室只有十四度。")
    register(furnished, date(2026, 11, 23), "三号楼供暖温度一直不达标", HEATING, "张三", text="老人受不了。")
    return furnished


async def on_twin(officer: ScreenDriver) -> str:
    """Go to the queue, to the newest grievance, which has a likely duplicate; return it."""
    await officer.press("4")
    (newest,) = officer.office.find(Query("grievance", order=("-received",), limit=1))
    rows = officer.top.query_one(WindowedList)
    while officer.top.current().id != newest.id:
        assert rows.position < rows.total - 1
        await officer.press("down")
    return str(newest.id)


# The same matter


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_what_may_be_the_same_matter_stands_side_by_side(code: str, opened: Opened, many: Office) -> None:
    async with opened(language=code) as officer:
        await on_twin(officer)
        await officer.press("m")
        officer.looks_like(f"same-matter-80-{code}")


async def test_side_by_side_on_a_wide_screen(opened: Opened, many: Office) -> None:
    async with opened(WIDE, language="zh_CN") as officer:
        await on_twin(officer)
        await officer.press("m")
        officer.looks_like("same-matter-160-zh_CN")


async def test_the_left_one_is_merged_into_the_right_one(many: Office, opened: Opened) -> None:
    async with opened() as officer:
        newest = await on_twin(officer)
        await officer.press("m", "m")
        assert "Merge into" not in officer.picture, "the two were chosen already"
        await officer.press(*"same")
        await officer.press("ctrl+s")
        merged = many.get("grievance", newest)
        assert merged.stage == Stage.MERGED
        assert many.get("grievance", merged.merged_into).subject == "家属区三号楼供暖温度不达标"
        assert isinstance(officer.top, DuplicatesScreen)
        assert "Nothing like it came in lately." in officer.picture
        await officer.press("escape")
        assert isinstance(officer.top, GrievancesScreen)


async def test_a_merger_that_makes_a_petitioner_wait_is_refused_in_the_form(many: Office, opened: Opened) -> None:
    async with opened() as officer:
        await on_twin(officer)
        await officer.press("m", "w")
        await officer.press(*"same")
        await officer.press("ctrl+s")
        assert "the petitioner would wait longer" in officer.words


async def test_a_likely_duplicate_is_offered_when_one_is_registered(many: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4", "n", "tab", "tab")
        await officer.press(*"三号楼供暖温度还是不达标")
        await officer.press("tab", "tab")
        await officer.press(*"冬季采暖")
        await officer.press("down", "enter", "ctrl+s")
        assert isinstance(officer.top, DuplicatesScreen)
        assert "same category, subject" in officer.picture


async def test_nothing_like_it(furnished: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4", "m")
        officer.looks_like("same-matter-none-80-en")


async def test_one_key_goes_from_suspect_to_suspect(many: Office, opened: Opened) -> None:
    async with opened() as officer:
        await on_twin(officer)
        await officer.press("m")
        seen = set()
        while "Those were all" not in officer.picture:
            seen.add(officer.picture.splitlines()[0])
            await officer.press("n")
        assert len(seen) > 1


# The analysis


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_analysis_in_bars(code: str, many: Office, opened: Opened) -> None:
    async with opened(language=code) as officer:
        await officer.press("4", "z")
        officer.looks_like(f"analysis-80-{code}")


async def test_the_analysis_on_a_wide_screen(many: Office, opened: Opened) -> None:
    async with opened(WIDE, language="zh_CN") as officer:
        await officer.press("4", "z", "q")
        officer.looks_like("analysis-160-zh_CN")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_analysis_on_a_screen_of_some_width(code: str, many: Office, opened: Opened) -> None:
    async with opened((120, 36), language=code) as officer:
        await officer.press("4", "z", "q")
        officer.looks_like(f"analysis-120-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_analysis_of_a_time_in_which_nothing_came(code: str, opened: Opened) -> None:
    async with opened(language=code) as officer:
        await officer.press("4", "z", "left_square_bracket")
        officer.looks_like(f"analysis-empty-80-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_what_came_in_and_went_out_by_month(code: str, many: Office, opened: Opened) -> None:
    async with opened(language=code) as officer:
        await officer.press("4", "z", "v")
        officer.looks_like(f"analysis-in-out-80-{code}")
        rows = officer.top.query_one(WindowedList)
        await officer.press("end")
        came, went = (int(rows.row(rows.position).cells[column]) for column in (1, 2))
        for keys, count in ((("enter",), came), (("right", "enter"), went)):
            await officer.press(*keys)
            assert officer.top.query_one(WindowedList).total == count
            await officer.press("escape")


async def test_from_every_figure_enter_leads_to_as_many_records(many: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4", "z")
        rows = officer.top.query_one(WindowedList)
        followed = 0
        for _ in range(rows.total - 1):
            count = rows.row(rows.position).cells[1].strip()
            await officer.press("enter")
            if count:
                assert isinstance(officer.top, DrillDownScreen)
                assert f"{count} in all" in officer.picture
                await officer.press("escape")
                followed += 1
            assert isinstance(officer.top, DashboardScreen)
            await officer.press("down")
        assert followed >= 15


async def test_sideways_chooses_the_number_that_enter_leads_down_from(many: Office, opened: Opened) -> None:
    """Late are a part of what is counted, and of the span before there may be none."""
    async with opened() as officer:
        await officer.press("4", "z", "q", *["down"] * 6)
        rows = officer.top.query_one(WindowedList)
        assert "[How many]" in officer.picture
        counted, late = int(rows.row(rows.position).cells[1]), rows.row(rows.position).cells[3].strip()
        assert (counted, late) == (16, "50%")
        await officer.press("right", "enter")
        assert "5 in all" in officer.picture  # of the ten that have ended
        await officer.press("escape")
        assert "[Late]" in officer.picture
        await officer.press("left", "left", "enter")
        assert f"{counted} in all" in officer.picture


async def test_a_number_that_is_not_told_leads_nowhere(
    many: Office, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Figure, "leads", lambda figure, reader: False)
    async with opened() as officer:
        await officer.press("4", "z")
        rows = officer.top.query_one(WindowedList)
        assert [rows.row(place).cells[1].strip() for place in (7, 8, 9)] == ["hidden", "11", "<5"]
        assert [rows.row(place).cells[2].strip() for place in (7, 8, 9)] == ["", "44%", ""]
        await officer.press("enter")
        assert isinstance(officer.top, DashboardScreen)


async def test_a_category_is_divided_and_escape_goes_up_again(many: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4", "z", *["down"] * 6, "l", "l")
        assert "劳动和社会保障/工资福利" in officer.picture.splitlines()[1]
        await officer.press("escape", "escape")
        assert "/" not in officer.picture.splitlines()[1]
        assert isinstance(officer.top, DashboardScreen)
        await officer.press("escape")
        assert isinstance(officer.top, GrievancesScreen)


async def test_the_span_is_moved_and_widened(many: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4", "z")
        spans = []
        for key in ("", "left_square_bracket", "right_square_bracket", "q", "q", "q"):
            await officer.press(*filter(None, (key,)))
            spans.append(officer.picture.splitlines()[1].split(": ")[1])
        fourth, third = "quarter 4 of 2026", "quarter 3 of 2026"
        assert spans == [fourth, third, fourth, "year 2026", "all years", fourth]


# The handler's day


async def test_supervision_stands_on_top_of_the_handlers_day_whatever_its_date(
    furnished: Office, opened: Opened
) -> None:
    second = furnished.find(Query("grievance", order=("number",)))[1]
    furnished.do(AcceptGrievance(target=second.id, accepted=furnished.today, handler=furnished.officer))
    step = {"day": furnished.today, "text": "走访", "next": "催办", "next_due": furnished.today}
    furnished.do(TakeStep(target=second.id, **step))
    furnished.do(SuperviseGrievance(target=second.id, instruction="年底前办结", due=date(2026, 12, 31)))
    async with opened() as officer:
        lines = [line.strip() for line in officer.picture.splitlines()[4:]]
        assert "Instructions and urgent" in lines[0]
        assert "三日内报告" in lines[1]
        assert "年底前办结" in lines[2]
        assert "Today" in lines[3]


# Beside the queue


async def test_partners_and_recusals_stand_beside_the_queue(many: Office, opened: Opened) -> None:
    many.do(AddPartner(name="市劳动人事争议仲裁院", contact="孙主任", phone="内线 20011"))
    async with opened(language="zh_CN") as officer:
        await officer.press("4", "right_square_bracket")
        officer.looks_like("partners-80-zh_CN")


async def test_the_queue_leaves_room_for_subjects(many: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("4")
        rows = officer.top.query_one(WindowedList)
        assert rows.width_of("subject") >= 30


# What waits for a decision


async def test_an_extension_is_decided_by_its_keys_on_the_grievance_and_says_where_there_is_none(
    furnished: Office, opened: Opened
) -> None:
    (case,) = furnished.find(Query("grievance", Is("number", ("2026-000002",))))
    appoint(furnished, "李明", 2, "clerk")
    colleague = Office(furnished._store, 2, furnished._clock)
    furnished.do(AcceptGrievance(target=case.id, accepted=furnished.today, handler=colleague.officer))
    async with opened() as officer:
        await officer.press("4")
        while officer.top.current().id != case.id:
            await officer.press("down")
        await officer.press("w")
        assert "Decline extension: there is nothing here" in officer.words
        colleague.do(AskExtension(target=case.id, reason="证人未到"))
        await officer.press("home")
        while officer.top.current().id != case.id:
            await officer.press("down")
        await officer.press("w", *"late", "ctrl+s")
    (asked,) = furnished.find(Query("extension"))
    assert (asked.stage, asked.remark) == (RequestStage.DECLINED, "late")
