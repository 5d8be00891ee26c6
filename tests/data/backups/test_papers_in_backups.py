"""A backup has the sealed papers of its moment, proves them, and restoring brings them back (backup §3.5)."""

from pathlib import Path
from typing import Any

import pytest

from core.desks.people.people import AddPerson
from core.model.query import Query
from core.office.office import Office
from data.backups.backup import BackupDamaged, BackupUnsound, make_backup, rehearse, restore
from data.backups.backup_label import Label
from data.site.open_site import OpenSite, open_site
from data.vault.folder import PAPERS
from tests.conftest import PASSPHRASE
from tests.data.backups.conftest import OURS
from tests.support.papers import attached, house_of, papers_of, png, sealed_file

pytestmark = pytest.mark.usefixtures("light")


@pytest.fixture
def person(office: Office) -> Any:
    office.do(AddPerson(name="张三"))
    return office.find(Query("person"))[0]


@pytest.fixture
def backup(site: OpenSite, person: Any, medium: Path, tmp_path: Path) -> Path:
    attached(site, person, tmp_path, png())
    attached(site, person, tmp_path, png(lines=2), name="第二份")
    return make_backup(site, medium, keep=3).path


def test_it_has_every_sealed_paper_and_says_so(site: OpenSite, backup: Path) -> None:
    assert sorted(path.name for path in (backup / PAPERS).iterdir()) == site.store.papers.names()
    label = Label.read(backup)
    assert label.papers is not None
    assert label.papers.count == 2
    assert label.size > label.papers.size == sum(path.stat().st_size for path in (backup / PAPERS).iterdir())


def test_restoring_brings_them_back(backup: Path, tmp_path: Path, person: Any) -> None:
    restore(backup, tmp_path / "again", OURS)
    again = open_site(tmp_path / "again", PASSPHRASE)
    office = again.office()
    contents = [house_of(again)._content(office, paper) for paper in papers_of(again, person)]
    assert sorted(contents) == sorted([png(), png(lines=2)])
    assert again.store.check_papers() is None
    again.close()


@pytest.mark.parametrize("harm", ["changed", "missing", "added"])
def test_a_paper_that_is_not_what_was_copied_is_found(backup: Path, harm: str, tmp_path: Path) -> None:
    first = min((backup / PAPERS).iterdir())
    if harm == "changed":
        first.write_bytes(b"x" + first.read_bytes()[1:])
    elif harm == "missing":
        first.unlink()
    else:
        (backup / PAPERS / ("0" * 64)).write_bytes(b"more")
    with pytest.raises(BackupDamaged, match="papers"):
        rehearse(backup, OURS)
    with pytest.raises(BackupDamaged, match="papers"):
        restore(backup, tmp_path / "again", OURS)
    assert not (tmp_path / "again").exists()


def test_what_is_not_here_no_backup_has_and_none_refuses(
    site: OpenSite, person: Any, medium: Path, tmp_path: Path
) -> None:
    paper = attached(site, person, tmp_path, png())
    sealed_file(site, paper).unlink()
    made = make_backup(site, medium, keep=3).path
    assert Label.read(made).papers is None
    rehearse(made, OURS)


def test_a_damaged_paper_makes_no_backup(site: OpenSite, person: Any, medium: Path, tmp_path: Path) -> None:
    paper = attached(site, person, tmp_path, png())
    sealed_file(site, paper).write_bytes(b"rot")
    with pytest.raises(BackupUnsound):
        make_backup(site, medium, keep=3)
    assert list(medium.iterdir()) == []
