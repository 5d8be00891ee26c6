"""Changes are hashed, chained and timed as docs/formats/changes.md says; the worked example stands beside that page."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.change import LATEST, ROOT, Body, Stream, header_bytes, identify, milliseconds, new_salt, tick
from core.values.refusal import Refusal

STREAM = Stream("a" * 32, "b" * 16, "common")
BODY = Body("person", "c" * 32, {"name": "张三", "left": None}, ("d" * 64,), "e" * 32, "amend_person", new_salt())
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(st.characters(exclude_categories=["Cs"])),
    st.lists,
    max_leaves=5,
)


@given(st.dictionaries(st.text("abc", min_size=1), VALUES))
def test_a_body_is_read_back_as_it_was_written(fields: dict[str, object]) -> None:
    body = replace(BODY, fields=fields)
    assert Body.from_bytes(body.to_bytes()) == body


@pytest.mark.parametrize(
    "different",
    [
        identify(bytes(31) + b"\1", header_bytes(STREAM, 1, 5), BODY.to_bytes()),
        identify(ROOT, header_bytes(STREAM, 2, 5), BODY.to_bytes()),
        identify(ROOT, header_bytes(STREAM, 1, 6), BODY.to_bytes()),
        identify(ROOT, header_bytes(STREAM._replace(compartment="grievance"), 1, 5), BODY.to_bytes()),
        identify(ROOT, header_bytes(STREAM, 1, 5), replace(BODY, action="add_person").to_bytes()),
        identify(ROOT, header_bytes(STREAM, 1, 5), replace(BODY, salt=new_salt()).to_bytes()),
    ],
    ids=["parent", "place", "time", "stream", "body", "salt"],
)
def test_everything_of_a_change_is_in_its_identifier(different: bytes) -> None:
    assert identify(ROOT, header_bytes(STREAM, 1, 5), BODY.to_bytes()) != different


def test_a_value_that_has_no_canonical_form_is_refused() -> None:
    with pytest.raises(Refusal):
        replace(BODY, fields={"ratio": 0.5}).to_bytes()


def test_no_two_changes_share_a_salt() -> None:
    assert len({new_salt() for _ in range(100)}) == 100
    assert all(len(new_salt()) == 22 for _ in range(10))


@given(st.integers(0, 2**62), st.integers(0, 2**46))
def test_the_clock_only_goes_forward_and_is_never_behind_the_wall(last: int, now: int) -> None:
    time = tick(last, now)
    assert time > last
    assert milliseconds(time) >= min(now, LATEST)


def test_the_clock_goes_on_when_the_wall_clock_is_put_back() -> None:
    time = tick(0, 5000)
    assert tick(time, 10) == time + 1
