"""What the screens need from outside core, handed in by the entry point: the vault, files, spreadsheets, transfers.

Everything here may take seconds and is called from a worker's thread. Whatever goes wrong is raised as a `Refusal`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from core.exchange import Preview, Sent
from core.office import Office
from core.store import Progress
from core.text import Sentence


@dataclass(frozen=True, slots=True)
class RowFinding:
    """A row of a spreadsheet that needs a person's eye, and why."""

    row: int
    why: Sentence


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What applying an import would do, shown before anything is done."""

    counts: Mapping[str, int]
    """How many rows are what (`new`, `changed`, `same` …); the keys are catalogue keys."""
    doubtful: Sequence[RowFinding] = ()
    bad: Sequence[RowFinding] = ()
    unmapped: Sequence[str] = field(default_factory=tuple)
    """Headings no field takes."""
    handle: Any = None
    """Whatever `Doors.import_rows` wants back."""


class Doors(Protocol):
    """The ways out of the screens."""

    hint: Sentence | None
    """Shown on the first screen (the passphrase of a demo store)."""

    def seats(self) -> int:
        """Return how many seats the vault has; with one, nobody is asked for it."""

    def unlock(self, passphrase: str, seat: int | None) -> Office:
        """Derive the key, open the store and sign in the officer of this seat, or of the one the passphrase opens."""

    def confirm(self, passphrase: str) -> None:
        """Return if this is the passphrase of the officer who signed in; asked when the screen is unlocked."""

    def close(self) -> None:
        """Close the store; nothing happens if it is not open."""

    def removable_media(self) -> list[Path]:
        """Return where removable media are mounted."""

    def outgoing(self, office: Office, site: str) -> Mapping[str, int]:
        """Return how many changes of each kind a transfer to this site would hold now."""

    def send(self, office: Office, site: str, path: Path, progress: Progress) -> Sent:
        """Write a transfer, read it back and verify it."""

    def inspect(self, office: Office, path: Path, progress: Progress) -> Preview:
        """Verify a transfer and work out what it would do; nothing is written."""

    def apply(self, office: Office, path: Path, preview: Preview, progress: Progress) -> Sentence:
        """Apply a transfer that was previewed, whole or not at all; return the receipt."""

    def read_import(self, office: Office, what: str, path: Path, progress: Progress) -> ImportPreview:
        """Read a spreadsheet as `mailbox` or `roster`; nothing is written."""

    def import_rows(self, office: Office, preview: ImportPreview, progress: Progress) -> Sentence:
        """Apply an import whole or not at all; return the report."""
