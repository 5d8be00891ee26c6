"""The terms of a search line as they are written, and how names are compared in it; no kind of record is known here."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.values.cleaning import folded

_TERM = re.compile(r"""(?P<turned>[-!])?(?:(?P<field>[^\s:"]+):)?(?P<value>(?:"[^"]*"?|[^\s"])*)""")
_QUOTES = str.maketrans({"“": '"', "”": '"'})


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a line, as written."""

    value: str
    field: str = ""
    turned: bool = False
    quoted: bool = False


def terms(line: str, names: Iterable[str] = ()) -> Iterator[Term]:
    """Yield the terms of a line; `names` are those of fields, which may be of several words, `next step due:2026`."""
    plain = unicodedata.normalize("NFKC", line).translate(_QUOTES)
    for name in sorted({unicodedata.normalize("NFKC", name) for name in names if " " in name}, key=len, reverse=True):
        joined = name.replace(" ", "_")
        plain = re.sub(rf"(?<!\S)([-!]?){re.escape(name)}(?=:)", rf"\1{joined}", plain, flags=re.IGNORECASE)
    for found in _TERM.finditer(plain):
        value = found["value"]
        if value or found["field"]:
            yield Term(value.replace('"', ""), found["field"] or "", bool(found["turned"]), '"' in value)


def plain(text: str) -> str:
    """Return a name as names are compared: without case, width and what parts its words."""
    return re.sub("[_-]", "", folded(text))


def beginning(start: str, names: Iterable[str]) -> Iterable[str]:
    """Return the names that begin with a text, as names are compared."""
    return (name for name in names if plain(name).startswith(plain(start)))
