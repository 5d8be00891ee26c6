"""A site's card as an officer sees it before it is trusted."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CardSeen:
    """A site's card as it was read from a file: not trusted yet."""

    site: str
    name: str
    fingerprint: str
    """In groups of digits, to be compared aloud."""
    card: str
    """The file's contents."""
    renewals: int = 0
    """How often the site had renewed its keys."""
