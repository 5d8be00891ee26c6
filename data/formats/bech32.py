"""Bech32 (BIP 173) without its limit on length, as age writes its keys."""

import base64
from functools import reduce
from operator import xor
from typing import Final

from core.values.refusal import Refusal

_ALPHABET: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BASE32: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
"""The same groups of five bits, as RFC 4648 spells them."""
_FROM_BASE32: Final = bytes.maketrans(_BASE32, _ALPHABET.encode())
_TO_BASE32: Final = bytes.maketrans(_ALPHABET.encode(), _BASE32)
_VALUE_OF: Final = {letter: value for value, letter in enumerate(_ALPHABET)}
_GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_TERMS: Final = tuple(
    reduce(xor, (term for place, term in enumerate(_GENERATOR) if top >> place & 1), 0) for top in range(32)
)
"""For the five bits that leave the remainder, what is added to it: a key with a post-quantum half has 2,000 letters."""
_CHECKSUM_LENGTH: Final = 6


class BadBech32(Refusal):
    """The key is mistyped or damaged: its check letters do not fit. Copy it again."""


def encode(prefix: str, data: bytes) -> str:
    """Return `data` as lower-case bech32 with a human-readable prefix."""
    body = base64.b32encode(data).rstrip(b"=").translate(_FROM_BASE32).decode()
    polymod = _polymod(_expand(prefix) + [_VALUE_OF[letter] for letter in body] + [0] * _CHECKSUM_LENGTH) ^ 1
    checksum = [polymod >> 5 * (_CHECKSUM_LENGTH - 1 - place) & 31 for place in range(_CHECKSUM_LENGTH)]
    return prefix + "1" + body + "".join(_ALPHABET[value] for value in checksum)


def decode(text: str) -> tuple[str, bytes]:
    """Return the lower-case prefix and the data of a bech32 text that is all lower or all upper case."""
    if text not in (text.lower(), text.upper()) or not text.isascii():
        raise BadBech32
    prefix, separator, body = text.lower().rpartition("1")
    if not separator or not prefix or len(body) < _CHECKSUM_LENGTH or not set(body) <= _VALUE_OF.keys():
        raise BadBech32
    if _polymod(_expand(prefix) + [_VALUE_OF[letter] for letter in body]) != 1:
        raise BadBech32
    return prefix, _bytes_of(body[:-_CHECKSUM_LENGTH].encode())


def _bytes_of(body: bytes) -> bytes:
    """Return what letters of five bits say; the bits that are left over must be fewer than five, and zero."""
    try:
        data = base64.b32decode(body.translate(_TO_BASE32) + b"=" * (-len(body) % 8))
    except ValueError:
        raise BadBech32 from None
    if base64.b32encode(data).rstrip(b"=").translate(_FROM_BASE32) != body:
        raise BadBech32
    return data


def _expand(prefix: str) -> list[int]:
    return [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]


def _polymod(values: list[int]) -> int:
    remainder = 1
    for value in values:
        remainder = (remainder & 0x1FFFFFF) << 5 ^ value ^ _TERMS[remainder >> 25]
    return remainder
