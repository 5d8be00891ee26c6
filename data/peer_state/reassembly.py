"""Which runs of a file, and of what waits, follow what is here, and which wait (docs/formats/changes.md §9.3)."""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from core.desks.sync.missing_changes import gap_id
from core.model.change import Erased
from data.erasure.erasure_index import ErasureIndex, unnamed
from data.journal.branches import Branches
from data.peer_state.pending_segments import PendingSegment, PendingSegments, Position
from data.transfer_file.segments import VerifiedChange


@dataclass(frozen=True)
class MissingPredecessor:
    """A gap: what a part that waits follows, and neither is here nor waits itself."""

    follows: Position
    parts: tuple[PendingSegment, ...]
    """What waits for it, at first or second hand; the first to come first."""

    @property
    def id(self) -> str:
        """The identifier of its record."""
        return gap_id(*self.follows.stream, self.follows.seq, self.follows.id.hex())

    @property
    def waiting(self) -> int:
        """How many changes wait for it."""
        return sum(part.length for part in self.parts)


@dataclass(frozen=True)
class Fitted:
    """What becomes of the parts of a file and of those that waited."""

    parts: tuple[PendingSegment, ...]
    """Those that follow, each after what it follows."""
    links: tuple[VerifiedChange, ...]
    """Their changes that are not here yet, each once."""
    kept: tuple[PendingSegment, ...] = ()
    """Parts of the file that wait from now on."""
    left: tuple[PendingSegment, ...] = ()
    """Parts of the file that do not follow, kept or not."""
    done: frozenset[int] = frozenset()
    """The numbers of those that wait no longer: they joined, were given up, stand no more, or come again in others."""
    unkept: tuple[PendingSegment, ...] = ()
    """Parts of the file that would wait if there were room."""
    thrown: tuple[PendingSegment, ...] = ()
    """Parts that waited and stand no more."""
    holes: tuple[MissingPredecessor, ...] = ()
    nameless: Erased | None = None
    """A change of the file that was erased, and no purge that might still come can name it."""


Holders = Callable[[Position], list[PendingSegment]]


class Reassembly:
    """Sorts the parts of a file, together with those that wait, by the journal on this connection."""

    def __init__(self, branches: Branches, purges: ErasureIndex, waiting: PendingSegments) -> None:
        """Look at the journal as the transaction sees it."""
        self._branches = branches
        self._purges = purges
        self._waiting = waiting

    def sort(
        self, parts: Sequence[PendingSegment], stands: Callable[[PendingSegment], bool], given_up: Collection[str]
    ) -> Fitted:
        """Say what becomes of each part of a file, and of each that waits.

        A part that waits and does not stand any more is thrown away when its turn has come; what waits for a gap that
        was given up is thrown away unless more of it comes.
        """
        stored = self._waiting.parts()
        candidates = self._candidates(parts, stored)
        fallen = [part for part in candidates if not stands(part)]
        joined, nameless = self._most([*parts, *(part for part in candidates if part not in fallen)])
        following = set(joined)
        left = [part for part in parts if part not in following]
        gone = {part.number for part in (*joined, *fallen)} - {0}
        waits = [part for part in stored if part.number not in gone]
        missing = {part.run.compartment for part in (*left, *waits) if self._is_missing(part.follows, left)}
        stuck = [part for part in nameless if part.run.compartment not in missing]
        fallen += [part for part in stuck if part.number]
        gone |= {part.number for part in stuck}
        return self._with_rest(
            Fitted(
                tuple(joined),
                tuple(self._fresh(joined)),
                left=tuple(left),
                done=frozenset(gone - {0}),
                thrown=tuple(fallen),
                nameless=next(iter(self._unnamed(part for part in stuck if not part.number)), None),
            ),
            [part for part in waits if part.number not in gone],
            given_up,
        )

    def _is_missing(self, spot: Position, left: Sequence[PendingSegment]) -> bool:
        """Whether a change is neither here, nor waits, nor comes in a part that will wait."""
        if self._branches.holds(*spot) or self._waiting.holders(spot):
            return False
        return not any(spot.stream == part.run.stream and spot in set(part.spots()) for part in left)

    def _candidates(self, parts: Sequence[PendingSegment], stored: Sequence[PendingSegment]) -> list[PendingSegment]:
        """Return what waits with its changes, if any of it might follow now."""
        brought = {spot for part in parts for spot in part.spots()} if stored else set()
        near = any(self._branches.holds(*part.follows) or part.follows in brought for part in stored)
        return [self._waiting.filled(part) for part in stored] if near else []

    # What joins

    def _most(self, parts: Sequence[PendingSegment]) -> tuple[list[PendingSegment], list[PendingSegment]]:
        """Return the most parts that can join together, and those that follow but bring what no purge names."""
        allowed, nameless = list(parts), list[PendingSegment]()
        while True:
            joined = list(self._following(allowed))
            lacking = {change.id for change in self._unnamed(joined)}
            odd = {part for part in joined if lacking and any(change.id in lacking for change in part.changes)}
            if not odd:
                return joined, nameless
            nameless += odd
            allowed = [part for part in allowed if part not in odd]

    def _following(self, parts: Sequence[PendingSegment]) -> Iterator[PendingSegment]:
        """Yield the parts that follow what is here or one another, each after what it follows, and look at each once.

        A sender may cut one stream into as many runs as a file holds, in any order.
        """
        behind: dict[Position, list[PendingSegment]] = {}
        turn = deque[PendingSegment]()
        for part in parts:
            if self._branches.holds(*part.follows):
                turn.append(part)
            else:
                behind.setdefault(part.follows, []).append(part)
        while turn:
            part = turn.popleft()
            yield part
            for spot in part.spots():
                turn += behind.pop(spot, ())

    def _fresh(self, parts: Iterable[PendingSegment]) -> list[VerifiedChange]:
        """Return the changes of these parts that are not here, each once."""
        each = {link.change.id: link for part in parts for link in part.links}  # two runs of a stream may overlap
        holds = self._branches.holds
        return [link for link in each.values() if not holds(link.change.stream, link.change.seq, link.change.id)]

    def _unnamed(self, parts: Iterable[PendingSegment]) -> list[Erased]:
        return unnamed(self._purges, (link.change for link in self._fresh(parts)))

    # What waits

    def _with_rest(self, joined: Fitted, waits: list[PendingSegment], given_up: Collection[str]) -> Fitted:
        """Add what waits from now on, and the gaps."""
        number = {part.number: part for part in waits}

        def stored(spot: Position) -> list[PendingSegment]:
            return [number[each] for each in self._waiting.holders(spot) if each in number]

        new = [part for part in joined.left if not _covered(part, stored)]
        spots = {part: set(part.spots()) for part in new}
        done = {
            part.number
            for part in waits
            if any(each.run.after <= part.run.after and part.tip in spots[each] for each in new)
        }
        kept = tuple(_with_room(new, self._waiting.room(joined.done | done)))

        def holders(spot: Position) -> list[PendingSegment]:
            return [
                *(part for part in stored(spot) if part.number not in done),
                *(part for part in kept if spot in spots[part]),
            ]

        found = holes([*(part for part in waits if part.number not in done), *kept], holders)
        dead = [hole for hole in found if hole.id in given_up and all(part.number for part in hole.parts)]
        done |= {part.number for hole in dead for part in hole.parts}
        return replace(
            joined,
            kept=kept,
            unkept=tuple(part for part in new if part not in kept),
            done=joined.done | done,
            holes=tuple(hole for hole in found if hole not in dead and not self._branches.holds(*hole.follows)),
        )


def _covered(part: PendingSegment, holders: Holders) -> bool:
    """Whether another part that waits brings all of this one."""
    return any(each.run.after <= part.run.after for each in holders(part.tip))


def _with_room(parts: Sequence[PendingSegment], room: tuple[int, int, int]) -> Iterator[PendingSegment]:
    """Yield the parts for which there is room (§9.3.5)."""
    runs, changes, size = room
    for part in parts:
        needed = sum(len(link.body) for link in part.links)
        if runs >= 1 and changes >= part.length and size >= needed:
            runs, changes, size = runs - 1, changes - part.length, size - needed
            yield part


def holes(parts: Sequence[PendingSegment], holders: Holders) -> list[MissingPredecessor]:
    """Return what parts wait for; `holders` gives the parts that wait in which a change stands."""
    found: dict[Position, list[PendingSegment]] = {}
    for part in parts:
        found.setdefault(_root(part, holders).follows, []).append(part)
    return [MissingPredecessor(spot, tuple(waiting)) for spot, waiting in found.items()]


def _root(part: PendingSegment, holders: Holders) -> PendingSegment:
    while before := holders(part.follows):
        part = before[0]
    return part
