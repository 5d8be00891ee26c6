"""What a record refers to: for tests of actions that are about both."""

from collections.abc import Callable, Iterator
from typing import Any

from core.model.record import RECORDS, Record, columns


def named_by(record: Record, sample: Callable[..., Any]) -> Iterator[Record]:
    """Yield what a record refers to of its own desk, made for it."""
    for column in columns(type(record)).values():
        kind, named = column.about.refers, getattr(record, column.name)
        if kind in RECORDS and _desk(RECORDS[kind]) == _desk(type(record)) and isinstance(named, str):
            yield sample(RECORDS[kind], id=named)


def _desk(record_type: type[Record]) -> str:
    return record_type.__module__.rpartition(".")[0]
