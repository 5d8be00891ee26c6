"""What a store shows follows from the set of its changes: any order, repetition and way gives the same tables.

The files are made once by real sites that write, hold, purge and quarrel; every example is a store that reads them
in another order.
"""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.desks.grievances import Grievance, Step, StepKind
from core.desks.people.records import Person
from core.desks.sync.void_changes import Void, Why
from core.model.action import amend
from core.model.change import LOCAL, PURGE
from core.model.query import Query
from core.model.record import RECORDS
from core.office.office import Office
from core.office.refusals import Refused
from core.rules.agenda import Conflict
from data.store.sql_store import SqlStore
from data.sync.exchange import Exchange
from tests.support.crafted_transfers import crafted
from tests.support.impossible_changes import body, impossible

Hands = tuple[Any, ...]
DAY = date(2026, 11, 23)
IN_CARE = [each for each in impossible() if not each.time and each.compartment == "care" for _ in range(3)]


def complaint(subject: str) -> Grievance:
    return Grievance(received=datetime(2026, 11, 1), subject=subject, accept_days=15)


def step(of: Grievance, text: str) -> Step:
    return Step(grievance=of.id, step=StepKind.VISIT, day=DAY, by="f" * 32, text=text)


class Reader:
    """Copies of a site that has received nothing yet, and what it shows in the end."""

    def __init__(self, hand: Any, folder: Path) -> None:
        self._hand, self._folder, self._number = hand, folder, 0
        hand.store._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._empty = shutil.copyfile(hand.store.path, folder / "empty.db")

    def after(self, files: list[Path]) -> dict[str, Any]:
        """Return what is shown, and what stands in the journal, after these files in this order."""
        self._number += 1
        path = shutil.copyfile(self._empty, self._folder / f"{self._number}.db")
        store = SqlStore(path, self._hand.store._key)
        try:
            office, exchange = Office(store, 1, self._hand.office._clock), Exchange(store, self._hand.site.keys)
            for each in files:
                try:
                    exchange.apply(office, each)
                except Refused:
                    assert files.count(each) > 1, "only what was read before is refused"
            assert store.check() is None
            return {**self._shown(store), "journal": self._journal(store)}
        finally:
            store.close()
            path.unlink()

    def _shown(self, store: SqlStore) -> dict[str, Any]:
        """Return every record but what a site writes about itself; of purges, what they name.

        Who gives a purge to a part that came late writes one of his own (changes §10.5).
        """
        kinds = [kind for kind, each in RECORDS.items() if travels(each) or kind in (Conflict.kind, Void.kind)]
        shown = {kind: store.find(Query(kind, order=("id",))) for kind in kinds}
        return {**shown, PURGE: {each.of for each in shown[PURGE]}}

    def _journal(self, store: SqlStore) -> set[tuple[bytes, bool]]:
        """Return the changes of other sites, and whether they are erased."""
        rows = store._writer.execute(
            "SELECT c.id, c.body IS NULL FROM change c JOIN stream s ON s.n = c.stream WHERE s.site <> ?", [store.site]
        )
        return {(identifier, bool(gone)) for identifier, gone in rows}


def travels(declared: Any) -> bool:
    return declared.compartment not in (LOCAL, "access_log") and not declared.is_derived


@pytest.fixture(scope="module")
def scene(
    tmp_path_factory: pytest.TempPathFactory, hands_in: Callable[..., Hands], made: Callable[..., Any]
) -> tuple[Reader, list[Path]]:
    """A site that reads, and files for it from two others that knew more or less of each other.

    The first two were written by hand, and no other brings what they do: what means something impossible, under
    identifiers of their own and of records that are written and purged, and records that share an identifier.
    """
    a, b, reader = hands_in(tmp_path_factory.mktemp("scene"), "甲站", "乙站", "丙站")
    person, grievance, other = Person(name="张三"), complaint("拖欠工资"), complaint("宿舍热水")
    file = made("care_file", facts="住院")
    a.keep(person, grievance, step(grievance, "走访"), other, file)
    known = (person.id, grievance.id, file.id)
    odd = [replace(each.body, record=known[at % 3]) if at % 2 else each.body for at, each in enumerate(IN_CARE)]
    doubled = (body("unit", person.id, name="车间"), body("person", other.id, name="李四"))
    files = [
        crafted(b, reader, *odd, compartment="care"),
        crafted(b, reader, *doubled, compartment="common"),
        a.send(reader),
    ]
    b.receive(a.send(b))
    a.write(amend(person, name="张三丰"))
    b.write(amend(person, name="张叁", post="财务"))
    files += [a.send(reader), b.send(reader)]
    a.purge(grievance)
    b.keep(step(grievance, "晚到"))
    b.write(amend(grievance, subject="晚改"))
    files += [a.send(reader), b.send(reader)]
    a.hold(file)
    a.lift(file)
    b.purge(file)
    a.receive(b.send(a))
    files.append(a.send(reader))
    b.receive(a.send(b))
    b.write(amend(other, subject="宿舍无热水"))
    files.append(b.send(reader))
    return Reader(reader, tmp_path_factory.mktemp("readers")), files


def differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return [kind for kind in one if one[kind] != other[kind]]


@pytest.fixture(scope="module")
def expected(scene: tuple[Reader, list[Path]]) -> dict[str, Any]:
    reader, files = scene
    shown = reader.after(files)
    assert [each.subject for each in shown["grievance"]] == ["宿舍无热水"]
    assert shown["care_file"] == []
    whys = {each.why for each in shown["void"]}
    assert whys == {Why.PLACE, Why.NOBODY_WRITES, Why.IDENTIFIER}
    return shown


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_repetition_and_way_gives_the_same_tables(
    scene: tuple[Reader, list[Path]], expected: dict[str, Any], data: st.DataObject
) -> None:
    reader, files = scene
    order = data.draw(st.permutations(files))
    again = data.draw(st.lists(st.sampled_from(files), max_size=3))
    assert differing(reader.after([*order, *again]), expected) == []


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_later_files_bring_as_well_need_not_have_come_before(
    scene: tuple[Reader, list[Path]], expected: dict[str, Any], data: st.DataObject
) -> None:
    """Unconfirmed changes go again: the last file of each site brings all that any file of it brought."""
    reader, files = scene
    some = data.draw(st.lists(st.sampled_from(files[2:-2]), unique=True))
    last = data.draw(st.permutations([*files[:2], *files[-2:]]))
    assert differing(reader.after([*some, *last]), expected) == []
