"""Which segments of a file and of those that wait follow the journal (docs/formats/changes.md §9.3)."""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from core.desks.sync.missing_changes import gap_id
from core.model.change import Erased
from data.erasure.erasure_index import ErasureIndex, erased_without_purge
from data.journal.branches import Branches
from data.peer_state.pending_segments import PendingSegment, PendingSegments, Position
from data.transfer_file.segments import VerifiedChange


@dataclass(frozen=True)
class MissingPredecessor:
    """A gap: the change that a waiting segment follows, and that neither is here nor waits itself."""

    follows: Position
    segments: tuple[PendingSegment, ...]
    """What waits for it, at first or second hand; the first to come first."""

    @property
    def id(self) -> str:
        """The identifier of its record."""
        return gap_id(*self.follows.stream, self.follows.seq, self.follows.id.hex())

    @property
    def waiting(self) -> int:
        """How many changes wait for it."""
        return sum(segment.length for segment in self.segments)


@dataclass(frozen=True)
class Fitted:
    """What becomes of the segments of a file and of those that waited."""

    segments: tuple[PendingSegment, ...]
    """The segments of the file."""
    joining: tuple[PendingSegment, ...]
    """Those of the file, and of those that waited, that follow; each after what it follows."""
    new_changes: tuple[VerifiedChange, ...]
    """Their changes that are not here yet, each once."""
    to_buffer: tuple[PendingSegment, ...] = ()
    """Segments of the file that wait from now on."""
    not_applicable: tuple[PendingSegment, ...] = ()
    """Segments of the file that do not follow, whether there is room for them or not."""
    no_longer_pending: frozenset[int] = frozenset()
    """The numbers of those that waited and joined, were given up, were discarded, or come again in others."""
    no_room: tuple[PendingSegment, ...] = ()
    """Segments of the file that would wait if there were room."""
    discarded: tuple[PendingSegment, ...] = ()
    """Segments that waited and are not accepted any more."""
    missing: tuple[MissingPredecessor, ...] = ()
    """What those that wait from now on wait for."""
    unaccounted_erasure: Erased | None = None
    """A change of the file that was erased, and no purge that might still come can name it."""


SegmentsWith = Callable[[Position], list[PendingSegment]]
"""Gives the waiting segments in which a change stands."""


class Reassembly:
    """Sorts the segments of a file, together with those that wait, by the journal on this connection."""

    def __init__(self, branches: Branches, purges: ErasureIndex, waiting: PendingSegments) -> None:
        """Look at the journal as the transaction sees it."""
        self._branches = branches
        self._purges = purges
        self._waiting = waiting

    def sort(
        self,
        segments: Sequence[PendingSegment],
        is_accepted: Callable[[PendingSegment], bool],
        given_up: Collection[str],
    ) -> Fitted:
        """Say what becomes of each segment of a file, and of each that waits.

        A segment that waits and is not accepted any more is discarded when its turn has come; what waits for a gap
        that was given up is discarded unless more of it comes.
        """
        stored = self._waiting.listed()
        candidates = self._candidates(segments, stored)
        discarded = [each for each in candidates if not is_accepted(each)]
        joining, unaccounted = self._joining([*segments, *(each for each in candidates if each not in discarded)])
        following = set(joining)
        left = [each for each in segments if each not in following]
        gone = {each.number for each in (*joining, *discarded)} - {0}
        waits = [each for each in stored if each.number not in gone]
        lacking = {each.segment.compartment for each in (*left, *waits) if self._is_missing(each.follows, left)}
        blocked = [each for each in unaccounted if each.segment.compartment not in lacking]
        discarded += [each for each in blocked if each.number]
        gone |= {each.number for each in blocked}
        brought = (each for each in blocked if not each.number)
        return self._with_pending(
            Fitted(
                tuple(segments),
                tuple(joining),
                tuple(self._new_changes(joining)),
                not_applicable=tuple(left),
                no_longer_pending=frozenset(gone - {0}),
                discarded=tuple(discarded),
                unaccounted_erasure=next(iter(self._unaccounted_erasures(brought)), None),
            ),
            [each for each in waits if each.number not in gone],
            given_up,
        )

    def _is_missing(self, position: Position, left: Sequence[PendingSegment]) -> bool:
        """Whether a change is neither here, nor waits, nor comes in a segment that will wait."""
        if self._branches.holds(*position) or self._waiting.segments_with(position):
            return False
        return not any(position.stream == each.segment.stream and position in set(each.positions()) for each in left)

    def _candidates(self, segments: Sequence[PendingSegment], stored: Sequence[PendingSegment]) -> list[PendingSegment]:
        """Return what waits with its changes, if any of it might follow now."""
        brought = {position for segment in segments for position in segment.positions()} if stored else set()
        near = any(self._branches.holds(*segment.follows) or segment.follows in brought for segment in stored)
        return [self._waiting.with_changes(segment) for segment in stored] if near else []

    # What joins

    def _joining(self, segments: Sequence[PendingSegment]) -> tuple[list[PendingSegment], list[PendingSegment]]:
        """Return the largest set of segments whose predecessors are all present, and those left out of it.

        Left out are those that follow, but bring an erased change that no purge names.
        """
        allowed, unaccounted = list(segments), list[PendingSegment]()
        while True:
            joined = list(self._following(allowed))
            unaccounted_ids = {change.id for change in self._unaccounted_erasures(joined)}
            with_unaccounted = {
                each
                for each in joined
                if unaccounted_ids and any(change.id in unaccounted_ids for change in each.changes)
            }
            if not with_unaccounted:
                return joined, unaccounted
            unaccounted += with_unaccounted
            allowed = [segment for segment in allowed if segment not in with_unaccounted]

    def _following(self, segments: Sequence[PendingSegment]) -> Iterator[PendingSegment]:
        """Yield the segments that follow the journal or one another, each after what it follows and once.

        A sender may cut one stream into as many segments as a file holds, in any order.
        """
        by_predecessor: dict[Position, list[PendingSegment]] = {}
        ready = deque[PendingSegment]()
        for segment in segments:
            if self._branches.holds(*segment.follows):
                ready.append(segment)
            else:
                by_predecessor.setdefault(segment.follows, []).append(segment)
        while ready:
            segment = ready.popleft()
            yield segment
            for position in segment.positions():
                ready += by_predecessor.pop(position, ())

    def _new_changes(self, segments: Iterable[PendingSegment]) -> list[VerifiedChange]:
        """Return the changes of these segments that are not here, each once."""
        # two segments of a stream may overlap
        each = {new.change.id: new for segment in segments for new in segment.verified_changes}
        holds = self._branches.holds
        return [new for new in each.values() if not holds(new.change.stream, new.change.seq, new.change.id)]

    def _unaccounted_erasures(self, segments: Iterable[PendingSegment]) -> list[Erased]:
        return erased_without_purge(self._purges, (verified.change for verified in self._new_changes(segments)))

    # What waits

    def _with_pending(self, fitted: Fitted, waits: list[PendingSegment], given_up: Collection[str]) -> Fitted:
        """Add what waits from now on, and what it waits for."""
        by_number = {each.number: each for each in waits}

        def stored(position: Position) -> list[PendingSegment]:
            return [by_number[each] for each in self._waiting.segments_with(position) if each in by_number]

        new = [each for each in fitted.not_applicable if not _is_contained(each, stored)]
        positions = {each: set(each.positions()) for each in new}
        replaced = {
            old.number
            for old in waits
            if any(each.segment.after <= old.segment.after and old.tip in positions[each] for each in new)
        }
        to_buffer = tuple(_with_room(new, self._waiting.room(fitted.no_longer_pending | replaced)))

        def segments_with(position: Position) -> list[PendingSegment]:
            return [
                *(each for each in stored(position) if each.number not in replaced),
                *(each for each in to_buffer if position in positions[each]),
            ]

        staying = [each for each in waits if each.number not in replaced]
        gaps = missing_predecessors([*staying, *to_buffer], segments_with)
        closed = [gap for gap in gaps if gap.id in given_up and all(each.number for each in gap.segments)]
        done = replaced | {each.number for gap in closed for each in gap.segments}
        return replace(
            fitted,
            to_buffer=to_buffer,
            no_room=tuple(each for each in new if each not in to_buffer),
            no_longer_pending=fitted.no_longer_pending | done,
            missing=tuple(gap for gap in gaps if gap not in closed and not self._branches.holds(*gap.follows)),
        )


def _is_contained(segment: PendingSegment, segments_with: SegmentsWith) -> bool:
    """Whether another segment that waits brings all of this one."""
    return any(each.segment.after <= segment.segment.after for each in segments_with(segment.tip))


def _with_room(segments: Sequence[PendingSegment], room: tuple[int, int, int]) -> Iterator[PendingSegment]:
    """Yield the segments for which there is room (§9.3.5)."""
    count, changes, size = room
    for segment in segments:
        needed = sum(len(verified.body) for verified in segment.verified_changes)
        if count >= 1 and changes >= segment.length and size >= needed:
            count, changes, size = count - 1, changes - segment.length, size - needed
            yield segment


def missing_predecessors(segments: Sequence[PendingSegment], segments_with: SegmentsWith) -> list[MissingPredecessor]:
    """Return what segments wait for; `segments_with` gives the waiting segments in which a change stands."""
    found: dict[Position, list[PendingSegment]] = {}
    for segment in segments:
        found.setdefault(_root(segment, segments_with).follows, []).append(segment)
    return [MissingPredecessor(position, tuple(waiting)) for position, waiting in found.items()]


def _root(segment: PendingSegment, segments_with: SegmentsWith) -> PendingSegment:
    while before := segments_with(segment.follows):
        segment = before[0]
    return segment
