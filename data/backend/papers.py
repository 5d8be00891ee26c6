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
    from core.rules.attached_papers import AttachedPaper, AttachPaper


class PaperTooLarge(Refusal):
    """{name} is larger than {most} MB. Scan it in lower resolution, or in parts."""


class PaperEmpty(Refusal):
    """There is nothing in {name}. Scan or save it again."""


class Papers(Session):
    """The contents of attached papers; their records are read and written like all others."""

    def attach_paper(self, office: Office, asked: AttachPaper, path: Path) -> None:
        """Read a file, seal it beside the store and enter it as a paper of a record, whole or not at all."""
        from data.store.attaching import attach

        office.require(type(asked))
        office.get(asked.on.kind, asked.target)
        attach(self._open().store, office, asked, _read(office, path), path.name)

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
