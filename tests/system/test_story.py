"""The story of a grievance between two sites, by keyboard alone, on real stores: only the disc is a folder."""

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import xlsxwriter

from core.desks.grievances import Grievance
from core.model.query import Query
from core.office.office import Office
from data.backend.backend import LocalBackend
from data.backups.backup_label import Label
from data.site.open_site import OpenSite
from data.vault import key_slots
from tests.conftest import LIGHT, NOW, PASSPHRASE
from tests.support.screen_driver import ScreenDriver, signed_in
from tui.__main__ import LocalPlatform
from tui.cli.parser import run
from tui.language import set_language

SECOND = "another long passphrase"


class HouseWithDisc(LocalBackend):
    """A house with one disc in its drive."""

    def __init__(self, folder: Path, disc: Path) -> None:
        super().__init__(folder, clock=lambda: NOW)
        self._disc = disc

    def removable_media(self) -> list[Path]:
        return [self._disc]


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
def sits_down(disc: Path) -> Callable[..., AbstractAsyncContextManager[ScreenDriver]]:
    """Open the program at a site, as the officer of a seat."""
    return lambda folder, passphrase=PASSPHRASE: signed_in(HouseWithDisc(folder, disc), passphrase)


async def find(clerk: ScreenDriver, subject: str) -> None:
    """Put the cursor on a grievance in the queue."""
    await clerk.press("4", "slash")
    await clerk.answer(subject)


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
        await find(colleague, "拖欠")
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
        await receiver.press("4")
        assert "拖欠加班工资" in receiver.words
        assert "宿舍供暖不足" in receiver.words
        await amends(receiver, "宿舍供暖严重不足")
        await sends(receiver)
    async with sits_down(here) as clerk:
        await amends(clerk, "宿舍夜间供暖不足")
        await receives(clerk, "甲站")
        await clerk.open_list("conflict", "enter")
        assert "宿舍供暖严重不足" in clerk.words
        assert "宿舍夜间供暖不足" in clerk.words
        await clerk.press("1", "enter")
        assert clerk.office.count(Query("conflict")) == 0


async def imports_the_mailbox(clerk: ScreenDriver) -> None:
    await clerk.press("4", "i", "enter", "f10", "enter")
    assert {each.subject for each in clerk.office.find(Query("grievance"))} == {"拖欠加班工资", "宿舍供暖不足"}


async def works_on_it(clerk: ScreenDriver) -> None:
    """Accept it, take it on, note a step, and ask for more time; approving that is not offered to the same officer."""
    await find(clerk, "拖欠")
    await clerk.press("a")
    await clerk.go_to("handler")
    await clerk.type("安宁")
    await clerk.press("enter", "f10")
    assert found(clerk.office, "拖欠加班工资").handler == clerk.office.officer
    await clerk.press("s")
    await clerk.fill(text="已约谈项目经理。", next="核对工资表", next_due="+5")
    await clerk.press("1")
    assert "核对工资表" in clerk.words
    await find(clerk, "拖欠")
    await clerk.press("x")
    await clerk.fill(reason="工资表须向分包单位调取")
    assert clerk.office.count(Query("extension")) == 1
    await clerk.press("v")
    assert found(clerk.office, "拖欠加班工资").extension == 0


async def opens_an_account_for_a_colleague(clerk: ScreenDriver) -> None:
    await clerk.press("6", "n")
    await clerk.fill(name="李明")
    await clerk.answer(SECOND, SECOND)
    await clerk.press("enter")
    await clerk.press("enter")  # who the officer is, the register does not say yet
    await clerk.go_to("roles")
    await clerk.press("space", "f10")
    assert [len(account.roles) for account in clerk.office.find(Query("account"))][1] == 1


async def writes_the_card(clerk: ScreenDriver) -> None:
    await clerk.press("g", "x", "w", "enter", "enter", "escape")


async def choose_on_disc(clerk: ScreenDriver, begins: str) -> None:
    """Choose the file whose name begins so; the chooser begins on the disc."""
    await clerk.answer(begins)


async def trusts_the_card(clerk: ScreenDriver, name: str) -> None:
    await clerk.press("g", "x", "t")
    await choose_on_disc(clerk, name)
    await clerk.press("f10", "ctrl+s")
    assert clerk.office.count(Query("site")) == 2


async def sends(clerk: ScreenDriver) -> None:
    await clerk.press("g", "x", "s", "f10", "enter", "enter", "f10")
    assert clerk.office.count(Query("dispatch")) == 1
    await clerk.press("escape")


async def receives(clerk: ScreenDriver, name: str) -> None:
    await clerk.press("g", "x", "r")
    await choose_on_disc(clerk, name)
    await clerk.press("f10", "enter")


async def amends(clerk: ScreenDriver, subject: str) -> None:
    await find(clerk, "宿舍")
    await clerk.press("e")
    await clerk.fill(subject=subject)
    assert found(clerk.office, subject)


@pytest.mark.parametrize("code", ["en", "zh_CN"])
async def test_a_store_is_backed_up_rehearsed_and_put_back(
    code: str, sites: tuple[Path, Path], sits_down: Any, disc: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_language(code)
    async with sits_down(sites[0]) as keeper:
        await keeper.press("g", "x", "b", "enter", "enter")
        (backup,) = (disc / "sealdesk-backups").iterdir()
        assert backup.name in keeper.words.replace(" ", "")
        await keeper.press("escape", "u")
        await keeper.answer("sealdesk-backups", "sealdesk-", "backup", PASSPHRASE)
        assert f"{Label.read(backup).moment:%H:%M}" in keeper.words
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
