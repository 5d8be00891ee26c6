"""Planning ahead from the command line: what would be planned is said before it is."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from core.desks.education.programmes import PlanProgramme
from core.model.query import Query
from core.office.office import Office
from core.office.refusals import NoSuchRecord
from core.values.cadence import Rhythm
from core.values.dates import UnreadableDate
from data.system.holidays import chinese_workdays
from tests.tui.generic.test_exporting import OpenBackend
from tui.cli import records
from tui.cli.parser import parser


@pytest.fixture
def weekly(office: Office) -> str:
    office._clock = lambda: datetime(2026, 11, 29, 9)
    office._holidays, office._workdays = chinese_workdays, None
    programme = PlanProgramme(name="周五学习", rhythm=Rhythm.WEEKLY, start=date(2026, 12, 7))
    office.do(programme)
    return programme.target


def plan(office: Office, *words: str) -> None:
    class Machine:
        def backend(self, folder: Path) -> Any:
            return OpenBackend(office)

    secret = ["--store", "x", "--passphrase-file", "-"]
    asked = parser().parse_args(["plan", *words, *secret])
    asked.secret = type("Secret", (), {"passphrase": "", "key_file": None})()
    machine: Any = Machine()
    records.plan(asked, machine)


def test_what_would_be_planned_is_said_before_it_is(office: Office, weekly: str, capsys: Any) -> None:
    words = (weekly, "--first", "2026-12-25 09:00", "--until", "2027-01-10")
    plan(office, *words, "--preview")
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == [
        "week 52 of 2026: 2026-12-25 Fri 09:00 周五学习",
        "week 53 of 2026: 2027-01-01 Fri 09:00 周五学习",
    ]
    assert "known only until 2026-12-31" in said[-1]
    assert office.count(Query("session")) == 0
    plan(office, *words)
    assert capsys.readouterr().out.splitlines() == said
    assert office.count(Query("session")) == 3
    plan(office, *words, "--json")
    again = json.loads(capsys.readouterr().out)
    assert again == {
        "applied": True,
        "sessions": ["Every period up to 2027-01-10 has its session. Nothing is to be planned."],
    }


def test_what_is_no_programme_or_no_day_is_said(office: Office, weekly: str) -> None:
    with pytest.raises(NoSuchRecord):
        plan(office, office.officer, "--first", "2026-12-25 09:00", "--until", "2027-01-10")
    with pytest.raises(UnreadableDate):
        plan(office, weekly, "--first", "soon", "--until", "2027-01-10")
