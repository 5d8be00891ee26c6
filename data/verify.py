"""Verifying the chains of the journal: every link hashed again, every signed tip where it was signed."""

from typing import Any

from core.change import ROOT, Stream, header_bytes, identify
from core.store import Fault, Progress, no_progress
from data.sqlcipher import Database


def first_broken_link(db: Database, progress: Progress = no_progress) -> Fault | None:
    """Return the first link of a chain that is not what its hash says, or None."""
    total = db.execute("SELECT count(*) FROM change").fetchone()[0]
    done = 0
    streams = db.execute("SELECT n, site, incarnation, compartment, seq, tip FROM stream ORDER BY n").fetchall()
    for number, site, incarnation, compartment, length, tip in streams:
        stream = Stream(site, incarnation, compartment)
        place, parent = 0, ROOT
        rows = db.execute("SELECT seq, time, id, body FROM change WHERE stream = ? ORDER BY seq", [number])
        for place, (seq, moment, identifier, body) in enumerate(rows, 1):
            if seq != place:
                return _fault(stream, place, "This change is missing from the journal.")
            if identify(parent, header_bytes(stream, seq, moment), body) != identifier:
                return _fault(stream, seq, "This change is not the one that was written.")
            parent = identifier
            done += 1
            if done % 5000 == 0:
                progress(done, total)
        if (place, parent) != (length, tip):
            return _fault(stream, place + 1, "The journal ends earlier than it did.")
        fault = _first_lost_tip(db, number, stream)
        if fault:
            return fault
    return None


def _first_lost_tip(db: Database, number: int, stream: Stream) -> Fault | None:
    """Return a fault if a tip that was once signed or heard of is no longer in the chain."""
    for seq, identifier in db.execute(
        "SELECT seq, id FROM tip WHERE site = ? AND incarnation = ? AND compartment = ?", list(stream)
    ).fetchall():
        held: Any = db.execute("SELECT id FROM change WHERE stream = ? AND seq = ?", [number, seq]).fetchone()
        if held is None or held[0].hex() != identifier:
            return _fault(stream, seq, "This change was signed for a transfer and is no longer what it was.")
    return None


def _fault(stream: Stream, seq: int, what: str) -> Fault:
    return Fault(f"{stream.compartment} {stream.site[:8]}/{stream.incarnation[:8]} #{seq}", what)
