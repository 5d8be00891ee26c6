"""Attacks on a transfer file by those who hold no key: cut, flipped, lengthened, other headers and recipients."""

from core.values.refusal import Refusal
from data.formats import age
from data.formats.age_keys import HeaderFailure, Stanza
from data.transfer_file import manifest, sealed_file
from tests.support.attack_workshop import CHUNK, Family, Workshop
from tests.support.forged_files import BETA, CARDS, GAMMA, pack, send


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
