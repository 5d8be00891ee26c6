"""Numbers as groups of digits that people read to each other and copy by hand (transfer §3.5, vault 7.4).

Digits are the same in every language and on every keyboard. Each group ends with a check digit, so that a mistyped one
is named.
"""

import unicodedata
from typing import Final

from core.values.refusal import Refusal

GROUP_DIGITS: Final = 5
_GROUP_WIDTH: Final = GROUP_DIGITS + 1


class WrongCount(Refusal):
    """{expected} digits are expected here; {found} were typed. Spaces and dashes do not matter."""


class StrayCharacter(Refusal):
    """Only digits, spaces and dashes are expected here, not “{character}”."""


class MistypedGroup(Refusal):
    """Group {group} is mistyped or misheard: its last digit does not fit. Look at it, or ask for it, again."""


def in_groups(number: int, groups: int) -> str:
    """Return a number, cut to what fits, as so many groups, each ended by its check digit."""
    width = groups * GROUP_DIGITS
    digits = f"{number % 10**width:0{width}d}"
    parts = (digits[at : at + GROUP_DIGITS] for at in range(0, width, GROUP_DIGITS))
    return " ".join(group + _check_digit(place, group) for place, group in enumerate(parts, start=1))


def read_groups(text: str, groups: int) -> int:
    """Return the number that was written as so many groups; raises the refusals above."""
    plain = _digits(text)
    if len(plain) != groups * _GROUP_WIDTH:
        raise WrongCount(expected=groups * _GROUP_WIDTH, found=len(plain))
    number = 0
    for place in range(1, groups + 1):
        group = plain[(place - 1) * _GROUP_WIDTH : place * _GROUP_WIDTH]
        if group[-1] != _check_digit(place, group[:-1]):
            raise MistypedGroup(group=place)
        number = number * 10**GROUP_DIGITS + int(group[:-1])
    return number


def _digits(text: str) -> str:
    plain = "".join(char for char in unicodedata.normalize("NFKC", text) if not _is_separator(char))
    for char in plain:
        if not ("0" <= char <= "9"):
            raise StrayCharacter(character=char)
    return plain


def _is_separator(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) == "Pd"


def _check_digit(place: int, group: str) -> str:
    """ISO/IEC 7064 MOD 11,10 over the number of the group and its digits, so that groups out of order are found too."""
    carry = 10
    for digit in f"{place}{group}":
        carry = ((carry + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - carry) % 10)
