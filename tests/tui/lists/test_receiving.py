"""What is received or imported is previewed before anything changes, and conflicts are decided afterwards."""

import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from core.desks.people.people import AddPerson, AddUnit, AmendUnit
from core.importing import plan as importing
from core.importing.plan import Plan
from core.model.query import Query
from core.office.office import Office
from core.results.transfer import IncomingConflict, KindCount, Preview
from core.spreadsheets.columns import ColumnMapping
from core.spreadsheets.declaration import IMPORTS, Outcome, Verdict
from core.values.refusal import Refusal
from core.values.sentence import N_, say
from tests.support.screen_driver import Opened
from tests.support.site_driver import SiteDriver
from tui import screens  # noqa: F401 - declares the desks
from tui.language import set_language
from tui.lists.desk_screen import DeskScreen
from tui.screens.transfers.receiving import preview_lines
from tui.widgets.windowed_list import WindowedList

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
        await officer.press("g", "x", "r", "enter")
        assert "other.txt" not in officer.picture
        await officer.press("down", "enter")
        officer.looks_like(f"transfer-preview-80-{code}")
        await officer.press("escape")
        assert not applied
        await officer.press("r", "enter", "f10")
        assert applied == [medium / "south.sealed"]


class Altered(Refusal):
    """The contents are damaged. Tell the security officer."""


async def test_why_a_file_is_refused_stays_until_it_is_put_away(opened: Opened, backend: Any, tmp_path: Path) -> None:
    (tmp_path / "south.sealed").write_bytes(b"")
    backend.media = [tmp_path]

    def inspect(*_: Any) -> None:
        raise Altered

    backend.inspect = inspect
    async with opened() as officer:
        await officer.press("g", "x", "r", "enter", "x")
        assert "Tell the security officer." in officer.words
        await officer.press("enter")
        assert "Tell the security officer." not in officer.words


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
        await officer.press("5", "i", "enter")
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
        await officer.press("5", "i")
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
        await officer.press("4")
        await officer.resize(140, 40)
        widened = officer.picture
        await officer.press("down", "up")
        assert widened == officer.picture
