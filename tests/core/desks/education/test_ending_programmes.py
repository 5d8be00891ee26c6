"""A programme that ends or is called off ends everywhere: in what is planned, on the screen and on paper."""

from datetime import date, datetime

import pytest

from core.desks.education import SessionStage
from core.desks.education.programmes import EndProgramme
from core.model.printout import PAPERS
from core.model.query import Is, Query
from core.rules.calendar import calendar
from core.values.cadence import Rhythm
from core.values.workdays import Workdays
from tests.support.education_desk import SHOWN, Turned


def test_a_programme_that_ends_cancels_what_is_planned_after_that_day(turned: Turned) -> None:
    programme = turned.on(2026, 11, 2).programme(rhythm=Rhythm.WEEKLY, start=date(2026, 11, 2))
    turned.ahead(programme, datetime(2026, 11, 4, 9), date(2026, 11, 30))
    turned.on(2026, 11, 12)
    ending = EndProgramme(target=programme.id, ended=date(2026, 11, 10), ended_because="停办")
    assert turned.foreseen_and_done(ending, programme) == [
        f"Planned, and would be cancelled: 2026-11-{day} 反间谍教育" for day in (11, 18, 25)
    ]
    assert turned.planned(programme) == [datetime(2026, 11, 4, 9)]
    cancelled = turned.office.find(Query("session", Is("stage", (SessionStage.CANCELLED,))))
    assert {each.reason for each in cancelled} == {"停办"}
    assert [day for day in turned.due().values() if day > date(2026, 11, 10)] == []
    shown = calendar(turned.office, Workdays(), date(2026, 11, 1), date(2026, 11, 30), *SHOWN)
    on_screen = [session.when for day in shown.days for session in day.entries]
    paper = PAPERS["education_month"].draw(turned.office, "2026-11", str)
    on_paper = [row[0] for section in paper.sections for table in section.tables for row in table.rows]
    assert ([f"{when:%m-%d}" for when in on_screen], on_paper) == (["11-04"], ["Wed 4 November"])


def test_a_programme_that_ends_may_leave_what_is_planned(turned: Turned) -> None:
    programme = turned.on(2026, 11, 2).programme(rhythm=Rhythm.WEEKLY, start=date(2026, 11, 2))
    session = turned.session(programme, date(2026, 11, 4))
    ending = EndProgramme(target=programme.id, ended=date(2026, 11, 2), ended_because="停办", cancel=False)
    assert turned.foreseen_and_done(ending, programme) == [f"Planned, and would stay planned: {session.title}"]
    assert turned.planned(programme) == [session.when]


def test_an_earlier_end_cancels_what_is_planned_after_it(turned: Turned) -> None:
    programme = turned.on(2026, 11, 2).programme(rhythm=Rhythm.WEEKLY, start=date(2026, 11, 2))
    turned.ahead(programme, datetime(2026, 11, 4, 9), date(2026, 11, 22))
    foreseen = turned.amend(programme, end=date(2026, 11, 15))
    assert foreseen == ["Planned, and would be cancelled: 2026-11-18 反间谍教育"]
    assert [f"{when:%m-%d}" for when in turned.planned(programme)] == ["11-04", "11-11"]


@pytest.mark.parametrize(
    ("start", "end", "ended", "shown"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), None, "1 November 2026 to 30 November 2026"),
        (date(2026, 11, 1), date(2026, 11, 30), date(2026, 11, 10), "1 November 2026 to 10 November 2026"),
        (date(2026, 10, 20), date(2026, 11, 20), date(2026, 11, 1), "20 October 2026 to 1 November 2026"),
        (date(2026, 10, 20), date(2026, 11, 20), date(2026, 10, 31), ""),
        (date(2026, 10, 1), date(2026, 10, 31), None, ""),
    ],
)
def test_paper_and_screen_show_a_campaign_on_the_same_days(
    turned: Turned, start: date, end: date, ended: date | None, shown: str
) -> None:
    campaign = turned.on(2026, 11, 10).programme(name="宣传月", rhythm=Rhythm.WINDOW, start=start, end=end)
    if ended:
        turned.do(EndProgramme(target=campaign.id, ended=ended, ended_because="提前结束"))
    month = calendar(turned.office, Workdays(), date(2026, 11, 1), date(2026, 11, 30), *SHOWN)
    days = [day.date for day in month.days if day.bands]
    paper = PAPERS["education_month"].draw(turned.office, "2026-11", str)
    lines = [line for section in paper.sections if section.heading == "Campaigns" for line in section.paragraphs]
    assert lines == ([f"宣传月: {shown}."] if shown else [])
    if shown:
        assert (days[0], days[-1]) == (max(start, date(2026, 11, 1)), min(ended or end, date(2026, 11, 30)))
    else:
        assert days == []


def test_calendar_and_paper_say_where_the_holidays_are_not_known(turned: Turned) -> None:
    turned.on(2026, 11, 29)
    for month, said in (("2026-12", False), ("2027-02", True)):
        first = date.fromisoformat(f"{month}-01")
        shown = calendar(turned.office, turned.office.workdays, first, first.replace(day=28), *SHOWN)
        assert (shown.caveat is not None) == said
        paper = PAPERS["education_month"].draw(turned.office, month, str)
        text = " ".join(line for section in paper.sections for line in section.paragraphs)
        assert ("known only until 2026-12-31" in text) == said
