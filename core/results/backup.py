"""What a backup is to an officer: what was copied where, and what a rehearsal proved (`data.backups.backup` does the
work)."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class BackupMade:
    """A backup that was written, read back and verified."""

    path: Path
    made: datetime
    changes: int
    last: str
    """The identifier of its last change."""
    size: int
    removed: tuple[str, ...]
    """The names of the older ones that had to go."""


@dataclass(frozen=True, slots=True)
class OpensBackup:
    """What is to be typed to open a backup, as its header tells before any key is known."""

    seats: int
    """How many seats open it; with one, nobody is asked for it."""
    key_file: bool
    """Whether some seat needs a key file beside its passphrase."""


@dataclass(frozen=True, slots=True)
class BackupProved:
    """A backup that was restored, for good or as a rehearsal, and found sound."""

    made: datetime
    changes: int
