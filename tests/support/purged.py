"""What is purged, and what is left of it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from core.desks.grievances import Grievance, Step, StepKind
from core.model.change import PURGE, Body, new_salt
from core.values.ids import new_id

OFFICER = "f" * 32
DAY = date(2026, 11, 23)
Hands = tuple[Any, ...]
Make = Callable[..., Any]


def grievance(**fields: Any) -> Grievance:
    return Grievance(**{"received": datetime(2026, 11, 1), "subject": "拖欠工资", "accept_days": 15, **fields})


def step(of: Grievance, text: str = "走访", **fields: Any) -> Step:
    return Step(grievance=of.id, step=StepKind.VISIT, day=DAY, by=OFFICER, text=text, **fields)


def erased(hand: Any) -> int:
    with hand.store._reads() as db:
        return int(db.execute("SELECT count(*) FROM change WHERE body IS NULL").fetchone()[0])


def left_of(hand: Any, *records: Any) -> list[Any]:
    """Return whatever any table still has of these records, but for the purges that name them."""
    wanted = {record.id for record in records}
    raw = {bytes.fromhex(each) for each in wanted}
    return [
        (table, row)
        for table, rows in hand.rows().items()
        if table not in ("kind_purge", "change")
        for row in rows
        if wanted & {cell for cell in row if isinstance(cell, str)}
    ] + [row for row in hand.rows()["change"] if row[5] in raw]


def purge_body(of: Any, **fields: Any) -> Body:
    said = {"of": of, "file_kind": "grievance", "rule": "x", "day": "2026-11-23", **fields}
    return Body(PURGE, new_id(), said, (), OFFICER, "purge_test", new_salt())
