"""A site on this machine: vault, store and identity, founded or opened together."""

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path

from core.desks.administration import Officer
from core.desks.transfers import Site
from core.founding import found
from core.ids import new_id
from core.office import Office
from core.refusal import Refusal
from core.store import Progress, no_progress
from data.holidays import chinese_workdays
from data.identity import SiteKeys
from data.slots import Strength
from data.store import SqlStore, create
from data.vault import Unlocked, Vault

PACKS = ("cn", "generic")


class HeaderOutdated(Refusal):
    """The file vault.json of this store is older than its database: it was put back from an older copy. Put both back
    from the same backup."""


def pack_text(name: str) -> str:
    """Return the text of a policy pack that is shipped: `cn` or `generic`."""
    return resources.files("data").joinpath("packs", f"{name}.toml").read_text("utf-8")


@dataclass
class OpenSite:
    """An unlocked site."""

    vault: Vault
    unlocked: Unlocked
    store: SqlStore
    clock: Callable[[], datetime] = datetime.now

    @property
    def keys(self) -> SiteKeys:
        """The secret keys of the site."""
        return SiteKeys.from_json(json.loads(self.store.meta("keys")))

    def office(self, seat: int | None = None) -> Office:
        """Return the store as the officer of the seat that unlocked it sees it."""
        return Office(self.store, seat or self.unlocked.seat, self.clock, chinese_workdays)

    def add_seat(self, passphrase: str) -> int:
        """Let one more passphrase open the store; returns its seat, to which an account can be opened."""
        seat = self.vault.add_seat(self.unlocked, passphrase)
        self._keep_epoch()
        return seat

    def drop_seat(self, seat: int) -> None:
        """Take a passphrase away again."""
        self.vault.drop_seat(self.unlocked, seat)
        self._keep_epoch()

    def _keep_epoch(self) -> None:
        with self.store.transaction():
            self.store.set_meta("epoch", str(self.vault.epoch))

    def close(self) -> None:
        """Close the store and let go of the vault."""
        self.store.close()
        self.vault.close()


def found_site(
    folder: Path,
    name: str,
    passphrase: str,
    *,
    pack: str = "cn",
    officer: str = "Officer 1",
    strength: Strength | None = None,
) -> OpenSite:
    """Make a new store in an empty folder and open it; nothing is left behind when that fails."""
    text = pack_text(pack)
    existed = folder.exists()
    vault, unlocked = Vault.create(folder, passphrase, strength=strength)
    try:
        identifier = new_id()
        store = create(vault.database, unlocked.keys.database, identifier)
        try:
            _begin(store, vault, name, text, officer, unlocked.seat)
        except BaseException:
            store.close()
            raise
    except BaseException:
        vault.close()
        clear(folder, keep=existed)
        raise
    return OpenSite(vault, unlocked, store)


def _begin(store: SqlStore, vault: Vault, name: str, pack: str, officer: str, seat: int) -> None:
    keys = SiteKeys.generate(store.site)
    card = keys.card(name)
    site = Site(id=store.site, name=name, fingerprint=card.spoken, card=card.dump().decode())
    first = Officer(name=officer, site=store.site)
    with store.transaction():
        store.set_meta("keys", json.dumps(keys.to_json()))
        store.set_meta("epoch", str(vault.epoch))
        store.write(found(site, pack, first, seat), officer=first.id, action="found_site")


def clear(folder: Path, *, keep: bool) -> None:
    """Take away the files of a store that was only begun, and the folder unless it was there before."""
    with suppress(OSError):
        for entry in folder.iterdir():
            entry.unlink()
        if not keep:
            shutil.rmtree(folder)


def open_site(folder: Path, passphrase: str, seat: int | None = None, progress: Progress = no_progress) -> OpenSite:
    """Open a store with a passphrase; raises what `Vault.open` and `Vault.unlock` refuse."""
    vault = Vault.open(folder)
    try:
        return unlock_site(vault, passphrase, seat, progress)
    except BaseException:
        vault.close()
        raise


def unlock_site(vault: Vault, passphrase: str, seat: int | None = None, progress: Progress = no_progress) -> OpenSite:
    """Unlock a vault that is held already, and open its store."""
    unlocked = vault.unlock(passphrase, seat)
    store = SqlStore(vault.database, unlocked.keys.database, progress)
    epoch = int(store.meta("epoch") or 0)
    if vault.epoch < epoch:
        store.close()
        raise HeaderOutdated
    if vault.epoch > epoch:
        with store.transaction():
            store.set_meta("epoch", str(vault.epoch))
    return OpenSite(vault, unlocked, store)
