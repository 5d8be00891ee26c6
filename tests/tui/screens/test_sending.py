"""Sending by keyboard: one officer prepares, another approves what he sees, and just that is written to a medium."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.desks.grievances import RegisterGrievance
from core.desks.people.people import AddPerson
from core.desks.sync.consignments import ConsignmentStage
from core.desks.sync.media import Medium
from core.model.action import amend
from core.model.query import EVERYTHING, Query
from core.policy.editing import with_figure
from core.rules.ledger import LedgerStage
from data.media.preflight import LABEL, number_on
from data.site.open_site import OpenSite
from data.sync.exchange import Exchange
from tests.conftest import NOW
from tests.support.screen_driver import ScreenDriver, signed_in
from tests.support.screen_stage import SiteBackend
from tests.support.site_driver import appoint, impose
from tui.widgets.windowed_list import WindowedList


class Room:
    """A site with a clerk and a supervisor, and a stick in the drive."""

    def __init__(self, site: OpenSite, other: OpenSite, stick: Path) -> None:
        self.site, self.other, self.stick = site, other, stick
        self.clerk, self.supervisor = SiteBackend(site, stick, seat=2), SiteBackend(site, stick, seat=3)
        self.office = self.clerk.office

    def stages(self) -> list[ConsignmentStage]:
        return [each.stage for each in self.office.find(Query("consignment"))]

    def read(self, path: Path) -> set[str]:
        Exchange(self.other.store, self.other.keys).apply(self.other.office(), path)
        return {person.name for person in self.other.office().find(Query("person"))}


@pytest.fixture
def room(pair: tuple[OpenSite, OpenSite], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    """The first of two sites, where a second officer approves; there is a person and a grievance."""
    here, there = pair
    first = here.office()
    for seat, name, role in ((2, "李明", "clerk"), (3, "王敏", "supervisor")):
        appoint(first, name, seat, role)
    (policy,) = first.find(Query("policy"))
    impose(first, with_figure(policy.text, ("transfers", "second_officer"), True))
    first.do_all([AddPerson(name="张三"), RegisterGrievance(received=NOW, subject="拖欠工资")])
    (tmp_path / "stick").mkdir()
    monkeypatch.chdir(tmp_path)
    return Room(here, there, Path("stick"))


async def prepares(room: Room) -> None:
    async with signed_in(room.clerk) as clerk:
        await clerk.press("g", "x", "s")
        assert "People: 1" in clerk.words
        await clerk.press("f10", "f10")
        assert "A second officer finds it" in clerk.words
        await clerk.press("enter")
    assert room.stages() == [ConsignmentStage.PREPARED]


async def approves(room: Room) -> None:
    async with signed_in(room.supervisor) as supervisor:
        await supervisor.open_list("consignment", "a", "f10")
    assert room.stages() == [ConsignmentStage.APPROVED]


async def test_a_transfer_is_prepared_approved_and_written(room: Room) -> None:
    await prepares(room)
    await approves(room)
    room.site.office().do(AddPerson(name="李四"))
    async with signed_in(room.clerk) as clerk:
        await clerk.press("g", "x", "s", "enter", "enter")
        assert "ready" in clerk.words
        assert "same disk as the store" in clerk.words
        await clerk.press("f10")
        assert "Written, read back and verified" in clerk.words
        assert "tell 乙站 by telephone" in clerk.words
    assert room.stages() == [ConsignmentStage.WRITTEN]
    (path,) = room.stick.iterdir()
    assert room.read(path) == {"张三"}


async def test_nothing_is_written_to_the_empty_folder_of_a_stick_that_was_taken_out(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    await prepares(room)
    await approves(room)
    disks = iter((7, 1))
    monkeypatch.setattr("tui.screens.transfers.sending._disk", lambda path: next(disks))
    async with signed_in(room.clerk) as clerk:
        await clerk.press("g", "x", "s", "enter", "enter", "f10")
        assert "was taken out or exchanged" in clerk.words
    assert room.stages() == [ConsignmentStage.APPROVED]
    assert list(room.stick.iterdir()) == []


async def test_who_approves_comes_from_today_and_sees_what_goes_before_he_decides(room: Room) -> None:
    await prepares(room)
    async with signed_in(room.supervisor) as supervisor:
        assert "decide the consignment" in supervisor.words
        await supervisor.press("enter", "a")
        assert "and nothing else" in supervisor.words
        assert "Grievances: 1" in supervisor.words
        assert room.stages() == [ConsignmentStage.PREPARED]
        await supervisor.press("f10")
    assert room.stages() == [ConsignmentStage.APPROVED]


async def test_who_prepared_it_is_offered_no_way_to_approve(room: Room) -> None:
    await prepares(room)
    async with signed_in(room.clerk) as clerk:
        await clerk.open_list("consignment", "a")
        assert "Your roles do not let you do this" in clerk.words
        await clerk.press("enter", "f10", "escape")
        await clerk.press("g", "x", "s")
        assert "waits for a second officer" in clerk.words
    assert room.stages() == [ConsignmentStage.PREPARED]


async def test_it_is_declined_with_a_reason(room: Room) -> None:
    await prepares(room)
    async with signed_in(room.supervisor) as supervisor:
        await supervisor.open_list("consignment", "d")
        await supervisor.type("not this week")
        await supervisor.press("f10")
    assert room.stages() == [ConsignmentStage.DECLINED]


async def test_fewer_compartments_are_chosen_in_the_form(room: Room) -> None:
    async with signed_in(room.clerk) as clerk:
        await clerk.press("g", "x", "s", "f10", "space", "f10", "enter")
    (made,) = room.office.find(Query("consignment"))
    assert made.compartments == ("grievance",)


async def test_a_medium_is_registered_and_must_be_the_one_that_was_named(room: Room, tmp_path: Path) -> None:
    await prepares(room)
    await approves(room)
    async with signed_in(room.clerk) as clerk:
        await clerk.open_list("medium", "n", "enter", "enter")
        await clerk.type("U-007")
        await clerk.press("f10")
        assert number_on(room.stick) == "U-007"
        assert [(each.number, each.stage) for each in room.office.find(Query(Medium.kind))] == [
            ("U-007", LedgerStage.IN)
        ]
        (room.stick / LABEL).unlink()
        await clerk.press("g", "x", "s", "enter", "enter", "enter")
        assert "This is not medium U-007: it has no number" in clerk.words
        await clerk.press("f10")
        assert "has no number" in clerk.words  # nothing is offered to go on to
        await clerk.press("escape")
    assert list(room.stick.iterdir()) == []
    assert room.stages() == [ConsignmentStage.APPROVED]


async def written_on_the_stick(room: Room, clerk: ScreenDriver) -> None:
    """Register the stick, and write the approved consignment on it."""
    await clerk.open_list("medium", "n", "enter", "enter")
    await clerk.type("U-007")
    await clerk.press("f10")
    await clerk.press("g", "x", "s", "enter", "enter", "enter", "f10")
    assert "Written, read back and verified" in clerk.words


def rows_above(clerk: ScreenDriver, text: str) -> int:
    """Return how far below the cursor the row stands that says this."""
    listed = clerk.top.query_one(WindowedList)
    rows = [" ".join(listed.row(place).cells) for place in range(listed.total)]
    return next(place for place, row in enumerate(rows) if text in row) - listed.position


def ledger(room: Room) -> tuple[LedgerStage, str]:
    """Return where the stick is by its ledger, and with whom."""
    (medium,) = room.office.find(Query(Medium.kind))
    return medium.stage, room.office.title("officer", medium.holder) if medium.holder else ""


async def test_the_medium_is_signed_out_where_it_was_written(room: Room) -> None:
    await prepares(room)
    await approves(room)
    async with signed_in(room.clerk) as clerk:
        await written_on_the_stick(room, clerk)
        assert "Sign medium U-007 out to whoever carries it" in clerk.words
        assert "F10 Sign out medium" in clerk.words
        await clerk.press("f10")
        await clerk.type("王敏")
        await clerk.press("enter", "f10")
    assert ledger(room) == (LedgerStage.OUT, "王敏")


async def test_a_medium_that_was_not_signed_out_stands_in_today_and_enter_signs_it_out(room: Room) -> None:
    await prepares(room)
    await approves(room)
    async with signed_in(room.clerk) as clerk:
        await written_on_the_stick(room, clerk)
        await clerk.press("escape", "1")
        assert ledger(room) == (LedgerStage.IN, "")
        assert "sign out, transfer on it: U-007" in clerk.words
        await clerk.press(*["down"] * rows_above(clerk, "sign out, transfer on it"), "enter")
        await clerk.type("王敏")
        await clerk.press("enter", "f10")
        assert "sign out, transfer on it" not in clerk.words
    assert ledger(room) == (LedgerStage.OUT, "王敏")


async def test_a_second_file_of_the_day_is_proposed_another_name(room: Room) -> None:
    await prepares(room)
    await approves(room)
    (room.stick / f"乙站-{NOW:%Y%m%d}.sealed").write_bytes(b"precious")
    async with signed_in(room.clerk) as clerk:
        await clerk.press("g", "x", "s", "enter")
        await clerk.type(f"stick/乙站-{NOW:%Y%m%d}.sealed")
        await clerk.press("enter")
        assert "is not overwritten" in clerk.words
        await clerk.press("escape", "s", "enter", "enter", "f10")
        assert "Written, read back and verified" in clerk.words
    assert (room.stick / f"乙站-{NOW:%Y%m%d}-2.sealed").exists()


# How it looks


@pytest.fixture
def steady(room: Room) -> Room:
    """The same, without what differs from one run to the next: keys and sizes."""
    store = room.site.store
    site = store.get("site", room.other.store.site, EVERYTHING)
    with store.transaction():
        draft = amend(site, fingerprint="471108 471116 471124 471132 471140 471159 471167 471175")  # type: ignore[arg-type]
        store.write([draft], officer="a" * 32, action="test")
    look = room.clerk.preflight
    room.clerk.preflight = lambda *given, **named: replace(look(*given, **named), needed=8192)  # type: ignore[method-assign]
    return room


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_pictures_of_the_way(code: str, steady: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.dialogs.choose_file.typed_path", Path)  # a whole path would name this machine's folders
    async with signed_in(steady.clerk, language=code) as clerk:
        await clerk.press("g", "x", "s")
        clerk.looks_like(f"outgoing-80-{code}")
        await clerk.press("f10")
        clerk.looks_like(f"consignment-form-80-{code}")
        await clerk.press("f10", "enter")
    async with signed_in(steady.supervisor, language=code) as supervisor:
        await supervisor.open_list("consignment")
        supervisor.looks_like(f"consignments-80-{code}")
        await supervisor.press("enter")
        supervisor.looks_like(f"consignment-80-{code}")
        await supervisor.press("f10")
    async with signed_in(steady.clerk, language=code) as clerk:
        await clerk.press("g", "x", "s", "enter", "enter")
        clerk.looks_like(f"preflight-80-{code}")
