"""The calendar of education: spans, holidays, campaigns, clashes and the plan of a month."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from core.desks.administration.officers import EditPolicy
from core.desks.education import Presence, Programme, SessionStage
from core.desks.education.coverage import lapses
from core.desks.education.sessions import CancelSession
from core.model.printout import PAPERS, Printout
from core.model.query import Blank, Not, Query
from core.policy.editing import with_figure
from core.rules.calendar import calendar, month_span, week_span
from core.rules.obligation import owed_periods
from core.values.cadence import Rhythm
from core.values.sentence import Translate
from core.values.workdays import Workdays
from data.site.open_site import OpenSite
from tests.support.education_desk import SHOWN, TODAY, Desk, counts
from tui.language import Language


def test_spans_are_whole_weeks() -> None:
    assert month_span(TODAY) == (date(2026, 10, 26), date(2026, 12, 6))
    assert week_span(TODAY) == (TODAY, date(2026, 11, 29))


def test_the_calendar_knows_holidays_make_up_days_and_campaigns(desk: Desk) -> None:
    workdays = Workdays({date(2026, 10, 1): "National Day"}, frozenset({date(2026, 10, 10)}))
    campaign = desk.programme(rhythm=Rhythm.WINDOW, start=date(2026, 10, 8), end=date(2026, 11, 7), name="宣传月")
    session = desk.session(desk.programme(), date(2026, 10, 12))
    shown = calendar(desk.office, workdays, *month_span(date(2026, 10, 1)), *SHOWN)
    assert len(shown.weeks) == 5
    assert shown.bands == (campaign,)
    holiday, exchanged, weekend, full = (shown.day(date(2026, 10, number)) for number in (1, 10, 11, 12))
    assert holiday
    assert (holiday.worked, holiday.name) == (False, "National Day")
    assert exchanged
    assert exchanged.worked
    assert exchanged.name
    assert weekend
    assert (weekend.worked, weekend.name) == (False, "")
    assert full
    assert full.entries == (session,)
    assert shown.day(date(2026, 12, 12)) is None


def test_clashes_are_two_sessions_at_one_time_in_one_place_or_with_one_lecturer(desk: Desk) -> None:
    programme = desk.programme(minutes=60)
    hall = desk.session(programme, TODAY, 9, place="礼堂", lecturer="甲")
    same_place = desk.session(programme, TODAY, 9, place="礼堂", lecturer="乙")
    same_lecturer = desk.session(programme, TODAY, 9, place="会议室", lecturer="甲")
    desk.session(programme, TODAY, 10, place="礼堂", lecturer="甲")
    cancelled = desk.session(programme, TODAY, 9, place="礼堂")
    desk.do(CancelSession(target=cancelled.id, reason="重复"))
    shown = calendar(desk.office, Workdays(), TODAY, TODAY, *SHOWN)
    assert [(clash.first.id, clash.second.id, clash.field) for clash in shown.conflicts] == [
        (hall.id, same_place.id, "place"),
        (hall.id, same_lecturer.id, "lecturer"),
    ]
    assert shown.conflicting == {hall.id, same_place.id, same_lecturer.id}


def test_sessions_that_begin_together_clash_however_long_they_are(desk: Desk) -> None:
    long, unknown = desk.programme(minutes=60), desk.programme(minutes=0, name="不定")
    for place, pair in (("一", (long, unknown)), ("二", (unknown, long)), ("三", (unknown, unknown))):
        for programme in pair:
            desk.session(programme, TODAY, 9, place=place)
    desk.session(unknown, TODAY, 10, place="一")
    found = calendar(desk.office, Workdays(), TODAY, TODAY, *SHOWN).conflicts
    assert sorted((each.first.place, each.second.place) for each in found) == [("一", "一"), ("三", "三"), ("二", "二")]


def plan_of(desk: Desk, translate: Translate) -> Printout:
    desk.programme(rhythm=Rhythm.WINDOW, start=date(2026, 11, 1), end=date(2026, 11, 30), name="宣传月")
    desk.session(desk.programme(), TODAY, place="礼堂")
    return PAPERS["education_month"].draw(desk.office, "2026-11", translate)


def test_the_month_plan_is_printed(desk: Desk) -> None:
    paper = plan_of(desk, str)
    assert paper.title == "Education and training plan for November 2026"
    sessions, campaigns = paper.sections
    assert [row[:4] for row in sessions.tables[0].rows] == [("Mon 23 November", "09:00", "反间谍教育", "礼堂")]
    assert campaigns.paragraphs == ("宣传月: 1 November 2026 to 30 November 2026.",)


def test_the_chinese_month_plan_is_written_as_an_office_writes(desk: Desk) -> None:
    paper = plan_of(desk, Language("zh_CN").translate)
    assert paper.title == "2026年11月教育培训计划"
    sessions, campaigns = paper.sections
    assert sessions.tables[0].header[:4] == ("日期", "开始时间", "主题", "地点")
    assert sessions.tables[0].rows[0][:2] == ("11月23日（周一）", "09:00")
    assert campaigns.paragraphs == ("宣传月：2026年11月1日至2026年11月30日。",)
    assert (paper.signed_by, paper.dated) == ("甲站", "2026年11月23日")


def test_papers_are_signed_by_the_office_of_the_policy_pack(desk: Desk) -> None:
    text = with_figure(desk.office.policy.text, ("papers", "office"), "某单位安全保密办公室")
    (pack,) = desk.office.find(Query("policy"))
    desk.office.do(EditPolicy(target=pack.id, text=text))
    assert plan_of(desk, str).signed_by == "某单位安全保密办公室"


def test_the_demonstration_shows_troubles_of_every_kind(tmp_path: Path, demo_at: Callable[..., OpenSite]) -> None:
    site = demo_at(tmp_path / "store", 500, 440)
    office = site.office()
    stages = dict(office.groups(Query("attendance"), "stage"))
    assert {Presence.PRESENT, Presence.ABSENT, Presence.EXCUSED, Presence.MADE_UP} <= stages.keys()
    assert {stage for stage, _count in office.groups(Query("session"), "stage")} == set(SessionStage)
    assert owed_periods(Programme, office, TODAY)
    assert lapses(office, TODAY, 30)[0].on < TODAY
    assert calendar(office, Workdays(), *week_span(TODAY), *SHOWN).conflicts
    assert any(counts(office, "missed_repeatedly", "programme").values())
    assert office.count(Query("case_story", Not(Blank("used_on"))))
    site.close()
