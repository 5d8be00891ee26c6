"""Cards, renewed keys and the roster by keyboard, at two real sites."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from core.desks.sync.trust import RevokeSite, Site, SiteStatus
from core.model.query import EVERYTHING, Is, Query
from data.identity.site_card import SiteCard
from data.sync.card_files import SiteFiles, seen
from data.sync.exchange import Exchange
from tui.language import set_language

Keys = Callable[..., Awaitable[None]]


async def to(pilot: Any, settle: Any, *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


@pytest.fixture
def medium(tmp_path: Path, backend: Any, pair: Any) -> Path:
    """A medium, and doors to the first of two real sites."""
    here, _ = pair
    folder = tmp_path / "medium"
    folder.mkdir()
    backend.office, backend.media = here.office(), [folder]
    backend.sites = SiteFiles(lambda: Exchange(here.store, here.keys))
    backend.read_card = lambda path: seen(SiteCard.parse(path.read_bytes()))
    return folder


def known(site: Any, other: Any) -> Site:
    found = site.store.get("site", other.store.site, EVERYTHING)
    assert isinstance(found, Site)
    return found


def renewed(site: Any) -> SiteCard:
    return Exchange(site.store, site.keys).renew(site.office())


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_list_of_sites_says_what_each_one_is(
    code: str, pair: Any, medium: Path, opened: Any, settle: Any, looks_like: Any
) -> None:
    here, there = pair
    here.office().do(RevokeSite(target=there.store.site))
    set_language(code)
    async with opened() as pilot:
        await to(pilot, settle, "7")
        looks_like(pilot.app, f"sites-80-{code}")


async def test_a_card_is_compared_and_then_what_is_shared_is_chosen(
    pair: Any, new_site: Any, medium: Path, opened: Any, settle: Any, picture: Any
) -> None:
    here, _ = pair
    third = new_site("丙站")
    (medium / "c.card").write_bytes(Exchange(third.store, third.keys).card().dump())
    async with opened() as pilot:
        await to(pilot, settle, "7", "t", "enter", "down", "enter")
        assert "Trust this card?" in picture(pilot.app)
        await to(pilot, settle, "f10")
        shown = picture(pilot.app)
        assert "Shared registers" in shown
        await to(pilot, settle, "ctrl+s")
    assert known(here, third).shares == ("common", "grievance")


async def test_new_keys_come_with_a_card_and_are_confirmed(
    pair: Any, medium: Path, opened: Any, settle: Any, picture: Any
) -> None:
    here, there = pair
    (medium / "b.card").write_bytes(renewed(there).dump())
    async with opened() as pilot:
        await to(pilot, settle, "7", "t", "enter", "down", "enter")
        assert "New keys" in picture(pilot.app)
        assert "Generation: 2" in picture(pilot.app)
        await to(pilot, settle, "escape")
        assert known(here, there).confirm_by
        await to(pilot, settle, *cursor_on(here, there), "v")
        assert known(here, there).fingerprint in " ".join(picture(pilot.app).split())
        await to(pilot, settle, "enter", "enter")
        assert known(here, there).confirm_by, "Enter is pressed by habit"
        await to(pilot, settle, "f10")
        assert known(here, there).confirm_by is None


def cursor_on(here: Any, other: Any) -> list[str]:
    """Return the keys that lead from the first row to a site."""
    names = sorted(site.name for site in here.office().find(Query("site")))
    return ["down"] * names.index(known(here, other).name)


async def test_keys_are_renewed_once_that_is_confirmed(
    pair: Any, medium: Path, opened: Any, settle: Any, picture: Any
) -> None:
    here, _ = pair
    async with opened() as pilot:
        await to(pilot, settle, "7", *cursor_on(here, here), "n")
        assert "Make new keys for this site?" in " ".join(picture(pilot.app).split())
        await to(pilot, settle, "escape")
        assert known(here, here).generation == 1
        await to(pilot, settle, "n", "y")
        assert known(here, here).generation == 2
        assert "Make a backup now" in picture(pilot.app)


async def test_a_site_is_revoked_with_a_form(pair: Any, medium: Path, opened: Any, settle: Any, picture: Any) -> None:
    here, there = pair
    async with opened() as pilot:
        await to(pilot, settle, "7", *cursor_on(here, there), "x")
        assert "Doubted from" in picture(pilot.app)
        await to(pilot, settle, "ctrl+s")
        assert "Nothing goes to" in picture(pilot.app)
        await to(pilot, settle, "escape")
        assert known(here, there).status is SiteStatus.TRUSTED
        await to(pilot, settle, "x", "ctrl+s", "f10")
    assert known(here, there).status is SiteStatus.REVOKED


@pytest.mark.parametrize("key", ["t", "c"])
async def test_a_revoked_site_is_trusted_again_by_the_card_that_is_known(
    key: str, pair: Any, medium: Path, opened: Any, settle: Any, picture: Any
) -> None:
    here, there = pair
    here.office().do(RevokeSite(target=there.store.site))
    (medium / "b.card").write_bytes(Exchange(there.store, there.keys).card().dump())
    async with opened() as pilot:
        await to(pilot, settle, "7", *cursor_on(here, there), "s")
        assert "is revoked since" in " ".join(picture(pilot.app).split())
        await to(pilot, settle, key, "enter", "down", "enter")
        assert "again with this card?" in " ".join(picture(pilot.app).split())
        await to(pilot, settle, "f10")
    assert known(here, there).status is SiteStatus.TRUSTED


async def test_a_card_of_another_site_replaces_nothing(
    pair: Any, new_site: Any, medium: Path, opened: Any, settle: Any, picture: Any
) -> None:
    here, there = pair
    third = new_site("丙站")
    (medium / "c.card").write_bytes(Exchange(third.store, third.keys).card().dump())
    async with opened() as pilot:
        await to(pilot, settle, "7", *cursor_on(here, there), "c", "enter", "down", "enter")
        assert "card of another site" in " ".join(picture(pilot.app).split())
    assert known(here, there).generation == 1


async def test_the_roster_is_published_and_written_to_a_file(
    pair: Any, medium: Path, opened: Any, settle: Any, picture: Any
) -> None:
    here, there = pair
    async with opened() as pilot:
        await to(pilot, settle, "7", *["left_square_bracket"] * 5, "n", "y")
        assert "Edition 1 is signed" in " ".join(picture(pilot.app).split())
        await to(pilot, settle, "enter", "enter", "enter")
        assert [path.name for path in medium.iterdir()] == ["甲站-1.roster"]
    assert here.office().count(Query("roster", Is("edition", (1,)))) == 1
    del there


async def test_what_is_about_another_site_is_not_offered_on_ones_own(
    pair: Any, medium: Path, opened: Any, settle: Any, picture: Any
) -> None:
    async with opened() as pilot:
        await to(pilot, settle, "7", "end", "x")
        assert "this is your own" in " ".join(picture(pilot.app).split())
        assert type(pilot.app.screen).__name__ == "TransfersScreen"
