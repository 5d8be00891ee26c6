"""Verifying the journal: every link of its chains hashed again, every signed tip where and what its author signed."""

import json
from collections.abc import Iterator
from itertools import chain

from core.audit.audit_log import AUDIT
from core.model.change import LOCAL, Body, Stream, hash_body, header_bytes, held_by, identify_erased, purged_by
from core.model.progress import Progress, no_progress
from core.model.store import IntegrityFault
from core.values.refusal import Refusal
from core.values.sentence import N_, say
from data.database.dialect import bytes_of
from data.database.sqlcipher import Database
from data.erasure.erasure_index import ErasedRecord, ErasureIndex
from data.erasure.erasure_rules import ErasureRules
from data.identity.site_card import SiteCard
from data.integrity.verify_pending import waiting_faults
from data.journal.branches import Branch, Branches
from data.journal.journal import Journal
from data.transfer_file.segments import Head, tip_is_signed


def first_fault(db: Database, progress: Progress = no_progress) -> IntegrityFault | None:
    """Return the first thing in the journal that is not what it was when it was written, or None."""
    total = db.execute("SELECT count(*) FROM change").fetchone()[0]
    done = 0
    branches = Branches(db)
    branches.read()
    for stream, branch in branches:
        fault = _first_broken_link(db, stream, branch)
        if fault is None and not branches.holds(stream, branch.after, branch.parent):
            fault = _fault(stream, branch.after, N_("This change is missing from the journal."))
        if fault:
            return fault
        done += branch.seq - branch.after
        progress(done, total)
    if done != total:
        return IntegrityFault("change", say(N_("There are changes that belong to no stream.")))
    waiting = waiting_faults(db, lambda site: _cards(db, site))
    of_its_own = (_echo_faults, _beginning_faults, _audit_faults, _backup_faults)
    found = chain(_tip_faults(db), *(faults(db) for faults in of_its_own), _purge_faults(db), waiting)
    return next(found, None)


def _first_broken_link(db: Database, stream: Stream, branch: Branch) -> IntegrityFault | None:
    """Return the first link of a chain that is not what its hash says."""
    place, parent = branch.after, branch.parent
    rows = db.execute(
        "SELECT seq, time, id, body, body_hash, record, kind, purges, holds FROM change WHERE stream = ? ORDER BY seq",
        [branch.n],
    )
    for place, (seq, moment, identifier, body, body_hash, *repeated) in enumerate(rows, branch.after + 1):
        if seq != place:
            return _fault(stream, place, N_("This change is missing from the journal."))
        left = hash_body(body) if type(body) is bytes else body_hash if body is None else None
        if type(left) is not bytes or identify_erased(parent, header_bytes(stream, seq, moment), left) != identifier:
            return _fault(stream, seq, N_("This change is not the one that was written."))
        if repeated != _repeated(body):
            return _fault(stream, seq, N_("This change stands under another record than it was written for."))
        parent = identifier
    if (place, parent) != (branch.seq, branch.id):
        return _fault(stream, place + 1, N_("The journal ends earlier than it did."))
    return None


def _repeated(body: bytes | None) -> list[bytes | str | None]:
    """Return what a row repeats of its body: record, kind, the record it purges or holds; nothing of an erased one."""
    if body is None:
        return [None, None, None, None]
    said = Body.from_bytes(body)
    named = (bytes.fromhex(of) or None for of in (purged_by(said), held_by(said)))
    return [bytes.fromhex(said.record), said.kind, *named]


def _purge_faults(db: Database) -> Iterator[IntegrityFault]:
    """Yield a fault for each erased change that no purge names, and for what is left of purged records (§10.7)."""
    purges = ErasureIndex(db)
    rows = db.execute(
        "SELECT s.site, s.incarnation, s.compartment, c.seq, c.id FROM change c JOIN stream s ON s.n = c.stream"
        " WHERE c.body IS NULL ORDER BY s.n, c.seq"
    ).fetchall()
    named = {compartment: purges.named(compartment) for compartment in {row[2] for row in rows}}
    for *stream, seq, identifier in rows:
        if identifier.hex() not in named[stream[2]]:
            yield _fault(Stream(*stream), seq, N_("This change was erased, and no purge names it."))
    left = say(N_("This record was purged and is still there; `sealdesk rebuild` erases it."))
    for place in _left_of_purged(ErasureRules(Journal(db), purges), purges):
        yield IntegrityFault(f"{place.compartment} {place.record[:8]}", left)


def _left_of_purged(reach: ErasureRules, purges: ErasureIndex) -> Iterator[ErasedRecord]:
    """Yield the records that should be purged, with their parts, of which something is left."""
    purged = purges.all()
    yield from (place for place in purged if any(reach.purging(kind, place) for kind in reach.kinds_of(place)))
    yield from (part for kind, part, owner in purges.parts_of(purged) if reach.purging_part(kind, part, owner))


def _tip_faults(db: Database) -> Iterator[IntegrityFault]:
    """Yield a fault for each tip that an author signed and that is not there, or not signed by him (changes §4.4)."""
    cards: dict[str, list[SiteCard]] = {}
    rows = db.execute(
        "SELECT t.site, t.incarnation, t.compartment, t.seq, t.id, t.signature, EXISTS (SELECT 1 FROM stream s"
        f" JOIN change c ON c.stream = s.n AND c.seq = t.seq AND c.id = {bytes_of('t.id')}"
        " WHERE (s.site, s.incarnation, s.compartment) = (t.site, t.incarnation, t.compartment))"
        " FROM tip t ORDER BY t.site, t.incarnation, t.compartment, t.seq"
    ).fetchall()
    for site, incarnation, compartment, seq, identifier, signature, held in rows:
        stream = Stream(site, incarnation, compartment)
        if not held:
            yield _fault(stream, seq, N_("This change was signed for a transfer and is no longer what it was."))
            continue
        if site not in cards:
            cards[site] = _cards(db, site)
        tip = Head(**stream._asdict(), seq=seq, id=identifier)
        if not any(tip_is_signed(tip, signature, card) for card in cards[site]):
            yield _fault(stream, seq, N_("The signature kept of this change is not its author's."))


def _echo_faults(db: Database) -> Iterator[IntegrityFault]:
    """Yield a fault for each checkpoint that another site gave back to us and that is not here any more (§12.8)."""
    rows = db.execute(
        "SELECT a.site, a.incarnation, a.seq FROM checkpoint a"
        " JOIN meta m ON m.name = 'site' AND m.value = a.site WHERE a.missed = 0 AND NOT EXISTS (SELECT 1 FROM stream s"
        f" JOIN change c ON c.stream = s.n AND c.seq = a.seq AND c.id = {bytes_of('a.id')}"
        " WHERE (s.site, s.incarnation, s.compartment) = (a.site, a.incarnation, ?))",
        [LOCAL],
    )
    for site, incarnation, seq in rows.fetchall():
        what = N_("Another site was given a signed count of the audit up to this change, and it is not what it was.")
        yield _fault(Stream(site, incarnation, LOCAL), seq, what)


def _beginning_faults(db: Database) -> Iterator[IntegrityFault]:
    """Yield a fault if this incarnation has no beginning, and for each whose end of the one before is not here."""
    site, incarnation = (
        db.execute("SELECT value FROM meta WHERE name = ?", [name]).fetchone()[0] for name in ("site", "incarnation")
    )
    own = "SELECT incarnation, after, seq, id FROM beginning WHERE site = ? AND signature = '' ORDER BY begun"
    begun = db.execute(own, [site]).fetchall()
    if incarnation not in {row[0] for row in begun}:
        yield _fault(Stream(site, incarnation, LOCAL), 0, N_("Nothing says how this incarnation of the store began."))
    branches = Branches(db)
    branches.read()
    for _, before, seq, identifier in begun:
        stream = Stream(site, before, LOCAL)
        if not branches.holds(stream, seq, bytes.fromhex(identifier)):
            yield _fault(stream, seq, N_("A later incarnation goes on from this change, and it is not what it was."))


def _audit_faults(db: Database) -> Iterator[IntegrityFault]:
    """Yield a fault for each entry of the audit that is not the next one, and for what was erased beside it (§12.2)."""
    rows = db.execute(
        "SELECT s.site, s.incarnation, s.compartment, c.seq, c.record, c.body FROM change c"
        " JOIN stream s ON s.n = c.stream WHERE s.compartment = ? AND (c.kind = ? OR c.body IS NULL) ORDER BY c.n",
        [LOCAL, AUDIT],
    )
    seen = set[bytes]()
    for number, (*stream, seq, record, body) in enumerate(rows, 1):
        said = json.loads(body) if body is not None else {"supersedes": [], "fields": {}}
        if said["supersedes"] or record in seen or said["fields"].get("number") != number:
            yield _fault(Stream(*stream), seq, N_("Here an entry of the audit was taken out, altered or put in."))
            return
        seen.add(record)


def _backup_faults(db: Database) -> Iterator[IntegrityFault]:
    """Yield a fault for each backup in the ledger that ended with a change which is not there any more."""
    rows = db.execute(
        "SELECT c.body FROM change c JOIN stream s ON s.n = c.stream"
        " WHERE c.kind = 'backup' AND s.compartment = ? ORDER BY c.n",
        [LOCAL],
    )
    for (body,) in rows.fetchall():
        made = Body.from_bytes(body).fields
        if made.get("last"):
            held = db.execute("SELECT id FROM change WHERE n = ?", [made.get("changes", 0)]).fetchone()
            if held is None or held[0].hex() != made["last"]:
                yield IntegrityFault(
                    made.get("name", ""), say(N_("The journal is not what it was when this backup was made."))
                )


def _cards(db: Database, site: str) -> list[SiteCard]:
    """Return the cards that a site has and ever had, as the journal has them: the tables are not proved yet."""
    cards = dict[str, None]()
    for write in Journal(db).writes("site", site):
        said = write.fields
        cards |= dict.fromkeys([*([said["card"]] if said.get("card") else []), *(said.get("former") or ())])
    try:
        return [SiteCard.parse(text.encode()) for text in reversed(cards)]
    except Refusal:
        return []


def _fault(stream: Stream, seq: int, what: str) -> IntegrityFault:
    return IntegrityFault(f"{stream.compartment} {stream.site[:8]}/{stream.incarnation[:8]} #{seq}", say(what))
