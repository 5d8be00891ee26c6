"""The search line: what an officer types to choose records, e.g. `state:open late handler:me received:2020-01 拖欠`.

Spaces part the terms, and all of them must hold. A term is

- `field:value`: the field by its name or label; several values with commas between them; `none` for an empty field;
- a filter of the kind, such as `late` or `mine`, alone or as `state:late`;
- anything else: words to look for. Quotes keep a term with spaces or colons together.

A leading `-` or `!` turns a term round. Dates are a day, a month or a year, `a..b`, `<a` or `>a`. Full-width colons,
commas and spaces count as the plain ones, and names are known in English and in the officer's language.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Any

from core.model.context import Context
from core.model.deadline import DeadlineStatus
from core.model.field import ANY, Names
from core.model.query import (
    NOTHING,
    AnyOf,
    Begins,
    Between,
    Blank,
    Called,
    Condition,
    FullText,
    Holds,
    Is,
    Not,
    Query,
    StartsWith,
    Via,
    both,
)
from core.model.record import RECORDS, Column, Record, columns
from core.office.search_terms import Term, beginning, plain, terms
from core.office.search_words import holding, named
from core.policy.pack import option_tree
from core.values.cadence import key_of
from core.values.cleaning import folded
from core.values.labelled_enum import LabelledEnum
from core.values.ranges import of_dates, of_numbers
from core.values.refusal import Refusal
from core.values.sentence import N_, Translate
from core.wording.labels import option_called, worded
from core.wording.record_text import deadline_status_of

STATE = N_("state")
"""The field that stands for all filters and stages together, as in `state:open`."""
STANDING = N_("Standing")
"""The column of lists that says how a record stands against its term; kinds with terms are searched by it."""
NONE = N_("none")
ME = N_("me")
BOOLS = {N_("yes"): True, N_("no"): False}


class UnknownField(Refusal):
    """There is no field “{name}” here. There are: {known}. To look for the text itself, put it in quotes."""


class NeverSought(UnknownField):
    """Nothing is looked for by “{name}”: no list tells where one person came and went. There are: {known}."""


class UnknownValue(Refusal):
    """“{value}” is no value of {field}. There are: {known}."""


_COMMAS = re.compile("[,、]")
MOST_TITLES = 5000
"""So many records that a field refers to are looked at by what they are called, where no word of theirs is found."""


def parse(line: str, kind: type[Record], context: Context, translate: Translate = str) -> Condition:
    """Return the condition a line stands for; raises `UnknownField`, `UnknownValue` or a date's refusal."""
    return _Language(kind, context, translate).condition(line)


def complete(line: str, kind: type[Record], context: Context, translate: Translate = str) -> list[str]:
    """Return the line with its last term completed in each way that there is, shortest first."""
    return _Language(kind, context, translate).completions(line)


class _Language:
    """What can be said in the search line of one kind, in one language."""

    def __init__(self, kind: type[Record], context: Context, translate: Translate) -> None:
        self._context = context
        self._translate = translate
        self._kind = kind
        self._columns = {name: each for name, each in columns(kind).items() if not each.about.unsought}
        stage = self._columns.get("stage")
        self._stages: type[LabelledEnum] | None = stage.type if stage and issubclass(stage.type, LabelledEnum) else None
        self._filters = kind.filters(context)

    # Names

    def _names(self, key: str) -> Iterable[str]:
        """Yield how a catalogue key can be written: in English and in the officer's language."""
        return (plain(key), plain(self._translate(key)))

    def _filter(self, text: str) -> Condition | None:
        return next((found for name, found in self._filters.items() if plain(text) in self._names(name)), None)

    def _field(self, text: str) -> Column:
        for name, column in self._columns.items():
            if plain(text) in (plain(name), *self._names(column.about.label)):
                return column
        for name, column in columns(self._kind).items():
            if column.about.unsought and plain(text) in (plain(name), *self._names(column.about.label)):
                raise NeverSought(name=text, known=self._listed(map(self._translate, self._labels())))
        raise UnknownField(name=text, known=self._listed(map(self._translate, self._labels())))

    def _labels(self) -> Iterable[str]:
        """Return the catalogue keys of the fields that can be asked for."""
        standing = (STANDING,) if self._kind.status_columns else ()
        return (STATE, *standing, *(column.about.label for column in self._columns.values()))

    def _member(self, text: str, words: Iterable[LabelledEnum]) -> LabelledEnum | None:
        return next((word for word in words if plain(text) in (plain(word.value), *self._names(word.label))), None)

    # Terms

    def condition(self, line: str) -> Condition:
        """Return the condition that all terms make together."""
        words, conditions = list[str](), list[Condition]()
        names = [translate(label) for label in self._labels() for translate in (self._translate, str)]
        for term in terms(line, names):
            found = self._meaning(term)
            if found is None and not term.turned:
                words.append(term.value)
            else:
                meant = found or holding(self._kind, term.value, self._context)
                conditions.append(Not(meant) if term.turned else meant)
        if words:
            conditions.append(holding(self._kind, " ".join(words), self._context))
        return both(*conditions)

    def _meaning(self, term: Term) -> Condition | None:
        """Return what a term asks for, or None if it is a word to look for."""
        if term.quoted and not term.field:
            return None
        if not term.field:
            return self._filter(term.value)
        if plain(term.field) in self._names(STATE):
            return self._any_of(self._state, term)
        if self._kind.status_columns and plain(term.field) in self._names(STANDING):
            return self._any_of(self._standing, term)
        column = self._field(term.field)
        return self._any_of(lambda value: self._value(column, value), term)

    def _any_of(self, meaning: Callable[[str], Condition], term: Term) -> Condition:
        values = [term.value] if term.quoted else _COMMAS.split(term.value)
        found = tuple(meaning(value) for value in values)
        return found[0] if len(found) == 1 else AnyOf(found)

    def _state(self, value: str) -> Condition:
        found = self._filter(value)
        if found is not None:
            return found
        member = self._member(value, self._stages or ())
        if member is not None:
            return Is("stage", (member,))
        raise UnknownValue(value=value, field=self._translate(STATE), known=self._listed(self._states()))

    def _standing(self, value: str) -> Condition:
        """Return the condition for how a record stands, which is worked out for all that have any date to it."""
        wanted = self._member(value, DeadlineStatus)
        if wanted is None and plain(value) not in self._names(NONE):
            raise UnknownValue(value=value, field=self._translate(STANDING), known=self._listed(self._standings()))
        kind = self._kind
        dated = [name for name in kind.status_columns if issubclass(self._columns[name].type, date)]
        rows = self._context.rows(
            Query(kind.kind, AnyOf(tuple(Not(Blank(name)) for name in dated))), "id", *kind.status_columns
        )
        standings = {
            row[0]: deadline_status_of(kind, dict(zip(kind.status_columns, row[1:], strict=True)), self._context)
            for row in rows
        }
        if wanted is None:
            return Not(Is("id", tuple(record for record, each in standings.items() if each)))
        return Is("id", tuple(record for record, each in standings.items() if each == wanted))

    def _standings(self) -> Iterable[str]:
        return (self._translate(word.label) for word in (*DeadlineStatus,))

    def _states(self) -> Iterable[str]:
        yield from map(self._translate, self._filters)
        yield from (self._translate(word.label) for word in self._stages or ())

    # Values

    def _value(self, column: Column, text: str) -> Condition:
        if plain(text) in self._names(NONE):
            return Blank(column.name)
        if column.about.refers and column.type is not tuple:
            return self._reference(column, text)
        if column.about.names:
            return self._worded(column, column.about.names, text)
        if issubclass(column.type, LabelledEnum | bool):
            return Is(column.name, (self._choice(column, text),))
        if issubclass(column.type, date):
            return self._days(column, text)
        if column.type is tuple:
            return self._one_of(column, text)
        if column.about.options:
            return self._branch(column, text)
        if column.about.period:
            return StartsWith(column.name, key_of(text, self._translate))
        if column.type is int:
            return Between(column.name, *of_numbers(text))
        if column.about.pinyin:
            return Called(column.name, text)
        if column.about.search and not column.about.masked:
            return Begins(column.name, text)
        values = self._context.values(self._kind.kind, column.name)
        return Is(column.name, tuple(value for value in values if value and folded(value).startswith(folded(text))))

    def _worded(self, column: Column, names: Names, text: str) -> Condition:
        """Return the condition for a field that shows its names in words: those in use that begin like the text."""
        shown = {
            value: (worded(names, value, self._translate), worded(names, value, str))
            for value in self._context.values(self._kind.kind, column.name)
            if value
        }
        found = [value for value, words in shown.items() if any(plain(each).startswith(plain(text)) for each in words)]
        if not found:
            raise UnknownValue(
                value=text,
                field=self._translate(column.about.label),
                known=self._listed(words for words, _english in shown.values()),
            )
        return Is(column.name, tuple(found))

    def _one_of(self, column: Column, text: str) -> Condition:
        """Return the condition for a field of several values: one of them is called so."""
        held = {part for parts in self._context.values(self._kind.kind, column.name) for part in parts}
        called = {part: self._part_called(column, part) for part in sorted(held)}
        conditions = []
        for name in _COMMAS.split(text):
            found = [part for part, words in called.items() if plain(name) in (plain(part), *map(plain, words))]
            if not found:
                known = self._listed(words[0] for words in called.values())
                raise UnknownValue(value=name, field=self._translate(column.about.label), known=known)
            conditions.append(AnyOf(tuple(Holds(column.name, part) for part in found)))
        return both(*conditions)

    def _part_called(self, column: Column, part: str) -> tuple[str, ...]:
        """Return what one of several values is called, in the officer's language and in English."""
        if column.about.refers:
            return (self._context.title(column.about.refers, part, self._translate),)
        policy, options = self._context.policy, column.about.options
        return tuple(option_called(policy, options, part, translate) for translate in (self._translate, str))

    def _reference(self, column: Column, text: str) -> Condition:
        if column.about.refers == "officer" and plain(text) in self._names(ME):
            return Is(column.name, (self._context.officer,))
        # An entry of the agenda is found by the words of the record it is about.
        wordy: Condition = FullText(text) if self._kind.is_derived else NOTHING
        refers, text = self._of_kinds(column.about.refers, text)
        if refers != ANY:
            each, *others = (Via(column.name, kind, named(kind, text)) for kind in refers.split())
            wordy = AnyOf((each, *others)) if others else each
        if self._context.seen(Query(self._kind.kind, wordy, limit=1)):
            return wordy
        referred = [record for record in self._context.values(self._kind.kind, column.name)[:MOST_TITLES] if record]
        titles = {record: self._context.title(refers, record, self._translate) for record in referred}
        called = tuple(record for record, title in titles.items() if folded(title).startswith(folded(text)))
        return Is(column.name, called) if called else wordy

    def _of_kinds(self, kinds: str, text: str) -> tuple[str, str]:
        """Return which of several kinds is meant, and its name: lists write the kind and a colon in front of it."""
        said, colon, name = text.replace("：", ":").partition(":")
        found = [kind for kind in kinds.split() if " " in kinds and plain(said) in self._names(RECORDS[kind].label)]
        return (found[0], name.strip()) if colon and found else (kinds, text)

    def _choice(self, column: Column, text: str) -> Any:
        if issubclass(column.type, LabelledEnum):
            found: Any = self._member(text, column.type)
        else:
            found = next((value for key, value in BOOLS.items() if plain(text) in self._names(key)), None)
        if found is None:
            raise self._unknown(column, text)
        return found

    def _branch(self, column: Column, text: str) -> Condition:
        """Return the condition for a place on a tree of the policy pack and all below it."""
        paths = self._context.policy.options(column.about.options)
        known = {**option_tree(paths), **self._context.policy.other_words(column.about.options)}
        path = next((path for name, path in known.items() if plain(name) == plain(text)), None)
        if path is None:
            raise self._unknown(column, text)
        return AnyOf((Is(column.name, (path,)), StartsWith(column.name, f"{path}/")))

    def _unknown(self, column: Column, text: str) -> UnknownValue:
        return UnknownValue(
            value=text, field=self._translate(column.about.label), known=self._listed(self._choices(column))
        )

    def _choices(self, column: Column) -> list[str]:
        """Return the values that are known of a field, in the officer's language."""
        found: list[str] = []
        if issubclass(column.type, LabelledEnum):
            found = [self._translate(word.label) for word in column.type]
        elif column.type is bool:
            found = [self._translate(name) for name in BOOLS]
        elif column.about.options:
            found = list(self._context.policy.options(column.about.options))
        elif column.about.refers == "officer":
            found = [self._translate(ME)]
        return [*found, self._translate(NONE)]

    def _days(self, column: Column, text: str) -> Condition:
        low, high = of_dates(text, self._context.today)
        if issubclass(column.type, datetime):
            low = datetime.combine(low, time.min) if low else None
            high = datetime.combine(high, time.max) if high else None
        return Between(column.name, low, high)

    # Completion

    def completions(self, line: str) -> list[str]:
        """Return the line with its last term completed."""
        place = max(line.rfind(" "), line.rfind("\u3000")) + 1
        before, typed = line[:place], unicodedata.normalize("NFKC", line[place:])
        mark = typed[: len(typed) - len(typed.lstrip("-!"))]
        name, colon, value = typed[len(mark) :].partition(":")
        if colon:
            given, comma, last = value.rpartition(",")
            found = [f"{name}:{given}{comma}{each}" for each in beginning(last, self._values(name))]
        else:
            found = list(beginning(name, self._openings())) if name else []
        return [f"{before}{mark}{each.replace(' ', '_')}" for each in dict.fromkeys(found)]

    def _listed(self, names: Iterable[str]) -> str:
        return self._translate(", ").join(dict.fromkeys(name for name in names if name))

    def _openings(self) -> Iterable[str]:
        """Yield filters and field names in the officer's language, then in English."""
        labels = tuple(self._labels())
        for translate in (self._translate, str):
            yield from map(translate, self._filters)
            yield from (f"{translate(label)}:" for label in labels)

    def _values(self, name: str) -> Iterable[str]:
        if plain(name) in self._names(STATE):
            return self._states()
        if self._kind.status_columns and plain(name) in self._names(STANDING):
            return self._standings()
        try:
            return self._choices(self._field(name))
        except UnknownField:
            return ()
