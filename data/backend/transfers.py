"""Transfers to and from other sites, and the media on which they are carried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.model.progress import no_progress
from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say
from data.backend.peers import Peers
from data.system.disk import scratch_folder
from data.system.mounts import removable_media

if TYPE_CHECKING:
    from core.desks.sync.consignments import Consignment
    from core.desks.sync.media import RegisterMedium
    from core.model.progress import Progress
    from core.office.office import Office
    from core.results.preflight import Preflight
    from core.results.transfer import Preview, Sent


class Transfers(Peers):
    """What is sent and received."""

    # Media

    def removable_media(self) -> list[Path]:
        """Return where removable media are mounted."""
        return removable_media()

    def register_medium(self, office: Office, asked: RegisterMedium, folder: Path) -> None:
        """Enter a medium in the ledger and write its number on it, both or neither."""
        from data.media.preflight import write_number
        from data.media.verified_write import removed_on_failure

        with removed_on_failure() as made, self._open().store.transaction():
            office.do(asked)
            made.extend(write_number(folder, asked.number))

    def _look(self, office: Office, path: Path, medium: str, needed: int = 0) -> Preflight:
        from core.desks.sync.media import unfit_media
        from data.media.preflight import look

        return look(path, self._folder, unfit_media(office), expected=medium, needed=needed)

    def _medium_ready(self, office: Office, path: Path, medium: str, checked: Preflight | None) -> tuple[str, int]:
        """Return number and device of the medium that is written to; refuse a wrong one, or another than was checked.

        The number is empty if it is none of the ledger's.
        """
        from data.media.preflight import refuse_unless_ready, refuse_unless_same

        preflight = self._look(office, path, medium)
        if checked is not None:
            refuse_unless_same(checked, preflight)
        refuse_unless_ready(preflight)
        return medium or self._known_number(preflight.medium), preflight.device

    def _known_number(self, number: str) -> str:
        from core.model.query import Is, Query
        from core.values.cleaning import code_key

        key = code_key(number)
        return number if key and self._open().store.find(Query("medium", Is("key", (key,)))) else ""

    # What goes out

    def outgoing(self, office: Office, site: str, compartments: tuple[str, ...] = ()) -> Mapping[str, int]:
        """Return how many changes of each kind a transfer to this site would hold now, as the officer may know it."""
        return office.visible_counts(self._exchange().outgoing(office.get("site", site), compartments))

    def prepare(self, office: Office, site: str, compartments: tuple[str, ...] = (), purpose: str = "") -> Consignment:
        """Fix what a site has not confirmed yet as a consignment, for a second officer to approve."""
        prepared: Consignment = office.get("consignment", self._exchange().prepare(office, site, compartments, purpose))
        return prepared

    def consigned(self, office: Office, consignment: str) -> Mapping[str, int]:
        """Return how many changes of each kind a consignment is, as the officer may know it."""
        office.get("consignment", consignment)
        return office.visible_counts(self._exchange().consigned(consignment))

    def passed_on(
        self, office: Office, site: str, compartments: tuple[str, ...] = (), consignment: str = ""
    ) -> Mapping[str, int]:
        """Return how many changes of which other sites would go along in a transfer or consignment to this one."""
        others = self._exchange().passed_on(office.get("site", site), compartments, consignment)
        told = {name: sum(office.visible_counts(kinds).values()) for name, kinds in others.items()}
        return {name: count for name, count in told.items() if count}

    def preflight(
        self,
        office: Office,
        path: Path,
        site: str,
        *,
        medium: str = "",
        compartments: tuple[str, ...] = (),
        consignment: str = "",
    ) -> Preflight:
        """Look at the place where a transfer to a site shall be written: at the medium, and at the room it needs."""
        from core.desks.sync.transfers import SendTransfer

        office.require(SendTransfer)
        needed = self._exchange().needed(office, site, compartments, consignment)
        return self._look(office, path, medium, needed)

    def send(
        self,
        office: Office,
        site: str,
        path: Path,
        progress: Progress = no_progress,
        *,
        receipt_only: bool = False,
        compartments: tuple[str, ...] = (),
        medium: str = "",
        volume_size: int = 0,
        checked: Preflight | None = None,
    ) -> Sent:
        """Write a transfer to the medium that was `checked`, if one was, read it back and verify it."""
        from data.media.verified_write import as_write_failure

        used, device = self._medium_ready(office, path, medium, checked)
        with as_write_failure():
            sent = self._exchange().send(
                office,
                site,
                path,
                receipt_only=receipt_only,
                compartments=compartments,
                medium=used,
                volume_size=volume_size,
                device=device,
                progress=progress,
            )
        return _sent(office, sent)

    def write(
        self,
        office: Office,
        consignment: str,
        path: Path,
        progress: Progress = no_progress,
        *,
        medium: str = "",
        volume_size: int = 0,
        checked: Preflight | None = None,
    ) -> Sent:
        """Write an approved consignment, just as it was approved, read it back and verify it."""
        from data.media.verified_write import as_write_failure

        used, device = self._medium_ready(office, path, medium, checked)
        with as_write_failure():
            sent = self._exchange().write(
                office, consignment, path, medium=used, volume_size=volume_size, device=device, progress=progress
            )
        return _sent(office, sent)

    # What comes in

    def missing_volumes(self, path: Path, folders: Sequence[Path] = ()) -> Sentence | None:
        """Return which volumes of a transfer have still to be put in; None if it is whole."""
        from data.transfer_file.volumes import missing_volumes

        missing = missing_volumes(path, folders)
        return missing.sentence if missing else None

    def scratch(self) -> AbstractContextManager[Path]:
        """Make a folder for what is needed until the end only."""
        return scratch_folder()

    def gather(self, path: Path, into: Path) -> None:
        """Copy the volumes beside this one to a new folder, before their medium is taken out."""
        from data.transfer_file.volumes import gather

        gather(path, into)

    def verify(self, office: Office, path: Path, folders: Sequence[Path] = ()) -> Preview:
        """Verify a transfer in itself; what it would do here is not looked at."""
        from core.desks.sync.transfers import ReceiveTransfer

        office.require(ReceiveTransfer)
        with self._refusals_noted(office):
            return office.previewed(self._exchange().verify(path, folders))

    @contextmanager
    def _refusals_noted(self, office: Office) -> Iterator[None]:
        """Enter in the audit why a transfer file was refused; what is about rights is there already."""
        from core.desks.sync.transfers import ReceiveTransfer

        try:
            yield
        except Refusal as refusal:
            if not (refusal.is_authorisation or refusal.is_cancelled):
                office.note_refusal(refusal, ReceiveTransfer)
            raise

    def inspect(
        self, office: Office, path: Path, progress: Progress = no_progress, folders: Sequence[Path] = ()
    ) -> Preview:
        """Verify a transfer and work out what it would do, as the officer may know it; nothing is written."""
        from core.desks.sync.transfers import ReceiveTransfer

        office.require(ReceiveTransfer)
        with self._refusals_noted(office):
            preview = self._exchange().inspect(path, progress, folders).preview
        return office.previewed(preview)

    def apply(
        self,
        office: Office,
        path: Path,
        preview: Preview,
        progress: Progress = no_progress,
        folders: Sequence[Path] = (),
    ) -> Sentence:
        """Apply the transfer that was previewed, whole or not at all; return the receipt."""
        from core.office.refusals import Reasons

        with self._refusals_noted(office):
            done = office.previewed(self._exchange().apply(office, path, preview.digest, progress, folders))
        return Reasons([sentence for sentence in (_received(done), _to_decide(done), done.clock) if sentence])


def _sent(office: Office, sent: Sent) -> Sent:
    """Return what was sent as the officer may know it."""
    counts = office.visible_counts(sent.counts)
    return replace(sent, counts=counts, changes=sum(counts.values()), rest=not office.counts_all)


def _received(done: Preview) -> Sentence:
    """Say what was received."""
    if done.waiting:
        return say(
            N_("Received from {site}: {new} new changes; {waiting} more wait for something that has not come yet."),
            site=done.sender,
            new=done.new_changes,
            waiting=done.waiting,
        )
    if done.series:
        return say(N_("Received from {site}: {new} new changes."), site=done.sender, new=done.new_changes)
    return say(
        N_("Received from {site}: {new} new changes. The receipt goes with the next transfer to {site}."),
        site=done.sender,
        new=done.new_changes,
    )


def _to_decide(done: Preview) -> Sentence | None:
    """Say that it left fields with two values, if it did."""
    if not done.clashes:
        return None
    told = N_("{count} fields have two values now: they stand in Today and in the list of conflicts, to be decided.")
    return say(told, count=len(done.clashes))
