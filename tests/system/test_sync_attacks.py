"""What can happen to machines and discs, one thing at a time, each with what must come of it; chance is left to
`test_histories`, and the oracle there judges the end of each of these stories too."""

from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from core.model.change import Draft
from core.model.query import EVERYTHING, Query
from tests.support.history_machines import CLOCKS, Machine
from tests.support.random_histories import Nursery, World

Hands = tuple[Any, ...]


@pytest.fixture
def world(nursery: Nursery, tmp_path: Path) -> Iterator[World]:
    made = nursery.world(tmp_path, 7)
    for machine in made.machines:
        machine.clock = CLOCKS[2]
    yield made
    for machine in made.machines:
        machine.store.close()


def at(world: World, machine: Machine, deed: Callable[[], None], times: int = 1) -> None:
    """Let something happen at this machine; what it writes is of one compartment, so that forks can be told."""
    everybody, less = world.machines, world.given_less
    world.machines, world.given_less = [machine], machine.site
    for _ in range(times):
        deed()
    world.machines, world.given_less = everybody, less


def duplicate(world: World, machine: Machine) -> Machine:
    """Let the image of a machine run on another one as well."""
    made = world._opened(machine, world._copied(machine), new_life=False)
    world.machines.append(made)
    return made


def put_back(world: World, machine: Machine, copy: Path, *, by_command: bool) -> Machine:
    """Put a machine back from a copy of its disk."""
    machine.store.close()
    again = world._opened(machine, copy, new_life=by_command)
    world.machines[world.machines.index(machine)] = again
    return again


def carry(world: World, one: Machine, other: Machine) -> None:
    world.read(other, world.write_disc(one, other))


# Discs


def test_the_same_disc_twice_is_refused_the_second_time(world: World) -> None:
    a, b, *_ = world.machines
    at(world, a, world.write, 3)
    disc = world.write_disc(a, b)
    world.read(b, disc)
    world.read(b, disc)
    assert world.happened["twice"] == 1
    world.judge()


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_discs_in_any_order_bring_everything_once(world: World, order: tuple[int, ...]) -> None:
    a, b, *_ = world.machines
    discs = []
    for _ in range(3):
        at(world, a, world.write, 2)
        discs.append(world.write_disc(a, b))
    for place in order:
        world.read(b, discs[place])
    assert b.known() == a.known()
    assert world.happened["waits"] == 0, "what is not confirmed goes again"
    assert b.store.check() is None


def test_a_lost_disc_in_the_middle_makes_what_follows_wait_until_it_comes_again(world: World) -> None:
    a, b, *_ = world.machines
    before = world._copied(b)
    at(world, a, world.write, 2)
    carry(world, a, b)
    carry(world, b, a)  # confirmed
    b = put_back(world, b, before, by_command=True)
    at(world, a, world.write, 2)
    carry(world, a, b)
    assert world.happened["waits"] == 1
    assert not set(b.known()) & set(a.known())
    carry(world, b, a)
    carry(world, a, b)
    assert b.known() == a.known()
    world.judge()


# Restores and images


@pytest.mark.parametrize("by_command", [True, False])
@pytest.mark.parametrize("heard_first", [True, False])
@pytest.mark.parametrize("times", [1, 2])
def test_a_machine_put_back_loses_and_doubles_nothing_that_anybody_has(
    world: World, by_command: bool, heard_first: bool, times: int
) -> None:
    a, b, *_ = world.machines
    at(world, a, world.write, 2)
    copy = world._copied(a)
    for _ in range(times):
        at(world, a, world.write, 2)
        carry(world, a, b)
        kept = set(a.known())
        a = put_back(world, a, copy, by_command=by_command)
        if heard_first:
            carry(world, a, b)  # it says what it has
            carry(world, b, a)
            assert set(a.known()) >= kept
        at(world, a, world.write, 2)
        carry(world, a, b)
    assert world.happened["put back"] == (times if heard_first else 0)
    world.judge()
    assert len(world.wrote) == len(world.machines[0].known())


def test_a_fork_of_a_fork_is_kept_whole_and_all_three_part_ways(world: World) -> None:
    a, b, c, _ = world.machines
    at(world, a, world.write)
    second = duplicate(world, a)
    at(world, a, world.write)
    at(world, second, world.write, 2)
    third = duplicate(world, second)
    for each in (second, third):
        at(world, each, world.write, 2)
    lives = {each.store.incarnation for each in (a, second, third)}
    assert len(lives) == 1
    for each in (a, second, third):
        carry(world, each, b)
    assert world.happened["forked"] == 2
    carry(world, b, c)  # both forks reach a third site at once, by way of another
    assert world.happened["forked"] == 3
    world.judge()
    assert len({each.store.incarnation for each in (a, second, third)}) >= 2
    assert all(len(machine.known()) == len(world.wrote) for machine in (a, second, third, b, c))


def test_two_machines_of_one_image_are_recognised_on_both_sides(world: World) -> None:
    a, b, *_ = world.machines
    at(world, a, world.write)
    second = duplicate(world, a)
    for each in (a, second):
        at(world, each, world.write)
        carry(world, each, b)
    assert world.happened["forked"] == 1, "the other site says so"
    for each in (a, second):
        carry(world, b, each)
    assert world.happened["put back"] == 2, "and so do both machines"
    assert a.store.incarnation != second.store.incarnation
    world.judge()


# Clocks


@pytest.mark.parametrize("clocks", list(permutations(CLOCKS, 2)))
def test_a_false_clock_loses_nothing_and_orders_what_one_site_wrote(world: World, clocks: tuple[int, int]) -> None:
    """The first clock is that of a site that writes twice, the second where it is set in between."""
    a, b, *_ = world.machines
    person = "1" * 32
    for clock, name in zip(clocks, ("早", "晚"), strict=True):
        a.clock = clock
        with world.at(a), a.store.transaction():
            a.store.write([Draft("person", person, {"name": name})], officer="f" * 32, action="history")
    carry(world, a, b)
    for machine in (a, b):
        assert [each.name for each in machine.store.find(Query("person"))] == ["晚"]
    assert a.store.check() is b.store.check() is None


# Delete against edit


@pytest.mark.parametrize("edit_is_later", [True, False])
def test_a_record_that_is_deleted_here_and_edited_there_stays_deleted_and_keeps_the_edit(
    hands: Hands, made: Callable[..., Any], edit_is_later: bool
) -> None:
    a, b, c = hands
    person = made("person", name="张三")
    a.keep(person)
    b.receive(a.send(b))
    deeds = [
        lambda: a.write(Draft("person", person.id, {"deleted": True})),
        lambda: b.write(Draft("person", person.id, {"name": "张三丰"})),
    ]
    for deed in deeds if edit_is_later else reversed(deeds):
        deed()
    from_a, from_b = a.send(b), b.send(a)
    a.receive(from_b)
    b.receive(from_a)
    c.receive(a.send(c))
    for hand in hands:
        assert hand.find("person") == []
        assert [e.change.body.fields.get("name") for e in hand.history(person)].count("张三丰") == 1
        assert hand.find("conflict") == []
        assert hand.store.check() is None
    b.write(Draft("person", person.id, {"deleted": False}))
    a.receive(b.send(a))
    assert a.store.get("person", person.id, EVERYTHING).name == "张三丰"


def test_a_record_that_is_deleted_and_kept_at_once_is_for_a_person_to_decide(
    hands: Hands, made: Callable[..., Any]
) -> None:
    a, b, _ = hands
    person = made("person", name="张三", deleted=True)
    a.keep(person)
    b.receive(a.send(b))
    a.write(Draft("person", person.id, {"deleted": False}))
    b.write(Draft("person", person.id, {"deleted": True, "name": "李四"}))
    a.receive(b.send(a))
    assert {head.fields["deleted"] for head in a.store.heads(person.id)["deleted"]} == {True, False}
    assert a.store.check() is None
