"""Every attack on a transfer file as a file: what it is made of, and the refusal it must get.

`python -m tests.support.attack_files FOLDER` writes them out, with the secret key of the receiver and a list of
what is expected, for any other program that reads transfers.
"""

import json
import sys
import tarfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import zstandard

from core.values import canonical_json
from core.values.refusal import Refusal
from data.formats import changes_jsonl, minisign, tar
from data.identity.site_card import ForgedCard
from data.identity.site_keys import SiteKeys
from data.identity.succession import ForgedSuccession, SkippedKeys
from data.transfer_file import manifest, sealed_file
from tests.support.attack_workshop import Attack, Family, Workshop
from tests.support.attacks_on_envelopes import cut, flipped, headers, lengthened, recipients
from tests.support.attacks_on_volumes import volume_attacks
from tests.support.forged_files import ALPHA, BETA, CARDS, CONTENTS, COVER, GAMMA, listed_in, resign


def attacks(shop: Workshop) -> Iterator[tuple[str, Attack]]:
    """Yield every attack by name."""
    for family in FAMILIES:
        for name, attack in family(shop):
            yield f"{family.__name__}: {name}", attack


def signatures(shop: Workshop) -> Family:
    """Stripped, foreign, old and weaker ones."""
    raw, wrong = shop.members[0][1], manifest.WrongSignature
    yield "none of minisign", (shop.with_member(1, b""), wrong)
    yield "none of ML-DSA", (shop.with_member(2, b""), wrong)
    yield "of somebody else", (shop.of(resign(shop.members, listed_in(shop.members), GAMMA)), wrong)
    comment = f"sealdesk transfer v1 {COVER.transfer}"
    legacy = minisign.sign(raw, ALPHA.signing, comment).replace(b"\nRU", b"\nRW")
    yield "of the legacy kind", (shop.with_member(1, legacy), wrong)
    for name, said in {
        "of another transfer": f"sealdesk transfer v1 {'e' * 32}",
        "of a card": "sealdesk card v1",
    }.items():
        yield name, (shop.with_member(1, minisign.sign(raw, ALPHA.signing, said)), wrong)
    yield "of other bytes", (shop.with_member(1, minisign.sign(raw + b" ", ALPHA.signing, comment)), wrong)
    yield "made for a card", (shop.with_member(2, ALPHA.signing_pq.sign(raw, b"sealdesk card v1")), wrong)
    yield "too long", (shop.with_member(2, bytes(4000)), tar.MemberTooLarge)
    yield "too long for minisign", (shop.with_member(1, bytes(100_000)), tar.MemberTooLarge)
    yield "of minisign, cut", (shop.with_member(1, shop.members[1][1][:-1]), wrong)
    yield "of ML-DSA, cut", (shop.with_member(2, shop.members[2][1][:-1]), wrong)


def listings(shop: Workshop) -> Family:
    """What the signed list says, and what is there."""
    yield "an older version", (shop.saying(version=0), manifest.BadManifest)
    yield "a newer version", (shop.saying(version=2), manifest.NewerFormat)
    yield "another format", (shop.saying(format="sealdesk-card"), manifest.BadManifest)
    yield "changes exchanged", (shop.with_member(3, CONTENTS[0]), sealed_file.MemberMismatch)
    yield "a blob exchanged", (shop.with_member(4, b"x" + shop.members[4][1][1:]), sealed_file.MemberMismatch)
    yield "a blob longer", (shop.with_member(5, shop.members[5][1] + b"x"), sealed_file.MemberMismatch)
    yield "a list too long", (shop.with_member(0, bytes(manifest.MAX_MANIFEST + 1)), tar.MemberTooLarge)
    listed = listed_in(shop.members)
    many = [{"name": f"blobs/{number:064x}", "sha256": f"{number:064x}", "size": 0} for number in range(10_001)]
    yield "too many blobs", (shop.saying(members=[listed["members"][0], *many]), manifest.BadManifest)
    parties = [{"fingerprint": "0" * 64, "site": f"{number:032x}"} for number in range(65)]
    yield "too many recipients", (shop.saying(recipients=parties), manifest.BadManifest)
    yield (
        "a sender nobody knows",
        (
            shop.saying(sender={"fingerprint": "0" * 64, "name": "x", "site": "e" * 32}),
            manifest.UnknownSender,
        ),
    )


HIDDEN = {
    "escape": "\x1b[2J", "bell": "\a", "line feed": "\n", "delete": "\x7f", "C1": "\x9b", "override": "\u202e",
    "isolate": "\u2066", "mark": "\u200f", "zero width": "\u200b", "byte order": "\ufeff", "line": "\u2028",
    "private": "\ue000", "tag": "\U000e0041", "unassigned": "\u0378",
}  # fmt: skip
"""Characters that show as something else than they are."""


def cards(shop: Workshop) -> Family:
    """Cards in the list that would bring in other keys than those that were compared."""
    old, new, strange = CARDS[ALPHA.site], SiteKeys.generate(ALPHA.site), SiteKeys.generate(GAMMA.site)
    good = new.succeed(ALPHA, old, (), COVER.created)
    forged = new.succeed(new, old, (), COVER.created).document()
    yield "of the first keys", (shop.saying(cards=[old.document()]), manifest.BadManifest)
    yield "the same twice", (shop.saying(cards=[good.document()] * 2), manifest.BadManifest)
    yield "no list", (shop.saying(cards=good.document()), manifest.BadManifest)
    yield "another name", (shop.saying(cards=[{**good.document(), "name": "Delta"}]), ForgedCard)
    yield "another site", (shop.saying(cards=[{**good.document(), "site": "d" * 32}]), ForgedCard)
    yield "not of the old keys", (shop.saying(cards=[forged]), ForgedSuccession)
    later = SiteKeys.generate(ALPHA.site).succeed(new, good, (), COVER.created)
    yield "a generation left out", (shop.saying(cards=[later.document()]), SkippedKeys)
    theirs = strange.succeed(GAMMA, CARDS[GAMMA.site], (), COVER.created).document()
    yield (
        "another site's, with this one's name on it",
        (shop.saying(cards=[{**theirs, "site": ALPHA.site}]), ForgedCard),
    )
    many = [{**good.document(), "site": f"{number:032x}"} for number in range(manifest.MAX_CARDS + 1)]
    yield "too many", (shop.saying(cards=many), manifest.BadManifest)


def texts(shop: Workshop) -> Family:
    """JSON that could be read in two ways, or by a parser with less care; names that deceive the eye."""
    sender = listed_in(shop.members)["sender"]
    for name, text in HIDDEN.items():
        yield f"{name} in the mark", (shop.saying(mark=f"a{text}b"), manifest.BadManifest)
        yield f"{name} in the sender", (shop.saying(sender={**sender, "name": f"a{text}b"}), manifest.BadManifest)
    spellings: dict[str, tuple[bytes, type[Refusal]]] = {
        "NaN": (b"NaN", canonical_json.BadNumber),
        "infinity": (b"-Infinity", canonical_json.BadNumber),
        "a fraction": (b"1.5", canonical_json.BadNumber),
        "an exponent": (b"1E400", canonical_json.BadNumber),
        "minus zero": (b"-0", canonical_json.NotCanonical),
        "a leading zero": (b"01", canonical_json.NotJson),
        "2^63": (b"9223372036854775808", canonical_json.BadNumber),
        "a million digits": (b"9" * 1_000_000, canonical_json.BadNumber),
        "half a character": (b'"\\ud83d"', canonical_json.LoneSurrogate),
        "halves in the wrong order": (b'"\\ude00\\ud83d"', canonical_json.LoneSurrogate),
        "a surrogate in UTF-8": (b'"\xed\xa0\x80"', canonical_json.NotJson),
        "bytes that are no UTF-8": (b'"\xff"', canonical_json.NotJson),
        "overlong UTF-8": (b'"\xc0\xaf"', canonical_json.NotJson),
        "an escape too many": (b'"\\u0041"', canonical_json.NotCanonical),
        "a name twice": (b'{"a":1,"a":1}', canonical_json.DuplicateKey),
        "a name twice, escaped": (b'{"a":1,"\\u0061":2}', canonical_json.DuplicateKey),
        "names out of order": (b'{"b":1,"a":2}', canonical_json.NotCanonical),
        "arrays without end": (b"[" * 400_000 + b"]" * 400_000, canonical_json.TooDeep),
        "objects without end": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, canonical_json.TooDeep),
        "a comment": (b"1/**/", canonical_json.NotJson),
        "a comma too many": (b"[1,]", canonical_json.NotJson),
        "a raw control": (b'"\x1b"', canonical_json.NotJson),
    }
    for name, (text, refused_as) in spellings.items():
        yield name, (shop.spelled(b'{"x":1}', b'{"x":' + text + b"}"), refused_as)
    raw = shop.members[0][1]
    for name, (text, refused_as) in {
        "a byte order mark": (b"\xef\xbb\xbf" + raw, canonical_json.NotJson),
        "a line feed at the end": (raw + b"\n", canonical_json.NotCanonical),
        "two texts": (raw + raw, canonical_json.NotJson),
        "nothing": (b"", canonical_json.NotJson),
    }.items():
        yield name, (shop.of(resign(shop.members, text)), refused_as)


def members(shop: Workshop) -> Family:
    """Names and kinds of members that a careless program would unpack."""

    def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tuple[tarfile.TarInfo, bytes]:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, link
        return info, b""

    changes_at = 3
    kinds = {
        "symbolic link": tarfile.SYMTYPE, "hard link": tarfile.LNKTYPE, "device": tarfile.CHRTYPE,
        "block device": tarfile.BLKTYPE, "pipe": tarfile.FIFOTYPE, "folder": tarfile.DIRTYPE,
        "contiguous": tarfile.CONTTYPE, "sparse": tarfile.GNUTYPE_SPARSE, "long name": tarfile.GNUTYPE_LONGNAME,
        "extended header": tarfile.XHDTYPE, "global header": tarfile.XGLTYPE,
    }  # fmt: skip
    for name, kind in kinds.items():
        put = [*shop.members[:changes_at], member("changes.jsonl.zst", kind, "/etc/passwd")]
        yield name, (shop.of([*put, *shop.members[changes_at:]]), tar.UnexpectedMember)
    names = [
        "../../etc/passwd", "/etc/passwd", "C:\\windows", "blobs/../x", "blobs//x", "./changes.jsonl.zst", "",
        "changes.jsonl.zst\x1b[2J", "changes\u202ejsonl.zst", "changes.jsonl.zst\n", "CON", "x" * 100,
    ]  # fmt: skip
    for name in names:
        yield f"extra {name!r}", (shop.of([*shop.members, member(name)]), tar.UnexpectedMember)
        put = [*shop.members[:changes_at], (member(name)[0], shop.members[changes_at][1])]
        yield f"instead {name!r}", (shop.of([*put, *shop.members[changes_at + 1 :]]), tar.UnexpectedMember)
    for number in range(len(shop.members)):
        gone = [*shop.members[:number], *shop.members[number + 1 :]]
        yield f"without member {number}", (shop.of(gone), tar.UnexpectedMember)
        twice = [*shop.members[: number + 1], *shop.members[number:]]
        yield f"member {number} twice", (shop.of(twice), tar.UnexpectedMember)
    for number in range(len(shop.members) - 1):
        turned = list(shop.members)
        turned[number : number + 2] = reversed(turned[number : number + 2])
        yield f"members {number} and {number + 1} exchanged", (shop.of(turned), tar.UnexpectedMember)


def packed(shop: Workshop) -> Family:
    """Changes that a trusted site signed for, and that are a bomb or no changes."""

    def frame(data: bytes, **options: Any) -> bytes:
        return zstandard.ZstdCompressor(**options).compress(data)

    def zeros(mib: int) -> bytes:
        compressor = zstandard.ZstdCompressor(write_content_size=False).compressobj()
        return b"".join([*(compressor.compress(bytes(1 << 20)) for _ in range(mib)), compressor.flush()])

    good, bad = b"{}\n" * 100, changes_jsonl.BadChanges
    long = b'{"a":"' + b"a" * 291 + b'"}\n'
    assert len(long) == 300
    wide = zstandard.ZstdCompressionParameters(window_log=27, write_content_size=False)
    cases: dict[str, tuple[bytes, int, int]] = {
        "a bomb of 1 GiB that hides": (zeros(1024), 1, 100),
        "a bomb of 1 GiB that says so": (zeros(1024), 1, 1 << 30),
        "a frame cut short": (frame(good)[:-1], 100, 300),
        "a checksum cut off": (frame(good, write_checksum=True)[:-4], 100, 300),
        "a checksum that is wrong": (frame(good, write_checksum=True)[:-1] + b"?", 100, 300),
        "two frames": (frame(good) * 2, 200, 600),
        "bytes after": (frame(good) + b"x", 100, 300),
        "a skippable frame": (b"\x50\x2a\x4d\x18\x01\0\0\0x" + frame(good), 100, 300),
        "a window of 128 MiB": (frame(long * 2**18, compression_params=wide), 2**18, 300 * 2**18),
        "no zstd": (good, 100, 300),
        "nothing": (b"", 0, 0),
        "a line too few": (frame(good), 101, 300),
        "a byte too few": (frame(good), 100, 301),
        "no line feed at the end": (frame(good[:-1]), 100, 299),
        "an empty line": (frame(b"{}\n\n{}\n"), 3, 7),
    }
    for name, (raw, lines, size) in cases.items():
        yield name, (shop.with_changes(raw, lines, size), bad)
    yield "more than may be, as said", (shop.with_changes(zeros(16), 1, 2 << 30), manifest.BadManifest)


FAMILIES: Sequence[Callable[[Workshop], Family]] = (
    cut, flipped, lengthened, headers, recipients, signatures, listings, cards, texts, members, packed,
)  # fmt: skip


def write_all(folder: Path) -> int:
    """Write every attack to a folder, with what is expected of it; return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    expected = {}
    shop = Workshop(folder)
    for number, (name, (raw, refused_as)) in enumerate(attacks(shop)):
        (folder / f"{number:03}.sealed").write_bytes(raw)
        expected[f"{number:03}.sealed"] = {"attack": name, "refused as": refused_as.__name__}
    for number, (name, files, refused_as) in enumerate(volume_attacks(shop)):
        place = folder / f"volumes-{number:03}"
        place.mkdir()
        for file, raw in files.items():
            (place / file).write_bytes(raw)
        expected[place.name] = {"attack": name, "refused as": refused_as.__name__}
    for left in [*folder.glob("*.part"), *folder.glob("*.gamma")]:
        left.unlink()
    (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1))
    (folder / "receiver.key").write_text(f"{BETA.age_pq.reveal()}\n{BETA.age.reveal()}\n")
    return len(expected)


if __name__ == "__main__":
    print(write_all(Path(sys.argv[1])), "attacks")
