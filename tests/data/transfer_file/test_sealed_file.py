"""Transfer files: what they carry, who opens them, and how they are written (transfer §4-11)."""

import errno
import hashlib
import io
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.values.refusal import Refusal
from data.formats import age, changes_jsonl
from data.formats.age_keys import HeaderFailure
from data.media import verified_write
from data.system import disk
from data.transfer_file import sealed_file
from data.transfer_file.sealed_file import Blob, ManifestDraft, open_sealed
from tests.support.forged_files import ALPHA, BETA, CARDS, CONTENTS, COVER, GAMMA, KNOWN, LINES, send

# What a transfer carries


@pytest.mark.parametrize("post_quantum", [True, False])
def test_what_is_sent_is_received(tmp_path: Path, post_quantum: bool) -> None:
    path = send(tmp_path / "a.sealed", post_quantum=post_quantum)
    opened = open_sealed(path, BETA, KNOWN)
    assert list(opened.changes.unpack()) == LINES
    assert dict(opened.blobs()) == {hashlib.sha256(content).hexdigest(): content for content in CONTENTS}
    assert opened.sender == CARDS[ALPHA.site]
    assert (opened.manifest.payload, opened.manifest.mark) == (COVER.payload, COVER.mark)
    assert opened.manifest.created_at == COVER.created


def test_a_receipt_needs_no_lines_and_no_blobs(tmp_path: Path) -> None:
    receipt = ManifestDraft("receipt", COVER.created, {"applied": "d" * 32})
    opened = open_sealed(send(tmp_path / "r.sealed", draft=receipt, lines=[], blobs=[]), BETA, KNOWN)
    assert (opened.manifest.kind, list(opened.changes.unpack()), list(opened.blobs())) == ("receipt", [], [])


def test_each_of_several_recipients_opens_it(tmp_path: Path) -> None:
    path = send(tmp_path / "a.sealed", recipients=[CARDS[BETA.site], CARDS[GAMMA.site]])
    assert [list(open_sealed(path, keys, KNOWN).changes.unpack()) for keys in (BETA, GAMMA)] == [LINES, LINES]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(min_size=1, max_size=300).filter(lambda line: b"\n" not in line), max_size=30))
def test_lines_come_out_as_they_went_in(lines: list[bytes]) -> None:
    packed = changes_jsonl.PackedChanges.pack(lines)
    packed.check()
    assert list(packed.unpack()) == lines


@pytest.mark.skipif(
    not all(map(shutil.which, ("age", "minisign", "zstd", "tar", "sha256sum"))),
    reason="age, minisign, zstd, tar or sha256sum is not installed",
)
def test_stock_tools_open_it(tmp_path: Path) -> None:
    def run(*command: str, data: bytes | None = None) -> bytes:
        return subprocess.run(command, cwd=tmp_path, input=data, capture_output=True, check=True).stdout

    path = send(tmp_path / "a.sealed", post_quantum=False)
    (tmp_path / "key").write_text(BETA.age.reveal())
    run("tar", "-x", data=run("age", "-d", "-i", "key", str(path)))
    run("minisign", "-V", "-P", CARDS[ALPHA.site].keys.ed25519, "-m", "manifest.json")
    listed = json.loads((tmp_path / "manifest.json").read_bytes())["members"]
    sums = "".join(f"{member['sha256']}  {member['name']}\n" for member in listed)
    assert run("sha256sum", "-c", "--strict", data=sums.encode()).count(b": OK") == 1 + len(CONTENTS)
    assert run("zstd", "-dc", "changes.jsonl.zst").splitlines() == LINES


# Writing


def test_nothing_readable_is_written(sealed: Path) -> None:
    raw = sealed.read_bytes()
    assert not [word for word in (b"manifest", b"blobs", b"sender", "甲站".encode()) if word in raw]


def test_an_existing_file_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.sealed"
    path.write_bytes(b"precious")
    with pytest.raises(verified_write.AlreadyThere):
        send(path)
    assert path.read_bytes() == b"precious"


@pytest.mark.parametrize(
    ("number", "refused_as"),
    [(errno.ENOSPC, disk.DiskFull), (errno.EROFS, disk.DiskReadOnly), (errno.EIO, disk.DiskFails)],
)
@pytest.mark.parametrize("call", ["fsync", "open"])
def test_a_failing_medium_is_named_and_keeps_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, refused_as: type[Refusal], call: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, "medium")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fail) if call == "fsync" else patched.setattr(Path, "open", fail)
        with pytest.raises(refused_as, match=r"a\.sealed"):
            send(tmp_path / "a.sealed")
    assert list(tmp_path.iterdir()) == []


def test_a_medium_that_does_not_keep_what_was_written_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync = os.fsync

    def lose_a_bit(handle: int) -> None:
        os.pwrite(handle, b"?", 100)
        sync(handle)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", lose_a_bit)
        with pytest.raises(verified_write.ReadBackDiffers):
            send(tmp_path / "a.sealed")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(disk.CannotReach):
        send(tmp_path / "gone" / "a.sealed")


def test_an_attachment_that_changed_meanwhile_is_not_sent(tmp_path: Path) -> None:
    lying = Blob(hashlib.sha256(b"x").hexdigest(), 1, lambda: b"y")
    with pytest.raises(sealed_file.BlobChanged):
        send(tmp_path / "a.sealed", blobs=[lying])
    assert list(tmp_path.iterdir()) == []


def test_a_part_left_by_a_killed_program_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.sealed.part").write_bytes(b"half")
    send(tmp_path / "a.sealed")
    assert [path.name for path in tmp_path.iterdir()] == ["a.sealed"]


# Damage on the way


def test_a_file_cut_short_says_so(sealed: Path, tmp_path: Path) -> None:
    whole = sealed.read_bytes()
    header = io.BytesIO(whole)
    age.read_header(header)
    for length in (header.tell(), header.tell() + 10, 70_000, len(whole) - 1):
        (tmp_path / "cut").write_bytes(whole[:length])
        with pytest.raises(sealed_file.CutShort):
            open_sealed(tmp_path / "cut", BETA, KNOWN)
    for length in (0, 10, header.tell() - 1):
        (tmp_path / "cut").write_bytes(whole[:length])
        with pytest.raises(HeaderFailure):
            open_sealed(tmp_path / "cut", BETA, KNOWN)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_flip_anywhere_is_refused(sealed: Path, data: st.DataObject) -> None:
    flipped = bytearray(sealed.read_bytes())
    header = io.BytesIO(flipped)
    age.read_header(header)
    place = data.draw(st.integers(0, header.tell() - 1) | st.integers(header.tell(), len(flipped) - 1))
    flipped[place] ^= 1 << data.draw(st.integers(0, 7))
    path = sealed.with_name("flipped")
    path.write_bytes(flipped)
    expected = age.PayloadFailure if place >= header.tell() else (age.HmacFailure, age.NoMatch, HeaderFailure)
    with pytest.raises(expected):
        open_sealed(path, BETA, KNOWN)


def test_added_bytes_are_refused(sealed: Path, tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(sealed.read_bytes() + b"\0")
    with pytest.raises(age.PayloadFailure):
        open_sealed(tmp_path / "long", BETA, KNOWN)


def test_a_blob_that_changes_after_the_check_is_refused(sealed: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.sealed"
    shutil.copy(sealed, path)
    opened = open_sealed(path, BETA, KNOWN)
    other = bytearray(path.read_bytes())
    other[-1] ^= 1
    path.write_bytes(other)
    with pytest.raises(age.PayloadFailure):
        list(opened.blobs())
