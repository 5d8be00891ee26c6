"""What a record is shown as: a value that cannot be read or reckoned with gives way to the newest before it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from core.model.change import HOME
from core.model.merge import Write, resolve_heads
from core.model.record import RECORDS, encode
from data.database.schema import table_of
from data.tables.resolved_values import MOST_TRIES, ValueResolution
from tests.support.every_case import every
from tests.support.impossible_changes import hostile_values

KINDS = sorted(kind for kind, each in RECORDS.items() if not each.is_derived and each.compartment not in HOME)


def write(number: int, fields: dict[str, Any], *supersedes: Write) -> Write:
    return Write(f"{number:064x}", number, tuple(each.id for each in supersedes), fields, number)


def shown(kind: str, *writes: Write) -> tuple[Any, set[str]]:
    made, gave_way = ValueResolution(table_of(kind), "a" * 32, writes, resolve_heads(writes)).model()
    return made, set(gave_way)


def fields_of(record: Any) -> dict[str, Any]:
    return {name: encode(value) for name, value in record.model_dump().items() if name != "id"}


@every("kind", KINDS)
def test_no_value_of_any_field_stops_the_tables(kind: str, made: Callable[..., Any]) -> None:
    """Whatever another site puts over a good value, the record is shown and all else in it stands."""
    good = write(1, fields_of(made(kind)))
    whole, _ = shown(kind, good)
    assert whole is not None
    for name, value in hostile_values(kind):
        record, gave_way = shown(kind, good, write(2, {name: value}, good))
        assert gave_way <= {name}
        if record is not None:  # else it was emptied, and cannot be without
            others = {each for each in type(record).model_fields if each not in (name, "id")}
            assert all(getattr(record, each) == getattr(whole, each) for each in others)
        else:
            assert value is None
        if gave_way:
            assert record == whole, f"{name} {value!r}"


@every("kind", KINDS)
def test_no_record_that_is_born_so_stops_the_tables(kind: str, made: Callable[..., Any]) -> None:
    good = fields_of(made(kind))
    for name, value in hostile_values(kind):
        shown(kind, write(1, {**good, name: value}))


def test_what_stops_the_reckoning_gives_way_and_not_what_was_written_since(
    monkeypatch: pytest.MonkeyPatch, made: Callable[..., Any]
) -> None:
    def explain(self: Any) -> None:
        return None if self.name != "祸" else [][1]

    monkeypatch.setattr(RECORDS["person"], "explain", explain)
    first = write(1, {**fields_of(made("person", name="张三")), "post": "会计"})
    bad = write(2, {"name": "祸"}, first)
    worse = replace(write(3, {"name": "祸"}, bad), time=3)
    later = write(4, {"post": "出纳"}, first)
    for order in ((first, bad, worse, later), (later, worse, bad, first)):
        record, gave_way = shown("person", *order)
        assert (record.name, record.post, gave_way) == ("张三", "出纳", {"name"})


def test_the_search_for_what_stops_it_ends(monkeypatch: pytest.MonkeyPatch, made: Callable[..., Any]) -> None:
    tries = []

    def explain(self: Any) -> None:
        tries.append(self.name)
        raise ZeroDivisionError

    monkeypatch.setattr(RECORDS["person"], "explain", explain)
    writes = [write(1, fields_of(made("person")))]
    for number in range(2, 3000):
        writes.append(write(number, {"name": f"第{number}次"}, writes[-1]))
    record, gave_way = shown("person", *writes)
    assert record is None
    assert gave_way
    assert len(tries) <= MOST_TRIES
