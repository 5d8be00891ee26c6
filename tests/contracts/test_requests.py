"""Whatever one officer asks for and another decides: what follows from the declaration, of every such kind."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from core import desks  # noqa: F401 - declares them
from core.model.action import ACTIONS, Action, actions_on
from core.model.record import RECORDS, children_of, columns, owner_field
from core.rules.request import Approve, Ask, Decline, Requested, Withdraw
from tests.support.every_case import every

Sample = Callable[..., Any]
KINDS = [kind for kind in RECORDS.values() if issubclass(kind, Requested)]
each_kind = every("kind", KINDS, lambda kind: kind.kind)


def of(kind: type[Requested], base: type[Action]) -> list[type[Action]]:
    return [action for action in ACTIONS.values() if issubclass(action, base) and kind in (action.on, action.adds)]


def test_there_are_some_of_either_sort() -> None:
    assert {owner_field(kind) is None for kind in KINDS} == {True, False}


@each_kind
def test_it_is_approved_declined_and_withdrawn(kind: type[Requested]) -> None:
    assert [len(of(kind, base)) for base in (Approve, Decline, Withdraw)] == [1, 1, 1]


@each_kind
def test_what_is_a_part_is_asked_for_while_it_can_be_approved(kind: type[Requested]) -> None:
    asking = of(kind, Ask)
    assert owner_field(kind) is None or len(asking) == 1
    assert all(action.stages == kind.asked_while for action in asking)


@each_kind
def test_whoever_decides_has_the_duty_and_did_not_ask(kind: type[Requested]) -> None:
    assert kind.decided_with
    for action in (*of(kind, Approve), *of(kind, Decline)):
        assert action.duty == kind.decided_with
        assert action.other_than == ("asked_by",)


@each_kind
def test_the_decision_is_on_all_that_was_asked_for(kind: type[Requested]) -> None:
    """Whatever the request is made with: nothing of it changes between the look and the approval."""
    (approval,) = of(kind, Approve)
    assert {name for action in of(kind, Ask) for name in action.recorded()} <= set(approval.approves)
    assert {"asked", "asked_by"} <= set(approval.approves)
    assert set(approval.approves).isdisjoint(approval.stamps.keys() | {"stage"})


@each_kind
def test_it_is_due_of_who_decides_until_it_is_decided(kind: type[Requested], sample: Sample) -> None:
    waits, *ends = kind.decision_stages
    made = sample(kind, stage=waits, asked=datetime(2026, 11, 20, 9), asked_by="a" * 32)
    (due,) = made.agenda()
    assert (due.on, due.duty, due.asked_by, due.owner) == (made.asked.date(), kind.decided_with, "a" * 32, "")
    assert made.explain().say() == "Due 2026-11-20: asked for on that day, it waits for a second officer."
    decided = (made.model_copy(update={"stage": stage}) for stage in ends)
    assert [each.duty for done in decided for each in done.agenda() if each.duty == kind.decided_with] == []


def keys(kind: str) -> Iterator[str]:
    """Yield the keys of a screen of a kind: of its actions, and of those on what is asked for there."""
    for each in (kind, *(part.kind for part in children_of(kind) if issubclass(part, Requested))):
        yield from (action.key for action in actions_on(each) if action.key)


@every("kind", RECORDS)
def test_what_waits_for_a_decision_has_keys_of_its_own_beside_those_of_the_record(kind: str) -> None:
    found = list(keys(kind))
    assert sorted(found) == sorted(set(found))


@each_kind
def test_the_list_says_when_who_and_how_far(kind: type[Requested]) -> None:
    shown = {name for name, column in columns(kind).items() if column.about.column}
    assert {"asked", "asked_by", "stage"} <= shown
