"""Everything the screens and the command line ask of this machine: the store in a folder, files, media, other sites.

`tui.doors` says what is asked; the entry point joins the two. What reads the vault and opens the database is imported
only then, because the first screen is shown before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from core.refusal import Refusal
from core.text import N_, Sentence, say
from data.disk import file_refusals, hold, replace_file
from data.folder import DEMO_MARK, LOCK, refuse_unless_any_database, refuse_unless_header

if TYPE_CHECKING:
    from core.backup import BackupMade, BackupProved
    from core.desks.exports import RecordExport
    from core.desks.transfers import Site
    from core.exchange import CardSeen, Preview, Sent
    from core.importing import Plan
    from core.keys import Secret
    from core.mapping import ColumnMapping
    from core.office import Office
    from core.papers import Paper
    from core.store import Fault, Progress
    from data.exchange import Exchange
    from data.keyring import Keyring
    from data.site import OpenSite
    from data.vault import Vault

MEDIA_ROOTS = ("/media", "/run/media", "/mnt")
"""Where Linux mounts removable media, one or two folders down."""
MOST_CARD = 1 << 20
"""A card has a few thousand bytes; a larger file is not even read."""


class NotUnlocked(Refusal):
    """The store is locked. Unlock it first."""


class NoSuchSite(Refusal):
    """No trusted site is called “{name}”. Trusted sites: {names}."""


class AlreadyWritten(Refusal):
    """{path} is there already and is not overwritten. Choose another name."""


def _nothing(done: int, total: int) -> None:
    """Ignore progress."""


class House:
    """A store in a folder, closed at first."""

    def __init__(self, folder: Path, clock: Callable[[], datetime] = datetime.now) -> None:
        """Look into the folder only when something is asked."""
        self._folder = folder
        self._clock = clock
        self._vault: Vault | None = None
        self._opening = Lock()
        self._site: OpenSite | None = None
        self._key_file: Path | None = None

    # Opening and closing

    @property
    def hint(self) -> Sentence | None:
        """What the first screen says: the passphrase, if this is a demo store."""
        with suppress(OSError):
            passphrase = (self._folder / DEMO_MARK).read_text("utf-8").strip()
            return say(N_("This is a demo store. Its passphrase is: {passphrase}"), passphrase=passphrase)
        return None

    def look(self) -> None:
        """Refuse a folder that holds no store, or one that is in use; quick, and nothing is kept open."""
        if self._vault is None:
            refuse_unless_header(self._folder)
            refuse_unless_any_database(self._folder)
            with file_refusals(self._folder):
                hold(self._folder / LOCK).close()

    def _held(self) -> Vault:
        from data.vault import Vault

        with self._opening:  # the first screen reads the seats in a thread while the officer types
            if self._vault is None:
                self._vault = Vault.open(self._folder)
            return self._vault

    def seats(self) -> int:
        """Return how many seats the vault has."""
        return len(self._held().seats)

    def wants_key_file(self) -> bool:
        """Whether some seat of the vault needs a key file beside its passphrase."""
        return bool(self._held().key_file_seats)

    def unlock(
        self,
        passphrase: str,
        seat: int | None = None,
        key_file: Path | None = None,
        progress: Progress = _nothing,
    ) -> Office:
        """Derive the key, open the store and sign in the officer of the seat, or of the one the passphrase opens."""
        from data.site import enter

        vault = self._held()
        self._site = enter(vault, vault.unlock(passphrase, seat, key_file), progress)
        self._site.clock = self._clock
        self._key_file = key_file
        return self._site.office()

    def confirm(self, passphrase: str) -> None:
        """Return if this is the passphrase of the officer who signed in; raises `WrongPassphrase`."""
        site = self._open()
        site.vault.unlock(passphrase, site.unlocked.seat, self._key_file)

    def recover(self, papers: Sequence[str], seat: int, secret: Secret) -> Office:
        """Open the store with recovery papers, give the seat a new passphrase, and sign in its officer."""
        from core.desks.ceremonies import UseRecovery
        from data.recovery import Paper
        from data.site import enter

        vault = self._held()
        self._site = enter(vault, vault.recover([Paper.read(each) for each in papers], seat))
        self._site.clock = self._clock
        office = self._site.office()
        self._site.renew_seat(seat, secret.passphrase, secret.key_file)
        self._key_file = secret.key_file
        office.do(UseRecovery(seats=str(seat)))
        return office

    @property
    def keyring(self) -> Keyring:
        """What may be done with the keys of the open store."""
        from data.keyring import Keyring

        return Keyring(self._open())

    def _open(self) -> OpenSite:
        if self._site is None:
            raise NotUnlocked
        return self._site

    def close(self) -> None:
        """Close the store and let go of the vault; nothing happens if it is not open."""
        if self._site is not None:
            self._site.close()
        elif self._vault is not None:
            self._vault.close()
        self._site = self._vault = None

    # Looking after the store

    def check(self, progress: Progress = _nothing) -> Fault | None:
        """Return the first thing wrong with the store, or None."""
        return self._open().store.check(progress)

    def rebuild(self, progress: Progress = _nothing) -> int:
        """Work the tables out of the journal again; return the number of records."""
        return self._open().store.rebuild(progress)

    def back_up(
        self, office: Office, folder: Path, keep: int | None = None, progress: Progress = _nothing
    ) -> BackupMade:
        """Write a backup, read it back, verify it and enter it; `keep` of them stay, or as many as the policy says."""
        from core.desks.backups import BackupTerms, RecordBackup
        from data.backup import make_backup

        office.rehearse((RecordBackup(name="", place=str(folder)),))
        keep = office.policy.terms(BackupTerms).keep if keep is None else keep
        with file_refusals(folder):
            folder.mkdir(exist_ok=True)
        made = make_backup(self._open(), folder, keep, progress)
        office.do(
            RecordBackup(name=made.path.name, place=str(folder), count=made.changes, size=made.size, last=made.last)
        )
        return made

    def rehearse(self, backup: Path, passphrase: str, progress: Progress = _nothing) -> BackupProved:
        """Restore a backup aside with this passphrase, check everything, and remove it again."""
        from core.keys import Secret
        from data.backup import rehearse

        return rehearse(backup, Secret(passphrase, self._key_file), progress=progress)

    # Spreadsheets

    def read_import(self, office: Office, what: str, path: Path, progress: Progress = _nothing) -> Plan:
        """Read a spreadsheet as one of `core.importing.IMPORTS` and return what it would do; nothing is written."""
        from core.importing import plan, remembered
        from core.imports import IMPORTS
        from data.spreadsheet import open_table

        importer = IMPORTS[what]
        table = open_table(path, importer.columns, remembered(office, importer))
        return plan(office, importer, table.rows, table.mapping, progress)

    def headings(self, office: Office, what: str, path: Path) -> ColumnMapping:
        """Return how the headings of a spreadsheet are best understood, for an officer to complete."""
        from core.importing import remembered
        from core.imports import IMPORTS
        from data.spreadsheet import guess_headings

        importer = IMPORTS[what]
        return guess_headings(path, importer.columns, remembered(office, importer))

    def import_rows(self, office: Office, plan: Plan, progress: Progress = _nothing) -> Sentence:
        """Apply an import whole or not at all; return the report."""
        from core.importing import apply

        taken = apply(office, plan, progress)
        return say(N_("{taken} rows were taken; {left} were left out."), taken=taken, left=plan.left_out)

    # Files that are carried away

    def export_list(
        self,
        office: Office,
        entry: RecordExport,
        path: Path,
        header: Sequence[str],
        rows: Iterable[Sequence[str]],
        progress: Progress = _nothing,
    ) -> None:
        """Write a list to a new .xlsx file and enter it in the ledger of exports."""
        from data.exporting import export_list

        export_list(office, entry, path, header, rows, progress)

    def export_paper(self, office: Office, entry: RecordExport, path: Path, paper: Paper) -> None:
        """Write a paper to a new .docx file and enter it in the ledger of exports."""
        from data.exporting import export_paper

        export_paper(office, entry, path, paper)

    # Other sites

    def removable_media(self) -> list[Path]:
        """Return where removable media are mounted."""
        found: set[Path] = set()
        for root in map(Path, MEDIA_ROOTS):
            for pattern in ("*", "*/*"):
                with suppress(OSError):
                    found.update(place for place in root.glob(pattern) if place.is_mount())
        return sorted(found)

    def _exchange(self) -> Exchange:
        from data.exchange import Exchange

        site = self._open()
        return Exchange(site.store, site.keys)

    def export_card(self, path: Path) -> CardSeen:
        """Write our own card to a new file, to be carried to another site."""
        card = self._exchange().card()
        with file_refusals(path):
            if path.exists():
                raise AlreadyWritten(path=path)
        replace_file(path, card.dump())
        return self.read_card(path)

    def read_card(self, path: Path) -> CardSeen:
        """Read a card file of another site; trusting it is an officer's decision (`TrustSite`)."""
        from core.exchange import CardSeen
        from data.identity import SiteCard

        with file_refusals(path), path.open("rb") as file:
            raw = file.read(MOST_CARD)
        card = SiteCard.parse(raw)
        return CardSeen(card.site, card.name, card.spoken, raw.decode())

    def same_fingerprint(self, shown: str, typed: str) -> bool:
        """Whether a typed fingerprint is the one shown; a group that cannot be right is refused by its number."""
        from data.fingerprint import same_fingerprint

        return same_fingerprint(shown, typed)

    def trusted(self, office: Office, name: str) -> Site:
        """Return the trusted site with this name, or whose identifier begins so; raises `NoSuchSite`."""
        from core.query import Query

        others = [site for site in office.find(Query("site")) if site.id != office.site]
        found = [site for site in others if name == site.name] or [site for site in others if site.id.startswith(name)]
        if len(found) != 1:
            raise NoSuchSite(name=name, names=", ".join(site.name for site in others) or "–")
        site: Site = found[0]
        return site

    def outgoing(self, office: Office, site: str) -> Mapping[str, int]:
        """Return how many changes of each kind a transfer to this site would hold now, as the officer may know it."""
        return office.told(self._exchange().outgoing(office.get("site", site)))

    def send(
        self, office: Office, site: str, path: Path, progress: Progress = _nothing, *, receipt_only: bool = False
    ) -> Sent:
        """Write a transfer, read it back and verify it."""
        sent = self._exchange().send(office, site, path, receipt_only=receipt_only, progress=progress)
        return replace(sent, counts=office.told(sent.counts))

    def verify(self, path: Path) -> Preview:
        """Verify a transfer in itself; what it would do here is not looked at."""
        return self._exchange().verify(path)

    def inspect(self, office: Office, path: Path, progress: Progress = _nothing) -> Preview:
        """Verify a transfer and work out what it would do, as the officer may know it; nothing is written."""
        from core.desks.transfers import ReceiveTransfer
        from core.exchange import KindCount

        office.require(ReceiveTransfer)
        preview = self._exchange().inspect(path, progress).preview
        new = office.told({each.kind: each.new for each in preview.counts})
        changed = office.told({each.kind: each.changed for each in preview.counts})
        purged = office.told({each.kind: each.purged for each in preview.counts})
        counts = tuple(KindCount(kind, new[kind], changed[kind], purged[kind]) for kind in new)
        return replace(preview, counts=counts, clashes=office.clashes(preview.clashes))

    def apply(self, office: Office, path: Path, preview: Preview, progress: Progress = _nothing) -> Sentence:
        """Apply the transfer that was previewed, whole or not at all; return the receipt."""
        done = self._exchange().apply(office, path, preview.transfer, progress)
        return say(
            N_("Received from {site}: {new} new changes. The receipt goes with the next transfer to {site}."),
            site=done.sender,
            new=done.new_changes,
        )
