"""The folder of a vault: begun once, held by one program, and whole when a disk refuses (docs/formats/vault.md)."""

import errno
import os
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from core.values.passphrase import PassphraseTooShort, PassphraseUnseen
from core.values.refusal import Refusal
from data.system import disk
from data.system.disk import DiskFails, DiskFull, DiskReadOnly, NotPermitted, StoreInUse
from data.vault.folder import DatabaseMissing, FolderNotEmpty, LinkedFile, NoStore
from data.vault.vault import Vault
from tests.support.kept_sites import light
from tests.support.light_vault import CHINESE, PASSPHRASE, add_seat, create, try_open

# The folder


def test_a_folder_without_a_header_is_no_store_and_gets_no_lock_file(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(NoStore):
            Vault.open(folder)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("contents", [None, b""])
def test_a_lost_database_is_never_begun_anew(folder: Path, contents: bytes | None) -> None:
    (folder / "store.db").unlink()
    if contents is not None:
        (folder / "store.db").write_bytes(contents)
    with pytest.raises(DatabaseMissing):
        Vault.open(folder)


def test_only_one_program_holds_a_vault(folder: Path) -> None:
    program = "import sys,pathlib; from data.vault import key_slots as slots, vault; "
    program += "slots.MINIMUM = slots.Strength(memory_kib=32, passes=1, lanes=4); "
    program += "vault.Vault.open(pathlib.Path(sys.argv[1])).close()"
    elsewhere = [sys.executable, "-c", program, str(folder)]
    root = Path(__file__).parents[3]
    with Vault.open(folder):
        refused = subprocess.run(elsewhere, cwd=root, capture_output=True, text=True, check=False)
        assert "in use by another program" in refused.stderr
        with pytest.raises(StoreInUse):
            Vault.open(folder)
    subprocess.run(elsewhere, cwd=root, check=True)


def test_a_new_vault_needs_an_empty_folder(folder: Path) -> None:
    before = (folder / "vault.json").read_bytes()
    for taken in (folder, folder / "vault.json"):
        with pytest.raises(FolderNotEmpty):
            create(taken)
    assert (folder / "vault.json").read_bytes() == before


@pytest.mark.parametrize("short", ["", "1234567", "一二三四五六七", unicodedata.normalize("NFD", "ééééééé")])
def test_a_short_passphrase_is_refused_with_the_length_it_needs(tmp_path: Path, short: str) -> None:
    with light(), pytest.raises(PassphraseTooShort, match="at least 8 characters"):
        create(tmp_path / "store", short)
    assert not (tmp_path / "store").exists()


def test_width_does_not_matter_for_nobody_sees_what_he_types(folder: Path) -> None:
    try_open(folder, "ｔｈｒｅｅ\u3000ｑｕｉｅｔ\u3000ｗｏｒｄｓ")


@pytest.mark.parametrize(
    "unseen",
    [
        *(sign * 8 for sign in "\u200b\u3164\u2800\ufe0f\U000e0100 \u3000\ue000\u0378\x00\u2028\u034f"),
        *(edge.format("three quiet words") for edge in ("\ufeff{}", "{} ", "\u3000{}", "{}\u200d", "{}\t", "{}\r")),
        "three\u200bquiet words",
        "e\u0301" + "\u0301" * 8 + "quiet words",
    ],
    ids=ascii,
)
def test_a_passphrase_with_what_nobody_sees_is_refused_when_it_is_set(tmp_path: Path, unseen: str) -> None:
    with light(), pytest.raises(PassphraseUnseen):
        create(tmp_path / "store", unseen)
    assert not (tmp_path / "store").exists()


def test_one_sign_that_stands_for_many_counts_as_one(tmp_path: Path) -> None:
    with light(), pytest.raises(PassphraseTooShort):
        create(tmp_path / "store", "\ufdfa")


# The disk


DISK = [
    (errno.ENOSPC, DiskFull),
    (errno.EROFS, DiskReadOnly),
    (errno.EACCES, NotPermitted),
    (errno.EIO, DiskFails),
]


@pytest.mark.parametrize(("code", "refusal"), DISK)
def test_a_disk_that_refuses_leaves_the_old_header(
    folder: Path, monkeypatch: pytest.MonkeyPatch, code: int, refusal: type[Refusal]
) -> None:
    def fail(_: int) -> None:
        raise OSError(code, "from the disk")

    before = {path: path.read_bytes() for path in folder.iterdir()}
    with Vault.open(folder) as opened:
        first = opened.unlock(PASSPHRASE)
        monkeypatch.setattr(os, "fsync", fail)
        with pytest.raises(refusal):
            add_seat(opened, first, CHINESE)
        assert opened.seats == (1,)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_vault_that_could_not_be_written_leaves_an_empty_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "from the disk")

    monkeypatch.setattr(os, "fsync", full)
    with light(), pytest.raises(DiskFull):
        create(tmp_path / "store")
    assert list((tmp_path / "store").iterdir()) == []


def planted_link(path: Path, elsewhere: Path) -> None:
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


def second_name(path: Path, elsewhere: Path) -> None:
    elsewhere.hardlink_to(path)


def pipe(path: Path, elsewhere: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.skipif(os.name != "posix", reason="links are another matter on Windows")
@pytest.mark.parametrize("how", [planted_link, second_name, pipe])
@pytest.mark.parametrize("name", ["vault.json", "lock", "store.db", "store.db-wal"])
def test_a_link_in_the_place_of_a_file_is_refused(folder: Path, tmp_path: Path, name: str, how: Any) -> None:
    (folder / "store.db-wal").touch()
    how(folder / name, tmp_path / "elsewhere")
    with pytest.raises(LinkedFile) as refused:
        try_open(folder)
    assert name in str(refused.value)


@pytest.mark.skipif(os.name != "posix", reason="links are another matter on Windows")
def test_a_planted_link_is_not_written_through(folder: Path, tmp_path: Path) -> None:
    (folder / "vault.json.new").symlink_to(tmp_path / "victim")
    with Vault.open(folder) as opened:
        add_seat(opened, opened.unlock(PASSPHRASE), CHINESE)
    assert not (tmp_path / "victim").exists()
    assert try_open(folder, CHINESE).seat == 2


@pytest.mark.parametrize(("step", "written"), [("flush file", False), ("rename", False), ("flush folder", True)])
def test_a_program_killed_while_writing_leaves_a_whole_header(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: str, written: bool
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with Vault.open(folder) as opened:
        first = opened.unlock(PASSPHRASE)
        monkeypatch.setattr(
            *{
                "flush file": (os, "fsync", die),
                "rename": (Path, "replace", die),
                "flush folder": (disk, "flush_folder", die),
            }[step]
        )
        with pytest.raises(Killed):
            add_seat(opened, first, CHINESE)
    monkeypatch.undo()
    assert try_open(folder) == first
    with Vault.open(folder) as opened:
        assert (opened.epoch, opened.seats) == ((2, (1, 2)) if written else (1, (1,)))
        assert add_seat(opened, first, "after the accident") == opened.epoch
