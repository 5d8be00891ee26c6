"""Files with something wrong in them: bytes that were hit, and texts of JSON, TOML and XML whose parts were.

Every mutation takes what is good and a source of chance, and returns what differs from it.
"""

import json
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

Bytes = Callable[[bytes, random.Random], bytes]

_PLACE = "\N{OBJECT REPLACEMENT CHARACTER}"
RAW = (
    "null", "true", "0", "-1", "-0", "1.0", "1e999", "NaN", "Infinity", "9" * 400, "9" * 5000, "tru", "",
    "-9223372036854775808", "9223372036854775808", "18446744073709551616", '""', '"\\u0000"', '"\\ud800"', '"\\u202e"',
    f'"{"a" * 70000}"', f'"{"f" * 64}"', f'"{"0" * 32}"', '"../../etc/passwd"',
    '"9999-12-31"', '"2026-13-45T99:99:99Z"', '"0001-01-01T00:00:00Z"',
    "[]", "[[]]", "[null]", "{}", '{"a":1,"a":2}', f"[{'1,' * 20000}1]",
    "[" * 60 + "]" * 60, "[" * 5000 + "]" * 5000, '{"a":' * 2000 + "1" + "}" * 2000,
)  # fmt: skip
"""What may stand in the place of any value, as it stands in the text: much of it is no JSON, or none that is kept."""


# Bytes


def flipped(raw: bytes, rng: random.Random) -> bytes:
    """Flip one bit, or a few."""
    out = bytearray(raw)
    for _ in range(rng.choice((1, 1, 1, 3, 20))):
        out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def cut(raw: bytes, rng: random.Random) -> bytes:
    """Cut the end off, or the beginning, or a piece in the middle."""
    one, other = sorted(rng.randrange(len(raw) + 1) for _ in range(2))
    return rng.choice((raw[:one], raw[other:], raw[:one] + raw[other:]))


def doubled(raw: bytes, rng: random.Random) -> bytes:
    """Let a piece stand there twice, or all of it."""
    one, other = sorted(rng.randrange(len(raw) + 1) for _ in range(2))
    return rng.choice((raw + raw, raw[:other] + raw[one:other] + raw[other:]))


def swapped(raw: bytes, rng: random.Random) -> bytes:
    """Let two neighbouring pieces change places."""
    a, b, c = sorted(rng.randrange(len(raw) + 1) for _ in range(3))
    return raw[:a] + raw[b:c] + raw[a:b] + raw[c:]


def overwritten(raw: bytes, rng: random.Random) -> bytes:
    """Write what a length could be over some bytes."""
    at = rng.randrange(len(raw))
    new = rng.choice((b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff", b"\xff" * 8, b"99999999999", b"-1", b"\0" * 512))
    return raw[:at] + new + raw[at + len(new) :]


def renumbered(raw: bytes, rng: random.Random) -> bytes:
    """Make another number of one that stands there in digits."""
    found = [match.span() for match in re.finditer(rb"[0-9]+", raw[:1_000_000])]
    if not found:
        return overwritten(raw, rng)
    start, end = rng.choice(found)
    return raw[:start] + rng.choice((b"0", b"-1", b"1", b"9" * 19, b"9" * 400, b"0" * 99, b"7777777")) + raw[end:]


BYTES: tuple[Bytes, ...] = (flipped, flipped, cut, doubled, swapped, overwritten, renumbered)


def hit(raw: bytes, rng: random.Random) -> bytes:
    """Return bytes that are not these any more."""
    return rng.choice(BYTES)(raw, rng)


# Parts of a document


def _places(document: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to everything in a document; of long lists the first and the last few."""
    yield way
    if isinstance(document, dict):
        for name, value in document.items():
            yield from _places(value, (*way, name))
    elif isinstance(document, list):
        for at in {*range(min(len(document), 4)), *range(max(len(document) - 2, 0), len(document))}:
            yield from _places(document[at], (*way, at))


def _at(document: Any, way: tuple[Any, ...]) -> Any:
    for step in way:
        document = document[step]
    return document


def changed(document: Any, rng: random.Random, dump: Callable[[Any], str]) -> str:
    """Return the text of a document a part of which is another, twice there, elsewhere, gone, or no value at all."""
    document = json.loads(json.dumps(document))
    ways = [way for way in _places(document) if way]
    *way, name = rng.choice(ways)
    above = _at(document, tuple(way))
    how = rng.randrange(8)
    if how == 0:
        del above[name]
    elif how == 1:
        *other, its = rng.choice(ways)
        above[name] = json.loads(json.dumps(_at(document, (*other, its))))
    elif how == 2 and isinstance(above, list):
        above.insert(rng.randrange(len(above) + 1), above[name])
    elif how == 3 and isinstance(above, list):
        rng.shuffle(above)
    elif how == 4 and isinstance(above, dict):
        above[rng.choice(("extra", "", "a" * 999, "ключ", "\u202e"))] = above[name]
    elif how == 5 and isinstance(above, dict):
        above[_PLACE] = 1
        text = dump(document)
        twice = f"{json.dumps(name)}:{json.dumps(above[name])}"
        return text.replace(f'"{_PLACE}":1', twice).replace('"\\ufffc":1', twice)
    elif how == 6 and isinstance(above[name], str) and above[name]:
        above[name] = hit(above[name].encode(), rng).decode("utf-8", "replace")
    else:
        above[name] = _PLACE
        return dump(document).replace(f'"{_PLACE}"', rng.choice(RAW)).replace('"\\ufffc"', rng.choice(RAW))
    return dump(document)


def compact(document: Any) -> str:
    """Return a document as the formats here write it, as far as it can be written so."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hit_or_changed(raw: bytes, rng: random.Random, dump: Callable[[Any], str]) -> bytes:
    """Return a JSON text whose bytes were hit, or more often whose parts were."""
    return hit(raw, rng) if rng.random() < 0.3 else changed(json.loads(raw), rng, dump).encode("utf-8", "replace")
