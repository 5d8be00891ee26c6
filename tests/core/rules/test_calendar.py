"""Calendars: any kind with a day or a span stands on one, as it declares."""

from datetime import date, datetime

import pytest

from core.desks.education import Programme, Session
from core.desks.grid import DutyCard
from core.model.on_calendar import OnCalendar
from core.model.record import RECORDS, columns
from core.rules.calendar import calendar, conflicts
from core.values.cadence import Rhythm
from core.values.workdays import Workdays
from tests.support.kept_records import KeptRecords

FIRST, LAST = date(2026, 11, 2), date(2026, 11, 29)
DECLARED = [kind for kind in RECORDS.values() if kind.on_calendar]


@pytest.mark.parametrize("kind", DECLARED, ids=lambda kind: kind.kind)
def test_it_names_columns_that_there_are(kind: type) -> None:
    shown = kind.on_calendar
    assert {*filter(None, (shown.on, shown.text, shown.to, shown.minutes, *shown.alone))} <= columns(kind).keys()
    if shown.over:
        assert set(shown.over) <= set(columns(kind)["stage"].type)


def test_what_has_a_day_and_no_time_stands_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DutyCard, "on_calendar", OnCalendar("due", "text"))
    owed, later = (
        DutyCard(text="查", rhythm=Rhythm.WEEKLY, start=FIRST, oldest_left=day)
        for day in (date(2026, 11, 15), date(2026, 12, 6))
    )
    shown = calendar(KeptRecords(owed, later), Workdays(), FIRST, LAST, DutyCard)
    assert {day.date: day.entries for day in shown.days if day.entries} == {date(2026, 11, 15): (owed,)}


def test_a_band_without_a_last_day_runs_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Programme, "on_calendar", OnCalendar("start", "name", to="last_day"))
    begun, ended, other = (
        Programme(name=name, start=start, end=end)
        for name, start, end in (
            ("runs on", date(2026, 11, 20), None),
            ("ended", date(2026, 10, 1), date(2026, 11, 3)),
            ("over", date(2026, 10, 1), date(2026, 11, 1)),
        )
    )
    shown = calendar(KeptRecords(begun, ended, other), Workdays(), FIRST, LAST, Session, (Programme,))
    assert set(shown.bands) == {begun, ended}
    days = {band.name: [day.date for day in shown.days if band in day.bands] for band in (begun, ended)}
    assert (days["runs on"][0], days["runs on"][-1]) == (date(2026, 11, 20), LAST)
    assert days["ended"] == [date(2026, 11, 2), date(2026, 11, 3)]


def test_only_what_each_has_alone_conflicts() -> None:
    at_nine = {"when": datetime(2026, 11, 2, 9), "place": "礼堂"}
    two = [Session(topic=topic, programme="0" * 32, **at_nine) for topic in ("甲", "乙")]
    found = list(conflicts(Session.on_calendar, two))
    assert [(each.first, each.second, each.field) for each in found] == [(*two, "place")]
    assert list(conflicts(OnCalendar("when", "topic"), two)) == []
