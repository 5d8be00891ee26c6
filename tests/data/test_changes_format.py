"""The worked example of docs/formats/changes.md §10 is what the code does."""

import hashlib
import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.canonical import dump, load
from core.change import ROOT, Body, Stream, header_bytes, identify
from core.merge import Write, conflicts, settle, values
from data.runs import BadRuns, Link, Payload, read_links, sign_tip

PAGE = Path(__file__).parents[2] / "docs/formats/changes.md"


@pytest.fixture(scope="module")
def example() -> SimpleNamespace:
    """What stands in §10: three JSON texts, the lines, and the hashes in the order of the table."""
    section = PAGE.read_text("utf-8").split("\n## 10. Worked example\n", 1)[1]
    header, body, payload = (text.encode() for text in re.findall(r"```json\n(.*?)\n```", section))
    [lines] = re.findall(r"```jsonl\n(.*?)\n```", section, re.DOTALL)
    hashes = re.findall(r"^\| .* \| `([0-9a-f]{64})` \|$", section, re.MULTILINE)
    return SimpleNamespace(header=header, body=body, payload=payload, lines=lines.encode().split(b"\n"), hashes=hashes)


@pytest.fixture(scope="module")
def payload(example: SimpleNamespace) -> Payload:
    return Payload.model_validate(load(example.payload))


def links(example: SimpleNamespace, payload: Payload) -> list[Link]:
    return list(read_links(example.lines, payload.runs))


def test_every_text_of_the_example_is_canonical(example: SimpleNamespace) -> None:
    for text in (example.header, example.body, example.payload, *example.lines):
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
    assert [link.change.id.hex() for link in links(example, payload)] == example.hashes[2:]


def test_the_lines_carry_the_body_byte_for_byte(example: SimpleNamespace, payload: Payload) -> None:
    assert links(example, payload)[0].body == example.body


@pytest.mark.parametrize(("run", "secret"), [(0, b"\x01" * 32), (1, b"\x02" * 32)])
def test_the_tips_are_signed_by_their_authors(payload: Payload, run: int, secret: bytes) -> None:
    assert sign_tip(payload.runs[run], Ed25519PrivateKey.from_private_bytes(secret)) == payload.runs[run].signature


def test_the_handler_is_in_conflict_and_the_later_one_is_shown(example: SimpleNamespace, payload: Payload) -> None:
    changes = [link.change for link in links(example, payload)]
    writes = [Write(each.id.hex(), each.time, each.body.over, each.body.fields) for each in changes]
    heads = settle(writes)
    assert settle(reversed(writes)) == heads
    assert conflicts(heads) == ["handler"]
    assert values(heads)["handler"] == changes[2].body.officer
    assert {name for name, found in heads.items() if len(found) == 2} == {"accepted", "handler", "stage", "term"}


def test_a_line_that_is_left_out_is_missed(example: SimpleNamespace, payload: Payload) -> None:
    with pytest.raises(BadRuns):
        list(read_links([example.lines[0], example.lines[2]], payload.runs))
