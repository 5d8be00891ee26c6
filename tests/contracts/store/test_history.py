"""What every store promises of history, and of what follows from other records."""

import time
from datetime import date
from typing import Any

import pytest

from core.desks.people.records import Person, Unit
from core.desks.sync.duplicates import Difference
from core.model.action import amend, create
from core.model.query import EVERYTHING, FullText, Query
from tests.support.any_store import ME, Elsewhere, care_file, get, grievance, keep, names, write

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


def test_what_an_officer_did_here_is_known_between_two_moments(store: Any, from_elsewhere: Elsewhere) -> None:
    one, other = Person(name="张三"), Person(name="李四")
    begun = time.time_ns() // 1_000_000
    write(store, create(one), action="add_person")
    write(store, amend(one, name="张山"), create(other), action="amend_person")
    from_elsewhere(store, one, post="科员")
    later = begun + 3_600_000
    assert sorted(store.deeds(ME, begun, later)) == sorted(
        [("add_person", "person", one.id), ("amend_person", "person", one.id), ("amend_person", "person", other.id)]
    )
    assert store.deeds("e" * 32, begun, later) == []
    assert store.deeds(ME, later, later + 1) == store.deeds(ME, 0, begun - 1) == []
