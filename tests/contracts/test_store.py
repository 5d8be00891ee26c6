"""What every store promises to core (`core.model.store.Store`), whatever it keeps its records in.

A further store is held to it by a line in `STORES`: a function that makes an empty one in a folder, and closes it at
the end. Besides the port it needs what brings in the changes of other sites: `accept`, and `last_of` for the tests.
What is a promise of the encrypted database alone (files, keys, damage, signatures) is tested in `tests/data`.

What a condition means is worked out a second time in plain Python (`tests.support.conditions`); a store must agree
about every record.
"""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from core.audit.audit_log import enter
from core.desks.care.children import CheckIn
from core.desks.care.records import CareFile
from core.desks.care.vocabulary import Basis, Way
from core.desks.education import Programme
from core.desks.grievances import Channel, Grievance, Outcome, Stage
from core.desks.grievances.children import Step
from core.desks.grievances.vocabulary import StepKind
from core.desks.people.records import Person, Unit
from core.desks.sync.duplicates import Difference
from core.model.action import amend, create
from core.model.audit_event import Event
from core.model.change import Change, Draft
from core.model.query import (
    EVERYTHING,
    NOTHING,
    AllOf,
    AnyOf,
    Begins,
    Between,
    Blank,
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
from core.model.record import RECORDS, Record
from core.rules.legal_hold import hold, lift
from core.rules.purge import purge
from core.values.ids import new_id
from core.values.refusal import Refusal
from data.erasure.erase import Purged, UnderHold
from data.journal.journal import LONGEST, TooLong
from data.store import sql_store
from data.store.sql_store import NeverWritten, OtherRecord
from tests.support.conditions import holds
from tests.support.memory_store import MemoryStore

STORES: dict[str, Callable[[Path], Any]] = {
    "memory": lambda folder: MemoryStore(),
    "database": lambda folder: sql_store.create(folder / "store.db", bytes(32), new_id()),
}

ME, NOON = "f" * 32, datetime(2026, 11, 23, 12)
Elsewhere = Callable[..., Change]


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """An empty store of each sort."""
    made = STORES[request.param](tmp_path)
    yield made
    made.close()


def write(store: Any, *drafts: Draft, action: str = "test") -> None:
    with store.transaction():
        store.write(drafts, officer=ME, action=action)


def keep(store: Any, *records: Record) -> None:
    write(store, *map(create, records))


def get(store: Any, record: Record) -> Any:
    return store.get(record.kind, record.id, EVERYTHING)


def names(store: Any, condition: Condition = EVERYTHING, order: tuple[str, ...] = ("name",)) -> list[str]:
    return [each.name for each in store.find(Query("person", condition, order))]


def grievance(**more: Any) -> Grievance:
    return Grievance(**{"subject": "拖欠工资", "received": NOON, "accept_days": 15, **more})


def care_file(**more: Any) -> CareFile:
    days = dict.fromkeys(("opened", "checked", "reviewed"), date(2026, 11, 1))
    said = {"name": "张三", "person": "a" * 32, "helper": ME, "basis": Basis.ILLNESS, "facts": "透析", **days}
    return CareFile.model_validate({**said, **more})


def step(of: Record, text: str, day: date = date(2026, 11, 1)) -> Step:
    return Step(grievance=of.id, step=StepKind.VISIT, by=ME, day=day, text=text)


# Writing and reading


RICH = [
    Person(name="张三", number="7", joined=date(2020, 2, 29)),
    grievance(number="2026-000001", stage=Stage.ACCEPTED, accepted=date(2026, 11, 24)),
    Programme(name="保密教育", units=("a" * 32, "b" * 32), posts=("司机",), start=date(2026, 1, 1)),
]


@pytest.mark.parametrize("record", RICH, ids=lambda record: record.kind)
def test_what_was_written_is_read_whole(store: Any, record: Record) -> None:
    keep(store, record)
    assert get(store, record) == record
    assert store.find(Query(record.kind)) == [record]
    shown = [name for name in type(record).model_fields if name != "deleted"]
    (key,) = store.keys(Query(record.kind))
    assert store.page(record.kind, [key], shown) == [tuple(getattr(record, name) for name in shown)]


def test_a_draft_changes_the_fields_it_names_and_no_others(store: Any) -> None:
    one = Person(name="张三", number="7", post="科员")
    keep(store, one)
    write(store, amend(one, name="张山", post=""))
    assert get(store, one) == one.model_copy(update={"name": "张山", "post": ""})


def test_what_is_not_there_or_does_not_meet_the_condition_is_none(store: Any) -> None:
    one = Person(name="张三")
    keep(store, one)
    assert store.get("person", one.id, Is("name", ("张三",))) == one
    assert store.get("person", one.id, Is("name", ("李四",))) is None
    assert store.get("person", "0" * 32, EVERYTHING) is None
    assert store.get("unit", one.id, EVERYTHING) is None


def test_what_was_deleted_is_shown_by_nothing(store: Any) -> None:
    one = Person(name="张三")
    keep(store, one)
    (key,) = store.keys(Query("person"))
    write(store, amend(one, deleted=True))
    assert get(store, one) is None
    assert list(store.keys(Query("person"))) == store.page("person", [key], ["name"]) == names(store) == []
    assert store.kind_of(one.id[:8]) == []
    assert store.history(one.id)


def test_records_are_found_by_the_beginning_of_their_identifier(store: Any) -> None:
    keep(store, *(Unit(id=f"{number}" * 32, name="x") for number in range(4)))
    keep(store, Person(id="1" + "0" * 31, name="张三"))
    assert sorted(store.kind_of("1")) == [("person", "1" + "0" * 31), ("unit", "1" * 32)]
    assert store.kind_of("9") == []
    assert len(store.kind_of("")) == 3


def test_entries_of_the_audit_are_numbered_without_a_gap(store: Any) -> None:
    for _ in range(3):
        enter(store, ME, NOON, Event.DONE, action="test")
    assert [each.number for each in store.find(Query("audit", order=("number",)))] == [1, 2, 3]


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


DAYS = [date(2026, 11, day) for day in (1, 2, 3, 30)]
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


# History


def test_history_shows_each_change_with_what_stood_before(store: Any) -> None:
    one = Person(name="张三", post="科员")
    write(store, create(one), action="add_person")
    write(store, amend(one, name="张山"), action="amend_person")
    first, second = store.history(one.id)
    assert (first.change.body.action, first.before) == ("add_person", {"name": None, "post": None})
    assert (second.change.body.action, second.change.body.officer) == ("amend_person", ME)
    assert (second.change.body.fields, second.before) == ({"name": "张山"}, {"name": "张三"})
    assert second.change.body.supersedes == (first.change.id.hex(),)
    assert (second.change.parent, second.change.seq) == (first.change.id, first.change.seq + 1)
    assert store.history(one.id, "person") == [first, second]
    assert store.history(one.id, "unit") == []


def test_history_keeps_its_order_when_the_clock_is_put_back(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Person(name="张三")
    keep(store, one)
    monkeypatch.setattr("time.time_ns", lambda: 10**18)
    write(store, amend(one, name="张山"))
    assert [entry.change.body.fields["name"] for entry in store.history(one.id)] == ["张三", "张山"]


def test_two_values_are_a_conflict_until_a_change_is_made_over_both(store: Any, from_elsewhere: Elsewhere) -> None:
    one = Person(name="张三")
    keep(store, one)
    theirs = from_elsewhere(store, one, name="章三")
    assert [head.fields["name"] for head in store.heads(one.id)["name"]] == ["章三", "张三"]
    assert names(store) == ["章三"]
    (conflict,) = store.find(Query("conflict"))
    assert (conflict.of_kind, conflict.of, conflict.field, conflict.record) == ("person", one.id, "name", one.id)
    assert [each.decided_with for each in store.find(Query("agenda"))] == ["conflicts.resolve"]
    write(store, amend(get(store, one), name="张山"))
    own = (entry.change for entry in store.history(one.id) if entry.change.id != theirs.id)
    first, last = own
    assert set(last.body.supersedes) == {first.id.hex(), theirs.id.hex()}
    assert store.find(Query("conflict")) == store.find(Query("agenda")) == []
    assert names(store) == ["张山"]


def test_a_value_that_cannot_be_read_gives_way_and_is_listed(store: Any, from_elsewhere: Elsewhere) -> None:
    one = Person(name="张三", joined=date(2020, 1, 1))
    keep(store, one)
    from_elsewhere(store, one, joined="no day", post="科员")
    assert get(store, one) == one.model_copy(update={"post": "科员"})
    (void,) = store.find(Query("void"))
    assert (void.of, void.field, void.site) == (one.id, "joined", "e" * 32)


def test_what_a_field_held_is_known_in_the_order_in_which_it_came(store: Any, from_elsewhere: Elsewhere) -> None:
    one = Person(name="张三", post="科员")
    keep(store, one)
    write(store, amend(one, post="司机"))
    write(store, amend(one, name="张山"))
    from_elsewhere(store, one, name="章三")
    stood = store.stood(one.id, "person", "name")
    assert [(each.value, each.site) for each in stood] == [
        ("张三", store.site), ("张山", store.site), ("章三", "e" * 32),
    ]  # fmt: skip
    places = [store.place(one.id, entry.change.id) for entry in store.history(one.id)]
    assert [each.place for each in stood] == [places[0], *places[2:]]
    assert (store.place(one.id), store.place("0" * 32)) == (min(places), 0)


def test_places_tell_what_a_site_wrote_after_them(store: Any, from_elsewhere: Elsewhere) -> None:
    one, other = Person(name="张三"), Unit(name="车间")
    keep(store, one)
    from_elsewhere(store, one, name="章三")
    (then,) = store.positions("e" * 32)
    keep(store, other)
    assert store.positions("e" * 32, other.id) == (then,)
    assert store.positions("e" * 32, one.id) == store.positions("d" * 32) == ()
    from_elsewhere(store, other, name="机关")
    (now,) = store.positions("e" * 32)
    assert store.changed_after("e" * 32, [then], complete=False) == [("unit", other.id)]
    assert (
        store.changed_after("e" * 32, [now], complete=True) == store.changed_after("e" * 32, [], complete=False) == []
    )
    assert set(store.changed_after("e" * 32, [], complete=True)) == {("person", one.id), ("unit", other.id)}


# What follows from other records


def test_what_is_due_stands_in_the_agenda_as_long_as_the_record_says_so(store: Any) -> None:
    one = grievance(unit="a" * 32)
    keep(store, one)
    (entry,) = store.find(Query("agenda"))
    assert (entry.of, entry.due, entry.unit) == (one.id, one.due, "a" * 32)
    assert store.page("agenda", store.keys(Query("agenda")), ["due", "of_kind"]) == [(one.due, "grievance")]
    write(store, amend(one, deleted=True))
    assert store.find(Query("agenda")) == []


def test_what_is_listed_twice_is_told_until_somebody_says_that_they_differ(store: Any) -> None:
    one, other = Person(name="张三", number="7"), Person(name="张三", number="7")
    keep(store, one, other)
    (duplicate,) = store.find(Query("duplicate"))
    assert {duplicate.of, duplicate.beside} == {one.id, other.id}
    assert store.count(Query("agenda")) == 1
    keep(store, Difference(of_kind="person", one=one.id, other=other.id))
    assert store.count(Query("duplicate")) == store.count(Query("agenda")) == 0


def test_a_record_that_is_the_same_as_another_stands_under_it(store: Any) -> None:
    one, other = Person(name="张三"), Person(name="章三", post="司机")
    about = care_file(person=other.id)
    keep(store, one, other, about)
    write(store, amend(other, same_as=one.id))
    assert store.get("person", other.id, EVERYTHING) == one
    assert store.under("person", one.id) == [other.id]
    assert names(store) == ["张三"]
    assert [each.id for each in store.find(Query("person", joined=True))] == [other.id]
    assert get(store, about).person == one.id
    assert names(store, FullText("司机")) == ["张三"]
    write(store, amend(other.model_copy(update={"same_as": one.id}), same_as=""))
    assert (get(store, other), store.under("person", one.id), get(store, about)) == (other, [], about)
    assert names(store, FullText("司机")) == ["章三"]


# Transactions


def everything(store: Any) -> dict[str, list[Any]]:
    return {kind: store.find(Query(kind, order=("id",))) for kind in RECORDS}


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_what_was_interrupted_left_no_trace(store: Any, error: type[BaseException]) -> None:
    one = Person(name="张三", number="7")
    keep(store, one)
    before, history = everything(store), store.history(one.id)
    with suppress(error), store.transaction():
        keep(store, Person(name="李四", number="7"), grievance())
        write(store, amend(one, name="张山", deleted=True))
        raise error
    assert (everything(store), store.history(one.id)) == (before, history)
    assert store.check() is None
    keep(store, Person(name="王五"))
    assert names(store) == ["张三", "王五"]


def test_who_writes_sees_it_at_once_and_others_when_it_is_done(store: Any) -> None:
    seen = dict[str, list[str]]()

    def look() -> None:
        seen["others"] = names(store)

    one = Person(name="张三")
    keep(store, one)
    with store.transaction():
        write(store, amend(one, name="张山"), create(unit := Unit(name="车间")))
        other = threading.Thread(target=look)
        other.start()
        other.join(30)
        with store.before():
            seen["before"] = names(store)
        seen["own"] = names(store)
        assert store.touched["person"] == {one.id}
        assert store.touched["unit"] == {unit.id}
    assert seen == {"others": ["张三"], "before": ["张三"], "own": ["张山"]}
    assert names(store) == ["张山"]
    with store.transaction():
        assert not store.touched


def test_two_threads_that_write_take_turns(store: Any) -> None:
    def several() -> None:
        for number in range(20):
            keep(store, Person(name=f"{number}"))

    threads = [threading.Thread(target=several) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert store.count(Query("person")) == 40
    assert store.check() is None


@pytest.mark.parametrize("ends_well", [True, False])
def test_what_is_to_be_done_afterwards_is_done_however_it_ends(store: Any, ends_well: bool) -> None:
    done: list[str] = []

    def refused() -> None:
        done.append("refused")
        raise Refusal

    with suppress(ZeroDivisionError), store.transaction():
        store.after_commit(refused)
        store.after_commit(lambda: keep(store, Unit(name="车间")))
        keep(store, Person(name="张三"))
        assert done == []
        assert ends_well or 1 / 0
    assert done == ["refused"]
    assert (store.count(Query("unit")), store.count(Query("person"))) == (1, int(ends_well))
    store.after_commit(refused)
    assert done == ["refused", "refused"]


@pytest.mark.parametrize("ends_well", [True, False])
def test_what_is_known_in_memory_is_put_back_if_it_comes_to_nothing_the_last_first(store: Any, ends_well: bool) -> None:
    done: list[int] = []
    with suppress(ZeroDivisionError), store.transaction():
        store.if_undone(lambda: done.append(1))
        with store.transaction():
            store.if_undone(lambda: done.append(2))
        assert ends_well or 1 / 0
    assert done == ([] if ends_well else [2, 1])
    store.if_undone(lambda: done.append(3))
    with suppress(ZeroDivisionError), store.transaction():
        raise ZeroDivisionError
    assert 3 not in done


# What is refused


@pytest.mark.parametrize(
    ("draft", "refusal"),
    [
        (Draft("person", "a" * 32, {"name": ""}), ValidationError),
        (Draft("person", "a" * 32, {"post": "司机"}), ValidationError),
        (Draft("agenda", "a" * 32, {"of_kind": "x", "of": "x", "record": "x", "due": "2026-11-23"}), NeverWritten),
        (Draft("unit", "c" * 32, {"name": "车间"}), OtherRecord),
        (Draft("person", "a" * 32, {"name": "张三", "post": "x" * LONGEST}), TooLong),
    ],
    ids=["of no shape", "not whole", "of a kind nobody writes", "under another's identifier", "too long"],
)  # fmt: skip
def test_what_no_site_could_take_is_not_written(store: Any, draft: Draft, refusal: type[Exception]) -> None:
    keep(store, grievance(id="c" * 32))
    before = everything(store)
    with pytest.raises(refusal):
        write(store, create(Person(name="李四")), draft)
    assert everything(store) == before


def test_a_purge_takes_a_record_with_its_parts_for_good_unless_it_is_held(store: Any) -> None:
    file = care_file()
    part = CheckIn(file=file.id, day=DAYS[0], way=Way.VISIT, by=ME, needs="透析")
    keep(store, file, part)
    context: Any = SimpleNamespace(today=DAYS[3], officer=ME, site=store.site, find=store.find)
    write(store, hold(file, context))
    with pytest.raises(UnderHold):
        write(store, *purge([file], context))
    write(store, *lift(file, context))
    write(store, *purge([file], context))
    assert get(store, file) is get(store, part) is None
    assert store.history(file.id) == store.history(part.id) == store.find(Query("agenda")) == []
    assert {(each.of, each.part, each.day) for each in store.find(Query("purge"))} == {
        (file.id, False, DAYS[3]), (part.id, True, DAYS[3]),
    }  # fmt: skip
    for again in (create(file), create(part), replace(create(part), record=new_id())):
        with pytest.raises(Purged):
            write(store, again)
    assert store.check() is None


# Any life


class Life:
    """A life of a store, drawn from a seed: records of any kind of relation, and another site joins in."""

    def __init__(self, store: Any, from_elsewhere: Elsewhere, seed: int) -> None:
        self.store, self.random, self.from_elsewhere = store, random.Random(seed), from_elsewhere

    def step(self) -> None:
        deed = self.random.choice([self._add, self._add, self._amend, self._same, self._elsewhere, self._undone])
        deed()

    def _one(self, kind: str) -> Any:
        found = self.store.find(Query(kind, order=("id",)))
        return self.random.choice(found) if found else None

    def _identifier(self) -> str:
        return f"{self.random.getrandbits(128):032x}"

    def _name(self) -> str:
        return "".join(self.random.choices("张王李赵单乐明华国", k=self.random.randint(1, 3)))

    def _add(self) -> None:
        name, identifier, unit = self._name(), self._identifier(), self._one("unit")
        within = unit.id if unit else ""
        number = str(self.random.randint(1, 9))
        made = [
            Unit(id=identifier, name=name, parent=within),
            Person(id=identifier, name=name, unit=within, number=number),
            grievance(id=identifier, subject=name, unit=within),
        ]
        keep(self.store, self.random.choice(made))

    def _amend(self) -> None:
        if one := self._one("person"):
            write(self.store, amend(one, name=self._name(), deleted=self.random.random() < 0.1))

    def _same(self) -> None:
        kind = self.random.choice(["person", "unit"])
        one, other = self._one(kind), self._one(kind)
        if one and one.id != other.id:
            write(self.store, amend(one, same_as=self.random.choice([other.id, ""])))

    def _elsewhere(self) -> None:
        one = self._one(self.random.choice(["person", "grievance", "unit"]))
        # Once for each record: of two that it wrote at one time, the identifiers decide, which are drawn.
        if one and all(entry.change.stream.site == self.store.site for entry in self.store.history(one.id)):
            name = "subject" if one.kind == "grievance" else "name"
            also = {"same_as": self._one(one.kind).id} if name == "name" and self.random.random() < 0.3 else {}
            odd = self.random.choice([{}, {"left": "never"}]) if one.kind == "person" else {}
            gone = self.random.random() < 0.1
            self.from_elsewhere(self.store, one, **{name: self._name(), "deleted": gone, **also, **odd})

    def _undone(self) -> None:
        with suppress(ZeroDivisionError), self.store.transaction():
            self._add()
            self._elsewhere()
            raise ZeroDivisionError


@pytest.mark.parametrize("seed", range(6))
def test_after_any_life_what_is_shown_follows_from_the_journal_and_is_the_same_in_every_store(
    seed: int, tmp_path: Path, from_elsewhere: Elsewhere
) -> None:
    shown: dict[str, dict[str, list[Any]]] = {}
    for name, make in STORES.items():
        (tmp_path / name).mkdir()
        store = make(tmp_path / name)
        life = Life(store, from_elsewhere, seed)
        for _ in range(60):
            life.step()
        assert store.check() is None
        live = everything(store)
        assert store.rebuild() > 0
        assert everything(store) == live
        shown[name] = live
        store.close()
    first, *others = shown.values()
    for other in others:
        assert other == first
