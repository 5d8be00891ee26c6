"""Gaps, one-way routes and volumes by keyboard, on desk 7."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from core.desks.people.people import AddPerson
from core.desks.sync.missing_changes import GapStage
from core.desks.sync.trust import Route
from core.model.audit_event import Event
from core.model.query import Query
from core.office.office import Office
from data.backend.backend import LocalBackend
from data.site.open_site import OpenSite
from data.sync.exchange import Exchange
from data.transfer_file import volume_writer
from tests.conftest import NOW
from tests.support.screen_driver import Hand, OpenBackend
from tui.app.app import SealdeskApp
from tui.language import set_language
from tui.screens.transfers.screen import DESK

DOORS = ("outgoing", "passed_on", "preflight", "send", "inspect", "apply", "missing_volumes", "gather")


class TransfersHand(Hand):
    """The first officer of a site before the desk of transfers."""

    async def goes_to(self, heading: str) -> None:
        """Turn the lists of the desk until this one is shown."""
        for _ in range(12):
            if f"[{heading}]" in self.shown:
                return
            await self.press("right_square_bracket")
        raise AssertionError(self.shown)


@pytest.fixture
def sit_down(pair: tuple[OpenSite, OpenSite], settle: Any, picture: Any) -> Any:
    """Open the program at a site with media in its drives."""

    @asynccontextmanager
    async def sits_down(site: OpenSite, *media: Path) -> AsyncIterator[TransfersHand]:
        house = LocalBackend(site.vault.folder, clock=lambda: NOW)
        house._site = site
        backend = OpenBackend(site.office())
        for name in DOORS:
            setattr(backend, name, getattr(house, name))
        backend.media = list(media)
        app = SealdeskApp(cast("Any", backend))
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            hand = TransfersHand(pilot, settle, picture)
            await hand.press(*"ok", "enter", "7")
            yield hand

    return sits_down


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
    pair: tuple[OpenSite, OpenSite], sit_down: Any, tmp_path: Path
) -> None:
    a, b = pair
    stick = tmp_path / "stick"
    stick.mkdir()
    send(a, b, tmp_path / "lost.sealed", "张三")
    send(a, b, stick / "late.sealed", "李四")
    async with sit_down(b, stick) as hand:
        await hand.press("r", "enter", "down", "enter")
        assert "follow something that has not come yet" in hand.shown
        assert "Missing: changes" in hand.shown
        await hand.press("f10")
        assert "more wait for" in hand.shown
        await hand.press("enter")
        await hand.goes_to("Missing parts")
        assert "甲站" in hand.shown
        await hand.press("x")
        await hand.type("光盘已销毁")
        await hand.press("f10")
    (gap,) = b.office().find(Query("gap"))
    assert (gap.stage, gap.reason) == (GapStage.GIVEN_UP, "光盘已销毁")


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_list_says_what_is_missing_and_whom_to_ask(
    code: str, pair: tuple[OpenSite, OpenSite], sit_down: Any, tmp_path: Path, looks_like: Any
) -> None:
    a, b = pair
    send(a, b, tmp_path / "lost.sealed", "张三")
    Exchange(b.store, b.keys).apply(b.office(), send(a, b, tmp_path / "late.sealed", "李四"))
    set_language(code)
    async with sit_down(b) as hand:
        await hand.press(*["right_square_bracket"] * DESK.kinds.index("gap"))
        looks_like(hand.pilot.app, f"missing-80-{code}")


async def test_a_route_is_made_one_way_by_a_key(pair: tuple[OpenSite, OpenSite], sit_down: Any) -> None:
    a, b = pair
    async with sit_down(a) as hand:
        if "甲站" in hand.pilot.app.screen.current().name:  # our own site stands first or last, as names sort
            await hand.press("down")
        await hand.press("o", "down", "down", "enter", "f10")
    routes = {site.id: site.route for site in a.office().find(Query("site"))}
    assert routes == {a.store.site: Route.BOTH, b.store.site: Route.TO}


async def test_what_does_not_fit_goes_in_volumes_and_comes_from_several_media(
    pair: tuple[OpenSite, OpenSite], sit_down: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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
    async with sit_down(a, small) as hand:
        await hand.press("s", "f10")
        await hand.press("enter", "enter")
        assert "It does not fit" in hand.shown
        await hand.type("4K")
        await hand.press("enter")
        await hand.type(str(folder / "x.sealed"))
        await hand.press("enter", "f10")
        assert "volumes: copy each to a medium" in hand.shown
    names = sorted(path.name for path in folder.iterdir())
    assert names[-1] == "x.sealed.sums"
    assert len(names) > 3
    for name in names:
        (folder / name).rename((one if name in names[:2] else two) / name)
    async with sit_down(b, one, two) as hand:
        await hand.press("r", "enter", "down", "enter")
        assert "x.sealed.sums is missing" in hand.shown
        await hand.press("down", "enter", "down", "enter")
        await hand.press("f10", "enter")
    assert people(b.office()) == ["张三"]


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_what_contradicts_itself_is_said_before_it_is_applied_and_cleared_up_by_a_key(
    code: str, pair: tuple[OpenSite, OpenSite], sit_down: Any, tmp_path: Path
) -> None:
    a, b = pair
    stick = tmp_path / "stick"
    stick.mkdir()
    with a.store.transaction():
        a.store.set_meta("incarnation", "0" * 16)
    a.office().note(Event.LOCKED)
    send(a, b, stick / "late.sealed", "李四")
    set_language(code)
    said = {"en": "shows a new beginning of its store", "zh_CN": "出示了资料库的新开端"}[code]
    async with sit_down(b, stick) as hand:
        await hand.press("r", "enter", "down", "enter")
        assert said in hand.shown.replace("\n", "")
        await hand.press("f10", "enter")
        await hand.goes_to({"en": "Findings about sites", "zh_CN": "站点异常"}[code])
        assert "甲站" in hand.shown
        await hand.press("v")
        await hand.type("已电话核实")
        await hand.press("f10")
    (finding,) = b.office().find(Query("finding"))
    assert (finding.note, finding.seen_by) == ("已电话核实", b.office().officer)
