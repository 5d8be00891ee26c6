"""The plain words of a search line: they find what a record says, and the names in it that the officer may see."""

from collections.abc import Iterator

from core.model.context import Context
from core.model.field import ANY, Role
from core.model.query import EVERYTHING, AnyOf, Called, Condition, FullText, Via, both
from core.model.record import RECORDS, Column, Record, columns
from core.values.tree_path import parts_of_path


def named(kind: str, text: str) -> Condition:
    """Return the condition that a record is called so: by words of its own, or by those of its path."""
    within = RECORDS[kind].within
    names = parts_of_path(text) if within else []
    if len(names) < 2:
        return FullText(text)
    above: Condition = EVERYTHING
    for name in names[:-1]:
        above = Via(within, kind, both(FullText(name), above))
    return both(FullText(names[-1]), above)


def holding(kind: type[Record], text: str, context: Context) -> Condition:
    """Return the condition that a record holds each of these words, or a name in it is written or spelt like it.

    A name is one of its own, or that of somebody or something it refers to; who must not see a field finds nothing
    by it.
    """
    return both(*(_holding_word(kind, word, context) for word in text.split()))


def _holding_word(kind: type[Record], word: str, context: Context) -> Condition:
    found = (FullText(word), *_named(kind, word, context))
    return found[0] if len(found) == 1 else AnyOf(found)


def _named(kind: type[Record], word: str, context: Context) -> Iterator[Condition]:
    """Yield the conditions that a name in a record, or in what an entry is about, is like a word."""
    for name, column in columns(kind).items():
        if not context.sees(kind.kind, name):
            continue
        if column.about.pinyin and column.about.masked:
            yield Called(name, word)
        elif _tells_a_name(column):
            other = column.about.refers
            yield from (Via(name, other, Called(each, word)) for each in _names(RECORDS[other]))
    if kind.is_derived:
        for other, about in RECORDS.items():
            if not about.is_derived and kind.applies_to(about):
                yield from (Via("record", other, each) for each in _named(about, word, context))


def _tells_a_name(column: Column) -> bool:
    """Whether a field refers to one record whose name belongs to what is read; who did something long ago does not."""
    about = column.about
    refers = column.type is str and about.refers in RECORDS and about.refers != ANY and not about.owner
    return refers and bool(about.column or about.says != Role.DOER)


def _names(kind: type[Record]) -> list[str]:
    """Return the names of a kind that everybody who reads it sees."""
    return [name for name, column in columns(kind).items() if column.about.pinyin and not column.about.masked]
