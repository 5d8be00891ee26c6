"""What an officer reads when something is wrong with a path: a sentence of its own for each thing that can be."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from core.values.refusal import Refusal
from data.database.sqlcipher import connect
from data.media.verified_write import AlreadyThere, refuse_unless_free, write_verified
from data.site.open_site import found_site
from data.system import disk
from data.system.disk import file_refusals, open_ordinary
from tests.conftest import LIGHT, PASSPHRASE


def a_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


def under_a_file(path: Path) -> None:
    path.parent.write_text("")


@pytest.mark.parametrize(
    ("prepare", "refusal"),
    [
        (lambda path: None, disk.CannotReach),
        (lambda path: path.mkdir(parents=True), disk.IsFolder),
        (under_a_file, disk.NotAFolder),
        (lambda path: os.mkfifo(path.parent / path.name), disk.NotAFile),
        (a_socket, disk.NotAFile),
        (lambda path: path.symlink_to("/dev/zero"), disk.NotAFile),
    ],
)
def test_only_an_ordinary_file_is_read_and_nothing_is_waited_for(
    tmp_path: Path, prepare: Callable[[Path], object], refusal: type[Refusal]
) -> None:
    path = tmp_path / "of" / "a"
    if prepare is not under_a_file:
        path.parent.mkdir()
    prepare(path)
    with pytest.raises(refusal), file_refusals(path), open_ordinary(path):
        pass


@pytest.mark.parametrize(("signs", "written"), [(85, True), (86, False)])
def test_a_name_too_long_is_called_too_long(tmp_path: Path, signs: int, written: bool) -> None:
    path = tmp_path / ("长" * signs)
    if written:
        path.write_text("")
    else:
        with pytest.raises(disk.NameTooLong), file_refusals(path):
            path.write_text("")
        with pytest.raises(disk.NameTooLong):
            write_verified(path, lambda file: None)


def test_a_store_too_deep_for_the_database_is_told_before_anything_is_made(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["部门资料归档文件夹" * 7] * 3)
    with pytest.raises(disk.StorePathTooLong):
        found_site(deep, "甲站", PASSPHRASE, strength=LIGHT)
    assert not deep.parent.exists()
    deep.mkdir(parents=True)
    with pytest.raises(disk.StorePathTooLong):
        connect(deep / "store.db", bytes(32))


def test_the_longest_path_allowed_opens(tmp_path: Path) -> None:
    left = disk._LONGEST_STORE_PATH - len(os.fsencode(tmp_path))
    folder = tmp_path / ("a" * 200) / ("b" * (left - 202))
    folder.mkdir(parents=True)
    connect(folder / "store-99999.db", bytes(32)).close()


@pytest.mark.parametrize(
    ("prepare", "refusal"),
    [
        (lambda path: path.mkdir(), disk.IsFolder),
        (lambda path: path.write_text(""), AlreadyThere),
        (lambda path: path.symlink_to("nowhere"), AlreadyThere),
    ],
)
def test_a_name_that_is_taken_is_not_written_over(
    tmp_path: Path, prepare: Callable[[Path], object], refusal: type[Refusal]
) -> None:
    prepare(tmp_path / "a")
    with pytest.raises(refusal):
        refuse_unless_free(tmp_path / "a")


def test_the_root_is_a_folder_and_no_name_for_a_file() -> None:
    with pytest.raises(disk.IsFolder):
        write_verified(Path("/"), lambda file: None)
