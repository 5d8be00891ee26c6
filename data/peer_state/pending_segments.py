"""Segments that wait for what they follow (docs/formats/changes.md §9.3): verified, kept apart, not shown."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from core.model.change import Body, Change, Erased, Stream
from data.database.dialect import IN_LIST, as_list, insert, insert_many
from data.database.sqlcipher import Database
from data.transfer_file.segments import Segment, VerifiedChange

MOST_SEGMENTS = 200
MOST_CHANGES = 200_000
MOST_BYTES = 256 << 20
"""What is beyond these is not kept: it comes again (§9.3.5)."""

_FIELDS = ("site", "incarnation", "compartment", "after", "parent", "seq", "id", "signature")
_COLUMNS = ", ".join(f'"{name}"' for name in _FIELDS)


class Position(NamedTuple):
    """A change by its place in its stream and its identifier."""

    stream: Stream
    seq: int
    id: bytes


@dataclass(frozen=True, eq=False)
class PendingSegment:
    """A segment with its changes, which are linked and end where their author signed."""

    segment: Segment
    sender: str
    """The site that sent it."""
    verified_changes: Sequence[VerifiedChange] = field(repr=False)
    number: int = 0
    """By which it is known among what waits; 0 if it comes with a file."""

    @property
    def follows(self) -> Position:
        """The change that it follows."""
        return Position(self.segment.stream, self.segment.after, bytes.fromhex(self.segment.parent))

    @property
    def tip(self) -> Position:
        """Its last change."""
        return Position(self.segment.stream, self.segment.seq, bytes.fromhex(self.segment.id))

    @property
    def length(self) -> int:
        """How many changes it has."""
        return self.segment.seq - self.segment.after

    @property
    def changes(self) -> Iterator[Change | Erased]:
        """Its changes without the bytes of their bodies."""
        return (verified.change for verified in self.verified_changes)

    def positions(self) -> Iterator[Position]:
        """Yield the position of each change."""
        return (Position(change.stream, change.seq, change.id) for change in self.changes)


class PendingSegments:
    """What waits, on this connection; who writes has begun a transaction on it."""

    def __init__(self, db: Database) -> None:
        """Look into the tables of what waits."""
        self._db = db

    def listed(self) -> list[PendingSegment]:
        """Return what waits without its changes, the first to come first."""
        rows = self._db.execute(f"SELECT n, sender, {_COLUMNS} FROM pending_segment ORDER BY n").fetchall()
        return [
            PendingSegment(Segment(**dict(zip(_FIELDS, values, strict=True))), sender, (), number)
            for number, sender, *values in rows
        ]

    def with_changes(self, pending: PendingSegment) -> PendingSegment:
        """Return a waiting segment with its changes."""
        return PendingSegment(pending.segment, pending.sender, tuple(self._links(pending)), pending.number)

    def _links(self, pending: PendingSegment) -> Iterator[VerifiedChange]:
        stream, parent = pending.segment.stream, pending.follows.id
        rows = self._db.execute(
            "SELECT seq, time, id, body, body_hash FROM pending_change WHERE segment = ? ORDER BY seq", [pending.number]
        )
        for seq, moment, identifier, body, body_hash in rows.fetchall():
            if body is None:
                yield VerifiedChange(Erased(stream, seq, moment, parent, identifier, body_hash), b"")
            else:
                yield VerifiedChange(Change(stream, seq, moment, parent, Body.from_bytes(body), identifier), body)
            parent = identifier

    def segments_with(self, position: Position) -> list[int]:
        """Return the numbers of the segments in which this change waits."""
        rows = self._db.execute(
            "SELECT r.n FROM pending_segment r JOIN pending_change w ON w.segment = r.n AND w.seq = ?"
            " WHERE (r.site, r.incarnation, r.compartment) = (?, ?, ?) AND w.id = ? ORDER BY r.n",
            [position.seq, *position.stream, position.id],
        )
        return [row[0] for row in rows]

    def room(self, without: Collection[int]) -> tuple[int, int, int]:
        """Return how many more segments, changes and bytes may wait once these wait no longer."""
        rows = self._db.execute(
            "SELECT count(DISTINCT segment), count(*), coalesce(sum(length(body)), 0) FROM pending_change"
            f" WHERE NOT segment {IN_LIST}",
            [as_list(without)],
        )
        segments, changes, size = rows.fetchone()
        return MOST_SEGMENTS - segments, MOST_CHANGES - changes, MOST_BYTES - size

    def keep(self, pending: PendingSegment) -> None:
        """Let a segment wait."""
        fields = {name: getattr(pending.segment, name) for name in _FIELDS}
        number = insert(self._db, "pending_segment", {"sender": pending.sender, **fields})
        insert_many(self._db, "pending_change", [[number, *_row(verified)] for verified in pending.verified_changes])

    def drop(self, numbers: Iterable[int]) -> None:
        """Let segments wait no longer."""
        for number in numbers:
            self._db.execute("DELETE FROM pending_change WHERE segment = ?", [number])
            self._db.execute("DELETE FROM pending_segment WHERE n = ?", [number])


def _row(verified: VerifiedChange) -> list[object]:
    change = verified.change
    said: list[object] = [None, None, None, None]
    if isinstance(change, Change):
        said = [bytes.fromhex(change.body.record), change.body.kind, verified.body, None]
    else:
        said[3] = change.body_hash
    return [change.seq, change.time, change.id, *said]
