"""Duplicates: what is the same person, unit or cell is recognised, offered, made one, and taken apart again."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from core.desks.grid import Cell, Membership
from core.desks.people.people import AddPerson, AddUnit, AmendPerson
from core.desks.people.records import Person, Unit
from core.desks.sync.duplicates import (
    JoinCell,
    JoinPerson,
    JoinUnit,
    SeparatePerson,
    TellApart,
    filled,
    joining,
    sure_joins,
)
from core.model.action import create
from core.model.query import Is, Query
from core.office.office import Office
from core.office.refusals import Refused
from core.rules.duplicates import Duplicate, Why

ID = "11010519491231002X"


@pytest.fixture
def arrive(office: Office) -> Callable[..., None]:
    """Let records stand here as another site sends them: nobody asks whether they are known."""

    def write(*records: Any) -> None:
        with office._store.transaction():
            office._store.write(map(create, records), officer=office.officer, action="test")

    return write


def duplicates(office: Office) -> list[tuple[str, str, Why, bool]]:
    return [(each.beside[0], each.of[0], each.why, each.sure) for each in office.find(Query("duplicate"))]


def person(place: str, name: str = "甲", **fields: Any) -> Person:
    return Person(id=place * 32, name=name, **fields)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"number": "P1"}, {"number": "p １"}, (Why.NUMBER, True)),
        ({"number": "P1"}, {"number": "P1", "name": "乙"}, (Why.NUMBER, False)),
        ({"number": "P1", "id_number": ID}, {"number": "P1", "id_number": "x"}, (Why.NUMBER, False)),
        ({"number": "P1", "id_number": ID}, {"number": "P2", "id_number": ID}, (Why.IDENTITY, False)),
        ({"id_number": ID}, {"number": "P2", "id_number": ID}, (Why.IDENTITY, True)),
        ({"unit": "1" * 32}, {"unit": "2" * 32}, (Why.NAME, True)),
        ({"unit": "1" * 32}, {"unit": "2" * 32, "number": "P2"}, (Why.NAME, True)),
        ({"unit": "1" * 32, "number": "P1"}, {"unit": "2" * 32, "number": "P2"}, None),
        ({"unit": "1" * 32}, {"unit": "3" * 32}, None),
        ({"number": "P1"}, {"number": "P11"}, None),
        ({}, {"name": "乙"}, None),
    ],
)
def test_what_is_the_same_person(
    office: Office, arrive: Callable[..., None], one: Any, other: Any, expected: tuple[Why, bool] | None
) -> None:
    arrive(Unit(id="1" * 32, name="总务科"), Unit(id="2" * 32, name="总务 科"), Unit(id="3" * 32, name="财务科"))
    arrive(person("a", **one), person("b", **({"name": "甲"} | other)))
    found = [each[2:] for each in duplicates(office) if each[0] == "a"]
    assert found == ([expected] if expected else [])
    assert office._store.check() is None


def test_units_are_the_same_by_their_path_and_cells_by_their_code(office: Office, arrive: Callable[..., None]) -> None:
    arrive(Unit(id="1" * 32, name="总公司"), Unit(id="2" * 32, name="总公司"))
    arrive(Unit(id="3" * 32, name="一部", parent="1" * 32), Unit(id="4" * 32, name="一部", parent="2" * 32))
    arrive(Unit(id="5" * 32, name="一部"))
    arrive(*(Cell(id=each * 32, code=code, name=name) for each, code, name in
             (("6", "A-1", "甲"), ("7", "ａ-1", "甲"), ("8", "a-1", "乙"))))  # fmt: skip
    assert duplicates(office) == [
        ("6", "7", Why.CODE, True),
        ("6", "8", Why.CODE, False),
        ("1", "2", Why.PATH, True),
        ("3", "4", Why.PATH, True),
    ]


def test_today_says_once_what_is_listed_twice(office: Office, arrive: Callable[..., None]) -> None:
    assert not office.find(Query("agenda", Is("of_kind", ("person",))))
    arrive(*(person(place, f"人{n % 3}", number=f"P{n % 3}") for n, place in enumerate("abcdef")))
    (entry,) = office.find(Query("agenda", Is("of_kind", ("person",))))
    assert "3" in entry.what
    assert entry.record == "d" * 32


def test_making_one_keeps_what_either_says_and_both_histories(office: Office, arrive: Callable[..., None]) -> None:
    arrive(person("a", number="P1"), person("b", number="P1", phone="139", post="工长"))
    one, other = (office.get("person", each * 32) for each in "ab")
    said = filled(one, other)
    assert (said["phone"], said["post"], said["number"]) == ("139", "工长", "P1")
    office.do(JoinPerson(target=one.id, other=other.id, **said))
    (kept,) = office.find(Query("person"))
    assert (kept.id, kept.phone, kept.post) == (one.id, "139", "工长")
    assert duplicates(office) == []
    assert {entry.change.body.record for entry in office.history(kept)} == {one.id, other.id}
    office.do(SeparatePerson(target=kept.id, **SeparatePerson.suggest(kept, office.context())))
    assert len(office.find(Query("person"))) == 2
    assert office._store.check() is None


def test_it_is_audited(office: Office, arrive: Callable[..., None], colleague: Callable[..., Office]) -> None:
    arrive(person("a", number="P1"), person("b", number="P1"))
    office.do(JoinPerson(target="a" * 32, other="b" * 32))
    entries = colleague("审计", "auditor").find(Query("audit", Is("action", ("join_person",))))
    assert [each.of for each in entries] == ["a" * 32]


def test_neither_twin_blocks_the_repair_of_the_other(office: Office, arrive: Callable[..., None]) -> None:
    arrive(person("a", number="P1"), person("b", number="p1"))
    for each in office.find(Query("person")):
        office.do(AmendPerson(target=each.id, **{**AmendPerson.suggest(each, office.context()), "phone": "139"}))
    assert [each.phone for each in office.find(Query("person"))] == ["139", "139"]
    with pytest.raises(Refused):
        office.do(AddPerson(name="乙", number="P1"))


def test_what_an_officer_told_apart_is_not_offered_again(office: Office, arrive: Callable[..., None]) -> None:
    arrive(person("a"), person("b"))
    (duplicate,) = office.find(Query(Duplicate.kind))
    office.do(TellApart(target=duplicate.id))
    assert duplicates(office) == []
    assert office._store.check() is None


def test_what_nothing_speaks_against_is_made_one_at_once_units_first(
    office: Office, arrive: Callable[..., None]
) -> None:
    arrive(Unit(id="1" * 32, name="总务科"), Unit(id="2" * 32, name="总务科", code="Z"))
    arrive(person("a", unit="1" * 32), person("b", unit="2" * 32, phone="1"))
    arrive(person("c", "丙", number="P3"), person("d", "丁", number="P3"), person("e", "丙", number="P3"))
    done = office.do_all(sure_joins(("unit", "person", "cell"), office.context()))
    assert done == 3
    assert [(each.id[0], each.code) for each in office.find(Query("unit"))] == [("1", "Z")]
    assert [(each.id[0], each.unit[:1], each.phone) for each in office.find(Query("person", order=("id",)))] == [
        ("a", "1", "1"), ("c", "", ""), ("d", "", ""),
    ]  # fmt: skip


def test_a_tree_is_not_tied_into_a_knot(office: Office) -> None:
    top, below = AddUnit(name="总公司"), AddUnit(name="一部")
    office.do_all([top, below.model_copy(update={"parent": top.target})])
    for one, other in ((top, below), (below, top), (top, top)):
        with pytest.raises(Refused):
            office.do(JoinUnit(target=one.target, other=other.target))


def test_two_primary_cells_of_one_person_are_a_gap_and_break_nothing(
    office: Office, arrive: Callable[..., None]
) -> None:
    arrive(Cell(id="6" * 32, code="01", name="甲"), Cell(id="7" * 32, code="02", name="乙"))
    arrive(person("a", number="P1"), person("b", number="P1"))
    arrive(
        Membership(person="a" * 32, cell="6" * 32, primary=True, since=date(2026, 11, 1)),
        Membership(person="b" * 32, cell="7" * 32, primary=True, since=date(2026, 11, 1)),
    )
    office.do(JoinPerson(target="a" * 32, other="b" * 32))
    office.do(JoinCell(target="6" * 32, other="7" * 32))
    assert {(each.person[0], each.cell[0]) for each in office.find(Query("membership"))} == {("a", "6")}


def test_a_pair_that_is_one_already_is_not_made_one_again(office: Office, arrive: Callable[..., None]) -> None:
    arrive(person("a", number="P1"), person("b", number="P1"))
    (duplicate,) = office.find(Query(Duplicate.kind))
    action = joining(duplicate, "person", office.context())
    assert action is not None
    office.do(action)
    assert joining(duplicate, "person", office.context()) is None
