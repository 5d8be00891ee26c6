"""A ledger of things that are handed out: declared with a kind and four actions, it knows where each thing is."""

from datetime import date
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from core.model.action import ACTIONS, Action
from core.model.record import RECORDS
from core.rules.ledger import Destroy, Ledgered, LedgerStage, Register, ReportLost, SignIn, SignOut

ME, OTHER = "a" * 32, "b" * 32
TODAY = date(2026, 11, 23)


class Badge(Ledgered):
    """A visitor's badge; without a `kind` it is kept nowhere."""


class _Register(Register):
    on: ClassVar = Badge


class _SignOut(SignOut):
    on: ClassVar = Badge


class _SignIn(SignIn):
    on: ClassVar = Badge


class _Destroy(Destroy):
    on: ClassVar = Badge


class _ReportLost(ReportLost):
    on: ClassVar = Badge


CONTEXT: Any = SimpleNamespace(officer=ME, today=TODAY, now=None, find=lambda query: [])
HERE = Badge(number="B-1", name="red")
OUT = HERE.model_copy(update={"stage": LedgerStage.OUT, "holder": OTHER})


def done(action: type[Action], badge: Badge, **given: Any) -> dict[str, Any]:
    (draft,) = action.model_validate({"target": badge.id, **given}).changes(badge, CONTEXT)
    return dict(draft.fields)


def test_a_thing_is_entered_in_the_office_with_who_entered_it() -> None:
    (draft,) = _Register(number="B-2").changes(None, CONTEXT)
    assert draft.fields == {"number": "B-2", "stage": "in", "since": "2026-11-23", "by": ME}


NAMED = {"by": ME, "since": "2026-11-23"}
MOVES: dict[str, tuple[type[Action], Badge, dict[str, str], dict[str, Any]]] = {
    "out": (_SignOut, HERE, {"witness": OTHER}, {"stage": "out", "witness": OTHER, "holder": OTHER}),
    "in": (_SignIn, OUT, {"witness": OTHER}, {"stage": "in", "witness": OTHER, "holder": ""}),
    "destroyed": (_Destroy, OUT, {"witness": OTHER}, {"stage": "destroyed", "witness": OTHER, "holder": ""}),
    "lost, and who held it stays": (_ReportLost, OUT, {}, {"stage": "lost"}),
}


@pytest.mark.parametrize(("action", "badge", "given", "becomes"), MOVES.values(), ids=MOVES)
def test_each_move_says_where_it_is_and_both_names(
    action: type[Action], badge: Badge, given: dict[str, str], becomes: dict[str, Any]
) -> None:
    assert done(action, badge, **given) == NAMED | becomes


@pytest.mark.parametrize(
    ("stage", "offered"),
    [
        (LedgerStage.IN, {_SignOut, _Destroy, _ReportLost}),
        (LedgerStage.OUT, {_SignIn, _Destroy, _ReportLost}),
        (LedgerStage.LOST, {_SignIn}),
        (LedgerStage.DESTROYED, set()),
    ],
)
def test_what_is_offered_follows_from_where_it_is(stage: LedgerStage, offered: set[type[Action]]) -> None:
    badge = HERE.model_copy(update={"stage": stage})
    assert {each for each in (_SignOut, _SignIn, _Destroy, _ReportLost) if each.applies(badge)} == offered


def test_it_is_usually_the_holder_who_brings_it_back() -> None:
    assert _SignIn.suggest(OUT, CONTEXT) == {"witness": OTHER}


def test_the_second_name_is_not_ones_own() -> None:
    ((officers, reason),) = _SignOut(target=HERE.id, witness=OTHER).involved(HERE, CONTEXT)  # type: ignore[misc]
    assert officers == (ME,)
    assert "two names" in str(reason)


def test_the_parts_of_a_ledger_are_no_kind_and_no_actions_themselves() -> None:
    assert Ledgered not in RECORDS.values()
    assert not {Register, SignOut, SignIn, Destroy, ReportLost} & set(ACTIONS.values())
