"""Cleaning of everything typed or imported, so that what looks equal is equal and nothing invisible is kept."""

import re
import unicodedata

# Line ends of every kind become one; a tab and the no-break space are spaces.
_SPACING = {ord(c): "\n" for c in "\x0b\x0c\x85\u2028\u2029"} | {ord(c): " " for c in "\t\xa0\u202f"}

# C0 and C1 controls other than the newline, lone surrogates, noncharacters, and what has no width but can hide or
# reorder text: soft hyphen, zero-width marks, bidi controls, tag characters.
_INVISIBLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)

# The middle dot of names: "·" is ambiguous in width and breaks lists, so one wide form is kept.
_DOTS = dict.fromkeys(map(ord, "\xb7\u0387\u2022\u2027\u2219\u22c5\u2e31\uff65"), "・")

_BLANK_LINES = re.compile(r"\n{3,}")
_WHOLE_AS_FLOAT = re.compile(r"(\d+)\.0+")


def clean(text: str) -> str:
    """Return `text` in NFC without anything invisible, each line trimmed, and at most one blank line in a row."""
    visible = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").translate(_SPACING | _DOTS))
    lines = (line.strip() for line in unicodedata.normalize("NFC", visible).split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def clean_line(text: str) -> str:
    """Return `text` cleaned for a field of one line: any run of space or line ends is one space."""
    return " ".join(clean(text).split())


def clean_code(value: str | float) -> str:
    """Return a number, code or ID in its plain form (NFKC); whole numbers lose the `.0` that spreadsheets give them."""
    text = f"{value:.15g}" if isinstance(value, float) and not value.is_integer() else _whole(value)
    plain = clean_line(unicodedata.normalize("NFKC", text))
    whole = _WHOLE_AS_FLOAT.fullmatch(plain)
    return whole[1] if whole else plain


def _whole(value: str | float) -> str:
    return f"{value:.0f}" if isinstance(value, float) else str(value)
