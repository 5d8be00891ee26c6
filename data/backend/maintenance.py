"""Looking after the store: checks, tables made again, backups."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.model.progress import no_progress
from data.backend.session import Session
from data.system.disk import file_refusals

if TYPE_CHECKING:
    from core.model.progress import Progress
    from core.model.store import IntegrityFault
    from core.office.office import Office
    from core.results.backup import BackupMade, BackupProved, OpensBackup
    from core.results.secrets import Secret


class Maintenance(Session):
    """What keeps a store sound."""

    def check(
        self, office: Office, progress: Progress = no_progress, backup: Path | None = None
    ) -> IntegrityFault | None:
        """Return the first thing wrong with the store, or with what it held when a backup was made; or None."""
        from core.audit.store_operations import CHECK
        from data.backups.backup import compare_with

        site = self._open()
        office.begin(CHECK)
        fault = site.store.check(progress) or site.store.check_papers(progress)
        return compare_with(site, backup) if backup is not None and fault is None else fault

    def rebuild(self, office: Office, progress: Progress = no_progress) -> None:
        """Work the tables out of the journal again."""
        from core.audit.store_operations import REBUILD

        site = self._open()
        office.begin(REBUILD)
        site.store.rebuild(progress)

    def back_up(
        self, office: Office, folder: Path, keep: int | None = None, progress: Progress = no_progress
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

    def opens_backup(self, backup: Path) -> OpensBackup:
        """Return what is to be typed to open a backup."""
        from data.backups.backup import opens

        return opens(backup)

    def rehearse(
        self, backup: Path, secret: Secret, seat: int | None = None, progress: Progress = no_progress
    ) -> BackupProved:
        """Restore a backup aside with what opens a seat of it, check everything, and remove it again."""
        from data.backups.backup import rehearse

        return rehearse(backup, secret, seat, progress)
