"""Packing and writing the file of a transfer: its manifest, and what goes besides the changes."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.desks.sync.transfers import TransferSettings
from core.desks.sync.trust import Route, Site
from core.model.progress import Progress, no_progress
from core.office.office import Office
from core.results.transfer import Sent
from data.identity.roster import digest
from data.media.verified_write import removed_on_failure
from data.peer_state.acknowledged import Announcement
from data.peer_state.checkpoint_store import Statements
from data.sync.one_way_series import series_of
from data.sync.outgoing_changes import BranchRange, OutgoingChanges, head_of
from data.sync.papers_carried import carried, wanted
from data.transfer_file.sealed_file import Blob, ManifestDraft, PreparedFile, pack
from data.transfer_file.segments import Head


class Packing(OutgoingChanges):
    """Transfer files, as they are written."""

    @contextmanager
    def _written_with_entry(self) -> Iterator[list[Path]]:
        """Enter a file and write it in one transaction: where that fails at its end, the file is removed again."""
        with removed_on_failure() as made, self._store.transaction():
            yield made

    def _seal(
        self,
        office: Office,
        site: Site,
        ranges: list[BranchRange],
        path: Path,
        made: list[Path],
        transfer: str,
        progress: Progress,
        *,
        receipt_only: bool = False,
        volume_size: int = 0,
        device: int = 0,
    ) -> Sent:
        """Write the file of a transfer that has been entered in the ledger; `made` hears of it."""
        kinds, segments = self._kinds(ranges), self._segments(ranges)
        announcement = self._store.acknowledgements.next_announcement(site.id, site.shares)
        given = self._given(site)
        draft = self._manifest(site, ranges, transfer, announcement, given, receipt_only=receipt_only)
        known = self._store.checkpoints.given_upto(self._store.acknowledgements.statements(site.id), given)
        self._store.acknowledgements.announce(site.id, transfer, announcement.upto, site.shares, known)
        sealed = self._packed(office, site, ranges, draft, progress).write(path, volume_size, device)
        made += sealed.files
        self.keep_tips(segments)
        reached = ((branch.n, part.seq) for branch, part in ranges)
        self._store.unanswered_transfers.keep_extent(site.id, transfer, reached, self.site_of(site.id).base)
        return Sent(
            transfer,
            sealed.path,
            site.name,
            sum(kinds.values()),
            sealed.written.size,
            kinds,
            sealed.written.volumes,
            more=not receipt_only and self._has_more(site),
        )

    def _packed(
        self,
        office: Office,
        site: Site,
        ranges: list[BranchRange],
        draft: ManifestDraft,
        progress: Progress = no_progress,
    ) -> PreparedFile:
        draft, blobs = self._with_cards_and_roster(draft, site, (part for _, part in ranges))
        blobs += carried(self._store, site, ranges)
        return pack(
            self._keys,
            self.card(),
            [self.card_of(site)],
            draft,
            self._lines(ranges, progress),
            blobs,
            post_quantum=office.policy.settings(TransferSettings).post_quantum,
        )

    def _manifest(
        self,
        site: Site,
        ranges: Iterable[BranchRange],
        transfer: str,
        announcement: Announcement,
        given: Statements,
        *,
        receipt_only: bool = False,
    ) -> ManifestDraft:
        """Return what the manifest of a transfer says beside its contents (5)."""
        payload: dict[str, Any] = {
            "checkpoints": [checkpoint.model_dump() for checkpoint in given.checkpoints],
            "beginnings": [beginning.model_dump() for beginning in given.beginnings],
            "heads": [head_of(*each).model_dump() for each in announcement.tips],
            "acknowledged": self._store.acknowledgements.newest_file(site.id),
            "segments": [each.model_dump() for each in self._segments(ranges)],
            "since": announcement.since,
        }
        if asked := wanted(self._store, site):
            payload["wanted"] = asked
        if series := series_of(self._store, transfer):
            payload["series"] = series.model_dump()
        return ManifestDraft("receipt" if receipt_only else "changes", datetime.now(UTC), payload, transfer=transfer)

    def _with_cards_and_roster(
        self, draft: ManifestDraft, site: Site, segments: Iterable[Head]
    ) -> tuple[ManifestDraft, list[Blob]]:
        """Add the cards that led to the keys of the authors, and the roster if the other site has not got it."""
        roster, cards = self.roster(), self._cards(site, segments)
        blobs = [Blob(digest(roster.raw), len(roster.raw), lambda: roster.raw)] if site.edition < roster.edition else []
        said = {"edition": roster.edition, "roster": blobs[0].sha256 if blobs else ""}
        return replace(draft, cards=tuple(cards), payload={**draft.payload, **said}), blobs

    def _given(self, site: Site, *, promised: bool = True) -> Statements:
        """Return what a transfer gives of what sites signed of their history: what the other site does not know yet."""
        after = None if site.route is Route.TO else self._store.acknowledgements.statements(site.id)
        return self._store.checkpoints.to_give(site.id, self._store.incarnation, after, promised=promised)
