"""Opening the store with recovery papers from the first screen, on a real vault."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from data.backend.backend import LocalBackend
from data.site.open_site import OpenSite
from data.vault import key_slots
from tests.conftest import LIGHT, NOW, PASSPHRASE
from tests.system.test_story import Clerk
from tui.app.app import SealdeskApp

NEW = "third words here"


@pytest.fixture
def folder(tmp_path: Path, found_at: Callable[[Path, str], OpenSite]) -> Any:
    """A closed store."""
    found_at(tmp_path / "store", "甲站").close()
    with patch.object(key_slots, "MINIMUM", LIGHT):
        yield tmp_path / "store"


@pytest.fixture
def papers(folder: Path) -> tuple[str, ...]:
    """Three shares, of which two are needed."""
    house = LocalBackend(folder, clock=lambda: NOW)
    office = house.unlock(PASSPHRASE)
    drawn = house.keyring.draw_papers(office, (2, 3))
    house.keyring.keep_papers(office, drawn, drawn.digits)
    house.close()
    return drawn.digits


@pytest.fixture
def first_screen(folder: Path, settle: Any) -> Callable[..., Any]:
    """The program before the store is open."""

    @asynccontextmanager
    async def run() -> AsyncIterator[Clerk]:
        house = LocalBackend(folder, clock=lambda: NOW)
        try:
            async with SealdeskApp(house).run_test(size=(80, 24), notifications=True) as pilot:
                await settle(pilot)
                yield Clerk(pilot, settle)
        finally:
            house.close()

    return run


async def sees(clerk: Clerk, text: str) -> None:
    """Wait until a text is on the screen: what a dialog waits for is done in a thread of its own."""
    for _ in range(1000):
        if text in clerk.shown:
            return
        await clerk._settle(clerk._pilot)
    raise AssertionError(clerk.shown)


async def answers(clerk: Clerk, *talk: tuple[str, str]) -> None:
    """Wait for each question and type the answer."""
    for question, answer in talk:
        await sees(clerk, question)
        await clerk.type(answer)
        await clerk.press("enter")


def opens(folder: Path, passphrase: str) -> int | None:
    house = LocalBackend(folder, clock=lambda: NOW)
    try:
        house.unlock(passphrase)
        return house._open().unlocked.seat
    finally:
        house.close()


async def test_shares_open_the_store_one_after_another(
    first_screen: Any, folder: Path, papers: tuple[str, ...]
) -> None:
    mistyped = f"{(int(papers[0][0]) + 1) % 10}{papers[0][1:]}"
    async with first_screen() as clerk:
        await clerk.press("ctrl+r")
        await answers(clerk, ("any of the recovery papers:", mistyped))
        await sees(clerk, "Group 1 is mistyped")
        await clerk.press("space")
        await answers(clerk, ("any of the recovery papers:", papers[2]), ("(1 still needed):", papers[2]))
        await sees(clerk, "This is paper 3 again")
        await clerk.press("space")
        await answers(clerk, ("(1 still needed):", papers[0]))
        await answers(clerk, ("Whose seat", "1"), ("New passphrase of seat 1", "short"), ("Type it again", "short"))
        await sees(clerk, "key file be needed")
        await clerk.press("n")
        await sees(clerk, "too short")
        await clerk.press("space")
        await answers(clerk, ("Whose seat", "1"), ("New passphrase of seat 1", NEW), ("Type it again", NEW))
        await sees(clerk, "key file be needed")
        await clerk.press("n")
        await sees(clerk, "Make new papers now")
        await clerk.press("space")
        await sees(clerk, "1 Today")
    assert opens(folder, NEW) == 1


async def test_a_seat_that_is_not_there_is_told_and_the_papers_stay_typed(
    first_screen: Any, papers: tuple[str, ...]
) -> None:
    async with first_screen() as clerk:
        await clerk.press("ctrl+r")
        await answers(
            clerk, ("any of the recovery papers:", papers[0]), ("(1 still needed):", papers[1]), ("Whose seat", "7")
        )
        await sees(clerk, "Seat 7 has no open account")
        await sees(clerk, "Enter, space or Esc: go on")
        await clerk.press("space")
        await sees(clerk, "Whose seat")
        await clerk.press("escape")
        await sees(clerk, "Ctrl+R: open with recovery papers")


async def test_papers_of_another_store_are_refused_at_the_first_one(
    first_screen: Any, papers: tuple[str, ...], tmp_path: Path
) -> None:
    from data.vault.recovery import draw_papers

    async with first_screen() as clerk:
        await clerk.press("ctrl+r")
        await answers(clerk, ("any of the recovery papers:", draw_papers(1, 1)[0].digits()))
        await sees(clerk, "belongs to no code or shares in force here")
        await clerk.press("space", "escape")
        await sees(clerk, "Ctrl+R: open with recovery papers")
