"""Made one: a record that says it is the same as another of its kind stands under that one (decision 0024).

Nothing that refers to either is rewritten in the journal. The tables show every reference as that to the one that is
shown, so that it makes no difference what came first, and taking it back leaves no trace.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from core.model.record import RECORDS, Record, columns

SAME_AS = "same_as"
"""The field by which a record names the one under which it stands."""


def joinable(kind: str) -> bool:
    """Whether records of a kind can be made one."""
    return kind in RECORDS and SAME_AS in RECORDS[kind].model_fields


@cache
def references(record_type: type[Record]) -> dict[str, str]:
    """Return the fields of a kind that refer to records that can be made one, each with their kind."""
    return {
        column.name: column.about.refers
        for column in columns(record_type).values()
        if joinable(column.about.refers) and not column.derived and column.name != SAME_AS
    }


def shown_for(named: Mapping[str, str]) -> dict[str, str]:
    """Return for each record that stands under another the one that is shown for it.

    `named` is what each record names, of those that are there. Who names nobody is shown; of a circle, which two sites
    may make at once, the one with the smallest identifier is.
    """
    shown: dict[str, str] = {}
    for start in named:
        way: list[str] = []
        at = start
        while at in named and at not in shown and at not in way:
            way.append(at)
            at = named[at]
        top = min(way[way.index(at) :]) if at in way else shown.get(at, at)
        shown.update(dict.fromkeys(way, top))
    return {record: top for record, top in shown.items() if record != top}


def resolved(record: Record, shown: Callable[[str], Mapping[str, str]]) -> Record:
    """Return a record with every reference being to the record that is shown; `shown` tells that of a kind."""
    changed: dict[str, Any] = {}
    for name, kind in references(type(record)).items():
        if joined := shown(kind):
            value = getattr(record, name)
            if isinstance(value, tuple):
                now: Any = tuple(dict.fromkeys(joined.get(each, each) for each in value))
            else:
                now = joined.get(value, value)
            if now != value:
                changed[name] = now
    return record.model_copy(update=changed) if changed else record
