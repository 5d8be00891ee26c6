"""A text of the database that was tampered with until it is no text any more is named by `check` like anything else."""

from typing import Any

import pytest

from core.desks.people.people import AddPerson
from core.model.store import IntegrityFault
from data.database.sqlcipher import connect

PROVED = [
    *(("stream", column) for column in ("site", "incarnation", "compartment")),
    ("change", "kind"),
    *(("tip", column) for column in ("site", "incarnation", "compartment", "id", "signature")),
    *(("kind_person", column) for column in ("id", "heads", "name")),
]


@pytest.fixture(scope="module")
def hand(tmp_path_factory: pytest.TempPathFactory, hands_in: Any) -> Any:
    """A site with a record and a tip of another one."""
    a, b = hands_in(tmp_path_factory.mktemp("two"), "甲站", "乙站")
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    return b


def found(hand: Any, table: str, column: str) -> IntegrityFault | None:
    """Return what `check` finds while a text is none."""
    db = connect(hand.store.path, hand.site.unlocked.keys.database)
    (rowid,) = db.execute(f'SELECT min(rowid) FROM "{table}"').fetchone()
    (old,) = db.execute(f'SELECT CAST("{column}" AS BLOB) FROM "{table}" WHERE rowid = ?', [rowid]).fetchone()
    statement = f'UPDATE "{table}" SET "{column}" = CAST(? AS TEXT) WHERE rowid = ?'
    try:
        db.execute(statement, [b"\xff\x80", rowid])
        fault: IntegrityFault | None = hand.store.check()
        return fault
    finally:
        db.execute(statement, [old, rowid])
        db.close()


@pytest.mark.parametrize(("table", "column"), PROVED, ids=".".join)
def test_a_text_that_is_none_is_a_fault_that_can_be_shown(hand: Any, table: str, column: str) -> None:
    fault = found(hand, table, column)
    assert fault is not None
    (str(fault.what) + fault.where).encode()


def test_a_text_that_nothing_is_proved_by_stops_no_check(hand: Any) -> None:
    assert found(hand, "acknowledged_besides", "compartment") is None
    assert hand.store.check() is None
