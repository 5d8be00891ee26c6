"""Sealed papers: the content of each under a key of its own (docs/formats/vault.md §11): AES-256-GCM in pieces."""

import hashlib
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC: Final = b"sealdesk paper 1\n"
PIECE: Final = 1 << 20
_TAG: Final = 16


class SealError(Exception):
    """These bytes were not sealed under this key, or are not whole."""


def new_key() -> bytes:
    """Return a key for one paper."""
    return os.urandom(32)


def seal(content: bytes, key: bytes) -> bytes:
    """Return a paper as it is kept. A key seals one content only, so that no nonce is used twice."""
    cipher, sealed = AESGCM(key), [MAGIC]
    starts = range(0, max(len(content), 1), PIECE)
    for number, start in enumerate(starts):
        last = number == len(starts) - 1
        sealed.append(cipher.encrypt(_nonce(number, last=last), content[start : start + PIECE], MAGIC))
    return b"".join(sealed)


def unseal(sealed: bytes, key: bytes, sha256: str) -> bytes:
    """Return the content of a paper; raises SealError if a bit of it is another, a piece is missing or was moved."""
    if not sealed.startswith(MAGIC):
        raise SealError
    cipher, clear, whole = AESGCM(key), [], memoryview(sealed)[len(MAGIC) :]
    starts = range(0, len(whole), PIECE + _TAG)
    try:
        for number, start in enumerate(starts):
            nonce = _nonce(number, last=number == len(starts) - 1)
            clear.append(cipher.decrypt(nonce, bytes(whole[start : start + PIECE + _TAG]), MAGIC))
    except InvalidTag:
        raise SealError from None
    content = b"".join(clear)
    if not starts or hashlib.sha256(content).hexdigest() != sha256:
        raise SealError
    return content


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")
