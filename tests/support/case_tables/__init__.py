"""Tables of what is entered and what is expected, one case a line: write a line more to try a case more."""

import re
from pathlib import Path

_ESCAPE = re.compile(r"\\u([0-9a-f]{4})|\\U([0-9a-f]{8})")


def rows(name: str, *signs: str) -> list[tuple[str, ...]]:
    """Return the lines of `name`.txt, parted at one of these signs; with several, the sign is the last part."""
    found: list[tuple[str, ...]] = []
    for line in (Path(__file__).parent / f"{name}.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            sign = next(sign for sign in signs if f" {sign} " in line)
            parts = (_ESCAPE.sub(_sign, part.strip(" ")) for part in line.split(f" {sign} "))
            found.append((*parts, *([sign] if len(signs) > 1 else ())))
    return found


def _sign(escape: re.Match[str]) -> str:
    return chr(int(escape[1] or escape[2], 16))
