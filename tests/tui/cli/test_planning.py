"""Planning ahead from the command line: what would be planned is said before it is."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from core.desks.education.programmes import PlanProgramme
from core.model.query import Query
from core.office.office import Office
from core.values.cadence import Rhythm
from data.system.holidays import chinese_workdays
from tests.support.command_line_driver import CommandLine


@pytest.fixture
def weekly(office: Office) -> str:
    office._clock = lambda: datetime(2026, 11, 29, 9)
    office._holidays, office._workdays = chinese_workdays, None
    programme = PlanProgramme(name="周五学习", rhythm=Rhythm.WEEKLY, start=date(2026, 12, 7))
    office.do(programme)
    return programme.target


@pytest.fixture
def sealdesk(office: Office, commands_of: Callable[[Office], CommandLine]) -> CommandLine:
    return commands_of(office)


def test_what_would_be_planned_is_said_before_it_is(office: Office, weekly: str, sealdesk: CommandLine) -> None:
    plan = ("plan", weekly, "--first", "2026-12-25 09:00", "--until", "2027-01-10")
    said = sealdesk(*plan, "--preview").splitlines()
    assert said[:2] == [
        "week 52 of 2026: 2026-12-25 Fri 09:00 周五学习",
        "week 53 of 2026: 2027-01-01 Fri 09:00 周五学习",
    ]
    assert "known only until 2026-12-31" in said[-1]
    assert office.count(Query("session")) == 0
    assert sealdesk(*plan).splitlines() == said
    assert office.count(Query("session")) == 3
    assert sealdesk.json(*plan) == {
        "applied": True,
        "sessions": ["Every period up to 2027-01-10 has its session. Nothing is to be planned."],
    }


def test_what_is_no_programme_or_no_day_is_said(office: Office, weekly: str, sealdesk: CommandLine) -> None:
    until = ("--until", "2027-01-10")
    assert "no record" in sealdesk("plan", office.officer, "--first", "2026-12-25 09:00", *until, status=1)
    assert "soon" in sealdesk("plan", weekly, "--first", "soon", *until, status=1)
