"""The fourth value of receiving: what a file would do here (docs/formats/changes.md §9.2); nothing is written."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from core.desks.sync.missing_changes import files_missing
from core.model.change import Change, Stream
from core.model.progress import Progress, no_progress
from core.model.query import Is, Query
from core.model.record import RECORDS
from core.results.transfer import Numbered, Preview, Shares, shares
from core.rules.clock_check import of_file
from data.peer_state.acknowledged import Tip
from data.peer_state.checkpoint_store import Missed
from data.peer_state.pending_segments import PendingSegment
from data.peer_state.reassembly import Fitted
from data.store.sql_store import SqlStore
from data.sync.findings import findings
from data.sync.missing_changes import missing_changes
from data.sync.peer_context import site_of
from data.sync.preview import impossible, ineffective_purges, preview_changes
from data.sync.verification import Verified
from data.system.clock import stamped, wall
from data.transfer_file.segments import VerifiedChange


@dataclass(frozen=True)
class OwnHistory:
    """What a file shows of this site's own history that is not here."""

    incarnations: frozenset[str]
    """The incarnations of which the sender has changes that are not here: we were put back, or copied."""
    missed: tuple[Missed, ...]
    """The checkpoints of this site that the sender gives back and our journal contradicts."""
    present: str
    """The present incarnation of this site."""

    @property
    def is_superseded(self) -> bool:
        """Whether another copy of this site has written under our incarnation; we then begin a new one (§9.2)."""
        return self.present in self.incarnations or any(
            each.checkpoint.incarnation == self.present for each in self.missed
        )

    @property
    def changes_missing(self) -> int:
        """How many changes of our own are not here, as the sender can prove."""
        return max([0, *(each.checkpoint.seq - each.here for each in self.missed)])


@dataclass(frozen=True)
class Judged:
    """What a file would do here, and what it tells of the sender and of this site."""

    preview: Preview
    heads: list[Tip] | None
    """What the sender has, if that can be told."""
    confirmed: tuple[str, ...]
    """The transfers of ours that the sender has."""
    own_history: OwnHistory


def judge(verified: Verified, fitted: Fitted, store: SqlStore, progress: Progress = no_progress) -> Judged:
    """Return what a file would do here; inside a transaction, as the journal must not grow meanwhile."""
    heads, confirmed = _acknowledged(verified, store)
    own_history = _own_history(verified, fitted, store)
    by_itself = summary(verified, store, fitted.segments)
    preview = replace(
        _with_effects(_with_figures(by_itself, fitted, store), fitted, store, progress),
        receipts=len(confirmed),
        restored_or_copied=bool(own_history.incarnations),
        audit_cut=bool(own_history.missed),
        findings=tuple(findings(verified, store)),
        forked=tuple(sorted({site_of(store, site).name for site in _forked(fitted, store)})),
        missing=missing_changes(fitted, verified.known, store),
        notices=verified.known.notices,
        series=_series(verified, store),
    )
    return Judged(preview, heads, confirmed, own_history)


def summary(verified: Verified, store: SqlStore, segments: Iterable[PendingSegment] | None = None) -> Preview:
    """Return what is known of a file by itself: sender, time and size, of these of its segments or of all."""
    segments = list(verified.segments if segments is None else segments)
    name = site_of(store, verified.sender).name
    made = verified.opened.manifest.created_at.astimezone().replace(tzinfo=None)
    own = (each.changes for each in segments if each.segment.site == verified.sender)
    newest = max((change.time for changes in own for change in changes), default=0)
    return Preview(
        transfer=verified.opened.manifest.transfer,
        digest=verified.opened.digest,
        sender=name,
        sender_id=verified.sender,
        made=made,
        changes=sum(each.length for each in segments),
        new_changes=0,
        of_what={"changes": _of_segments(segments)},
        clock=of_file(name, made, stamped(newest) if newest else None, wall()),
    )


# What it brings


def _with_figures(preview: Preview, fitted: Fitted, store: SqlStore) -> Preview:
    """Add how many changes are new, wait, are void and so on, each with what they are of."""
    brought = {verified.change.id for each in fitted.segments for verified in each.verified_changes}
    changes = _changes(fitted)
    held, void = ineffective_purges(store.journal, store.erasure_index, changes)
    of_what = {
        **preview.of_what,
        "new_changes": _of_changes(each for each in fitted.new_changes if each.change.id in brought),
        "unknown": _of_changes(each for each in fitted.new_changes if _kind(each) not in ("", *RECORDS)),
        "kept_by_hold": held,
        "void": void,
        "impossible": impossible(store.journal, changes),
        "waiting": _of_segments(fitted.not_applicable),
        "no_room": _of_segments(fitted.no_room),
        "joined": _of_changes(each for each in fitted.new_changes if each.change.id not in brought),
        "discarded": _of_segments(fitted.discarded),
    }
    figures: dict[str, Any] = {name: sum(figure.values()) for name, figure in of_what.items()}
    return replace(preview, **figures, of_what=of_what)


def _with_effects(preview: Preview, fitted: Fitted, store: SqlStore, progress: Progress) -> Preview:
    """Add which records it makes, changes and purges, which fields get two values, and what is listed twice or breaks
    a rule then."""
    changes = _changes(fitted)
    counts, conflicts = preview_changes(store.journal, store.erasure_index, changes, progress)
    return replace(
        preview,
        counts=counts,
        clashes=conflicts,
        duplicates=store.duplicates_with(changes),
        breaches=store.breaches_with(changes),
    )


def _changes(fitted: Fitted) -> list[Change]:
    """Return the new changes that are not erased."""
    return [each.change for each in fitted.new_changes if isinstance(each.change, Change)]


def _forked(fitted: Fitted, store: SqlStore) -> Iterator[str]:
    """Yield the other sites of which a new change stands at a position where another one stands already."""
    reached = Counter[Stream]()
    for stream, branch in store.journal.branches:
        reached[stream] = max(reached[stream], branch.seq)
    for each in fitted.new_changes:
        stream, seq = each.change.stream, each.change.seq
        if seq <= reached[stream] and stream.site != store.site:
            yield stream.site
        reached[stream] = max(reached[stream], seq)


def _series(verified: Verified, store: SqlStore) -> Numbered | None:
    """Return what the number of a file over a one-way route says (changes §8.2)."""
    if verified.payload.series is None:
        return None
    number, since = verified.payload.series.number, verified.payload.series.since
    arrivals = store.find(Query("arrival", Is("sender", (verified.sender,))))
    known = {arrival.number for arrival in arrivals} - {0}
    return Numbered(number, since, files_missing(number, since, known), again=number in known)


# What it says of the sender and of this site


def _acknowledged(verified: Verified, store: SqlStore) -> tuple[list[Tip] | None, tuple[str, ...]]:
    """Return what the sender has, if that can be told, and which of our transfers that shows to have arrived."""
    said = verified.payload.heads if verified.has_present_keys else []
    heads = [(each.stream, each.seq, bytes.fromhex(each.id)) for each in said]
    merged = store.acknowledgements.merged(verified.sender, heads, verified.payload.since)
    return merged, tuple(_confirmed(verified.sender, heads if merged is None else merged, store))


def _confirmed(sender: str, heads: Iterable[Tip], store: SqlStore) -> Iterator[str]:
    acknowledged = store.journal.branches.acknowledged_by(heads, store.site)
    for transfer, upto in store.unanswered_transfers.unanswered(sender).items():
        if all(acknowledged.get(branch, 0) >= seq for branch, seq in upto.items()):
            yield transfer


def _own_history(verified: Verified, fitted: Fitted, store: SqlStore) -> OwnHistory:
    holds = store.journal.branches.holds
    said = verified.payload.heads if verified.has_present_keys else []
    ahead = {each.stream for each in said if not holds(each.stream, each.seq, bytes.fromhex(each.id))}
    ahead |= {each.change.stream for each in fitted.new_changes}
    ahead |= {each.segment.stream for each in fitted.not_applicable}
    return OwnHistory(
        frozenset(stream.incarnation for stream in ahead if stream.site == store.site),
        tuple(store.checkpoints.missed(verified.statements.checkpoints, store.incarnation)),
        store.incarnation,
    )


# Figures and what they are of


def _kind(verified: VerifiedChange) -> str:
    """Return the kind of the record that a change is about; nothing if it was erased."""
    return verified.change.body.kind if isinstance(verified.change, Change) else ""


def _of_changes(changes: Iterable[VerifiedChange]) -> Shares:
    return shares((_kind(each), each.change.stream.compartment) for each in changes)


def _of_segments(segments: Iterable[PendingSegment]) -> Shares:
    return _of_changes(verified for each in segments for verified in each.verified_changes)
