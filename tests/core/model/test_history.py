"""History: what a change replaced is what its author saw, also where two sites wrote at once."""

from typing import Any

from core.model.change import Body, Change, Stream
from core.model.history import history_of


def change(number: int, over: tuple[int, ...] = (), **fields: Any) -> Change:
    """A change at a moment, that replaces those of these numbers."""
    supersedes = tuple(bytes([each]).hex() for each in over)
    body = Body("sample", "a" * 32, fields, supersedes, "b" * 32, "done", "")
    return Change(Stream("c" * 32, "0" * 16, "common"), number, number, b"", body, bytes([number]))


def told(*changes: Change) -> list[tuple[dict[str, Any], set[str]]]:
    return [(entry.before, {*entry.unseen}) for entry in history_of(changes)]


def test_what_a_field_had_before_is_what_its_author_saw() -> None:
    second = change(2, over=(1,), stage="accepted")
    assert told(second, change(1, stage="registered")) == [({"stage": None}, set()), ({"stage": "registered"}, set())]


def test_of_two_who_wrote_at_once_neither_replaced_the_value_of_the_other() -> None:
    first, here, there = change(1, text="x"), change(2, over=(1,), text="here"), change(3, over=(1,), text="there")
    assert told(first, here, there)[1:] == [({"text": "x"}, set()), ({"text": "x"}, {"text"})]


def test_the_decision_between_two_values_knew_of_both() -> None:
    several = [change(1, text="x"), change(2, over=(1,), text="here"), change(3, over=(1,), text="there")]
    assert told(*several, change(4, over=(2, 3), text="here"))[-1] == ({"text": "there"}, set())


def test_other_fields_of_the_same_change_may_have_been_seen() -> None:
    several = [change(1, text="x", stage="new"), change(2, over=(1,), text="here")]
    assert told(*several, change(3, over=(1,), text="there", stage="old"))[-1] == (
        {"text": "x", "stage": "new"},
        {"text"},
    )
