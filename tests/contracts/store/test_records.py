"""What every store promises of records: written whole, read whole, and refused what no site could take."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import ValidationError

from core.audit.audit_log import enter
from core.desks.care.children import CheckIn
from core.desks.care.vocabulary import Way
from core.desks.education import Programme
from core.desks.grievances import Stage
from core.desks.people.records import Person, Unit
from core.model.action import amend, create
from core.model.audit_event import Event
from core.model.change import Draft
from core.model.query import EVERYTHING, Is, Query
from core.model.record import Record
from core.rules.legal_hold import hold, lift
from core.rules.purge import purge
from core.values.ids import new_id
from data.erasure.erase import Purged, UnderHold
from data.journal.journal import LONGEST, TooLong
from data.store.sql_store import NeverWritten, OtherRecord
from tests.support.any_store import DAYS, ME, NOON, care_file, everything, get, grievance, keep, names, write

# Writing and reading


RICH = [
    Person(name="张三", number="7", joined=date(2020, 2, 29)),
    grievance(number="2026-000001", stage=Stage.ACCEPTED, accepted=date(2026, 11, 24)),
    Programme(name="保密教育", units=("a" * 32, "b" * 32), posts=("司机",), start=date(2026, 1, 1)),
]


@pytest.mark.parametrize("record", RICH, ids=lambda record: record.kind)
def test_what_was_written_is_read_whole(store: Any, record: Record) -> None:
    keep(store, record)
    assert get(store, record) == record
    assert store.find(Query(record.kind)) == [record]
    shown = [name for name in type(record).model_fields if name != "deleted"]
    (key,) = store.keys(Query(record.kind))
    assert store.page(record.kind, [key], shown) == [tuple(getattr(record, name) for name in shown)]


def test_a_draft_changes_the_fields_it_names_and_no_others(store: Any) -> None:
    one = Person(name="张三", number="7", post="科员")
    keep(store, one)
    write(store, amend(one, name="张山", post=""))
    assert get(store, one) == one.model_copy(update={"name": "张山", "post": ""})


def test_what_is_not_there_or_does_not_meet_the_condition_is_none(store: Any) -> None:
    one = Person(name="张三")
    keep(store, one)
    assert store.get("person", one.id, Is("name", ("张三",))) == one
    assert store.get("person", one.id, Is("name", ("李四",))) is None
    assert store.get("person", "0" * 32, EVERYTHING) is None
    assert store.get("unit", one.id, EVERYTHING) is None


def test_what_was_deleted_is_shown_by_nothing(store: Any) -> None:
    one = Person(name="张三")
    keep(store, one)
    (key,) = store.keys(Query("person"))
    write(store, amend(one, deleted=True))
    assert get(store, one) is None
    assert list(store.keys(Query("person"))) == store.page("person", [key], ["name"]) == names(store) == []
    assert store.kind_of(one.id[:8]) == []
    assert store.history(one.id)


def test_records_are_found_by_the_beginning_of_their_identifier(store: Any) -> None:
    keep(store, *(Unit(id=f"{number}" * 32, name="x") for number in range(4)))
    keep(store, Person(id="1" + "0" * 31, name="张三"))
    assert sorted(store.kind_of("1")) == [("person", "1" + "0" * 31), ("unit", "1" * 32)]
    assert store.kind_of("9") == []
    assert len(store.kind_of("")) == 3


def test_entries_of_the_audit_are_numbered_without_a_gap(store: Any) -> None:
    for _ in range(3):
        enter(store, ME, NOON, Event.DONE, action="test")
    assert [each.number for each in store.find(Query("audit", order=("number",)))] == [1, 2, 3]


# What is refused


@pytest.mark.parametrize(
    ("draft", "refusal"),
    [
        (Draft("person", "a" * 32, {"name": ""}), ValidationError),
        (Draft("person", "a" * 32, {"post": "司机"}), ValidationError),
        (Draft("agenda", "a" * 32, {"of_kind": "x", "of": "x", "record": "x", "due": "2026-11-23"}), NeverWritten),
        (Draft("unit", "c" * 32, {"name": "车间"}), OtherRecord),
        (Draft("person", "a" * 32, {"name": "张三", "post": "x" * LONGEST}), TooLong),
    ],
    ids=["of no shape", "not whole", "of a kind nobody writes", "under another's identifier", "too long"],
)  # fmt: skip
def test_what_no_site_could_take_is_not_written(store: Any, draft: Draft, refusal: type[Exception]) -> None:
    keep(store, grievance(id="c" * 32))
    before = everything(store)
    with pytest.raises(refusal):
        write(store, create(Person(name="李四")), draft)
    assert everything(store) == before


def test_a_purge_takes_a_record_with_its_parts_for_good_unless_it_is_held(store: Any) -> None:
    file = care_file()
    part = CheckIn(file=file.id, day=DAYS[0], way=Way.VISIT, by=ME, needs="透析")
    keep(store, file, part)
    context: Any = SimpleNamespace(today=DAYS[3], officer=ME, site=store.site, find=store.find)
    write(store, hold(file, context))
    with pytest.raises(UnderHold):
        write(store, *purge([file], context))
    write(store, *lift(file, context))
    write(store, *purge([file], context))
    assert get(store, file) is get(store, part) is None
    assert store.history(file.id) == store.history(part.id) == store.find(Query("agenda")) == []
    assert {(each.of, each.part, each.day) for each in store.find(Query("purge"))} == {
        (file.id, False, DAYS[3]), (part.id, True, DAYS[3]),
    }  # fmt: skip
    for again in (create(file), create(part), replace(create(part), record=new_id())):
        with pytest.raises(Purged):
            write(store, again)
    assert store.check() is None
