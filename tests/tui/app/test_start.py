"""The first screen where there is no store yet: four ways to one, each by one key, on real stores."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from core.desks.administration.officers import OpenAccount
from core.model.query import Query
from core.results.founding import NewOfficer
from core.results.secrets import Secret
from core.values.sentence import N_
from data.backend.backend import LocalBackend
from data.backups.backup import make_backup
from data.site.open_site import OpenSite, open_site
from data.vault import key_slots
from data.vault.key_slots import make_key_file
from tests.conftest import LIGHT, PASSPHRASE
from tests.support.screen_driver import ScreenDriver, driven
from tests.support.site_driver import give_roles
from tui.__main__ import LocalPlatform
from tui.app.app import SealdeskApp
from tui.key_ceremonies.founding import Guide
from tui.language import set_language
from tui.terminal.glyphs import use_ascii

OWN, CLERKS = "correct horse battery", "seven swans swim"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An officer's folder, in which the program is started, without any medium."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(home)
    monkeypatch.setattr("data.system.mounts.MEDIA_ROOTS", ())
    with patch.object(key_slots, "MINIMUM", LIGHT), patch("data.vault.header.calibrate", lambda: LIGHT):
        yield home


@asynccontextmanager
async def started(language: str = "en", size: tuple[int, int] = (80, 24)) -> AsyncIterator[ScreenDriver]:
    """The program as it is started without a store."""
    set_language(language)
    app = SealdeskApp(None, platform=LocalPlatform())
    try:
        async with driven(app, size) as officer:
            yield officer
    finally:
        app.close_store()


async def to_the_officers(officer: ScreenDriver) -> None:
    """Go through the steps of founding until the other officers are asked for."""
    await officer.press("1")
    await officer.answer("北区站", "~/office")
    await officer.press("enter")
    await officer.answer("安宁", OWN, OWN)


def hide_home(officer: ScreenDriver, home: Path) -> None:
    """Let the picture not depend on where the test runs."""
    for field in officer.top.query("Input"):
        if str(home) in field.value:
            field.value = field.value.replace(str(home), "/home/office")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_four_ways_are_offered_each_by_one_key(home: Path, language: str) -> None:
    async with started(language) as officer:
        officer.looks_like(f"start-80-{language}")


async def test_the_first_screen_needs_no_sign_that_a_terminal_may_draw_too_wide(home: Path) -> None:
    use_ascii(True)
    try:
        async with started() as officer:
            assert officer.picture.isascii()
            await officer.press("1")
            assert officer.picture.isascii()
    finally:
        use_ascii(False)


async def test_an_office_is_founded_on_the_screen_and_its_first_officer_is_signed_in(home: Path) -> None:
    async with started() as officer:
        await to_the_officers(officer)
        await officer.press("n")
        await officer.answer("林静")
        await officer.press("space", "f10")
        assert "林静 sits down now" in officer.words
        await officer.answer(CLERKS, CLERKS)
        assert "林静 legal aid clerk" in officer.words
        await officer.press("f10", "down", "down", "enter")
        assert "Seat 2: 林静, legal aid clerk" in officer.words
        assert not (home / "office").exists(), "nothing is written before the last step"
        await officer.press("f10")
        assert "1 Today" in officer.picture
        assert officer.office.title("officer", officer.office.officer) == "安宁"
    for passphrase, seat in ((OWN, 1), (CLERKS, 2)):
        site = open_site(home / "office", passphrase)
        assert site.unlocked.seat == seat
        site.close()


async def test_today_leads_a_new_office_to_what_it_lacks(home: Path) -> None:
    async with started() as officer:
        await to_the_officers(officer)
        await officer.press("f10", "down", "down", "enter", "f10", "colon")
        await officer.answer("Set up the office")
        assert "Still missing before the office can work" in officer.words
        assert "nobody is legal aid clerk" in officer.words
        await officer.answer("policy")
        assert officer.top.kind == "policy"
        await officer.press("v")
        assert "Adopt policy" in officer.words
        await officer.press("f10")
        (pack,) = officer.office.find(Query("policy"))
        assert pack.adopted == officer.office.today


@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_the_steps_of_founding_look_alike(home: Path, language: str) -> None:
    async with started(language) as officer:
        await officer.press("1")
        hide_home(officer, home)
        await officer.settle()
        officer.looks_like(f"founding-office-80-{language}")
        await officer.answer("北区站", "~/office")
        await officer.press("enter")
        await officer.answer("安宁")
        await officer.paste("zhangwei1985")
        officer.looks_like(f"founding-passphrase-80-{language}")
        await officer.answer(OWN, OWN)
        await officer.press("n")
        await officer.answer("林静")
        await officer.press("space")
        officer.looks_like(f"founding-roles-80-{language}")
        await officer.press("f10")
        await officer.answer(CLERKS, CLERKS)
        officer.looks_like(f"founding-officers-80-{language}")


PAGES: tuple[tuple[str, ...], ...] = ((), ("f10", "enter"), ("f10",), ("f10", "down", "down", "enter"))
"""The keys that lead from each page of founding to the next, where all that is typed stands there already."""


async def test_every_page_is_in_the_language_that_is_switched_to_on_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a page shows in one language after the switch is what it shows where that was in use from the start."""

    async def shown(language: str, *, switched: bool) -> list[str]:
        monkeypatch.setattr(Guide, "__init__", begun_with_everything)
        pictures = []
        async with started(language) as officer:
            await officer.press("1")
            for keys in PAGES:
                await officer.press(*keys)
                if switched:
                    await officer.press("ctrl+l")
                pictures.append(officer.picture)
                if switched:
                    await officer.press("ctrl+l")
        return pictures

    for one, other in (("en", "zh_CN"), ("zh_CN", "en")):
        assert await shown(one, switched=True) == await shown(other, switched=False)


ordinary = Guide.__init__


def begun_with_everything(guide: Guide, *given: Any) -> None:
    """Begin as if everything had been typed."""
    ordinary(guide, *given)
    guide._office = {"site": "北区站", "folder": "~/office"}
    guide._first = {"name": "安宁", "passphrase": OWN, "again": OWN}
    guide._others = [NewOfficer("李明", Secret(CLERKS), ("clerk",))]


async def test_what_was_typed_stands_there_again_when_one_goes_back(home: Path) -> None:
    async with started() as officer:
        await to_the_officers(officer)
        await officer.press("escape")
        assert "安宁" in officer.words
        await officer.press("escape", "escape")
        assert "北区站" in officer.words
        await officer.press("escape")
        assert "Nothing was made yet" in officer.words
        await officer.press("y")
        assert "Found an office" in officer.words
        assert not list(home.iterdir())


async def test_recovery_papers_are_typed_back_in_before_the_store_is_made(home: Path) -> None:
    from data.site import keyring
    from data.vault.recovery import RecoveryPaper, draw_papers

    drawn: list[RecoveryPaper] = []
    with patch.object(keyring, "draw_papers", lambda need, of: drawn.extend(draw_papers(need, of)) or tuple(drawn)):
        async with started() as officer:
            await to_the_officers(officer)
            await officer.press("f10", "enter", "enter")
            await officer.answer(drawn[0].digits())
            await officer.press("f10")
            assert "1 Today" in officer.picture
    site = open_site(home / "office", OWN)
    assert site.vault.recover(drawn, 1) == site.unlocked
    site.close()


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (("", ""), "Type a name first"),
        (("安宁", "short"), "at least 8 characters"),
        (("安宁", OWN, "another one"), "The two passphrases differ"),
    ],
)
async def test_what_cannot_be_used_is_said_on_the_step(home: Path, answers: tuple[str, ...], said: str) -> None:
    async with started() as officer:
        await officer.press("1")
        await officer.answer("北区站", "~/office")
        await officer.press("enter")
        await officer.answer(*answers)
        await officer.press("f10")
        assert said in officer.words
        assert "Step 3 of 6" in officer.words


async def test_a_folder_that_holds_something_is_refused_on_its_step(home: Path) -> None:
    (home / "office").mkdir()
    (home / "office/letter").write_text("dear", "utf-8")
    async with started() as officer:
        await officer.press("1")
        await officer.answer("北区站", "~/office")
        assert "is not empty" in officer.words


async def test_roles_that_exclude_one_another_are_refused_on_the_step(home: Path) -> None:
    async with started() as officer:
        await to_the_officers(officer)
        await officer.press("n")
        await officer.answer("方审")
        await officer.press("end", "space", "up", "space", "f10")
        assert "exclude one another" in officer.words


async def test_a_key_file_is_made_on_the_screen(home: Path) -> None:
    async with started() as officer:
        await officer.press("1")
        await officer.answer("北区站", "~/office")
        await officer.press("enter")
        await officer.answer("安宁", OWN)
        await officer.type(OWN)
        await officer.press("f6", "down", "enter")
        await officer.answer("~/own.key")
        assert "own.key" in officer.words
        await officer.press("enter", "f10", "down", "down", "enter", "f10")
        assert "1 Today" in officer.picture
    site = open_site(home / "office", OWN, key_file=home / "own.key")
    assert site.vault.key_file_seats == {1}
    site.close()


async def test_a_store_that_lies_about_is_offered_and_opened(home: Path, found_at: Callable[..., OpenSite]) -> None:
    found_at(home / "store", "甲站").close()
    async with started() as officer:
        await officer.press("2")
        assert str(home / "store") in officer.words.replace(" ", "")
        await officer.press("enter")
        await officer.answer(PASSPHRASE)
        assert "1 Today" in officer.picture


async def test_a_folder_that_is_no_store_is_said(home: Path) -> None:
    (home / "papers").mkdir()
    async with started() as officer:
        await officer.press("2")
        await officer.answer("vault")
        await officer.press("escape", "escape")
        await officer.press("2")
        await officer.type(str(home / "papers/vault.json"))
        await officer.press("enter")
        assert "There is no file" in officer.words


async def test_a_backup_is_put_back_at_the_seat_and_with_the_key_file_that_it_needs(
    home: Path, tmp_path: Path, found_at: Callable[..., OpenSite]
) -> None:
    found_at(tmp_path / "aside", "甲站").close()
    make_key_file(home / "own.key")
    house = LocalBackend(tmp_path / "aside")
    office = house.unlock(PASSPHRASE)
    account = OpenAccount(name="李明", seat=2, site=office.site)
    house.keyring.open_account(office, account, Secret(CLERKS, home / "own.key"))
    give_roles(office, 2, "system_administrator")
    (tmp_path / "backups").mkdir()
    backup = house.back_up(office, tmp_path / "backups").path
    house.close()
    before = sorted(backup.iterdir())
    async with started() as officer:
        await officer.press("3")
        await officer.answer(str(backup / "backup.json"), str(home / "restored"))
        assert "Seat" in officer.words
        assert "Key file" in officer.words
        assert sorted(backup.iterdir()) == before, "nothing is written to the medium"
        await officer.answer("x", CLERKS, str(home / "own.key"))
        assert "A seat is a number" in officer.words
        await officer.press("shift+tab", "shift+tab")
        await officer.answer("2", "nothing like it", str(home / "own.key"))
        assert "does not open this store" in officer.words
        await officer.press("enter", "tab")
        await officer.type(CLERKS)
        await officer.press("f10")
        assert "all of it sound" in officer.words
        await officer.press("enter", "enter", "enter")
        assert officer.office.title("officer", officer.office.officer) == "李明"


async def test_a_backup_is_put_back_and_opened(home: Path, tmp_path: Path, found_at: Callable[..., OpenSite]) -> None:
    site = found_at(tmp_path / "aside", "甲站")
    (tmp_path / "backups").mkdir()
    backup = make_backup(site, tmp_path / "backups", 3).path
    site.close()
    async with started() as officer:
        await officer.press("3")
        await officer.answer(str(backup / "backup.json"))
        await officer.answer(str(home / "restored"), PASSPHRASE)
        assert "all of it sound" in officer.words
        await officer.press("enter", "enter", "enter")
        assert officer.app.office is not None
        assert officer.office.count(Query("restoration")) == 1


async def test_the_demo_is_made_in_named_steps_and_can_be_stopped(home: Path) -> None:
    def demo(self: Any, folder: Path, people: int, grievances: int, seed: int, steps: Any) -> None:
        progress = steps(N_("Founding an invented office"))
        while True:
            progress(1, 2)

    with patch.object(LocalPlatform, "demo", demo):
        async with started() as officer:
            with officer.holding_up():
                await officer.press("4")
                assert "Founding an invented office" in officer.words
                await officer.press("escape")
            await officer.settle()
            assert "Look at the demo" in officer.words
            assert not list(home.iterdir())
