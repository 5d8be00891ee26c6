"""Somebody who has the key of a store and rewrites its audit by hand.

`Forger` does what the program never does: it rewrites the journal and everything in the database that follows from it,
as well as somebody could who knows the format.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.model.audit_event import Event
from core.model.change import LOCAL, PURGE, Stream, hash_body, header_bytes, identify_erased, new_salt
from core.model.store import IntegrityFault
from core.values.canonical_json import dump
from core.values.ids import new_id
from data.site.open_site import OpenSite
from data.store.sql_store import SqlStore
from data.transfer_file.segments import Head, sign_tip


@dataclass
class Forger:
    """Somebody with the key, at the database itself."""

    store: SqlStore

    @property
    def db(self) -> Any:
        return self.store._writer

    @property
    def stream(self) -> Stream:
        return Stream(self.store.site, self.store.incarnation, LOCAL)

    @property
    def branch(self) -> int:
        found = self.db.execute(
            "SELECT n FROM stream WHERE (site, incarnation, compartment) = (?, ?, ?)", self.stream
        ).fetchone()
        return int(found[0])

    def places(self) -> list[int]:
        """The places of the entries of the audit in its stream."""
        return [
            row[0]
            for row in self.db.execute("SELECT seq FROM change WHERE stream = ? AND kind = 'audit'", [self.branch])
        ]

    def remove(self, seq: int) -> None:
        self.db.execute("DELETE FROM change WHERE stream = ? AND seq = ?", [self.branch, seq])
        self.db.execute("UPDATE change SET seq = -seq WHERE stream = ? AND seq > ?", [self.branch, seq])
        self.db.execute("UPDATE change SET seq = -seq - 1 WHERE stream = ? AND seq < 0", [self.branch])

    def alter(self, seq: int, **fields: Any) -> None:
        said = json.loads(self._body(seq))
        self._put(seq, dump({**said, "fields": {**said["fields"], **fields}}))

    def swap(self, one: int, other: int) -> None:
        """Exchange what two entries say, but for their numbers."""
        bodies = {seq: json.loads(self._body(seq)) for seq in (one, other)}
        for seq, from_seq in ((one, other), (other, one)):
            fields = {**bodies[from_seq]["fields"], "number": bodies[seq]["fields"]["number"]}
            self._put(seq, dump({**bodies[seq], "fields": fields}))

    def cut(self, seq: int) -> None:
        """Take the end of the stream away."""
        self.db.execute("DELETE FROM change WHERE stream = ? AND seq > ?", [self.branch, seq])

    def erase(self, seq: int) -> None:
        """Erase an entry, and name it in a purge, as nothing but purges of the access log may."""
        record, identifier = self.db.execute(
            "SELECT record, id FROM change WHERE stream = ? AND seq = ?", [self.branch, seq]
        ).fetchone()
        self.db.execute(
            "UPDATE change SET body_hash = ?, body = NULL, kind = NULL, record = NULL WHERE id = ?",
            [hash_body(self._body(seq)), identifier],
        )
        purge = {"of": record.hex(), "file_kind": "care_file", "part": True, "rule": "care", "day": "2026-11-23"}
        body = {"kind": PURGE, "record": new_id(), "fields": purge, "supersedes": [identifier.hex()]}
        raw = dump({**body, "officer": "a" * 32, "action": "purge_file", "salt": new_salt()})
        last = self.db.execute("SELECT max(seq), max(time) FROM change WHERE stream = ?", [self.branch]).fetchone()
        self.db.execute(
            "INSERT INTO change (stream, seq, time, id, record, kind, body, purges) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [self.branch, last[0] + 1, last[1] + 1, b"", bytes.fromhex(body["record"]), PURGE, raw, record],
        )

    def _body(self, seq: int) -> bytes:
        found = self.db.execute("SELECT body FROM change WHERE stream = ? AND seq = ?", [self.branch, seq])
        return bytes(found.fetchone()[0])

    def _put(self, seq: int, body: bytes) -> None:
        self.db.execute("UPDATE change SET body = ? WHERE stream = ? AND seq = ?", [body, self.branch, seq])

    # Fixing up what would give it away

    def renumber(self) -> None:
        """Number the entries without a gap."""
        for number, seq in enumerate(self.places(), 1):
            self.alter(seq, number=number)

    def rechain(self) -> None:
        """Work out every identifier of the stream anew, and how far it reaches."""
        parent, last = bytes(32), 0
        rows = self.db.execute(
            "SELECT n, seq, time, body, body_hash FROM change WHERE stream = ? ORDER BY seq", [self.branch]
        ).fetchall()
        for number, seq, moment, body, body_hash in rows:
            left = hash_body(body) if body is not None else body_hash
            parent, last = identify_erased(parent, header_bytes(self.stream, seq, moment), left), seq
            self.db.execute("UPDATE change SET id = ? WHERE n = ?", [parent, number])
        self.db.execute("UPDATE stream SET seq = ?, tip = ? WHERE n = ?", [last, parent, self.branch])

    def resign(self, site: OpenSite) -> None:
        """Throw the signatures of the stream away, and what others gave back; sign the new end with the site's key."""
        self.db.execute("DELETE FROM tip WHERE compartment = ?", [LOCAL])
        self.db.execute("DELETE FROM checkpoint WHERE site = ?", [self.store.site])
        seq, tip = self.db.execute("SELECT seq, tip FROM stream WHERE n = ?", [self.branch]).fetchone()
        held = Head(**self.stream._asdict(), seq=seq, id=tip.hex())
        row = [*self.stream, seq, held.id, sign_tip(held, site.keys.signing)]
        self.db.execute("INSERT INTO tip VALUES (?, ?, ?, ?, ?, ?)", row)

    def fix_up(self, site: OpenSite) -> None:
        """Do all of that, forget the ledger of backups, and make the tables fit."""
        self.renumber()
        for seq, body in self.db.execute(
            "SELECT seq, body FROM change WHERE stream = ? AND kind = 'backup'", [self.branch]
        ).fetchall():
            said = json.loads(body)
            self._put(seq, dump({**said, "fields": {**said["fields"], "last": ""}}))
        self.rechain()
        self.resign(site)
        self.store.rebuild()


def work(site: OpenSite, times: int = 6) -> None:
    """Leave something in the audit."""
    office = site.office()
    for event in (Event.SIGNED_IN, Event.REFUSED, Event.LOCKED) * (times // 3):
        office.note(event)


def says(fault: IntegrityFault | None, words: str) -> None:
    assert fault is not None
    assert words in str(fault.what), fault


SIGNED, NUMBERED, ECHOED = "was signed", "entry of the audit", "signed count"

ATTACKS: dict[str, Callable[[Forger], None]] = {
    "remove": lambda forger: forger.remove(forger.places()[2]),
    "alter": lambda forger: forger.alter(forger.places()[2], event="unlocked"),
    "reorder": lambda forger: forger.swap(forger.places()[1], forger.places()[2]),
    "cut": lambda forger: forger.cut(forger.places()[2]),
    "erase": lambda forger: forger.erase(forger.places()[-1]),
}


def exchange(one: Any, other: Any) -> Any:
    """Let two sites hear of each other; return what the second transfer said to the first site."""
    other.receive(one.send(other))
    return one.receive(other.send(one))
