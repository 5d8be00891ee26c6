"""What every store promises of transactions: all or nothing, seen by others when it is done."""

import threading
from contextlib import suppress
from typing import Any

import pytest

from core.desks.people.records import Person, Unit
from core.model.action import amend, create
from core.model.query import Query
from core.values.refusal import Refusal
from tests.support.any_store import everything, grievance, keep, names, write


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
