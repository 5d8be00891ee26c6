"""Rehearsing a restoration from the list of backups."""

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from core.desks.administration.backups import RecordBackup
from core.office.office import Office
from core.results.backup import OpensBackup
from tests.support.screen_driver import Opened


async def test_the_backup_under_the_cursor_is_rehearsed(
    opened: Opened, backend: Any, furnished: Office, tmp_path: Path
) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "backup.json").write_text("{}")
        furnished.do(RecordBackup(name=name, place=str(tmp_path)))
    rehearsed: list[Path] = []
    backend.opens_backup = lambda folder: OpensBackup(seats=1, key_file=False)
    backend.rehearse = lambda folder, secret, seat, progress: (
        rehearsed.append(folder) or SimpleNamespace(made=datetime(2026, 11, 23))
    )
    async with opened() as officer:
        await officer.open_list("backup", "u")
        name = "second" if "opened second when it was made" in officer.words else "first"
        await officer.press("x", "enter")
        assert "This backup can be restored" in officer.words
    assert rehearsed == [tmp_path / name]


async def test_a_backup_that_is_gone_is_looked_for(
    opened: Opened, backend: Any, furnished: Office, tmp_path: Path
) -> None:
    furnished.do(RecordBackup(name="gone", place=str(tmp_path)))
    backend.media = [tmp_path]
    async with opened() as officer:
        await officer.open_list("backup", "u")
        assert "Which backup?" in officer.words
