"""The keys of a store at the Officers desk, by keyboard, on a real vault."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
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
from tests.conftest import LIGHT, NOW, PASSPHRASE
from tests.support.screen_driver import ScreenDriver, driven, signed_in
from tests.support.site_driver import give_roles, permit
from tui.app.app import SealdeskApp
from tui.widgets.windowed_list import WindowedList

OTHER, NEW = "second words here", "third words here"


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


@asynccontextmanager
async def at_desk(folder: Path, passphrase: str = PASSPHRASE) -> AsyncIterator[ScreenDriver]:
    """Sign in, and go to the Officers desk."""
    async with signed_in(LocalBackend(folder, clock=lambda: NOW), passphrase) as clerk:
        await clerk.press("6")
        yield clerk


def seats(folder: Path, passphrase: str = PASSPHRASE) -> tuple[int, ...]:
    site = open_site(folder, passphrase)
    try:
        return site.vault.seats
    finally:
        site.close()


async def test_an_account_is_closed_and_its_officer_admitted_again(folder: Path) -> None:
    async with at_desk(folder) as clerk:
        await clerk.press("down", "c")
        assert "Close the account of 李明" in clerk.words
        await clerk.press("y")
        assert "Closed. Older copies" in clerk.words
        await clerk.press("enter", "a")
        assert "security officer permits" in clerk.words
        permit(clerk.office, 2)
        await clerk.press("a")
        assert "now types a passphrase" in clerk.words
        await clerk.answer(NEW, NEW)
        assert "李明 can sign in at seat 2 now" in clerk.words
    assert seats(folder, NEW) == (1, 2)
    with pytest.raises(WrongPassphrase):
        seats(folder, OTHER)


async def test_nobody_closes_his_own_account(folder: Path) -> None:
    async with at_desk(folder) as clerk:
        await clerk.press("c")
        assert "second officer" in clerk.words
    assert seats(folder) == (1, 2)


async def test_a_passphrase_is_changed_by_who_knows_the_old_one(folder: Path) -> None:
    async with at_desk(folder, OTHER) as clerk:  # a clerk, who keeps neither accounts nor store
        await clerk.press("p")
        await clerk.answer("wrong words here")
        assert "does not open this store" in clerk.words
        await clerk.press("enter")
        await clerk.answer(OTHER)
        assert "Your new passphrase" in clerk.words
        await clerk.answer(NEW, "other than before")
        assert "The two passphrases differ" in clerk.words
        await clerk.answer(NEW, NEW)
        assert "your new passphrase opens the store" in clerk.words
    assert seats(folder, NEW) == (1, 2)


async def test_the_master_key_is_changed_for_who_is_there(folder: Path) -> None:
    async with at_desk(folder) as clerk:
        await clerk.open_list("ceremony", "o")
        await clerk.answer(PASSPHRASE)
        assert "李明, seat 2" in clerk.words
        await clerk.press("enter")
        assert "李明 will be shut out" in clerk.words
        await clerk.press("y")
        assert "The master key was changed" in clerk.words
        await clerk.press("enter", "1", "6")
        assert clerk.office.count(Query("ceremony")) == 1
    assert seats(folder) == (1,)
    assert (folder / "store-2.db").exists()


async def test_each_passphrase_is_checked_as_it_is_typed_and_a_wrong_one_discards_no_other(folder: Path) -> None:
    async with at_desk(folder) as clerk:
        await clerk.open_list("ceremony", "o")
        await clerk.answer("wrong words here")
        assert "does not open this store" in clerk.words
        await clerk.press("enter")
        await clerk.answer(PASSPHRASE, "wrong words here")
        assert "does not open this store" in clerk.words
        await clerk.press("enter")
        assert "李明, seat 2" in clerk.words
        await clerk.answer(OTHER)
        assert "The master key was changed" in clerk.words
    assert seats(folder) == (1, 2)


async def test_stopping_the_change_of_the_master_key_is_asked_about(folder: Path) -> None:
    async with at_desk(folder) as clerk:
        await clerk.open_list("ceremony", "o")
        await clerk.answer(PASSPHRASE)
        await clerk.press("escape", "n")
        assert "李明, seat 2" in clerk.words
        await clerk.press("escape", "y")
        assert "Nothing was changed" in clerk.words.replace("nothing was", "Nothing was")
    assert seats(folder) == (1, 2)
    assert not (folder / "store-2.db").exists()


async def test_no_paper_is_shown_before_its_holder_is_asked_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from data.site import keyring
    from data.vault.recovery import RecoveryPaper, draw_papers

    drawn: list[RecoveryPaper] = []
    monkeypatch.setattr(keyring, "draw_papers", lambda need, of: drawn.extend(draw_papers(need, of)) or tuple(drawn))
    async with at_desk(folder) as clerk:
        await clerk.open_list("ceremony", "m", "down", "enter", "f10")
        for number, paper in enumerate(drawn, 1):
            assert f"Now paper {number} of 3" in clerk.words
            assert not any(group in clerk.words for each in drawn for group in each.digits().split())
            await clerk.press("y")
            assert paper.digits().split()[-1] in clerk.words
            await clerk.press("enter")
            await clerk.answer(paper.digits())
        assert "The papers open this store now" in clerk.words


async def test_the_form_of_roles_names_the_officer_and_shows_the_roles_that_he_has(folder: Path) -> None:
    async with at_desk(folder) as clerk:
        await clerk.press("down", "e")
        assert "Change roles: 李明" in clerk.words
        assert "[x] legal aid clerk" in clerk.words


async def test_papers_are_shown_typed_back_and_tried(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from data.site import keyring
    from data.vault.recovery import RecoveryPaper, draw_papers

    drawn: list[RecoveryPaper] = []
    monkeypatch.setattr(keyring, "draw_papers", lambda need, of: drawn.extend(draw_papers(need, of)) or tuple(drawn))
    async with at_desk(folder) as clerk:
        await clerk.open_list("ceremony", "m", "enter")
        digits = drawn[0].digits()
        assert all(group in clerk.words for group in digits.split())
        await clerk.press("enter")
        assert not any(group in clerk.words for group in digits.split())
        await clerk.answer(digits[:-1])
        assert "71 were typed" in clerk.words
        await clerk.press("enter")
        await clerk.answer(digits)
        assert "The papers open this store now" in clerk.words
        await clerk.press("enter", "t")
        await clerk.answer(digits)
        assert "These papers open this store" in clerk.words


async def test_the_witness_line_is_shown_and_compared(folder: Path) -> None:
    async with at_desk(folder) as clerk:
        await clerk.press("w")
        assert "The present state of the store" in clerk.words
        await clerk.answer("no line")
        assert "no witness line" in clerk.words


async def test_a_key_file_is_asked_for_where_a_seat_needs_one(folder: Path, tmp_path: Path) -> None:
    make_key_file(tmp_path / "key")
    with closing(LocalBackend(folder, clock=lambda: NOW)) as backend:
        office = backend.unlock(PASSPHRASE)
        backend.keyring.change_passphrase(office, Secret(PASSPHRASE, tmp_path / "key"))
        backend.close()
        async with driven(SealdeskApp(backend)) as clerk:
            assert "Key file" in clerk.words
            await clerk.press("shift+tab")
            await clerk.answer(str(tmp_path / "key"), PASSPHRASE)
            assert clerk.office.officer == office.officer


async def test_papers_that_were_used_ask_for_new_ones_at_this_desk_and_in_today(folder: Path) -> None:
    async with at_desk(folder) as clerk:
        clerk.office.do(MakeRecovery(need=1, of=1))
        clerk.office.do(UseRecovery(seats="1"))
        await clerk.press("1")
        assert "make recovery papers" in clerk.words
        await clerk.press(*to_what_is_due(clerk, "ceremony"), "y")
        assert "counted from the day on which this was done" in clerk.words
        await clerk.press("enter", "enter")
        assert "One paper" in clerk.words, "Enter begins what is to be done"
        await clerk.press("escape")
        await clerk.open_list("ceremony", "m", "enter", "escape")
        assert papers_due(clerk) == 1
        clerk.office.do(MakeRecovery(need=1, of=1))
        await clerk.press("1")
        assert papers_due(clerk) == 0
        assert "make recovery papers" not in clerk.words


def papers_due(clerk: ScreenDriver) -> int:
    ceremonies = clerk.office.find(Query("ceremony"))
    return sum(each.papers_due is not None for each in ceremonies)


def to_what_is_due(clerk: ScreenDriver, kind: str) -> list[str]:
    """Return the keys from the top of Today to the entry about a record of this kind."""
    rows = clerk.top.query_one(WindowedList)
    for place, key in enumerate(rows._keys):
        found = clerk.office.page("agenda", (key,), ("of_kind",)) if key > 0 else ()
        if found and found[0][0] == kind:
            return ["home", *["down"] * place]
    raise AssertionError(clerk.words)


async def test_the_register_says_who_an_officer_is(folder: Path) -> None:
    house = LocalBackend(folder, clock=lambda: NOW)
    office = house.unlock(PASSPHRASE)
    give_roles(office, 1, "registrar")
    office.refresh()
    office.do_all((AddPerson(name="李明", number="1001"), AddPerson(name="张三", number="1002")))
    house.close()
    async with at_desk(folder) as clerk:
        await clerk.press("i")
        assert "Next list" in clerk.words  # nobody says it of himself
        await clerk.press("down", "i")
        assert "Person" in clerk.words
        await clerk.type("1001")
        await clerk.press("enter", "ctrl+s")
        (account,) = clerk.office.find(Query("account", Is("seat", (2,))))
        officer = clerk.office.get("officer", account.officer)
        assert clerk.office.get("person", officer.person).name == "李明"
        assert not account.unnamed
        await clerk.press("i")
        assert "there is nothing here that it could be" in clerk.words
