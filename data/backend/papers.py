"""Papers that are attached to records: read in, looked at, and written out through the ledger of exports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.values.refusal import Refusal
from data.backend.session import Session
from data.system.disk import file_refusals, open_ordinary

if TYPE_CHECKING:
    from core.desks.administration.exports import RecordExport
    from core.office.office import Office
    from core.results.picture import Picture
    from core.rules.attached_papers import AttachedPaper, AttachPaper, Content
    from data.store.sql_store import SqlStore


class PaperTooLarge(Refusal):
    """{name} is larger than {most} MB. Scan it in lower resolution, or in parts."""


class PaperEmpty(Refusal):
    """There is nothing in {name}. Scan or save it again."""


class Papers(Session):
    """The contents of attached papers; their records are read and written like all others."""

    def attach_paper(self, office: Office, asked: AttachPaper, path: Path) -> None:
        """Read a file, seal it beside the store and enter it as a paper of a record, whole or not at all.

        The sealed file is on the disk for good before the record is written; one that no record names is removed when
        the store is next opened or checked.
        """
        from data.media.verified_write import removed_on_failure

        office.require(type(asked))
        office.get(asked.on.kind, asked.target)
        raw = _read(office, path)
        store = self._open().store
        with removed_on_failure() as made, store.transaction():
            content, sealed = _sealed(store, asked, raw, path)
            if kept := store.papers.keep(sealed):
                made.append(kept)
            office.do(asked.of(content))

    def preview_paper(self, office: Office, paper: AttachedPaper, width: int, height: int) -> Picture:
        """Return an attached picture made small; for whoever may read its record."""
        from data.papers.preview import preview

        return preview(self._content(office, paper), width, height)

    def write_out_paper(self, office: Office, entry: RecordExport, path: Path, paper: AttachedPaper) -> None:
        """Write an attached paper to a new file and enter it in the ledger of exports."""
        from data.documents.ledgered_export import export_content

        export_content(office, entry, path, lambda: self._content(office, paper))

    def _content(self, office: Office, paper: AttachedPaper) -> bytes:
        """Return what stands in a paper; where reading its record leaves a trace, this does."""
        from core.model.record import owner_field
        from data.papers.paper_folder import PaperDamaged, PaperMissing
        from data.papers.sealing import SealError, unseal

        owner = owner_field(type(paper))
        assert owner is not None
        found: AttachedPaper = office.get(paper.kind, paper.id)
        office.get(owner.about.refers, getattr(found, owner.name))
        folder = self._open().store.papers
        if not found.content or not folder.has(found.content):
            raise PaperMissing(name=found.name)
        try:
            return unseal(folder.read(found.content), bytes.fromhex(found.key), found.sha256)
        except SealError:
            if not folder.is_whole(found.content):
                folder.set_aside(found.content)
            raise PaperDamaged(name=found.name) from None


def _read(office: Office, path: Path) -> bytes:
    """Return what stands in a file that is to be attached, if it is not too large."""
    from core.rules.attached_papers import MEGABYTE, AttachedPaperSettings

    most = office.policy.settings(AttachedPaperSettings).largest
    with file_refusals(path), open_ordinary(path) as file:
        raw = file.read(most * MEGABYTE + 1)
    if len(raw) > most * MEGABYTE:
        raise PaperTooLarge(name=path.name, most=most)
    if not raw:
        raise PaperEmpty(name=path.name)
    return raw


def _sealed(store: SqlStore, asked: AttachPaper, raw: bytes, path: Path) -> tuple[Content, bytes]:
    """Return what the record says of a content, and the sealed file: that of the same content in this compartment,
    if there is one."""
    import hashlib

    from core.rules.attached_papers import Content
    from data.papers.media_types import media_type
    from data.papers.sealing import new_key, seal

    media, sha256 = media_type(raw, path.name), hashlib.sha256(raw).hexdigest()
    key = _key_of_same(store, asked.on.compartment, sha256) or new_key()
    sealed = seal(raw, key)
    return Content(media, len(raw), sha256, hashlib.sha256(sealed).hexdigest(), key.hex()), sealed


def _key_of_same(store: SqlStore, compartment: str, sha256: str) -> bytes:
    """Return the key of a paper with the same content, of any record in a compartment; empty if there is none."""
    from core.model.query import Is, Query
    from core.rules.attached_papers import paper_kinds

    for kind, declared in paper_kinds().items():
        if declared.compartment == compartment:
            for found in store.find(Query(kind, Is("sha256", (sha256,)), limit=1)):
                return bytes.fromhex(found.key)
    return b""
