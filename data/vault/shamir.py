"""Sharing a secret among several people: any `need` of them have it back, fewer learn nothing (vault 7.3).

Shamir's scheme, byte by byte over the field of AES. Small enough to be read whole; the libraries there are either take
secrets of one size only or bring a format and word list of their own.
"""

import secrets
from collections.abc import Iterable, Mapping
from functools import reduce
from operator import xor
from typing import Final

_POLYNOMIAL: Final = 0x11B
"""x^8 + x^4 + x^3 + x + 1, as in FIPS 197."""


def split(secret: bytes, need: int, of: int) -> dict[int, bytes]:
    """Return `of` shares by their numbers, from 1, of which any `need` give the secret back."""
    if not 1 <= need <= of <= 255:
        raise ValueError(f"{need} of {of} shares cannot be made")
    curves = [(byte, *secrets.token_bytes(need - 1)) for byte in secret]
    return {place: bytes(_value(curve, place) for curve in curves) for place in range(1, of + 1)}


def join(shares: Mapping[int, bytes]) -> bytes:
    """Return the secret of these shares; wrong or too few ones give some other bytes."""
    weights = {place: _weight(place, shares) for place in shares}
    columns = zip(*([multiply(weights[place], byte) for byte in share] for place, share in shares.items()), strict=True)
    return bytes(reduce(xor, column) for column in columns)


def _value(curve: tuple[int, ...], place: int) -> int:
    """Return the value of a polynomial, lowest coefficient first (Horner)."""
    return reduce(lambda value, coefficient: multiply(value, place) ^ coefficient, reversed(curve), 0)


def _weight(place: int, places: Iterable[int]) -> int:
    """Return what Lagrange's formula multiplies this share with, at 0; subtracting is adding in this field."""
    others = (other for other in places if other != place)
    return reduce(multiply, (multiply(other, inverse(other ^ place)) for other in others), 1)


def multiply(one: int, other: int) -> int:
    """Return the product in the field."""
    product = 0
    while other:
        product ^= one * (other & 1)
        one = one << 1 ^ (_POLYNOMIAL if one & 0x80 else 0)
        other >>= 1
    return product


def inverse(number: int) -> int:
    """Return what gives 1 when multiplied with the number: its 254th power."""
    if not number:
        raise ZeroDivisionError
    return reduce(multiply, [number] * 254)
