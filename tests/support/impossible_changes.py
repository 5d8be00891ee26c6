"""Changes that are signed and well formed, and mean something impossible: each with what is said of it.

Whoever holds the keys of a trusted site can write any of them (docs/formats/changes.md §9.5).
"""

from collections.abc import Iterator
from typing import NamedTuple

from core.desks.sync.void_changes import Why
from core.model.change import BEYOND, HOLD, PURGE, Body, new_salt
from core.model.record import RECORDS
from core.values.ids import new_id

STRANGER = "f" * 32
"""The officer who writes them."""
PERSON = {"name": "无害"}


class Impossible(NamedTuple):
    """A change, the compartment in whose stream it stands, its time if that is odd, and what is void about it."""

    name: str
    compartment: str
    body: Body
    why: Why
    time: int = 0


def body(kind: str, record: str = "", **fields: object) -> Body:
    return Body(kind, record or new_id(), fields, (), STRANGER, "impossible", new_salt())


def impossible() -> Iterator[Impossible]:
    """Yield one of every kind; each has a record of its own."""
    yield Impossible("a person among the care files", "care", body("person", **PERSON), Why.PLACE)
    yield Impossible("an account that would travel", "common", body("account", officer=STRANGER, seat=9), Why.PLACE)
    yield Impossible("an entry of the audit", "grievance", body("audit", number=1), Why.PLACE)
    yield Impossible("a backup", "common", body("backup", last="a" * 64), Why.PLACE)
    yield Impossible("a site", "grievance", body("site", name="x", card="x", status="trusted"), Why.PLACE)
    yield Impossible(
        "an entry of the agenda", "common", body("agenda", of="a" * 32, due="2026-11-01"), Why.NOBODY_WRITES
    )
    yield Impossible("a conflict", "care", body("conflict", of="a" * 32, field="name"), Why.NOBODY_WRITES)
    yield Impossible("a void", "common", body("void", of="a" * 32), Why.NOBODY_WRITES)
    purge = body(PURGE, of="a" * 32, file_kind="person", day="2026-11-23")
    yield Impossible("a purge of a person", "common", purge, Why.NEVER_PURGED)
    purge = body(PURGE, of="a" * 32, file_kind="care_file", day="2026-11-23")
    yield Impossible("a purge beside where it belongs", "common", purge, Why.PLACE)
    hold = body(HOLD, of="a" * 32, file_kind="care_file", day="2026-11-23")
    yield Impossible("a hold beside where it belongs", "grievance", hold, Why.PLACE)
    yield Impossible("a time after all time", "common", body("person", **PERSON), Why.CLOCK, (1 << 63) - 1)
    yield Impossible("the first time that is none", "common", body("person", **PERSON), Why.CLOCK, BEYOND)


def hostile_values(kind: str) -> Iterator[tuple[str, object]]:
    """Yield for each field of a kind values that fit its declared type, or nearly, and that nobody expects."""
    texts = ["", "\0", "x" * 5000, "9999-12-31", "张" * 1000, "\u202e" * 50]
    numbers = [0, -1, 2**63 - 1, -(2**63), 10**15]
    days = ["0001-01-01", "9999-12-31", "9999-12-01", 0, 253402214400, "2026-11-20T00:00:00"]
    times = ["0001-01-01T00:00:00", "9999-12-31T23:59:59", "2026-11-20T08:00:00Z", "2026-11-20T08:00:00+23:59"]
    others: list[object] = [None, [], ["x"] * 2000, [1], [["a"]], {"a": 1}, "yes", True]
    for name in RECORDS[kind].model_fields:
        for value in (*texts, *numbers, *days, *times, *others):
            yield name, value
