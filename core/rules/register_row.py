"""The rows of registers 登记簿: what stands below each heading of a form, and how it is found."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.model.query import Is, Query
from core.model.reader import Reader
from core.model.record import Column, Record, columns
from core.rights.visibility import covered
from core.rules.record_printout import PaperWords
from core.values.sentence import Translate, in_chinese, in_words

AT_ONCE = 500
"""How many records that others refer to are read at once."""


class Book:
    """What a register is written from: records beside those that it lists, each read once, and words for values."""

    def __init__(self, office: Reader, translate: Translate) -> None:
        """Begin with nothing read."""
        self.office = office
        self.translate = translate
        self._words = PaperWords(office, translate)
        self._known: dict[tuple[str, str], Any] = {}
        self._found: dict[Query, list[Any]] = {}

    def know(self, records: Iterable[Record], name: str) -> None:
        """Read at once what these records refer to in a field."""
        wanted: dict[str, set[str]] = {}
        for record in records:
            kind, identifier = columns(type(record))[name].about.refers, getattr(record, name)
            if identifier and isinstance(identifier, str) and (kind, identifier) not in self._known:
                wanted.setdefault(kind, set()).add(identifier)
        for kind, identifiers in wanted.items():
            if not self.office.reads(kind):
                continue
            sought = sorted(identifiers)
            for begin in range(0, len(sought), AT_ONCE):
                part = tuple(sought[begin : begin + AT_ONCE])
                self._known |= {(kind, each.id): each for each in self.office.find(Query(kind, Is("id", part)))}
            for each in sought:
                self._known.setdefault((kind, each), None)

    def record(self, record: Record, name: str) -> Any:
        """Return what a record refers to in a field; None if that is nothing, or not to be read."""
        kind, identifier = columns(type(record))[name].about.refers, getattr(record, name)
        self.know((record,), name)
        return self._known.get((kind, identifier))

    def find(self, query: Query) -> list[Any]:
        """Return the records a query asks for; none of a kind that this officer does not read."""
        if query not in self._found:
            self._found[query] = self.office.find(query) if self.office.reads(query.kind) else []
        return self._found[query]

    def at(self, record: Any, path: str) -> Any:
        """Return the value at the end of a path, masked as on paper; None where nothing is to be read."""
        *through, name = path.split(".")
        for each in through:
            record = self.record(record, each) if record is not None else None
        if record is None:
            return None
        value = getattr(record, name)
        column = _columns_of(record).get(name)
        return covered(value) if column is not None and column.about.stays else value

    def words(self, record: Any, path: str) -> str:
        """Return the value at the end of a path in words; what is masked stays so."""
        *through, name = path.split(".")
        for each in through:
            if not getattr(record, each):
                return ""
            kind, found = _columns_of(record)[each].about.refers, self.record(record, each)
            if found is None:
                return self._words.unread(kind)
            record = found
        return self._words.of(record, _columns_of(record)[name])

    def said(self, value: Any) -> str:
        """Return a value that was worked out in words."""
        return in_words(value, self.translate)


def _columns_of(record: Record) -> dict[str, Column]:
    return columns(type(record))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a register that is being written: the record it is about, and how the others are reached."""

    number: int
    record: Any
    book: Book

    def at(self, path: str) -> Any:
        """Return the value at the end of a path of fields."""
        return self.book.at(self.record, path)

    def words(self, path: str) -> str:
        """Return the value at the end of a path of fields in words."""
        return self.book.words(self.record, path)

    def first(self, *paths: str) -> str:
        """Return the first of several values that says anything, in words."""
        return next(filter(None, map(self.words, paths)), "")


Value = str | Callable[[Row], Any]
"""How a cell is found: a path of fields, or what works it out."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a register, under the heading of the form."""

    chinese: str
    """As the form has it."""
    english: str
    value: Value = ""
    """Where nothing is given, it is filled in by hand."""

    def say(self, translate: Translate) -> str:
        """Return the heading in the language of a translation."""
        return self.chinese if in_chinese(translate) else self.english

    def cell(self, row: Row) -> str:
        """Return what stands below it in a row."""
        if callable(self.value):
            return row.book.said(self.value(row))
        return row.words(self.value) if self.value else ""


def number_of(row: Row) -> int:
    """Return the running number of a row."""
    return row.number


def day_of(path: str) -> Value:
    """Return how the day of a moment is found."""

    def find(row: Row) -> Any:
        value = row.at(path)
        return value.date() if isinstance(value, datetime) else value

    return find


def hour_of(path: str) -> Value:
    """Return how the time of day of a moment is found."""
    return lambda row: f"{value:%H:%M}" if isinstance(value := row.at(path), datetime) else ""


def first_of(*paths: str) -> Value:
    """Return how the first of several values that says anything is found."""
    return lambda row: row.first(*paths)


NUMBERED = Heading("序号", "No.", number_of)
"""The running number."""
