"""Every declared action on a full disk: it is refused, nothing of it is left, and the same one succeeds right after."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest

from core.desks.people.people import AddUnit
from core.desks.people.records import Unit
from core.model.action import ACTIONS, Action, create
from core.model.progress import no_progress
from core.office.office import Office
from data.database.sqlcipher import connect, page_integrity
from data.integrity.compare_tables import first_difference
from data.site.open_site import OpenSite
from data.system.disk import DiskFull
from data.tables.rebuild import Tables
from tests.support.every_case import one_in
from tests.support.faulty_disk import FaultyDisk, How
from tests.support.named_records import named_by
from tests.support.site_driver import write

pytestmark = pytest.mark.database

Sample = Callable[..., Any]
OF_RECORDS = [action for action in ACTIONS.values() if not action.on.is_derived]


@pytest.fixture(scope="module")
def desk(module_site: OpenSite) -> Iterator[Office]:
    """An office at which every action is done in turn; its tables are sound at the end."""
    yield module_site.office()
    tables_are_sound(module_site)


def tables_are_sound(site: OpenSite) -> None:
    """Assert that the tables are what the journal says.

    More is not asked of a store with samples, which tell of backups and gaps that there never were.
    """
    db = connect(site.store.path, site.unlocked.keys.database)
    assert page_integrity(db) is None
    Tables(db, "temp").rebuild(no_progress)
    assert first_difference(db) is None
    db.close()


@contextmanager
def nothing_is_refused(record: Any) -> Iterator[None]:
    """Let an action be done to a record whatever its rules say: here it is about what becomes of what it writes."""

    def decided(office: Office, action: Action, *_: Any, **__: Any) -> list[Any]:
        return [draft for draft in action.changes(record, office.context()) if draft.fields]

    with patch.object(Office, "_decided", decided):
        yield


def contents(office: Office) -> tuple[Any, ...]:
    """Return what the whole store holds, how long its journal is, and by which rights its officer goes."""
    store: Any = office._store
    db, digest = store._writer, hashlib.sha256()
    assert not db.conn.in_transaction
    tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    for (table,) in tables:
        digest.update(repr((table, db.execute(f'SELECT * FROM "{table}"').fetchall())).encode())
    return digest.hexdigest(), store.journal.last(), office.viewer, office.policy.text


def done_in_the_end(office: Office, action: Action, how: How, *, statements: bool) -> int:
    """Do an action with the disk full at one point of it after the other, until it is done; return how many."""
    before = contents(office)
    for at in range(10_000):
        disk = FaultyDisk(at, how, statements=statements)
        with disk.in_use():
            try:
                office.do(action)
            except DiskFull:
                done = False
            else:
                done = True
        if done:
            assert contents(office) != before, "it writes nothing"
            return len(disk.points)
        assert contents(office) == before, f"{disk.points[at]} leaves something"
    raise AssertionError("it is never done")


def tried(action: type[Action], office: Office, sample: Sample, how: How, *, statements: bool) -> int:
    """Do an action to a record made for it."""
    derived = "stage" not in action.on.model_fields  # then it follows from the sample's other fields
    stage = {"stage": action.stages[0]} if action.stages and not derived else {}
    record = None if action.creates else sample(action.on, **stage)
    if record is not None:
        write(office, create(record))
    asked = sample(action, **({"target": record.id} if record else {}))
    if record is not None and not list(asked.changes(record, office.context())):
        write(office, *map(create, named_by(record, sample)))
    with nothing_is_refused(record):
        return done_in_the_end(office, asked, how, statements=statements)


@pytest.mark.parametrize("action", one_in(4, OF_RECORDS), ids=lambda action: action.verb())
def test_an_action_that_finds_the_disk_full_leaves_nothing_and_can_be_done_again(
    action: type[Action], desk: Office, sample: Sample
) -> None:
    tried(action, desk, sample, How.FULL_ONCE, statements=False)


def test_rights_are_what_they_were_where_what_changed_them_is_undone(
    office: Office, colleague: Callable[..., Office]
) -> None:
    unit = AddUnit(name="一处")
    office.do(unit)
    bound = colleague("李明", "clerk", unit=unit.target)
    before = bound.viewer
    assert before.units == {unit.target}

    def receive(*, whole: bool) -> None:
        with office._store.transaction():  # as a transfer does that brings a unit
            office._store.write([create(Unit(name="一科", parent=unit.target))], officer=office.officer, action="test")
            bound.refresh()
            bound.refresh()
            assert bound.viewer != before
            if not whole:
                raise DiskFull(path="store.db")

    with pytest.raises(DiskFull):
        receive(whole=False)
    assert bound.viewer == before
    receive(whole=True)
    assert bound.viewer != before


def test_only_what_decides_on_the_worked_out_is_left_to_others() -> None:
    assert {action.verb() for action in ACTIONS.values() if action.on.is_derived} == {"resolve_conflict", "tell_apart"}


@pytest.mark.soak
@pytest.mark.parametrize("how", [How.FULL_ONCE, How.FULL])
def test_no_statement_of_any_action_leaves_anything_on_a_full_disk(site: OpenSite, sample: Sample, how: How) -> None:
    office = site.office()
    points = [tried(action, office, sample, how, statements=True) for action in OF_RECORDS]
    tables_are_sound(site)
    print(f"{len(points)} actions, {how.value}: {sum(points)} points")
