"""The desks: what an officer sees and does on each of them."""

import asyncio
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
from data.sync.exchange import Exchange
from tui import screens  # noqa: F401 - declares the desks
from tui.generic.desk import desks
from tui.generic.desk_screen import DeskScreen
from tui.language import language, set_language
from tui.screens.transfers.receiving import preview_lines
from tui.widgets.windowed_list import WindowedList

BUSY = (160, 48)


async def to(pilot: Any, settle: Any, *keys: str) -> None:
    """Press keys one by one, each after the one before has had its effect."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


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
async def test_every_desk_opens_by_its_number_in_both_languages(
    code: str, opened: Any, furnished: Office, settle: Any, picture: Any
) -> None:
    async with opened() as pilot:
        set_language(code)
        for desk in desks(furnished):  # the auditor's is in `test_audit`
            await to(pilot, settle, str(desk.number))
            assert isinstance(pilot.app.screen, DeskScreen)
            assert pilot.app.screen.desk is desk
            assert language().translate(desk.label) in picture(pilot.app).splitlines()[0]
            await to(pilot, settle, "ctrl+l")
            assert language().translate(desk.label) in picture(pilot.app).splitlines()[0]
            await to(pilot, settle, "ctrl+l")


async def test_a_desk_opens_by_its_digit_and_its_twins(opened: Any, settle: Any) -> None:
    async with opened() as pilot:
        for key, kind in (("6", "person"), ("ctrl+5", "grievance"), ("fullwidth_digit_six", "person")):
            await to(pilot, settle, key)
            assert pilot.app.screen.kind == kind


async def test_an_officer_sees_only_the_desks_he_may_read(opened: Any, settle: Any, backend: Any, picture: Any) -> None:
    backend.office.viewer = type(backend.office.viewer)(backend.office.officer, frozenset({"common.read"}))
    async with opened() as pilot:
        await settle(pilot)
        tabs = picture(pilot.app).splitlines()[0]
        assert "People" in tabs
        assert "Grievances" not in tabs
        assert "Care" not in tabs


# Today


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_today_of_a_quiet_office(code: str, opened: Any, settle: Any, looks_like: Any) -> None:
    set_language(code)
    async with opened() as pilot:
        looks_like(pilot.app, f"today-quiet-80-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_today_puts_ones_own_work_first(
    code: str, busy: Office, opened: Any, settle: Any, looks_like: Any
) -> None:
    set_language(code)
    async with opened() as pilot:
        looks_like(pilot.app, f"today-80-{code}")


async def test_enter_on_what_is_due_opens_the_record(busy: Office, opened: Any, settle: Any, picture: Any) -> None:
    async with opened() as pilot:
        await to(pilot, settle, "enter")
        assert "请本周内与房东协商" in picture(pilot.app)
        assert "r Answer" in picture(pilot.app).splitlines()[-1]


async def test_a_heading_is_no_record(busy: Office, opened: Any, settle: Any) -> None:
    async with opened() as pilot:
        await to(pilot, settle, "home")
        assert pilot.app.screen.current() is None
        await to(pilot, settle, "enter", "f2", "h")
        assert isinstance(pilot.app.screen, DeskScreen)


# The queue


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_queue_shows_how_each_stands(
    code: str, busy: Office, opened: Any, settle: Any, looks_like: Any
) -> None:
    set_language(code)
    async with opened() as pilot:
        await to(pilot, settle, "5")
        looks_like(pilot.app, f"queue-80-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_a_wide_screen_shows_the_record_beside_the_list(
    code: str, busy: Office, opened: Any, settle: Any, looks_like: Any
) -> None:
    set_language(code)
    async with opened(BUSY) as pilot:
        looks_like(pilot.app, f"today-160-{code}")
        await to(pilot, settle, "5")
        looks_like(pilot.app, f"queue-160-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_a_queue_in_which_nothing_is_found(
    code: str, busy: Office, opened: Any, settle: Any, looks_like: Any
) -> None:
    set_language(code)
    async with opened() as pilot:
        await to(pilot, settle, "5", "slash")
        await pilot.press(*"nowhere")
        await to(pilot, settle, "enter")
        looks_like(pilot.app, f"queue-empty-80-{code}")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_what_is_refused_at_the_queue_says_why(
    code: str, busy: Office, opened: Any, settle: Any, looks_like: Any
) -> None:
    set_language(code)
    async with opened() as pilot:
        await to(pilot, settle, "5", "a")
        await pilot.press("ctrl+a", "ctrl+k", *"2026-10-01")
        await to(pilot, settle, "ctrl+s")
        looks_like(pilot.app, f"queue-refused-80-{code}")


async def test_the_detail_of_a_grievance(busy: Office, opened: Any, settle: Any, looks_like: Any) -> None:
    async with opened() as pilot:
        await to(pilot, settle, "5", "end", "enter")
        looks_like(pilot.app, "record-80-en")


async def test_an_action_is_done_by_its_key(opened: Any, settle: Any, furnished: Office, only: Any) -> None:
    async with opened() as pilot:
        await to(pilot, settle, "5")
        number = pilot.app.screen.current().number
        await to(pilot, settle, "a", "ctrl+s")
        assert only(furnished, "grievance", number=number).accepted == furnished.today
        await to(pilot, settle)
        assert pilot.app.screen.current().number == number, "the cursor stays on its record"


async def test_an_action_that_cannot_be_done_now_has_no_key(opened: Any, settle: Any, picture: Any) -> None:
    async with opened() as pilot:
        await to(pilot, settle, "5", "c")
        assert isinstance(pilot.app.screen, DeskScreen)
        assert " Close" not in picture(pilot.app).splitlines()[-1]


async def test_the_menu_offers_the_actions_of_the_parts_too(
    busy: Office, opened: Any, settle: Any, picture: Any
) -> None:
    async with opened() as pilot:
        await to(pilot, settle, "5")
        pilot.app.screen.query_one(WindowedList).move_to(2)
        while pilot.app.screen.current().number != "2026-000002":
            await to(pilot, settle, "down")
        await to(pilot, settle, "f2")
        assert "Answer supervision: 请本周内与房东协商" in picture(pilot.app)


async def test_a_date_explains_itself(busy: Office, opened: Any, settle: Any, picture: Any) -> None:
    async with opened() as pilot:
        await to(pilot, settle, "5")
        for key in ("y", "f4"):
            await to(pilot, settle, key)
            assert "15 days to accept" in " ".join(picture(pilot.app).split())
            await to(pilot, settle, "escape")


async def test_history_is_one_key_away(busy: Office, opened: Any, settle: Any, picture: Any) -> None:
    async with opened() as pilot:
        await to(pilot, settle, "5")
        for key in ("h", "f6"):
            await to(pilot, settle, key)
            assert "Register grievance" in picture(pilot.app)
            await to(pilot, settle, "escape")
            assert isinstance(pilot.app.screen, DeskScreen)


# Searching


async def test_a_search_line_filters_and_escape_takes_it_away(opened: Any, settle: Any, picture: Any) -> None:
    async with opened() as pilot:
        await to(pilot, settle, "5", "slash")
        await pilot.press(*"handler:me")
        await to(pilot, settle, "enter")
        assert "found: 1 for handler:me" in picture(pilot.app)
        assert "2026-000003" not in picture(pilot.app)
        await to(pilot, settle, "escape")
        assert "2026-000003" in picture(pilot.app)


async def test_a_search_counts_records_and_no_headings(opened: Any, settle: Any, picture: Any) -> None:
    async with opened() as pilot:
        await to(pilot, settle, "1", "slash")
        await pilot.press(*"mine")
        await to(pilot, settle, "enter")
        rows = pilot.app.screen.query_one(WindowedList)
        assert 0 < rows.records < rows.total, "there are headings, too"
        assert f"found: {rows.records} for mine" in picture(pilot.app)


@pytest.mark.parametrize("desk", "1356")
async def test_a_search_that_finds_nothing_says_so(desk: str, opened: Any, settle: Any, picture: Any) -> None:
    async with opened() as pilot:
        await to(pilot, settle, desk, "slash")
        await pilot.press(*"nobody")
        await to(pilot, settle, "enter")
        assert "Nothing matches the search" in picture(pilot.app)
        assert "Nothing is due" not in picture(pilot.app)


async def test_ctrl_s_saves_and_takes_no_step_where_nothing_is_to_be_saved(opened: Any, settle: Any) -> None:
    async with opened() as pilot:
        await to(pilot, settle, "5", "ctrl+s")
        assert isinstance(pilot.app.screen, DeskScreen)
        await to(pilot, settle, "7", "ctrl+s")
        assert isinstance(pilot.app.screen, DeskScreen)


async def test_a_line_that_cannot_be_asked_says_why_and_stays(opened: Any, settle: Any, picture: Any) -> None:
    async with opened() as pilot:
        await to(pilot, settle, "5", "slash")
        await pilot.press(*"stage:nowhere")
        await to(pilot, settle, "enter")
        assert "is no value of Stage" in picture(pilot.app)
        assert "stage:nowhere" in picture(pilot.app)
        await to(pilot, settle, "escape")
        assert "2026-000003" in picture(pilot.app)


async def test_tab_completes_a_term(opened: Any, settle: Any, picture: Any) -> None:
    async with opened() as pilot:
        await to(pilot, settle, "5", "slash")
        await pilot.press(*"stage:regi")
        await to(pilot, settle, "tab")
        assert "stage:registered" in picture(pilot.app)


# Several lists


async def test_brackets_turn_from_list_to_list(opened: Any, settle: Any, picture: Any) -> None:
    async with opened() as pilot:
        await to(pilot, settle, "8", "right_square_bracket")
        assert "[Officers]" in picture(pilot.app)
        await to(pilot, settle, "right_square_bracket")
        assert "[Policy pack]" in picture(pilot.app)
        await to(pilot, settle, "e")
        assert "Edit policy" in picture(pilot.app)


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
    code: str, opened: Any, settle: Any, backend: Any, looks_like: Any, tmp_path: Path, picture: Any
) -> None:
    medium = tmp_path / "medium"
    medium.mkdir()
    (medium / "south.sealed").write_bytes(b"")
    (medium / "other.txt").write_bytes(b"")
    applied: list[Path] = []
    backend.media = [medium]
    backend.inspect = lambda office, path, progress, folders: preview()
    backend.apply = lambda office, path, seen, progress, folders: applied.append(path) or say(N_("Nothing new."))
    set_language(code)
    async with opened() as pilot:
        await to(pilot, settle, "7", "r", "enter")
        assert "other.txt" not in picture(pilot.app)
        await to(pilot, settle, "down", "enter")
        looks_like(pilot.app, f"transfer-preview-80-{code}")
        await to(pilot, settle, "escape")
        assert not applied
        await to(pilot, settle, "r", "enter", "down", "enter", "f10")
        assert applied == [medium / "south.sealed"]


async def test_an_import_is_previewed_and_only_then_applied(
    opened: Any, settle: Any, backend: Any, furnished: Office, looks_like: Any, tmp_path: Path
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
    async with opened() as pilot:
        await to(pilot, settle, "6", "i", "enter", "down", "enter")
        looks_like(pilot.app, "import-preview-80-en")
        assert furnished.count(Query("person")) == 3
        await to(pilot, settle, "f10", "enter")
        assert furnished.count(Query("person")) == 4


async def test_long_work_is_stopped_by_escape_and_says_so(
    opened: Any, settle: Any, backend: Any, picture: Any, tmp_path: Path
) -> None:
    (tmp_path / "roster.xlsx").write_bytes(b"")
    backend.media = [tmp_path]
    begun, stop_asked = threading.Event(), threading.Event()

    def endless(office: Office, what: str, path: Path, progress: Any) -> None:
        begun.set()
        assert stop_asked.wait(10)
        progress(1, 2)

    backend.read_import = endless
    async with opened() as pilot:
        await to(pilot, settle, "6", "i", "enter")
        await pilot.press("down", "enter")
        await asyncio.to_thread(begun.wait, 10)
        await pilot.press("escape")
        stop_asked.set()
        await settle(pilot)
        await pilot.pause()
        assert "nothing was changed" in " ".join(picture(pilot.app).split())
        assert isinstance(pilot.app.screen, DeskScreen)


# Conflicts


async def test_a_conflict_is_decided_between_the_two_values(
    pair: Any, backend: Any, opened: Any, settle: Any, picture: Any, tmp_path: Path
) -> None:
    here, there = pair
    unit = AddUnit(name="车间", code="01")
    here.office().do(unit)
    ours, theirs = Exchange(here.store, here.keys), Exchange(there.store, there.keys)
    ours.send(here.office(), there.store.site, tmp_path / "1.sealed")
    theirs.apply(there.office(), tmp_path / "1.sealed")
    here.office().do(AmendUnit(target=unit.target, name="一车间", code="01"))
    there.office().do(AmendUnit(target=unit.target, name="第一车间", code="01"))
    theirs.send(there.office(), here.store.site, tmp_path / "2.sealed")
    ours.apply(here.office(), tmp_path / "2.sealed")
    backend.office = here.office()
    async with opened() as pilot:
        await to(pilot, settle, "7", *["left_square_bracket"] * 2, "enter")
        shown = picture(pilot.app)
        assert "which value of “Name” shall stand?" in shown
        rows = [line.split() for line in shown.splitlines()]
        sites, names = (
            next(row for row in rows if set(row) == pair) for pair in ({"甲站", "乙站"}, {"一车间", "第一车间"})
        )
        assert dict(zip(sites, names, strict=True)) == {"甲站": "一车间", "乙站": "第一车间"}
        await to(pilot, settle, str(sites.index("乙站") + 1), "enter")
        assert here.office().get("unit", unit.target).name == "第一车间"
        assert pilot.app.screen.query_one(WindowedList).total == 0


async def test_a_window_that_becomes_wide_shows_the_record_under_the_cursor(
    opened: Any, settle: Any, picture: Any
) -> None:
    async with opened(size=(100, 30)) as pilot:
        await pilot.press("5")
        await settle(pilot)
        await pilot.resize_terminal(140, 40)
        await settle(pilot)
        widened = picture(pilot.app)
        await pilot.press("down", "up")
        await settle(pilot)
        assert widened == picture(pilot.app)


# Refusals


async def test_a_refusal_cuts_no_wide_character_of_what_stands_behind_it(opened: Any, picture: Any) -> None:
    """Half of a wide character cannot be drawn, so a refusal covers whole lines."""
    set_language("zh_CN")
    behind = "\n".join(shift * " " + "请先保存" * 9 + "请先存" for shift in (0, 1) * 12)
    async with opened() as pilot:
        await pilot.app.push_screen(Screen())
        await pilot.app.screen.mount(Static(behind))
        await pilot.pause()
        before = picture(pilot.app).splitlines()
        pilot.app.say(NoSuchRecord(id="01"))
        await pilot.pause()
        after = picture(pilot.app).splitlines()
        covered = [seen for line, seen in zip(before, after, strict=True) if line != seen]
        assert "01" in "".join(covered)
        assert not any("请先" in seen or "保存" in seen for seen in covered)
