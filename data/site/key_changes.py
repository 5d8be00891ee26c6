"""The one order in which the header of a store changes: entered, done, completed (docs/formats/vault.md, 3.8).

Passphrases, recovery papers and the master key stand in `vault.json`, the journal and the audit in the database, and no
disk changes two files at once. So the database keeps which header is in force, and which one is about to be. A program
that ends in between leaves the one or the other header, and whoever goes on knows from it what became of the deed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.audit.key_operations import KeyOperation
from core.model.progress import Progress, no_progress
from core.values.refusal import Refusal
from data.site.master_key_rotation import write_copy
from data.store.sql_store import SqlStore
from data.system.disk import file_refusals, flush_folder, reserved
from data.vault.folder import RESERVE, remove_leavings
from data.vault.header import Header
from data.vault.high_water_mark import HighWaterMark
from data.vault.key_schedule import Unlocked
from data.vault.vault import Changed, Vault

EPOCH, HEADER_MAC, INTENTION = "epoch", "header", "intention"
"""The names under which the database keeps the epoch and the MAC of the header in force, and what is begun."""
_ROOM: Final = 2**20
"""Bytes that are kept free for the completion: several times what its transaction takes."""


@dataclass
class UnlockedStore:
    """The vault of a store, who unlocked it, and its database."""

    vault: Vault
    unlocked: Unlocked
    store: SqlStore
    clock: Callable[[], datetime] = datetime.now


def carry_out(
    site: UnlockedStore,
    changed: Changed,
    deed: KeyOperation | None = None,
    progress: Progress = no_progress,
    *,
    late: bool = False,
) -> None:
    """Change the header, and with another master key the database: entered, done, completed, each durable in order.

    Whoever returns from here has done the deed; whoever is refused has not. A completion that the disk does not take is
    made up for before the next change of the header, or when the store is opened (`finish_key_change`).

    Raises:
        Refusal: CopyFaulty, HeaderAltered, or what the disk says; nothing was changed then.
    """
    vault, store = site.vault, site.store
    with store.standstill(), _room(vault, deed):
        finish_key_change(site, late=True)
        header = _intend(site, changed, deed)
        try:
            if changed.database != vault.database:
                remove_leavings(vault.folder, vault.database)
                write_copy(store, changed, header, progress)
            vault.replace(header)
        except BaseException:
            with suppress(Refusal):  # else it is finished when the store is opened again
                vault.refuse_unless_in_place()
                remove_leavings(vault.folder, vault.database)
                finish_key_change(site)
            raise
        site.unlocked = changed.unlocked
        if store.path != vault.database:
            store.move_to(vault.database, changed.unlocked.keys.database)
    with store.standstill(), suppress(Refusal):
        finish_key_change(site, late=late)
        remove_leavings(vault.folder, vault.database)  # the old database goes once the new header is sure to stay


@contextmanager
def _room(vault: Vault, deed: KeyOperation | None) -> Iterator[None]:
    """Keep room on the disk for the completion; without a deed there is next to nothing to complete."""
    if deed is None:
        yield
        return
    with file_refusals(vault.folder), reserved(vault.folder / RESERVE, _ROOM):
        yield


def _intend(site: UnlockedStore, changed: Changed, deed: KeyOperation | None) -> Header:
    """Enter what is about to be done, with the header that will say that it was."""
    with site.store.transaction():
        if deed:
            deed.begin(site.store, _now(site))
        header = site.vault.signed(changed, site.store.high_water_mark() or HighWaterMark())
        site.store.set_meta(INTENTION, json.dumps([header.mac.hex(), deed.dump() if deed else ""]))
    return header


def finish_key_change(site: UnlockedStore, *, late: bool = False) -> None:
    """Complete the key change that is begun, if the header shows that it was done; else enter that it was not.

    `late` says that somebody only found it. Nothing happens if nothing is begun.

    Raises:
        Refusal: what the disk says; it is then still to be finished.
    """
    vault, store = site.vault, site.store
    begun = store.meta(INTENTION)
    if not begun:
        return
    vault.refuse_unless_in_place()
    mac, dumped = json.loads(begun)
    deed = KeyOperation.load(dumped) if dumped else None
    done = vault.mac.hex() == mac
    if done:  # a header that a power cut could still take back is not yet done
        with file_refusals(vault.folder):
            flush_folder(vault.folder)
    with store.transaction():
        store.drop_meta(INTENTION)
        keep_header(store, vault)
        if deed and done:
            deed.complete(store, _now(site), late=late)
        elif deed:
            deed.abandon(store, _now(site))


def keep_header(store: SqlStore, vault: Vault) -> None:
    """Let the database know which header is in force; inside a transaction."""
    store.set_meta(EPOCH, str(vault.epoch))
    store.set_meta(HEADER_MAC, vault.mac.hex())


def epoch_of(store: SqlStore) -> int:
    """Return the epoch of the last header that the database knows to have been in force."""
    return int(store.meta(EPOCH) or 0)


def knows(store: SqlStore, vault: Vault) -> bool:
    """Whether the header is the one in force, or the one that was about to be."""
    begun = store.meta(INTENTION)
    return vault.mac.hex() in (store.meta(HEADER_MAC), json.loads(begun)[0] if begun else "")


def _now(site: UnlockedStore) -> datetime:
    return site.clock().replace(microsecond=0)
