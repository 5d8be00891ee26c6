"""Records that are made one: what refers to either is shown as referring to the one that is shown, and back again."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.desks.grid import Cell, Membership
from core.desks.people.records import Person, Unit
from core.model.action import amend, create
from core.model.change import Draft
from core.model.query import EVERYTHING, FullText, Is, Query, Via
from core.office.office import Office
from core.rules.joined_records import shown_for
from data.store.sql_store import SqlStore
from tests.system.test_merge_is_pure import Reader, differing

DAY = date(2026, 11, 1)
PEOPLE = [f"{n}" * 32 for n in "1234"]
UNITS = [f"{n}" * 32 for n in "567"]
CELL = "8" * 32


@pytest.fixture
def write(office: Office) -> Callable[..., None]:
    """Write drafts as they stand."""

    def write_all(*drafts: Draft) -> None:
        with office._store.transaction():
            office._store.write(drafts, officer=office.officer, action="test")

    return write_all


def person(n: int, **fields: Any) -> Draft:
    return create(Person(id=PEOPLE[n], name="甲乙丙丁"[n], number=f"P{n}", **fields))


def joins(kind: str, record: str, into: str) -> Draft:
    return Draft(kind, record, {"same_as": into})


@pytest.mark.parametrize(
    ("named", "shown"),
    [
        ({}, {}),
        ({"b": "a"}, {"b": "a"}),
        ({"b": "a", "c": "b"}, {"b": "a", "c": "a"}),
        ({"a": "b", "b": "a"}, {"b": "a"}),
        ({"a": "a"}, {}),
        ({"b": "c", "c": "d", "d": "c", "a": "d"}, {"a": "c", "b": "c", "d": "c"}),
    ],
)
def test_who_is_shown_for_whom(named: dict[str, str], shown: dict[str, str]) -> None:
    assert shown_for(named) == shown


def test_what_refers_to_either_shows_the_one_and_taking_it_back_is_exact(
    office: Office, write: Callable[..., None]
) -> None:
    unit, other = (create(Unit(id=each, name="总务科")) for each in UNITS[:2])
    mine = Membership(id="a" * 32, person=PEOPLE[0], cell=CELL, since=DAY)
    theirs = Membership(id="b" * 32, person=PEOPLE[1], cell=CELL, since=DAY)
    cell = Cell(id=CELL, code="01", name="机关", lead=PEOPLE[1])
    write(unit, other, person(0, unit=UNITS[0]), person(1, unit=UNITS[1]), create(cell), create(mine), create(theirs))
    before = {kind: office.find(Query(kind)) for kind in ("unit", "person", "cell", "membership")}
    write(joins("person", PEOPLE[1], PEOPLE[0]), joins("unit", UNITS[0], UNITS[1]))
    assert [each.id for each in office.find(Query("person"))] == [PEOPLE[0]]
    assert office.count(Query("person")) == 1
    assert office.find(Query("person"))[0].unit == UNITS[1]
    assert office.get("cell", CELL).lead == PEOPLE[0]
    assert {each.person for each in office.find(Query("membership"))} == {PEOPLE[0]}
    assert office.count(Query("membership", Via("person", "person", Is("number", ("P0",))))) == 2
    assert office.get("person", PEOPLE[1]).id == office.look_up(PEOPLE[1][:8]).id == PEOPLE[0]
    for words in ("P1", "乙", "yi", "P0", "甲"):
        assert [each.id for each in office.find(Query("person", FullText(words)))] == [PEOPLE[0]], words
    assert not office.find(Query("person", FullText("甲乙")))
    changed = [entry.change.body.record for entry in office.history(office.get("person", PEOPLE[0]))]
    assert set(changed) == set(PEOPLE[:2])
    assert office._store.check() is None
    write(joins("person", PEOPLE[1], ""), joins("unit", UNITS[0], ""))
    assert {kind: office.find(Query(kind)) for kind in before} == before
    assert [each.id for each in office.find(Query("person", FullText("乙")))] == [PEOPLE[1]]
    assert [each.id for each in office.find(Query("person", FullText("甲")))] == [PEOPLE[0]]
    assert office._store.check() is None


def test_what_is_written_later_about_the_one_that_went_is_shown_too(office: Office, write: Callable[..., None]) -> None:
    write(person(0), person(1), joins("person", PEOPLE[1], PEOPLE[0]))
    write(create(Membership(id="a" * 32, person=PEOPLE[1], cell=CELL, since=DAY)))
    late = office.find(Query("membership"))[0]
    assert late.person == PEOPLE[0]
    write(amend(late, until=DAY))
    write(joins("person", PEOPLE[1], ""))
    assert office.find(Query("membership"))[0].person == PEOPLE[1]
    assert office._store.check() is None


def test_one_that_has_not_come_is_waited_for(office: Office, write: Callable[..., None]) -> None:
    write(person(1, same_as=PEOPLE[0]), create(Membership(id="a" * 32, person=PEOPLE[1], cell=CELL, since=DAY)))
    assert [each.id for each in office.find(Query("person"))] == [PEOPLE[1]]
    write(person(0))
    assert [each.id for each in office.find(Query("person"))] == [PEOPLE[0]]
    assert office.find(Query("membership"))[0].person == PEOPLE[0]
    write(Draft("person", PEOPLE[0], {"deleted": True}))
    assert [each.id for each in office.find(Query("person"))] == [PEOPLE[1]]
    assert office._store.check() is None


def test_what_is_rolled_back_is_forgotten(office: Office, write: Callable[..., None]) -> None:
    write(person(0), person(1))
    with suppress(ZeroDivisionError), office._store.transaction():
        office._store.write([joins("person", PEOPLE[1], PEOPLE[0])], officer=office.officer, action="test")
        raise ZeroDivisionError
    write(create(Membership(id="a" * 32, person=PEOPLE[1], cell=CELL, since=DAY)))
    assert office.find(Query("membership"))[0].person == PEOPLE[1]
    assert office._store.check() is None


DEEDS = st.one_of(
    st.tuples(st.just("person"), st.sampled_from(PEOPLE), st.sampled_from([*PEOPLE, ""])),
    st.tuples(st.just("unit"), st.sampled_from(UNITS), st.sampled_from([*UNITS, ""])),
    st.tuples(st.just("works in"), st.sampled_from(PEOPLE), st.sampled_from([*UNITS, ""])),
    st.tuples(st.just("below"), st.sampled_from(UNITS), st.sampled_from([*UNITS, ""])),
    st.tuples(st.just("member"), st.sampled_from(PEOPLE), st.just("")),
    st.tuples(st.just("deleted"), st.sampled_from(PEOPLE), st.sampled_from(["", "x"])),
)


def draft_of(deed: tuple[str, str, str], place: int) -> Draft:
    what, one, other = deed
    match what:
        case "works in":
            return Draft("person", one, {"unit": other})
        case "below":
            return Draft("unit", one, {"parent": other})
        case "member":
            return create(Membership(id=f"{place:032x}", person=one, cell=CELL, since=DAY))
        case "deleted":
            return Draft("person", one, {"deleted": bool(other)})
    return joins(what, one, other)


@pytest.fixture(scope="module")
def a_store(found_at: Any, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], SqlStore]:
    """Open copies of a store with four people and three units."""
    site = found_at(tmp_path_factory.mktemp("joins"), "甲站")
    with site.store.transaction():
        people = [create(Person(id=each, name=f"人{each[0]}", number=each[:2])) for each in PEOPLE]
        units = [create(Unit(id=each, name=f"科{each[0]}")) for each in UNITS]
        site.store.write([*people, *units], officer="f" * 32, action="test")
    path, key = site.store.path, site.store._key
    site.close()

    def copy() -> SqlStore:
        return SqlStore(shutil.copyfile(path, tmp_path_factory.mktemp("copy") / "store.db"), key)

    return copy


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(DEEDS, min_size=1, max_size=14))
def test_tables_follow_any_joins_and_references(
    a_store: Callable[[], SqlStore], deeds: list[tuple[str, str, str]]
) -> None:
    """What stands in the tables is what an oracle says that only reads the deeds, and what a rebuild makes."""
    store = a_store()
    try:
        for place, deed in enumerate([*deeds, *[("member", each, "") for each in PEOPLE]]):
            with store.transaction():
                store.write([draft_of(deed, place)], officer="f" * 32, action="test")
        last = {(what, one): other for what, one, other in deeds}
        for kind, everyone in (("person", PEOPLE), ("unit", UNITS)):
            there = [each for each in everyone if not (kind == "person" and last.get(("deleted", each)))]
            named = {each: other for each in there if (other := last.get((kind, each), "")) in there}
            shown = shown_for(named)
            assert [each.id for each in store.find(Query(kind, order=("id",)))] == sorted(set(there) - set(shown))
            if kind == "person":
                members = [each.person for each in store.find(Query("membership", order=("id",)))]
                written = [one for what, one, _ in deeds if what == "member"] + PEOPLE
                assert members == [shown.get(each, each) for each in written]
            else:
                worked = {each.id: each.unit for each in store.find(Query("person"))}
                assert worked == {each: shown.get(u := last.get(("works in", each), ""), u) for each in worked}
        assert store.check() is None
    finally:
        store.close()


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, hands_in: Callable[..., Any]) -> tuple[Reader, list[Any]]:
    """A site that reads, and the files of two that both have the roster, join against one another and take back."""
    a, b, reader = hands_in(tmp_path_factory.mktemp("scene"), "甲站", "乙站", "丙站")
    unit, other = Unit(id=UNITS[0], name="总务科"), Unit(id=UNITS[1], name="总务科")
    one = Person(id=PEOPLE[0], name="张三", number="P1", unit=unit.id)
    two = Person(id=PEOPLE[1], name="张三", number="P1", unit=other.id, phone="1")
    three = Person(id=PEOPLE[2], name="李四", number="P2", unit=other.id)
    a.keep(unit, one)
    b.keep(other, two, three)
    files = [a.send(reader), b.send(reader)]
    a.receive(b.send(a))
    b.receive(a.send(b))
    a.write(joins("person", two.id, one.id), joins("unit", other.id, unit.id))
    b.write(joins("person", one.id, two.id))  # a circle, made by two sites at once
    b.keep(Membership(id="c" * 32, person=one.id, cell=CELL, since=DAY))
    a.keep(Membership(id="d" * 32, person=two.id, cell=CELL, since=DAY))
    files += [a.send(reader), b.send(reader)]
    a.receive(b.send(a))
    a.write(joins("person", two.id, ""), joins("person", three.id, one.id))
    b.write(amend(three, unit=unit.id))
    files += [a.send(reader), b.send(reader)]
    return Reader(reader, tmp_path_factory.mktemp("readers")), files


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_of_joins_references_and_taking_back_gives_the_same_tables(
    scene: tuple[Reader, list[Any]], data: st.DataObject
) -> None:
    reader, files = scene
    expected = reader.after(files)
    assert [each.id for each in expected["person"]] == [PEOPLE[1]]
    assert [each.id for each in expected["unit"]] == [UNITS[0]]
    assert {each.person for each in expected["membership"]} == {PEOPLE[1]}
    assert expected["person"][0].unit == UNITS[0]
    order = data.draw(st.permutations(files))
    again = data.draw(st.lists(st.sampled_from(files), max_size=3))
    assert differing(reader.after([*order, *again]), expected) == []


def test_a_joined_record_is_got_by_its_identifier(office: Office, write: Callable[..., None]) -> None:
    write(person(0), person(1), person(2))
    write(joins("person", PEOPLE[2], PEOPLE[1]), joins("person", PEOPLE[1], PEOPLE[0]))
    assert all(office._store.get("person", each, EVERYTHING).id == PEOPLE[0] for each in PEOPLE[:3])
    assert office._store.under("person", PEOPLE[0]) == PEOPLE[1:3]
    assert [each.id for each in office.find(Query("person", joined=True))] == PEOPLE[1:3]


VALUES = {
    "name": st.sampled_from(["张三", "张　三", "李四", "Ａnna", "Anna"]),
    "number": st.sampled_from(["", "K1", "Ｋ1", "K2"]),
    "id_number": st.sampled_from(["", "X1", "X2"]),
    "deleted": st.booleans(),
    "same_as": st.sampled_from(["", *PEOPLE]),
}
CHANGES = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.fixed_dictionaries({}, optional=VALUES)), min_size=1, max_size=12
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_who_is_listed_twice_is_the_same_whether_few_are_looked_at_or_all(
    office: Office, write: Callable[..., None], changes: list[tuple[str, dict[str, Any]]]
) -> None:
    write(*(Draft("person", each, {"name": "王五", "same_as": "", "number": "", "id_number": ""}) for each in PEOPLE))
    for person, fields in changes:
        write(Draft("person", person, fields))
    assert office._store.check() is None
