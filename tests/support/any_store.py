"""Records as the tests of every store write and read them."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from core.desks.care.records import CareFile
from core.desks.care.vocabulary import Basis
from core.desks.grievances import Grievance
from core.model.action import create
from core.model.change import Change, Draft
from core.model.query import EVERYTHING, Condition, Query
from core.model.record import RECORDS, Record

ME, NOON = "f" * 32, datetime(2026, 11, 23, 12)
Elsewhere = Callable[..., Change]


def write(store: Any, *drafts: Draft, action: str = "test") -> None:
    with store.transaction():
        store.write(drafts, officer=ME, action=action)


def keep(store: Any, *records: Record) -> None:
    write(store, *map(create, records))


def get(store: Any, record: Record) -> Any:
    return store.get(record.kind, record.id, EVERYTHING)


def names(store: Any, condition: Condition = EVERYTHING, order: tuple[str, ...] = ("name",)) -> list[str]:
    return [each.name for each in store.find(Query("person", condition, order))]


def grievance(**more: Any) -> Grievance:
    return Grievance(**{"subject": "拖欠工资", "received": NOON, "accept_days": 15, **more})


def care_file(**more: Any) -> CareFile:
    days = dict.fromkeys(("opened", "checked", "reviewed"), date(2026, 11, 1))
    said = {"name": "张三", "person": "a" * 32, "helper": ME, "basis": Basis.ILLNESS, "facts": "透析", **days}
    return CareFile.model_validate({**said, **more})


DAYS = [date(2026, 11, day) for day in (1, 2, 3, 30)]


def everything(store: Any) -> dict[str, list[Any]]:
    return {kind: store.find(Query(kind, order=("id",))) for kind in RECORDS}
