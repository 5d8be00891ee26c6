"""The worked example of docs/formats/changes.md §11 is what the code does."""

import hashlib
import json
import re
from itertools import chain
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.model.change import ROOT, Body, Change, Erased, Stream, hash_body, header_bytes, identify, purged_by
from core.model.merge import Write, conflicts, resolve_heads, values
from core.values.canonical_json import dump, load
from data.transfer_file.segments import BadSegments, Payload, Segment, VerifiedChange, read_changes, sign_tip

PAGE = Path(__file__).parents[3] / "docs/formats/changes.md"


@pytest.fixture(scope="module")
def example() -> SimpleNamespace:
    """What stands in §11: JSON texts, two groups of lines, and the hashes in the order of the tables."""
    section = PAGE.read_text("utf-8").split("\n## 11. Worked example\n", 1)[1]
    header, body, payload, purge, run = (text.encode() for text in re.findall(r"```json\n(.*?)\n```", section))
    lines, later = (text.encode().split(b"\n") for text in re.findall(r"```jsonl\n(.*?)\n```", section, re.DOTALL))
    hashes = re.findall(r"^\| .* \| `([0-9a-f]{64})` \|$", section, re.MULTILINE)
    return SimpleNamespace(
        header=header, body=body, payload=payload, lines=lines, hashes=hashes, purge=purge, run=run, later=later
    )


@pytest.fixture(scope="module")
def payload(example: SimpleNamespace) -> Payload:
    return Payload.model_validate(load(example.payload))


def links(example: SimpleNamespace, payload: Payload) -> list[VerifiedChange]:
    return list(chain.from_iterable(read_changes(example.lines, payload.segments)))


def test_every_text_of_the_example_is_canonical(example: SimpleNamespace) -> None:
    for text in (example.header, example.body, example.payload, example.purge, *example.lines, *example.later):
        assert dump(json.loads(text)) == text


def test_header_and_body_are_hashed_as_the_example_says(example: SimpleNamespace) -> None:
    digests = [hashlib.sha256(text).hexdigest() for text in (example.header, example.body)]
    assert digests == example.hashes[:2]


def test_the_first_change_is_identified_from_the_root(example: SimpleNamespace) -> None:
    header = json.loads(example.header)
    stream = Stream(header["site"], header["incarnation"], header["compartment"])
    assert header_bytes(stream, header["seq"], header["time"]) == example.header
    assert Body.from_bytes(example.body).to_bytes() == example.body
    assert identify(ROOT, example.header, example.body).hex() == example.hashes[2]


def test_the_lines_verify_and_give_the_identifiers(example: SimpleNamespace, payload: Payload) -> None:
    assert [link.change.id.hex() for link in links(example, payload)] == example.hashes[2:5]


def test_the_lines_carry_the_body_byte_for_byte(example: SimpleNamespace, payload: Payload) -> None:
    assert links(example, payload)[0].body == example.body


@pytest.mark.parametrize(("run", "secret"), [(0, b"\x01" * 32), (1, b"\x02" * 32)])
def test_the_tips_are_signed_by_their_authors(payload: Payload, run: int, secret: bytes) -> None:
    segment = payload.segments[run]
    assert sign_tip(segment, Ed25519PrivateKey.from_private_bytes(secret)) == segment.signature


def test_the_handler_is_in_conflict_and_the_later_one_is_shown(example: SimpleNamespace, payload: Payload) -> None:
    changes = [link.change for link in links(example, payload)]
    writes = [Write(each.id.hex(), each.time, each.body.supersedes, each.body.fields) for each in changes]
    heads = resolve_heads(writes)
    assert resolve_heads(reversed(writes)) == heads
    assert conflicts(heads) == ["handler"]
    assert values(heads)["handler"] == changes[2].body.officer
    assert {name for name, found in heads.items() if len(found) == 2} == {"accepted", "handler", "stage", "term"}


def test_a_line_that_is_left_out_is_missed(example: SimpleNamespace, payload: Payload) -> None:
    with pytest.raises(BadSegments):
        read_changes([example.lines[0], example.lines[2]], payload.segments)


@pytest.fixture(scope="module")
def after(example: SimpleNamespace, payload: Payload) -> list[VerifiedChange]:
    """What a site reads that gets all four changes after the purge."""
    runs = [payload.segments[0], Segment.model_validate(load(example.run))]
    return list(chain.from_iterable(read_changes(example.later, runs)))


def test_after_the_purge_the_chain_still_verifies(example: SimpleNamespace, after: list[VerifiedChange]) -> None:
    assert [type(link.change) for link in after] == [Erased, Erased, Erased, Change]
    assert [link.change.id.hex() for link in after] == example.hashes[2:]
    assert after[0].change == Erased(
        after[0].change.stream, 1, after[0].change.time, ROOT, bytes.fromhex(example.hashes[2]), hash_body(example.body)
    )


def test_the_purge_names_the_record_and_the_changes_it_erases(
    example: SimpleNamespace, after: list[VerifiedChange]
) -> None:
    purge = after[3].change.body
    assert after[3].body == example.purge
    assert purged_by(purge) == json.loads(example.body)["record"]
    first, second, third = example.hashes[2:5]
    assert purge.supersedes == (first, third, second)


def test_the_tip_after_the_purge_is_signed_by_its_author(example: SimpleNamespace) -> None:
    run = Segment.model_validate(load(example.run))
    assert sign_tip(run, Ed25519PrivateKey.from_private_bytes(b"\x02" * 32)) == run.signature
