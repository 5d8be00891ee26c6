"""The fingerprint of a site's keys as digits that two officers read to each other (transfer §3.5)."""

from typing import Final

from data.formats.check_digits import in_groups, read_groups

GROUPS: Final = 8
"""8 groups of 5 digits are 132 bits, the strength of the keys themselves."""


def spoken(fingerprint: str) -> str:
    """Return a SHA-256 in hex as groups of digits, each ended by its check digit."""
    return in_groups(int(fingerprint, 16), GROUPS)


def same_fingerprint(shown: str, typed: str) -> bool:
    """Say whether two fingerprints are the same site's; a group that cannot be right is refused by its number."""
    return read_groups(shown, GROUPS) == read_groups(typed, GROUPS)
