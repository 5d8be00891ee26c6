"""Ed25519 signatures in the format of minisign (https://jedisct1.github.io/minisign/), prehashed (transfer §7.2)."""

import hashlib
import struct
from dataclasses import dataclass
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from core.values.refusal import Refusal
from data.formats.strict_json import decode64, encode64

MAX_SIGNATURE: Final = 10 * 1024
"""minisign itself allows comments of 1 and 8 KiB."""
_KEY_ALGORITHM: Final = b"Ed"
_PREHASHED: Final = b"ED"
_KEY: Final = struct.Struct("2s8s32s")
_SIGNATURE: Final = struct.Struct("2s8s64s")
_UNTRUSTED: Final = "untrusted comment: "
_TRUSTED: Final = "trusted comment: "


class BadSignatureFile(Refusal):
    """The signature is not in the form that minisign writes."""


class LegacySignature(Refusal):
    """The signature is of minisign's old kind, which is not accepted. Sign again with a current version."""


class OtherKey(Refusal):
    """The signature was made with another key than the one expected."""


class WrongSignature(Refusal):
    """The signature does not belong to these contents: one of them was altered."""


class BadPublicKey(Refusal):
    """That is not a public key of minisign. Copy it again, whole."""


@dataclass(frozen=True)
class PublicKey:
    """An Ed25519 public key with the identifier that signatures name it by."""

    key_id: bytes
    raw: bytes

    @classmethod
    def of(cls, key: Ed25519PublicKey) -> Self:
        """Name a key by its hash (transfer §3.1)."""
        raw = key.public_bytes_raw()
        return cls(hashlib.sha256(raw).digest()[:8], raw)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `RW…`, the line that minisign takes after -P."""
        try:
            algorithm, key_id, raw = _KEY.unpack(decode64(text))
        except (ValueError, struct.error):
            raise BadPublicKey from None
        if algorithm != _KEY_ALGORITHM:
            raise BadPublicKey
        return cls(key_id, raw)

    def __str__(self) -> str:
        return encode64(_KEY.pack(_KEY_ALGORITHM, self.key_id, self.raw))


def sign(data: bytes, key: Ed25519PrivateKey, trusted_comment: str, comment: str = "Sealdesk") -> bytes:
    """Return a minisign signature file; the trusted comment is signed too, the other is only for people."""
    signature = key.sign(_prehash(data))
    packed = _SIGNATURE.pack(_PREHASHED, PublicKey.of(key.public_key()).key_id, signature)
    whole = encode64(key.sign(signature + trusted_comment.encode()))
    return f"{_UNTRUSTED}{comment}\n{encode64(packed)}\n{_TRUSTED}{trusted_comment}\n{whole}\n".encode()


def verify(data: bytes, signature_file: bytes, key: PublicKey) -> str:
    """Check a signature file and return its trusted comment."""
    packed, trusted_comment, whole = _parse(signature_file)
    try:
        algorithm, key_id, signature = _SIGNATURE.unpack(packed)
    except struct.error:
        raise BadSignatureFile from None
    if algorithm != _PREHASHED:
        raise LegacySignature if algorithm == _KEY_ALGORITHM else BadSignatureFile
    if key_id != key.key_id:
        raise OtherKey
    public = Ed25519PublicKey.from_public_bytes(key.raw)
    try:
        public.verify(signature, _prehash(data))
        public.verify(whole, signature + trusted_comment.encode())
    except InvalidSignature:
        raise WrongSignature from None
    return trusted_comment


def _parse(signature_file: bytes) -> tuple[bytes, str, bytes]:
    if len(signature_file) > MAX_SIGNATURE:
        raise BadSignatureFile
    try:
        untrusted, packed, trusted, whole, rest = signature_file.decode().split("\n")
        if rest or not untrusted.startswith(_UNTRUSTED) or not trusted.startswith(_TRUSTED):
            raise BadSignatureFile
        return decode64(packed), trusted.removeprefix(_TRUSTED), decode64(whole)
    except ValueError:
        raise BadSignatureFile from None


def _prehash(data: bytes) -> bytes:
    return hashlib.blake2b(data).digest()
