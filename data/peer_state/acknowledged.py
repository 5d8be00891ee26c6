"""What another site has, and what it was told that we have (docs/formats/changes.md §8.5): kept by what differs.

A site of many years knows thousands of streams, and each of a thousand peers has nearly all of them. So of each peer is
kept as of which place of our own journal it has everything, and what it has besides or has not; and a transfer tells
only the tips that have grown since the last one of which the peer says that it came.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from typing import Final, NamedTuple

from core.model.change import Stream
from data.database.dialect import insert_many, put
from data.database.sqlcipher import Database
from data.journal.branches import Branch, Branches
from data.transfer_file.segments import MOST_HEADS

Tip = tuple[Stream, int, bytes]

MOST_FILES: Final = 16
"""How many transfers are remembered of each peer: those whose tips were taken in, and those that wait for an answer."""
MOST_COMPARED: Final = 16
"""Of how many tips of one stream it is looked which one covers which; what forked more often is kept as it was said."""


class Announcement(NamedTuple):
    """What a transfer tells a peer of the tips here."""

    tips: list[tuple[Stream, Branch]]
    since: str
    """The transfer on which it builds; empty if it tells all there is."""
    upto: int
    """The place of our journal as of which everything is told."""


class Acknowledgements:
    """What peers have and what they were told, on this connection; inside a transaction."""

    def __init__(self, db: Database, branches: Branches) -> None:
        """Look into the tables, and at the branches as the transaction sees them."""
        self._db = db
        self._branches = branches

    # What a peer has

    def tips(self, peer: str) -> list[Tip]:
        """Return the tips that a peer said it has."""
        besides = "SELECT site, incarnation, compartment, seq, id FROM acknowledged_besides WHERE peer = ?"
        rows = self._db.execute(besides, [peer])
        said = [(Stream(*stream), seq, bytes.fromhex(identifier)) for *stream, seq, identifier in rows]
        base = self._db.execute("SELECT n, compartments FROM acknowledged_upto WHERE peer = ?", [peer]).fetchone()
        if base is None or not base[0]:
            return said
        lacks = {row[0] for row in self._db.execute("SELECT branch FROM acknowledged_lacks WHERE peer = ?", [peer])}
        at = self._at(base[0], json.loads(base[1]))
        return [*said, *(tip for branch, tip in at if branch not in lacks)]

    def _at(self, n: int, compartments: Collection[str]) -> Iterator[tuple[int, Tip]]:
        """Yield the tips of these compartments as of a place of our journal, each with the number of its branch."""
        grown = {row[0] for row in self._db.execute("SELECT DISTINCT stream FROM change WHERE n > ?", [n])}
        for stream, branch in self._branches:
            if stream.compartment not in compartments:
                continue
            if branch.n not in grown:
                yield branch.n, (stream, branch.seq, branch.id)
            else:
                was = "SELECT seq, id FROM change WHERE stream = ? AND n <= ? ORDER BY seq DESC LIMIT 1"
                found = self._db.execute(was, [branch.n, n]).fetchone()
                if found:
                    yield branch.n, (stream, *found)

    def merged(self, peer: str, tips: Iterable[Tip], since: str) -> list[Tip] | None:
        """Return what a peer has by what it says now; None if it builds on a transfer that has not come."""
        if not since:
            return list(tips)
        return [*self.tips(peer), *tips] if since in self._files(peer) else None

    def _files(self, peer: str) -> list[str]:
        found = self._db.execute("SELECT files FROM acknowledged_upto WHERE peer = ?", [peer]).fetchone()
        return json.loads(found[0]) if found else []

    def newest_file(self, peer: str) -> str:
        """Return the last transfer of a peer of which we know the tips; empty if there is none."""
        return next(reversed(self._files(peer)), "")

    def keep(self, peer: str, tips: Iterable[Tip], file: str = "", since: str = "") -> None:
        """Keep what a peer has, in place of what was kept before: by what differs from what we had at some time."""
        before = [each for each in self._files(peer) if each != since] if since else []
        files = [*([since] if since else ()), *before[2 - MOST_FILES :], *([file] if file else ())]
        said = set(self._without_covered(tips))
        compartments = sorted({tip[0].compartment for tip in said})
        n, lacks, besides = self._least(peer, said, compartments)
        for table in ("acknowledged_besides", "acknowledged_lacks", "acknowledged_upto"):
            self._db.execute(f"DELETE FROM {table} WHERE peer = ?", [peer])
        row = [peer, n, json.dumps(compartments), json.dumps(files)]
        insert_many(self._db, "acknowledged_upto", [row])
        insert_many(self._db, "acknowledged_lacks", [[peer, branch] for branch in lacks])
        rows = [[peer, *stream, seq, identifier.hex()] for stream, seq, identifier in besides]
        insert_many(self._db, "acknowledged_besides", rows)

    def _least(self, peer: str, said: set[Tip], compartments: Collection[str]) -> tuple[int, set[int], set[Tip]]:
        """Return from which place of our journal the least differs, and what: branches it has not, tips besides."""
        best: tuple[int, set[int], set[Tip]] = (0, set(), said)
        told = self._db.execute("SELECT n FROM announced WHERE peer = ? ORDER BY n DESC LIMIT 4", [peer])
        last = self._db.execute("SELECT coalesce(max(n), 0) FROM change").fetchone()[0]
        for n in [last, *(row[0] for row in told)]:
            if len(best[1]) + len(best[2]) <= 2:
                break
            at = dict(self._at(n, compartments))
            lacks = {branch for branch, tip in at.items() if tip not in said}
            besides = said.difference(at.values())
            if len(lacks) + len(besides) < len(best[1]) + len(best[2]):
                best = (n, lacks, besides)
        return best

    def _without_covered(self, tips: Iterable[Tip]) -> Iterator[Tip]:
        """Yield the tips that no other one of their stream covers."""
        of: dict[Stream, set[Tip]] = {}
        for tip in tips:
            of.setdefault(tip[0], set()).add(tip)
        for stream, several in of.items():
            for tip in several:
                if not 1 < len(several) <= MOST_COMPARED or not self._covers(stream, several - {tip}, tip):
                    yield tip

    def _covers(self, stream: Stream, others: set[Tip], tip: Tip) -> bool:
        branch = self._branches.holding(*tip)
        return branch is not None and self._branches.acknowledged_by(others, stream.site).get(branch.n, 0) >= tip[1]

    # What a peer was told

    def next_announcement(self, peer: str, compartments: Collection[str]) -> Announcement:
        """Return what the next transfer tells a peer: its own streams, and what has grown since it last heard of us.

        Of more tips than a transfer holds those that grew last wait for the one after.
        """
        found = self._db.execute(
            "SELECT transfer, n FROM announced WHERE (peer, confirmed, compartments) = (?, 1, ?)"
            " ORDER BY n DESC LIMIT 1",
            [peer, json.dumps(sorted(compartments))],
        ).fetchone()
        since, after = found or ("", 0)
        grown = self._grown(after)
        shared = [(stream, branch) for stream, branch in self._branches if stream.compartment in compartments]
        own = [each for each in shared if each[0].site == peer and each[1].seq][:MOST_HEADS]
        others = [each for each in shared if each[0].site != peer and each[1].n in grown]
        others.sort(key=lambda each: grown[each[1].n])
        told = others[: MOST_HEADS - len(own)]
        upto = max(grown.values(), default=after)
        if len(told) < len(others):
            upto = grown[told[-1][1].n] if told else after
        return Announcement([*own, *told], since, upto)

    def _grown(self, after: int) -> dict[int, int]:
        """Return the branches that have grown after a place of our journal, and at which place they did last."""
        if after:
            since = "SELECT stream, max(n) FROM change WHERE n > ? GROUP BY stream"
            return dict(self._db.execute(since, [after]).fetchall())
        ends = "SELECT s.n, c.n FROM stream s CROSS JOIN change c ON c.stream = s.n AND c.seq = s.seq"
        return dict(self._db.execute(ends).fetchall())

    def statements(self, peer: str) -> int:
        """Return up to which of the statements kept here a peer says that it knows them."""
        told = "SELECT coalesce(max(statements), 0) FROM announced WHERE peer = ? AND confirmed"
        return int(self._db.execute(told, [peer]).fetchone()[0])

    def announce(self, peer: str, transfer: str, upto: int, compartments: Collection[str], statements: int = 0) -> None:
        """Note what a transfer tells a peer, until an answer says whether it came."""
        shared = json.dumps(sorted(compartments))
        row = {"peer": peer, "transfer": transfer, "n": upto, "compartments": shared, "statements": statements}
        put(self._db, "announced", {**row, "confirmed": 0})
        self._db.execute(
            "DELETE FROM announced WHERE peer = ? AND confirmed = 0 AND transfer NOT IN"
            " (SELECT transfer FROM announced WHERE peer = ? AND confirmed = 0 ORDER BY number DESC LIMIT ?)",
            [peer, peer, MOST_FILES],
        )

    def answered(self, peer: str, transfer: str) -> None:
        """Take in up to which transfer a peer knows our tips; one that is not known here lets it be told all again."""
        number = "SELECT number FROM announced WHERE (peer, transfer) = (?, ?)"
        found = self._db.execute(number, [peer, transfer]).fetchone()
        self._db.execute("UPDATE announced SET confirmed = 0 WHERE peer = ?", [peer])
        if found:
            self._db.execute("UPDATE announced SET confirmed = 1 WHERE number = ?", found)
            self._db.execute("DELETE FROM announced WHERE peer = ? AND number < ?", [peer, found[0]])

    def forget_announced(self) -> None:
        """Let the next transfer tell every peer all tips."""
        self._db.execute("DELETE FROM announced")
