"""What every store promises of queries: the order, the pages, the groups, and what each condition finds."""

import random
from collections.abc import Iterator
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.desks.education import Programme
from core.desks.grievances import Channel, Outcome, Stage
from core.desks.grievances.children import Step
from core.desks.grievances.vocabulary import StepKind
from core.desks.people.records import Person, Unit
from core.model.action import amend
from core.model.query import (
    EVERYTHING,
    NOTHING,
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
    Query,
    StartsWith,
    Via,
)
from core.model.record import Record
from tests.contracts.store.conftest import STORES
from tests.support.any_store import DAYS, ME, grievance, keep, names, write
from tests.support.conditions import holds


def step(of: Record, text: str, day: date = date(2026, 11, 1)) -> Step:
    return Step(grievance=of.id, step=StepKind.VISIT, by=ME, day=day, text=text)


# Lists


@pytest.mark.parametrize(
    ("order", "expected"),
    [(("name",), "Bacz乙"), (("-name",), "乙zcaB"), (("joined", "name"), "Bza乙c"), (("-joined", "name"), "c乙aBz")],
)
def test_lists_come_in_the_order_that_is_asked_for(store: Any, order: tuple[str, ...], expected: str) -> None:
    """What is empty comes first; capitals come before small letters, and these before hanzi."""
    days = {"a": date(2026, 1, 1), "c": date(2026, 3, 1), "乙": date(2026, 2, 1)}
    keep(store, *(Person(name=name, joined=days.get(name)) for name in "z乙caB"))
    assert "".join(names(store, order=order)) == expected
    assert "".join(each.name for each in store.find(Query("person", order=order, limit=2))) == expected[:2]


def test_a_page_keeps_the_order_of_its_keys_and_leaves_out_what_does_not_meet_the_condition(store: Any) -> None:
    keep(store, *(Person(name=f"{number}", number=f"{number % 2}") for number in range(10)))
    keys = list(store.keys(Query("person", order=("name",)))) * 120
    random.Random(1).shuffle(keys)
    told = dict(zip(store.keys(Query("person", order=("name",))), map(str, range(10)), strict=True))
    assert store.page("person", keys, ["name"]) == [(told[key],) for key in keys]
    odd = Is("number", ("1",))
    assert store.page("person", keys, ["name"], odd) == [(told[key],) for key in keys if int(told[key]) % 2]


def test_groups_come_most_frequent_first_with_values_of_their_types(store: Any) -> None:
    dated = {"stage": Stage.ACCEPTED, "accepted": date(2026, 11, 24)}
    keep(store, grievance(), *(grievance(**dated) for _ in range(3)), grievance(channel=Channel.LETTER))
    assert store.groups(Query("grievance"), "stage") == [(Stage.ACCEPTED, 3), (Stage.REGISTERED, 2)]
    assert store.groups(Query("grievance"), "accepted") == [(date(2026, 11, 24), 3), (None, 2)]
    by_two = store.groups(Query("grievance", Not(Is("stage", (Stage.ACCEPTED,)))), "stage", "channel")
    assert {(*each,) for each in by_two} == {
        (Stage.REGISTERED, Channel.WALK_IN, 1),
        (Stage.REGISTERED, Channel.LETTER, 1),
    }
    assert store.count(Query("grievance")) == 5
    assert store.groups(Query("person"), "unit") == []


def test_several_conditions_are_counted_among_what_a_query_asks_for(store: Any) -> None:
    dated = {"stage": Stage.ACCEPTED, "accepted": date(2026, 11, 24)}
    keep(store, grievance(), *(grievance(**dated) for _ in range(3)), grievance(channel=Channel.LETTER))
    conditions = [EVERYTHING, NOTHING, Is("stage", (Stage.ACCEPTED,)), Not(Blank("accepted"))]
    walk_ins = Query("grievance", Is("channel", (Channel.WALK_IN,)))
    assert store.counts(walk_ins, conditions) == [4, 0, 3, 3]
    assert store.counts(walk_ins, [Is("channel", (Channel.LETTER,))]) == [0]
    assert store.counts(walk_ins, []) == []


@pytest.mark.parametrize(
    "field", ["outcome", "within_term", "open", "cell", "category", "channel", "month", "accepted"]
)
def test_groups_that_are_as_frequent_come_in_the_order_of_their_values_wherever_they_are_counted(
    store: Any, field: str
) -> None:
    """What is empty comes first, whether a counter answers or the rows do."""
    ended = {"stage": Stage.CLOSED, "closed": date(2026, 11, 24), "accepted": date(2026, 11, 23), "term": 60}
    keep(
        store,
        grievance(),
        grievance(
            cell="a" * 32,
            category="A",
            channel=Channel.CIRCUIT,
            received=datetime(2026, 10, 1, 9),
            outcome=Outcome.RESOLVED,
            **ended,
        ),
    )
    everything = Between("received")  # which no counter knows
    from_rows = store.groups(Query("grievance", everything), field)
    assert store.groups(Query("grievance"), field) == from_rows
    assert [count for _, count in from_rows] == [1, 1]
    assert from_rows == sorted(from_rows, key=lambda each: (each[0] not in ("", None), str(each[0])))


# Conditions


MOMENTS = [datetime(2026, 11, day, hour, minute) for day in (1, 2, 3) for hour, minute in ((0, 0), (23, 59))]
CATEGORIES = ["", "城乡建设", "城乡建设/安全生产", "城乡建设/安全生产/事故处理", "党务政务", "城乡"]
UNITS = [Unit(id=str(number) * 32, name=name or "无", code=name) for number, name in enumerate(["车间", "机关", ""])]
SUBJECTS = ["拖欠工资", "资工欠拖", "Overtime 加班", "over time", "Élan café", '_*"', "工资(拖欠)", "2026 over"]
NUMBERS = ["2026-000001", "2026-00002", "2026-000017", "A-1", "2026-*", ""]

TYPED = [
    "拖",
    "工资",
    "工资 拖欠",
    "over",
    "OVERTIME",
    "time",
    "elan",
    "é",
    "*",
    "_",
    '工资"',
    "2026",
    "cj",
    "jiguan",
    "00",
    "smith",
    "ohn",
    "主任",
    "zs",
    "zhangsan",
    "吐尔逊",
    "john smith",
    "·",
]


class Stock(SimpleNamespace):
    """Records of which all are shown, as conditions want them."""

    def one(self, kind: str, record: Any) -> Record | None:
        found: Record | None = self.records.get(record)
        return found if found is not None and found.kind == kind else None

    def all(self, kind: str) -> list[Record]:
        return [each for each in self.records.values() if each.kind == kind]

    def shown(self, kind: str) -> list[Record]:
        return self.all(kind)

    def members(self, record: Record) -> list[Record]:
        return [record]


@pytest.fixture(scope="module", params=STORES)
def stock(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stock]:
    """Sixty grievances of every sort, some with steps, three units, and programmes of several units."""
    draw = random.Random(7)
    made: list[Record] = [*UNITS]
    for _ in range(60):
        made.append(
            grievance(
                number=draw.choice(NUMBERS),
                subject=draw.choice(SUBJECTS),
                stage=draw.choice(list(Stage)),
                channel=draw.choice(list(Channel)),
                received=draw.choice(MOMENTS),
                category=draw.choice(CATEGORIES),
                unit=draw.choice([*(unit.id for unit in UNITS), ""]),
                accepted=draw.choice([None, *DAYS]),
                accept_days=draw.randint(0, 3),
                petitioner=draw.choice(["车间主任", "John Smith-Jones", "张三", "买买提·吐尔逊", ""]),
            )
        )
        if draw.random() < 0.3:
            made.append(step(made[-1], draw.choice(SUBJECTS), draw.choice(DAYS)))
        units = tuple(unit.id for unit in UNITS if draw.random() < 0.5)
        made.append(Programme(name=draw.choice(SUBJECTS), units=units, start=DAYS[0]))
    store = STORES[request.param](tmp_path_factory.mktemp("stock"))
    keep(store, *made)
    yield Stock(store=store, records={record.id: record for record in made})
    store.close()


def ends(values: list[Any]) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(values)


IN_UNITS: st.SearchStrategy[Condition] = st.one_of(
    st.builds(StartsWith, st.just("code"), st.sampled_from(["车", "机关", ""])),
    st.builds(Not, st.builds(Blank, st.just("code"))),
    st.builds(FullText, st.sampled_from(TYPED)),
    st.builds(Called, st.just("name"), st.sampled_from(TYPED)),
    st.just(EVERYTHING),
)

WITH_DAY: st.SearchStrategy[Condition] = st.sampled_from(DAYS).map(lambda day: Is("day", (day,)))

OF_GRIEVANCES: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Is, st.just("stage"), st.lists(st.sampled_from(Stage), max_size=2).map(tuple)),
    st.builds(Is, st.just("open"), st.sampled_from([(True,), (False,)])),
    st.builds(Is, st.just("accepted"), st.sampled_from([*DAYS, None]).map(lambda day: (day,))),
    st.builds(StartsWith, st.just("category"), st.sampled_from(CATEGORIES)),
    st.builds(Counted, st.just("number"), st.sampled_from(["2026-", "A-", "2026-*", ""]), st.integers(1, 6)),
    st.builds(Begins, st.just("subject"), st.sampled_from(TYPED)),
    st.builds(Called, st.just("petitioner"), st.sampled_from(TYPED)),
    st.builds(FullText, st.sampled_from(TYPED)),
    st.builds(Blank, st.sampled_from(["category", "accepted", "unit", "due"])),
    st.builds(Between, st.just("accept_days"), ends([0, 1, 2]), ends([1, 2, 3])),
    st.builds(Between, st.sampled_from(["accepted", "due"]), ends(DAYS), ends(DAYS)),
    st.builds(Between, st.just("received"), ends([*MOMENTS, *DAYS]), ends([*MOMENTS, *DAYS])),
    st.builds(Via, st.just("unit"), st.just("unit"), IN_UNITS),
    st.builds(Having, st.just("step"), st.just("grievance"), WITH_DAY),
    st.sampled_from([EVERYTHING, NOTHING]),
)  # fmt: skip

OF_PROGRAMMES: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Holds, st.just("units"), st.sampled_from([unit.id for unit in UNITS])),
    st.builds(Blank, st.just("units")),
    st.builds(FullText, st.sampled_from(TYPED)),
)


def joined(simple: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    return st.recursive(
        simple,
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.builds(lambda parts: AllOf(tuple(parts)), st.lists(inner, max_size=3)),
            st.builds(lambda parts: AnyOf(tuple(parts)), st.lists(inner, max_size=3)),
        ),
        max_leaves=6,
    )


QUERIES = st.one_of(
    joined(OF_GRIEVANCES).map(lambda condition: Query("grievance", condition)),
    joined(OF_PROGRAMMES).map(lambda condition: Query("programme", condition)),
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=QUERIES)
def test_a_store_finds_what_the_condition_says(stock: Stock, query: Query) -> None:
    store, kind = stock.store, query.kind
    wanted = {each.id for each in stock.all(kind) if holds(each, query.where, stock)}
    assert {each.id for each in store.find(query)} == wanted
    assert len(store.keys(query)) == store.count(query) == len(wanted)
    assert sum(count for _, count in store.groups(query, "unit" if kind == "grievance" else "name")) == len(wanted)
    keys = store.keys(Query(kind))
    assert {row[0] for row in store.page(kind, keys, ["id"], query.where)} == wanted


def test_the_words_of_a_part_find_what_it_is_part_of(store: Any) -> None:
    one, other = grievance(subject="甲"), grievance(subject="乙")
    keep(store, one, other, step(one, "走访财务科"))
    assert store.find(Query("grievance", FullText("财务"))) == [one]


def test_a_name_is_found_by_its_sound_and_by_its_new_words_only(store: Any) -> None:
    one = Person(name="张三")
    keep(store, one, Person(name="李四"))
    assert names(store, FullText("zhangs")) == names(store, FullText("zs")) == ["张三"]
    write(store, amend(one, name="赵六"))
    assert names(store, FullText("zs")) == names(store, FullText("张")) == []
    assert names(store, FullText("zl")) == ["赵六"]


@pytest.mark.parametrize("turned", [False, True])
def test_rows_stand_in_the_order_of_given_values(stock: Stock, turned: bool) -> None:
    places = (Stage.CLOSED, Stage.REGISTERED, Stage.ACCEPTED)
    found = stock.store.find(Query("grievance", order=(ByPlace("stage", places, turned), "id")))
    among = [each for each in found if each.stage in places]
    assert found[: len(among)] == among, "what is not among them comes last"
    assert [places.index(each.stage) for each in among] == sorted(
        (places.index(each.stage) for each in among), reverse=turned
    )
