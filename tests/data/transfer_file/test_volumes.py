"""Transfers in volumes for small media (docs/formats/transfer.md §13)."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.values.refusal import Refusal
from data.media import verified_write
from data.media.verified_write import AlreadyThere, NoRoom, ReadBackDiffers
from data.system.disk import DiskFull
from data.transfer_file import volume_writer
from data.transfer_file.sealed_file import open_sealed, pack
from data.transfer_file.volume_writer import SMALLEST, OddName, TooManyVolumes, TooSmall, write_volumes
from data.transfer_file.volumes import ListMissing, VolumeMissing, find_volumes
from tests.support.forged_files import ALPHA, BETA, CARDS, CONTENTS, COVER, KNOWN, LINES, blob

CONTENT = bytes(range(256)) * 700
"""Two volumes of the smallest size and a rest."""
NAME = "甲站 to 乙站.sealed"


def produce(out: BinaryIO) -> None:
    for start in range(0, len(CONTENT), 1000):
        out.write(CONTENT[start : start + 1000])


def written(folder: Path, size: int = SMALLEST) -> Path:
    write_volumes(folder / NAME, produce, size, len(CONTENT))
    return folder / NAME


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


ALL = [*(f"{NAME}.{number:03}" for number in (1, 2, 3)), f"{NAME}.sums"]


def test_volumes_are_a_plain_split_with_a_list(tmp_path: Path) -> None:
    written(tmp_path)
    assert names(tmp_path) == ALL
    assert b"".join((tmp_path / name).read_bytes() for name in ALL[:3]) == CONTENT
    assert [(tmp_path / name).stat().st_size for name in ALL[:2]] == [SMALLEST, SMALLEST]


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is missing")
def test_sha256sum_and_cat_prove_and_join_them(tmp_path: Path) -> None:
    written(tmp_path)
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", ALL[3]], cwd=tmp_path, check=True)
    (tmp_path / ALL[1]).write_bytes(b"x")
    failed = subprocess.run(["sha256sum", "--check", ALL[3]], cwd=tmp_path, capture_output=True, check=False)
    assert failed.returncode


@pytest.mark.parametrize("given", ALL)
def test_any_of_the_files_leads_to_all(tmp_path: Path, given: str) -> None:
    written(tmp_path)
    found = find_volumes(tmp_path / given)
    assert found
    with found.open() as file:
        assert file.read() == CONTENT


def test_volumes_on_several_media_are_found_in_any_order(tmp_path: Path) -> None:
    written(tmp_path)
    media = [tmp_path / str(number) for number in range(4)]
    for folder, name in zip(media, reversed(ALL), strict=True):
        folder.mkdir()
        (tmp_path / name).rename(folder / name)
    for order in (media, media[::-1]):
        assert find_volumes(order[0] / next(iter(names(order[0]))), order[1:])
    with pytest.raises(VolumeMissing, match=r"missing: 1, 3\."):
        find_volumes(media[0] / ALL[3], [media[2]])
    with pytest.raises(ListMissing):
        find_volumes(media[3] / ALL[0], media[1:3])


def test_a_damaged_copy_does_not_matter_where_there_is_a_good_one(tmp_path: Path) -> None:
    written(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    (other / ALL[1]).write_bytes(b"damaged")
    assert find_volumes(other / ALL[1], [tmp_path])
    assert find_volumes(tmp_path / ALL[1], [other])


@settings(max_examples=40)
@given(moves=st.lists(st.tuples(st.integers(0, len(CONTENT) + 10), st.integers(-1, 90_000)), max_size=8))
def test_they_read_as_the_one_file_that_they_are(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("volumes")
    written(folder)
    found = find_volumes(folder / ALL[0])
    assert found
    with found.open() as file:
        for place, much in moves:
            file.seek(place)
            assert file.read(much) == CONTENT[place:][: None if much < 0 else much]


def parcel() -> Any:
    return pack(ALPHA, CARDS[ALPHA.site], [CARDS[BETA.site]], COVER, LINES, map(blob, CONTENTS))


def test_a_transfer_in_volumes_is_verified_and_its_attachments_are_read_again(tmp_path: Path) -> None:
    parcel().write(tmp_path / NAME, SMALLEST)
    opened = open_sealed(tmp_path / ALL[2], BETA, KNOWN)
    assert sorted(content for _, content in opened.blobs()) == sorted(CONTENTS)
    assert list(opened.changes.unpack()) == LINES


def test_what_fits_is_one_file(tmp_path: Path) -> None:
    parcel().write(tmp_path / NAME, 1 << 20)
    assert names(tmp_path) == [NAME]
    assert find_volumes(tmp_path / NAME) is None


# Writing that fails


def refused(folder: Path, refusal: type[Refusal], size: int = SMALLEST, name: str = NAME) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(refusal):
        write_volumes(folder / name, produce, size, len(CONTENT))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("name", [NAME, *ALL])
def test_nothing_is_overwritten(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"mine")
    refused(tmp_path, AlreadyThere)


def test_sizes_and_names_that_volumes_cannot_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused(tmp_path, TooSmall, SMALLEST - 1)
    refused(tmp_path, OddName, name="a\nb.sealed")
    monkeypatch.setattr(volume_writer, "MOST", 2)
    refused(tmp_path, TooManyVolumes)
    monkeypatch.setattr(verified_write.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 9, 9))  # type: ignore[attr-defined]
    monkeypatch.setattr(volume_writer, "MOST", 999)
    refused(tmp_path, NoRoom)


def test_a_full_medium_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    genuine, left = os.fsync, [2]

    def full(handle: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "full")
        genuine(handle)

    monkeypatch.setattr(os, "fsync", full)
    refused(tmp_path, DiskFull)


def test_a_medium_that_reads_back_otherwise_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = verified_write.read_back

    def otherwise(part: Path) -> Any:
        return verified_write.Written("0" * 64, 0) if ".002" in part.name else genuine(part)

    monkeypatch.setattr(verified_write, "read_back", otherwise)
    refused(tmp_path, ReadBackDiffers)


class Killed(BaseException):
    """Stands for a kill."""


KILLS: dict[str, Callable[[Path], bool]] = {
    "before the first name": lambda path: path.name.endswith(".001.part"),
    "between two names": lambda path: path.name.endswith(".002.part"),
    "before the name of the list": lambda path: path.name.endswith(".sums.part"),
}


@pytest.mark.parametrize("when", KILLS.values(), ids=KILLS)
def test_after_a_kill_the_next_writing_tidies_up_and_succeeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: Callable[[Path], bool]
) -> None:
    genuine = Path.rename

    def killed(path: Path, target: Path) -> Path:
        if when(path):
            raise Killed
        return genuine(path, target)

    (tmp_path / "mine.part").write_bytes(b"mine")
    monkeypatch.setattr(Path, "rename", killed)
    monkeypatch.setattr(verified_write, "removed", lambda _: True)  # a killed program tidies nothing
    with pytest.raises(Killed):
        written(tmp_path)
    monkeypatch.undo()
    assert f"{NAME}.sums.part" in names(tmp_path)
    assert f"{NAME}.sums" not in names(tmp_path)
    written(tmp_path)
    assert names(tmp_path) == sorted([*ALL, "mine.part"])
    assert find_volumes(tmp_path / ALL[0])
