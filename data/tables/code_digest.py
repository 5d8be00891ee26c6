"""What tables are worked out with: a digest of the code that derives them, so that they are made again when it changes.

A declaration's columns can be compared; what `agenda()` or a derived column computes cannot. So the instructions and
constants of that code are put into the fingerprint of the tables, and those of whatever of ours it calls. Comments and
the places of lines make no difference; another version of Python does.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache, cached_property, partial
from types import CodeType, FunctionType
from typing import Any

from core.model.merge import resolve_heads
from core.model.record import Derived
from core.model.rule import Rule
from core.rules.agenda import agenda_of, conflicts_of, decision_due
from core.rules.breaches import listed_breaches
from core.rules.duplicates import RULES, pairs
from core.rules.following_rules import rules_of
from core.rules.joined_records import references, shown_for
from core.values.labelled_enum import LabelledEnum
from data.database.schema import TableSchema, table_of
from data.database.search import indexed
from data.journal.validity import judge
from data.tables.pinyin import name_keys
from data.tables.resolved_values import ValueResolution, work_out

OURS = ("core.", "data.")
_PLAIN = (str, bytes, int, float, type(None), date, timedelta)


def digest(functions: tuple[Callable[..., Any], ...], record_type: type = object) -> str:
    """Return a digest of these functions and what they call: functions of ours, and what `record_type` has by name."""
    seen: set[CodeType] = set()
    texts = (text for function in functions for text in _of(function, record_type, seen))
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def fingerprint(kind: str) -> str:
    """Return what the declaration of a kind makes of its table; when it changes, the table is made again."""
    return _fingerprint(table_of(kind), rules_of(kind))


@cache
def _fingerprint(table: TableSchema, rules: tuple[Rule, ...]) -> str:
    """Return the fingerprint of a table and the rules of its kind: code stays as it is while the program runs."""
    fields = table.record_type.model_fields
    work = [(each.name, each.about, each.derived or repr(fields[each.name].default)) for each in table.columns]
    statements = [*table.ddl("main"), *table.text_index_ddl("main"), *table.index_ddl("main")]
    derived = [_attributes(table.record_type)[name] for name in sorted(table.derived)]
    shown = [_attributes(table.record_type)[name] for name in ("title", "agenda", "explain")]
    own = digest((*shown, *derived), table.record_type)
    declared = [(each.name, each.links, each.beside, each.tells) for each in rules]
    broken = digest(tuple(each.broken for each in rules))
    made_of = (statements, work, table.names, own, declared, broken, _common())
    return hashlib.sha256(repr(made_of).encode()).hexdigest()


@cache
def _common() -> str:
    """Return the digest of what works out the tables of every kind."""
    chosen = (
        judge,
        work_out,
        ValueResolution.model,
        ValueResolution._attempt,
        ValueResolution._without_one_value,
        ValueResolution._before,
        ValueResolution._give_way,
    )
    recognised: tuple[Callable[..., Any], ...] = (shown_for, references, pairs, *RULES.values())
    return digest(
        (
            TableSchema.row,
            TableSchema.texts,
            agenda_of,
            conflicts_of,
            decision_due,
            listed_breaches,
            resolve_heads,
            name_keys,
            indexed,
            *chosen,
            *recognised,
        )
    )


def _of(thing: Any, record_type: type, seen: set[CodeType]) -> Iterator[str]:
    """Yield what makes up a function, or a constant that one uses; nothing of what is not ours."""
    function = _function(thing)
    if isinstance(function, FunctionType):
        if function.__module__.startswith(OURS) and function.__code__ not in seen:
            seen.add(function.__code__)
            yield from _of(function.__defaults__, record_type, seen)
            yield from _of_code(function.__code__, function, record_type, seen)
    elif isinstance(thing, partial):
        yield from _of(thing.func, record_type, seen)
        yield from _of([thing.args, thing.keywords], record_type, seen)
    elif isinstance(thing, type) and issubclass(thing, LabelledEnum):
        yield repr([(word.name, word.value) for word in thing])
    elif isinstance(thing, re.Pattern):
        yield repr((thing.pattern, thing.flags))
    elif isinstance(thing, _PLAIN):
        yield repr(thing)
    elif isinstance(thing, (set, frozenset)):
        yield repr(sorted(map(repr, thing)))
    elif isinstance(thing, (tuple, list)):
        for each in thing:
            yield from _of(each, record_type, seen)
    elif isinstance(thing, dict):
        for pair in sorted(thing.items(), key=lambda pair: repr(pair[0])):  # it is filled as modules are imported
            yield from _of(pair, record_type, seen)


def _function(thing: Any) -> Any:
    """Return the function inside a property, a derived column, a cache or a method of a class."""
    match thing:
        case property():
            thing = thing.fget
        case cached_property():
            thing = thing.func
        case Derived():
            thing = thing.work_out
        case classmethod() | staticmethod():
            thing = thing.__func__
    return getattr(thing, "__wrapped__", thing)


def _of_code(code: CodeType, function: FunctionType, record_type: type, seen: set[CodeType]) -> Iterator[str]:
    yield f"{code.co_name} {code.co_code.hex()} {code.co_names} {code.co_varnames}"
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _of_code(constant, function, record_type, seen)
        elif constant != function.__doc__:
            yield from _of(constant, record_type, seen)
    for name in code.co_names:
        for known in (function.__globals__, _attributes(record_type)):
            if name in known:
                yield from _of(known[name], record_type, seen)


@cache
def _attributes(record_type: type) -> dict[str, Any]:
    """Return what a type has by name, its own before what it inherits, without asking any descriptor."""
    return {name: found for each in reversed(record_type.__mro__) for name, found in vars(each).items()}
