"""Sizes as officers type them: 64K, 700M, 4G."""

import re

UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


def read_size(typed: str) -> int | None:
    """Return how many bytes a typed size is; None if it is none."""
    found = re.fullmatch(r"\s*([0-9]{1,12})\s*([KMG]?)i?B?\s*", typed, re.IGNORECASE)
    return int(found[1]) * UNITS[found[2].upper()] if found else None
