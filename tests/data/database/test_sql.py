"""What a condition means is worked out a second time in plain Python; the database must agree about every record."""

import random
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.desks.grievances import Channel, Grievance, Stage
from core.desks.people.records import Unit
from core.model.action import create
from core.model.query import (
    EVERYTHING,
    NOTHING,
    AllOf,
    AnyOf,
    Between,
    Blank,
    Condition,
    Is,
    Not,
    Query,
    StartsWith,
    Via,
)
from core.model.record import Record
from data.site.open_site import OpenSite
from data.store.sql_store import SqlStore

DAYS = [date(2026, 11, day) for day in (1, 2, 3, 30)]
MOMENTS = [datetime(2026, 11, day, hour, minute) for day in (1, 2, 3) for hour, minute in ((0, 0), (23, 59))]
CATEGORIES = ["", "城乡建设", "城乡建设/安全生产", "城乡建设/安全生产/事故处理", "党务政务", "城乡"]
NAMES = ["车间", "机关", ""]
UNITS = [Unit(id=str(number) * 32, name=name or "无", code=name) for number, name in enumerate(NAMES)]


@pytest.fixture(scope="module")
def stock(module_site: OpenSite) -> tuple[SqlStore, dict[str, Record]]:
    """Sixty grievances of every sort, and three units."""
    draw = random.Random(7)
    made: list[Record] = [*UNITS]
    for number in range(60):
        made.append(
            Grievance(
                number=f"{number}",
                subject="x",
                stage=draw.choice(list(Stage)),
                channel=draw.choice(list(Channel)),
                received=draw.choice(MOMENTS),
                category=draw.choice(CATEGORIES),
                unit=draw.choice([*(unit.id for unit in UNITS), ""]),
                accepted=draw.choice([None, *DAYS]),
                accept_days=draw.randint(0, 3),
            )
        )
    with module_site.store.transaction():
        module_site.store.write(map(create, made), officer="a" * 32, action="test")
    return module_site.store, {record.id: record for record in made}


def holds(record: Record, condition: Condition, records: dict[str, Record]) -> bool:
    """Whether a condition holds, as `core.model.query` says in words."""
    match condition:
        case AllOf(parts):
            return all(holds(record, part, records) for part in parts)
        case AnyOf(parts):
            return any(holds(record, part, records) for part in parts)
        case Not(part):
            return not holds(record, part, records)
        case Is(field, values):
            return getattr(record, field) in values
        case StartsWith(field, text):
            return str(getattr(record, field)).startswith(text)
        case Blank(field):
            return getattr(record, field) in (None, "")
        case Between(field, low, high):
            return within(getattr(record, field), low, high)
        case Via(field, _, part):
            other = records.get(getattr(record, field))
            return other is not None and holds(other, part, records)
    raise AssertionError(condition)


def within(value: Any, low: Any, high: Any) -> bool:
    if value is None:
        return False
    if isinstance(value, datetime):  # a day as an end is the whole day
        low = datetime.combine(low, datetime.min.time()) if type(low) is date else low
        high = datetime.combine(high, datetime.max.time()) if type(high) is date else high
    return (low is None or low <= value) and (high is None or value <= high)


def ends(values: list[Any]) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(values)


SIMPLE: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Is, st.just("stage"), st.lists(st.sampled_from(Stage), max_size=2).map(tuple)),
    st.builds(Is, st.just("open"), st.sampled_from([(True,), (False,)])),
    st.builds(Is, st.just("accepted"), st.sampled_from(DAYS).map(lambda day: (day,))),
    st.builds(StartsWith, st.just("category"), st.sampled_from(CATEGORIES)),
    st.builds(Blank, st.sampled_from(["category", "accepted", "unit", "due"])),
    st.builds(Between, st.just("accept_days"), ends([0, 1, 2]), ends([1, 2, 3])),
    st.builds(Between, st.sampled_from(["accepted", "due"]), ends(DAYS), ends(DAYS)),
    st.builds(Between, st.just("received"), ends([*MOMENTS, *DAYS]), ends([*MOMENTS, *DAYS])),
    st.builds(Via, st.just("unit"), st.just("unit"), st.builds(StartsWith, st.just("code"), st.sampled_from(NAMES))),
    st.sampled_from([EVERYTHING, NOTHING]),
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(lambda parts: AllOf(tuple(parts)), st.lists(inner, max_size=3)),
        st.builds(lambda parts: AnyOf(tuple(parts)), st.lists(inner, max_size=3)),
        st.builds(
            lambda part: Via("unit", "unit", part),
            st.builds(Not, st.builds(Blank, st.just("code"))) | st.just(EVERYTHING),
        ),
    ),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(condition=CONDITIONS)
def test_the_database_finds_what_the_condition_says(
    stock: tuple[SqlStore, dict[str, Record]], condition: Condition
) -> None:
    store, records = stock
    wanted = {each.id for each in records.values() if each.kind == "grievance" and holds(each, condition, records)}
    query = Query("grievance", condition)
    assert {each.id for each in store.find(query)} == wanted
    assert len(store.keys(query)) == store.count(query) == len(wanted)
    assert sum(count for _, count in store.groups(query, "stage")) == len(wanted)
    keys = store.keys(Query("grievance"))
    assert {row[0] for row in store.page("grievance", keys, ["id"], condition)} == wanted


@pytest.mark.parametrize(
    ("order", "sort"),
    [
        (("received", "number"), lambda each: (each.received, each.number)),
        (("number",), lambda each: each.number),
        (("category", "-accept_days", "number"), lambda each: (each.category, -each.accept_days, each.number)),
    ],
)
def test_lists_come_in_the_order_that_is_asked_for(
    stock: tuple[SqlStore, dict[str, Record]], order: tuple[str, ...], sort: Callable[[Any], Any]
) -> None:
    store, records = stock
    grievances = [record for record in records.values() if record.kind == "grievance"]
    assert store.find(Query("grievance", order=order)) == sorted(grievances, key=sort)


def test_a_page_keeps_the_order_of_its_keys_and_any_length(stock: tuple[SqlStore, dict[str, Record]]) -> None:
    store, _ = stock
    keys = list(store.keys(Query("grievance", order=("number",)))) * 20
    random.Random(1).shuffle(keys)
    numbers = dict(zip(store.keys(Query("grievance", order=("number",))), sorted(map(str, range(60))), strict=True))
    assert [row[0] for row in store.page("grievance", keys, ["number"])] == [numbers[key] for key in keys]


def test_a_limit_takes_the_first(stock: tuple[SqlStore, dict[str, Record]]) -> None:
    store, _ = stock
    assert [each.number for each in store.find(Query("grievance", order=("number",), limit=3))] == ["0", "1", "10"]


def test_groups_are_counted_most_frequent_first(stock: tuple[SqlStore, dict[str, Record]]) -> None:
    store, records = stock
    counts = store.groups(Query("grievance"), "stage")
    assert dict(counts) == {
        stage: sum(getattr(each, "stage", None) == stage for each in records.values()) for stage, _ in counts
    }
    assert [count for _, count in counts] == sorted((count for _, count in counts), reverse=True)
    assert all(isinstance(stage, Stage) for stage, _ in counts)
