"""Everything the screens and the command line ask of this machine: the store in a folder, files, media, other sites.

`tui.backend` says what is asked; the entry point joins the two. What reads the vault and opens the database is imported
only then, because the first screen is shown before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from core.values.refusal import Refusal
from core.values.sentence import N_, Sentence, say
from data.system.disk import file_refusals, hold, open_ordinary
from data.vault.folder import DEMO_MARK, LOCK, refuse_unless_any_database, refuse_unless_header

if TYPE_CHECKING:
    from core.desks.administration.exports import RecordExport
    from core.desks.sync.consignments import Consignment
    from core.desks.sync.media import RegisterMedium
    from core.desks.sync.trust import Site
    from core.importing.columns import ColumnMapping
    from core.importing.plan import Plan
    from core.model.printout import Printout
    from core.model.store import IntegrityFault, Progress
    from core.office.office import Office
    from core.results.backup import BackupMade, BackupProved
    from core.results.preflight import Preflight
    from core.results.secrets import Secret
    from core.results.transfer import CardSeen, Preview, Sent
    from data.site.keyring import Keyring
    from data.site.open_site import OpenSite
    from data.site.sign_in import SignIn
    from data.sync.card_files import SiteFiles
    from data.sync.exchange import Exchange
    from data.vault.vault import Vault

_LONGEST_HINT = 1000
"""In bytes."""
MEDIA_ROOTS = ("/media", "/run/media", "/mnt")
"""Where Linux mounts removable media, one or two folders down."""


class NotUnlocked(Refusal):
    """The store is locked. Unlock it first."""


class NoSuchSite(Refusal):
    """No trusted site is called “{name}”. Trusted sites: {names}."""


def _nothing(done: int, total: int) -> None:
    """Ignore progress."""


class LocalBackend:
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
        with suppress(OSError, UnicodeDecodeError, Refusal), open_ordinary(self._folder / DEMO_MARK) as file:
            passphrase = file.read(_LONGEST_HINT).decode().strip()
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
        from data.vault.vault import Vault

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
        from data.site.open_site import enter

        vault = self._held()
        unlocked = self._sign_in.attempt(self._clock(), seat, lambda: vault.unlock(passphrase, seat, key_file))
        self._site = enter(vault, unlocked, progress)
        self._key_file = key_file
        return self._come_in(self._site)

    def _come_in(self, site: OpenSite) -> Office:
        site.clock = self._clock
        try:
            return self._sign_in.enter(site)
        except Refusal:
            self.close()
            raise

    @cached_property
    def _sign_in(self) -> SignIn:
        from data.site.sign_in import SignIn

        return SignIn(self._folder)

    def confirm(self, passphrase: str) -> None:
        """Return if this is the passphrase of the officer who signed in; raises `WrongPassphrase` or `TooSoon`."""
        site = self._open()
        seat = site.unlocked.seat
        self._sign_in.attempt(self._clock(), seat, lambda: site.vault.unlock(passphrase, seat, self._key_file))
        self._sign_in.confirmed()

    def papers_missing(self, papers: Sequence[str]) -> int:
        """Return how many more papers are needed; one that cannot be read, is not in force or twice is refused."""
        from data.vault.recovery import PaperTwice, RecoveryPaper, set_of

        read = [RecoveryPaper.read(each) for each in papers]
        missing = set_of(self._held().recovery, read).need - len(read)
        places = [paper.place for paper in read]
        for place in sorted(places):
            if places.count(place) > 1:
                raise PaperTwice(place=place)
        return missing

    def whose_seat(self, papers: Sequence[str], seat: int) -> str:
        """Return the name of the officer of a seat, before a new passphrase is chosen for it; raises `NoAccount`."""
        from data.site.open_site import enter
        from data.vault.recovery import RecoveryPaper

        vault = self._held()
        site = enter(vault, vault.recover([RecoveryPaper.read(each) for each in papers], seat))
        try:
            office = self._sign_in.office(site)
            return office.title("officer", office.officer)
        finally:
            site.store.close()

    def recover(self, papers: Sequence[str], seat: int, secret: Secret) -> Office:
        """Open the store with recovery papers, give the seat a new passphrase, and sign in its officer."""
        from core.desks.administration.key_ceremonies import UseRecovery
        from data.site.open_site import enter
        from data.vault.recovery import RecoveryPaper

        vault = self._held()
        self._site = enter(vault, vault.recover([RecoveryPaper.read(each) for each in papers], seat))
        try:
            office = self._come_in(self._site)
            deed = office.entered_first(UseRecovery(seats=str(seat)))
            self._site.renew_seat(seat, secret.passphrase, secret.key_file, deed)
            self._key_file = secret.key_file
        except Refusal:
            self.close()
            raise
        return office

    @property
    def keyring(self) -> Keyring:
        """What may be done with the keys of the open store."""
        from data.site.keyring import Keyring

        return Keyring(self._open())

    def _open(self) -> OpenSite:
        if self._site is None:
            raise NotUnlocked
        return self._site

    def close(self) -> None:
        """Close the store and let go of the vault; nothing happens if it is not open."""
        if self._site is not None:
            self._sign_in.sign_out()
            self._site.close()
        elif self._vault is not None:
            self._vault.close()
        self._site = self._vault = None
        self.__dict__.pop("_sign_in", None)

    # Looking after the store

    def check(self, office: Office, progress: Progress = _nothing, backup: Path | None = None) -> IntegrityFault | None:
        """Return the first thing wrong with the store, or with what it held when a backup was made; or None."""
        from core.audit.store_operations import CHECK
        from data.backups.backup import compare_with

        site = self._open()
        office.begin(CHECK)
        fault = site.store.check(progress)
        return compare_with(site, backup) if backup is not None and fault is None else fault

    def rebuild(self, office: Office, progress: Progress = _nothing) -> None:
        """Work the tables out of the journal again."""
        from core.audit.store_operations import REBUILD

        site = self._open()
        office.begin(REBUILD)
        site.store.rebuild(progress)

    def back_up(
        self, office: Office, folder: Path, keep: int | None = None, progress: Progress = _nothing
    ) -> BackupMade:
        """Write a backup, read it back, verify it and enter it; `keep` of them stay, or as many as the policy says."""
        from core.desks.administration.backups import BackupSettings, RecordBackup
        from core.model.audit_event import Event
        from data.backups.backup import make_backup

        office.rehearse((RecordBackup(name="", place=str(folder)),))
        keep = office.policy.settings(BackupSettings).keep if keep is None else keep
        with file_refusals(folder):
            folder.mkdir(exist_ok=True)
        office.note(Event.BACKUP)  # so that the last change in the copy stands for the whole audit (changes §12.8)
        made = make_backup(self._open(), folder, keep, progress)
        office.do(
            RecordBackup(name=made.path.name, place=str(folder), count=made.changes, size=made.size, last=made.last)
        )
        return made

    def rehearse(self, backup: Path, passphrase: str, progress: Progress = _nothing) -> BackupProved:
        """Restore a backup aside with this passphrase, check everything, and remove it again."""
        from core.results.secrets import Secret
        from data.backups.backup import rehearse

        return rehearse(backup, Secret(passphrase, self._key_file), progress=progress)

    # Spreadsheets

    def read_import(self, office: Office, what: str, path: Path, progress: Progress = _nothing) -> Plan:
        """Read a spreadsheet as one of `core.importing.declaration.IMPORTS` and return what it would do; nothing is
        written."""
        from core.importing.importers import IMPORTS
        from core.importing.plan import plan, remembered
        from data.documents.xlsx import open_table

        importer = IMPORTS[what]
        table = open_table(path, importer.columns, remembered(office, importer))
        return plan(office, importer, table.rows, table.mapping, progress)

    def headings(self, office: Office, what: str, path: Path) -> ColumnMapping:
        """Return how the headings of a spreadsheet are best understood, for an officer to complete."""
        from core.importing.importers import IMPORTS
        from core.importing.plan import remembered
        from data.documents.xlsx import guess_headings

        importer = IMPORTS[what]
        return guess_headings(path, importer.columns, remembered(office, importer))

    def import_rows(self, office: Office, plan: Plan, progress: Progress = _nothing) -> Sentence:
        """Apply an import whole or not at all; return the report."""
        from core.importing.plan import apply

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
        from data.documents.ledgered_export import export_list

        export_list(office, entry, path, header, rows, progress)

    def export_paper(self, office: Office, entry: RecordExport, path: Path, paper: Printout) -> None:
        """Write a paper to a new .docx file and enter it in the ledger of exports."""
        from data.documents.ledgered_export import export_paper

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
        from data.sync.exchange import Exchange

        site = self._open()
        return Exchange(site.store, site.keys)

    @property
    def sites(self) -> SiteFiles:
        """The keys of this site, the cards of others and the roster."""
        from data.sync.card_files import SiteFiles

        return SiteFiles(self._exchange)

    def export_card(self, path: Path) -> CardSeen:
        """Write our own card to a new file, to be carried to another site."""
        from data.identity.site_card import SiteCard
        from data.sync.card_files import MOST_CARD, read, seen, write_new

        write_new(path, self._exchange().card().dump())
        return seen(SiteCard.parse(read(path, MOST_CARD)))

    def read_card(self, path: Path) -> CardSeen:
        """Read a card file of another site; trusting it is an officer's decision (`TrustSite`)."""
        return self.sites.read_card(path)

    def same_fingerprint(self, shown: str, typed: str) -> bool:
        """Whether a typed fingerprint is the one shown; a group that cannot be right is refused by its number."""
        from data.identity.fingerprint import same_fingerprint

        return same_fingerprint(shown, typed)

    def trusted(self, office: Office, name: str) -> Site:
        """Return the trusted site with this name, or whose identifier begins so; raises `NoSuchSite`."""
        from core.model.query import Query

        others = [site for site in office.find(Query("site")) if site.id != office.site]
        found = [site for site in others if name == site.name] or [site for site in others if site.id.startswith(name)]
        if len(found) != 1:
            raise NoSuchSite(name=name, names=", ".join(site.name for site in others) or "–")
        site: Site = found[0]
        return site

    def outgoing(self, office: Office, site: str, compartments: tuple[str, ...] = ()) -> Mapping[str, int]:
        """Return how many changes of each kind a transfer to this site would hold now, as the officer may know it."""
        return office.told(self._exchange().outgoing(office.get("site", site), compartments))

    def prepare(self, office: Office, site: str, compartments: tuple[str, ...] = (), purpose: str = "") -> Consignment:
        """Fix what a site has not confirmed yet as a consignment, for a second officer to approve."""
        prepared: Consignment = office.get("consignment", self._exchange().prepare(office, site, compartments, purpose))
        return prepared

    def consigned(self, office: Office, consignment: str) -> Mapping[str, int]:
        """Return how many changes of each kind a consignment is, as the officer may know it."""
        office.get("consignment", consignment)
        return office.told(self._exchange().consigned(consignment))

    def passed_on(
        self, office: Office, site: str, compartments: tuple[str, ...] = (), consignment: str = ""
    ) -> Mapping[str, int]:
        """Return how many changes of which other sites would go along in a transfer or consignment to this one."""
        others = self._exchange().passed_on(office.get("site", site), compartments, consignment)
        told = {name: sum(office.told(kinds).values()) for name, kinds in others.items()}
        return {name: count for name, count in told.items() if count}

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
        """Look at the place where a transfer to a site shall be written: at the medium, and at the room it needs."""
        from core.desks.sync.transfers import SendTransfer

        office.require(SendTransfer)
        needed = self._exchange().needed(office, site, compartments, consignment)
        return self._look(office, path, medium, needed)

    def _look(self, office: Office, path: Path, medium: str, needed: int = 0) -> Preflight:
        from core.desks.sync.media import unfit_media
        from data.media.preflight import look

        return look(path, self._folder, unfit_media(office), expected=medium, needed=needed)

    def send(
        self,
        office: Office,
        site: str,
        path: Path,
        progress: Progress = _nothing,
        *,
        receipt_only: bool = False,
        compartments: tuple[str, ...] = (),
        medium: str = "",
        volume_size: int = 0,
        checked: Preflight | None = None,
    ) -> Sent:
        """Write a transfer to the medium that was `checked`, if one was, read it back and verify it."""
        from data.media.verified_write import as_write_failure

        used, device = self._medium_ready(office, path, medium, checked)
        with as_write_failure():
            sent = self._exchange().send(
                office,
                site,
                path,
                receipt_only=receipt_only,
                compartments=compartments,
                medium=used,
                volume_size=volume_size,
                device=device,
                progress=progress,
            )
        return _sent(office, sent)

    def write(
        self,
        office: Office,
        consignment: str,
        path: Path,
        progress: Progress = _nothing,
        *,
        medium: str = "",
        volume_size: int = 0,
        checked: Preflight | None = None,
    ) -> Sent:
        """Write an approved consignment, just as it was approved, read it back and verify it."""
        from data.media.verified_write import as_write_failure

        used, device = self._medium_ready(office, path, medium, checked)
        with as_write_failure():
            sent = self._exchange().write(
                office, consignment, path, medium=used, volume_size=volume_size, device=device, progress=progress
            )
        return _sent(office, sent)

    def _medium_ready(self, office: Office, path: Path, medium: str, checked: Preflight | None) -> tuple[str, int]:
        """Return number and device of the medium that is written to; refuse a wrong one, or another than was checked.

        The number is empty if it is none of the ledger's.
        """
        from data.media.preflight import refuse_unless_ready, refuse_unless_same

        preflight = self._look(office, path, medium)
        if checked is not None:
            refuse_unless_same(checked, preflight)
        refuse_unless_ready(preflight)
        return medium or self._known_number(preflight.medium), preflight.device

    def _known_number(self, number: str) -> str:
        from core.model.query import Is, Query
        from core.values.cleaning import code_key

        key = code_key(number)
        return number if key and self._open().store.find(Query("medium", Is("key", (key,)))) else ""

    def register_medium(self, office: Office, asked: RegisterMedium, folder: Path) -> None:
        """Enter a medium in the ledger and write its number on it, both or neither."""
        from data.media.preflight import write_number

        with self._open().store.transaction():
            office.do(asked)
            write_number(folder, asked.number)

    def missing_volumes(self, path: Path, folders: Sequence[Path] = ()) -> Sentence | None:
        """Return which volumes of a transfer have still to be put in; None if it is whole."""
        from data.transfer_file.volumes import missing_volumes

        missing = missing_volumes(path, folders)
        return missing.sentence if missing else None

    def gather(self, path: Path, into: Path) -> None:
        """Copy the volumes beside this one to a new folder, before their medium is taken out."""
        from data.transfer_file.volumes import gather

        gather(path, into)

    def verify(self, office: Office, path: Path, folders: Sequence[Path] = ()) -> Preview:
        """Verify a transfer in itself; what it would do here is not looked at."""
        from core.desks.sync.transfers import ReceiveTransfer

        office.require(ReceiveTransfer)
        with self._refusals_noted(office):
            return office.previewed(self._exchange().verify(path, folders))

    @contextmanager
    def _refusals_noted(self, office: Office) -> Iterator[None]:
        """Enter in the audit why a transfer file was refused; what is about rights is there already."""
        from core.desks.sync.transfers import ReceiveTransfer

        try:
            yield
        except Refusal as refusal:
            if not (refusal.by_right or refusal.by_choice):
                office.note_refusal(refusal, ReceiveTransfer)
            raise

    def inspect(
        self, office: Office, path: Path, progress: Progress = _nothing, folders: Sequence[Path] = ()
    ) -> Preview:
        """Verify a transfer and work out what it would do, as the officer may know it; nothing is written."""
        from core.desks.sync.transfers import ReceiveTransfer

        office.require(ReceiveTransfer)
        with self._refusals_noted(office):
            preview = self._exchange().inspect(path, progress, folders).preview
        return office.previewed(preview)

    def apply(
        self,
        office: Office,
        path: Path,
        preview: Preview,
        progress: Progress = _nothing,
        folders: Sequence[Path] = (),
    ) -> Sentence:
        """Apply the transfer that was previewed, whole or not at all; return the receipt."""
        from core.office.office import Reasons

        with self._refusals_noted(office):
            done = office.previewed(self._exchange().apply(office, path, preview.digest, progress, folders))
        return Reasons([sentence for sentence in (_received(done), _to_decide(done), done.clock) if sentence])


def _sent(office: Office, sent: Sent) -> Sent:
    """Return what was sent as the officer may know it."""
    counts = office.told(sent.counts)
    return replace(sent, counts=counts, changes=sum(counts.values()), rest=not office.counts_all)


def _received(done: Preview) -> Sentence:
    """Say what was received."""
    if done.waiting:
        return say(
            N_("Received from {site}: {new} new changes; {waiting} more wait for something that has not come yet."),
            site=done.sender,
            new=done.new_changes,
            waiting=done.waiting,
        )
    if done.series:
        return say(N_("Received from {site}: {new} new changes."), site=done.sender, new=done.new_changes)
    return say(
        N_("Received from {site}: {new} new changes. The receipt goes with the next transfer to {site}."),
        site=done.sender,
        new=done.new_changes,
    )


def _to_decide(done: Preview) -> Sentence | None:
    """Say that it left fields with two values, if it did."""
    if not done.clashes:
        return None
    told = N_("{count} fields have two values now: they stand in Today and in the list of conflicts, to be decided.")
    return say(told, count=len(done.clashes))
