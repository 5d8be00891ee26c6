"""The store: all or nothing, readers never wait, tables follow from the journal, and `check` names a fault."""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.desks.grievances import (
    AcceptGrievance,
    PauseGrievance,
    RegisterGrievance,
    ReplyToGrievance,
    ResumeGrievance,
    TakeStep,
)
from core.desks.people.people import AddPerson, AddUnit, AmendPerson, RecordLeaving
from core.desks.sync.conflicts import ResolveConflict
from core.model.action import Action
from core.model.change import Draft
from core.model.query import FullText, Is, Query
from core.model.record import RECORDS
from core.office.office import Office
from core.office.refusals import NotAllowed, Refused
from data.database.sqlcipher import Database, DatabaseUnreadable, connect
from data.journal.journal import LONGEST, TooLong
from data.site.open_site import OpenSite
from data.store.sql_store import SqlStore
from data.sync.exchange import Exchange

Pair = tuple[OpenSite, OpenSite]


def everything(store: SqlStore) -> dict[str, list[Any]]:
    """Return every row of every table, so that two moments can be compared."""
    db = connect(store.path, store._key, read_only=True)
    tables = [
        row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%fts5%'")
    ]
    found = {table: [tuple(row) for row in db.execute(f'SELECT * FROM "{table}"')] for table in tables}
    db.close()
    return found


@contextmanager
def behind_its_back(store: SqlStore) -> Iterator[Database]:
    """Give a connection to somebody who has the key and changes the database by hand."""
    db = connect(store.path, store._key)
    yield db
    db.close()


def person(office: Office, name: str) -> Any:
    return office.find(Query("person", Is("name", (name,))))[0]


# All or nothing


def test_what_was_refused_left_no_trace(site: OpenSite, office: Office) -> None:
    office.do(AddPerson(name="张三", number="7"))
    before = everything(site.store)
    with pytest.raises(Refused):
        office.do_all([AddPerson(name="李四"), AddUnit(name="车间"), AddPerson(name="王五", number="7")])
    assert everything(site.store) == before


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_what_was_interrupted_left_no_trace(site: OpenSite, office: Office, error: type[BaseException]) -> None:
    before = everything(site.store)

    def actions() -> Iterator[AddPerson]:
        yield AddPerson(name="李四")
        raise error

    with pytest.raises(error):
        office.do_all(actions())
    assert everything(site.store) == before


def test_what_could_never_be_sent_or_read_again_is_refused(site: OpenSite, office: Office) -> None:
    (pack,) = office.find(Query("policy"))

    def lengthen(by: int) -> None:
        with site.store.transaction():
            draft = Draft("policy", pack.id, {"text": pack.text + "#" + "x" * by})
            site.store.write([draft], officer=office.officer, action="test")

    with pytest.raises(TooLong, match="Shorten the texts"):
        lengthen(LONGEST)
    assert office.find(Query("policy")) == [pack]
    lengthen(LONGEST - len(pack.text.encode()) - 5000)
    assert site.store.check() is None


def test_work_goes_on_after_it_was_undone(site: OpenSite, office: Office) -> None:
    with suppress(ZeroDivisionError), site.store.transaction():
        office.do(AddPerson(name="李四"))
        raise ZeroDivisionError
    office.do(AddPerson(name="张三"))
    assert [each.name for each in office.find(Query("person"))] == ["张三"]
    assert site.store.check() is None


def test_progress_may_stop_it_and_nothing_is_half_done(site: OpenSite, office: Office) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        office.do_all((AddPerson(name=f"第{number}人") for number in range(300)), stop, 300)
    assert office.count(Query("person")) == 0


def test_later_actions_see_the_earlier_ones_of_the_same_transaction(office: Office) -> None:
    office.do_all([RegisterGrievance(received=datetime(2026, 11, 1), subject=f"第{number}件") for number in range(3)])
    assert [each.number for each in office.find(Query("grievance", order=("number",)))] == [
        "2026-000001", "2026-000002", "2026-000003",
    ]  # fmt: skip


# Readers and the writer


def test_readers_are_not_kept_waiting_by_a_transaction(site: OpenSite, office: Office) -> None:
    written, looked = threading.Event(), threading.Event()

    def write() -> None:
        with site.store.transaction():
            office.do(AddPerson(name="李四"))
            written.set()
            looked.wait(30)

    writer = threading.Thread(target=write)
    writer.start()
    assert written.wait(30)
    during = site.store.count(Query("person"))
    looked.set()
    writer.join(30)
    assert (during, site.store.count(Query("person"))) == (0, 1)


def test_two_threads_that_write_take_turns(site: OpenSite) -> None:
    offices = [site.office(), site.office()]
    threads = [
        threading.Thread(target=office.do_all, args=([AddPerson(name=f"{number}") for number in range(30)],))
        for office in offices
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert site.store.count(Query("person")) == 60
    assert site.store.check() is None


def test_an_officer_who_may_not_write_does_not_hold_up_others(site: OpenSite, colleague: Callable[..., Office]) -> None:
    with pytest.raises(NotAllowed):
        colleague("李明", "auditor").do(AddPerson(name="李四"))
    site.office().do(AddPerson(name="张三"))


# Tables follow from the journal


class Life:
    """A life of a store, drawn from a seed: officers do whatever is not refused, and another site joins in."""

    def __init__(self, office: Office, store: SqlStore, from_elsewhere: Callable[..., Any], seed: int) -> None:
        self.office, self.store, self.random, self.from_elsewhere = office, store, random.Random(seed), from_elsewhere

    def step(self) -> None:
        deed = self.random.choice([self._add, self._amend, self._leave, self._register, self._handle, self._elsewhere,
                                   self._resolve, self._undone])  # fmt: skip
        with suppress(Refused):
            deed()

    def _one(self, kind: str) -> Any:
        found = self.office.find(Query(kind))
        return self.random.choice(found) if found else None

    def _name(self) -> str:
        return "".join(self.random.choices("张王李赵单乐明华国", k=self.random.randint(1, 3)))

    def _add(self) -> None:
        self.office.do(AddPerson(name=self._name(), number=str(self.random.randint(1, 30))))

    def _amend(self) -> None:
        if one := self._one("person"):
            self.office.do(
                AmendPerson(target=one.id, name=self._name(), post=self.random.choice(["", "科员", "driver"]))
            )

    def _leave(self) -> None:
        if one := self._one("person"):
            self.office.do(RecordLeaving(target=one.id, left=self.office.today))

    def _register(self) -> None:
        received = self.office.now - timedelta(days=self.random.randint(0, 90))
        self.office.do(RegisterGrievance(received=received, subject=self._name(), text="拖欠工资 Lohn"))

    def _handle(self) -> None:
        if one := self._one("grievance"):
            kinds: list[type[Action]] = [AcceptGrievance, TakeStep, PauseGrievance, ResumeGrievance, ReplyToGrievance]
            action = self.random.choice(kinds)
            today = self.office.today
            asked = {
                "accepted": today,
                "day": today,
                "text": self._name(),
                "pause_reason": "x",
                "paused_until": today + timedelta(9),
            }
            if action is TakeStep:
                asked |= {"next": "回访", "next_due": today + timedelta(5)}
            given = {name: value for name, value in asked.items() if name in action.model_fields}
            self.office.do(action(target=one.id, **given))

    def _elsewhere(self) -> None:
        if one := self._one(self.random.choice(["person", "grievance"])):
            name = "name" if one.kind == "person" else "subject"
            self.from_elsewhere(self.store, one, **{name: self._name(), "deleted": self.random.random() < 0.1})

    def _resolve(self) -> None:
        if one := self._one("conflict"):
            heads = self.store.heads(one.of)[one.field]
            self.office.do(ResolveConflict(target=one.id, chosen=self.random.choice(heads).id))

    def _undone(self) -> None:
        with suppress(ZeroDivisionError), self.store.transaction():
            self._add()
            self._elsewhere()
            raise ZeroDivisionError


@pytest.mark.parametrize("seed", range(6))
def test_after_any_life_rebuilt_tables_equal_live_ones(
    seed: int, site: OpenSite, office: Office, from_elsewhere: Callable[..., Any]
) -> None:
    life = Life(office, site.store, from_elsewhere, seed)
    for _ in range(60):
        life.step()
    assert site.store.check() is None
    live = {kind: site.store.find(Query(kind, order=("id",))) for kind in RECORDS}
    site.store.rebuild()
    assert {kind: site.store.find(Query(kind, order=("id",))) for kind in RECORDS} == live
    assert site.store.check() is None


def test_a_declaration_that_has_changed_makes_the_tables_again(site: OpenSite, office: Office) -> None:
    office.do(AddPerson(name="张三"))
    with behind_its_back(site.store) as db:
        db.execute("DROP TABLE kind_person")
        db.execute("CREATE TABLE kind_person (n INTEGER PRIMARY KEY, id TEXT, former TEXT)")
        db.execute("UPDATE meta SET value = 'an older declaration' WHERE name = 'tables'")
    steps: list[tuple[int, int]] = []
    again = SqlStore(site.store.path, site.store._key, lambda done, total: steps.append((done, total)))
    assert [each.name for each in again.find(Query("person"))] == ["张三"]
    assert steps
    assert steps[-1][0] == steps[-1][1]
    assert again.check() is None
    again.close()


def test_tables_that_are_as_declared_are_left_alone(site: OpenSite, office: Office) -> None:
    office.do(AddPerson(name="张三"))
    steps: list[int] = []
    SqlStore(site.store.path, site.store._key, lambda done, total: steps.append(done)).close()
    assert steps == []


# `check` names the first thing wrong


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


# Search


@pytest.fixture
def library(office: Office) -> Office:
    """A few people and grievances to look for."""
    office.do_all([AddPerson(name="单雄信", number="1007"), AddPerson(name="张三"), AddPerson(name="Smith")])
    office.do(
        RegisterGrievance(received=datetime(2026, 11, 1), subject="拖欠工资", text="Overtime 加班 unpaid since 2025")
    )
    office.do(RegisterGrievance(received=datetime(2026, 11, 1), subject="资工欠拖", text="顺序不同"))
    grievance = office.find(Query("grievance", Is("subject", ("拖欠工资",))))[0]
    office.do(AcceptGrievance(target=grievance.id, accepted=office.today))
    office.do(TakeStep(target=grievance.id, day=date(2026, 11, 2), text="走访调查，已向财务科核实"))
    return office


def found(office: Office, kind: str, words: str) -> list[str]:
    return sorted(
        each.title.split()[-1] if kind == "grievance" else each.name
        for each in office.find(Query(kind, FullText(words)))
    )


@pytest.mark.parametrize(
    ("words", "subjects"),
    [
        ("拖", ["拖欠工资", "资工欠拖"]),
        ("工资", ["拖欠工资"]),
        ("欠工资", ["拖欠工资"]),
        ("资工", ["资工欠拖"]),
        ("工资 拖欠", ["拖欠工资"]),
        ("拖 加班", ["拖欠工资"]),
        ("工拖", []),
        ("over", ["拖欠工资"]),
        ("OVERTIME", ["拖欠工资"]),
        ("time", []),
        ("2025", ["拖欠工资"]),
        ("财务科", ["拖欠工资"]),
        ("走访", ["拖欠工资"]),
        ("2026-000002", ["资工欠拖"]),
        ('工资"', ["拖欠工资"]),
        ("工资 OR 顺序", []),
        ("*", []),
        ("_", []),
    ],
)
def test_words_find_grievances(library: Office, words: str, subjects: list[str]) -> None:
    assert found(library, "grievance", words) == subjects


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("zs", ["张三"]), ("zhangsan", ["张三"]), ("zhang", ["张三"]), ("ZS", ["张三"]), ("sxx", ["单雄信"]),
        ("dxx", ["单雄信"]), ("shanxiongxin", ["单雄信"]), ("三", ["张三"]), ("1007", ["单雄信"]), ("smi", ["Smith"]),
        ("hang", []),
    ],
)  # fmt: skip
def test_names_are_found_by_character_and_by_pinyin(library: Office, words: str, names: list[str]) -> None:
    assert found(library, "person", words) == names


def test_what_was_changed_is_found_by_its_new_words_only(library: Office) -> None:
    library.do(AmendPerson(target=person(library, "张三").id, name="赵六"))
    assert found(library, "person", "zs") == found(library, "person", "张") == []
    assert found(library, "person", "zl") == ["赵六"]


def test_words_that_are_put_together_by_a_merge_are_found(
    site: OpenSite, library: Office, from_elsewhere: Callable[..., Any]
) -> None:
    from_elsewhere(site.store, person(library, "张三"), name="钱七")
    assert found(library, "person", "qq") == ["钱七"]
    assert found(library, "person", "zs") == []


# History


def test_history_shows_each_change_with_what_stood_before(office: Office, site: OpenSite) -> None:
    office.do(AddPerson(name="张三"))
    one = person(office, "张三")
    office.do(AmendPerson(target=one.id, name="张山", post="科员"))
    entries = [(entry.change.body.action, entry.change.body.fields, entry.before) for entry in office.history(one)]
    assert entries == [
        ("add_person", {"name": "张三", "entered": "2026-11-23"}, {"name": None, "entered": None}),
        ("amend_person", {"name": "张山", "post": "科员"}, {"name": "张三", "post": None}),
    ]


def test_a_change_says_what_it_replaces(office: Office, site: OpenSite) -> None:
    office.do(AddPerson(name="张三", post="科员"))
    one = person(office, "张三")
    office.do(AmendPerson(target=one.id, name="张山", post="科员"))
    first, second = office.history(one)
    assert second.change.body.supersedes == (first.change.id.hex(),)
    assert second.change.parent == first.change.id


def test_an_identifier_in_the_fields_of_a_change_is_no_identifier(
    office: Office, site: OpenSite, from_elsewhere: Callable[..., Any]
) -> None:
    """Else another site could write over one record while it names another."""
    office.do_all([AddPerson(name="张三"), AddPerson(name="李四")])
    one, other = person(office, "张三"), person(office, "李四")
    from_elsewhere(site.store, one, id=other.id, name="替身")
    assert {each.id: each.name for each in office.find(Query("person"))} == {one.id: "替身", other.id: "李四"}
    assert site.store.check() is None


def test_a_draft_that_fits_no_declaration_is_not_written(site: OpenSite) -> None:
    before = everything(site.store)
    with pytest.raises(ValueError, match="name"), site.store.transaction():
        site.store.write([Draft("person", "a" * 32, {"name": ""})], officer="b" * 32, action="test")
    assert everything(site.store) == before


# The clock


def test_history_keeps_its_order_when_the_wall_clock_is_put_back(
    site: OpenSite, office: Office, from_elsewhere: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dead battery sets the clock to a year long ago; many changes of other sites may have come in since."""
    office.do(AddPerson(name="张三"))
    one = person(office, "张三")
    other = AddPerson(name="李四")
    office.do(other)
    monkeypatch.setattr("time.time_ns", lambda: 10**18)  # 2001
    from_elsewhere(site.store, office.get("person", other.target), name="王五")
    site.store.close()
    site.store = SqlStore(site.store.path, site.store._key)
    later = site.office()
    later.do(AmendPerson(target=one.id, name="张山"))
    assert [entry.change.body.fields["name"] for entry in later.history(one)] == ["张三", "张山"]


def test_a_clock_that_runs_far_ahead_elsewhere_does_not_drag_ours_along(
    site: OpenSite, office: Office, from_elsewhere: Callable[..., Any]
) -> None:
    office.do(AddPerson(name="张三"))
    one = person(office, "张三")
    far = from_elsewhere(site.store, one, name="章三")
    office.do(AmendPerson(target=one.id, name="张山"))
    assert max(entry.change.time for entry in office.history(one) if entry.change.id != far.id) < far.time
    assert person(office, "张山").id == one.id  # it replaces what it knew, whatever the clocks say


def test_beginning_to_write_takes_no_longer_in_a_longer_journal(site: OpenSite) -> None:
    def steps() -> int:
        taken: list[int] = []
        site.store._writer.conn.set_progress_handler(lambda: taken.append(1), 10)
        with site.store.transaction():
            pass
        site.store._writer.conn.set_progress_handler(None, 10)
        return len(taken)

    before = steps()
    site.office().do_all([AddPerson(name=f"第{number}人") for number in range(500)])
    assert steps() < before + 20
