"""The branches of streams: how far each reaches, and how far another site has acknowledged it (changes §2.5, §8)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.model.change import ROOT, Stream
from data.database.dialect import insert
from data.database.sqlcipher import Database


@dataclass(slots=True)
class Branch:
    """A stream from its beginning, or from a place where it forked, to a tip."""

    n: int
    after: int
    """It begins after this place; 0 but for what follows a fork."""
    parent: bytes
    """The identifier of the change at that place."""
    seq: int
    id: bytes


class Branches:
    """The branches of every stream in a journal, as a transaction sees them."""

    def __init__(self, db: Database) -> None:
        """Work on this connection; `read` fills it."""
        self._db = db
        self._of: dict[Stream, list[Branch]] = {}
        self._written: dict[int, int] = {}
        """How far each branch reaches by the database."""

    def read(self) -> None:
        """Read them again: a transaction that was rolled back left them ahead of the truth."""
        self._of = {}
        rows = self._db.execute("SELECT site, incarnation, compartment, n, after, parent, seq, tip FROM stream")
        for site, incarnation, compartment, *branch in rows:
            self._of.setdefault(Stream(site, incarnation, compartment), []).append(Branch(*branch))
        self._written = {branch.n: branch.seq for each in self._of.values() for branch in each}

    def write(self) -> None:
        """Write down how far those reach now that have grown: of thousands, a deed makes one or two longer."""
        for each in self._of.values():
            for branch in each:
                if self._written.get(branch.n) != branch.seq:
                    self._db.execute(
                        "UPDATE stream SET seq = ?, tip = ? WHERE n = ?", [branch.seq, branch.id, branch.n]
                    )
                    self._written[branch.n] = branch.seq

    def __iter__(self) -> Iterator[tuple[Stream, Branch]]:
        """Yield every branch with its stream, by name; of one stream in the order in which they begin."""
        for stream, branches in sorted(self._of.items()):
            for branch in sorted(branches, key=lambda each: (each.after, each.n)):
                yield stream, branch

    def of(self, stream: Stream) -> list[Branch]:
        """Return the branches of a stream; none if nothing of it is here."""
        return self._of.get(stream, [])

    def ending(self, stream: Stream, seq: int, identifier: bytes) -> Branch:
        """Return the branch whose tip is this change, or one that begins behind it: to be appended to."""
        for branch in self.of(stream):
            if branch.id == identifier:
                return branch
        row = {**stream._asdict(), "seq": seq, "tip": identifier, "after": seq, "parent": identifier}
        number = insert(self._db, "stream", row)
        begun = Branch(number, seq, identifier, seq, identifier)
        self._of.setdefault(stream, []).append(begun)
        return begun

    def holding(self, stream: Stream, seq: int, identifier: bytes) -> Branch | None:
        """Return the branch in which this change stands at this place."""
        for branch in self.of(stream):
            if branch.after < seq <= branch.seq and self.identifier(branch, seq) == identifier:
                return branch
        return None

    def holds(self, stream: Stream, seq: int, identifier: bytes) -> bool:
        """Whether a stream has this change at this place; at place 0, the root."""
        return (seq, identifier) == (0, ROOT) or self.holding(stream, seq, identifier) is not None

    def identifier(self, branch: Branch, seq: int) -> bytes:
        """Return the identifier of the change at a place of a branch, or at the place it begins after."""
        if seq in (branch.after, branch.seq):
            return branch.parent if seq == branch.after else branch.id
        found: bytes = self._db.execute(
            "SELECT id FROM change WHERE stream = ? AND seq = ?", [branch.n, seq]
        ).fetchone()[0]
        return found

    def acknowledged_by(self, tips: Iterable[tuple[Stream, int, bytes]], own: str) -> dict[int, int]:
        """Return up to which position another site has acknowledged each branch, by its tips (8.2); `own` is our site.

        A tip unknown here that is further on than all we have of a stream says that its holder is ahead of us. Of
        our own streams it says nothing: there it may be the tip of another incarnation of this site.
        """
        reached: dict[int, int] = {}
        for stream, seq, identifier in tips:
            branch = self.holding(stream, seq, identifier)
            known = self.of(stream)
            if branch is None and stream.site != own and len(known) == 1 and known[0].seq < seq:
                branch, seq = known[0], known[0].seq
            while branch is not None and reached.get(branch.n, 0) < seq:
                reached[branch.n] = seq
                seq, branch = branch.after, self.holding(stream, branch.after, branch.parent)
        return reached
