"""The desks: what an officer sees and does on each of them."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen
from textual.widgets import Static

from core.desks.grievances import AcceptGrievance, SuperviseGrievance
from core.desks.people.people import AddPerson, AddUnit, AmendUnit
from core.importing import plan as importing
from core.importing.plan import Plan
from core.model.query import Query
from core.model.record import RECORDS
from core.office.office import Office
from core.office.refusals import NoSuchRecord
from core.results.transfer import IncomingConflict, KindCount, Preview
from core.spreadsheets.columns import ColumnMapping
from core.spreadsheets.declaration import IMPORTS, Outcome, Verdict
from core.values.sentence import N_, say
from tests.support.screen_driver import Opened
from tests.support.site_driver import SiteDriver
from tui import screens  # noqa: F401 - declares the desks
from tui.generic.desk import desks
from tui.generic.desk_screen import DeskScreen
from tui.language import language, set_language
from tui.screens.transfers.receiving import preview_lines
from tui.widgets.windowed_list import WindowedList

BUSY = (160, 48)


@pytest.fixture
def busy(furnished: Office, only: Callable[..., Any]) -> Office:
    """The furnished office with work that is late, due soon and asked for by a supervisor."""
    second = only(furnished, "grievance", number="2026-000002")
    furnished.do(AcceptGrievance(target=second.id, accepted=date(2026, 11, 20), handler=furnished.officer))
    furnished.do(SuperviseGrievance(target=second.id, instruction="请本周内与房东协商", due=date(2026, 11, 23)))
    return furnished


# The desks


def test_every_desk_has_a_number_and_kinds_of_its_own() -> None:
    numbers = [desk.number for desk in desks()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(kind in RECORDS for desk in desks() for kind in desk.kinds)


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_every_desk_opens_by_its_number_in_both_languages(code: str, opened: Opened, furnished: Office) -> None:
    async with opened() as officer:
        set_language(code)
        for desk in desks(furnished):  # the auditor's is in `test_audit`
            await officer.press(str(desk.number))
            assert isinstance(officer.top, DeskScreen)
            assert officer.top.desk is desk
            assert language().translate(desk.label) in officer.picture.splitlines()[0]
            await officer.press("ctrl+l")
            assert language().translate(desk.label) in officer.picture.splitlines()[0]
            await officer.press("ctrl+l")


async def test_a_desk_opens_by_its_digit_and_its_twins(opened: Opened) -> None:
    async with opened() as officer:
        for key, kind in (("6", "person"), ("ctrl+5", "grievance"), ("fullwidth_digit_six", "person")):
            await officer.press(key)
            assert officer.top.kind == kind


async def test_an_officer_sees_only_the_desks_he_may_read(opened: Opened, backend: Any) -> None:
    backend.office.viewer = type(backend.office.viewer)(backend.office.officer, frozenset({"common.read"}))
    async with opened() as officer:
        tabs = officer.picture.splitlines()[0]
        assert "People" in tabs
        assert "Grievances" not in tabs
        assert "Care" not in tabs


# Today


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_today_of_a_quiet_office(code: str, opened: Opened) -> None:
    async with opened(language=code) as officer:
        officer.looks_like(f"today-quiet-80-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_today_puts_ones_own_work_first(code: str, busy: Office, opened: Opened) -> None:
    async with opened(language=code) as officer:
        officer.looks_like(f"today-80-{code}")


async def test_enter_on_what_is_due_opens_the_record(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("enter")
        assert "请本周内与房东协商" in officer.picture
        assert "r Answer" in officer.footer


async def test_a_heading_is_no_record(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("home")
        assert officer.top.current() is None
        await officer.press("enter", "f2", "h")
        assert isinstance(officer.top, DeskScreen)


# The queue


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_queue_shows_how_each_stands(code: str, busy: Office, opened: Opened) -> None:
    async with opened(language=code) as officer:
        await officer.press("5")
        officer.looks_like(f"queue-80-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_a_wide_screen_shows_the_record_beside_the_list(code: str, busy: Office, opened: Opened) -> None:
    async with opened(BUSY, language=code) as officer:
        officer.looks_like(f"today-160-{code}")
        await officer.press("5")
        officer.looks_like(f"queue-160-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_a_queue_in_which_nothing_is_found(code: str, busy: Office, opened: Opened) -> None:
    async with opened(language=code) as officer:
        await officer.press("5", "slash")
        await officer.press(*"nowhere")
        await officer.press("enter")
        officer.looks_like(f"queue-empty-80-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_what_is_refused_at_the_queue_says_why(code: str, busy: Office, opened: Opened) -> None:
    async with opened(language=code) as officer:
        await officer.press("5", "a")
        await officer.press("ctrl+a", "ctrl+k", *"2026-10-01")
        await officer.press("ctrl+s")
        officer.looks_like(f"queue-refused-80-{code}")


async def test_the_detail_of_a_grievance(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("5", "end", "enter")
        officer.looks_like("record-80-en")


async def test_an_action_is_done_by_its_key(opened: Opened, furnished: Office, only: Any) -> None:
    async with opened() as officer:
        await officer.press("5")
        number = officer.top.current().number
        await officer.press("a", "ctrl+s")
        assert only(furnished, "grievance", number=number).accepted == furnished.today
        await officer.settle()
        assert officer.top.current().number == number, "the cursor stays on its record"


async def test_an_action_that_cannot_be_done_now_has_no_key(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("5", "c")
        assert isinstance(officer.top, DeskScreen)
        assert " Close" not in officer.footer


async def test_the_menu_offers_the_actions_of_the_parts_too(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("5")
        officer.top.query_one(WindowedList).move_to(2)
        while officer.top.current().number != "2026-000002":
            await officer.press("down")
        await officer.press("f2")
        assert "Answer supervision: 请本周内与房东协商" in officer.picture


async def test_a_date_explains_itself(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("5")
        for key in ("y", "f4"):
            await officer.press(key)
            assert "15 days to accept" in officer.words
            await officer.press("escape")


async def test_history_is_one_key_away(busy: Office, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("5")
        for key in ("h", "f6"):
            await officer.press(key)
            assert "Register grievance" in officer.picture
            await officer.press("escape")
            assert isinstance(officer.top, DeskScreen)


# Searching


async def test_a_search_line_filters_and_escape_takes_it_away(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("5", "slash")
        await officer.press(*"handler:me")
        await officer.press("enter")
        assert "found: 1 for handler:me" in officer.picture
        assert "2026-000003" not in officer.picture
        await officer.press("escape")
        assert "2026-000003" in officer.picture


async def test_a_search_counts_records_and_no_headings(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("1", "slash")
        await officer.press(*"mine")
        await officer.press("enter")
        rows = officer.top.query_one(WindowedList)
        assert 0 < rows.records < rows.total, "there are headings, too"
        assert f"found: {rows.records} for mine" in officer.picture


@pytest.mark.parametrize("desk", "1356")
async def test_a_search_that_finds_nothing_says_so(desk: str, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press(desk, "slash")
        await officer.press(*"nobody")
        await officer.press("enter")
        assert "Nothing matches the search" in officer.picture
        assert "Nothing is due" not in officer.picture


async def test_ctrl_s_saves_and_takes_no_step_where_nothing_is_to_be_saved(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("5", "ctrl+s")
        assert isinstance(officer.top, DeskScreen)
        await officer.press("7", "ctrl+s")
        assert isinstance(officer.top, DeskScreen)


async def test_a_line_that_cannot_be_asked_says_why_and_stays(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("5", "slash")
        await officer.press(*"stage:nowhere")
        await officer.press("enter")
        assert "is no value of Stage" in officer.picture
        assert "stage:nowhere" in officer.picture
        await officer.press("escape")
        assert "2026-000003" in officer.picture


async def test_tab_completes_a_term(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("5", "slash")
        await officer.press(*"stage:regi")
        await officer.press("tab")
        assert "stage:registered" in officer.picture


# Several lists


async def test_brackets_turn_from_list_to_list(opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("8", "right_square_bracket")
        assert "[Officers]" in officer.picture
        await officer.press("right_square_bracket")
        assert "[Policy pack]" in officer.picture
        await officer.press("e")
        assert "Edit policy" in officer.picture


# Transfers and imports


def preview() -> Preview:
    return Preview(
        transfer="0" * 32,
        digest="0" * 64,
        sender="南区站",
        sender_id="1" * 32,
        made=datetime(2026, 11, 22, 17, 5),
        changes=1250,
        new_changes=1200,
        counts=(KindCount("grievance", 300, 12), KindCount("person", 88, 0)),
        clashes=(
            IncomingConflict(
                "grievance", "2" * 32, "subject", "反映加班工资拖欠", "反映加班工资拖欠三个月", "2026-000031"
            ),
        ),
        unknown=3,
        receipts=2,
    )


def test_a_preview_says_in_a_line_of_its_own_what_would_be_purged(office: Office) -> None:
    set_language("en")
    seen = replace(preview(), counts=(KindCount("grievance", 0, 1, 2), KindCount("purge", 2, 0)))
    said = [text for text, _style in preview_lines(seen, office)]
    assert "Grievances: 2 purged here for good" in said
    assert not [text for text in said if "purged" in text and not text.startswith("Grievances")]


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_receiving_shows_what_would_change_before_anything_does(
    code: str, opened: Opened, backend: Any, tmp_path: Path
) -> None:
    medium = tmp_path / "medium"
    medium.mkdir()
    (medium / "south.sealed").write_bytes(b"")
    (medium / "other.txt").write_bytes(b"")
    applied: list[Path] = []
    backend.media = [medium]
    backend.inspect = lambda office, path, progress, folders: preview()
    backend.apply = lambda office, path, seen, progress, folders: applied.append(path) or say(N_("Nothing new."))
    async with opened(language=code) as officer:
        await officer.press("7", "r", "enter")
        assert "other.txt" not in officer.picture
        await officer.press("down", "enter")
        officer.looks_like(f"transfer-preview-80-{code}")
        await officer.press("escape")
        assert not applied
        await officer.press("r", "enter", "down", "enter", "f10")
        assert applied == [medium / "south.sealed"]


async def test_an_import_is_previewed_and_only_then_applied(
    opened: Opened, backend: Any, furnished: Office, tmp_path: Path
) -> None:
    (tmp_path / "roster.xlsx").write_bytes(b"")
    backend.media = [tmp_path]
    mapping = ColumnMapping(1, {"name": 0}, {"name": "姓名"}, ("星座",))
    verdicts = (
        Verdict(2, "张三", Outcome.SAME),
        Verdict(3, "赵六", Outcome.NEW, (AddPerson(name="赵六"),)),
        Verdict(4, "王五", Outcome.BAD, (), (say(N_("The staff number is not a number.")),)),
    )
    backend.read_import = lambda office, what, path, progress: Plan(IMPORTS[what], mapping, verdicts)
    backend.import_rows = lambda office, plan, progress: say("{n} rows.", n=importing.apply(office, plan, progress))
    async with opened() as officer:
        await officer.press("6", "i", "enter", "down", "enter")
        officer.looks_like("import-preview-80-en")
        assert furnished.count(Query("person")) == 3
        await officer.press("f10", "enter")
        assert furnished.count(Query("person")) == 4


async def test_long_work_is_stopped_by_escape_and_says_so(opened: Opened, backend: Any, tmp_path: Path) -> None:
    (tmp_path / "roster.xlsx").write_bytes(b"")
    backend.media = [tmp_path]
    begun, stop_asked = threading.Event(), threading.Event()

    def endless(office: Office, what: str, path: Path, progress: Any) -> None:
        begun.set()
        assert stop_asked.wait(10)
        progress(1, 2)

    backend.read_import = endless
    async with opened() as officer:
        await officer.press("6", "i", "enter", "down")
        with officer.holding_up():
            await officer.press("enter")
            assert begun.wait(10)
            await officer.press("escape")
        stop_asked.set()
        await officer.settle()
        assert "nothing was changed" in officer.words
        assert isinstance(officer.top, DeskScreen)


# Conflicts


async def test_a_conflict_is_decided_between_the_two_values(
    pair: Any, backend: Any, opened: Opened, tmp_path: Path
) -> None:
    here, there = (SiteDriver(site, tmp_path) for site in pair)
    unit = AddUnit(name="车间", code="01")
    here.office.do(unit)
    there.receive(here.send(there))
    here.office.do(AmendUnit(target=unit.target, name="一车间", code="01"))
    there.office.do(AmendUnit(target=unit.target, name="第一车间", code="01"))
    here.receive(there.send(here))
    backend.office = here.office
    async with opened() as officer:
        await officer.open_list("conflict", "enter")
        shown = officer.picture
        assert "which value of “Name” shall stand?" in shown
        rows = [line.split() for line in shown.splitlines()]
        sites, names = (
            next(row for row in rows if set(row) == pair) for pair in ({"甲站", "乙站"}, {"一车间", "第一车间"})
        )
        assert dict(zip(sites, names, strict=True)) == {"甲站": "一车间", "乙站": "第一车间"}
        await officer.press(str(sites.index("乙站") + 1), "enter")
        assert here.office.get("unit", unit.target).name == "第一车间"
        assert officer.top.query_one(WindowedList).total == 0


async def test_a_window_that_becomes_wide_shows_the_record_under_the_cursor(opened: Opened) -> None:
    async with opened(size=(100, 30)) as officer:
        await officer.press("5")
        await officer.resize(140, 40)
        widened = officer.picture
        await officer.press("down", "up")
        assert widened == officer.picture


# Refusals


async def test_a_refusal_cuts_no_wide_character_of_what_stands_behind_it(opened: Opened) -> None:
    """Half of a wide character cannot be drawn, so a refusal covers whole lines."""
    set_language("zh_CN")
    behind = "\n".join(shift * " " + "请先保存" * 9 + "请先存" for shift in (0, 1) * 12)
    async with opened() as officer:
        await officer.push(Screen())
        await officer.top.mount(Static(behind))
        await officer.settle()
        before = officer.picture.splitlines()
        officer.app.say(NoSuchRecord(id="01"))
        await officer.settle()
        after = officer.picture.splitlines()
        covered = [seen for line, seen in zip(before, after, strict=True) if line != seen]
        assert "01" in "".join(covered)
        assert not any("请先" in seen or "保存" in seen for seen in covered)
