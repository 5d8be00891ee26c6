"""The story of a grievance between two sites, by keyboard alone, on real stores: only the disc is a folder."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import xlsxwriter
from textual import events

from core.desks.grievances import Grievance
from core.model.query import Query
from core.office.office import Office
from data.backend.backend import LocalBackend
from data.backups.backup_label import Label
from data.site.open_site import OpenSite
from data.vault import key_slots
from tests.conftest import LIGHT, NOW, PASSPHRASE
from tui.__main__ import LocalPlatform
from tui.app.app import SealdeskApp
from tui.cli.parser import run
from tui.language import set_language
from tui.widgets.fields import Field

SECOND = "another long passphrase"


class HouseWithDisc(LocalBackend):
    """A house with one disc in its drive."""

    def __init__(self, folder: Path, disc: Path) -> None:
        super().__init__(folder, clock=lambda: NOW)
        self._disc = disc

    def removable_media(self) -> list[Path]:
        return [self._disc]


class Clerk:
    """An officer before the screen of a site."""

    def __init__(self, pilot: Any, settle: Any) -> None:
        self._pilot, self._settle = pilot, settle

    async def press(self, *keys: str) -> None:
        """Press keys, each when the one before has had its effect."""
        for key in keys:
            await self._pilot.press(key)
            await self._settle(self._pilot)

    async def type(self, text: str) -> None:
        """Put words into the field that has the focus, in place of what is there, whole as an input method does."""
        await self._pilot.press("end", "ctrl+u")
        self._pilot.app.post_message(events.Paste(text))
        await self._settle(self._pilot)

    async def go_to(self, name: str) -> None:
        """Press Tab until the cursor is in a field of the form."""
        for _ in range(20):
            at = self._pilot.app.screen.focused
            if any(isinstance(each, Field) and each.column.name == name for each in at.ancestors):
                return
            await self.press("tab")
        raise AssertionError(name)

    async def fill(self, **fields: str) -> None:
        """Fill in text fields of a form in their order, and save it."""
        for name, text in fields.items():
            await self.go_to(name)
            await self.type(text)
        await self.press("f10")

    async def find(self, subject: str) -> None:
        """Put the cursor on a grievance in the queue."""
        await self.press("5", "slash")
        await self.type(subject)
        await self.press("enter")

    @property
    def office(self) -> Office:
        """What this officer may do and read."""
        office: Office = self._pilot.app.office
        return office

    @property
    def shown(self) -> str:
        """The text of the screen."""
        return "\n".join(strip.text for strip in self._pilot.app.screen._compositor.render_strips())


@pytest.fixture
def disc(tmp_path: Path) -> Path:
    """A medium with a mailbox of two messages."""
    medium = tmp_path / "disc"
    medium.mkdir()
    with xlsxwriter.Workbook(medium / "mailbox.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情"])
        sheet.write_row(1, 0, ["A001", "A0008", "拖欠加班工资", "2026/11/20 8:02", "三个月未发。"])
        sheet.write_row(2, 0, ["A002", "A0009", "宿舍供暖不足", "2026-11-21", "夜间只有十二度。"])
    return medium


@pytest.fixture
def sites(tmp_path: Path, found_at: Callable[[Path, str], OpenSite]) -> Iterator[tuple[Path, Path]]:
    """Two sites that do not know each other, with passphrases that are stretched less than outside a test."""
    for name in ("甲站", "乙站"):
        found_at(tmp_path / name, name).close()
    with patch.object(key_slots, "MINIMUM", LIGHT):
        yield tmp_path / "甲站", tmp_path / "乙站"


@pytest.fixture
def sits_down(disc: Path, settle: Any) -> Callable[..., Any]:
    """Open the program at a site, as the officer of a seat."""

    @asynccontextmanager
    async def run(folder: Path, passphrase: str = PASSPHRASE) -> AsyncIterator[Clerk]:
        house = HouseWithDisc(folder, disc)
        try:
            async with SealdeskApp(house).run_test(size=(80, 24), notifications=True) as pilot:
                clerk = Clerk(pilot, settle)
                await settle(pilot)
                await clerk.type(passphrase)
                await clerk.press("enter")
                yield clerk
        finally:
            house.close()

    return run


def found(office: Office, subject: str) -> Grievance:
    """Return the grievance with this subject."""
    return next(each for each in office.find(Query("grievance")) if each.subject == subject)


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_a_grievance_goes_from_a_mailbox_to_another_sites_screen_and_back(
    code: str, sites: tuple[Path, Path], sits_down: Any, disc: Path
) -> None:
    here, there = sites
    set_language(code)
    async with sits_down(here) as clerk:
        await imports_the_mailbox(clerk)
        await works_on_it(clerk)
        await opens_an_account_for_a_colleague(clerk)
        await writes_the_card(clerk)
    async with sits_down(here, SECOND) as colleague:
        await colleague.find("拖欠")
        await colleague.press("v", "f10")
        assert found(colleague.office, "拖欠加班工资").extension == 30
    async with sits_down(there) as receiver:
        await trusts_the_card(receiver, "甲站")
        await writes_the_card(receiver)
    async with sits_down(here) as clerk:
        await trusts_the_card(clerk, "乙站")
        await sends(clerk)
    async with sits_down(there) as receiver:
        await receives(receiver, "乙站")
        await receiver.press("5")
        assert "拖欠加班工资" in receiver.shown
        assert "宿舍供暖不足" in receiver.shown
        await amends(receiver, "宿舍供暖严重不足")
        await sends(receiver)
    async with sits_down(here) as clerk:
        await amends(clerk, "宿舍夜间供暖不足")
        await receives(clerk, "甲站")
        await clerk.press("7", "left_square_bracket", "left_square_bracket", "enter")
        assert "宿舍供暖严重不足" in clerk.shown
        assert "宿舍夜间供暖不足" in clerk.shown
        await clerk.press("1", "enter")
        assert clerk.office.count(Query("conflict")) == 0


async def imports_the_mailbox(clerk: Clerk) -> None:
    await clerk.press("5", "i", "enter", "down", "enter", "f10", "enter")
    assert {each.subject for each in clerk.office.find(Query("grievance"))} == {"拖欠加班工资", "宿舍供暖不足"}


async def works_on_it(clerk: Clerk) -> None:
    """Accept it, take it on, note a step, and ask for more time; approving that is not offered to the same officer."""
    await clerk.find("拖欠")
    await clerk.press("a")
    await clerk.go_to("handler")
    await clerk.type("安宁")
    await clerk.press("enter", "f10")
    assert found(clerk.office, "拖欠加班工资").handler == clerk.office.officer
    await clerk.press("s")
    await clerk.fill(text="已约谈项目经理。", next="核对工资表", next_due="+5")
    await clerk.press("1")
    assert "核对工资表" in clerk.shown
    await clerk.find("拖欠")
    await clerk.press("x")
    await clerk.fill(reason="工资表须向分包单位调取")
    assert clerk.office.count(Query("extension")) == 1
    await clerk.press("v")
    assert found(clerk.office, "拖欠加班工资").extension == 0


async def opens_an_account_for_a_colleague(clerk: Clerk) -> None:
    await clerk.press("8", "n")
    await clerk.fill(name="李明")
    for _ in range(2):
        await clerk.type(SECOND)
        await clerk.press("enter")
    await clerk.press("enter")  # no key file
    await clerk.press("enter")
    await clerk.press("enter")  # who the officer is, the register does not say yet
    await clerk.go_to("roles")
    await clerk.press("space", "f10")
    assert [len(account.roles) for account in clerk.office.find(Query("account"))][1] == 1


async def writes_the_card(clerk: Clerk) -> None:
    await clerk.press("7", "w", "enter", "enter", "escape")


async def choose_on_disc(clerk: Clerk, begins: str) -> None:
    """Choose the disc, and on it the file whose name begins so."""
    await clerk.press("enter")
    await clerk.type(begins)
    await clerk.press("enter")


async def trusts_the_card(clerk: Clerk, name: str) -> None:
    await clerk.press("7", "t")
    await choose_on_disc(clerk, name)
    await clerk.press("f10", "ctrl+s")
    assert clerk.office.count(Query("site")) == 2


async def sends(clerk: Clerk) -> None:
    await clerk.press("7", "s", "f10", "enter", "enter", "f10")
    assert clerk.office.count(Query("dispatch")) == 1
    await clerk.press("escape")


async def receives(clerk: Clerk, name: str) -> None:
    await clerk.press("7", "r")
    await choose_on_disc(clerk, name)
    await clerk.press("f10", "enter")


async def amends(clerk: Clerk, subject: str) -> None:
    await clerk.find("宿舍")
    await clerk.press("e")
    await clerk.fill(subject=subject)
    assert found(clerk.office, subject)


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_a_store_is_backed_up_rehearsed_and_put_back(
    code: str, sites: tuple[Path, Path], sits_down: Any, disc: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_language(code)
    async with sits_down(sites[0]) as keeper:
        await keeper.press("7", "b", "enter", "enter")
        (backup,) = (disc / "sealdesk-backups").iterdir()
        assert backup.name in keeper.shown.replace("\n", "").replace(" ", "")
        await keeper.press("escape", "u", "enter")
        for name in ("sealdesk-backups", "sealdesk-", "backup"):
            await keeper.type(name)
            await keeper.press("enter")
        await keeper.type(PASSPHRASE)
        await keeper.press("enter")
        assert f"{Label.read(backup).moment:%H:%M}" in keeper.shown
        await keeper.press("enter")
    (tmp_path / "secret").write_text(PASSPHRASE)
    secret = ["--passphrase-file", str(tmp_path / "secret")]
    assert run(["restore", str(backup), str(tmp_path / "again"), *secret], LocalPlatform()) == 0
    assert run(["--store", str(tmp_path / "again"), "check", *secret], LocalPlatform()) == 0
    assert run(["backup", "--store", str(tmp_path / "again"), "--to", str(disc), *secret], LocalPlatform()) == 0
    (second,) = disc.glob("sealdesk-*Z")
    assert run(["backup", "test", str(second), *secret], LocalPlatform()) == 0
    assert run(["--store", str(second), "check", *secret], LocalPlatform()) == 1
    assert "sealdesk restore" in capsys.readouterr().err
