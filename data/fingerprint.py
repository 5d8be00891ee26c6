"""The fingerprint of a site's keys as digits that two officers read to each other (transfer §3.5)."""

import unicodedata
from typing import Final

from core.refusal import Refusal

GROUPS: Final = 8
GROUP_DIGITS: Final = 5
"""8 groups of 5 digits are 132 bits, the strength of the keys themselves."""
_GROUP_WIDTH: Final = GROUP_DIGITS + 1


class NotAFingerprint(Refusal):
    """A fingerprint has {expected} digits; {found} were typed. Spaces and dashes do not matter."""


class StrayCharacter(Refusal):
    """A fingerprint has only digits, spaces and dashes, not “{character}”."""


class MistypedGroup(Refusal):
    """Group {group} of the fingerprint is mistyped or misheard: its last digit does not fit. Ask for it again."""


def spoken(fingerprint: str) -> str:
    """Return a SHA-256 in hex as groups of digits, each ended by its check digit."""
    digits = f"{int(fingerprint, 16) % 10 ** (GROUPS * GROUP_DIGITS):0{GROUPS * GROUP_DIGITS}d}"
    groups = (digits[at : at + GROUP_DIGITS] for at in range(0, len(digits), GROUP_DIGITS))
    return " ".join(group + _check_digit(number, group) for number, group in enumerate(groups, start=1))


def same_fingerprint(shown: str, typed: str) -> bool:
    """Say whether two fingerprints are the same site's; a group that cannot be right is refused by its number."""
    return _digits(shown) == _digits(typed)


def _digits(text: str) -> str:
    plain = "".join(char for char in unicodedata.normalize("NFKC", text) if not _is_separator(char))
    for char in plain:
        if not ("0" <= char <= "9"):
            raise StrayCharacter(character=char)
    if len(plain) != GROUPS * _GROUP_WIDTH:
        raise NotAFingerprint(expected=GROUPS * _GROUP_WIDTH, found=len(plain))
    for number in range(1, GROUPS + 1):
        group = plain[(number - 1) * _GROUP_WIDTH : number * _GROUP_WIDTH]
        if group[-1] != _check_digit(number, group[:-1]):
            raise MistypedGroup(group=number)
    return plain


def _is_separator(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) == "Pd"


def _check_digit(number: int, group: str) -> str:
    """ISO/IEC 7064 MOD 11,10 over the number of the group and its digits, so that groups out of order are found too."""
    carry = 10
    for digit in f"{number}{group}":
        carry = ((carry + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - carry) % 10)
