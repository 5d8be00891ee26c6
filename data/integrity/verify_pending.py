"""Verifying what waits (docs/formats/changes.md §9.3.8): as much as of the journal is demanded of it."""

from collections.abc import Callable, Iterator, Sequence

from core.model.change import Body, hash_body, header_bytes, identify_erased
from core.model.store import IntegrityFault
from core.values.sentence import N_, say
from data.database.sqlcipher import Database
from data.erasure.erasure_index import ErasureIndex
from data.identity.site_card import SiteCard
from data.journal.branches import Branches
from data.peer_state.pending_segments import PendingSegment, PendingSegments, Position
from data.peer_state.reassembly import missing_predecessors
from data.transfer_file.segments import tip_is_signed

Cards = Callable[[str], Sequence[SiteCard]]
"""The cards by which the author of a stream is or was known."""


def waiting_faults(db: Database, cards: Cards) -> Iterator[IntegrityFault]:
    """Yield a fault for what waits and is not what came, and for gaps that do not go with what waits."""
    waiting = PendingSegments(db)
    segments = waiting.listed()
    for pending in segments:
        what = _broken(db, pending) or _unsigned(pending, cards)
        if what:
            segment = pending.segment
            yield IntegrityFault(
                f"{segment.compartment} {segment.site[:8]}/{segment.incarnation[:8]} #{segment.after + 1}", say(what)
            )
    strays = "SELECT 1 FROM pending_change WHERE segment NOT IN (SELECT n FROM pending_segment) LIMIT 1"
    if db.execute(strays).fetchone():
        yield IntegrityFault("waiting", say(N_("There are changes that belong to no stream.")))
    yield from _gap_faults(db, waiting, segments)


def _broken(db: Database, pending: PendingSegment) -> str | None:
    """Return what is wrong with the chain of a pending."""
    at = pending.follows
    rows = db.execute(
        "SELECT seq, time, id, body, body_hash, record, kind FROM pending_change WHERE segment = ? ORDER BY seq",
        [pending.number],
    ).fetchall()
    for seq, moment, identifier, body, body_hash, record, kind in rows:
        left = hash_body(body) if type(body) is bytes else body_hash if body is None else None
        expected = identify_erased(at.id, header_bytes(at.stream, seq, moment), left) if type(left) is bytes else None
        if seq != at.seq + 1 or identifier != expected:
            return N_("This change waits, and is not the one that came.")
        said = Body.from_bytes(body) if body is not None else None
        if (record, kind) != ((bytes.fromhex(said.record), said.kind) if said else (None, None)):
            return N_("This change stands under another record than it was written for.")
        at = Position(at.stream, seq, identifier)
    return None if at == pending.tip else N_("What waits ends earlier than it did.")


def _unsigned(pending: PendingSegment, cards: Cards) -> str | None:
    """Return what is wrong with the signature of the end; a place that is named has none (§9.4)."""
    segment = pending.segment
    if not segment.signature or any(tip_is_signed(segment, segment.signature, card) for card in cards(segment.site)):
        return None
    return N_("The signature kept of this change is not its author's.")


def _gap_faults(db: Database, waiting: PendingSegments, segments: Sequence[PendingSegment]) -> Iterator[IntegrityFault]:
    """Yield a fault for each gap that is not entered or that nothing waits for, and for what was erased unnamed."""
    branches, number = Branches(db), {pending.number: pending for pending in segments}
    branches.read()

    def segments_with(position: Position) -> list[PendingSegment]:
        return [number[each] for each in waiting.segments_with(position)]

    missing = [gap for gap in missing_predecessors(segments, segments_with) if not branches.holds(*gap.follows)]
    known = dict(db.execute("SELECT id, stage FROM kind_gap WHERE part <> '' AND stage <> 'filled'").fetchall())
    for gap in missing:
        if gap.id not in known:
            yield IntegrityFault("gap", say(N_("Something waits for what is missing, and the gap is not entered.")))
    open_gaps = {gap for gap, stage in known.items() if stage == "open"}
    for gap in sorted(open_gaps - {gap.id for gap in missing}):
        yield IntegrityFault(f"gap {gap[:8]}", say(N_("Nothing waits for this gap any more.")))
    yield from _unaccounted(db, {gap.follows.stream.compartment for gap in missing})


def _unaccounted(db: Database, lacking: set[str]) -> Iterator[IntegrityFault]:
    """Yield a fault for each erased change that no purge names, of the compartments of which nothing is missing."""
    erased = db.execute(
        "SELECT r.compartment, w.id FROM pending_change w JOIN pending_segment r ON r.n = w.segment"
        " WHERE w.body IS NULL"
    ).fetchall()
    named = {compartment: ErasureIndex(db).named(compartment) for compartment in {row[0] for row in erased} - lacking}
    for compartment, identifier in erased:
        if compartment in named and identifier.hex() not in named[compartment]:
            yield IntegrityFault(
                f"{compartment} {identifier.hex()[:8]}", say(N_("This change was erased, and no purge names it."))
            )
