"""Changing the master key: the only revocation that also holds against copies of the header (vault, section 8)."""

from collections.abc import Mapping
from contextlib import suppress

from core.keys import Secret
from core.refusal import Refusal
from core.store import Progress, no_progress
from data.disk import flush_folder
from data.folder import remove_leavings
from data.site import OpenSite
from data.sqlcipher import connect, page_integrity
from data.vault import Rekeyed
from data.witness import Held


class CopyFaulty(Refusal):
    """The new database could not be read back as it was written: the disk is faulty. Nothing was changed. Copy the
    store to another disk and do this there."""


def rotate(site: OpenSite, secrets: Mapping[int, Secret], progress: Progress = no_progress) -> None:
    """Give the store a new master key, which these seats open and nothing else does; it stays open.

    At every moment the folder holds one whole store, the old one or the new one.

    Raises:
        Refusal: what `Vault.rekey` raises, CopyFaulty, or what the disk says; nothing was changed then.
    """
    store, vault = site.store, site.vault
    with store.standstill():
        held = store.held() or Held()
        rekeyed = vault.rekey(site.unlocked, secrets, held)
        remove_leavings(vault.folder, vault.database)
        try:
            store.copy_to(rekeyed.database, rekeyed.unlocked.keys.database, progress)
            _prove(rekeyed, held)
            vault.switch(rekeyed)
        except BaseException:
            remove_leavings(vault.folder, vault.database)
            raise
        site.unlocked = rekeyed.unlocked
        store.move_to(rekeyed.database, rekeyed.unlocked.keys.database)
        site.keep_epoch()
    with suppress(OSError):  # the old database goes only when the new header is sure to stay; else at the next unlock
        flush_folder(vault.folder)
        remove_leavings(vault.folder, vault.database)


def _prove(rekeyed: Rekeyed, held: Held) -> None:
    """Read the new database back with the new key (8.2)."""
    db = connect(rekeyed.database, rekeyed.unlocked.keys.database, read_only=True)
    try:
        last = db.execute("SELECT id FROM change WHERE n = ?", [held.changes]).fetchone()
        if page_integrity(db) or (held.changes and last != (held.last,)):
            raise CopyFaulty
    finally:
        db.close()
