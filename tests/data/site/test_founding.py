"""A new office: founded with its officers and recovery papers in one go, and whole or not at all."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from core.model.query import Query
from core.office.founding import RolesUnfit
from core.results.founding import Founding, NewOfficer
from core.results.secrets import Secret
from core.values.refusal import Refusal
from data.site.founding import found_office, whole_in
from data.site.keyring import papers_of
from data.site.open_site import OpenSite, open_site
from data.vault import key_slots, vault
from data.vault.folder import FolderNotEmpty
from data.vault.recovery import RecoveryPaper
from tests.conftest import LIGHT

FIRST, SECOND = "correct horse battery", "seven swans swim"


@pytest.fixture(autouse=True)
def light() -> Iterator[None]:
    with patch.object(key_slots, "MINIMUM", LIGHT), patch("data.vault.header.calibrate", lambda: LIGHT):
        yield


def founding(*others: NewOfficer, papers: int = 0) -> Founding:
    drawn = papers_of(1, 1) if papers == 1 else papers_of(2, papers) if papers else None
    return Founding("甲站", "cn", NewOfficer("安宁", Secret(FIRST)), others, drawn)


def opened(folder: Path, passphrase: str = FIRST) -> OpenSite:
    return open_site(folder, passphrase)


def roles(site: OpenSite) -> dict[int, tuple[str, ...]]:
    return {each.seat: each.roles for each in site.store.find(Query("account"))}


def test_every_officer_opens_the_new_store_at_a_seat_with_the_roles_given(tmp_path: Path) -> None:
    clerk = NewOfficer("林静", Secret(SECOND), ("clerk",))
    found_office(tmp_path / "store", founding(clerk))
    site = opened(tmp_path / "store", SECOND)
    assert site.unlocked.seat == 2
    assert roles(site) == {1: ("system_administrator", "security_officer"), 2: ("clerk",)}
    office = site.office()
    assert office.title("officer", office.officer) == "林静"
    assert site.store.check() is None
    site.close()


def test_the_first_officer_leaves_to_another_what_nobody_may_hold_beside_it(tmp_path: Path) -> None:
    found_office(tmp_path / "store", founding(NewOfficer("方审", Secret(SECOND), ("security_officer",))))
    site = opened(tmp_path / "store")
    assert roles(site)[1] == ("system_administrator",)
    assert not any(each.joined for each in site.store.find(Query("account")))
    site.close()


def test_roles_that_exclude_one_another_are_refused_and_nothing_is_left(tmp_path: Path) -> None:
    both = NewOfficer("方审", Secret(SECOND), ("security_officer", "auditor"))
    with pytest.raises(RolesUnfit, match="方审"):
        found_office(tmp_path / "store", founding(both))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("papers", [1, 3])
def test_the_recovery_papers_open_the_new_store(tmp_path: Path, papers: int) -> None:
    asked = founding(papers=papers)
    assert asked.papers is not None
    found_office(tmp_path / "store", asked)
    site = opened(tmp_path / "store")
    read = [RecoveryPaper.read(digits) for digits in asked.papers.digits[: asked.papers.need]]
    assert site.vault.recover(read, 1) == site.unlocked
    entered = {str(each.deed): (each.need, each.of) for each in site.store.find(Query("ceremony"))}
    assert entered == {"founded": (0, 0), "made": (asked.papers.need, papers)}
    due = [entry.what for entry in site.office().find(Query("agenda"))]
    assert not any("recovery papers" in each for each in due)
    site.close()


def test_a_folder_that_holds_something_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("dear", "utf-8")
    with pytest.raises(FolderNotEmpty):
        found_office(tmp_path, founding())
    assert [each.name for each in tmp_path.iterdir()] == ["letter"]


def test_an_empty_folder_is_taken_and_folders_above_are_made(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "new/below"):
        found_office(folder, founding())
        opened(folder).close()


KILLED = """
import os, signal, sys
from pathlib import Path
from data.site.founding import whole_in
with whole_in(Path(sys.argv[1])) as place:
    place.mkdir()
    (place / "vault.json").write_text("half a store")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_kill_leaves_no_store_and_the_next_founding_removes_what_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    ended = subprocess.run([sys.executable, "-c", KILLED, folder], cwd=Path.cwd())
    assert ended.returncode == -signal.SIGKILL
    assert not folder.exists()
    found_office(folder, founding())
    assert [each.name for each in tmp_path.iterdir()] == ["store"]


def test_two_programs_do_not_make_one_store(tmp_path: Path) -> None:
    with whole_in(tmp_path / "store") as place:
        place.mkdir()
        held = vault.hold(place / "lock")
        with pytest.raises(Refusal, match="in use"), whole_in(tmp_path / "store"):
            raise AssertionError
        held.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_where_nothing_may_be_written_beside_it_the_folder_itself_is_used(tmp_path: Path) -> None:
    folder = tmp_path / "closed/store"
    folder.mkdir(parents=True)
    folder.parent.chmod(0o500)
    try:
        with whole_in(folder) as place:
            assert place == folder
    finally:
        folder.parent.chmod(0o700)
