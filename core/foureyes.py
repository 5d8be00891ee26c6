"""Four eyes 双人: who may decide what another officer asked for, and that it is decided as it was looked at.

An action that decides names the fields it decides on (`Action.approves`). Nobody decides on what he asked for or was
the last to write, and the decision carries the fingerprint of the record that the officer had before him: once the
record differs, he looks again.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from core.merge import Heads
from core.record import Record, encode
from core.text import N_, Sentence, say

if TYPE_CHECKING:
    from core.action import Action
    from core.store import Entry


def fingerprint(record: Record) -> str:
    """Return what tells a record, as an officer sees it, from the same record with anything changed."""
    fields = {name: encode(getattr(record, name)) for name in type(record).model_fields}
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


def last_writers(heads: Heads, history: Iterable["Entry"], names: Sequence[str]) -> frozenset[str]:
    """Return who gave these fields the values that stand; several, where sites differ."""
    standing = {write.id for name in names for write in heads.get(name, ())}
    return frozenset(entry.change.body.officer for entry in history if entry.change.id.hex() in standing)


def same_eyes(action: "Action", record: Record, himself: Iterable[str], writers: Iterable[str]) -> Iterator[Sentence]:
    """Yield why an officer, known by one or more names, is no second pair of eyes."""
    asked = {getattr(record, name) for name in type(action).other_than}
    if asked.intersection(himself):
        yield say(N_("This needs a second officer: not the one who asked for it, or whom it is about."))
    elif set(writers).intersection(himself):
        yield say(N_("This needs a second officer: you were the last to write what is to be decided."))


def not_as_seen(action: "Action", shown: Record) -> Iterator[Sentence]:
    """Yield that what is decided is no longer what the officer looked at."""
    if type(action).approves and action.seen != fingerprint(shown):
        yield say(N_("This was changed since you looked at it. Look again, then decide."))
