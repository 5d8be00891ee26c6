"""Core's queries in SQL."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from core.model.query import (
    AllOf,
    AnyOf,
    Begins,
    Between,
    Blank,
    ByPlace,
    Called,
    Condition,
    Counted,
    FullText,
    Having,
    Holds,
    Is,
    Not,
    Order,
    Query,
    StartsWith,
    Via,
    fields_of,
    holds_words,
)
from core.model.record import RECORDS, children_of, encode, owner_field
from core.values.bounds import plain_type
from core.values.cleaning import folded
from data.database.dialect import IN_LIST, as_list
from data.database.schema import JOINED, name_index, table_of
from data.database.search import beginning_expression, match_expression, pinyin_range

Sql = tuple[str, list[Any]]

MANY = 1000
"""SQLite takes only so many values apart; more are handed over as one list."""
HIGHEST = "\U0010ffff"
_AMONG = "n IN ("
"""The beginning of a condition that is nothing but which row numbers meet it."""


def where(kind: str, condition: Condition) -> Sql:
    """Return the SQL of a condition on the rows of a kind, with its values."""
    match condition:
        case Is(field, allowed) if len(allowed) > MANY:
            return f'"{field}" {IN_LIST}', [as_list(_value(value) for value in allowed)]
        case Is(field, allowed):
            return f'"{field}" IN ({", ".join("?" * len(allowed))})', [_value(value) for value in allowed]
        case Between(field, low, high):
            return _between(kind, field, low, high)
        case StartsWith(field, text):
            return f'"{field}" >= ? AND "{field}" < ?', [text, text + HIGHEST]
        case Counted(field, prefix, digits):
            pattern = re.sub(r"([*?[])", r"[\1]", prefix) + "[0-9]" * digits
            return f'"{field}" >= ? AND "{field}" < ? AND "{field}" GLOB ?', [prefix, prefix + HIGHEST, pattern]
        case Begins(field, text):
            return _begins(kind, field, text)
        case Called(field, text):
            return _called(kind, field, text)
        case Blank(field):
            return f"(\"{field}\" IS NULL OR \"{field}\" IN ('', '[]'))", []  # the last is an empty list of values
        case Holds(field, value):
            return f'EXISTS (SELECT 1 FROM json_each("{field}") WHERE value = ?)', [value]
        case FullText(text):
            return _words(kind, text)
        case Via(field, other, inner):
            inner_sql, values = where(other, inner)
            return f'"{field}" IN (SELECT id FROM kind_{other} WHERE {inner_sql})', values
        case Having(other, field, inner):
            inner_sql, values = where(other, inner)
            return f'id IN (SELECT "{field}" FROM kind_{other} WHERE deleted = 0 AND ({inner_sql}))', values
        case Not(inner):
            inner_sql, values = where(kind, inner)
            return f"NOT coalesce({inner_sql}, 0)", values
        case AllOf(parts):
            return _joined(kind, parts, " AND ", "1")
        case AnyOf(parts) if holds_words(condition):
            return _either(kind, [where(kind, part) for part in parts])
        case AnyOf(parts):
            return _joined(kind, parts, " OR ", "0")


def _joined(kind: str, parts: tuple[Condition, ...], word: str, empty: str) -> Sql:
    done = [where(kind, part) for part in parts]
    joined = word.join(f"({sql})" for sql, _ in done) or empty
    return joined, [value for _, values in done for value in values]


def _either(kind: str, choices: list[Sql]) -> Sql:
    """Return the condition that one of several holds, each looked up by itself: most have an index of their own."""
    if not choices:
        return "0", []
    if len(choices) == 1:
        return choices[0]
    union = " UNION ALL ".join(_numbers(kind, sql) for sql, _ in choices)
    return f"{_AMONG}{union})", [value for _, values in choices for value in values]


def _numbers(kind: str, sql: str) -> str:
    """Return the SELECT of the row numbers of a condition; one that says itself which they are needs no row for it."""
    return sql[len(_AMONG) : -1] if sql.startswith(_AMONG) else f"SELECT n FROM kind_{kind} WHERE {sql}"


def _between(kind: str, field: str, low: Any, high: Any) -> Sql:
    is_time = table_of(kind).record_type.model_fields.get(field)
    sides, values = [f'"{field}" IS NOT NULL'], []
    if low is not None:
        sides.append(f'"{field}" >= ?')
        values.append(_value(low))
    if high is not None:
        sides.append(f'"{field}" <= ?')
        # A day given as the end of a range of times means the whole day.
        whole_day = is_time and type(high) is date and plain_type(is_time.annotation) is datetime
        values.append(f"{_value(high)}{HIGHEST}" if whole_day else _value(high))
    return " AND ".join(sides), values


def _begins(kind: str, field: str, text: str) -> Sql:
    index, expression = table_of(kind).index, beginning_expression(field, text)
    return (f"{_AMONG}SELECT rowid FROM {index} WHERE {index} MATCH ?)", [expression]) if expression else ("0", [])


def _called(kind: str, field: str, text: str) -> Sql:
    start = folded(text)
    return _spelt(kind, field, start, start + HIGHEST) if start else ("0", [])


def _spelt(kind: str, field: str, start: str, end: str) -> Sql:
    found = f"{_AMONG}SELECT n FROM pinyin WHERE field = ? AND spelling >= ? AND spelling < ?)"
    return found, [name_index(kind, field), start, end]


def _value(value: Any) -> Any:
    value = encode(value)
    return int(value) if isinstance(value, bool) else value


def _words(kind: str, text: str) -> Sql:
    """Return the condition that a record, or a part of it, holds the words, or a name is spelt like them."""
    if RECORDS[kind].is_derived:
        return _words_of_derived(text)
    choices = list(_word_choices(kind, text))
    for part in children_of(kind):
        owner = owner_field(part)
        assert owner is not None
        for sql, values in _word_choices(part.kind, text):
            choices.append((f'id IN (SELECT "{owner.name}" FROM kind_{part.kind} WHERE {sql})', values))
    return _either(kind, choices)


def _words_of_derived(text: str) -> Sql:
    """Return the condition that the record an entry is about holds the words."""
    choices = [
        (f'"record" IN (SELECT id FROM kind_{kind} WHERE {sql})', values)
        for kind, record_type in RECORDS.items()
        if not record_type.is_derived
        for sql, values in [_words(kind, text)]
        if sql != "0"
    ]
    return f"({' OR '.join(sql for sql, _ in choices)})", [value for _, values in choices for value in values]


def _word_choices(kind: str, text: str) -> Iterator[Sql]:
    table = table_of(kind)
    expression = match_expression(text)
    if table.searched and expression:
        yield f"{_AMONG}SELECT rowid FROM {table.index} WHERE {table.index} MATCH ?)", [expression]
    if spelt := pinyin_range(text):
        yield from (_spelt(kind, field, *spelt) for field in table.spelled)


def select(query: Query, what: str) -> Sql:
    """Return the SELECT of a query for these columns."""
    sql, values = where(query.kind, query.where)
    order: Order = query.order or RECORDS[query.kind].order
    listed, joins, places = ", ".join(map(_in_order, range(len(order)), order)), "", list[Any]()
    for number, each in enumerate(order):
        if isinstance(each, ByPlace):
            # Grouped, it is worked out once and looked up; else SQLite would go through the list for every row.
            ranks = f"SELECT value AS value_{number}, min(key) AS place_{number} FROM json_each(?) GROUP BY value"
            joins += f' LEFT JOIN ({ranks}) ON value_{number} = "{each.field}"'
            places.append(as_list(map(encode, each.values)))
    limit = f" LIMIT {int(query.limit)}" if query.limit is not None else ""
    found = f"kind_{query.kind}{joins} WHERE deleted = {_state(query)} AND ({sql})"
    return f"SELECT {what} FROM {found} ORDER BY {listed}{limit}", [*places, *values]


def _in_order(number: int, each: str | ByPlace) -> str:
    if isinstance(each, ByPlace):
        return f"place_{number} IS NULL, place_{number}{' DESC' if each.turned else ''}"
    return f'"{each[1:]}" DESC' if each.startswith("-") else f'"{each}"'


def counted(query: Query, fields: Sequence[str] = ()) -> tuple[str, str, list[Any]]:
    """Return what to count a query's records in, the number to ask for there, and the values.

    If a tally has every field that is looked at, it is the tally, and a million records are counted in its few rows.
    """
    sql, values = where(query.kind, query.where)
    table = table_of(query.kind)
    asked = {*fields, *(field for kind, field in fields_of(query.kind, query.where) if kind == query.kind)}
    if asked and not query.joined and not holds_words(query.where):
        for combination in sorted(RECORDS[query.kind].counters, key=len):
            if asked.issubset(combination):
                return f"{table.tally(combination)} WHERE {sql}", "sum(count)", values
    return f"{table.name} WHERE deleted = {_state(query)} AND ({sql})", "count(*)", values


def _state(query: Query) -> int:
    return JOINED if query.joined else 0
