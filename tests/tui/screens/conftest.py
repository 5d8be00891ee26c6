"""Offices as the tests of screens begin with them."""

from datetime import date, datetime
from typing import Any

import pytest

from core.desks.education import Audience
from core.desks.education.attendance import TakeAttendance
from core.desks.education.programmes import PlanProgramme
from core.desks.education.sessions import PlanSession
from core.office.office import Office
from core.values.cadence import Rhythm
from tests.support.education_screen import HOLIDAYS


def plan(office: Office, name: str, **given: Any) -> str:
    programme = PlanProgramme(name=name, minutes=90, **{"start": date(2026, 11, 1), "rhythm": Rhythm.MONTHLY, **given})
    office.do(programme)
    return programme.target


def session(office: Office, programme: str, day: int, hour: int = 9, **given: Any) -> str:
    planned = PlanSession(programme=programme, when=datetime(2026, 11, day, hour), **given)
    office.do(planned)
    return planned.target


@pytest.fixture
def taught(furnished: Office) -> Office:
    """A month with a campaign, three programmes, two sessions that clash, and people who missed something."""
    furnished._workdays = HOLIDAYS
    spies = plan(furnished, "反间谍教育", start=date(2026, 10, 1))
    law = plan(furnished, "保密法学习", rhythm=Rhythm.WEEKLY, audience=Audience.UNITS, addressed="01")
    plan(furnished, "安全宣传月", rhythm=Rhythm.WINDOW, end=date(2026, 11, 30))
    for day in (9, 16):
        missed = "1001：出差" if day == 9 else "1001、1003"
        furnished.do(TakeAttendance(target=session(furnished, law, day), absent=missed))
    furnished.do(TakeAttendance(target=session(furnished, spies, 18, place="礼堂"), absent="李四"))
    session(furnished, spies, 23, topic="典型案例剖析", place="礼堂", lecturer="王教员")
    session(furnished, law, 23, place="礼堂")
    session(furnished, law, 30)
    return furnished
