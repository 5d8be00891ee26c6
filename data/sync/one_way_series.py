"""Transfers over a one-way route: not confirmed, they are numbered and counted from a snapshot (changes §8.2)."""

from core.desks.sync.transfers import Dispatch
from core.desks.sync.trust import Site
from core.model.query import EVERYTHING
from data.store.sql_store import SqlStore
from data.transfer_file.segments import Series


def series_of(store: SqlStore, transfer: str) -> Series | None:
    """Return the place of a transfer that was entered in the ledger; None if it has none."""
    entry = store.get("dispatch", transfer, EVERYTHING)
    if not isinstance(entry, Dispatch) or not entry.number:
        return None
    return Series(number=entry.number, since=entry.counted_from)


def counted(store: SqlStore, site: Site) -> dict[int, int]:
    """Return up to which place each branch is left out of the next transfer over a one-way route."""
    return store.unanswered_transfers.extent(site.base) if site.base else {}
