"""Files sealed in the age format, streaming (https://age-encryption.org/v1). Armor and passphrases are not read.

A file is a header, which wraps a file key for each recipient, and a payload of 64 KiB chunks, each authenticated.
"""

import hmac
import itertools
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from data.formats.age_keys import (
    FILE_KEY_SIZE,
    AgeRefusal,
    HeaderFailure,
    Identity,
    Recipient,
    Stanza,
    decode64,
    encode64,
)

CHUNK: Final = 64 * 1024
MAX_HEADER: Final = 256 * 1024
"""128 post-quantum stanzas are 210 kB; a header is read before anything is known of its sender."""
MAX_STANZAS: Final = 128
NONCE_SIZE: Final = 16
_TAG_SIZE: Final = 16
_VERSION_LINE: Final = b"age-encryption.org/v1\n"
_COLUMNS: Final = 64
_MAC_SIZE: Final = 32


class NoMatch(AgeRefusal):
    """The file was not sealed for this site, or its beginning is damaged. Ask the sender whom it is for."""


class Altered(AgeRefusal):
    """The file was altered after it was sealed."""


class HmacFailure(Altered):
    """The beginning of this file was altered after it was sealed. Do not use it; ask the sender for a new one."""


class PayloadFailure(Altered):
    """The contents of this file were altered after it was sealed. Do not use it; ask the sender for a new one."""


class MixedRecipients(AgeRefusal):
    """A file is sealed either for post-quantum keys or for older keys, never for both: the older would decide."""


@dataclass(frozen=True)
class Header:
    """The parsed beginning of a sealed file."""

    stanzas: tuple[Stanza, ...]
    mac: bytes

    def unwrap(self, identities: Iterable[Identity]) -> bytes:
        """Return the file key, after checking with it that the header is as it was written."""
        for identity in identities:
            file_key = identity.unwrap(self.stanzas)
            if file_key is not None:
                if not hmac.compare_digest(_mac(file_key, self.stanzas), self.mac):
                    raise HmacFailure
                return file_key
        raise NoMatch


def read_header(sealed: BinaryIO) -> Header:
    """Read the header and leave `sealed` at the payload."""
    lines = _Lines(sealed)
    if lines.next() != _VERSION_LINE[:-1]:
        raise HeaderFailure
    stanzas = []
    while (line := lines.next()).startswith(b"->"):
        stanzas.append(_read_stanza(line, lines))
        if len(stanzas) > MAX_STANZAS:
            raise HeaderFailure
    if not stanzas or not line.startswith(b"--- "):
        raise HeaderFailure
    mac = decode64(line[4:].decode("ascii", "replace"))
    if len(mac) != _MAC_SIZE:
        raise HeaderFailure
    return Header(tuple(stanzas), mac)


def read_payload(sealed: BinaryIO, file_key: bytes) -> Iterator[bytes]:
    """Read the nonce at once, and return an iterator of chunks, each released after it was authenticated.

    Only an iterator that ends without a refusal has seen the whole payload.
    """
    nonce = sealed.read(NONCE_SIZE)
    if len(nonce) != NONCE_SIZE:
        raise HeaderFailure
    return _open_chunks(sealed, ChaCha20Poly1305(_derive(file_key, b"payload", nonce)))


def decrypt(sealed: BinaryIO, identities: Iterable[Identity]) -> Iterator[bytes]:
    """Open a sealed file with whichever of the identities fits."""
    return read_payload(sealed, read_header(sealed).unwrap(identities))


def encrypt(plain: BinaryIO, out: BinaryIO, recipients: Sequence[Recipient]) -> None:
    """Seal everything in `plain` for the recipients."""
    with Sealer(out, recipients) as sealer:
        shutil.copyfileobj(plain, sealer, CHUNK)


def sealed_length(payload: int) -> int:
    """Return how many bytes follow the header of a file that seals `payload` bytes."""
    chunks = max(1, -(-payload // CHUNK))
    return NONCE_SIZE + payload + chunks * _TAG_SIZE


class Sealer:
    """What plaintext is written to, and which writes it sealed to `out`.

    Only leaving its `with` block without an exception writes the final chunk: a file abandoned is never a valid one.
    """

    def __init__(self, out: BinaryIO, recipients: Sequence[Recipient], notes: Sequence[Stanza] = ()) -> None:
        """Write the header; `notes` are stanzas that wrap no key and that others ignore."""
        if len({recipient.kind for recipient in recipients}) != 1:
            raise MixedRecipients
        file_key, nonce = os.urandom(FILE_KEY_SIZE), os.urandom(NONCE_SIZE)
        stanzas = [*(recipient.wrap(file_key) for recipient in recipients), *notes]
        self._out = out
        self._aead = ChaCha20Poly1305(_derive(file_key, b"payload", nonce))
        self._held = bytearray()
        self._count = 0
        out.write(b"%s %s\n" % (_header_without_mac(stanzas), encode64(_mac(file_key, stanzas)).encode()))
        out.write(nonce)

    def write(self, data: bytes | memoryview) -> int:
        """Seal whole chunks, holding the last back: it may be the final one."""
        self._held += data
        whole = (len(self._held) - 1) // CHUNK * CHUNK
        for start in range(0, whole, CHUNK):
            self._seal(self._held[start : start + CHUNK], final=False)
        if whole > 0:
            del self._held[:whole]
        return len(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._seal(self._held, final=True)

    def _seal(self, chunk: bytearray, *, final: bool) -> None:
        self._out.write(self._aead.encrypt(_chunk_nonce(self._count, final=final), bytes(chunk), None))
        self._count += 1


class _Lines:
    """Lines of a header, counted, so that a header without end is not read without end."""

    def __init__(self, sealed: BinaryIO) -> None:
        self._sealed = sealed
        self._left = MAX_HEADER

    def next(self) -> bytes:
        line = self._sealed.readline(self._left)
        self._left -= len(line)
        if not line.endswith(b"\n"):
            raise HeaderFailure
        return line[:-1]


def _read_stanza(line: bytes, lines: _Lines) -> Stanza:
    arrow, *args = line.split(b" ")
    if arrow != b"->" or not args or not all(_is_visible(arg) for arg in args):
        raise HeaderFailure
    body = b""
    while True:
        row = lines.next()
        if len(row) > _COLUMNS:
            raise HeaderFailure
        body += decode64(row.decode("ascii", "replace"))
        if len(row) < _COLUMNS:
            return Stanza(tuple(arg.decode() for arg in args), body)


def _is_visible(arg: bytes) -> bool:
    return bool(arg) and all(0x21 <= byte <= 0x7E for byte in arg)


def _header_without_mac(stanzas: Iterable[Stanza]) -> bytes:
    rows = []
    for stanza in stanzas:
        body = encode64(stanza.body)
        # A body that fills its last row is ended by an empty one.
        rows += [f"-> {' '.join(stanza.args)}", *(body[at : at + _COLUMNS] for at in range(0, len(body) + 1, _COLUMNS))]
    return _VERSION_LINE + "".join(f"{row}\n" for row in rows).encode() + b"---"


def _mac(file_key: bytes, stanzas: Iterable[Stanza]) -> bytes:
    # The header has one spelling only, so the parsed stanzas stand for the bytes that were read.
    return hmac.digest(_derive(file_key, b"header", None), _header_without_mac(stanzas), "sha256")


def _derive(file_key: bytes, info: bytes, salt: bytes | None) -> bytes:
    return HKDF(SHA256(), 32, salt=salt, info=info).derive(file_key)


def _chunk_nonce(count: int, *, final: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([final])


def _open_chunks(sealed: BinaryIO, aead: ChaCha20Poly1305) -> Iterator[bytes]:
    """Release each chunk once it is authentic: what comes before a failure is what every age program releases."""
    for count in itertools.count():
        chunk = sealed.read(CHUNK + _TAG_SIZE)
        # A chunk of full length is more often not the last.
        plain = _open_chunk(aead, chunk, count, final=False) if len(chunk) == CHUNK + _TAG_SIZE else None
        if plain is not None:
            yield plain
            continue
        plain = _open_chunk(aead, chunk, count, final=True)
        if plain is None or (count and not plain):  # only a file of nothing ends with an empty chunk
            raise PayloadFailure
        yield plain
        if sealed.read(1):
            raise PayloadFailure
        return


def _open_chunk(aead: ChaCha20Poly1305, chunk: bytes, count: int, *, final: bool) -> bytes | None:
    try:
        return aead.decrypt(_chunk_nonce(count, final=final), chunk, None)
    except InvalidTag:
        return None
