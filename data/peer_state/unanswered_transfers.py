"""What of transfers is kept until they are answered: how far each one went, and what an approval is about.

It stands beside the journal and goes when it has served: the ledger keeps that a transfer went and came, and of a
consignment the digest of its content, which says for ever what was approved (docs/formats/changes.md §8.1, §8.5).
"""

from collections.abc import Iterable
from typing import Final

from data.database.dialect import insert_many, marks, put_many
from data.database.sqlcipher import Database
from data.transfer_file.consignment_content import Content

MOST_OPEN: Final = 50
"""Of how many transfers to one site it is known how far they went; of older ones that it never answered it is not."""


class UnansweredTransfers:
    """The tables, on this connection; who writes has begun a transaction on it."""

    def __init__(self, db: Database) -> None:
        """Look into the tables."""
        self._db = db

    # How far transfers went

    def keep_extent(self, peer: str, transfer: str, reached: Iterable[tuple[int, int]], base: str = "") -> None:
        """Keep up to which place a transfer went in each branch; `base` is one that has to stay known (§8.2)."""
        rows = [[peer, transfer, branch, seq] for branch, seq in reached]
        put_many(self._db, "sent_upto", rows, ("peer", "dispatch", "branch", "seq"))
        kept = [*reversed(self._open(peer)[-MOST_OPEN:]), base]
        self._db.execute(f"DELETE FROM sent_upto WHERE peer = ? AND dispatch NOT IN ({marks(kept)})", [peer, *kept])

    def _open(self, peer: str) -> list[str]:
        """Return the transfers to a site of which this is known, the first to go first."""
        rows = self._db.execute(
            "SELECT dispatch FROM sent_upto WHERE peer = ? GROUP BY dispatch ORDER BY min(number)", [peer]
        )
        return [row[0] for row in rows]

    def extent(self, transfer: str) -> dict[int, int]:
        """Return up to which place a transfer went in each branch."""
        return dict(self._db.execute("SELECT branch, seq FROM sent_upto WHERE dispatch = ?", [transfer]).fetchall())

    def unanswered(self, peer: str) -> dict[str, dict[int, int]]:
        """Return how far the transfers to a site went that it has not confirmed."""
        return {transfer: self.extent(transfer) for transfer in self._open(peer)}

    def answered(self, transfers: Iterable[str]) -> None:
        """Forget how far transfers went whose receipt has come."""
        for transfer in transfers:
            self._db.execute("DELETE FROM sent_upto WHERE dispatch = ?", [transfer])

    # What approvals are about

    def keep_content(self, consignment: str, peer: str, content: Content) -> None:
        """Keep the content of a consignment; that of an earlier one to the same site is not needed any more."""
        self._db.execute("DELETE FROM content WHERE peer = ?", [peer])
        self._db.execute("DELETE FROM content_end WHERE peer = ?", [peer])
        insert_many(self._db, "content", [[consignment, peer, content.text]])
        ends = [[each.id, peer] for each in content.segments]
        put_many(self._db, "content_end", ends)

    def content(self, consignment: str) -> Content | None:
        """Return the content of a consignment; None if it was closed and another one has come after it."""
        found = self._db.execute("SELECT content FROM content WHERE consignment = ?", [consignment]).fetchone()
        return Content.parse(found[0]) if found else None
