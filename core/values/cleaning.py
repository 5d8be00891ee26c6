"""Cleaning of everything typed or imported, so that what looks equal is equal and nothing invisible is kept.

There are three forms of a text. What is *kept* is what was typed, in NFC and without anything invisible (`clean`,
`clean_line`, `clean_name`). What is *compared* is `folded`: without width, case and space. A number or code is kept in
the form in which it is compared, but for its case (`plain_code`).

The other half is `printable`: what came from another site is kept as it came, and this is what a terminal, a list or a
paper gets to see of it.
"""

import re
import unicodedata
from collections.abc import Iterator

# Line ends of every kind become one; a tab and the no-break space are spaces.
_SPACING = {ord(c): "\n" for c in "\x0b\x0c\x85\u2028\u2029"} | {ord(c): " " for c in "\t\xa0\u202f"}

# C0 and C1 controls but tab and newline (ECMA-48); lone surrogates; noncharacters (Unicode 23.7); and what has no sign
# of its own but can hide, reorder or carry text (Unicode 4.13 and 23): soft hyphen, joiners, fillers, zero-width marks,
# bidi controls, annotations, tags. Variation selectors stay: they tell apart the forms of a hanzi in a name.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]+"
)

_BLANK_LETTERS = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]")
"""Those among them that Python takes for printable, so that most texts need no closer look."""

MOST_DIGITS = 18
"""How many digits a number has at most that is read as one."""

MOST_MARKS = 4
"""How many marks may stand over one sign (UTS #39, 5.4): more of them draw over the lines above and below."""
# Marks are no word characters; where fewer than five such stand together, nobody has to look whether they are marks.
_CROWD = re.compile(rf"[^\w\s\x00-\x7f]{{{MOST_MARKS + 1},}}")

# What is written for the dot between the parts of a name, 买买提·吐尔逊. GB/T 15834 and identity documents have U+00B7.
NAME_DOT = "\xb7"
_DOTS = "\xb7\u0387\u2022\u2027\u2219\u22c5\u2e31\u30fb\uff65"
_HAN = "〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_AS_NAME_DOT = re.compile(rf"(?<=[^\W\d_])\s*[{_DOTS}]\s*(?=[^\W\d_])|(?<=[{_HAN}])[.\uff0e](?=[{_HAN}])")
_HAN_NAME = re.compile(f"[{_HAN} ]+")
# The variation selectors that tell apart the forms of a hanzi; who looks for it types the usual form.
_FORMS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")

_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")

_BLANK_LINES = re.compile(r"\n{3,}")
_WHOLE_AS_FLOAT = re.compile(r"(\d+)\.0+")


def clean(text: str) -> str:
    """Return `text` in NFC without anything invisible, each line trimmed, and at most one blank line in a row."""
    visible = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").translate(_SPACING))
    lines = (line.strip() for line in _CROWD.sub(_thinned, unicodedata.normalize("NFC", visible)).split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def clean_line(text: str) -> str:
    """Return `text` cleaned for a field of one line: any run of space or line ends is one space."""
    return " ".join(clean(text).split())


def clean_name(text: str) -> str:
    """Return the name of a person on one line: the dot between its parts is U+00B7, and 张　三 is 张三."""
    plain = _AS_NAME_DOT.sub(NAME_DOT, clean_line(text))
    return plain.replace(" ", "") if _HAN_NAME.fullmatch(plain) else plain


def searchable(text: str) -> str:
    """Return a text as it is looked for: NFKC, without case, one kind of dot, no forms of hanzi, nothing invisible."""
    if text.isascii() and text.isprintable():
        return text.casefold()
    plain = unicodedata.normalize("NFKC", _FORMS.sub("", _INVISIBLE.sub("", text)))
    # Folding the case can leave what is not in NFKC (Unicode 5.18.4).
    return unicodedata.normalize("NFKC", _AS_NAME_DOT.sub(NAME_DOT, plain).casefold())


def folded(text: str) -> str:
    """Return a text as it is compared with another: as it is looked for, and without any space."""
    return unicodedata.normalize("NFKC", "".join(searchable(text).split()))


def plain_code(value: str | float) -> str:
    """Return a number or code as it is kept and compared: plain like `clean_code`, and without spaces."""
    if type(value) is str and value.isascii() and value.isalnum():
        return value
    return clean_code(clean_code(value).replace(" ", ""))  # without the space, a mark may join its letter


def clean_code(value: str | float) -> str:
    """Return a number, code or ID in its plain form (NFKC); whole numbers lose the `.0` that spreadsheets give them."""
    text = f"{value:.15g}" if isinstance(value, float) and not value.is_integer() else _whole(value)
    plain = clean_line(unicodedata.normalize("NFKC", text))
    whole = _WHOLE_AS_FLOAT.fullmatch(plain)
    return whole[1] if whole else plain


def whole_number(text: str) -> int | None:
    """Return the number that decimal digits make; None for anything else, such as ① or ², and for what is too long."""
    digits = text.strip()
    return int(digits) if digits.isdecimal() and len(digits) <= MOST_DIGITS else None


def code_key(code: str) -> str:
    """Return what a number or code is compared by: folded, with one kind of hyphen."""
    return _DASHES.sub("-", folded(code))


def _whole(value: str | float) -> str:
    return f"{value:.0f}" if isinstance(value, float) else str(value)


def printable(text: str, instead: str = "") -> str:
    """Return `text` with `instead` for whatever is no sign, and without heaps of marks; tab and newline stay."""
    if not text.isprintable() or _BLANK_LETTERS.search(text):
        text = _INVISIBLE.sub(instead, text)
    return text if text.isascii() else _CROWD.sub(_thinned, text)


def escaped(json: str) -> str:
    r"""Return a JSON text with what `printable` takes away written as `\uXXXX`: the same value, and harmless."""
    return _CROWD.sub(_thinned_by_escape, _INVISIBLE.sub(lambda odd: _escape(odd[0]), json))


def _thinned(crowd: re.Match[str]) -> str:
    return "".join(sign for sign, surplus in _marks_counted(crowd[0]) if not surplus)


def _thinned_by_escape(crowd: re.Match[str]) -> str:
    return "".join(_escape(sign) if surplus else sign for sign, surplus in _marks_counted(crowd[0]))


def _marks_counted(crowd: str) -> Iterator[tuple[str, bool]]:
    """Yield each sign, and whether it is a mark after as many marks as may stand in a row."""
    marks = 0
    for sign in crowd:
        marks = marks + 1 if unicodedata.category(sign) in ("Mn", "Me") else 0
        yield sign, marks > MOST_MARKS


def _escape(signs: str) -> str:
    wide = signs.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{wide[at : at + 2].hex()}" for at in range(0, len(wide), 2))
