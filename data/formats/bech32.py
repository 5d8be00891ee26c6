"""Bech32 (BIP 173) without its limit on length, as age writes its keys."""

from functools import reduce
from operator import xor
from typing import Final

from core.values.refusal import Refusal

_ALPHABET: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
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
    values = _regroup(data, 8, 5, pad=True)
    polymod = _polymod(_expand(prefix) + values + [0] * _CHECKSUM_LENGTH) ^ 1
    checksum = [polymod >> 5 * (_CHECKSUM_LENGTH - 1 - place) & 31 for place in range(_CHECKSUM_LENGTH)]
    return prefix + "1" + "".join(_ALPHABET[value] for value in values + checksum)


def decode(text: str) -> tuple[str, bytes]:
    """Return the lower-case prefix and the data of a bech32 text that is all lower or all upper case."""
    if text not in (text.lower(), text.upper()) or not text.isascii():
        raise BadBech32
    prefix, separator, body = text.lower().rpartition("1")
    if not separator or not prefix or len(body) < _CHECKSUM_LENGTH or not set(body) <= _VALUE_OF.keys():
        raise BadBech32
    values = [_VALUE_OF[letter] for letter in body]
    if _polymod(_expand(prefix) + values) != 1:
        raise BadBech32
    return prefix, bytes(_regroup(values[:-_CHECKSUM_LENGTH], 5, 8, pad=False))


def _expand(prefix: str) -> list[int]:
    return [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]


def _polymod(values: list[int]) -> int:
    remainder = 1
    for value in values:
        remainder = (remainder & 0x1FFFFFF) << 5 ^ value ^ _TERMS[remainder >> 25]
    return remainder


def _regroup(values: bytes | list[int], width: int, new_width: int, *, pad: bool) -> list[int]:
    """Cut a row of `width`-bit values into values of `new_width` bits; without padding, leftover bits must be zero."""
    pool = bits = 0
    regrouped = []
    for value in values:
        pool, bits = pool << width | value, bits + width
        while bits >= new_width:
            bits -= new_width
            regrouped.append(pool >> bits)
            pool &= (1 << bits) - 1
    if pad and bits:
        regrouped.append(pool << (new_width - bits))
    elif not pad and (bits >= width or pool):
        raise BadBech32
    return regrouped
