"""The purges in a journal, what each of them reaches, and the erasing of it (docs/formats/changes.md §10)."""

import json
from collections.abc import Collection
from typing import NamedTuple

from core.change import PURGE, Body, Draft, hash_body
from core.record import RECORDS, owner_field
from data.sqlcipher import Database


class Place(NamedTuple):
    """A record where a purge reaches it: in the streams of one compartment (§10.2)."""

    record: str
    compartment: str


def owner_of(said: Draft | Body) -> Place | None:
    """Return the record that a change names as the owner of its own, if it names one."""
    record_type = RECORDS.get(said.kind)
    owner = owner_field(record_type) if record_type else None
    named = said.fields.get(owner.name) if owner else None
    return Place(named, RECORDS[owner.about.refers].compartment) if owner and isinstance(named, str) else None


class Purges:
    """The purges in the journal on this connection."""

    def __init__(self, db: Database) -> None:
        """Look into this journal; who erases has begun a transaction on it."""
        self._db = db

    def exist(self) -> bool:
        """Whether anything was ever purged here; in most stores nothing more need be looked up."""
        return self._db.execute("SELECT 1 FROM change WHERE purges IS NOT NULL LIMIT 1").fetchone() is not None

    def of(self, place: Place) -> list[Body]:
        """Return what the purges of a record say, the first to come here first."""
        rows = self._db.execute(
            "SELECT c.body FROM change c JOIN stream s ON s.n = c.stream"
            " WHERE c.purges = ? AND s.compartment = ? ORDER BY c.n",
            [_key(place.record), place.compartment],
        )
        return [Body.from_bytes(body) for (body,) in rows]

    def all(self) -> dict[Place, Body]:
        """Return everything that was ever purged, with what the first purge of it here says."""
        rows = self._db.execute(
            "SELECT lower(hex(c.purges)), s.compartment, c.body FROM change c JOIN stream s ON s.n = c.stream"
            " WHERE c.purges IS NOT NULL ORDER BY c.n DESC"
        )
        return {Place(record, compartment): Body.from_bytes(body) for record, compartment, body in rows}

    def named(self, compartment: str) -> set[str]:
        """Return the identifiers that the purges in a compartment name."""
        rows = self._db.execute(
            "SELECT c.body FROM change c JOIN stream s ON s.n = c.stream"
            " WHERE c.purges IS NOT NULL AND s.compartment = ?",
            [compartment],
        )
        return {identifier for (body,) in rows for identifier in Body.from_bytes(body).over}

    def reached(self, place: Place) -> list[str]:
        """Return the identifiers of the changes that a purge of this record erases, oldest first."""
        return [identifier.hex() for _, identifier, _ in self._to_erase(place)]

    def erase(self, place: Place) -> list[str]:
        """Throw away the bodies of all changes of a record but purges; return their identifiers, oldest first."""
        rows = self._to_erase(place)
        self._db.conn.executemany(
            "UPDATE change SET body = NULL, record = NULL, kind = NULL, body_hash = ? WHERE n = ?",
            [[hash_body(body), n] for n, _, body in rows],
        )
        return [identifier.hex() for _, identifier, _ in rows]

    def _to_erase(self, place: Place) -> list[tuple[int, bytes, bytes]]:
        return self._db.execute(
            "SELECT c.n, c.id, c.body FROM change c JOIN stream s ON s.n = c.stream"
            " WHERE c.record = ? AND s.compartment = ? AND c.kind <> ? ORDER BY c.n",
            [_key(place.record), place.compartment, PURGE],
        ).fetchall()

    def parts_of(self, owners: Collection[Place]) -> dict[Place, Place]:
        """Return each record that ever named one of these as its owner, with that owner.

        Tables leave out what this version cannot read, so every body of a kind that is a part is looked into.
        """
        fields = {kind: field for kind, each in RECORDS.items() if (field := owner_field(each))}
        home = {kind: RECORDS[field.about.refers].compartment for kind, field in fields.items()}
        kinds = sorted(kind for kind in fields if home[kind] in {place.compartment for place in owners})
        if not kinds:
            return {}
        paths = " ".join(f"WHEN '{kind}' THEN '$.fields.{fields[kind].name}'" for kind in kinds)
        rows = self._db.execute(
            "SELECT DISTINCT kind, lower(hex(record)), owner FROM (SELECT kind, record,"
            f" json_extract(CAST(body AS TEXT), CASE kind {paths} END) AS owner FROM change"
            " WHERE kind IN (SELECT value FROM json_each(?))) WHERE owner IN (SELECT value FROM json_each(?))",
            [json.dumps(kinds), json.dumps([place.record for place in owners])],
        )
        return {
            Place(part, RECORDS[kind].compartment): owner
            for kind, part, named in rows
            if (owner := Place(named, home[kind])) in owners
        }


def _key(record: str) -> bytes:
    """Return an identifier as the journal keeps it; what is none, which a body may name, is found nowhere."""
    try:
        return bytes.fromhex(record)
    except ValueError:
        return b""
