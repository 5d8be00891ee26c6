"""Backups: a folder with header and database of one moment, read back, bound together and restored (backup.md)."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.desks.administration.backups import RestoreStore
from core.model.progress import Progress, no_progress
from core.model.store import IntegrityFault
from core.office.office import Office
from core.results.backup import BackupMade, BackupProved, OpensBackup
from core.results.secrets import Secret
from core.values.refusal import Refusal
from core.values.sentence import N_, say
from data.backups.backup_label import Label, LabelledFile, LabelledPapers
from data.database.dialect import allow_temporary_tables, copy_into, keep_in_one_file, put
from data.database.sqlcipher import connect, disk_refusals
from data.integrity.check_database import first_unsound
from data.journal.branches import Branches
from data.media.verified_write import read_back
from data.papers.paper_folder import PaperFolder
from data.site.open_site import BACKUP_MARK, OPEN_MARK, OpenSite, clear, refuse_unless_of_one_time
from data.store.kept_papers import named_contents
from data.store.sql_store import SqlStore
from data.system.disk import file_refusals, flush_file, flush_folder, is_file, is_there, open_ordinary, scratch_folder
from data.transfer_file.manifest import format_time
from data.vault.folder import HEADER, LABEL, PAPERS, refuse_unless_empty
from data.vault.header import Header
from data.vault.key_schedule import Keys, Unlocked
from data.vault.vault import Vault


class BackupDamaged(Refusal):
    """{name} of this backup is damaged or missing: it is not what was written. Take another backup."""


class BackupAltered(Refusal):
    """This backup was changed by something else than Sealdesk. Do not use it; take another one, and find out who had
    access to it."""


class BackupOfOtherKey(Refusal):
    """{folder} is a backup of another store, or from before the master key was changed: it cannot be compared."""


class BackupUnsound(Refusal):
    """This backup is not sound: {where}. {what} Take another one, and check the store it was made from."""


DAMAGED_PAPER = N_("The sealed file of an attached paper is damaged. `sealdesk check` sets it aside.")

# Making one (§3)


def make_backup(
    site: OpenSite, folder: Path, keep: int, progress: Progress = no_progress, *, moment: datetime | None = None
) -> BackupMade:
    """Write a backup into a folder, prove it, and remove older ones until `keep` are left; `moment` is now.

    Raises:
        Refusal: BackupUnsound, or what the disk says; then nothing of it is left.
    """
    stem = f"sealdesk-{site.vault.id[:8]}"
    moment = (moment or datetime.now(UTC)).astimezone(UTC)
    with file_refusals(folder):
        while (target := folder / f"{stem}-{moment:%Y%m%dT%H%M%SZ}").exists():
            moment += timedelta(seconds=1)  # of two in one second the later one bears the next second
    part = target.with_name(f"{target.name}.part")
    with file_refusals(target):
        for left in folder.glob(f"{stem}-*.part"):  # of a program that was killed
            shutil.rmtree(left)
        site.store.sign_checkpoint()
        part.mkdir(mode=0o700)
        try:
            label, last = _fill(part, site, moment, progress)
            part.rename(target)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        flush_folder(folder)
        removed = _rotate(folder, stem, site.unlocked.keys, keep)
    return BackupMade(target, label.moment, label.changes, last, label.size, removed)


def _fill(part: Path, site: OpenSite, moment: datetime, progress: Progress) -> tuple[Label, str]:
    """Write the files of a backup and prove them; return its label and the identifier of the last change in it."""
    keys, database, made = site.unlocked.keys, part / site.vault.database.name, format_time(moment)
    _copy_database(site.vault.database, database, keys.database)
    changes, last = _mark(database, keys.database, made)
    shutil.copyfile(site.vault.folder / HEADER, part / HEADER)
    files = []
    for path in (part / HEADER, database):
        flush_file(path)
        read = read_back(path)
        files.append(LabelledFile(name=path.name, sha256=read.sha256, size=read.size))
    _refuse_unless_sound(database, keys.database, progress)
    papers = _copy_papers(site, database, PaperFolder(part / PAPERS), progress)
    label = Label(changes=changes, files=files, made=made, papers=papers, vault=site.vault.id).signed(keys)
    (part / LABEL).write_bytes(label.contents())
    flush_file(part / LABEL)
    return label, last


def _copy_database(source: Path, target: Path, key: bytes) -> None:
    """Copy a database as it is at one moment, under the same key; others go on reading and writing."""
    with disk_refusals(target):
        db = connect(source, key)
        try:
            copy_into(db, str(target.absolute()))
        finally:
            db.close()


def _mark(database: Path, key: bytes, made: str) -> tuple[int, str]:
    """Mark a copy as a backup (§3.3); return how many changes it has, and the identifier of the last."""
    with disk_refusals(database):
        db = connect(database, key)
        try:
            put(db, "meta", {"name": BACKUP_MARK, "value": made})
            db.execute("DELETE FROM meta WHERE name = ?", [OPEN_MARK])
            keep_in_one_file(db)
            last = db.execute("SELECT n, id FROM change ORDER BY n DESC LIMIT 1").fetchone()
        finally:
            db.close()
    return (last[0], last[1].hex()) if last else (0, "")


def _refuse_unless_sound(database: Path, key: bytes, progress: Progress) -> None:
    """Open a copy from its medium and ask of it all that restoring asks (§3.4)."""
    db = connect(database, key, read_only=True)
    try:
        with disk_refusals(database):
            allow_temporary_tables(db)  # its tables are made again beside it; the file itself is read only
            fault = first_unsound(db, database.name, progress)
        if fault:
            raise BackupUnsound(where=fault.where, what=fault.what)
    finally:
        db.close()


def _copy_papers(site: OpenSite, database: Path, target: PaperFolder, progress: Progress) -> LabelledPapers | None:
    """Copy the sealed papers that a copy of the database names (§3.5); what is not here, no backup can have.

    Raises:
        BackupUnsound: one of them is damaged.
    """
    db = connect(database, site.unlocked.keys.database, read_only=True)
    try:
        with disk_refusals(database):
            names = sorted(named_contents(db))
    finally:
        db.close()
    for done, name in enumerate(names):
        progress(done, len(names))
        if site.store.papers.has(name):
            target.keep(sealed := site.store.papers.read(name))
            if hashlib.sha256(sealed).hexdigest() != name:
                raise BackupUnsound(where=f"{PAPERS}/{name}", what=say(DAMAGED_PAPER))
    return LabelledPapers.of(target)


def _rotate(folder: Path, stem: str, keys: Keys, keep: int) -> tuple[str, ...]:
    """Remove the oldest backups of this vault until `keep` are left (§4); return their names."""
    own = sorted((label.made, path) for path in folder.glob(f"{stem}-*Z") if (label := _own_label(path, keys)))
    removed = [path for _, path in own[: -max(keep, 1)]]
    for path in removed:
        shutil.rmtree(path.rename(path.with_name(f"{path.name}.part")))  # half of one never bears its name
    return tuple(path.name for path in removed)


def _own_label(backup: Path, keys: Keys) -> Label | None:
    with suppress(Refusal):
        label = Label.read(backup)
        return label if label.signed_by(keys) else None
    return None


# Restoring and rehearsing (§5, §6)


def opens(backup: Path) -> OpensBackup:
    """Return what is to be typed to open a backup; nothing is written to its medium.

    Raises:
        Refusal: NoBackup, BackupNewer, BackupDamaged, what `Header.read` refuses, or what the disk says.
    """
    Label.read(backup)
    if not is_file(backup / HEADER):
        raise BackupDamaged(name=HEADER)
    slots = Header.read(backup / HEADER).slots
    return OpensBackup(len(slots), any(slot.key_file for slot in slots))


def restore(
    backup: Path, folder: Path, secret: Secret, seat: int | None = None, progress: Progress = no_progress
) -> BackupProved:
    """Make a store of a backup in a new or empty folder; it begins a new incarnation (changes §2.6).

    Raises:
        Refusal: what §7 lists, NotAllowed, or what the disk says; then the folder is as it was.
    """
    refuse_unless_empty(folder)
    existed = is_there(folder)
    try:
        with _proved(backup, folder, secret, seat, progress) as (label, unlocked, store):
            _begin_new_life(store, unlocked.seat, label)
    except BaseException:
        clear(folder, keep=existed)
        raise
    return BackupProved(label.moment, label.changes)


def rehearse(backup: Path, secret: Secret, seat: int | None = None, progress: Progress = no_progress) -> BackupProved:
    """Restore a backup into a folder of its own, check everything, and remove it again."""
    with (
        scratch_folder() as scratch,
        _proved(backup, scratch, secret, seat, progress) as (label, *_),
    ):
        return BackupProved(label.moment, label.changes)


def compare_with(site: OpenSite, backup: Path) -> IntegrityFault | None:
    """Return what a store does not hold any more that it held when a backup was made (§6); None if it holds all.

    Raises:
        Refusal: NoBackup, BackupNewer, BackupOfOtherKey, or what the disk says.
    """
    label, keys = Label.read(backup), site.unlocked.keys
    if label.vault != site.vault.id or not label.signed_by(keys):
        raise BackupOfOtherKey(folder=backup)
    with disk_refusals(backup):
        db = connect(backup / label.files[1].name, keys.database, read_only=True)
        try:
            branches = Branches(db)
            branches.read()
            tips = [(stream, branch.seq, branch.id) for stream, branch in branches]
        finally:
            db.close()
    with site.store.transaction():
        held = site.store.journal.branches.holds
        if all(held(*tip) for tip in tips):
            return None
    return IntegrityFault(backup.name, say(N_("The journal is not what it was when this backup was made.")))


@contextmanager
def _proved(
    backup: Path, folder: Path, secret: Secret, seat: int | None, progress: Progress
) -> Iterator[tuple[Label, Unlocked, SqlStore]]:
    """Copy a backup to a folder and open it there, once everything about it was verified."""
    label = Label.read(backup)
    _copy_files(backup, folder, label)
    with Vault.open(folder) as vault:
        unlocked = vault.unlock(secret.passphrase, seat, secret.key_file)
        if (vault.id, vault.database.name) != (label.vault, label.files[1].name) or not label.signed_by(unlocked.keys):
            raise BackupAltered
        store = SqlStore(vault.database, unlocked.keys.database, progress)
        try:
            refuse_unless_of_one_time(vault, unlocked, store)
            fault = store.check(progress)
            if fault:
                raise BackupUnsound(where=fault.where, what=fault.what)
            yield label, unlocked, store
        finally:
            store.close()


def _copy_files(backup: Path, folder: Path, label: Label) -> None:
    with file_refusals(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in label.files:
        source, target = backup / file.name, folder / file.name
        if not is_file(source):
            raise BackupDamaged(name=file.name)
        with file_refusals(source), open_ordinary(source) as whence, file_refusals(target):
            with target.open("xb") as whither:
                shutil.copyfileobj(whence, whither)
            flush_file(target)
            read = read_back(target)
        if (read.sha256, read.size) != (file.sha256, file.size):
            raise BackupDamaged(name=file.name)
    papers, kept = PaperFolder(backup / PAPERS), PaperFolder(folder / PAPERS)
    if LabelledPapers.of(papers) != label.papers:
        raise BackupDamaged(name=PAPERS)
    for name in papers.names():
        kept.keep(sealed := papers.read(name))
        if hashlib.sha256(sealed).hexdigest() != name:
            raise BackupDamaged(name=f"{PAPERS}/{name}")


def _begin_new_life(store: SqlStore, seat: int, label: Label) -> None:
    """Make a store of a marked copy (§5.1)."""
    office = Office(store, seat)
    with store.transaction():
        store.begin_incarnation("restored", office.officer, label.moment)
        store.drop_meta(BACKUP_MARK)
        office.do(RestoreStore(made=label.moment, count=label.changes))
