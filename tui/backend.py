"""What the screens need from outside core, handed in by the entry point: the vault, files, spreadsheets, transfers.

Everything here may take seconds and is called from a worker's thread. Whatever goes wrong is raised as a `Refusal`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from core.model.progress import no_progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from core.desks.administration.exports import RecordExport
    from core.desks.administration.officers import OpenAccount
    from core.desks.sync.consignments import Consignment
    from core.desks.sync.media import RegisterMedium
    from core.desks.sync.trust import Site
    from core.importing.plan import Plan
    from core.model.printout import Frame, Printout
    from core.model.progress import Progress
    from core.model.store import IntegrityFault
    from core.office.office import Office
    from core.results.backup import BackupMade, BackupProved, OpensBackup
    from core.results.picture import Picture
    from core.results.preflight import Preflight
    from core.results.secrets import Papers, SeatOf, Secret
    from core.results.site_card import CardSeen
    from core.results.transfer import Preview, Sent
    from core.rules.attached_papers import AttachedPaper, AttachPaper
    from core.spreadsheets.columns import ColumnMapping
    from core.values.sentence import Sentence


class Keyring(Protocol):
    """What may be done with the keys of an open store (`core.desks.administration.key_ceremonies`)."""

    def next_seat(self) -> int:
        """Return the seat that the next account gets."""

    def open_account(self, office: Office, action: OpenAccount, secret: Secret) -> int:
        """Let one more officer open the store; return the seat. On a refusal nothing has changed."""

    def close_account(self, office: Office, account: str) -> None:
        """Close an account and take its passphrase away."""

    def admit_again(self, office: Office, account: str, secret: Secret) -> int:
        """Give the seat of an account a new passphrase, typed by its officer; return the seat."""

    def change_passphrase(self, office: Office, secret: Secret) -> None:
        """Give the officer's own seat another passphrase; who asks has made sure that it is him."""

    def seats(self, office: Office) -> list[SeatOf]:
        """Return the seats that open the store, with the names of their officers; the asking officer's comes first."""

    def rotate(self, office: Office, secrets: Mapping[int, Secret], progress: Progress = no_progress) -> list[str]:
        """Change the master key; return the names of the officers who are shut out until they are admitted again."""

    def draw_papers(self, office: Office, shares: tuple[int, int] | None = None) -> Papers:
        """Draw a recovery code, or shares: how many are needed, of how many. They count once they are kept."""

    def compare_paper(self, papers: Papers, number: int, typed: str) -> None:
        """Return if that stands on this paper, counted from 1."""

    def keep_papers(self, office: Office, papers: Papers, typed: Sequence[str]) -> None:
        """Let papers open the store from now on, after each was typed back in."""

    def papers_needed(self, typed: str) -> int:
        """Return how many papers are needed together, as one of them says."""

    def try_papers(self, office: Office, typed: Sequence[str]) -> None:
        """Return if these papers open this very store."""

    def witness(self, office: Office) -> str:
        """Return the line that says what the store has come to."""

    def compare_witness(self, office: Office, text: str) -> None:
        """Return if the store stands where a line says, or further on."""


class Sites(Protocol):
    """What is done with the keys of this site, the cards of others and the roster (`core.desks.sync.trust`)."""

    def renew(self, office: Office) -> CardSeen:
        """Give this site new keys, which the old ones vouch for."""

    def take_card(self, office: Office, path: Path) -> CardSeen:
        """Take over the new card of a site, which the keys known here have signed."""

    def publish(self, office: Office) -> int:
        """Sign a new edition of the roster; return its number."""

    def export_roster(self, path: Path) -> None:
        """Write the roster that is kept here to a new file."""

    def take_roster(self, office: Office, path: Path) -> tuple[Sentence, ...]:
        """Take over a roster from its keeper; return what it taught."""


class Backend(Protocol):
    """The ways out of the screens."""

    @property
    def hint(self) -> Sentence | None:
        """Shown on the first screen (the passphrase of a demo store)."""

    @property
    def theme(self) -> str:
        """The name of the colours chosen at this machine; empty if none were chosen."""

    def keep_theme(self, name: str) -> None:
        """Keep which colours were chosen at this machine; it never travels."""

    def look(self) -> None:
        """Refuse a folder that holds no store, or one that is in use; quick, called before the screen changes."""

    def seats(self) -> int:
        """Return how many seats the vault has; with one, nobody is asked for it."""

    def wants_key_file(self) -> bool:
        """Whether some seat of the vault needs a key file beside its passphrase."""

    def unlock(self, passphrase: str, seat: int | None = None, key_file: Path | None = None) -> Office:
        """Derive the key, open the store and sign in the officer of this seat, or of the one the passphrase opens."""

    def confirm(self, passphrase: str, seat: int | None = None, key_file: Path | None = None) -> None:
        """Return if this is the passphrase of a seat, or of the officer who signed in, as when a screen is unlocked."""

    def papers_missing(self, papers: Sequence[str]) -> int:
        """Return how many more papers are needed; one that cannot be read, is not in force or twice is refused."""

    def whose_seat(self, papers: Sequence[str], seat: int) -> str:
        """Return the name of the officer of a seat, before a new passphrase is chosen for it."""

    def recover(self, papers: Sequence[str], seat: int, secret: Secret) -> Office:
        """Open the store with recovery papers, give the seat a new passphrase, and sign in its officer."""

    @property
    def keyring(self) -> Keyring:
        """What may be done with the keys of the open store."""

    @property
    def own_seat(self) -> int:
        """The seat of the officer who signed in."""

    def close(self) -> None:
        """Close the store; nothing happens if it is not open."""

    def removable_media(self) -> list[Path]:
        """Return where removable media are mounted."""

    @property
    def sites(self) -> Sites:
        """The keys of this site, the cards of others and the roster."""

    def export_card(self, path: Path) -> CardSeen:
        """Write our own card to a new file."""

    def read_card(self, path: Path) -> CardSeen:
        """Read the card of another site; trusting it is an officer's decision."""

    def same_fingerprint(self, shown: str, typed: str) -> bool:
        """Whether a typed fingerprint is the one shown; a group that cannot be right is refused by its number."""

    def trusted(self, office: Office, name: str) -> Site:
        """Return the trusted site with this name, or whose identifier begins so."""

    def outgoing(self, office: Office, site: str, compartments: tuple[str, ...] = ()) -> Mapping[str, int]:
        """Return how many changes of each kind a transfer to this site would hold now, of these compartments or all."""

    def prepare(self, office: Office, site: str, compartments: tuple[str, ...] = (), purpose: str = "") -> Consignment:
        """Fix what a site has not confirmed yet as a consignment, for a second officer to approve."""

    def consigned(self, office: Office, consignment: str) -> Mapping[str, int]:
        """Return how many changes of each kind a consignment is."""

    def passed_on(
        self, office: Office, site: str, compartments: tuple[str, ...] = (), consignment: str = ""
    ) -> Mapping[str, int]:
        """Return how many changes of which other sites would go along in a transfer or consignment to this one."""

    def preflight(
        self,
        office: Office,
        path: Path,
        site: str,
        *,
        medium: str = "",
        compartments: tuple[str, ...] = (),
        consignment: str = "",
    ) -> Preflight:
        """Look at the place where a transfer to a site shall be written; nothing is written."""

    def send(
        self,
        office: Office,
        site: str,
        path: Path,
        progress: Progress = no_progress,
        *,
        receipt_only: bool = False,
        compartments: tuple[str, ...] = (),
        medium: str = "",
        volume_size: int = 0,
        checked: Preflight | None = None,
    ) -> Sent:
        """Write a transfer, read it back and verify it; in volumes if it is larger than one of them may be.

        If the medium was `checked` and is not there any more, nothing is written.
        """

    def write(
        self,
        office: Office,
        consignment: str,
        path: Path,
        progress: Progress = no_progress,
        *,
        medium: str = "",
        volume_size: int = 0,
        checked: Preflight | None = None,
    ) -> Sent:
        """Write an approved consignment, just as it was approved, read it back and verify it."""

    def register_medium(self, office: Office, asked: RegisterMedium, folder: Path) -> None:
        """Enter a medium in the ledger and write its number on it, both or neither."""

    def missing_volumes(self, path: Path, folders: Sequence[Path] = ()) -> Sentence | None:
        """Return which volumes of a transfer have still to be put in; None if it is whole."""

    def scratch(self) -> AbstractContextManager[Path]:
        """Make a folder for what is needed until the end only."""

    def gather(self, path: Path, into: Path) -> None:
        """Copy the volumes beside this one to a new folder, before their medium is taken out."""

    def verify(self, office: Office, path: Path, folders: Sequence[Path] = ()) -> Preview:
        """Verify a transfer in itself, whose other volumes may lie in these folders."""

    def inspect(
        self, office: Office, path: Path, progress: Progress = no_progress, folders: Sequence[Path] = ()
    ) -> Preview:
        """Verify a transfer and work out what it would do; nothing is written."""

    def apply(
        self,
        office: Office,
        path: Path,
        preview: Preview,
        progress: Progress = no_progress,
        folders: Sequence[Path] = (),
    ) -> Sentence:
        """Apply a transfer that was previewed, whole or not at all; return the receipt."""

    def read_import(self, office: Office, what: str, path: Path, progress: Progress = no_progress) -> Plan:
        """Read a spreadsheet as one of `core.spreadsheets.declaration.IMPORTS`; nothing is written."""

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
        frame: Frame | None = None,
    ) -> None:
        """Write a list to a new .xlsx file, a register in its frame, and enter it in the ledger of exports."""

    def export_paper(self, office: Office, entry: RecordExport, path: Path, paper: Printout) -> None:
        """Write a paper to a new .docx file and enter it in the ledger of exports."""

    def attach_paper(self, office: Office, asked: AttachPaper, path: Path) -> None:
        """Read a file, seal it beside the store and enter it as a paper of a record, whole or not at all."""

    def preview_paper(self, office: Office, paper: AttachedPaper, width: int, height: int) -> Picture:
        """Return an attached picture made small; for whoever may read its record."""

    def write_out_paper(self, office: Office, entry: RecordExport, path: Path, paper: AttachedPaper) -> None:
        """Write an attached paper to a new file and enter it in the ledger of exports."""

    def check(
        self, office: Office, progress: Progress = no_progress, backup: Path | None = None
    ) -> IntegrityFault | None:
        """Return the first thing wrong with the store, or with what it held when a backup was made; or None."""

    def rebuild(self, office: Office, progress: Progress = no_progress) -> None:
        """Work the tables out of the journal again."""

    def back_up(
        self, office: Office, folder: Path, keep: int | None = None, progress: Progress = no_progress
    ) -> BackupMade:
        """Write a backup, read it back, verify it and enter it; `keep` of them stay, or as many as the policy says."""

    def opens_backup(self, backup: Path) -> OpensBackup:
        """Return what is to be typed to open a backup."""

    def rehearse(
        self, backup: Path, secret: Secret, seat: int | None = None, progress: Progress = no_progress
    ) -> BackupProved:
        """Restore a backup aside with what opens a seat of it, check everything, and remove it again."""
