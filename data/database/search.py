"""Full-text search that finds Chinese by the character, and names by pinyin.

SQLite's FTS5 splits text into words at spaces; hanzi are put apart one by one when they are indexed, and a word of
several is asked for as a phrase. What is indexed and what is asked for is folded in one way (`core.values.cleaning`).
One index a kind, without the contents (they stand in the table already).
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from core.values.cleaning import searchable
from data.database.sqlcipher import Database

_HANZI = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_LATIN = re.compile("[a-z]+", re.IGNORECASE)


def _spaced(found: re.Match[str]) -> str:
    return f" {' '.join(found[0])} "


def indexed(text: str) -> str:
    """Return a text as the index gets it: folded, with a space between any hanzi and its neighbours."""
    return _HANZI.sub(_spaced, searchable(text))


def match_expression(text: str) -> str:
    """Return the FTS5 expression for words an officer typed: all of them, the last letters of a word left open."""
    return " ".join(phrase for word in text.split() if (phrase := _phrase(word)))


def beginning_expression(field: str, text: str) -> str:
    """Return the FTS5 expression for a field that begins with a text; empty if there is no word in it."""
    phrase = _phrase(text)
    return phrase and f"{field} : ^ {phrase}"


def _phrase(text: str) -> str:
    quoted = indexed(text).replace('"', " ").strip()
    if not re.search(r"\w", quoted):
        return ""
    return f'"{quoted}"' + ("" if _HANZI.search(quoted[-1]) else "*")


def pinyin_range(text: str) -> tuple[str, str] | None:
    """Return the range of pinyin keys that begin like the text, if it could be pinyin at all."""
    word = searchable(text).strip()
    return (word, word + "{") if _LATIN.fullmatch(word) else None


# The indexes


def add_texts(db: Database, index: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Index texts; each row is the number of a record, then its texts in these columns."""
    places = ", ".join("?" * len(names))
    db.conn.executemany(f"INSERT INTO {index} (rowid, {', '.join(names)}) VALUES (?, {places})", rows)


def remove_texts(db: Database, index: str, number: int) -> None:
    """Take the texts of a record out of an index."""
    db.execute(f"DELETE FROM {index} WHERE rowid = ?", [number])


def merge_index(db: Database, schema: str, index: str) -> None:
    """Merge an index whole: until then it keeps the words of what was taken out."""
    db.execute(f"INSERT INTO {schema}.{index} ({index}) VALUES ('optimize')")


def vocabulary(db: Database, schema: str, index: str) -> Iterator[tuple[Any, ...]]:
    """Yield each word of an index with its column, and in how many records and how often it stands there."""
    db.execute(f"CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab({schema}, {index}, 'col')")
    yield from db.execute("SELECT term, col, doc, cnt FROM temp.vocabulary ORDER BY term, col")
    db.execute("DROP TABLE temp.vocabulary")
