"""The education desk: the calendar by keys, attendance in seconds, and coverage down to the records."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.widgets import Input

from core.desks.education import Audience, Presence, SessionStage
from core.desks.education.attendance import TakeAttendance
from core.desks.education.programmes import PlanProgramme
from core.desks.education.sessions import PlanMakeUp, PlanSession
from core.desks.people.people import AddPerson
from core.importing import plan as importing
from core.model.printout import PaperKind
from core.model.query import Is, Query
from core.office.office import Office
from core.spreadsheets.columns import read_table, recognise
from core.spreadsheets.declaration import IMPORTS
from core.values.cadence import Rhythm
from core.values.workdays import Workdays
from tests.support.screen_driver import Opened
from tui.generic import printing
from tui.generic.dashboard import DashboardScreen
from tui.generic.month_grid import MonthGrid
from tui.screens.education import screen as education
from tui.screens.education.attendance import AttendanceScreen, NameLine
from tui.widgets.fields import Field
from tui.widgets.windowed_list import WindowedList

DESK = str(education.DESK.number)
HOLIDAYS = Workdays({date(2026, 11, 26): "National Day"}, frozenset({date(2026, 11, 28)}))


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


# The calendar


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_month(code: str, taught: Office, opened: Opened) -> None:
    async with opened(language=code) as officer:
        await officer.press(DESK)
        officer.looks_like(f"education-80-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_month_on_a_wide_screen(code: str, taught: Office, opened: Opened) -> None:
    async with opened((160, 48), language=code) as officer:
        await officer.press(DESK)
        officer.looks_like(f"education-160-{code}")


async def test_the_week(taught: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(DESK, "w")
        officer.looks_like("education-week-80-en")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_an_empty_month_says_how_to_begin(code: str, opened: Opened) -> None:
    async with opened(language=code) as officer:
        await officer.press(DESK)
        officer.looks_like(f"education-empty-80-{code}")


async def test_arrows_go_from_day_to_day_and_into_other_months(taught: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(DESK, "left", "up")
        grid = officer.top.query_one(MonthGrid)
        assert grid.cursor == date(2026, 11, 15)
        await officer.press("right")
        assert "保密法学习" in officer.picture.splitlines()[17]
        await officer.press("pagedown")
        assert (grid.cursor, "2026-12" in officer.picture) == (date(2026, 12, 16), True)
        await officer.press("t")
        assert grid.cursor == date(2026, 11, 23)


async def test_enter_leads_to_the_days_sessions_and_escape_back(taught: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(DESK, "enter")
        assert isinstance(officer.app.focused, WindowedList)
        assert officer.top.current().topic == "典型案例剖析"
        await officer.press("escape")
        assert isinstance(officer.app.focused, MonthGrid)


async def test_the_lists_of_the_desk_and_the_way_back(taught: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(DESK, "c")
        assert officer.top.query_one(WindowedList).total == 6
        await officer.press("escape", "right_square_bracket")
        assert (officer.top.kind, officer.top.query_one(WindowedList).total) == ("programme", 3)
        await officer.press("right_square_bracket")
        assert officer.top.query_one(WindowedList).total == 4  # what is owed
        await officer.press("left_square_bracket", "left_square_bracket")
        assert isinstance(officer.app.focused, MonthGrid)


async def test_a_session_is_planned_on_the_day_of_the_cursor(taught: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(DESK, "right", "n")
        when = next(field for field in officer.top.query("Field") if field.column.name == "when")
        assert when.control.read() == datetime(2026, 11, 24, 9)


async def test_the_plan_of_the_month_is_printed(
    taught: Office, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[tuple[str, str]] = []

    async def note(_app: Any, _office: Any, _backend: Any, kind: PaperKind, of: str) -> None:
        printed.append((kind.name, of))

    monkeypatch.setattr(printing, "print_paper", note)
    async with opened() as officer:
        await officer.press(DESK, "pagedown", "P")
    assert printed == [("education_month", "2026-12")]


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_periods_of_a_programme(code: str, taught: Office, opened: Opened) -> None:
    async with opened(language=code) as officer:
        await officer.press(DESK, "right_square_bracket")
        officer.looks_like(f"programmes-80-{code}")
        await officer.press("u")
        officer.looks_like(f"programme-periods-80-{code}")
        await officer.press("right_square_bracket")
        officer.looks_like(f"programmes-owed-80-{code}")


# Attendance


@pytest.fixture
def crowd(taught: Office) -> Office:
    """The same with five hundred more people."""
    taught.do_all(AddPerson(name=f"职工{number}", number=f"P{number:03}") for number in range(500))
    return taught


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_attendance_of_a_session(code: str, taught: Office, opened: Opened) -> None:
    async with opened(language=code) as officer:
        await officer.press(DESK, "a", *"1002", "enter")
        officer.looks_like(f"attendance-80-{code}")


async def test_everyone_but_two_of_five_hundred_in_a_dozen_keys(
    crowd: Office, opened: Opened, only: Callable[..., Any]
) -> None:
    async with opened() as officer:
        await officer.press(DESK, "a", *"P007", "enter", *"zs", "enter", "f10")
        assert not isinstance(officer.top, AttendanceScreen)
    held = only(crowd, "session", topic="典型案例剖析")
    of_session = Is("session", (held.id,))
    counts = dict(crowd.groups(Query("attendance", of_session), "stage"))
    assert counts == {Presence.PRESENT: 501, Presence.ABSENT: 2}
    assert {only(crowd, "attendance", name=name).stage for name in ("职工7",)} == {Presence.ABSENT}
    assert held.taken == date(2026, 11, 23)


def absent(screen: Any) -> set[str]:
    return {screen.roll.by_id[person].name for person, mark in screen.marks.items() if mark == Presence.ABSENT}


async def test_a_pasted_list_is_taken_only_as_a_whole(crowd: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(DESK, "a")
        screen = officer.top
        screen.query_one(NameLine).post_message(events.Paste("职工1、职工2\n职工3：病假\n无此人\n"))
        await officer.settle()
        officer.looks_like("attendance-pasted-80-en")
        await officer.press("escape")
        assert absent(screen) == set()


async def test_a_pasted_list_says_what_it_took_for_a_reason(crowd: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(DESK, "a")
        screen = officer.top
        screen.query_one(NameLine).post_message(events.Paste("职工1：出差，职工2"))
        await officer.settle()
        officer.looks_like("attendance-reasons-80-en")
        await officer.press("escape")
        assert absent(screen) == {"职工1", "职工2"}
        assert list(screen.notes.values()) == ["出差"]


async def test_names_with_blanks_between_are_a_list(crowd: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(DESK, "a")
        screen = officer.top
        screen.query_one(NameLine).post_message(events.Paste("职工1 职工2\t职工3"))
        await officer.settle()
        assert absent(screen) == {"职工1", "职工2", "职工3"}


async def test_who_stands_in_a_bad_row_is_not_asked_for_as_absent(
    crowd: Office, opened: Opened, backend: Any, tmp_path: Path
) -> None:
    (tmp_path / "list.XLSX").write_bytes(b"")
    backend.media = [tmp_path]
    async with opened() as officer:
        await officer.press(DESK, "a")
        screen = officer.top
        day = screen.session.when.date().isoformat()
        of = day, screen.session.topic
        marked = (("P001", "职工1", *of, "缺席"), ("P002", "职工2", *of, "？？"))
        rows = list(enumerate((("工号", "姓名", "日期", "活动", "出勤"), *marked), 1))

        def read(office: Office, what: str, path: Path, progress: Any) -> Any:
            mapping = recognise(rows, IMPORTS[what].columns)
            return importing.plan(office, IMPORTS[what], read_table(rows, mapping), mapping, progress)

        backend.read_import = read
        await officer.press("f8", "enter", "down", "enter", "f10")
        assert f"{len(screen.marks) - 2} who were expected" in officer.words
        await officer.press("y")
        assert "职工2" not in absent(screen)
        assert {"职工1", "职工3"} <= absent(screen)


async def test_marks_by_function_keys_and_leaving_asks_first(taught: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(DESK, "a", "f6", "down", "f7", *"sick", "enter")
        screen = officer.top
        first, second, _third = (person.id for person in screen.roll.people)
        assert (screen.marks[first], screen.marks[second]) == (Presence.LATE, Presence.EXCUSED)
        assert screen.notes[second] == "sick"
        await officer.press("f6", "f6")
        assert screen.marks[second] == Presence.PRESENT
        await officer.press("escape", "n")
        assert officer.top is screen
        await officer.press("escape", "y")
        assert officer.top is not screen
    assert taught.count(Query("attendance", Is("stage", (Presence.LATE,)))) == 0


async def test_who_was_entered_later_has_no_mark_before_it_is_given(
    taught: Office, opened: Opened, only: Callable[..., Any]
) -> None:
    taught.do(AddPerson(name="新来", number="1009"))
    held = taught.find(Query("session", Is("stage", (SessionStage.HELD,)), ("-when",)))[0]
    newcomer = only(taught, "person", number="1009").id
    untouched = AttendanceScreen(taught, held)
    assert (newcomer in untouched.marks, newcomer in untouched.rows) == (False, True)
    before = taught.find(Query("attendance"))
    taught.do_all(untouched.deeds())
    assert taught.find(Query("attendance")) == before
    async with opened() as officer:
        screen = AttendanceScreen(taught, held)
        await officer.push(screen)
        await officer.press("f9")
        assert screen.marks[newcomer] == Presence.PRESENT
        assert screen.check_action("rest", ()) is False


def test_a_make_up_opened_again_shows_its_marks(taught: Office) -> None:
    missed = taught.find(Query("attendance", Is("owed", (True,)), ("day",)))[-1]
    taught.do(PlanMakeUp(target=missed.session, when=datetime(2026, 11, 23, 8)))
    (makeup,) = taught.find(Query("session", Is("makes_up", (missed.session,))))
    taught.do(TakeAttendance(target=makeup.id, others=Presence.ABSENT))
    again = AttendanceScreen(taught, taught.get("session", makeup.id))
    assert set(again.marks.values()) == {Presence.ABSENT}
    taught.do_all(again.deeds())
    assert taught.get("attendance", missed.id) == missed


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_a_session_to_come_cannot_be_taken_and_says_so(code: str, taught: Office, opened: Opened) -> None:
    async with opened(language=code) as officer:
        await officer.press(DESK, "down", "a")
        officer.looks_like(f"attendance-refused-80-{code}")


# Coverage


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_coverage(code: str, taught: Office, opened: Opened) -> None:
    async with opened(language=code) as officer:
        await officer.press(DESK, "v")
        officer.looks_like(f"coverage-80-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_coverage_on_a_screen_of_some_width(code: str, taught: Office, opened: Opened) -> None:
    async with opened((120, 36), language=code) as officer:
        await officer.press(DESK, "v", "v")
        officer.looks_like(f"coverage-120-{code}")


async def test_coverage_by_person_and_what_lapses(taught: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(DESK, "v", *"vvv")
        officer.looks_like("coverage-person-80-en")
        await officer.press("v")
        officer.looks_like("coverage-lapsing-80-en")


async def test_from_a_number_down_to_its_records(taught: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(DESK, "v", "enter")
        below = officer.top
        assert (below.kind, below.query_one(WindowedList).total) == ("attendance", 3)
        await officer.press("escape")
        assert isinstance(officer.top, DashboardScreen)
        await officer.press(*"vvvv", "enter")
        assert officer.top.kind in ("attendance", "person")
        assert officer.top.query_one(WindowedList).total > 0


async def test_only_gaps_and_other_years(taught: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(DESK, *"vvvv")
        rows = officer.top.query_one(WindowedList)
        assert rows.total == 3
        await officer.press("left_square_bracket")
        assert rows.total == 0
        await officer.press("q", "o")
        assert rows.total == 3
        await officer.press("escape")
        assert isinstance(officer.top, education.EducationScreen)


# What would come of it is seen before it is done


async def test_what_is_planned_ahead_is_seen_before_it_is_done(taught: Office, opened: Opened) -> None:
    taught._workdays = Workdays(HOLIDAYS.holidays, HOLIDAYS.makeup, known_until=date(2026, 12, 31))
    before = taught.count(Query("session"))
    async with opened() as officer:
        await officer.press(DESK, "right_square_bracket", "slash", *"保密法", "enter", "p")
        form = officer.top
        form.query(Input)[0].value = "2026-12-24 15:00"
        form.query(Input)[1].value = "2027-01-10"
        await officer.press("ctrl+s")
        seen = officer.picture
        assert "week 52 of 2026: 2026-12-24 Thu 15:00 保密法学习" in seen
        assert "known only until 2026-12-31" in seen
        assert taught.count(Query("session")) == before
        await officer.press("escape")
        assert taught.count(Query("session")) == before
        await officer.press("p")
        officer.top.query(Input)[0].value = "2026-12-24 15:00"
        officer.top.query(Input)[1].value = "2027-01-10"
        await officer.press("ctrl+s", "f10")
    assert taught.count(Query("session")) == before + 3


async def test_a_form_says_where_the_holidays_are_not_known(taught: Office, opened: Opened) -> None:
    taught._workdays = Workdays(known_until=date(2026, 12, 31))
    async with opened() as officer:
        await officer.press(DESK, "n")
        assert "known only until" not in officer.picture
        when = next(each for each in officer.top.query(Field) if each.column.name == "when")
        when.query_one(Input).value = "2027-01-01 09:00"
        await officer.settle()
        assert "known only until 2026-12-31" in officer.picture
        when.query_one(Input).value = "2027-"
        await officer.settle()
        assert "known only until" not in officer.picture


async def test_the_month_says_where_the_holidays_are_not_known(taught: Office, opened: Opened) -> None:
    taught._workdays = Workdays(known_until=date(2026, 12, 31))
    async with opened() as officer:
        await officer.press(DESK)
        assert "holidays known until" not in officer.picture
        await officer.press("pagedown")
        assert "holidays known until 2026-12-31" in officer.picture


async def test_a_held_session_says_where_fewer_came_than_required(taught: Office, opened: Opened) -> None:
    async with opened((160, 48)) as officer:
        await officer.press(DESK, "left", "left", "left", "left", "left")
        seen = "".join(officer.picture.split())
        assert "Requiredattendancewasnotreached" in seen
