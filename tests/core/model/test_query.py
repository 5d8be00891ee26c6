"""Conditions are values: joined, looked into for the fields they ask about, and held to what may be read."""

import pytest

from core.model.query import (
    EVERYTHING,
    NOTHING,
    AllOf,
    AnyOf,
    Between,
    Blank,
    Condition,
    FullText,
    Is,
    Not,
    StartsWith,
    Via,
    both,
    fields_of,
    limited,
)

ONE, OTHER = Is("unit", ("a",)), Blank("left")


@pytest.mark.parametrize(
    ("parts", "joined"),
    [
        ((), EVERYTHING),
        ((ONE,), ONE),
        ((EVERYTHING, ONE), ONE),
        ((EVERYTHING, EVERYTHING), EVERYTHING),
        ((ONE, OTHER), AllOf((ONE, OTHER))),
        ((ONE, NOTHING), NOTHING),
    ],
)
def test_conditions_that_must_all_hold(parts: tuple[Condition, ...], joined: Condition) -> None:
    assert both(*parts) == joined


def test_every_field_a_condition_looks_at_is_known_also_through_references() -> None:
    asked = AllOf(
        (
            AnyOf((Is("a", ()), Not(Between("b")))),
            StartsWith("c", ""),
            Blank("d"),
            FullText("张三"),
            Via("e", "unit", Not(Via("f", "person", Is("g", ())))),
        )
    )
    assert [*fields_of("grievance", asked)] == [
        ("grievance", "a"), ("grievance", "b"), ("grievance", "c"), ("grievance", "d"), ("grievance", "e"),
        ("unit", "f"), ("person", "g"),
    ]  # fmt: skip


@pytest.mark.parametrize("wrap", [lambda one: one, Not, lambda one: AllOf((ONE, one)), lambda one: AnyOf((ONE, one))])
def test_whatever_is_referred_to_is_held_to_the_rule_of_its_kind(wrap: object) -> None:
    asked = wrap(Via("handler", "officer", OTHER))  # type: ignore[operator]
    held = wrap(Via("handler", "officer", both(Is("kind", ("officer",)), OTHER)))  # type: ignore[operator]
    assert limited(asked, lambda kind: Is("kind", (kind,))) == held
    assert limited(asked, lambda kind: EVERYTHING) == asked
