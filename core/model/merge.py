"""Merging: the state of a record as a pure function of the set of its changes.

Each field is a multi-value register: a change replaces the ones it names in `over`, and those that nothing replaced
are the field's heads. One head is its value. Several heads with different values are a conflict; both are kept, and
the clock only picks the one that is shown until a person decides. Order, repetition and route do not matter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Write:
    """One change as merging sees it; `key` is whatever the store wants back (its row number)."""

    id: str
    time: int
    supersedes: tuple[str, ...]
    fields: Mapping[str, Any]
    key: int = 0


Heads = dict[str, tuple[Write, ...]]
"""The heads of every field, the one shown first."""


def resolve_heads(writes: Iterable[Write]) -> Heads:
    """Return the heads of each field after all these changes of one record."""
    by_field: dict[str, dict[str, Write]] = {}
    for write in writes:
        for name in write.fields:
            by_field.setdefault(name, {})[write.id] = write
    heads: Heads = {}
    for name, writers in by_field.items():
        replaced = {earlier for write in writers.values() for earlier in write.supersedes}
        left = [write for write in writers.values() if write.id not in replaced]
        heads[name] = tuple(sorted(left, key=lambda write: (write.time, write.id), reverse=True))
    return heads


def values(heads: Heads) -> dict[str, Any]:
    """Return the value shown of each field."""
    return {name: writes[0].fields[name] for name, writes in heads.items()}


def conflicts(heads: Heads) -> list[str]:
    """Return the fields whose heads disagree."""
    return [
        name
        for name, writes in heads.items()
        if any(write.fields[name] != writes[0].fields[name] for write in writes[1:])
    ]
