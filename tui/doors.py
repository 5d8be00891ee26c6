"""What the screens need from outside core, handed in by the entry point: the vault, files, spreadsheets, transfers.

Everything here may take seconds and is called from a worker's thread. Whatever goes wrong is raised as a `Refusal`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from core.store import no_progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from core.desks.administration import OpenAccount
    from core.desks.exports import RecordExport
    from core.desks.transfers import Site
    from core.exchange import CardSeen, Preview, Sent
    from core.importing import Plan
    from core.mapping import ColumnMapping
    from core.office import Office
    from core.papers import Paper
    from core.store import Fault, Progress
    from core.text import Sentence


class Doors(Protocol):
    """The ways out of the screens."""

    @property
    def hint(self) -> Sentence | None:
        """Shown on the first screen (the passphrase of a demo store)."""

    def look(self) -> None:
        """Refuse a folder that holds no store, or one that is in use; quick, called before the screen changes."""

    def seats(self) -> int:
        """Return how many seats the vault has; with one, nobody is asked for it."""

    def unlock(self, passphrase: str, seat: int | None = None) -> Office:
        """Derive the key, open the store and sign in the officer of this seat, or of the one the passphrase opens."""

    def confirm(self, passphrase: str) -> None:
        """Return if this is the passphrase of the officer who signed in; asked when the screen is unlocked."""

    def next_seat(self) -> int:
        """Return the seat that the next account gets."""

    def open_account(self, office: Office, action: OpenAccount, passphrase: str) -> int:
        """Let one more officer open the store with a passphrase; return the seat. On a refusal nothing has changed."""

    def close(self) -> None:
        """Close the store; nothing happens if it is not open."""

    def removable_media(self) -> list[Path]:
        """Return where removable media are mounted."""

    def export_card(self, path: Path) -> CardSeen:
        """Write our own card to a new file."""

    def read_card(self, path: Path) -> CardSeen:
        """Read the card of another site; trusting it is an officer's decision."""

    def same_fingerprint(self, shown: str, typed: str) -> bool:
        """Whether a typed fingerprint is the one shown; a group that cannot be right is refused by its number."""

    def trusted(self, office: Office, name: str) -> Site:
        """Return the trusted site with this name, or whose identifier begins so."""

    def outgoing(self, office: Office, site: str) -> Mapping[str, int]:
        """Return how many changes of each kind a transfer to this site would hold now."""

    def send(
        self, office: Office, site: str, path: Path, progress: Progress = no_progress, *, receipt_only: bool = False
    ) -> Sent:
        """Write a transfer, read it back and verify it."""

    def verify(self, path: Path) -> Preview:
        """Verify a transfer in itself; what it would do here is not looked at."""

    def inspect(self, office: Office, path: Path, progress: Progress = no_progress) -> Preview:
        """Verify a transfer and work out what it would do; nothing is written."""

    def apply(self, office: Office, path: Path, preview: Preview, progress: Progress = no_progress) -> Sentence:
        """Apply a transfer that was previewed, whole or not at all; return the receipt."""

    def read_import(self, office: Office, what: str, path: Path, progress: Progress = no_progress) -> Plan:
        """Read a spreadsheet as one of `core.importing.IMPORTS`; nothing is written."""

    def headings(self, office: Office, what: str, path: Path) -> ColumnMapping:
        """Return how the headings of a spreadsheet are best understood, for an officer to complete."""

    def import_rows(self, office: Office, plan: Plan, progress: Progress = no_progress) -> Sentence:
        """Apply an import whole or not at all; return the report."""

    def export_list(
        self,
        office: Office,
        entry: RecordExport,
        path: Path,
        header: Sequence[str],
        rows: Iterable[Sequence[str]],
        progress: Progress = no_progress,
    ) -> None:
        """Write a list to a new .xlsx file and enter it in the ledger of exports."""

    def export_paper(self, office: Office, entry: RecordExport, path: Path, paper: Paper) -> None:
        """Write a paper to a new .docx file and enter it in the ledger of exports."""

    def check(self, progress: Progress = no_progress) -> Fault | None:
        """Return the first thing wrong with the store, or None."""

    def rebuild(self, progress: Progress = no_progress) -> int:
        """Work the tables out of the journal again; return the number of records."""
