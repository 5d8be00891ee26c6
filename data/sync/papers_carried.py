"""The sealed papers that go and come with a transfer, and those that are asked for (docs/formats/changes.md §13)."""

import json
from collections.abc import Iterable, Iterator
from typing import Final

from core.desks.sync.trust import Route, Site
from core.rules.attached_papers import paper_kinds
from data.papers.paper_folder import PaperFolder
from data.store.kept_papers import contents_of
from data.store.sql_store import SqlStore
from data.sync.outgoing_changes import BranchRange
from data.transfer_file.sealed_file import Blob, OpenedFile
from data.transfer_file.segments import MOST_WANTED, Payload

MOST_CARRIED: Final = 5_000
"""How many sealed papers go with one file; those beyond are asked for, and go with the next."""
_WANTED: Final = "wanted "
"""Before the identifier of a site: under this name the store keeps which sealed papers that site asked for."""


def carried(store: SqlStore, site: Site, ranges: Iterable[BranchRange]) -> list[Blob]:
    """Return the sealed papers of the changes that go to a site, and those that it has asked for; what is here of them.

    A damaged one is left out: it would keep all the others from going.
    """
    named = dict.fromkeys((*_of_changes(store, ranges), *_asked_for(store, site)))
    whole = (name for name in named if store.papers.is_whole(name))
    return [_blob(store.papers, name) for name, _ in zip(whole, range(MOST_CARRIED), strict=False)]


def _of_changes(store: SqlStore, ranges: Iterable[BranchRange]) -> Iterator[str]:
    kinds = paper_kinds()
    for branch, part in ranges:
        if kinds.keys() & store.journal.kinds_since(branch, part.after, part.seq).keys():
            said = store.journal.since(branch, part.after, part.seq)
            yield from contents_of(body for _, _, kind, body, _ in said if kind in kinds and body is not None)


def _asked_for(store: SqlStore, site: Site) -> list[str]:
    """Return what a site has asked for, of the papers in the compartments that are shared with it."""
    asked = json.loads(store.meta(_WANTED + site.id) or "[]")
    shared = store.papers_named(site.shares) if asked else ()
    return [name for name in asked if name in shared]


def _blob(folder: PaperFolder, name: str) -> Blob:
    return Blob(name, folder.size(name), lambda: folder.read(name))


def wanted(store: SqlStore, site: Site) -> list[str]:
    """Return the sealed papers that a site is asked for: those missing here, of what is shared with it."""
    return [] if site.route is Route.TO else store.papers_missing(site.shares)[:MOST_WANTED]


def keep_wanted(store: SqlStore, sender: str, payload: Payload) -> None:
    """Keep what a site asks for, in the place of what it asked for before; inside a transaction."""
    name = _WANTED + sender
    if payload.wanted:
        store.set_meta(name, json.dumps(payload.wanted))
    elif store.meta(name):
        store.drop_meta(name)


def take(store: SqlStore, opened: OpenedFile) -> int:
    """Keep the sealed papers of a file that records here name and that are not here; inside the transaction of its
    changes. Whatever else it brings is left."""
    coming = {blob.sha256 for blob in opened.manifest.blobs}
    missing = {name for name in coming & store.papers_named() if not store.papers.is_whole(name)}
    if not missing:
        return 0
    for name, sealed in opened.blobs():
        if name in missing:
            store.papers.keep(sealed)
    return len(missing)
