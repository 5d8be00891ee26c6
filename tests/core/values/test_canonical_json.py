"""Canonical JSON: every value has one spelling, and only that is read (transfer §2)."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.values import canonical_json

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXT
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4))


@given(VALUES)
def test_what_is_written_is_read_back(value: Any) -> None:
    assert canonical_json.load(canonical_json.dump(value)) == value


@given(VALUES)
def test_any_other_spelling_is_refused(value: Any) -> None:
    raw = canonical_json.dump(value)
    for spelling in (b" " + raw, raw + b"\n", json.dumps(value, indent=1).encode(), json.dumps([value]).encode()[1:-1]):
        if spelling != raw:
            with pytest.raises(canonical_json.BadJson):
                canonical_json.load(spelling)


@given(st.binary(max_size=60))
def test_garbage_is_refused_or_canonical(raw: bytes) -> None:
    try:
        value = canonical_json.load(raw)
    except canonical_json.BadJson:
        return
    assert canonical_json.dump(value) == raw


@pytest.mark.parametrize(
    ("raw", "refused_as"),
    [
        (b"", canonical_json.NotJson),
        (b"\xef\xbb\xbf{}", canonical_json.NotJson),
        (b'"\xff"', canonical_json.NotJson),
        (b'"\xed\xa0\x80"', canonical_json.NotJson),
        (b'"\\ud800"', canonical_json.LoneSurrogate),
        (b"NaN", canonical_json.BadNumber),
        (b"-Infinity", canonical_json.BadNumber),
        (b"1.0", canonical_json.BadNumber),
        (b"1e3", canonical_json.BadNumber),
        (b"9223372036854775808", canonical_json.BadNumber),
        (b"9" * 100_000, canonical_json.BadNumber),
        (b"-0", canonical_json.NotCanonical),
        (b'{"a":1,"a":2}', canonical_json.DuplicateKey),
        (b'{"a":1,"a":1}', canonical_json.DuplicateKey),
        (b'{"b":1,"a":2}', canonical_json.NotCanonical),
        (b'{"a": 1}', canonical_json.NotCanonical),
        (b'"\\u0041"', canonical_json.NotCanonical),
        (b'"\\/"', canonical_json.NotCanonical),
        (b"[" * 17 + b"]" * 17, canonical_json.TooDeep),
        (b'{"a":' * 17 + b"1" + b"}" * 17, canonical_json.TooDeep),
        (b"[" * 500_000, canonical_json.TooDeep),
        (b'"' + b"a" * canonical_json.MAX_BYTES + b'"', canonical_json.TooLong),
    ],
    ids=lambda value: value[:16].decode("latin-1") if isinstance(value, bytes) else value.__name__,
)
def test_refused(raw: bytes, refused_as: type[canonical_json.BadJson]) -> None:
    with pytest.raises(canonical_json.BadJson) as caught:
        canonical_json.load(raw)
    assert type(caught.value) is refused_as


def test_the_depth_allowed_is_allowed() -> None:
    assert canonical_json.load(b"[" * 16 + b"1" + b"]" * 16)
    assert canonical_json.load(b"[" + b"[]," * 40 + b"[]]")


@pytest.mark.parametrize("value", [1.5, float("nan"), "\ud800", 2**63, {"a": [0.5]}])
def test_what_would_be_refused_is_not_written(value: Any) -> None:
    with pytest.raises(canonical_json.BadJson):
        canonical_json.dump(value)
