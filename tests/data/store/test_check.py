"""`check` names the first thing that is wrong in a database, and a rebuilding mends what it can."""

from datetime import datetime
from pathlib import Path

import pytest

from core.desks.grievances import RegisterGrievance
from core.desks.people.people import AddPerson
from core.office.office import Office
from data.database.sqlcipher import DatabaseUnreadable
from data.site.open_site import OpenSite
from data.store.sql_store import SqlStore
from data.sync.exchange import Exchange
from tests.support.sql_rows import behind_its_back

Pair = tuple[OpenSite, OpenSite]


@pytest.fixture
def travelled(pair: Pair, tmp_path: Path) -> OpenSite:
    """A site with a person and a grievance that it has sent to another, and with what the other sent."""
    here, there = pair
    office = here.office()
    office.do(AddPerson(name="张三", number="1"))
    office.do(RegisterGrievance(received=datetime(2026, 11, 1), subject="拖欠工资"))
    there.office().do(AddPerson(name="李四", number="2"))
    Exchange(here.store, here.keys).send(office, there.store.site, tmp_path / "1.sealed")
    Exchange(there.store, there.keys).send(there.office(), here.store.site, tmp_path / "2.sealed")
    Exchange(here.store, here.keys).apply(office, tmp_path / "2.sealed")
    return here


def test_nothing_is_wrong_with_an_honest_store(travelled: OpenSite) -> None:
    assert travelled.store.check() is None


GRIEVANCE = "(SELECT max(n) FROM change WHERE kind = 'grievance')"
OURS = "(SELECT n FROM stream WHERE compartment = 'grievance')"

TAMPERED = {
    "a body that was changed": (
        "UPDATE change SET body = CAST(replace(CAST(body AS TEXT), '拖欠', '补发') AS BLOB)"
        f" WHERE n = {GRIEVANCE}", "grievance", "not the one"),
    "a body that is no bytes": (
        f"UPDATE change SET body = CAST(body AS TEXT) WHERE n = {GRIEVANCE}", "grievance", "not the one"),
    "a time that was changed": (f"UPDATE change SET time = time + 1 WHERE n = {GRIEVANCE}", "grievance", "not the one"),
    "a change that was taken out": (
        "DELETE FROM change WHERE n = 1", "#1", "missing"),
    "a tail that was cut off": (f"DELETE FROM change WHERE n = {GRIEVANCE}", "grievance", "ends earlier"),
    "a tail that was cut off with its tip": (
        f"DELETE FROM change WHERE n = {GRIEVANCE}; UPDATE stream SET seq = 0, tip = zeroblob(32) WHERE n = {OURS}",
        "grievance", "signed for a transfer"),
    "a whole stream that was taken out": (
        f"DELETE FROM change WHERE stream = {OURS}; DELETE FROM stream WHERE n = {OURS}",
        "grievance", "signed for a transfer"),
    "a stream without a name": (f"DELETE FROM stream WHERE n = {OURS}", "change", "belong to no stream"),
    "a tip of a stream that was changed": (
        f"UPDATE stream SET tip = zeroblob(32) WHERE n = {OURS}", "grievance", "ends earlier"),
    "a change put under another record": (
        f"UPDATE change SET record = randomblob(16) WHERE n = {GRIEVANCE}", "grievance", "another record"),
    "a change put under another kind": (
        f"UPDATE change SET kind = 'person' WHERE n = {GRIEVANCE}", "grievance", "another record"),
    "a signed tip that was changed": (
        "UPDATE tip SET id = hex(zeroblob(32)) WHERE compartment = 'grievance'", "grievance", "signed for a transfer"),
    "a signature of ours that was changed": (
        "UPDATE tip SET signature = (SELECT max(signature) FROM tip WHERE compartment <> 'grievance')"
        " WHERE compartment = 'grievance'", "grievance", "not its author's"),
    "a signature that was taken out": (
        "UPDATE tip SET signature = '' WHERE compartment = 'grievance'", "grievance", "not its author's"),
    "a row that was changed": ("UPDATE kind_person SET number = '9' WHERE name = '张三'", "kind_person", "rebuild"),
    "a row that was taken out": ("DELETE FROM kind_person WHERE name = '张三'", "kind_person", "rebuild"),
    "a row that was put in": (
        "INSERT INTO kind_unit (id, heads, deleted, name) VALUES ('f', '{}', 0, 'x')", "kind_unit", "rebuild"),
    "an agenda entry that was taken out": ("DELETE FROM kind_agenda", "kind_agenda", "rebuild"),
    "a word that was taken out of the index": (
        "DELETE FROM find_grievance WHERE rowid = (SELECT n FROM kind_grievance)", "find_grievance", "rebuild"),
    "a spelling that was taken out": ("DELETE FROM pinyin WHERE spelling = 'zs'", "pinyin", "rebuild"),
}  # fmt: skip


@pytest.mark.parametrize(("statements", "where", "what"), TAMPERED.values(), ids=TAMPERED)
def test_check_names_what_was_tampered_with(travelled: OpenSite, statements: str, where: str, what: str) -> None:
    with behind_its_back(travelled.store) as db:
        for statement in statements.split("; "):
            assert db.execute(statement).rowcount
    fault = travelled.store.check()
    assert fault
    assert where in fault.where
    assert what in str(fault.what)


def test_a_signature_of_another_site_that_was_changed_is_found(travelled: OpenSite) -> None:
    with behind_its_back(travelled.store) as db:
        changed = db.execute(
            "UPDATE tip SET signature = (SELECT max(signature) FROM tip WHERE site = ?) WHERE site <> ?",
            [travelled.store.site] * 2,
        )
        assert changed.rowcount == 1
    fault = travelled.store.check()
    assert fault
    assert "not its author's" in str(fault.what)
    assert travelled.store.site[:8] not in fault.where or fault.where.startswith("common")


@pytest.mark.parametrize(
    "statement", ["UPDATE kind_person SET number = '9'", "DELETE FROM find_grievance", "DELETE FROM kind_agenda"]
)
def test_rebuilding_mends_the_tables(travelled: OpenSite, statement: str) -> None:
    with behind_its_back(travelled.store) as db:
        db.execute(statement)
    travelled.store.rebuild()
    assert travelled.store.check() is None


def test_check_is_not_misled_by_work_that_goes_on(site: OpenSite, office: Office) -> None:
    """What is written while it runs is not seen, wherever it looks first."""

    def meanwhile(done: int, total: int) -> None:
        office.do(AddPerson(name="李四"))

    assert site.store.check(meanwhile) is None


def damage(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek(page * 4096 + 1000)
        file.write(b"damaged")


def test_a_damaged_page_is_named(site: OpenSite, office: Office) -> None:
    office.do_all([AddPerson(name=f"第{number}人") for number in range(50)])
    path, key = site.store.path, site.store._key
    site.store.close()
    damage(path, path.stat().st_size // 4096 - 1)  # the last page: one of the many changes
    again = SqlStore(path, key)
    fault = again.check()
    again.close()
    assert fault
    assert fault.where == "database"
    assert "damaged" in str(fault.what)


def test_a_store_whose_beginning_is_damaged_is_refused_with_a_sentence(site: OpenSite) -> None:
    path, key = site.store.path, site.store._key
    site.store.close()
    damage(path, 0)
    with pytest.raises(DatabaseUnreadable):
        SqlStore(path, key)
