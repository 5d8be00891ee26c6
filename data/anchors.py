"""Checkpoints: what a site signs of its own journal, keeps, and gives away, so that a cut is found (changes §12)."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.change import LOCAL, Stream
from data.branches import Branches
from data.identity import TrustedSite
from data.runs import MOST_ANCHORS, Anchor, BadRuns, ForgedTip, Held, sign_tip, signed_by_any
from data.sqlcipher import Database
from data.wire import decode64

EVERY: Final = 100
"""After how many changes of its own stream `local` a site signs a checkpoint."""


@dataclass(frozen=True)
class Missed:
    """An echo that our journal contradicts: a signed checkpoint of ours that is not here (§12.6)."""

    anchor: Anchor
    here: int
    """How many changes our stream of that incarnation has."""


class Anchors:
    """The checkpoints of this site, and those that it and others were given; inside a transaction."""

    def __init__(self, db: Database, branches: Branches, site: str) -> None:
        """Work on this connection, on the streams as a transaction sees them."""
        self._db = db
        self._branches = branches
        self._site = site

    # Our own

    def sign(self, incarnation: str) -> Anchor | None:
        """Sign how far our stream `local` has come and keep that; None if it has nothing, or the site no keys yet.

        What the present transaction has appended is not meant: a file that leaves must not speak of what a power cut
        may still undo.
        """
        place = self._committed(incarnation)
        keys = self._db.execute("SELECT value FROM meta WHERE name = 'keys'").fetchone()
        if place is None or keys is None:
            return None
        signing = Ed25519PrivateKey.from_private_bytes(decode64(json.loads(keys[0])["ed25519"]))
        signature = sign_tip(place, signing)
        keep_signature(self._db, self._branches, place.stream, place.seq, place.id, signature)
        return Anchor(**place.model_dump(exclude={"compartment"}), signature=signature)

    def sign_if_due(self, incarnation: str) -> None:
        """Sign a checkpoint if the last one lies far enough behind; at the end of a transaction."""
        place = self._committed(incarnation)
        if place is not None and place.seq >= EVERY:
            signed = "SELECT coalesce(max(seq), 0) FROM tip WHERE (site, incarnation, compartment) = (?, ?, ?)"
            if place.seq - self._db.execute(signed, place.stream).fetchone()[0] >= EVERY:
                self.sign(incarnation)

    def _committed(self, incarnation: str) -> Held | None:
        """Return our place as the table of streams has it, which is written when a transaction ends."""
        stream = Stream(self._site, incarnation, LOCAL)
        last = "SELECT seq, tip FROM stream WHERE (site, incarnation, compartment) = (?, ?, ?) ORDER BY n DESC LIMIT 1"
        row = self._db.execute(last, stream).fetchone()
        return Held(**stream._asdict(), seq=row[0], id=row[1].hex()) if row and row[0] else None

    # Given and taken

    def to_give(self, to: str, incarnation: str) -> list[Anchor]:
        """Return what goes to a site: a checkpoint of ours, and the furthest that we were given of each life of its."""
        own, names = self.sign(incarnation), tuple(Anchor.model_fields)
        echoes = self._db.execute(
            f"SELECT {', '.join(names)} FROM anchor WHERE (peer, site, missed) = (?, ?, 0) ORDER BY rowid DESC LIMIT ?",
            [to, to, MOST_ANCHORS - 1],
        )
        given = [Anchor(**dict(zip(names, row, strict=True))) for row in echoes]
        return [own, *given] if own else given

    def missed(self, peer: str, anchors: Iterable[Anchor], incarnation: str) -> Iterator[Missed]:
        """Yield the echoes that our journal contradicts, each until it was said once (§12.6)."""
        for anchor in anchors:
            if anchor.site == self._site and not self._holds(anchor) and not self._was_missed(peer, anchor):
                here = max((branch.seq for branch in self._branches.of(anchor.held.stream)), default=0)
                if anchor.incarnation == incarnation or anchor.seq <= here:
                    yield Missed(anchor, here)

    def differs(self, anchors: Iterable[Anchor]) -> Iterator[str]:
        """Yield the sites of which another checkpoint is known for the same place (§12.7)."""
        for anchor in anchors:
            other = self._db.execute(
                "SELECT 1 FROM anchor WHERE (site, incarnation, seq) = (?, ?, ?) AND id <> ? AND site <> ?",
                [anchor.site, anchor.incarnation, anchor.seq, anchor.id, self._site],
            )
            if other.fetchone():
                yield anchor.site

    def keep(self, peer: str, anchors: Iterable[Anchor]) -> None:
        """Keep what a site gave: of each life the furthest checkpoint, and of ours apart what our journal has not."""
        for anchor in anchors:
            missed = anchor.site == self._site and not self._holds(anchor)
            self._db.execute(
                "INSERT INTO anchor (peer, site, incarnation, missed, seq, id, signature) VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET seq = excluded.seq, id = excluded.id, signature = excluded.signature"
                " WHERE excluded.seq > seq",
                [peer, anchor.site, anchor.incarnation, int(missed), anchor.seq, anchor.id, anchor.signature],
            )

    def _holds(self, anchor: Anchor) -> bool:
        return self._branches.holds(anchor.held.stream, anchor.seq, bytes.fromhex(anchor.id))

    def _was_missed(self, peer: str, anchor: Anchor) -> bool:
        found = self._db.execute(
            "SELECT 1 FROM anchor WHERE (peer, site, incarnation, missed) = (?, ?, ?, 1) AND seq >= ?",
            [peer, anchor.site, anchor.incarnation, anchor.seq],
        )
        return found.fetchone() is not None


def keep_signature(db: Database, branches: Branches, stream: Stream, seq: int, identifier: str, signature: str) -> None:
    """Keep an author's signature of a place of its stream, in place of those of the same branch below it.

    An identifier covers all that leads to it: so the last signature of a branch proves every place below that was
    signed before. What the content of a consignment ends with stays, for it is sent as it was approved (§8.1).
    """
    db.execute("INSERT OR REPLACE INTO tip VALUES (?, ?, ?, ?, ?, ?)", [*stream, seq, identifier, signature])
    branch = branches.holding(stream, seq, bytes.fromhex(identifier))
    if branch is None:
        return
    below = (
        "SELECT t.rowid FROM tip t JOIN change c ON c.stream = ? AND c.seq = t.seq AND c.id = unhex(t.id)"
        " WHERE (t.site, t.incarnation, t.compartment) = (?, ?, ?) AND t.seq < ?"
        " AND NOT EXISTS (SELECT 1 FROM content_end e WHERE e.id = t.id)"
    )
    for (row,) in db.execute(below, [branch.n, *stream, seq]).fetchall():
        db.execute("DELETE FROM tip WHERE rowid = ?", [row])


def check_anchors(anchors: Iterable[Anchor], sender: TrustedSite, own: TrustedSite) -> None:
    """Refuse anchors of strangers, a second one of one life, and what its site did not sign (§12.5)."""
    seen, sites = set[tuple[str, str]](), {each.card.site: each for each in (sender, own)}
    for anchor in anchors:
        life = anchor.site, anchor.incarnation
        if anchor.site not in sites or life in seen:
            raise BadRuns(what="a checkpoint has no place in it")
        seen.add(life)
        if not signed_by_any(anchor.held, anchor.signature, sites[anchor.site]):
            raise ForgedTip(site=sites[anchor.site].card.name)
