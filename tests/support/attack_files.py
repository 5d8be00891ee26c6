"""Every attack on a transfer file as a file: what it is made of, and the refusal it must get.

`python -m tests.support.attack_files FOLDER` writes them out, with the secret key of the receiver and a list of
what is expected, for any other program that reads transfers.
"""

import hashlib
import io
import json
import sys
import tarfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import zstandard

from core.values import canonical_json
from core.values.refusal import Refusal
from data.formats import age, changes_jsonl, minisign, tar
from data.formats.age_keys import HeaderFailure, Recipient, Stanza
from data.identity.site_card import ForgedCard
from data.identity.site_keys import SiteKeys
from data.identity.succession import ForgedSuccession, SkippedKeys
from data.transfer_file import manifest, sealed_file
from data.transfer_file.volumes import (
    ListAltered,
    ListMissing,
    VolumeAltered,
    VolumeDoubled,
    VolumeForeign,
    VolumeMissing,
    VolumeSwapped,
)
from tests.support.forged_files import (
    ALPHA,
    BETA,
    CARDS,
    CONTENTS,
    COVER,
    GAMMA,
    Members,
    listed_in,
    members_of,
    pack,
    reseal,
    resign,
    send,
)

Attack = tuple[bytes, type[Refusal]]
CHUNK = age.CHUNK + 16
"""A sealed chunk: 64 KiB and its tag."""


class Workshop:
    """A good file, and the tools to make bad ones of it."""

    def __init__(self, folder: Path) -> None:
        """Make the good file."""
        self._folder = folder
        self._made = 0
        self.good = send(folder / "good.sealed").read_bytes()
        self.members = members_of(folder / "good.sealed")
        header = io.BytesIO(self.good)
        self.header = age.read_header(header)
        self.begin = header.tell()
        """Where the payload begins: 16 bytes of nonce, then chunks."""

    def path(self) -> Path:
        self._made += 1
        return self._folder / f"{self._made}.part"

    def sealed(self, plain: bytes, notes: tuple[Stanza, ...] | None = None, *to: Recipient) -> bytes:
        """Seal an archive for Beta, with these notes instead of the size."""
        path = self.path()
        if notes is None and not to:
            return reseal(path, plain).read_bytes()
        size = Stanza(("sealdesk/size", str(len(plain))), b"")
        with path.open("wb") as file:
            sealer = age.Sealer(file, to or [BETA.age_pq.recipient], (size,) if notes is None else notes)
            with sealer:
                sealer.write(plain)
        return path.read_bytes()

    def of(self, members: Members) -> bytes:
        return self.sealed(pack(members))

    def saying(self, **said: Any) -> bytes:
        """Sign another manifest as Alpha."""
        return self.of(resign(self.members, {**listed_in(self.members), **said}))

    def spelled(self, old: bytes, new: bytes) -> bytes:
        """Sign another spelling of the manifest as Alpha."""
        raw = self.members[0][1]
        assert raw.count(old) == 1
        return self.of(resign(self.members, raw.replace(old, new)))

    def with_member(self, number: int, content: bytes) -> bytes:
        members = list(self.members)
        members[number] = (members[number][0], content)
        return self.of(members)

    def with_changes(self, packed: bytes, lines: int, size: int) -> bytes:
        """Let Alpha sign for changes that are not what they seem."""
        listed = listed_in(self.members)
        listed["changes"] = {"lines": lines, "size": size}
        listed["members"][0] |= {"sha256": hashlib.sha256(packed).hexdigest(), "size": len(packed)}
        members = resign(self.members, listed)
        members[3] = (members[3][0], packed)
        return self.of(members)

    def with_header(self, stanzas: bytes, mac: bytes | None = None) -> bytes:
        """Put other lines before the payload, as somebody without the file key can."""
        last = self.good[: self.begin].splitlines(keepends=True)[-1] if mac is None else b"--- " + mac + b"\n"
        return b"age-encryption.org/v1\n" + stanzas + last + self.good[self.begin :]

    @property
    def stanzas(self) -> bytes:
        lines = self.good[: self.begin].splitlines(keepends=True)
        return b"".join(lines[1:-1])


def attacks(shop: Workshop) -> Iterator[tuple[str, Attack]]:
    """Yield every attack by name."""
    for family in FAMILIES:
        for name, attack in family(shop):
            yield f"{family.__name__}: {name}", attack


Family = Iterator[tuple[str, Attack]]


def cut(shop: Workshop) -> Family:
    """Cut short, at every line of the header and around every boundary of chunks."""
    lines = shop.good[: shop.begin].splitlines(keepends=True)
    places = [0, *(sum(map(len, lines[:count])) for count in range(1, len(lines)))]
    for place in (*places, shop.begin - 1):
        yield f"in the header at {place}", (shop.good[:place], HeaderFailure)
    payload = shop.begin + 16
    boundaries = range(payload, len(shop.good), CHUNK)
    around = {place + by for place in boundaries for by in (-1, 0, 1, 16)} | {shop.begin, len(shop.good) - 1}
    for place in sorted(place for place in around if shop.begin <= place < len(shop.good)):
        yield f"in the payload at {place}", (shop.good[:place], sealed_file.CutShort)
    yield (
        "whole chunks taken out of the middle",
        (
            shop.good[: payload + CHUNK] + shop.good[payload + 2 * CHUNK :],
            sealed_file.CutShort,
        ),
    )


def flipped(shop: Workshop) -> Family:
    """One bit, in every region."""
    header = shop.good[: shop.begin]
    stanza, size = header.index(b"-> "), header.index(b"-> sealdesk/size")
    mac = header.rindex(b"--- ")
    regions: list[tuple[str, int, type[Refusal]]] = [
        ("version", 5, HeaderFailure),
        ("arrow", stanza, HeaderFailure),
        ("kind of stanza", stanza + 4, age.NoMatch),
        ("line feed", stanza - 1, HeaderFailure),
        ("kind of note", size + 5, age.HmacFailure),
        ("size", size + len(b"-> sealdesk/size "), age.HmacFailure),
        ("nonce", shop.begin, age.PayloadFailure),
    ]
    for number, place in enumerate(range(shop.begin + 16, len(shop.good), CHUNK)):
        end = min(place + CHUNK, len(shop.good))
        regions += [(f"chunk {number}", place, age.PayloadFailure), (f"tag {number}", end - 1, age.PayloadFailure)]
    other = b"B" if header[mac + 4 : mac + 5] == b"A" else b"A"  # a flipped letter might be none of base64
    yield "mac", (shop.good[: mac + 4] + other + shop.good[mac + 5 :], age.HmacFailure)
    for name, place, refused_as in regions:
        bad = bytearray(shop.good)
        bad[place] ^= 1
        yield name, (bytes(bad), refused_as)


def lengthened(shop: Workshop) -> Family:
    """Something after the end."""
    for name, more in {"a byte": b"\0", "a chunk": bytes(CHUNK), "itself": shop.good}.items():
        yield name, (shop.good + more, age.PayloadFailure)
    chunk = shop.good[shop.begin + 16 : shop.begin + 16 + CHUNK]
    yield "a chunk doubled", (shop.good[: shop.begin + 16] + chunk + shop.good[shop.begin + 16 :], age.PayloadFailure)


def headers(shop: Workshop) -> Family:
    """Headers without the file key."""
    own = shop.stanzas
    foreign = b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n"
    yield "a stanza added", (shop.with_header(own + b"-> grease x\nAAAA\n"), age.HmacFailure)
    yield "a stanza before", (shop.with_header(b"-> grease x\nAAAA\n" + own), age.HmacFailure)
    yield "a recipient of the other kind added", (shop.with_header(own + foreign), age.MixedRecipients)
    yield "our stanza doubled", (shop.with_header(own[: own.index(b"-> seal")] + own), age.HmacFailure)
    yield "the note taken out", (shop.with_header(own[: own.index(b"-> seal")]), age.HmacFailure)
    yield "no stanza", (shop.with_header(b""), HeaderFailure)
    yield "no mac", (shop.with_header(own, b""), HeaderFailure)
    yield "a short mac", (shop.with_header(own, b"AAAA"), HeaderFailure)
    yield "another mac", (shop.with_header(own, b"A" * 43), age.HmacFailure)
    yield "a million stanzas", (shop.with_header(b"-> x\n\n" * 1_000_000), HeaderFailure)
    yield "one stanza too many", (shop.with_header(b"-> x\n\n" * age.MAX_STANZAS + own), HeaderFailure)
    yield "a line without end", (b"age-encryption.org/v1\n-> " + b"x" * (8 << 20), HeaderFailure)
    yield "a body without end", (shop.with_header(b"-> x\n" + (b"A" * 64 + b"\n") * 100_000), HeaderFailure)
    yield "zeros without end", (bytes(8 << 20), HeaderFailure)
    yield "carriage returns", (shop.good[: shop.begin].replace(b"\n", b"\r\n") + shop.good[shop.begin :], HeaderFailure)
    yield "a control character", (shop.with_header(b"-> x\x1b[2J\n\n" + own), HeaderFailure)
    yield "a newer age", (shop.good.replace(b"/v1\n", b"/v2\n", 1), HeaderFailure)
    yield "armor", (b"-----BEGIN AGE ENCRYPTED FILE-----\n", HeaderFailure)


def recipients(shop: Workshop) -> Family:
    """Sealed to whom it should not be, or by whom it should not be."""
    plain = pack(shop.members)
    note = Stanza(("sealdesk/size", str(len(plain))), b"")
    yield "for another site", (shop.sealed(plain, None, GAMMA.age_pq.recipient), age.NoMatch)
    to_gamma = send(shop.path().with_suffix(".gamma"), recipients=[CARDS[GAMMA.site]])
    with to_gamma.open("rb") as file:
        inside = b"".join(age.decrypt(file, [GAMMA.age_pq]))
    yield "passed on by whom it was for", (shop.sealed(inside), manifest.OtherRecipient)
    file_key = bytes(age.FILE_KEY_SIZE)
    both = [BETA.age_pq.recipient.wrap(file_key), GAMMA.age.recipient.wrap(file_key), note]
    mac = age.encode64(age._mac(file_key, both))
    rows = f"{age._header_without_mac(both).decode()} {mac}\n".encode()
    yield "mixed by whoever sealed it", (rows + shop.good[shop.begin :], age.MixedRecipients)
    for name, notes in {
        "no size": (),
        "two sizes": (note, note),
        "a size that is none": (Stanza(("sealdesk/size", "-1"), b""),),
        "a size in other digits": (Stanza(("sealdesk/size", "1e5"), b""),),
        "a size beyond all": (Stanza(("sealdesk/size", "9" * 40), b""),),
        "a size without number": (Stanza(("sealdesk/size",), b""),),
        "a size with two numbers": (Stanza(("sealdesk/size", "1", "2"), b""),),
    }.items():
        yield name, (shop.sealed(plain, notes), sealed_file.NotATransfer)
    more = Stanza(("sealdesk/size", str(len(plain) + 1)), b"")
    yield "a size too large", (shop.sealed(plain, (more,)), sealed_file.CutShort)
    less = Stanza(("sealdesk/size", str(len(plain) - 1)), b"")
    yield "a size too small", (shop.sealed(plain, (less,)), age.PayloadFailure)
    other = {"recipients": [{"site": BETA.site, "fingerprint": "0" * 64}]}
    yield "for keys that are not ours", (shop.saying(**other), manifest.OtherRecipient)


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


VOLUME = 96 << 10
"""The good file makes two volumes and a rest of this size."""
Files = dict[str, bytes]


def volumes(raw: bytes, name: str = "x.sealed", size: int = VOLUME) -> Files:
    """Return a file in volumes with their list, as docs/formats/transfer.md §13 says, made by hand."""
    pieces = [raw[start : start + size] for start in range(0, len(raw), size)]
    files = {f"{name}.{number:03}": piece for number, piece in enumerate(pieces, 1)}
    lines = [f"{hashlib.sha256(piece).hexdigest()}  {volume}\n" for volume, piece in files.items()]
    lines.append(f"# {hashlib.sha256(raw).hexdigest()}  {name}\n")
    return {**files, f"{name}.sums": "".join(lines).encode()}


def volume_attacks(shop: Workshop) -> Iterator[tuple[str, Files, type[Refusal]]]:
    """Yield every attack on the volumes of a file: the files, and the refusal that they must get."""
    good, other = volumes(shop.good), volumes(reseal_again(shop), "y.sealed")
    one, two, last, listed = sorted(good)
    lines = good[listed].splitlines(keepends=True)

    def without(name: str) -> Files:
        return {each: raw for each, raw in good.items() if each != name}

    def listing(*rows: bytes) -> Files:
        return {**good, listed: b"".join(rows)}

    for name in (one, two, last):
        yield f"without {name}", without(name), VolumeMissing
        flipped = bytearray(good[name])
        flipped[len(flipped) // 2] ^= 1
        yield f"a bit of {name} flipped", {**good, name: bytes(flipped)}, VolumeAltered
        yield f"{name} cut", {**good, name: good[name][:-1]}, VolumeAltered
        yield f"{name} longer", {**good, name: good[name] + b"x"}, VolumeAltered
        yield f"{name} empty", {**good, name: b""}, VolumeAltered
    yield "without the list", without(listed), ListMissing
    yield "two volumes swapped", {**good, one: good[two], two: good[one]}, VolumeSwapped
    yield "three volumes turned", {**good, one: good[two], two: good[last], last: good[one]}, VolumeSwapped
    yield "a volume twice", {**good, two: good[one]}, VolumeDoubled
    yield "a volume of another transfer", {**good, **other, two: other["y.sealed.002"]}, VolumeForeign
    yield "a volume of another transfer without its list", {**good, two: other["y.sealed.002"]}, VolumeAltered
    yield (
        "all volumes of another transfer",
        {**good, **dict(zip((one, two, last), other.values(), strict=False))},
        VolumeAltered,
    )
    yield "the list of another transfer", {**good, listed: other["y.sealed.sums"]}, ListAltered
    yield "a sum in the list altered", listing(lines[0], b"0" * 64 + lines[1][64:], *lines[2:]), ListAltered
    yield "the sum of the whole altered", listing(*lines[:3], b"# " + b"0" * 64 + lines[3][66:]), ListAltered
    yield "lines of the list swapped", listing(lines[1], lines[0], *lines[2:]), ListAltered
    yield "a line too few", listing(*lines[:2], lines[3]), ListAltered
    yield "a line twice", listing(lines[0], *lines), ListAltered
    yield "a line more", listing(*lines[:3], b"0" * 64 + b"  x.sealed.004\n", lines[3]), VolumeMissing
    yield "no sum of the whole", listing(*lines[:3]), ListAltered
    yield "a path in the list", listing(lines[0].replace(b"x.sealed", b"../x.sealed"), *lines[1:]), ListAltered
    yield "a name that deceives", listing(lines[0].replace(b"x.", b"\x1b[2J."), *lines[1:]), ListAltered
    yield "capitals", listing(lines[0].upper(), *lines[1:]), ListAltered
    yield "no line feed at the end", {**good, listed: good[listed][:-1]}, ListAltered
    yield "carriage returns", {**good, listed: good[listed].replace(b"\n", b"\r\n")}, ListAltered
    yield "a remark", listing(b"# remark\n", *lines), ListAltered
    yield "nothing in the list", listing(), ListAltered
    yield "a list without end", listing(lines[0] * 100_000), ListAltered
    bad = shop.with_member(3, CONTENTS[0])
    yield "a bad file in good volumes", volumes(bad), sealed_file.MemberMismatch
    yield "a file cut short in good volumes", volumes(shop.good[:-1]), sealed_file.CutShort
    yield "a file with more at its end in good volumes", volumes(shop.good + b"x"), age.PayloadFailure


def reseal_again(shop: Workshop) -> bytes:
    """Seal the same once more: not one byte of the payload is the same."""
    return shop.of(shop.members)


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
