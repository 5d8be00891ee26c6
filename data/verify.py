"""Verifying the journal: every link of its chains hashed again, every signed tip where and what its author signed."""

from collections.abc import Iterator

from core.change import ROOT, Body, Stream, hash_body, header_bytes, identify_erased, purged_by
from core.merge import settle, values
from core.refusal import Refusal
from core.store import Fault, Progress, no_progress
from core.text import N_, say
from data.identity import SiteCard
from data.journal import Journal
from data.purges import Purges
from data.runs import Held, tip_is_signed
from data.sqlcipher import Database


def first_fault(db: Database, progress: Progress = no_progress) -> Fault | None:
    """Return the first thing in the journal that is not what it was when it was written, or None."""
    total = db.execute("SELECT count(*) FROM change").fetchone()[0]
    done = 0
    for number, site, incarnation, compartment, length, tip in db.execute("SELECT * FROM stream ORDER BY n").fetchall():
        fault = _first_broken_link(db, number, Stream(site, incarnation, compartment), length, tip)
        if fault:
            return fault
        done += length
        progress(done, total)
    if done != total:
        return Fault("change", say(N_("There are changes that belong to no stream.")))
    return next(_tip_faults(db), None) or next(_purge_faults(db), None)


def _first_broken_link(db: Database, number: int, stream: Stream, length: int, tip: bytes) -> Fault | None:
    """Return the first link of a chain that is not what its hash says."""
    place, parent = 0, ROOT
    rows = db.execute(
        "SELECT seq, time, id, body, body_hash, record, kind, purges FROM change WHERE stream = ? ORDER BY seq",
        [number],
    )
    for place, (seq, moment, identifier, body, body_hash, *repeated) in enumerate(rows, 1):
        if seq != place:
            return _fault(stream, place, N_("This change is missing from the journal."))
        left = hash_body(body) if type(body) is bytes else body_hash if body is None else None
        if type(left) is not bytes or identify_erased(parent, header_bytes(stream, seq, moment), left) != identifier:
            return _fault(stream, seq, N_("This change is not the one that was written."))
        if repeated != _repeated(body):
            return _fault(stream, seq, N_("This change stands under another record than it was written for."))
        parent = identifier
    if (place, parent) != (length, tip):
        return _fault(stream, place + 1, N_("The journal ends earlier than it did."))
    return None


def _repeated(body: bytes | None) -> list[bytes | str | None]:
    """Return what a row repeats of its body: record, kind, and the record it purges; nothing of an erased one."""
    if body is None:
        return [None, None, None]
    said = Body.from_bytes(body)
    return [bytes.fromhex(said.record), said.kind, bytes.fromhex(purged_by(said)) or None]


def _purge_faults(db: Database) -> Iterator[Fault]:
    """Yield a fault for each erased change that no purge names, and for what is left of purged records (§10.7)."""
    purges = Purges(db)
    rows = db.execute(
        "SELECT s.site, s.incarnation, s.compartment, c.seq, c.id FROM change c JOIN stream s ON s.n = c.stream"
        " WHERE c.body IS NULL ORDER BY s.n, c.seq"
    ).fetchall()
    named = {compartment: purges.named(compartment) for compartment in {row[2] for row in rows}}
    for *stream, seq, identifier in rows:
        if identifier.hex() not in named[stream[2]]:
            yield _fault(Stream(*stream), seq, N_("This change was erased, and no purge names it."))
    purged = purges.all()
    left = say(N_("This record was purged and is still there; `sealdesk rebuild` erases it."))
    for place in (*filter(purges.reached, purged), *purges.parts_of(purged)):
        yield Fault(f"{place.compartment} {place.record[:8]}", left)


def _tip_faults(db: Database) -> Iterator[Fault]:
    """Yield a fault for each tip that an author signed and that is not there, or not signed by him (changes §4.4)."""
    cards: dict[str, SiteCard | None] = {}
    rows = db.execute(
        "SELECT t.site, t.incarnation, t.compartment, t.seq, t.id, t.signature, c.id FROM tip t"
        " LEFT JOIN stream s ON (s.site, s.incarnation, s.compartment) = (t.site, t.incarnation, t.compartment)"
        " LEFT JOIN change c ON c.stream = s.n AND c.seq = t.seq ORDER BY s.n, t.seq"
    ).fetchall()
    for site, incarnation, compartment, seq, identifier, signature, held in rows:
        stream = Stream(site, incarnation, compartment)
        if held is None or held.hex() != identifier:
            yield _fault(stream, seq, N_("This change was signed for a transfer and is no longer what it was."))
            continue
        if site not in cards:
            cards[site] = _card(db, site)
        card, tip = cards[site], Held(**stream._asdict(), seq=seq, id=identifier)
        if card is None or not tip_is_signed(tip, signature, card):
            yield _fault(stream, seq, N_("The signature kept of this change is not its author's."))


def _card(db: Database, site: str) -> SiteCard | None:
    """Return the card of a site as the journal has it: the tables are not proved yet."""
    try:
        return SiteCard.parse(values(settle(Journal(db).writes(site))).get("card", "").encode())
    except Refusal:
        return None


def _fault(stream: Stream, seq: int, what: str) -> Fault:
    return Fault(f"{stream.compartment} {stream.site[:8]}/{stream.incarnation[:8]} #{seq}", say(what))
