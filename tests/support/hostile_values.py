"""Values that no field expects, for every field of every kind: as a journal brings them, and as a form does."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from core.model.record import Column, columns
from core.values.labelled_enum import LabelledEnum

DAYS = ("0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31", "2026-02-30", "2026-11-20T00:00:00", 0, 253402214400)
MOMENTS = (
    "0001-01-01T00:00:00", "9999-12-31T23:59:59", "2026-11-20T08:00:00Z", "2026-11-20T08:00:00+23:59",
    "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-11-20T08:00:00.123456", -62135596800,
)  # fmt: skip
NUMBERS = (-1, 0, 1, 3661, 1_000_000, 1_000_001, 2**53, 10**15, 2**63 - 1, -(2**63))
TEXTS = (
    "", " ", "\0", "\u202e" * 50, "'; DROP TABLE kind_person;--", "\ud7ff\uffff", "%s{0}{x}", "[red]", "\n" * 99,
    "2026-W99 2026-13 9999-12-31/0001-01-01", '{"learned":1}', "[[]]", "a" + "\u0301" * 300,
)  # fmt: skip
LONG = ("张" * 100_001,)
NAMES = ("zz", "d" * 31, "d" * 31 + " ", "D" * 32, "d" * 33, "-" * 32, "d" * 32)
LISTS: tuple[Any, ...] = ([], ["", ""], ["\0"], [1, 2], [["a"]], [None], [{"a": 1}], ["d" * 32] * 3)
LONG_LISTS: tuple[Any, ...] = (["x"] * 10_001,)
OTHERS: tuple[Any, ...] = (True, False, "yes", {}, {"a": {"b": 1}})
EVERY: tuple[Any, ...] = (*DAYS, *MOMENTS, *NUMBERS, *TEXTS, *NAMES, *LISTS, *OTHERS)
"""What is tried at every field, whatever its type."""


def brought(column: Column) -> tuple[Any, ...]:
    """Return what a journal may bring for a field."""
    return (*EVERY, *LONG_LISTS) if column.type is tuple else (*EVERY, *LONG) if column.type is str else EVERY


def typed(column: Column) -> Iterator[Any]:
    """Yield what a form may hand over for a field: of its type, and beyond all measure."""
    by_type: dict[type, tuple[Any, ...]] = {
        date: (date.min, date(1899, 12, 31), date(1900, 1, 1), date(2200, 12, 31), date(2201, 1, 1), date.max),
        datetime: (datetime.min, datetime(1900, 1, 1), datetime(2200, 12, 31, 23, 59), datetime.max),
        int: NUMBERS,
        str: (*NAMES, *LONG) if column.about.refers else (*TEXTS, *LONG),
        tuple: (("",), ("zz",), ("d" * 32,) * 3, ("x",) * 10_001),
    }
    yield from by_type.get(column.type, ())


def needed(model: type[BaseModel]) -> dict[str, Any]:
    """Return a value for each field that a model must have, as a journal writes it."""
    known = columns(model)
    return {
        name: _plain(known[name]) for name, info in model.model_fields.items() if info.is_required() and name in known
    }


def _plain(column: Column) -> Any:
    if issubclass(column.type, LabelledEnum):
        return str(next(iter(column.type)))
    plain: dict[type, Any] = {
        bool: False, int: 3, date: "2026-11-20", datetime: "2026-11-20T08:00:00", tuple: ["common"],
    }  # fmt: skip
    if column.type is tuple and column.about.refers:
        return ["d" * 32]
    return "d" * 32 if column.about.refers else plain.get(column.type, "1001")
