"""Sending to other sites: what they have not confirmed yet, in a sealed file and in the ledger at once.

The ledger is entered in the transaction in which the file is written, so that it never speaks of a file that was not.
Where a second officer has to approve, what goes is fixed before, as a consignment (`core.desks.sync.consignments`).
"""

from pathlib import Path

from core.desks.sync.transfers import SendTransfer
from core.desks.sync.trust import Site
from core.model.progress import Progress, no_progress
from core.model.query import EVERYTHING
from core.office.build import build
from core.office.office import Office
from core.results.transfer import Sent
from core.values.ids import new_id
from data.sync.consigning import Consigning
from data.sync.outgoing_changes import BranchRange


class Sending(Consigning):
    """What goes out."""

    def outgoing(self, to: Site, compartments: tuple[str, ...] = ()) -> dict[str, int]:
        """Return how many changes of each kind the site `to` has not confirmed yet, in these compartments or all."""
        with self._store.transaction():
            return self._kinds(self._next_ranges(to, compartments))

    def passed_on(
        self, to: Site, compartments: tuple[str, ...] = (), consignment: str = ""
    ) -> dict[str, dict[str, int]]:
        """Return how many changes of each kind of which other sites would go along to `to`, or in a consignment."""
        with self._store.transaction():
            fixed = self._content(consignment) if consignment else None
            ranges = self._consigned_ranges(fixed) if fixed else self._next_ranges(to, compartments)
            others: dict[str, list[BranchRange]] = {}
            for each in ranges:
                if each[1].site != self._store.site:
                    others.setdefault(self.site_of(each[1].site).name, []).append(each)
            return {name: self._kinds(others[name]) for name in sorted(others)}

    def needed(self, office: Office, to: str, compartments: tuple[str, ...] = (), consignment: str = "") -> int:
        """Return how many bytes a transfer to the site `to` takes on a medium; the changes are packed to know it."""
        with self._store.transaction():
            site = self.site_of(to)
            fixed = self._content(consignment) if consignment else None
            ranges = self._consigned_ranges(fixed) if fixed else self._next_ranges(site, compartments)
            announcement = self._store.acknowledgements.next_announcement(site.id, site.shares)
            given = self._given(site, promised=False)
            said = self._manifest(site, ranges, new_id(), announcement, given)
            return self._packed(office, site, ranges, said).needed

    def send(
        self,
        office: Office,
        to: str,
        path: Path,
        *,
        receipt_only: bool = False,
        compartments: tuple[str, ...] = (),
        medium: str = "",
        volume_size: int = 0,
        device: int = 0,
        progress: Progress = no_progress,
    ) -> Sent:
        """Write what the site `to` has not confirmed yet to a transfer file at `path`: of these compartments, or all.

        Raises:
            Refusal: what `SendTransfer` refuses, and what `data.media.verified_write` does.
        """
        office.require(SendTransfer)
        self._store.promise_checkpoint(to)
        with self._written_with_entry() as made:
            site = self._store.get("site", to, EVERYTHING)
            ranges = self._next_ranges(site, compartments) if isinstance(site, Site) and not receipt_only else []
            count = sum(part.seq - part.after for _, part in ranges)
            transfer = new_id()
            office.do(build(SendTransfer, target=transfer, to=to, changes_sent=count, medium=medium))
            to_whom = self.site_of(to)
            return self._seal(
                office,
                to_whom,
                ranges,
                path,
                made,
                transfer,
                progress,
                receipt_only=receipt_only,
                volume_size=volume_size,
                device=device,
            )
