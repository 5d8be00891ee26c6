"""Attendance on the screen: taken in seconds, by keys or from a pasted list."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from textual import events

from core.desks.education import Presence, SessionStage
from core.desks.education.attendance import TakeAttendance
from core.desks.education.sessions import PlanMakeUp
from core.desks.people.people import AddPerson
from core.importing import plan as importing
from core.model.query import Is, Query
from core.office.office import Office
from core.spreadsheets.columns import read_table, recognise
from core.spreadsheets.declaration import IMPORTS
from tests.support.education_screen import DESK
from tests.support.screen_driver import Opened
from tui.screens.education.attendance import AttendanceScreen, NameLine


@pytest.fixture
def crowd(taught: Office) -> Office:
    """The same with five hundred more people."""
    taught.do_all(AddPerson(name=f"职工{number}", number=f"P{number:03}") for number in range(500))
    return taught


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_attendance_of_a_session(code: str, taught: Office, opened: Opened) -> None:
    async with opened(language=code) as officer:
        await officer.press(*DESK, "a", *"1002", "enter")
        officer.looks_like(f"attendance-80-{code}")


async def test_everyone_but_two_of_five_hundred_in_a_dozen_keys(
    crowd: Office, opened: Opened, only: Callable[..., Any]
) -> None:
    async with opened() as officer:
        await officer.press(*DESK, "a", *"P007", "enter", *"zs", "enter", "f10")
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
        await officer.press(*DESK, "a")
        screen = officer.top
        screen.query_one(NameLine).post_message(events.Paste("职工1、职工2\n职工3：病假\n无此人\n"))
        await officer.settle()
        officer.looks_like("attendance-pasted-80-en")
        await officer.press("escape")
        assert absent(screen) == set()


async def test_a_pasted_list_says_what_it_took_for_a_reason(crowd: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(*DESK, "a")
        screen = officer.top
        screen.query_one(NameLine).post_message(events.Paste("职工1：出差，职工2"))
        await officer.settle()
        officer.looks_like("attendance-reasons-80-en")
        await officer.press("escape")
        assert absent(screen) == {"职工1", "职工2"}
        assert list(screen.notes.values()) == ["出差"]


async def test_names_with_blanks_between_are_a_list(crowd: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(*DESK, "a")
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
        await officer.press(*DESK, "a")
        screen = officer.top
        day = screen.session.when.date().isoformat()
        of = day, screen.session.topic
        marked = (("P001", "职工1", *of, "缺席"), ("P002", "职工2", *of, "？？"))
        rows = list(enumerate((("工号", "姓名", "日期", "活动", "出勤"), *marked), 1))

        def read(office: Office, what: str, path: Path, progress: Any) -> Any:
            mapping = recognise(rows, IMPORTS[what].columns)
            return importing.plan(office, IMPORTS[what], read_table(rows, mapping), mapping, progress)

        backend.read_import = read
        await officer.press("f8", "enter", "f10")
        assert f"{len(screen.marks) - 2} who were expected" in officer.words
        await officer.press("y")
        assert "职工2" not in absent(screen)
        assert {"职工1", "职工3"} <= absent(screen)


async def test_marks_by_function_keys_and_leaving_asks_first(taught: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(*DESK, "a", "f6", "down", "f7", *"sick", "enter")
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
        await officer.press(*DESK, "down", "a")
        officer.looks_like(f"attendance-refused-80-{code}")
