"""The sealed files of papers beside the database."""

import hashlib
from pathlib import Path

import pytest

from data.papers.paper_folder import PaperFolder

SEALED = b"sealed"
NAME = hashlib.sha256(SEALED).hexdigest()


@pytest.fixture
def papers(tmp_path: Path) -> PaperFolder:
    return PaperFolder(tmp_path / "papers")


def test_there_is_no_folder_before_the_first_paper(papers: PaperFolder) -> None:
    assert papers.names() == []
    assert not papers.has(NAME)
    assert papers.keep_only([]) == 0
    assert not papers.folder.exists()


def test_a_file_is_called_by_its_own_sum_and_is_kept_once(papers: PaperFolder) -> None:
    assert papers.keep(SEALED) == papers.folder / NAME
    assert papers.keep(SEALED) is None
    assert papers.names() == [NAME]
    assert papers.read(NAME) == SEALED
    assert papers.is_whole(NAME)
    assert papers.folder.stat().st_mode & 0o777 == 0o700


def test_a_damaged_file_is_not_whole_and_is_kept_anew(papers: PaperFolder) -> None:
    papers.keep(SEALED)
    papers.path(NAME).write_bytes(b"SEALED")
    assert not papers.is_whole(NAME)
    assert papers.keep(SEALED)
    assert papers.is_whole(NAME)


def test_what_belongs_to_no_paper_is_removed(papers: PaperFolder) -> None:
    papers.keep(SEALED)
    papers.keep(b"other")
    aside = hashlib.sha256(b"aside").hexdigest()
    papers.keep(b"aside")
    papers.set_aside(aside)
    (papers.folder / f"{'0' * 64}.part").write_bytes(b"half")
    (papers.folder / "note.txt").write_bytes(b"not ours")
    assert papers.keep_only([NAME, aside]) == 3
    assert sorted(path.name for path in papers.folder.iterdir()) == sorted([NAME, f"{aside}.damaged"])
    assert not papers.has(aside)


@pytest.mark.parametrize("name", ["", "../store.db", "A" * 64, "0" * 63, "0" * 65, f"{'0' * 64}\n"])
def test_no_other_name_leads_anywhere(papers: PaperFolder, name: str) -> None:
    with pytest.raises(ValueError, match="names no sealed paper"):
        papers.path(name)
