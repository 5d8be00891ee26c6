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
from tui.generic import printing
from tui.generic.dashboard import DashboardScreen
from tui.generic.month_grid import MonthGrid
from tui.language import set_language
from tui.screens.education import screen as education
from tui.screens.education.attendance import AttendanceScreen, NameLine
from tui.widgets.fields import Field
from tui.widgets.windowed_list import WindowedList

DESK = str(education.DESK.number)
HOLIDAYS = Workdays({date(2026, 11, 26): "National Day"}, frozenset({date(2026, 11, 28)}))


async def to(pilot: Any, settle: Any, *keys: str) -> None:
    """Press keys one by one, each after the one before has had its effect."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


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
async def test_the_month(code: str, taught: Office, opened: Any, settle: Any, looks_like: Any) -> None:
    set_language(code)
    async with opened() as pilot:
        await to(pilot, settle, DESK)
        looks_like(pilot.app, f"education-80-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_month_on_a_wide_screen(code: str, taught: Office, opened: Any, settle: Any, looks_like: Any) -> None:
    set_language(code)
    async with opened((160, 48)) as pilot:
        await to(pilot, settle, DESK)
        looks_like(pilot.app, f"education-160-{code}")


async def test_the_week(taught: Office, opened: Any, settle: Any, looks_like: Any) -> None:
    async with opened() as pilot:
        await to(pilot, settle, DESK, "w")
        looks_like(pilot.app, "education-week-80-en")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_an_empty_month_says_how_to_begin(code: str, opened: Any, settle: Any, looks_like: Any) -> None:
    set_language(code)
    async with opened() as pilot:
        await to(pilot, settle, DESK)
        looks_like(pilot.app, f"education-empty-80-{code}")


async def test_arrows_go_from_day_to_day_and_into_other_months(
    taught: Office, opened: Any, settle: Any, picture: Any
) -> None:
    async with opened() as pilot:
        await to(pilot, settle, DESK, "left", "up")
        grid = pilot.app.screen.query_one(MonthGrid)
        assert grid.cursor == date(2026, 11, 15)
        await to(pilot, settle, "right")
        assert "保密法学习" in picture(pilot.app).splitlines()[17]
        await to(pilot, settle, "pagedown")
        assert (grid.cursor, "2026-12" in picture(pilot.app)) == (date(2026, 12, 16), True)
        await to(pilot, settle, "t")
        assert grid.cursor == date(2026, 11, 23)


async def test_enter_leads_to_the_days_sessions_and_escape_back(taught: Office, opened: Any, settle: Any) -> None:
    async with opened() as pilot:
        await to(pilot, settle, DESK, "enter")
        assert isinstance(pilot.app.focused, WindowedList)
        assert pilot.app.screen.current().topic == "典型案例剖析"
        await to(pilot, settle, "escape")
        assert isinstance(pilot.app.focused, MonthGrid)


async def test_the_lists_of_the_desk_and_the_way_back(taught: Office, opened: Any, settle: Any, picture: Any) -> None:
    async with opened() as pilot:
        await to(pilot, settle, DESK, "c")
        assert pilot.app.screen.query_one(WindowedList).total == 6
        await to(pilot, settle, "escape", "right_square_bracket")
        assert (pilot.app.screen.kind, pilot.app.screen.query_one(WindowedList).total) == ("programme", 3)
        await to(pilot, settle, "right_square_bracket")
        assert pilot.app.screen.query_one(WindowedList).total == 4  # what is owed
        await to(pilot, settle, "left_square_bracket", "left_square_bracket")
        assert isinstance(pilot.app.focused, MonthGrid)


async def test_a_session_is_planned_on_the_day_of_the_cursor(taught: Office, opened: Any, settle: Any) -> None:
    async with opened() as pilot:
        await to(pilot, settle, DESK, "right", "n")
        when = next(field for field in pilot.app.screen.query("Field") if field.column.name == "when")
        assert when.control.read() == datetime(2026, 11, 24, 9)


async def test_the_plan_of_the_month_is_printed(
    taught: Office, opened: Any, settle: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[tuple[str, str]] = []

    async def note(_app: Any, _office: Any, _backend: Any, kind: PaperKind, of: str) -> None:
        printed.append((kind.name, of))

    monkeypatch.setattr(printing, "print_paper", note)
    async with opened() as pilot:
        await to(pilot, settle, DESK, "pagedown", "P")
    assert printed == [("education_month", "2026-12")]


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_periods_of_a_programme(code: str, taught: Office, opened: Any, settle: Any, looks_like: Any) -> None:
    set_language(code)
    async with opened() as pilot:
        await to(pilot, settle, DESK, "right_square_bracket")
        looks_like(pilot.app, f"programmes-80-{code}")
        await to(pilot, settle, "u")
        looks_like(pilot.app, f"programme-periods-80-{code}")
        await to(pilot, settle, "right_square_bracket")
        looks_like(pilot.app, f"programmes-owed-80-{code}")


# Attendance


@pytest.fixture
def crowd(taught: Office) -> Office:
    """The same with five hundred more people."""
    taught.do_all(AddPerson(name=f"职工{number}", number=f"P{number:03}") for number in range(500))
    return taught


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_attendance_of_a_session(
    code: str, taught: Office, opened: Any, settle: Any, looks_like: Any
) -> None:
    set_language(code)
    async with opened() as pilot:
        await to(pilot, settle, DESK, "a", *"1002", "enter")
        looks_like(pilot.app, f"attendance-80-{code}")


async def test_everyone_but_two_of_five_hundred_in_a_dozen_keys(
    crowd: Office, opened: Any, settle: Any, only: Callable[..., Any]
) -> None:
    async with opened() as pilot:
        await to(pilot, settle, DESK, "a", *"P007", "enter", *"zs", "enter", "f10")
        assert not isinstance(pilot.app.screen, AttendanceScreen)
    held = only(crowd, "session", topic="典型案例剖析")
    of_session = Is("session", (held.id,))
    counts = dict(crowd.groups(Query("attendance", of_session), "stage"))
    assert counts == {Presence.PRESENT: 501, Presence.ABSENT: 2}
    assert {only(crowd, "attendance", name=name).stage for name in ("职工7",)} == {Presence.ABSENT}
    assert held.taken == date(2026, 11, 23)


def absent(screen: Any) -> set[str]:
    return {screen.roll.by_id[person].name for person, mark in screen.marks.items() if mark == Presence.ABSENT}


async def test_a_pasted_list_is_taken_only_as_a_whole(crowd: Office, opened: Any, settle: Any, looks_like: Any) -> None:
    async with opened() as pilot:
        await to(pilot, settle, DESK, "a")
        screen = pilot.app.screen
        screen.query_one(NameLine).post_message(events.Paste("职工1、职工2\n职工3：病假\n无此人\n"))
        await settle(pilot)
        looks_like(pilot.app, "attendance-pasted-80-en")
        await to(pilot, settle, "escape")
        assert absent(screen) == set()


async def test_a_pasted_list_says_what_it_took_for_a_reason(
    crowd: Office, opened: Any, settle: Any, looks_like: Any
) -> None:
    async with opened() as pilot:
        await to(pilot, settle, DESK, "a")
        screen = pilot.app.screen
        screen.query_one(NameLine).post_message(events.Paste("职工1：出差，职工2"))
        await settle(pilot)
        looks_like(pilot.app, "attendance-reasons-80-en")
        await to(pilot, settle, "escape")
        assert absent(screen) == {"职工1", "职工2"}
        assert list(screen.notes.values()) == ["出差"]


async def test_names_with_blanks_between_are_a_list(crowd: Office, opened: Any, settle: Any) -> None:
    async with opened() as pilot:
        await to(pilot, settle, DESK, "a")
        screen = pilot.app.screen
        screen.query_one(NameLine).post_message(events.Paste("职工1 职工2\t职工3"))
        await settle(pilot)
        assert absent(screen) == {"职工1", "职工2", "职工3"}


async def test_who_stands_in_a_bad_row_is_not_asked_for_as_absent(
    crowd: Office, opened: Any, settle: Any, backend: Any, picture: Any, tmp_path: Path
) -> None:
    (tmp_path / "list.XLSX").write_bytes(b"")
    backend.media = [tmp_path]
    async with opened() as pilot:
        await to(pilot, settle, DESK, "a")
        screen = pilot.app.screen
        day = screen.session.when.date().isoformat()
        of = day, screen.session.topic
        marked = (("P001", "职工1", *of, "缺席"), ("P002", "职工2", *of, "？？"))
        rows = list(enumerate((("工号", "姓名", "日期", "活动", "出勤"), *marked), 1))

        def read(office: Office, what: str, path: Path, progress: Any) -> Any:
            mapping = recognise(rows, IMPORTS[what].columns)
            return importing.plan(office, IMPORTS[what], read_table(rows, mapping), mapping, progress)

        backend.read_import = read
        await to(pilot, settle, "f8", "enter", "down", "enter", "f10")
        assert f"{len(screen.marks) - 2} who were expected" in " ".join(picture(pilot.app).split())
        await to(pilot, settle, "y")
        assert "职工2" not in absent(screen)
        assert {"职工1", "职工3"} <= absent(screen)


async def test_marks_by_function_keys_and_leaving_asks_first(taught: Office, opened: Any, settle: Any) -> None:
    async with opened() as pilot:
        await to(pilot, settle, DESK, "a", "f6", "down", "f7", *"sick", "enter")
        screen = pilot.app.screen
        first, second, _third = (person.id for person in screen.roll.people)
        assert (screen.marks[first], screen.marks[second]) == (Presence.LATE, Presence.EXCUSED)
        assert screen.notes[second] == "sick"
        await to(pilot, settle, "f6", "f6")
        assert screen.marks[second] == Presence.PRESENT
        await to(pilot, settle, "escape", "n")
        assert pilot.app.screen is screen
        await to(pilot, settle, "escape", "y")
        assert pilot.app.screen is not screen
    assert taught.count(Query("attendance", Is("stage", (Presence.LATE,)))) == 0


async def test_who_was_entered_later_has_no_mark_before_it_is_given(
    taught: Office, opened: Any, settle: Any, only: Callable[..., Any]
) -> None:
    taught.do(AddPerson(name="新来", number="1009"))
    held = taught.find(Query("session", Is("stage", (SessionStage.HELD,)), ("-when",)))[0]
    newcomer = only(taught, "person", number="1009").id
    untouched = AttendanceScreen(taught, held)
    assert (newcomer in untouched.marks, newcomer in untouched.rows) == (False, True)
    before = taught.find(Query("attendance"))
    taught.do_all(untouched.deeds())
    assert taught.find(Query("attendance")) == before
    async with opened() as pilot:
        screen = AttendanceScreen(taught, held)
        pilot.app.push_screen(screen)
        await settle(pilot)
        await to(pilot, settle, "f9")
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
async def test_a_session_to_come_cannot_be_taken_and_says_so(
    code: str, taught: Office, opened: Any, settle: Any, looks_like: Any
) -> None:
    set_language(code)
    async with opened() as pilot:
        await to(pilot, settle, DESK, "down", "a")
        looks_like(pilot.app, f"attendance-refused-80-{code}")


# Coverage


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_coverage(code: str, taught: Office, opened: Any, settle: Any, looks_like: Any) -> None:
    set_language(code)
    async with opened() as pilot:
        await to(pilot, settle, DESK, "v")
        looks_like(pilot.app, f"coverage-80-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_coverage_on_a_screen_of_some_width(
    code: str, taught: Office, opened: Any, settle: Any, looks_like: Any
) -> None:
    set_language(code)
    async with opened((120, 36)) as pilot:
        await to(pilot, settle, DESK, "v", "v")
        looks_like(pilot.app, f"coverage-120-{code}")


async def test_coverage_by_person_and_what_lapses(taught: Office, opened: Any, settle: Any, looks_like: Any) -> None:
    async with opened() as pilot:
        await to(pilot, settle, DESK, "v", *"vvv")
        looks_like(pilot.app, "coverage-person-80-en")
        await to(pilot, settle, "v")
        looks_like(pilot.app, "coverage-lapsing-80-en")


async def test_from_a_number_down_to_its_records(taught: Office, opened: Any, settle: Any) -> None:
    async with opened() as pilot:
        await to(pilot, settle, DESK, "v", "enter")
        below = pilot.app.screen
        assert (below.kind, below.query_one(WindowedList).total) == ("attendance", 3)
        await to(pilot, settle, "escape")
        assert isinstance(pilot.app.screen, DashboardScreen)
        await to(pilot, settle, *"vvvv", "enter")
        assert pilot.app.screen.kind in ("attendance", "person")
        assert pilot.app.screen.query_one(WindowedList).total > 0


async def test_only_gaps_and_other_years(taught: Office, opened: Any, settle: Any) -> None:
    async with opened() as pilot:
        await to(pilot, settle, DESK, *"vvvv")
        rows = pilot.app.screen.query_one(WindowedList)
        assert rows.total == 3
        await to(pilot, settle, "left_square_bracket")
        assert rows.total == 0
        await to(pilot, settle, "q", "o")
        assert rows.total == 3
        await to(pilot, settle, "escape")
        assert isinstance(pilot.app.screen, education.EducationScreen)


# What would come of it is seen before it is done


async def test_what_is_planned_ahead_is_seen_before_it_is_done(
    taught: Office, opened: Any, settle: Any, picture: Any
) -> None:
    taught._workdays = Workdays(HOLIDAYS.holidays, HOLIDAYS.makeup, known_until=date(2026, 12, 31))
    before = taught.count(Query("session"))
    async with opened() as pilot:
        await to(pilot, settle, DESK, "right_square_bracket", "slash", *"保密法", "enter", "p")
        form = pilot.app.screen
        form.query(Input)[0].value = "2026-12-24 15:00"
        form.query(Input)[1].value = "2027-01-10"
        await to(pilot, settle, "ctrl+s")
        seen = picture(pilot.app)
        assert "week 52 of 2026: 2026-12-24 Thu 15:00 保密法学习" in seen
        assert "known only until 2026-12-31" in seen
        assert taught.count(Query("session")) == before
        await to(pilot, settle, "escape")
        assert taught.count(Query("session")) == before
        await to(pilot, settle, "p")
        pilot.app.screen.query(Input)[0].value = "2026-12-24 15:00"
        pilot.app.screen.query(Input)[1].value = "2027-01-10"
        await to(pilot, settle, "ctrl+s", "f10")
    assert taught.count(Query("session")) == before + 3


async def test_a_form_says_where_the_holidays_are_not_known(
    taught: Office, opened: Any, settle: Any, picture: Any
) -> None:
    taught._workdays = Workdays(known_until=date(2026, 12, 31))
    async with opened() as pilot:
        await to(pilot, settle, DESK, "n")
        assert "known only until" not in picture(pilot.app)
        when = next(each for each in pilot.app.screen.query(Field) if each.column.name == "when")
        when.query_one(Input).value = "2027-01-01 09:00"
        await settle(pilot)
        assert "known only until 2026-12-31" in picture(pilot.app)
        when.query_one(Input).value = "2027-"
        await settle(pilot)
        assert "known only until" not in picture(pilot.app)


async def test_the_month_says_where_the_holidays_are_not_known(
    taught: Office, opened: Any, settle: Any, picture: Any
) -> None:
    taught._workdays = Workdays(known_until=date(2026, 12, 31))
    async with opened() as pilot:
        await to(pilot, settle, DESK)
        assert "holidays known until" not in picture(pilot.app)
        await to(pilot, settle, "pagedown")
        assert "holidays known until 2026-12-31" in picture(pilot.app)


async def test_a_held_session_says_where_fewer_came_than_required(
    taught: Office, opened: Any, settle: Any, picture: Any
) -> None:
    async with opened((160, 48)) as pilot:
        await to(pilot, settle, DESK, "left", "left", "left", "left", "left")
        seen = "".join(picture(pilot.app).split())
        assert "Requiredattendancewasnotreached" in seen
