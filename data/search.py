"""Full-text search that finds Chinese by the character, and names by pinyin.

SQLite's FTS5 splits text into words at spaces; hanzi are put apart one by one when they are indexed, and a word of
several is asked for as a phrase. One index a kind, without the contents (they stand in the table already).
"""

import re

_HANZI = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_LATIN = re.compile("[a-z]+", re.IGNORECASE)


def _spaced(found: re.Match[str]) -> str:
    return f" {' '.join(found[0])} "


def split_hanzi(text: str) -> str:
    """Return the text with a space between any hanzi and its neighbours."""
    return _HANZI.sub(_spaced, text)


def match_expression(text: str) -> str:
    """Return the FTS5 expression for words an officer typed: all of them, the last letters of a word left open."""
    phrases = []
    for word in text.split():
        quoted = split_hanzi(word).replace('"', " ").strip()
        if re.search(r"\w", quoted):
            phrases.append(f'"{quoted}"' + ("" if _HANZI.search(word[-1]) else "*"))
    return " ".join(phrases)


def pinyin_range(text: str) -> tuple[str, str] | None:
    """Return the range of pinyin keys that begin like the text, if it could be pinyin at all."""
    word = text.strip().lower()
    return (word, word + "{") if _LATIN.fullmatch(word) else None
