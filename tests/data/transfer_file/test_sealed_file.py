"""Transfer files: what they carry, who opens them, and each way in which a bad one is refused (transfer §4-11)."""

import errno
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.values import canonical_json
from core.values.refusal import Refusal
from data.formats import age, changes_jsonl, tar
from data.formats.age_keys import HeaderFailure
from data.identity.site_keys import TrustedSite
from data.media import verified_write
from data.system import disk
from data.transfer_file import manifest, sealed_file
from data.transfer_file.manifest import Manifest
from data.transfer_file.sealed_file import Blob, ManifestDraft, open_sealed
from tests.support.forged_files import (  # fmt: skip
    ALPHA,
    BETA,
    CARDS,
    CONTENTS,
    COVER,
    GAMMA,
    KNOWN,
    LINES,
    Members,
    listed_in,
    members_of,
    pack,
    reseal,
    resign,
    send,
)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return send(tmp_path_factory.mktemp("medium") / "a.sealed")


@pytest.fixture(scope="module")
def members(sealed: Path) -> Members:
    """The members of a good file, to be tampered with by somebody who can seal for Beta."""
    return members_of(sealed)


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


# Files that are whole, but not right


def test_other_files_are_not_transfers(tmp_path: Path, members: Members) -> None:
    (tmp_path / "text").write_text("a text")
    with pytest.raises(HeaderFailure):
        open_sealed(tmp_path / "text", BETA, KNOWN)
    with pytest.raises(sealed_file.NotATransfer):
        open_sealed(reseal(tmp_path / "age", pack(members), kind="grease"), BETA, KNOWN)
    with pytest.raises(tar.UnexpectedMember):
        open_sealed(reseal(tmp_path / "empty", b""), BETA, KNOWN)


def test_a_file_for_another_site_is_refused(sealed: Path) -> None:
    with pytest.raises(age.NoMatch):
        open_sealed(sealed, GAMMA, KNOWN)


def test_an_unknown_sender_is_refused(sealed: Path) -> None:
    with pytest.raises(manifest.UnknownSender, match="甲站"):
        open_sealed(sealed, BETA, {GAMMA.site: KNOWN[GAMMA.site]})


def test_a_revoked_sender_is_refused(sealed: Path) -> None:
    with pytest.raises(manifest.RevokedSender):
        open_sealed(sealed, BETA, {ALPHA.site: TrustedSite(CARDS[ALPHA.site], revoked=True)})


def test_a_file_signed_by_somebody_else_is_refused(members: Members, tmp_path: Path) -> None:
    forged = resign(members, listed_in(members), GAMMA)
    with pytest.raises(manifest.WrongSignature, match="甲站"):
        open_sealed(reseal(tmp_path / "forged", pack(forged)), BETA, KNOWN)


@pytest.mark.parametrize(("member", "kind"), [(1, "ed25519"), (2, "mldsa65")])
def test_the_trust_store_says_which_signature_counts(members: Members, tmp_path: Path, member: int, kind: Any) -> None:
    half = list(members)
    half[member] = resign(members, listed_in(members), GAMMA)[member]
    path = reseal(tmp_path / "half", pack(half))
    with pytest.raises(manifest.WrongSignature):
        open_sealed(path, BETA, KNOWN)
    with pytest.raises(manifest.WrongSignature):
        open_sealed(path, BETA, {ALPHA.site: TrustedSite(CARDS[ALPHA.site], frozenset({kind}))})
    demands = TrustedSite(CARDS[ALPHA.site]).signatures - {kind}
    assert open_sealed(path, BETA, {ALPHA.site: TrustedSite(CARDS[ALPHA.site], demands)})


def test_a_file_sealed_again_to_a_third_site_is_refused(tmp_path: Path) -> None:
    to_gamma = send(tmp_path / "to gamma", recipients=[CARDS[GAMMA.site]])
    with to_gamma.open("rb") as file:
        passed_on = reseal(tmp_path / "to beta", b"".join(age.decrypt(file, [GAMMA.age_pq])))
    with pytest.raises(manifest.OtherRecipient):
        open_sealed(passed_on, BETA, KNOWN)


def test_a_file_for_this_site_under_former_keys_is_refused(members: Members, tmp_path: Path) -> None:
    listed = listed_in(members)
    listed["recipients"][0]["fingerprint"] = "0" * 64
    with pytest.raises(manifest.OtherRecipient):
        open_sealed(reseal(tmp_path / "former", pack(resign(members, listed))), BETA, KNOWN)


Tamper = Callable[[dict[str, Any]], object]
MANIFESTS: dict[str, tuple[Tamper, type[Refusal]]] = {
    "newer version": (lambda m: m.update(version=2, more={}), manifest.NewerFormat),
    "another format": (lambda m: m.update(format="x"), manifest.BadManifest),
    "version of another type": (lambda m: m.update(version="1"), manifest.BadManifest),
    "version true": (lambda m: m.update(version=True), manifest.BadManifest),
    "unknown field": (lambda m: m.update(more=1), manifest.BadManifest),
    "missing field": (lambda m: m.pop("mark"), manifest.BadManifest),
    "unknown kind": (lambda m: m.update(kind="orders"), manifest.BadManifest),
    "no such day": (lambda m: m.update(created="2026-02-30T00:00:00Z"), manifest.BadManifest),
    "time with zone": (lambda m: m.update(created="2026-11-23T08:24:00+08:00"), manifest.BadManifest),
    "control in mark": (lambda m: m.update(mark="a\x1b[2J"), manifest.BadManifest),
    "direction in name": (lambda m: m["sender"].update(name="a\u202eb"), manifest.BadManifest),
    "no recipients": (lambda m: m.update(recipients=[]), manifest.BadManifest),
    "recipient twice": (lambda m: m["recipients"].append(m["recipients"][0]), manifest.BadManifest),
    "payload a list": (lambda m: m.update(payload=[]), manifest.BadManifest),
    "negative size": (lambda m: m["members"][0].update(size=-1), manifest.BadManifest),
    "size as text": (lambda m: m["members"][0].update(size="1"), manifest.BadManifest),
    "path in a name": (lambda m: m["members"][1].update(name="../../etc/passwd"), manifest.BadManifest),
    "members moved": (lambda m: m["members"].reverse(), manifest.BadManifest),
    "member twice": (lambda m: m["members"].append(m["members"][-1]), manifest.BadManifest),
    "no changes": (lambda m: m["members"].pop(0), manifest.BadManifest),
    "another sum": (lambda m: m["members"][0].update(sha256="0" * 64), sealed_file.MemberMismatch),
    "another size": (lambda m: m["members"][1].update(size=7), sealed_file.MemberMismatch),
    "a blob less": (lambda m: m["members"].pop(), tar.UnexpectedMember),
    "more lines": (lambda m: m["changes"].update(lines=4), changes_jsonl.BadChanges),
    "fewer bytes": (lambda m: m["changes"].update(size=3), changes_jsonl.BadChanges),
    "more bytes": (lambda m: m["changes"].update(size=10**9), changes_jsonl.BadChanges),
    "sender's other card": (lambda m: m["sender"].update(fingerprint="0" * 64), manifest.SenderMismatch),
}


@pytest.mark.parametrize("what", MANIFESTS)
def test_a_signed_manifest_that_is_wrong_is_refused(members: Members, tmp_path: Path, what: str) -> None:
    tamper, refused_as = MANIFESTS[what]
    listed = listed_in(members)
    tamper(listed)
    with pytest.raises(refused_as) as caught:
        open_sealed(reseal(tmp_path / "wrong", pack(resign(members, listed))), BETA, KNOWN)
    assert type(caught.value) is refused_as
    assert "{" not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "refused_as"),
    [
        (b'"version":1', b'"version":1,"version":1', canonical_json.DuplicateKey),
        (b'"version":1', b'"version":1.0', canonical_json.BadNumber),
        (b'"version":1', b'"version":NaN', canonical_json.BadNumber),
        (b'"x":1', b'"x":99999999999999999999', canonical_json.BadNumber),
        (b'"x":1', b'"x":"\\udfff"', canonical_json.LoneSurrogate),
        (b'"x":1', b'"x":' + b"[" * 20 + b"]" * 20, canonical_json.TooDeep),
        (b'"x":1', b'"x": 1', canonical_json.NotCanonical),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else None,
)
def test_a_manifest_spelled_otherwise_is_refused(
    members: Members, tmp_path: Path, old: bytes, new: bytes, refused_as: type[Refusal]
) -> None:
    raw = members[0][1].replace(old, new)
    with pytest.raises(refused_as):
        open_sealed(reseal(tmp_path / "spelled", pack(resign(members, raw))), BETA, KNOWN)


# Hostile archives


def info(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tuple[tarfile.TarInfo, bytes]:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, link
    return member, b""


HOSTILE: dict[str, Callable[[Members], Members]] = {
    "nothing": lambda members: [],
    "manifest missing": lambda members: members[1:],
    "signature missing": lambda members: members[:1] + members[2:],
    "changes missing": lambda members: members[:3] + members[4:],
    "signatures exchanged": lambda members: [members[0], members[2], members[1], *members[3:]],
    "blobs exchanged": lambda members: members[:4] + members[:3:-1],
    "manifest twice": lambda members: [members[0], *members],
    "blob twice": lambda members: [*members, members[-1]],
    "extra file": lambda members: [*members, info("extra")],
    "path upwards": lambda members: [*members, info("../../etc/passwd")],
    "absolute path": lambda members: [*members, info("/etc/passwd")],
    "symbolic link": lambda members: [*members[:3], info("changes.jsonl.zst", tarfile.SYMTYPE, "/etc/passwd")],
    "hard link": lambda members: [*members[:3], info("changes.jsonl.zst", tarfile.LNKTYPE, "manifest.json")],
    "device": lambda members: [*members[:3], info("changes.jsonl.zst", tarfile.CHRTYPE)],
    "fifo": lambda members: [*members[:3], info("changes.jsonl.zst", tarfile.FIFOTYPE)],
    "folder": lambda members: [*members[:4], info("blobs", tarfile.DIRTYPE), *members[4:]],
    "extended header": lambda members: [info("manifest.json", tarfile.XHDTYPE), *members],
    "long name": lambda members: [info("x", tarfile.GNUTYPE_LONGNAME), *members],
    "sparse": lambda members: [*members[:3], info("changes.jsonl.zst", tarfile.GNUTYPE_SPARSE)],
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_archive_is_refused(members: Members, tmp_path: Path, what: str) -> None:
    with pytest.raises(tar.UnexpectedMember):
        open_sealed(reseal(tmp_path / "hostile", pack(HOSTILE[what](members))), BETA, KNOWN)


PLAIN: dict[str, Callable[[bytearray], object]] = {
    "other owner": lambda plain: plain.__setitem__(slice(108, 115), b"0000001"),
    "padding not zero": lambda plain: plain.__setitem__(512 + int(plain[124:135], 8), 1),
    "end not zero": lambda plain: plain.__setitem__(-1, 1),
    "end missing": lambda plain: plain.__delitem__(slice(-512, None)),
    "end too long": lambda plain: plain.extend(bytes(512)),
    "size in base 256": lambda plain: plain.__setitem__(slice(124, 136), b"\x80" + bytes(10) + b"\1"),
    "size not octal": lambda plain: plain.__setitem__(slice(124, 135), b"00000000999"),
}


@pytest.mark.parametrize("what", PLAIN)
def test_an_archive_spelled_otherwise_is_refused(members: Members, tmp_path: Path, what: str) -> None:
    plain = bytearray(pack(members))
    assert len(members[0][1]) % 512, "the first member must have padding"
    PLAIN[what](plain)
    with pytest.raises(tar.UnexpectedMember):
        open_sealed(reseal(tmp_path / "plain", bytes(plain)), BETA, KNOWN)


def test_a_member_that_claims_too_much_is_refused_before_it_is_read(members: Members, tmp_path: Path) -> None:
    plain = tar.member_header("manifest.json", tar.MAX_SIZE) + pack(members)
    with pytest.raises(tar.MemberTooLarge):
        open_sealed(reseal(tmp_path / "large", plain), BETA, KNOWN)


def test_a_header_is_what_stock_tar_reads(members: Members) -> None:
    read = tarfile.TarInfo.frombuf(tar.member_header("blobs/x", 0o1234567), "utf-8", "strict")
    assert (read.name, read.size, read.mode, read.isreg()) == ("blobs/x", 0o1234567, 0o600, True)


# Hostile changes


def frame(data: bytes, **options: Any) -> bytes:
    return zstandard.ZstdCompressor(**options).compress(data)


def zeros(size: int) -> Iterator[bytes]:
    compressor = zstandard.ZstdCompressor().compressobj()
    yield from (compressor.compress(bytes(1 << 20)) for _ in range(size >> 20))
    yield compressor.flush()


WIDE = zstandard.ZstdCompressionParameters(window_log=27, write_content_size=False)
GOOD = b"{}\n" * 100
PACKED: dict[str, tuple[bytes, int, int]] = {
    "not zstd": (GOOD, 100, 300),
    "nothing": (b"", 0, 0),
    "cut frame": (frame(GOOD)[:-1], 100, 300),
    "cut checksum": (frame(GOOD, write_checksum=True)[:-4], 100, 300),
    "bytes after": (frame(GOOD) + b"x", 100, 300),
    "two frames": (frame(GOOD) + frame(GOOD), 200, 600),
    "skippable frame first": (b"\x50\x2a\x4d\x18\x01\0\0\0x" + frame(GOOD), 100, 300),
    "fewer lines than said": (frame(GOOD), 101, 300),
    "more lines than said": (frame(GOOD), 99, 300),
    "less than said": (frame(GOOD), 100, 301),
    "more than said": (frame(GOOD), 100, 299),
    "no last line feed": (frame(GOOD[:-1]), 100, 299),
    "an empty line": (frame(b"{}\n\n{}\n"), 3, 7),
    "one endless line": (b"".join(zeros(8 << 20)), 1, 8 << 20),
    "a bomb that says so": (b"".join(zeros(64 << 20)), 1, 2 << 30),
    "a bomb that hides": (b"".join(zeros(64 << 20)), 1, 100),
    "a window of 128 MiB": (frame(GOOD * 2**18, compression_params=WIDE), 100 * 2**18, 300 * 2**18),
}


@pytest.mark.parametrize("what", PACKED)
def test_changes_that_are_not_as_said_are_refused(what: str) -> None:
    with pytest.raises(changes_jsonl.BadChanges):
        changes_jsonl.PackedChanges(*PACKED[what]).check()


@pytest.mark.parametrize("line", [b"", b"a\nb", b"x" * (changes_jsonl.MAX_LINE + 1)], ids=["empty", "two", "too long"])
def test_lines_that_could_not_be_read_are_not_written(line: bytes) -> None:
    with pytest.raises(ValueError, match="line"):
        changes_jsonl.PackedChanges.pack([line])


def test_more_than_one_file_may_hold_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes_jsonl, "MAX_SIZE", 10)
    with pytest.raises(changes_jsonl.TooManyChanges):
        changes_jsonl.PackedChanges.pack([b"{}"] * 5)


def test_the_manifest_names_exactly_the_fields_of_the_specification() -> None:
    page = (Path(__file__).parents[3] / "docs" / "formats" / "transfer.md").read_text()
    table = page.split("## 6.")[1].split("## 7.")[0]
    assert [name for name in Manifest.model_fields if f"| `{name}` " not in table] == []
