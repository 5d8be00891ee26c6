"""Transfers over a one-way route: not confirmed, they are numbered and counted from a snapshot (changes §8.2)."""

import json

from core.change import Stream
from core.desks.transfers import Dispatch
from core.desks.trust import Site
from core.query import EVERYTHING
from data.runs import Series
from data.store import SqlStore


def series_of(store: SqlStore, transfer: str) -> Series | None:
    """Return the place of a transfer that was entered in the ledger; None if it has none."""
    entry = store.get("dispatch", transfer, EVERYTHING)
    if not isinstance(entry, Dispatch) or not entry.number:
        return None
    return Series(number=entry.number, since=entry.counted_from)


def counted(store: SqlStore, site: Site) -> dict[int, int]:
    """Return up to which place each branch is left out of the next transfer over a one-way route.

    Which branch of a forked stream a transfer went along, its entry does not say: then all of the stream goes.
    """
    base = store.get("dispatch", site.base, EVERYTHING) if site.base else None
    if not isinstance(base, Dispatch):
        return {}
    reach = {Stream(*stream): seq for *stream, seq in json.loads(base.reach)}
    branches = store.journal.branches
    return {
        branch.n: min(reach[stream], branch.seq)
        for stream, branch in branches
        if stream in reach and len(branches.of(stream)) == 1
    }
