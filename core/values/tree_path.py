"""Paths of names in a tree such as that of the units, `总公司/第一分部`, as lists show them and imports read them."""

import re

from core.values.cleaning import clean_line

SEPARATOR = "/"
MOST_LEVELS = 20
_SEPARATORS = re.compile(r"[/／>＞\\]")


def parts_of_path(path: str) -> list[str]:
    """Return the names of a path, from the root down, however it is written: 总公司／一部, 总公司 > 一部."""
    return [name for name in map(clean_line, _SEPARATORS.split(path)) if name]


def separator_in(name: str) -> str:
    """Return the sign in a name that would part it in a path; empty if there is none."""
    found = _SEPARATORS.search(name)
    return found[0] if found else ""
