"""Purges (changes §10): what is purged is gone with its parts, and what is left says only that it was there."""

from contextlib import suppress

import pytest

from core.model.action import amend
from core.model.change import ACCESS_LOG, PURGE, Body, new_salt
from core.model.query import FullText, Query
from core.model.record import RECORDS
from core.office.refusals import NoSuchRecord
from core.values.ids import new_id
from data.erasure import erase
from data.erasure.erase import Purged
from tests.support.crafted_transfers import crafted
from tests.support.purged import DAY, OFFICER, Hands, Make, erased, grievance, left_of, step


def test_the_file_is_gone_with_its_parts_and_says_only_that_it_was_there(hands: Hands, made: Make) -> None:
    a, *_ = hands
    file, other = (made("care_file", name=name, facts="住院", next_checkin=DAY) for name in ("张三", "李四"))
    parts = [made("care_checkin", file=file.id), made("care_reading", file=file.id)]
    a.keep(file, other, *parts)
    a.write(amend(file, facts="已出院"))
    a.purge(file)
    assert left_of(a, file, *parts) == []
    assert [each.name for each in a.find("care_file")] == ["李四"]
    assert {each.of for each in a.find("agenda") if each.of_kind.startswith("care")} == {other.id}
    assert a.office.count(Query("care_file", FullText("张三"))) == 0
    assert a.history(file) == []
    with pytest.raises(NoSuchRecord):
        a.office.get("care_file", file.id)
    purges = {each.of: (each.file_kind, each.part, each.rule, each.day) for each in a.find(PURGE)}
    assert purges[file.id] == ("care_file", False, "care.retention_months", DAY)
    assert [purges[part.id] for part in parts] == [("care_file", True, "care.retention_months", DAY)] * 2
    assert a.store.check() is None


def test_each_purge_stands_in_the_compartment_of_what_it_purges(hands: Hands, made: Make) -> None:
    a, *_ = hands
    file = made("care_file")
    reading = made("care_reading", file=file.id)
    a.keep(file, reading)
    a.purge(file)
    streams = {each.of: a.history(each)[0].change.stream for each in a.find(PURGE)}
    assert {of: stream.compartment for of, stream in streams.items()} == {file.id: "care", reading.id: ACCESS_LOG}


def test_the_changes_it_erased_stand_in_its_over(hands: Hands) -> None:
    a, *_ = hands
    one = grievance()
    a.keep(one)
    a.write(amend(one, subject="补发工资"))
    before = [entry.change.id.hex() for entry in a.history(one)]
    a.purge(one)
    (purge,) = a.find(PURGE)
    (entry,) = a.history(purge)
    assert entry.change.body.supersedes == tuple(before)


def test_what_is_too_much_for_one_line_is_named_by_further_changes_of_the_purge(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b, _ = hands
    monkeypatch.setattr(erase, "MOST_NAMED", 2)
    one = grievance()
    a.keep(one)
    for number in range(4):
        a.write(amend(one, subject=f"第{number}次"))
    b.receive(a.send(b))
    a.purge(one)
    (purge,) = a.find(PURGE)
    assert [len(entry.change.body.supersedes) for entry in a.history(purge)] == [2, 2, 1]
    b.receive(a.send(b))
    assert left_of(b, one) == []
    assert b.find(PURGE) == [purge]
    assert a.store.check() is b.store.check() is None


def test_a_part_that_this_version_cannot_read_goes_too(hands: Hands) -> None:
    a, b, _ = hands
    one = grievance()
    a.keep(one)
    odd = Body("step", new_id(), {"grievance": one.id, "text": "x" * 100_000}, (), OFFICER, "odd", new_salt())
    a.receive(crafted(b, a, odd))
    assert a.find("step") == []
    a.purge(one)
    assert a.find(PURGE)[-1].of == odd.record
    assert erased(a) == 2
    assert a.store.check() is None


def test_what_was_purged_is_written_to_no_more(hands: Hands) -> None:
    a, *_ = hands
    one = grievance()
    a.keep(one)
    a.purge(one)
    before = a.rows()
    for draft in (grievance(id=one.id), step(one)):
        with pytest.raises(Purged, match="purged on 2026-11-23"):
            a.keep(draft)
    with pytest.raises(Purged):
        a.write(amend(one, subject="补发工资"))
    assert a.rows() == before
    a.keep(grievance())


def test_a_purge_that_is_undone_has_erased_nothing(hands: Hands) -> None:
    a, *_ = hands
    one = grievance()
    a.keep(one, step(one))
    before = a.rows()
    with suppress(ZeroDivisionError), a.store.transaction():
        a.purge(one)
        raise ZeroDivisionError
    assert a.rows() == before
    assert a.store.check() is None


def test_rebuilt_tables_are_the_same(hands: Hands) -> None:
    a, *_ = hands
    one, two = grievance(), grievance()
    a.keep(one, step(one), two, step(two))
    a.purge(one)
    before = {kind: a.find(kind) for kind in RECORDS}
    a.store.rebuild()
    assert {kind: a.find(kind) for kind in RECORDS} == before
    assert a.store.check() is None
