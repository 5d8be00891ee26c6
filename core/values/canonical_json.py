"""Canonical JSON, one spelling for one value (transfer §2): of cards, manifests and change lines."""

import json
from typing import Any, Final, NoReturn

from core.values.refusal import Refusal

MAX_BYTES: Final = 1 << 20
"""One line of changes; the longest text field is far below (§12)."""
MAX_DEPTH: Final = 16
"""A change is 4 deep; beyond this lies only an attack on the parser (§2.5)."""
MAX_INTEGER: Final = 2**63 - 1
"""What a column of the store can hold (§2.3)."""
_MAX_DIGITS: Final = len(str(MAX_INTEGER)) + 1


class BadJson(Refusal):
    """The text is not written the way this program writes: it is damaged or was made by another program."""


class TooLong(BadJson):
    """A text of {size} bytes is longer than the {limit} bytes allowed here."""


class NotJson(BadJson):
    """The text is damaged: it is not JSON in UTF-8."""


class TooDeep(BadJson):
    """A text is nested deeper than {limit} levels, which this program never writes."""


class BadNumber(BadJson):
    """The number {number} is not a whole number this program can keep."""


class DuplicateKey(BadJson):
    """The name {key} stands twice in the same place, so the text could be read in two ways."""


class LoneSurrogate(BadJson):
    """A text holds half a character, which cannot be written or shown."""


class NotCanonical(BadJson):
    """The text is not in the one spelling that can be signed: spaces, order or escapes differ."""


def dump(value: Any) -> bytes:
    """Return the one spelling of `value`, whose keys are texts; what `load` would refuse is refused here already."""
    raw = _encode(value)
    _read(raw, MAX_DEPTH)
    return raw


def load(raw: bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Any:
    """Read one value, refusing every spelling but the canonical one."""
    if len(raw) > max_bytes:
        raise TooLong(size=len(raw), limit=max_bytes)
    value = _read(raw, max_depth)
    if _encode(value) != raw:
        _explain(raw)
    return value


def _read(raw: bytes, max_depth: int) -> Any:
    """Return the value of a text, refusing numbers and depths that are never written."""
    value = _decode(raw, max_depth)
    # Brackets are at least as many as levels: most texts have too few to be worth walking through.
    if raw.count(b"{") + raw.count(b"[") > max_depth:
        _refuse_depth(value, max_depth)
    return value


def _integer(digits: str) -> int:
    # The length first: turning a million digits into a number takes time in its square.
    if len(digits) > _MAX_DIGITS or not -MAX_INTEGER - 1 <= int(digits) <= MAX_INTEGER:
        raise BadNumber(number=f"{digits[:24]}…")
    return int(digits)


def _refuse_number(number: str) -> NoReturn:
    raise BadNumber(number=number[:24])


# Objects made once: the json functions build a new coder for each call that has options.
_DECODER: Final = json.JSONDecoder(parse_float=_refuse_number, parse_int=_integer, parse_constant=_refuse_number)
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def _decode(raw: bytes, max_depth: int) -> Any:
    try:
        return _DECODER.decode(raw.decode())
    except RecursionError:
        raise TooDeep(limit=max_depth) from None
    except ValueError:
        raise NotJson from None


def _encode(value: Any) -> bytes:
    try:
        return _ENCODER.encode(value).encode()
    except UnicodeEncodeError:
        raise LoneSurrogate from None
    except ValueError:
        raise BadNumber(number="NaN") from None
    except RecursionError:
        raise TooDeep(limit=MAX_DEPTH) from None


def _refuse_depth(value: Any, limit: int) -> None:
    level = _containers([value])
    for _ in range(limit):
        level = [inner for outer in level for inner in _containers(outer)]
    if level:
        raise TooDeep(limit=limit)


def _containers(value: Any) -> list[Any]:
    inside = value.values() if isinstance(value, dict) else value
    return [inner for inner in inside if isinstance(inner, dict | list)]


def _explain(raw: bytes) -> NoReturn:
    """Say why a text that parses is not canonical; only refused texts pay for finding out."""
    json.loads(raw, object_pairs_hook=_unique)
    raise NotCanonical


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for key, value in pairs:
        if key in seen:
            raise DuplicateKey(key=key[:64])
        seen[key] = value
    return seen
