"""Cards, renewed keys and the roster by keyboard, at two real sites."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from core.desks.sync.trust import RevokeSite, Site, SiteStatus
from core.model.query import EVERYTHING, Is, Query
from data.identity.site_card import SiteCard
from data.sync.exchange import Exchange
from tests.support.screen_driver import Opened
from tests.support.screen_stage import SiteBackend
from tests.support.site_driver import card_of

Keys = Callable[..., Awaitable[None]]


@pytest.fixture
def medium(tmp_path: Path) -> Path:
    folder = tmp_path / "medium"
    folder.mkdir()
    return folder


@pytest.fixture
def backend(pair: Any, medium: Path) -> SiteBackend:
    """The first of two real sites, with a medium in its drive."""
    return SiteBackend(pair[0], medium)


def known(site: Any, other: Any) -> Site:
    found = site.store.get("site", other.store.site, EVERYTHING)
    assert isinstance(found, Site)
    return found


def renewed(site: Any) -> SiteCard:
    return Exchange(site.store, site.keys).renew(site.office())


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_the_list_of_sites_says_what_each_one_is(code: str, pair: Any, medium: Path, opened: Opened) -> None:
    here, there = pair
    here.office().do(RevokeSite(target=there.store.site))
    async with opened(language=code) as officer:
        await officer.press("g", "x")
        officer.looks_like(f"sites-80-{code}")


async def test_a_card_is_compared_and_then_what_is_shared_is_chosen(
    pair: Any, new_site: Any, medium: Path, opened: Opened
) -> None:
    here, _ = pair
    third = new_site("丙站")
    (medium / "c.card").write_bytes(card_of(third).dump())
    async with opened() as officer:
        await officer.press("g", "x", "t", "enter")
        assert "Trust this card?" in officer.picture
        await officer.press("f10")
        shown = officer.picture
        assert "Shared registers" in shown
        await officer.press("ctrl+s")
    assert known(here, third).shares == ("common", "grievance")


async def test_new_keys_come_with_a_card_and_are_confirmed(pair: Any, medium: Path, opened: Opened) -> None:
    here, there = pair
    (medium / "b.card").write_bytes(renewed(there).dump())
    async with opened() as officer:
        await officer.press("g", "x", "t", "enter")
        assert "New keys" in officer.picture
        assert "Generation: 2" in officer.picture
        await officer.press("escape")
        assert known(here, there).confirm_by
        await officer.press(*cursor_on(here, there), "v")
        assert known(here, there).fingerprint in officer.words
        await officer.press("enter", "enter")
        assert known(here, there).confirm_by, "Enter is pressed by habit"
        await officer.press("f10")
        assert known(here, there).confirm_by is None


def cursor_on(here: Any, other: Any) -> list[str]:
    """Return the keys that lead from the first row to a site."""
    names = sorted(site.name for site in here.office().find(Query("site")))
    return ["down"] * names.index(known(here, other).name)


async def test_keys_are_renewed_once_that_is_confirmed(pair: Any, medium: Path, opened: Opened) -> None:
    here, _ = pair
    async with opened() as officer:
        await officer.press("g", "x", *cursor_on(here, here), "n")
        assert "Make new keys for this site?" in officer.words
        await officer.press("escape")
        assert known(here, here).generation == 1
        await officer.press("n", "y")
        assert known(here, here).generation == 2
        assert "Make a backup now" in officer.picture


async def test_a_site_is_revoked_with_a_form(pair: Any, medium: Path, opened: Opened) -> None:
    here, there = pair
    async with opened() as officer:
        await officer.press("g", "x", *cursor_on(here, there), "x")
        assert "Doubted from" in officer.picture
        await officer.press("ctrl+s")
        assert "Nothing goes to" in officer.picture
        await officer.press("escape")
        assert known(here, there).status is SiteStatus.TRUSTED
        await officer.press("x", "ctrl+s", "f10")
    assert known(here, there).status is SiteStatus.REVOKED


@pytest.mark.parametrize("key", ["t", "c"])
async def test_a_revoked_site_is_trusted_again_by_the_card_that_is_known(
    key: str, pair: Any, medium: Path, opened: Opened
) -> None:
    here, there = pair
    here.office().do(RevokeSite(target=there.store.site))
    (medium / "b.card").write_bytes(card_of(there).dump())
    async with opened() as officer:
        await officer.press("g", "x", *cursor_on(here, there), "s")
        assert "is revoked since" in officer.words
        await officer.press(key, "enter")
        assert "again with this card?" in officer.words
        await officer.press("f10")
    assert known(here, there).status is SiteStatus.TRUSTED


async def test_a_card_of_another_site_replaces_nothing(pair: Any, new_site: Any, medium: Path, opened: Opened) -> None:
    here, there = pair
    third = new_site("丙站")
    (medium / "c.card").write_bytes(card_of(third).dump())
    async with opened() as officer:
        await officer.press("g", "x", *cursor_on(here, there), "c", "enter")
        assert "card of another site" in officer.words
    assert known(here, there).generation == 1


async def test_the_roster_is_published_and_written_to_a_file(pair: Any, medium: Path, opened: Opened) -> None:
    here, there = pair
    async with opened() as officer:
        await officer.open_list("roster", "n", "y")
        assert "Edition 1 is signed" in officer.words
        await officer.press("enter", "enter", "enter")
        assert [path.name for path in medium.iterdir()] == ["甲站-1.roster"]
    assert here.office().count(Query("roster", Is("edition", (1,)))) == 1
    del there


async def test_what_is_about_another_site_is_not_offered_on_ones_own(pair: Any, medium: Path, opened: Opened) -> None:
    async with opened() as officer:
        await officer.press("g", "x", "end", "x")
        assert "this is your own" in officer.words
        assert type(officer.top).__name__ == "TransfersScreen"
