"""The scene on which deeds are interrupted: two sites, and the files that are made before."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from secrets import token_hex
from typing import Any

import xlsxwriter

from core.desks.care.records import CareFile
from core.desks.care.vocabulary import Basis
from core.desks.people.people import AddPerson, AddUnit
from core.model.action import create
from core.model.query import Query
from core.office.office import Office
from core.rules.purge import purge
from core.values.ids import new_id
from data.backend.backend import LocalBackend
from data.site.open_site import OpenSite
from data.sync.exchange import Exchange
from data.transfer_file.volumes import list_of
from tests.conftest import NOW, PASSPHRASE
from tests.support.site_driver import appoint, card_of, trust

ROWS = 5
"""People in the spreadsheet that is imported."""

SHARED = ("common", "grievance", "care")
SMALL_VOLUME = 64 << 10


@dataclass
class Scene:
    """A store that trusts another site, and beside it a folder with the files that come in and go out."""

    store: Path
    aside: Path
    house: LocalBackend = field(init=False)

    def __post_init__(self) -> None:
        self.house = LocalBackend(self.store, clock=lambda: NOW)

    def sign_in(self) -> Office:
        return self.house.unlock(PASSPHRASE, 1)

    @property
    def site(self) -> OpenSite:
        return self.house._open()

    @property
    def is_open(self) -> bool:
        return self.house._site is not None

    def free(self, name: str) -> Path:
        """A path for a file or folder: another one if something stands there that a killed program has left."""
        taken = [self.aside / name, list_of(self.aside / name)]
        return self.aside / (f"2-{name}" if any(each.exists() for each in taken) else name)

    def other(self, office: Office) -> str:
        """The identifier of the site that is trusted."""
        return next(str(each.id) for each in office.find(Query("site")) if each.name == "乙站")

    def let_go(self) -> None:
        """Let go of everything as a program does that is killed: nothing more is written."""
        site, vault = self.house._site, self.house._vault
        if site is not None:
            site.store.close()
        if vault is not None:
            vault.close()
        self.house = LocalBackend(self.store, clock=lambda: NOW)


Do = Callable[[Scene, Office], object]


def make_scene(folder: Path, found: Callable[[Path, str], OpenSite]) -> Scene:
    """Make the stores and the files in a folder; all is closed."""
    scene = Scene(folder / "store", folder / "aside")
    scene.aside.mkdir()
    here, there, third = (
        found(at, name) for at, name in ((scene.store, "甲站"), (folder / "other", "乙站"), (folder / "third", "丙站"))
    )
    for one, other in ((here, there), (there, here)):
        trust(one.office(), card_of(other), SHARED)
    office, far = here.office(), there.office()
    far_exchange = Exchange(there.store, there.keys)
    kept, gone = _care_file("王五"), _care_file("赵六")
    write_at(there, create(kept), create(gone))
    far.do_all([AddPerson(name=f"乙{number}", number=f"B{number}") for number in range(ROWS)])
    far_exchange.send(far, here.store.site, folder / "first.sealed")
    Exchange(here.store, here.keys).apply(office, folder / "first.sealed")
    write_at(there, *purge([gone], far.context()))
    far.do(AddUnit(name="乙处"))
    far_exchange.send(far, here.store.site, scene.aside / "in.sealed")
    far.do_all(_many("C"))
    far_exchange.send(far, here.store.site, scene.aside / "parts.sealed", volume_size=SMALL_VOLUME)
    write_at(here, create(_care_file("孙七")))
    office.do_all(_many("D"))
    appoint(office, "王敏", 2, "supervisor")
    here_exchange = Exchange(here.store, here.keys)
    (scene.aside / "third.card").write_bytes(Exchange(third.store, third.keys).card().dump())
    far_exchange.publish(far)
    (scene.aside / "roster.in").write_bytes(far_exchange.roster_file())
    far_exchange.renew(far)
    (scene.aside / "new.card").write_bytes(Exchange(there.store, there.keys).card().dump())
    here_exchange.publish(office)
    with xlsxwriter.Workbook(scene.aside / "people.xlsx") as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([("工号", "姓名"), *((f"A{n}", f"甲{n}") for n in range(ROWS))]):
            sheet.write_row(row, 0, cells)
    for site in (here, there, third):
        site.close()
    for left in ("other", "third"):
        shutil.rmtree(folder / left)
    scene.sign_in()
    scene.house.back_up(scene.site.office(), scene.aside / "backups")
    scene.house.close()
    return scene


def _many(letter: str) -> list[AddPerson]:
    """So many people that a transfer of them takes more than one small volume, however it is packed."""
    return [AddPerson(name=token_hex(30), number=f"{letter}{number}") for number in range(700)]


def _care_file(name: str) -> CareFile:
    day = date(2026, 11, 1)
    return CareFile(
        name=name,
        person=new_id(),
        helper=new_id(),
        opened=day,
        checked=day,
        reviewed=day,
        basis=Basis.STRESS,
        facts="因病住院",
    )


def write_at(site: OpenSite, *drafts: Any) -> None:
    with site.store.transaction():
        site.store.write(drafts, officer="f" * 32, action="test")


def copy_scene(scene: Scene, folder: Path) -> Scene:
    """Return a copy of a scene whose store is closed."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for part in (scene.store, scene.aside):
        shutil.copytree(part, folder / part.name)
    return Scene(folder / scene.store.name, folder / scene.aside.name)
