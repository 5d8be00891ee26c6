"""Keys of age (https://age-encryption.org/v1): recipients, whom a file is sealed to, and identities, which open it.

Two native kinds: X25519, and the post-quantum hybrid mlkem768x25519, which is HPKE with the X-Wing KEM.
"""

import base64
import binascii
import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.values.refusal import Refusal
from data.formats import bech32

FILE_KEY_SIZE: Final = 16
_BODY_SIZE: Final = FILE_KEY_SIZE + 16  # and the tag; checked before decrypting, against partitioning oracles
_X25519_SIZE: Final = 32
_MLKEM_SIZE: Final = 1184
_ZERO_NONCE: Final = bytes(12)  # each wrap key is used once
_X25519_INFO: Final = b"age-encryption.org/v1/X25519"
_HYBRID_INFO: Final = b"age-encryption.org/mlkem768x25519"
_SUITE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_ENC_SIZE: Final = KEM.MLKEM768_X25519.enc_length()


class AgeRefusal(Refusal):
    """The sealed file cannot be opened."""


class HeaderFailure(AgeRefusal):
    """That is not a sealed file, or its beginning is damaged. Copy it again from where it came."""


class BadKey(Refusal):
    """That is not a key that files can be sealed to or opened with. Copy it again, whole."""


@dataclass(frozen=True)
class Stanza:
    """One wrapping of the file key in the header; the first argument is the kind of recipient."""

    args: tuple[str, ...]
    body: bytes


@dataclass(frozen=True)
class X25519Recipient:
    """The public key `age1…`."""

    raw: bytes

    kind = "X25519"
    prefix = "age"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `age1…`."""
        return cls(_parse(text, cls.prefix, _X25519_SIZE))

    def __str__(self) -> str:
        return bech32.encode(self.prefix, self.raw)

    def wrap(self, file_key: bytes) -> Stanza:
        """Wrap the file key with a fresh ephemeral key."""
        ephemeral = X25519PrivateKey.generate()
        share = ephemeral.public_key().public_bytes_raw()
        try:
            secret = ephemeral.exchange(X25519PublicKey.from_public_bytes(self.raw))
        except ValueError:
            raise BadKey from None
        key = _x25519_wrap_key(secret, share, self.raw)
        return Stanza((self.kind, encode64(share)), ChaCha20Poly1305(key).encrypt(_ZERO_NONCE, file_key, None))


@dataclass(frozen=True)
class HybridRecipient:
    """The post-quantum public key `age1pq1…`: an ML-KEM-768 key followed by an X25519 key."""

    raw: bytes

    kind = "mlkem768x25519"
    prefix = "age1pq"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `age1pq1…`."""
        recipient = cls(_parse(text, cls.prefix, _MLKEM_SIZE + _X25519_SIZE))
        recipient._key()
        return recipient

    def __str__(self) -> str:
        return bech32.encode(self.prefix, self.raw)

    def wrap(self, file_key: bytes) -> Stanza:
        """Wrap the file key with HPKE SealBase."""
        sealed = _SUITE.encrypt(file_key, self._key(), info=_HYBRID_INFO)
        return Stanza((self.kind, encode64(sealed[:_ENC_SIZE])), sealed[_ENC_SIZE:])

    def _key(self) -> MLKEM768X25519PublicKey:
        try:
            mlkem = MLKEM768PublicKey.from_public_bytes(self.raw[:_MLKEM_SIZE])
        except ValueError:
            raise BadKey from None
        return MLKEM768X25519PublicKey(mlkem, X25519PublicKey.from_public_bytes(self.raw[_MLKEM_SIZE:]))


Recipient = X25519Recipient | HybridRecipient


@dataclass(frozen=True, repr=False)
class _Seed:
    """A secret of 32 bytes that never shows itself by accident."""

    seed: bytes

    prefix = ""

    @classmethod
    def generate(cls) -> Self:
        """Make a new secret key."""
        return cls(os.urandom(_X25519_SIZE))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `AGE-SECRET-KEY-…`."""
        return cls(_parse(text, cls.prefix, _X25519_SIZE))

    def reveal(self) -> str:
        """Return the secret key as text, for the encrypted store or another age program."""
        return bech32.encode(self.prefix, self.seed).upper()


class X25519Identity(_Seed):
    """The secret key `AGE-SECRET-KEY-1…`."""

    prefix = "age-secret-key-"

    @cached_property
    def recipient(self) -> X25519Recipient:
        """The public key of this secret key."""
        return X25519Recipient(X25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw())

    def unwrap(self, stanzas: Iterable[Stanza]) -> bytes | None:
        """Return the file key if one of the stanzas is for this key."""
        for stanza in _of_kind(stanzas, X25519Recipient.kind):
            share = _checked_share(stanza, _X25519_SIZE)
            key = _x25519_wrap_key(_exchange(self.seed, share), share, self.recipient.raw)
            try:
                return ChaCha20Poly1305(key).decrypt(_ZERO_NONCE, stanza.body, None)
            except InvalidTag:
                continue
        return None


class HybridIdentity(_Seed):
    """The post-quantum secret key `AGE-SECRET-KEY-PQ-1…`."""

    prefix = "age-secret-key-pq-"

    @cached_property
    def recipient(self) -> HybridRecipient:
        """The public key of this secret key."""
        mlkem, x25519 = self._expand()
        mlkem_raw = MLKEM768PrivateKey.from_seed_bytes(mlkem).public_key().public_bytes_raw()
        return HybridRecipient(mlkem_raw + X25519PrivateKey.from_private_bytes(x25519).public_key().public_bytes_raw())

    def unwrap(self, stanzas: Iterable[Stanza]) -> bytes | None:
        """Return the file key if one of the stanzas is for this key."""
        mlkem, x25519 = self._expand()
        key = MLKEM768X25519PrivateKey(
            MLKEM768PrivateKey.from_seed_bytes(mlkem), X25519PrivateKey.from_private_bytes(x25519)
        )
        for stanza in _of_kind(stanzas, HybridRecipient.kind):
            enc = _checked_share(stanza, _ENC_SIZE)
            _exchange(x25519, enc[-_X25519_SIZE:])  # HPKE would report a forbidden share as a mere mismatch
            try:
                return _SUITE.decrypt(enc + stanza.body, key, info=_HYBRID_INFO)
            except InvalidTag:
                continue
        return None

    def _expand(self) -> tuple[bytes, bytes]:
        """Return the seeds of ML-KEM and of X25519 (X-Wing, key generation)."""
        expanded = hashlib.shake_256(self.seed).digest(96)
        return expanded[:64], expanded[64:]


Identity = X25519Identity | HybridIdentity


def encode64(data: bytes) -> str:
    """Base64 without padding, as age writes it."""
    return base64.b64encode(data).rstrip(b"=").decode()


def decode64(text: str) -> bytes:
    """Read unpadded base64, refusing every spelling but the canonical one."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise HeaderFailure from None
    if encode64(data) != text:
        raise HeaderFailure
    return data


def _parse(text: str, prefix: str, size: int) -> bytes:
    found, raw = bech32.decode(text)
    if found != prefix or len(raw) != size:
        raise BadKey
    return raw


def _of_kind(stanzas: Iterable[Stanza], kind: str) -> Iterable[Stanza]:
    return (stanza for stanza in stanzas if stanza.args[0] == kind)


def _checked_share(stanza: Stanza, size: int) -> bytes:
    if len(stanza.args) != 2 or len(stanza.body) != _BODY_SIZE:
        raise HeaderFailure
    share = decode64(stanza.args[1])
    if len(share) != size:
        raise HeaderFailure
    return share


def _exchange(secret: bytes, share: bytes) -> bytes:
    try:
        return X25519PrivateKey.from_private_bytes(secret).exchange(X25519PublicKey.from_public_bytes(share))
    except ValueError:  # the shared secret is all zero
        raise HeaderFailure from None


def _x25519_wrap_key(secret: bytes, share: bytes, recipient: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=share + recipient, info=_X25519_INFO).derive(secret)
