"""Transfer files whose archive or changes are not what they say to be (transfer §4-11)."""

import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zstandard

from data.formats import changes_jsonl, tar
from data.transfer_file.manifest import Manifest
from data.transfer_file.sealed_file import open_sealed
from tests.support.forged_files import BETA, KNOWN, Members, pack, reseal

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
