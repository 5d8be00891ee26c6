"""What a condition means, worked out in plain Python, as `core.model.query` says it in words.

It is a second interpreter beside the SQL of `data.database.sql`: the store in memory finds records with it, and what
the database finds is compared with it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from core.model.query import (
    AllOf,
    AnyOf,
    Begins,
    Between,
    Blank,
    Called,
    Condition,
    Counted,
    FullText,
    Having,
    Holds,
    Is,
    Not,
    StartsWith,
    Via,
)
from core.model.record import RECORDS, Record, children_of, encode, owner_field
from core.values.cleaning import folded, searchable
from data.database.schema import table_of
from data.database.search import indexed, pinyin_range
from data.tables.pinyin import keys as spellings

_HANZI_END = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]$")


class Shelf(Protocol):
    """Where the records are that a condition may lead to."""

    def one(self, kind: str, record: Any) -> Record | None:
        """Return a record of a kind, also one that no list shows."""

    def all(self, kind: str) -> Iterable[Record]:
        """Return all records of a kind, also those that no list shows."""

    def shown(self, kind: str) -> Iterable[Record]:
        """Return those that lists show."""

    def members(self, record: Record) -> Sequence[Record]:
        """Return a record and those that stand under it, whose words find it."""


def holds(record: Any, condition: Condition, shelf: Shelf) -> bool:
    """Whether a condition holds of a record."""
    match condition:
        case AllOf(parts):
            return all(holds(record, part, shelf) for part in parts)
        case AnyOf(parts):
            return any(holds(record, part, shelf) for part in parts)
        case Not(part):
            return not holds(record, part, shelf)
        case Is(field, values):
            return (value := getattr(record, field)) is not None and value in values
        case Between(field, low, high):
            return _within(getattr(record, field), low, high)
        case StartsWith(field, text):
            return _text(record, field).startswith(text)
        case Counted(field, prefix, digits):
            return bool(re.fullmatch(f"{re.escape(prefix)}[0-9]{{{digits}}}", _text(record, field)))
        case Blank(field):
            return getattr(record, field) in (None, "", ())
        case Holds(field, value):
            return value in getattr(record, field)
        case Via(field, kind, part):
            other = shelf.one(kind, getattr(record, field))
            return other is not None and holds(other, part, shelf)
        case Having(kind, field, part):
            others = (other for other in shelf.shown(kind) if getattr(other, field) == record.id)
            return any(holds(other, part, shelf) for other in others)
        case Begins(field, text):
            return _begins(record, field, text)
        case Called(field, text):
            return any(_called(getattr(each, field), text) for each in shelf.members(record))
        case FullText(text):
            return _found_by(record, text, shelf)
    raise AssertionError(condition)


def _text(record: Record, field: str) -> str:
    """Return a field as text where it is one, a day too; nothing begins a number."""
    value = encode(getattr(record, field))
    return value if isinstance(value, str) else ""


def _within(value: Any, low: Any, high: Any) -> bool:
    if value is None:
        return False
    if isinstance(value, datetime):  # a day as an end is the whole day
        low = datetime.combine(low, datetime.min.time()) if type(low) is date else low
        high = datetime.combine(high, datetime.max.time()) if type(high) is date else high
    return (low is None or low <= value) and (high is None or value <= high)


# Words


def _words(text: str) -> list[str]:
    """Return the words of a text, hanzi one by one, without case, width and accents."""
    plain = "".join(each for each in unicodedata.normalize("NFD", indexed(text)) if not unicodedata.combining(each))
    return re.findall(r"[^\W_]+", plain.lower())


def _phrases(text: str) -> Iterator[tuple[list[str], bool]]:
    """Yield the words that each part of what was typed asks for in a row, and whether the last is left open."""
    for part in text.split():
        if words := _words(part):
            yield words, not _HANZI_END.search(indexed(part).strip())


def _stands_at(words: Sequence[str], place: int, phrase: Sequence[str], *, left_open: bool) -> bool:
    *whole, last = phrase
    there = words[place : place + len(phrase)]
    if len(there) < len(phrase) or there[:-1] != whole:
        return False
    return there[-1].startswith(last) if left_open else there[-1] == last


def _begins(record: Record, field: str, text: str) -> bool:
    words, asked = _words(getattr(record, field)), _words(text)
    left_open = not _HANZI_END.search(indexed(text).strip())
    return bool(asked) and _stands_at(words, 0, asked, left_open=left_open)


def _called(name: str, text: str) -> bool:
    """Whether a name is spelt like a text, or written like it from a word on."""
    asked, written = folded(text), searchable(name)
    starts = [
        place
        for place, sign in enumerate(written)
        if sign.isalnum() and not (place and _is_latin(sign) and _is_latin(written[place - 1]))
    ]
    ways = [*(folded(written[place:]) for place in starts), *spellings(name)]
    return bool(asked) and any(way.startswith(asked) for way in ways)


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _found_by(record: Any, text: str, shelf: Shelf) -> bool:
    """Whether the words of a record or of its parts hold a text; an entry is found by what it is about."""
    if type(record).is_derived:
        kinds = (kind for kind in RECORDS if not RECORDS[kind].is_derived)
        about = (each for kind in kinds if (each := shelf.one(kind, record.record)))
        return any(_found_by(each, text, shelf) for each in about)
    if _speaks_of(shelf.members(record), text):
        return True
    owned = ((owner_field(part), shelf.all(part.kind)) for part in children_of(record.kind))
    parts = (each for owner, several in owned if owner for each in several if getattr(each, owner.name) == record.id)
    return any(_speaks_of(shelf.members(each), text) for each in parts)


def _speaks_of(members: Sequence[Record], text: str) -> bool:
    table, phrases = table_of(members[0].kind), list(_phrases(text))
    texts = [_words(getattr(each, name)) for each in members for name in table.searched]
    if texts and phrases and all(_in_some(texts, phrase, left_open=left_open) for phrase, left_open in phrases):
        return True
    spelt = pinyin_range(text)
    names = [getattr(each, name) for each in members for name in table.spelled] if spelt else []
    return any(key.startswith(spelt[0]) for name in names for key in spellings(name)) if spelt else False


def _in_some(texts: Sequence[Sequence[str]], phrase: Sequence[str], *, left_open: bool) -> bool:
    return any(_stands_at(words, place, phrase, left_open=left_open) for words in texts for place in range(len(words)))
