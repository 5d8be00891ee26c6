"""Gaps, one-way routes and volumes by keyboard, on desk 7."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from core.desks.people.people import AddPerson
from core.desks.sync.missing_changes import GapStage
from core.desks.sync.trust import Route
from core.model.audit_event import Event
from core.model.query import Query
from core.office.office import Office
from data.site.open_site import OpenSite
from data.sync.exchange import Exchange
from data.transfer_file import volume_writer
from tests.support.screen_driver import ScreenDriver, signed_in
from tests.support.screen_stage import SiteBackend


@asynccontextmanager
async def transfers_of(site: OpenSite, *media: Path, language: str = "") -> AsyncIterator[ScreenDriver]:
    """Open the program at a site with media in its drives, at the desk of transfers."""
    async with signed_in(SiteBackend(site, *media), language=language) as officer:
        await officer.press("g", "x")
        yield officer


def send(one: OpenSite, other: OpenSite, path: Path, name: str) -> Path:
    """Write a person, and a file that holds nothing but what the files before it do not."""
    one.office().do(AddPerson(name=name))
    Exchange(one.store, one.keys).send(one.office(), other.store.site, path)
    with one.store.transaction():
        held = [(stream, tip.seq, tip.id) for stream, tip in one.store.journal.branches]
        one.store.acknowledgements.keep(other.store.site, held)
    return path


def people(office: Office) -> list[str]:
    return [each.name for each in office.find(Query("person", order=("id",)))]


async def test_a_gap_is_named_before_it_is_applied_stands_in_the_list_and_is_given_up(
    pair: tuple[OpenSite, OpenSite], tmp_path: Path
) -> None:
    a, b = pair
    stick = tmp_path / "stick"
    stick.mkdir()
    send(a, b, tmp_path / "lost.sealed", "张三")
    send(a, b, stick / "late.sealed", "李四")
    async with transfers_of(b, stick) as officer:
        await officer.press("r", "enter")
        assert "follow something that has not come yet" in officer.words
        assert "Missing: changes" in officer.words
        await officer.press("f10")
        assert "more wait for" in officer.words
        await officer.press("enter")
        await officer.open_list("gap")
        assert "甲站" in officer.words
        await officer.press("x")
        await officer.type("光盘已销毁")
        await officer.press("f10")
    (gap,) = b.office().find(Query("gap"))
    assert (gap.stage, gap.reason) == (GapStage.GIVEN_UP, "光盘已销毁")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_list_says_what_is_missing_and_whom_to_ask(
    code: str, pair: tuple[OpenSite, OpenSite], tmp_path: Path
) -> None:
    a, b = pair
    send(a, b, tmp_path / "lost.sealed", "张三")
    Exchange(b.store, b.keys).apply(b.office(), send(a, b, tmp_path / "late.sealed", "李四"))
    async with transfers_of(b, language=code) as officer:
        await officer.open_list("gap")
        officer.looks_like(f"missing-80-{code}")


async def test_a_route_is_made_one_way_by_a_key(pair: tuple[OpenSite, OpenSite]) -> None:
    a, b = pair
    async with transfers_of(a) as officer:
        if "甲站" in officer.top.current().name:  # our own site stands first or last, as names sort
            await officer.press("down")
        await officer.press("o", "down", "down", "enter", "f10")
    routes = {site.id: site.route for site in a.office().find(Query("site"))}
    assert routes == {a.store.site: Route.BOTH, b.store.site: Route.TO}


async def test_what_does_not_fit_goes_in_volumes_and_comes_from_several_media(
    pair: tuple[OpenSite, OpenSite], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = pair
    small, folder, one, two = (tmp_path / name for name in ("small", "folder", "one", "two"))
    for place in (small, folder, one, two):
        place.mkdir()
    monkeypatch.setattr(volume_writer, "SMALLEST", 1 << 10)
    genuine = shutil.disk_usage
    full = shutil._ntuple_diskusage(9000, 1000, 8000)  # type: ignore[attr-defined]
    monkeypatch.setattr(shutil, "disk_usage", lambda place: full if "small" in str(place) else genuine(place))
    a.office().do(AddPerson(name="张三"))
    async with transfers_of(a, small) as officer:
        await officer.press("s", "f10")
        await officer.press("enter", "enter")
        assert "It does not fit" in officer.words
        await officer.answer("4K", str(folder / "x.sealed"))
        await officer.press("f10")
        assert "volumes: copy each to a medium" in officer.words
    names = sorted(path.name for path in folder.iterdir())
    assert names[-1] == "x.sealed.sums"
    assert len(names) > 3
    for name in names:
        (folder / name).rename((one if name in names[:2] else two) / name)
    async with transfers_of(b, one, two) as officer:
        await officer.press("r", "enter", "enter")
        assert "x.sealed.sums is missing" in officer.words
        await officer.press("down", "enter", "enter", "f10", "enter")
    assert people(b.office()) == ["张三"]


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_what_contradicts_itself_is_said_before_it_is_applied_and_cleared_up_by_a_key(
    code: str, pair: tuple[OpenSite, OpenSite], tmp_path: Path
) -> None:
    a, b = pair
    stick = tmp_path / "stick"
    stick.mkdir()
    with a.store.transaction():
        a.store.set_meta("incarnation", "0" * 16)
    a.office().note(Event.LOCKED)
    send(a, b, stick / "late.sealed", "李四")
    said = {"en": "shows a new beginning of its store", "zh_CN": "出示了资料库的新开端"}[code]
    async with transfers_of(b, stick, language=code) as officer:
        await officer.press("r", "enter")
        assert said in officer.words
        await officer.press("f10", "enter")
        await officer.open_list("finding")
        assert "甲站" in officer.words
        await officer.press("v")
        await officer.type("已电话核实")
        await officer.press("f10")
    (finding,) = b.office().find(Query("finding"))
    assert (finding.note, finding.seen_by) == ("已电话核实", b.office().officer)
