"""What a transfer is to an officer: what would come in, what went out (the file itself is `data.exchange`'s work)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from core.text import N_, Sentence, say

OTHER = "other"
"""What stands for all kinds of whose records an officer may not know how many there are."""


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many records of a kind a transfer makes, how many it changes, and how many of them here it purges."""

    kind: str
    new: int
    changed: int
    purged: int = 0


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that this transfer would leave with two values: ours and theirs."""

    kind: str
    record: str
    field: str
    ours: object
    theirs: object


@dataclass(frozen=True, slots=True)
class Preview:
    """A verified transfer file, and what applying it would do. Nothing has been written."""

    transfer: str
    sender: str
    """The name of the sending site as we trust it."""
    sender_id: str
    made: datetime
    changes: int
    """Changes in the file."""
    new_changes: int
    """Those of them that are not known here yet."""
    counts: tuple[KindCount, ...] = ()
    clashes: tuple[Clash, ...] = ()
    unknown: int = 0
    """Changes of a newer version: kept, passed on, and shown after an upgrade."""
    receipts: int = 0
    """Transfers of ours that the sender confirms to have."""
    put_back: bool = False
    """Whether the sender has changes of this site that are not here: it was put back from a copy, or copied."""
    forked: tuple[str, ...] = ()
    """The names of other sites of which this brings a second history: they were put back or copied."""

    def warnings(self) -> Iterator[Sentence]:
        """Yield what must be known before this is applied (changes §9.2)."""
        if self.put_back:
            yield say(
                N_(
                    "{sender} has changes of this site that are not here: this store was put back from a copy, or "
                    "copied. They come back. If nobody here did that, tell the security officer."
                ),
                sender=self.sender,
            )
        for site in self.forked:
            yield say(
                N_(
                    "Two histories of {site} exist: it was put back from a copy, or copied. Both are kept. "
                    "Ask an officer of {site} whether that is so."
                ),
                site=site,
            )


@dataclass(frozen=True, slots=True)
class Sent:
    """A transfer file that was written and proved to be on its medium."""

    transfer: str
    path: Path
    to: str
    changes: int
    size: int
    counts: dict[str, int] = field(default_factory=dict)
    """Changes by kind."""


@dataclass(frozen=True, slots=True)
class CardSeen:
    """A site's card as it was read from a file: not trusted yet."""

    site: str
    name: str
    fingerprint: str
    """In groups of digits, to be compared aloud."""
    card: str
    """The file's contents."""
