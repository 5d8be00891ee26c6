"""The keys of a store at the Officers desk, by keyboard, on a real vault."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from core.desks.administration import OpenAccount
from core.keys import Secret
from core.query import Query
from data import slots
from data.house import House
from data.site import OpenSite, open_site
from data.slots import make_key_file
from data.vault import WrongPassphrase
from tests.conftest import LIGHT, NOW, PASSPHRASE, give_roles, permit
from tests.tui.app.test_story import Clerk
from tui.app import SealdeskApp

OTHER, NEW = "second words here", "third words here"
TO_CEREMONIES = ("left_square_bracket",) * 4
"""From the first list of the desk to that of the ceremonies."""


@pytest.fixture
def folder(tmp_path: Path, found_at: Callable[[Path, str], OpenSite]) -> Any:
    """A store with a second officer, 李明, at seat 2."""
    found_at(tmp_path / "store", "甲站").close()
    with patch.object(slots, "MINIMUM", LIGHT):
        house = House(tmp_path / "store", clock=lambda: NOW)
        office = house.unlock(PASSPHRASE)
        account = OpenAccount(name="李明", seat=2, site=office.site)
        house.keyring.open_account(office, account, Secret(OTHER))
        give_roles(office, 2, "clerk")
        house.close()
        yield tmp_path / "store"


@pytest.fixture
def at_desk(folder: Path, settle: Any) -> Callable[..., Any]:
    """Sign in, and go to the Officers desk."""

    @asynccontextmanager
    async def run(passphrase: str = PASSPHRASE) -> AsyncIterator[Clerk]:
        house = House(folder, clock=lambda: NOW)
        try:
            async with SealdeskApp(house).run_test(size=(80, 24), notifications=True) as pilot:
                clerk = Clerk(pilot, settle)
                await settle(pilot)
                await clerk.type(passphrase)
                await clerk.press("enter", "8")
                yield clerk
        finally:
            house.close()

    return run


async def types(clerk: Clerk, *lines: str) -> None:
    for line in lines:
        await clerk.type(line)
        await clerk.press("enter")


async def sees(clerk: Clerk, text: str) -> None:
    """Wait until a text is on the screen: what a dialog waits for is done in a thread of its own."""
    for _ in range(1000):
        if text in clerk.shown:
            return
        await clerk._settle(clerk._pilot)
    raise AssertionError(clerk.shown)


def seats(folder: Path, passphrase: str = PASSPHRASE) -> tuple[int, ...]:
    site = open_site(folder, passphrase)
    try:
        return site.vault.seats
    finally:
        site.close()


async def test_an_account_is_closed_and_its_officer_admitted_again(at_desk: Any, folder: Path) -> None:
    async with at_desk() as clerk:
        await clerk.press("down", "c")
        await sees(clerk, "Close the account of 李明")
        await clerk.press("y")
        await sees(clerk, "Closed. Older copies")
        await clerk.press("enter", "a")
        await sees(clerk, "security officer permits")
        permit(clerk._pilot.app.office, 2)
        await clerk.press("a")
        await sees(clerk, "now types a passphrase")
        await types(clerk, NEW, NEW)
        await clerk.press("enter")
        await sees(clerk, "李明 can sign in at seat 2 now")
    assert seats(folder, NEW) == (1, 2)
    with pytest.raises(WrongPassphrase):
        seats(folder, OTHER)


async def test_nobody_closes_his_own_account(at_desk: Any, folder: Path) -> None:
    async with at_desk() as clerk:
        await clerk.press("c")
        await sees(clerk, "second officer")
    assert seats(folder) == (1, 2)


async def test_a_passphrase_is_changed_by_who_knows_the_old_one(at_desk: Any, folder: Path) -> None:
    async with at_desk(OTHER) as clerk:  # a clerk, who keeps neither accounts nor store
        await clerk.press("p")
        await types(clerk, "wrong words here")
        await sees(clerk, "does not open this store")
        await clerk.press("p")
        await types(clerk, OTHER)
        await sees(clerk, "Your new passphrase")
        await types(clerk, NEW, "other than before")
        await sees(clerk, "The two passphrases differ")
        await clerk.press("enter")
        await types(clerk, NEW, NEW)
        await clerk.press("enter")
        await sees(clerk, "your new passphrase opens the store")
    assert seats(folder, NEW) == (1, 2)


async def test_the_master_key_is_changed_for_who_is_there(at_desk: Any, folder: Path) -> None:
    async with at_desk() as clerk:
        await clerk.press(*TO_CEREMONIES, "o")
        await types(clerk, PASSPHRASE)
        await sees(clerk, "李明, seat 2")
        await clerk.press("enter")
        await sees(clerk, "李明 will be shut out")
        await clerk.press("y")
        await sees(clerk, "The master key was changed")
        await clerk.press("enter", "2", "8")
        assert clerk.office.count(Query("ceremony")) == 1
    assert seats(folder) == (1,)
    assert (folder / "store-2.db").exists()


async def test_papers_are_shown_typed_back_and_tried(
    at_desk: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from data import keyring
    from data.recovery import Paper, draw_papers

    drawn: list[Paper] = []
    monkeypatch.setattr(keyring, "draw_papers", lambda need, of: drawn.extend(draw_papers(need, of)) or tuple(drawn))
    async with at_desk() as clerk:
        await clerk.press(*TO_CEREMONIES, "m", "enter")
        digits = drawn[0].digits()
        assert all(group in clerk.shown for group in digits.split())
        await clerk.press("enter")
        assert not any(group in clerk.shown for group in digits.split())
        await types(clerk, digits[:-1])
        await sees(clerk, "71 were typed")
        await clerk.press("enter")
        await types(clerk, digits)
        await sees(clerk, "The papers open this store now")
        await clerk.press("enter", "t")
        await types(clerk, digits)
        await sees(clerk, "These papers open this store")


async def test_the_witness_line_is_shown_and_compared(at_desk: Any) -> None:
    async with at_desk() as clerk:
        await clerk.press("w")
        await sees(clerk, "The store has come to")
        await types(clerk, "no line")
        await sees(clerk, "no witness line")


async def test_a_key_file_is_asked_for_where_a_seat_needs_one(folder: Path, tmp_path: Path, settle: Any) -> None:
    make_key_file(tmp_path / "key")
    house = House(folder, clock=lambda: NOW)
    office = house.unlock(PASSPHRASE)
    house.keyring.change_passphrase(office, Secret(PASSPHRASE, tmp_path / "key"))
    house.close()
    house = House(folder, clock=lambda: NOW)
    try:
        async with SealdeskApp(house).run_test(size=(80, 24)) as pilot:
            clerk = Clerk(pilot, settle)
            await settle(pilot)
            await sees(clerk, "Key file")
            await clerk.press("shift+tab")
            await clerk.type(str(tmp_path / "key"))
            await clerk.press("enter")
            await types(clerk, PASSPHRASE)
            assert clerk.office.officer == office.officer
    finally:
        house.close()
