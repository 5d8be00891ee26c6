"""Files that leave something out, and what waits for it."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from core.desks.grievances import Grievance
from core.desks.people.records import Person
from core.desks.sync.missing_changes import Gap, GapStage
from core.model.change import Body, new_salt
from core.office.office import Office
from core.values.ids import new_id
from data.store.sql_store import SqlStore

Hands = tuple[Any, ...]
Make = Callable[..., Any]
NOWHERE = bytes([7]) * 32
"""A change that never was."""


def person(name: str, **fields: Any) -> Person:
    return Person(name=name, **fields)


def grievance(subject: str) -> Grievance:
    return Grievance(received=datetime(2026, 11, 1), subject=subject, accept_days=15)


def body(kind: str = "person", record: str = "", supersedes: tuple[str, ...] = (), **fields: Any) -> Body:
    return Body(kind, record or new_id(), fields or {"name": "张三"}, supersedes, "f" * 32, "crafted", new_salt())


def names(hand: Any) -> list[str]:
    return [each.name for each in hand.find("person")]


def gaps(hand: Any, stage: GapStage = GapStage.OPEN) -> list[Gap]:
    return [gap for gap in hand.find("gap") if gap.stage is stage]


def waits(hand: Any) -> int:
    with hand.store._reads() as db:
        return int(db.execute("SELECT count(*) FROM pending_change").fetchone()[0])


def believe(a: Any, b: Any) -> None:
    """Let `a` believe that `b` has everything that `a` has."""
    with a.store.transaction():
        a.store.acknowledgements.keep(
            b.store.site, [(stream, tip.seq, tip.id) for stream, tip in a.store.journal.branches]
        )


def parcel(a: Any, b: Any, *records: Any) -> Path:
    """Write these records, and a file that holds nothing but what the files before it do not."""
    a.keep(*records)
    path: Path = a.send(b)
    believe(a, b)
    return path


def parcels(a: Any, b: Any, *people: str) -> list[Path]:
    return [parcel(a, b, person(name)) for name in people]


def sound(*hands: Any) -> None:
    for hand in hands:
        assert hand.store.check() is None


def copied(hand: Any, path: Path) -> Any:
    """Return the hand of a copy of a site as it stands on the disk."""
    hand.store._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    shutil.copyfile(hand.store.path, path)
    return reopened(hand, path, hand.store._key)


def reopened(hand: Any, path: Path, key: bytes) -> Any:
    store = SqlStore(path, key)
    site = SimpleNamespace(store=store, keys=hand.site.keys, unlocked=hand.site.unlocked, close=store.close)
    return type(hand)(site, hand.files, Office(store, 1, hand.office._clock))
