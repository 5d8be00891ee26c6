"""The keys of a store at the Officers desk, by keyboard, on a real vault."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from core.desks.administration.key_ceremonies import MakeRecovery, UseRecovery
from core.desks.administration.officers import OpenAccount
from core.desks.people.people import AddPerson
from core.model.query import Is, Query
from core.results.secrets import Secret
from data.backend.backend import LocalBackend
from data.site.open_site import OpenSite, open_site
from data.vault import key_slots
from data.vault.key_slots import make_key_file
from data.vault.vault import WrongPassphrase
from tests.conftest import LIGHT, NOW, PASSPHRASE, give_roles, permit
from tests.system.test_story import Clerk
from tui.app.app import SealdeskApp
from tui.widgets.windowed_list import WindowedList

OTHER, NEW = "second words here", "third words here"
TO_CEREMONIES = ("left_square_bracket",) * 4
"""From the first list of the desk to that of the ceremonies."""


@pytest.fixture
def folder(tmp_path: Path, found_at: Callable[[Path, str], OpenSite]) -> Any:
    """A store with a second officer, 李明, at seat 2."""
    found_at(tmp_path / "store", "甲站").close()
    with patch.object(key_slots, "MINIMUM", LIGHT):
        house = LocalBackend(tmp_path / "store", clock=lambda: NOW)
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
        house = LocalBackend(folder, clock=lambda: NOW)
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
    from data.site import keyring
    from data.vault.recovery import RecoveryPaper, draw_papers

    drawn: list[RecoveryPaper] = []
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
        await sees(clerk, "The present state of the store")
        await types(clerk, "no line")
        await sees(clerk, "no witness line")


async def test_a_key_file_is_asked_for_where_a_seat_needs_one(folder: Path, tmp_path: Path, settle: Any) -> None:
    make_key_file(tmp_path / "key")
    house = LocalBackend(folder, clock=lambda: NOW)
    office = house.unlock(PASSPHRASE)
    house.keyring.change_passphrase(office, Secret(PASSPHRASE, tmp_path / "key"))
    house.close()
    house = LocalBackend(folder, clock=lambda: NOW)
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


async def test_papers_that_were_used_ask_for_new_ones_at_this_desk_and_in_today(at_desk: Any) -> None:
    async with at_desk() as clerk:
        clerk.office.do(MakeRecovery(need=1, of=1))
        clerk.office.do(UseRecovery(seats="1"))
        await clerk.press("1")
        await sees(clerk, "make recovery papers")
        await clerk.press(*to_what_is_due(clerk, "ceremony"), "enter")
        await sees(clerk, "Those before were")
        await clerk.press("escape", "8", *TO_CEREMONIES, "m", "enter", "escape")
        assert papers_due(clerk) == 1
        clerk.office.do(MakeRecovery(need=1, of=1))
        await clerk.press("1")
        assert papers_due(clerk) == 0
        assert "make recovery papers" not in clerk.shown


def papers_due(clerk: Clerk) -> int:
    ceremonies = clerk.office.find(Query("ceremony"))
    return sum(each.papers_due is not None for each in ceremonies)


def to_what_is_due(clerk: Clerk, kind: str) -> list[str]:
    """Return the keys from the top of Today to the entry about a record of this kind."""
    rows = clerk._pilot.app.screen.query_one(WindowedList)
    for place, key in enumerate(rows._keys):
        found = clerk.office.page("agenda", (key,), ("of_kind",)) if key > 0 else ()
        if found and found[0][0] == kind:
            return ["g", *["down"] * place]
    raise AssertionError(clerk.shown)


async def test_the_register_says_who_an_officer_is(folder: Path, settle: Any) -> None:
    house = LocalBackend(folder, clock=lambda: NOW)
    office = house.unlock(PASSPHRASE)
    give_roles(office, 1, "registrar")
    office.refresh()
    office.do_all((AddPerson(name="李明", number="1001"), AddPerson(name="张三", number="1002")))
    try:
        async with SealdeskApp(house).run_test(size=(80, 24), notifications=True) as pilot:
            clerk = Clerk(pilot, settle)
            await settle(pilot)
            await clerk.type(PASSPHRASE)
            await clerk.press("enter", "8", "i")
            await sees(clerk, "Next list")  # nobody says it of himself
            await clerk.press("down", "i")
            await sees(clerk, "Person")
            await clerk.type("1001")
            await clerk.press("enter", "ctrl+s")
            (account,) = clerk.office.find(Query("account", Is("seat", (2,))))
            officer = clerk.office.get("officer", account.officer)
            assert clerk.office.get("person", officer.person).name == "李明"
            assert not account.unnamed
            await clerk.press("i")
            await sees(clerk, "there is nothing here that it could be")
    finally:
        house.close()
