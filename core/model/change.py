"""Changes: what the journal keeps and a transfer carries (docs/formats/changes.md).

A change says which fields of which record got which values, by whom, through which action, and over which earlier
changes. It is a header and a salted body; its identifier is H(parent, H(header), H(body)), so that the chain of a
stream still verifies when a body has been purged.
"""

import base64
import hashlib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from core.values.canonical_json import dump, load

PURGE = "purge"
"""The kind of record that purges another, in every version and every compartment (`core.rules.purge`)."""

HOLD = "hold"
"""The kind of record that keeps another from being purged, in every version and every compartment
(`core.rules.legal_hold`)."""

LOCAL = "local"
"""The compartment that never leaves its site: accounts, trust, ledgers, the audit. Nothing in it is ever erased."""

ACCESS_LOG = "access_log"
"""The compartment of what reading leaves (`core.audit.access_log`): it stays at its site too, and goes with what was
read."""

HOME = frozenset({LOCAL, ACCESS_LOG})
"""The compartments that never leave their site."""

UNDO = "undo_"
"""What stands in `Body.action` before the name of the action that a change undoes (`core.office.undo`)."""

LATEST = 7_258_118_400_000
"""Milliseconds since 1970 UTC at the end of the year 2199: a wall clock that is further on is taken for this."""

BEYOND = 7_289_654_400_000 << 16
"""The time from which on no clock reaches (changes §3.3.4): the end of the year 2200."""

ROOT = bytes(32)
"""The parent of the first change of a stream."""


class Stream(NamedTuple):
    """An append-only chain of changes: one compartment of one incarnation of one site."""

    site: str
    incarnation: str
    compartment: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What an action wants to become of a record, before the store signs it into the journal."""

    kind: str
    record: str
    fields: Mapping[str, Any]
    """New values by field name, encoded (`core.model.record.encode`)."""
    compartment: str = ""
    """Where it is written, if not where its kind belongs: a purge stands beside what it purges."""
    action: str = ""
    """What history calls it, if not by the action that was done: what is made at another desk must not tell whence."""


@dataclass(frozen=True, slots=True)
class Body:
    """What a change says. `supersedes` names the changes whose values it replaces."""

    kind: str
    record: str
    fields: Mapping[str, Any]
    supersedes: tuple[str, ...]
    officer: str
    action: str
    salt: str

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Body":
        """Read what `to_bytes` wrote and the journal kept."""
        read = load(raw)
        return cls(**{**read, "supersedes": tuple(read["supersedes"])})

    def to_bytes(self) -> bytes:
        """Return the canonical bytes that are hashed and kept."""
        return dump(
            {
                "action": self.action,
                "fields": self.fields,
                "kind": self.kind,
                "officer": self.officer,
                "record": self.record,
                "salt": self.salt,
                "supersedes": self.supersedes,
            }
        )


@dataclass(frozen=True, slots=True)
class Change:
    """A link of a stream's chain."""

    stream: Stream
    seq: int
    """Its place in the stream, from 1. A place, not a name: a site restored from a backup uses it again."""
    time: int
    """A hybrid logical clock: milliseconds since 1970 UTC shifted left by 16, and a counter below."""
    parent: bytes
    body: Body
    id: bytes


@dataclass(frozen=True, slots=True)
class Erased:
    """A link of a stream's chain whose body a purge took; its hash is left, so that the chain still verifies."""

    stream: Stream
    seq: int
    time: int
    parent: bytes
    id: bytes
    body_hash: bytes


def purged_by(said: Body | Draft) -> str:
    """Return the record that a change purges; empty if it is no purge, or names no record."""
    return _of(said) if said.kind == PURGE else ""


def held_by(said: Body | Draft) -> str:
    """Return the record that a change holds; empty if it is no hold, or names no record."""
    return _of(said) if said.kind == HOLD else ""


def _of(said: Body | Draft) -> str:
    of = said.fields.get("of")
    return of if isinstance(of, str) and re.fullmatch("[0-9a-f]{32}", of) else ""


def header_bytes(stream: Stream, seq: int, time: int) -> bytes:
    """Return the canonical bytes of a change's header."""
    return dump({**stream._asdict(), "seq": seq, "time": time})


def identify(parent: bytes, header: bytes, body: bytes) -> bytes:
    """Return the identifier of a change: SHA-256 over parent, H(header) and H(body), 32 bytes."""
    return identify_erased(parent, header, hash_body(body))


def identify_erased(parent: bytes, header: bytes, body_hash: bytes) -> bytes:
    """Return the identifier of a change of whose body the hash is left."""
    return hashlib.sha256(b"sealdesk change 1\0" + parent + hashlib.sha256(header).digest() + body_hash).digest()


def position_digest(stream: Stream, seq: int, identifier: bytes) -> str:
    """Return the name of a place (changes §4.5): whoever lacks the change learns nothing from it."""
    document = dump({**stream._asdict(), "id": identifier.hex(), "seq": seq})
    return hashlib.sha256(b"sealdesk place v1\0" + document).hexdigest()


def hash_body(body: bytes) -> bytes:
    """Return what an erased change keeps of its body: SHA-256, 32 bytes."""
    return hashlib.sha256(body).digest()


def new_salt() -> str:
    """Return 16 random bytes as text: without them the body of a purged change could be guessed from its hash."""
    return base64.urlsafe_b64encode(os.urandom(16)).decode().rstrip("=")


def milliseconds(time: int) -> int:
    """Return the clock part of a change's time: milliseconds since 1970 UTC."""
    return time >> 16


def seconds(time: int) -> int:
    """Return the clock part of a change's time in whole seconds since 1970 UTC, as far as dates reach."""
    return min(milliseconds(time), milliseconds(BEYOND)) // 1000


def tick(last: int, now_ms: int) -> int:
    """Return the next time of the hybrid clock: never behind the wall clock, always after `last`.

    A wall clock further on than `LATEST` counts for that: what it stamped nobody would take (§3.3.4).
    """
    return max(last + 1, min(now_ms, LATEST) << 16)


@dataclass(frozen=True, slots=True)
class Entry:
    """A change as history shows it: the change, and what each field had before."""

    change: Change
    before: dict[str, Any]

    def masked(self, covers: Mapping[str, Callable[[Any], Any]]) -> "Entry":
        """Return the entry with the values of these fields covered, each in its own way."""

        def cover(fields: Mapping[str, Any]) -> dict[str, Any]:
            return {name: covers[name](value) if name in covers else value for name, value in fields.items()}

        body = replace(self.change.body, fields=cover(self.change.body.fields))
        return Entry(replace(self.change, body=body), cover(self.before))
