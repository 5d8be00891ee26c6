"""Receiving from other sites: a file is opened, verified, fitted, judged, and committed whole or not at all.

Each step takes the value of the one before and returns its own (`OpenedFile`, `Verified`, `Fitted`, `Judged`, and the
`Preview` that has come true); only the last one writes. What is signed and means something impossible is refused by
none of them: it is kept, void and named (docs/formats/changes.md §9.5).
"""

from collections.abc import Sequence
from pathlib import Path

from core.desks.sync.transfers import Outcome, ReceiveTransfer
from core.model.audit_event import Event
from core.model.progress import Progress, no_progress
from core.office.office import Office
from core.results.transfer import Preview
from core.values.refusal import Refusal
from data.media.preflight import readable_number_on
from data.peer_state.reassembly import Fitted
from data.sync.findings import note_findings
from data.sync.fitting import fit
from data.sync.judgement import Judged, judge, summary
from data.sync.known_sites import KnownSites
from data.sync.missing_changes import note_missing
from data.sync.papers_carried import keep_wanted, take
from data.sync.peer_context import PeerContext
from data.sync.verification import Verified, verify
from data.transfer_file.sealed_file import open_sealed


class FileChanged(Refusal):
    """This is no longer the file that was previewed. Preview it again before you apply it."""


class Receiving(PeerContext):
    """What comes in."""

    def verify(self, path: Path, folders: Sequence[Path] = ()) -> Preview:
        """Verify a transfer file in itself; what it would do here is not looked at."""
        return summary(self._verified(path, folders), self._store)

    def inspect(self, path: Path, progress: Progress = no_progress, folders: Sequence[Path] = ()) -> Judged:
        """Verify a transfer file and return what it would change; nothing is written.

        Raises:
            Refusal: what `data.transfer_file.sealed_file.open_sealed` and `data.transfer_file.segments` refuse, or
                what does not fit our journal.
        """
        verified = self._verified(path, folders)
        with self._store.transaction():
            return judge(verified, fit(verified, self._store), self._store, progress)

    def apply(
        self,
        office: Office,
        path: Path,
        digest: str | None = None,
        progress: Progress = no_progress,
        folders: Sequence[Path] = (),
    ) -> Preview:
        """Verify a transfer file again and apply it, whole or not at all; returns what it did.

        `digest` is that of the preview an officer looked at.

        Raises:
            Refusal: what `inspect` refuses, what `ReceiveTransfer` refuses, or `FileChanged` if the file holds
                anything else than what was previewed.
        """
        verified = self._verified(path, folders)
        if digest not in (None, verified.opened.digest):
            raise FileChanged
        with self._store.transaction():
            fitted = fit(verified, self._store)
            judged = judge(verified, fitted, self._store)
            self._commit(office, verified, fitted, judged, progress)
        office.refresh()
        return judged.preview

    def _verified(self, path: Path, folders: Sequence[Path]) -> Verified:
        known = self.known_sites()
        opened = open_sealed(path, self._keys, KnownSites(self._store, without=self._store.site), folders)
        return verify(opened, known)

    def _commit(self, office: Office, verified: Verified, fitted: Fitted, judged: Judged, progress: Progress) -> None:
        """Write what was judged, in an order in which each step finds what it builds on."""
        self._note_own_history(office, judged)
        self._store.checkpoints.keep(verified.statements)
        office.do(_ledger_entry(verified, judged))
        self._keep_roster(verified)
        self._append(fitted, progress)
        note_missing(office, self._store, judged.preview.missing)
        office.hold_back(verified.sender)
        note_findings(office, self._store, judged.preview.findings)
        take(self._store, verified.opened)
        if verified.has_present_keys:
            self._keep_acknowledged(verified, judged)
            keep_wanted(self._store, verified.sender, verified.payload)

    def _note_own_history(self, office: Office, judged: Judged) -> None:
        """Begin a new incarnation if another copy of this site wrote under ours, and enter it in the audit."""
        history = judged.own_history
        if history.is_superseded:
            self._store.begin_incarnation("put_back", office.officer)
        if history.is_superseded or history.missed:
            office.note(Event.PUT_BACK, count=history.changes_missing)

    def _keep_roster(self, verified: Verified) -> None:
        if verified.known.learned.roster:
            self.keep_roster(verified.known.learned.roster.edition, verified.opened.blob(verified.payload.roster))

    def _append(self, fitted: Fitted, progress: Progress) -> None:
        """Append what follows to the journal, and let the rest wait."""
        self._store.keep_waiting((), fitted.no_longer_pending)
        self._store.accept(fitted.new_changes, progress)
        self._store.keep_waiting(fitted.to_buffer, ())
        self.keep_tips([each.segment for each in fitted.joining])

    def _keep_acknowledged(self, verified: Verified, judged: Judged) -> None:
        """Keep what the sender has, and which of our transfers it confirms."""
        sender, payload = verified.sender, verified.payload
        if judged.heads is not None:
            self._store.acknowledgements.keep(sender, judged.heads, judged.preview.transfer, payload.since)
        self._store.acknowledgements.answered(sender, payload.acknowledged)
        self._store.unanswered_transfers.answered(judged.confirmed)


def _ledger_entry(verified: Verified, judged: Judged) -> ReceiveTransfer:
    preview = judged.preview
    return ReceiveTransfer(
        sender=preview.sender_id,
        transfer=preview.transfer,
        made=preview.made,
        changes_new=preview.new_changes,
        confirmed=judged.confirmed,
        edition=verified.payload.edition,
        learned=verified.known.learned.packed,
        medium=readable_number_on(verified.opened.path.parent),
        outcome=_outcome(preview),
        number=preview.series.number if preview.series else 0,
        counted_from=preview.series.since if preview.series else 0,
        conflicts=len(preview.clashes),
    )


def _outcome(preview: Preview) -> Outcome:
    if preview.waiting:
        return Outcome.WAITS
    return Outcome.APPLIED if preview.new_changes or preview.joined else Outcome.NOTHING_NEW
