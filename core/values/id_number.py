"""Citizen identity numbers by GB 11643-1999: 17 digits and a check character, or the old form of 15 digits."""

import re
from datetime import date

from core.values.cleaning import clean_code
from core.values.mask import MASK
from core.values.refusal import Refusal


class IdNumberLength(Refusal):
    """An identity number has 18 characters (15 in its old form), this one {length}. Compare it with the document."""


class IdNumberCharacters(Refusal):
    """An identity number has only digits, and at its very end perhaps an X. Compare it with the document."""


class IdNumberDate(Refusal):
    """{digits} inside this identity number is not a possible date of birth. Compare it with the document."""


class IdNumberChecksum(Refusal):
    """The check character of this identity number does not fit the rest. Compare it with the document."""


_SHAPES = {18: re.compile(r"[0-9]{17}[0-9X]"), 15: re.compile(r"[0-9]{15}")}
# ISO/IEC 7064 MOD 11-2, as GB 11643-1999 prescribes it: the weight of place i (from the right, from 0) is 2^i mod 11.
_WEIGHTS = tuple(2**place % 11 for place in range(17, 0, -1))
_CHECK_CHARACTERS = "10X98765432"


def check_id_number(value: str, today: date) -> str:
    """Return the number in its plain form (no spaces, capital X), or raise the Refusal that says what is wrong."""
    number = clean_code(value).replace(" ", "").upper()
    shape = _SHAPES.get(len(number))
    if shape is None:
        raise IdNumberLength(length=len(number))
    if not shape.fullmatch(number):
        raise IdNumberCharacters
    _check_birth(number, today)
    if len(number) == 18 and number[-1] != check_character(number[:17]):
        raise IdNumberChecksum
    return number


def plain_id_number(value: str) -> str:
    """Return a number as it is kept, without spaces and with a capital X; a masked one stays as it is."""
    return value if MASK in value else clean_code(value).replace(" ", "").upper()


def check_character(digits: str) -> str:
    """Return the character that completes 17 digits."""
    return _CHECK_CHARACTERS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11]


def _check_birth(number: str, today: date) -> None:
    digits = number[6:14] if len(number) == 18 else "19" + number[6:12]
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise IdNumberDate(digits=digits) from None
    if birth > today:
        raise IdNumberDate(digits=digits)
