"""Consignments: what goes is fixed, approved by a second officer, and written as it was approved (changes §8.1)."""

from collections.abc import Iterable
from pathlib import Path

from core.desks.sync.consignments import (
    Consignment,
    ConsignmentStage,
    PrepareConsignment,
    VoidConsignment,
    Voided,
    WriteConsignment,
    outdated,
)
from core.desks.sync.transfers import TransferSettings
from core.desks.sync.trust import Site
from core.model.progress import Progress, no_progress
from core.model.query import EVERYTHING
from core.office.build import build
from core.office.office import Office
from core.results.transfer import Sent
from core.values.ids import new_id
from core.values.refusal import Refusal
from core.values.sentence import say
from data.sync.outgoing_changes import BranchRange
from data.sync.packing import Packing
from data.transfer_file.consignment_content import Content
from data.transfer_file.segments import SegmentRange, vouched


class ConsignmentVoid(Refusal):
    """This consignment cannot be written any more as it was approved: {why}. Nothing was written; prepare it anew."""


class Consigning(Packing):
    """What goes out with a second officer's approval."""

    def consigned(self, consignment: str) -> dict[str, int]:
        """Return how many changes of each kind a consignment is; what has been erased since counts as purges."""
        with self._store.transaction():
            return self._kinds(self._consigned_ranges(self._content(consignment)))

    def prepare(self, office: Office, to: str, compartments: tuple[str, ...] = (), purpose: str = "") -> str:
        """Fix what the site `to` has not confirmed yet as a consignment; return its identifier."""
        with self._store.transaction():
            site = self.site_of(to)
            chosen = compartments or site.shares
            content = self._measured(office, site, self._next_ranges(site, chosen))
            action = build(
                PrepareConsignment,
                to=to,
                compartments=chosen,
                purpose=purpose,
                changes_sent=content.count,
                digest=content.digest,
            )
            office.do(action)
            self._store.unanswered_transfers.keep_content(action.target, to, content)
        return action.target

    def write(
        self,
        office: Office,
        consignment: str,
        path: Path,
        *,
        medium: str = "",
        volume_size: int = 0,
        device: int = 0,
        progress: Progress = no_progress,
    ) -> Sent:
        """Write an approved consignment to a transfer file: what was approved, and not a change more.

        Raises:
            Refusal: `ConsignmentVoid`, what `WriteConsignment` refuses, and what `data.media.verified_write` does.
        """
        office.require(WriteConsignment)
        self._store.promise_checkpoint(office.get(Consignment.kind, consignment).to)
        with self._written_with_entry() as made:
            found = office.get(Consignment.kind, consignment)  # also refuses one that he may not know of
            approved = self._consignment(found.id)
            why = self._void(office, approved) if approved.stage is ConsignmentStage.APPROVED else None
            if why is None:
                return self._write(office, approved, path, made, medium, progress, volume_size, device)
        office.do(VoidConsignment(target=approved.id, why=why))
        raise ConsignmentVoid(why=say(why.label))

    def _write(
        self,
        office: Office,
        approved: Consignment,
        path: Path,
        made: list[Path],
        medium: str,
        progress: Progress,
        volume_size: int,
        device: int,
    ) -> Sent:
        site, ranges, transfer = self.site_of(approved.to), self._consigned_ranges(self._content(approved.id)), new_id()
        office.do(
            WriteConsignment(
                target=approved.id,
                dispatch=transfer,
                digest=self._measured(office, site, ranges).digest,
                medium=medium,
            )
        )
        return self._seal(office, site, ranges, path, made, transfer, progress, volume_size=volume_size, device=device)

    def _void(self, office: Office, approved: Consignment) -> Voided | None:
        """Return why a consignment cannot be written as it was approved."""
        why = outdated(approved, office.context())
        if why is not None:
            return why
        site, content = self.site_of(approved.to), self._content(approved.id)
        ranges = self._consigned_ranges(content)
        acknowledged = self._acknowledged(site)
        if ranges and all(acknowledged.get(branch.n, 0) >= part.seq for branch, part in ranges):
            return Voided.CONFIRMED
        if not self._are_vouched(ranges):
            return Voided.AUTHOR
        return content.changed_to(self._measured(office, site, ranges))

    def _are_vouched(self, ranges: Iterable[BranchRange]) -> bool:
        """Whether authors still stand for the ends: one may have renewed its keys since, or been revoked."""
        sites = self.known_sites().sites
        return all(
            part.site == self._store.site
            or (part.site in sites and vouched(part, self._store.tip_signature(part.stream, part.id), sites[part.site]))
            for _, part in ranges
        )

    def _consignment(self, identifier: str) -> Consignment:
        """Return a consignment with its content, which officers need not know."""
        found = self._store.get(Consignment.kind, identifier, EVERYTHING)
        assert isinstance(found, Consignment)
        return found

    def _content(self, consignment: str) -> Content:
        """Return what a consignment fixed; nothing, if that is not kept any more
        (`data.peer_state.unanswered_transfers`)."""
        kept = self._store.unanswered_transfers.content(consignment)
        return kept or Content(erased=0, post_quantum=True, recipient="0" * 64, segments=())

    def _consigned_ranges(self, content: Content) -> list[BranchRange]:
        """Return the ranges of a content that are in the journal, which are all unless it was put back."""
        branches = self._store.journal.branches
        held = [(branches.holding(part.stream, part.seq, bytes.fromhex(part.id)), part) for part in content.segments]
        return [(branch, part) for branch, part in held if branch is not None]

    def _measured(self, office: Office, site: Site, ranges: Iterable[BranchRange]) -> Content:
        ranges = list(ranges)
        journal = self._store.journal
        return Content(
            erased=sum(journal.erased_since(branch, part.after, part.seq) for branch, part in ranges),
            post_quantum=office.policy.settings(TransferSettings).post_quantum,
            recipient=self.card_of(site).fingerprint,
            segments=tuple(SegmentRange(**part.model_dump()) for _, part in ranges),
        )
