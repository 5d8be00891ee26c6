"""Opening the store with recovery papers from the first screen, on a real vault."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from data.backend.backend import LocalBackend
from data.site.open_site import OpenSite
from data.vault import key_slots
from tests.conftest import LIGHT, NOW, PASSPHRASE
from tests.support.screen_driver import ScreenDriver, driven
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


@asynccontextmanager
async def asked_for_papers(folder: Path) -> AsyncIterator[ScreenDriver]:
    """The program before the store is open, at the question for the recovery papers."""
    with closing(LocalBackend(folder, clock=lambda: NOW)) as backend:
        async with driven(SealdeskApp(backend)) as clerk:
            await clerk.press("ctrl+r")
            yield clerk


async def answers(clerk: ScreenDriver, *talk: tuple[str, str]) -> None:
    """Answer each question."""
    for question, answer in talk:
        assert question in clerk.words
        await clerk.answer(answer)


def opens(folder: Path, passphrase: str) -> int | None:
    house = LocalBackend(folder, clock=lambda: NOW)
    try:
        house.unlock(passphrase)
        return house._open().unlocked.seat
    finally:
        house.close()


async def test_shares_open_the_store_one_after_another(folder: Path, papers: tuple[str, ...]) -> None:
    mistyped = f"{(int(papers[0][0]) + 1) % 10}{papers[0][1:]}"
    async with asked_for_papers(folder) as clerk:
        await answers(clerk, ("any of the recovery papers:", mistyped))
        assert "Group 1 is mistyped" in clerk.words
        await clerk.press("space")
        await answers(clerk, ("any of the recovery papers:", papers[2]), ("(1 still needed):", papers[2]))
        assert "This is paper 3 again" in clerk.words
        await clerk.press("space")
        await answers(clerk, ("(1 still needed):", papers[0]))
        await answers(clerk, ("Whose seat", "1"), ("New passphrase of seat 1", "short"), ("Type it again", "short"))
        assert "key file be needed" in clerk.words
        await clerk.press("n")
        assert "too short" in clerk.words
        await clerk.press("space")
        await answers(clerk, ("Whose seat", "1"), ("New passphrase of seat 1", NEW), ("Type it again", NEW))
        assert "key file be needed" in clerk.words
        await clerk.press("n")
        assert "Make new papers now" in clerk.words
        await clerk.press("space")
        assert "1 Today" in clerk.words
    assert opens(folder, NEW) == 1


async def test_a_mistyped_paper_is_mended_and_not_typed_anew(folder: Path, papers: tuple[str, ...]) -> None:
    mistyped = f"{(int(papers[0][0]) + 1) % 10}{papers[0][1:]}"
    async with asked_for_papers(folder) as clerk:
        await answers(clerk, ("any of the recovery papers:", mistyped))
        assert "Group 1 is mistyped" in clerk.words
        await clerk.press("space", "home", "delete", papers[0][0], "enter")
        assert "(1 still needed):" in clerk.words


async def test_a_seat_that_is_not_there_is_told_and_the_papers_stay_typed(
    folder: Path, papers: tuple[str, ...]
) -> None:
    async with asked_for_papers(folder) as clerk:
        await answers(
            clerk, ("any of the recovery papers:", papers[0]), ("(1 still needed):", papers[1]), ("Whose seat", "7")
        )
        assert "Seat 7 has no open account" in clerk.words
        assert "Enter, space or Esc: go on" in clerk.words
        await clerk.press("space")
        assert "Whose seat" in clerk.words
        await clerk.press("escape")
        assert "Ctrl+R: open with recovery papers" in clerk.words


async def test_papers_of_another_store_are_refused_at_the_first_one(
    folder: Path, papers: tuple[str, ...], tmp_path: Path
) -> None:
    from data.vault.recovery import draw_papers

    async with asked_for_papers(folder) as clerk:
        await answers(clerk, ("any of the recovery papers:", draw_papers(1, 1)[0].digits()))
        assert "belongs to no code or shares in force here" in clerk.words
        await clerk.press("space", "escape")
        assert "Ctrl+R: open with recovery papers" in clerk.words
