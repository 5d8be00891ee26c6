"""The authors' signatures of the tips of their streams: which are kept, to be passed on with what they prove."""

from core.model.change import Stream
from data.database.dialect import bytes_of, put
from data.database.sqlcipher import Database
from data.journal.branches import Branches


def keep_signature(db: Database, branches: Branches, stream: Stream, seq: int, identifier: str, signature: str) -> None:
    """Keep an author's signature of a place of its stream, in place of those of the same branch below it.

    An identifier covers all that leads to it: so the last signature of a branch proves every place below that was
    signed before. What the content of a consignment ends with stays, for it is sent as it was approved (§8.1).
    """
    put(db, "tip", {**stream._asdict(), "seq": seq, "id": identifier, "signature": signature})
    branch = branches.holding(stream, seq, bytes.fromhex(identifier))
    if branch is None:
        return
    below = (
        f"SELECT t.id FROM tip t JOIN change c ON c.stream = ? AND c.seq = t.seq AND c.id = {bytes_of('t.id')}"
        " WHERE (t.site, t.incarnation, t.compartment) = (?, ?, ?) AND t.seq < ?"
        " AND NOT EXISTS (SELECT 1 FROM content_end e WHERE e.id = t.id)"
    )
    forget = "DELETE FROM tip WHERE (site, incarnation, compartment, id) = (?, ?, ?, ?)"
    for (older,) in db.execute(below, [branch.n, *stream, seq]).fetchall():
        db.execute(forget, [*stream, older])
