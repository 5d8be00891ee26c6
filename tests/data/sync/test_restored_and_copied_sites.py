"""A site that was put back from a backup, or copied, is named, and loses nothing of what was written."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.desks.people.people import AddPerson
from core.model.query import Is, Query
from core.values.ids import new_id
from data.store.sql_store import SqlStore
from tests.support.station import Station, Stations


@pytest.fixture
def copy_of(medium: Path) -> Iterator[Callable[[Station], Station]]:
    """Copy a station's database as it stands now, and open the copy under the officer's eyes."""
    made: list[SqlStore] = []

    def copy(station: Station) -> Station:
        path = medium.parent / f"{new_id()}.db"
        station.store._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        shutil.copyfile(station.store.path, path)
        made.append(SqlStore(path, station.store._key))
        return Station(replace(station.site, store=made[-1]), medium)

    yield copy
    for store in made:
        store.close()


def agree(*sites: Station) -> None:
    """Let two stations exchange files until neither has anything new for the other."""
    one, other = sites
    for _ in range(4):
        other.receive(one.send(other))
        one.receive(other.send(one))
    assert one.names() == other.names()
    assert shown_everywhere(one) == shown_everywhere(other)
    assert one.store.check() is other.store.check() is None


def shown_everywhere(station: Station) -> set[tuple[str, str]]:
    return {(person.id, person.name) for person in station.office.find(Query("person"))}


def test_a_site_put_back_is_told_and_takes_its_work_back(
    stations: Stations, copy_of: Callable[[Station], Station]
) -> None:
    a, b = stations
    old = copy_of(a)
    life = old.store.incarnation
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    preview = old.receive(b.send(a))
    assert preview.restored_or_copied
    assert ["put back from a copy" in str(warning) for warning in preview.warnings()] == [True]
    assert old.store.incarnation != life
    assert not old.receive(b.send(a)).forked
    agree(old, b)
    assert old.names() == {"张三"}
    assert len(old.office.history(old.person("张三"))) == 1


def test_what_is_written_after_that_follows_in_a_new_life(
    stations: Stations, copy_of: Callable[[Station], Station]
) -> None:
    a, b = stations
    old = copy_of(a)
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    old.receive(b.send(a))
    old.office.do(AddPerson(name="李四"))
    preview = b.receive(old.send(b))
    assert not preview.forked
    agree(old, b)
    assert old.names() == {"张三", "李四"}


def test_a_site_put_back_twice_from_the_same_copy_loses_nothing(
    stations: Stations, copy_of: Callable[[Station], Station]
) -> None:
    a, b = stations
    first, second = copy_of(a), copy_of(a)
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    first.receive(b.send(a))
    first.office.do(AddPerson(name="李四"))
    agree(first, b)
    assert second.receive(b.send(a)).restored_or_copied
    second.office.do(AddPerson(name="王五"))
    agree(second, b)
    assert second.names() == {"张三", "李四", "王五"}


def test_a_site_put_back_that_wrote_on_is_named_and_both_histories_are_kept(
    stations: Stations, copy_of: Callable[[Station], Station]
) -> None:
    a, b = stations
    old = copy_of(a)
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    old.office.do(AddPerson(name="李四"))
    preview = b.receive(old.send(b))
    assert preview.forked == ("甲站",)
    assert ["Two histories of 甲站" in str(warning) for warning in preview.warnings()] == [True]
    assert old.receive(b.send(a)).restored_or_copied
    agree(old, b)
    assert old.names() == {"张三", "李四"}


def test_two_copies_that_both_write_are_found_whichever_comes_first_and_part_ways(
    stations: Stations, copy_of: Callable[[Station], Station]
) -> None:
    a, b = stations
    duplicate = copy_of(a)
    a.office.do(AddPerson(name="张三"))
    duplicate.office.do_all([AddPerson(name="李四"), AddPerson(name="王五")])
    b.receive(duplicate.send(b))
    assert b.receive(a.send(b)).forked == ("甲站",)
    for one in (a, duplicate):
        assert one.receive(b.send(a)).restored_or_copied
    assert a.store.incarnation != duplicate.store.incarnation
    agree(a, b)
    agree(duplicate, b)
    assert a.names() == duplicate.names() == {"张三", "李四", "王五"}


def test_a_fork_reaches_a_third_site_by_way_of_another(
    stations: Stations, third: Station, copy_of: Callable[[Station], Station]
) -> None:
    a, b = stations
    for one, other in ((b, third), (third, b), (third, a)):
        one.trust(other)
    b.receive(a.send(b))
    third.receive(b.send(third))
    duplicate = copy_of(a)
    a.office.do(AddPerson(name="张三"))
    duplicate.office.do(AddPerson(name="李四"))
    b.receive(a.send(b))
    b.receive(duplicate.send(b))
    assert third.receive(b.send(third)).forked == ("甲站",)
    assert third.names() == {"张三", "李四"}
    assert third.store.check() is None


def test_a_receipt_of_the_twin_does_not_confirm_what_we_sent(
    stations: Stations, copy_of: Callable[[Station], Station]
) -> None:
    a, b = stations
    duplicate = copy_of(a)
    a.office.do(AddPerson(name="张三"))
    a.send(b)
    duplicate.office.do_all([AddPerson(name="李四"), AddPerson(name="王五")])
    b.receive(duplicate.send(b))
    assert a.receive(b.send(a, receipt_only=True)).receipts == 0
    agree(a, b)
    assert a.office.count(Query("agenda", Is("of_kind", ("dispatch",)))) == 0
