"""The store: all or nothing, readers never wait, and the time it writes never goes back."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest

from core.desks.grievances import RegisterGrievance
from core.desks.people.people import AddPerson, AddUnit, AmendPerson
from core.model.change import Draft
from core.model.query import ByPlace, Query
from core.office.office import Office
from core.office.refusals import NotAllowed, Refused
from data.database.sql import select
from data.journal.journal import LONGEST, TooLong
from data.site.open_site import OpenSite
from data.store.sql_store import SqlStore
from tests.support.sql_rows import everything, person

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


def test_what_is_drawn_is_not_kept_waiting_by_a_long_reading_of_another_thread(site: OpenSite, office: Office) -> None:
    reads, drawn = threading.Event(), threading.Event()

    def read() -> None:
        with site.store._reads() as db:
            db.execute("SELECT count(*) FROM change").fetchone()
            reads.set()
            drawn.wait(60)

    reader = threading.Thread(target=read)
    reader.start()
    reads.wait(60)
    looked = threading.Timer(10, drawn.set)  # else a store that waits would wait for ever
    looked.start()
    assert office.count(Query("officer")) == 1
    assert not drawn.is_set()
    drawn.set()
    looked.cancel()
    reader.join(60)


def test_a_thread_reads_what_another_has_just_written(site: OpenSite, office: Office) -> None:
    found = []
    for number in range(3):
        office.do(AddPerson(name=f"{number}"))
        reader = threading.Thread(target=lambda: found.append(office.count(Query("person"))))
        reader.start()
        reader.join(60)
    assert found == [1, 2, 3]


def test_a_list_in_a_given_order_of_values_looks_each_value_up(site: OpenSite) -> None:
    sql, values = select(Query("person", order=(ByPlace("unit", ("b", "a")), "id")), "n")
    with site.store._reads() as db:
        plan = [step for *_, step in db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert not [step for step in plan if step.startswith("SCAN") and "LEFT-JOIN" in step]


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
