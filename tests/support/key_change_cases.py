"""The deeds that change who can open a store, or with which keys: one case for each declared one, and how to judge it.

A deed that was interrupted must have left the store as it was, or as the deed leaves it, and the audit must say which.
"""

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from core.audit.audit_log import AuditEntry
from core.audit.key_operations import BEGUN, FOUND_DONE, NOT_DONE
from core.desks.administration.backups import RestoreStore
from core.desks.administration.key_ceremonies import (
    AdmitAgain,
    ChangePassphrase,
    CloseAccount,
    MakeRecovery,
    RotateKeys,
    UseRecovery,
)
from core.desks.administration.officers import OpenAccount
from core.desks.sync.key_renewal import RenewKeys
from core.model.action import ACTIONS
from core.model.query import Is, Query
from core.office.office import Office
from core.results.secrets import Papers, Secret
from core.values.refusal import Refusal
from data.backend.backend import LocalBackend
from data.backups.backup import make_backup, restore
from data.site.open_site import OpenSite, found_site, open_site
from data.sync.exchange import Exchange
from data.system.disk import DISK_REFUSALS
from data.vault.recovery import RecoveryPaper
from tests.conftest import EVERY_ROLE, LIGHT, NOW, PASSPHRASE
from tests.support.site_driver import give_roles, permit

OTHER, THIRD = "second words here", "third words here"
OLD_PAPERS, NEW_PAPERS = (
    (RecoveryPaper(bytes([1, number]), 1, 1, bytes(range(number, 20 + number))).digits(),) for number in (1, 2)
)
"""Papers in force before anything is done, and the ones that are made."""


@dataclass
class Scene:
    """A store, with a second officer and recovery papers, on which a deed is done; and a folder beside it."""

    store: Path
    aside: Path
    house: LocalBackend = field(init=False)

    def __post_init__(self) -> None:
        self.house = LocalBackend(self.store, clock=lambda: NOW)

    def sign_in(self, passphrase: str) -> Office:
        return self.house.unlock(passphrase)

    def account(self, office: Office, seat: int) -> str:
        (account,) = office.find(Query("account", Is("seat", (seat,))))
        return str(account.id)

    def let_go(self) -> None:
        """Let go of everything as a program does that is killed: nothing more is written."""
        site, vault = self.house._site, self.house._vault
        if site is not None:
            site.store.close()
        if vault is not None:
            vault.close()


@dataclass(frozen=True)
class Case:
    """How a deed is done, and who does it."""

    do: Callable[[Scene, Office], None]
    by: str = PASSPHRASE
    """The passphrase of who does it; empty if the deed itself opens the store."""
    entered_first: bool = True
    """Whether it is entered before it is done; else it is one transaction, or makes a new store."""


def make_scene(folder: Path, found: Callable[[Path, str], OpenSite]) -> Scene:
    """Make the store in a folder, closed."""
    found(folder / "store", "甲站").close()
    scene = Scene(folder / "store", folder / "aside")
    scene.aside.mkdir()
    office = scene.sign_in(PASSPHRASE)
    ring = scene.house.keyring
    ring.open_account(office, OpenAccount(name="李明", seat=2, site=office.site), Secret(OTHER))
    give_roles(office, 2, "clerk")
    permit(office, 2)
    ring.keep_papers(office, Papers(1, OLD_PAPERS), OLD_PAPERS)
    make_backup(scene.house._open(), scene.aside, 1)
    scene.house.close()
    return scene


def copy_scene(scene: Scene, folder: Path) -> Scene:
    """Return a copy of a scene whose store is closed."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(scene.store.parent, folder)
    return Scene(folder / "store", folder / "aside")


# The deeds


def _open_account(scene: Scene, office: Office) -> None:
    scene.house.keyring.open_account(office, OpenAccount(name="王五", seat=3, site=office.site), Secret(THIRD))


def _restore(scene: Scene, office: Office) -> None:
    (backup,) = scene.aside.glob("sealdesk-*Z")
    restore(backup, scene.aside / "made", Secret(PASSPHRASE))


def _found(scene: Scene, office: Office) -> None:
    found_site(scene.aside / "made", "乙站", PASSPHRASE, strength=LIGHT, roles=EVERY_ROLE).close()


IN_A_NEW_STORE = ("restore_store", "found_site")
"""What is entered in the store that it makes."""
ROOM = (0, 4_096, 16_384, 32_768, 65_536, 131_072, 262_144, 524_288, 1_048_576, 1_200_000, 1_400_000, 2_000_000)
"""How many bytes a disk has left."""
CASES: dict[str, Case] = {
    OpenAccount.verb(): Case(_open_account),
    CloseAccount.verb(): Case(lambda s, office: s.house.keyring.close_account(office, s.account(office, 2))),
    AdmitAgain.verb(): Case(
        lambda s, office: _ignore(s.house.keyring.admit_again(office, s.account(office, 2), Secret(THIRD)))
    ),
    ChangePassphrase.verb(): Case(lambda s, office: s.house.keyring.change_passphrase(office, Secret(THIRD)), OTHER),
    RotateKeys.verb(): Case(
        lambda s, office: _ignore(s.house.keyring.rotate(office, {1: Secret(PASSPHRASE), 2: Secret(OTHER)}))
    ),
    UseRecovery.verb(): Case(lambda s, _: _ignore(s.house.recover(OLD_PAPERS, 2, Secret(THIRD))), ""),
    MakeRecovery.verb(): Case(lambda s, office: s.house.keyring.keep_papers(office, Papers(1, NEW_PAPERS), NEW_PAPERS)),
    RenewKeys.verb(): Case(lambda s, office: _ignore(_exchange(s).renew(office)), entered_first=False),
    RestoreStore.verb(): Case(_restore, "", entered_first=False),
    "found_site": Case(_found, "", entered_first=False),
}
"""By the name of the action. Founding a store is none."""


def key_deeds() -> set[str]:
    """Return the names of the declared actions that change who can open a store, or with which keys."""
    return {name for name, action in ACTIONS.items() if action.key_deed}


def _exchange(scene: Scene) -> Exchange:
    site = scene.house._open()
    return Exchange(site.store, site.keys)


def _ignore(_: Any) -> None:
    """Do without what a deed returns."""


# Judging


def seen(scene: Scene, verb: str, *, check: bool = True) -> tuple[Any, list[str]]:
    """Return what opens a closed store, and what it says of its keys; and what the audit says of a deed."""
    site = open_site(scene.store, PASSPHRASE, 1)
    site.clock = lambda: NOW
    try:
        fault = site.store.check() if check else None
        assert fault is None, fault
        opens = tuple(_seat(partial(_unlocked, site, each)) for each in (PASSPHRASE, OTHER, THIRD))
        papers = tuple(_seat(partial(_recovered, site, each)) for each in (OLD_PAPERS, NEW_PAPERS))
        accounts = sorted((each.seat, each.closed, bool(each.permitted_by)) for each in _all(site, "account"))
        deeds = sorted((each.deed.value, each.seats, each.need, each.of) for each in _all(site, "ceremony"))
        (card,) = [each for each in _all(site, "site") if each.id == site.store.site]
        keys = Exchange(site.store, site.keys).card().keys == site.keys.public
        entries: list[AuditEntry] = site.store.find(Query("audit", Is("action", (verb,)), ("number",)))
        notes = [each.note for each in entries]
        made = _made(scene.aside / "made", check=check)
        return (site.vault.seats, opens, papers, accounts, deeds, card.renewals, keys, made), notes
    finally:
        site.store.close()
        site.vault.close()


def _made(folder: Path, *, check: bool) -> bool:
    """Whether a store was made beside it: whole, or none that opens."""
    try:
        site = open_site(folder, PASSPHRASE)
    except Refusal:
        return False
    fault = site.store.check() if check else None
    assert fault is None, fault
    assert site.office().count(Query("policy")) == 1
    site.close()
    return True


def _all(site: OpenSite, kind: str) -> list[Any]:
    return site.store.find(Query(kind))


def _seat(unlock: Callable[[], int]) -> int:
    try:
        return unlock()
    except Refusal:
        return 0


def _unlocked(site: OpenSite, passphrase: str) -> int:
    return site.vault.unlock(passphrase).seat


def _recovered(site: OpenSite, papers: tuple[str, ...]) -> int:
    return site.vault.recover([RecoveryPaper.read(each) for each in papers], 9).seat


def told_done(notes: list[str], *, entered_first: bool) -> bool:
    """Whether the entries of a deed say that it was done; asserts that they say what became of each begun one."""
    if not entered_first:
        assert notes in ([], [""]), notes
        return bool(notes)
    assert notes in ([], [BEGUN, NOT_DONE], [BEGUN, ""], [BEGUN, FOUND_DONE]), notes
    return bool(notes) and notes[-1] != NOT_DONE


def on_a_full_disk(scene: Scene, disk: Path) -> Counter[str]:
    """Do every deed with so and so little room on a disk of its own, and judge what is left; return how they ended."""
    ends = Counter[str]()
    for verb, case in CASES.items():
        before, old = seen(copy_scene(scene, disk / "try"), verb)
        for room in ROOM:
            tried, ended = copy_scene(scene, disk / "try"), "done"
            office = tried.sign_in(case.by) if case.by else None
            with (disk / "ballast").open("wb") as ballast:
                ballast.write(bytes(max(shutil.disk_usage(disk).free - room, 0)))
            try:
                case.do(tried, office)  # type: ignore[arg-type] - who needs no office is given none
            except DISK_REFUSALS:
                ended = "refused"
            tried.house.close()
            (disk / "ballast").unlink()
            now, notes = seen(tried, verb)
            assert (now == before) == (ended == "refused"), (verb, room, ended, notes)
            if verb not in IN_A_NEW_STORE:
                told = told_done(notes[len(old) :], entered_first=case.entered_first)
                assert told == (ended == "done"), (verb, room, ended, notes)
            ends[ended] += 1
    return ends
