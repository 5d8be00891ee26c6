"""Purges by who may not (changes §10.10): what is never purged stays whole, whatever another site says."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from core.desks.administration.officers import Officer
from core.desks.grievances import Grievance
from core.desks.people.records import Person
from core.desks.sync.void_changes import Why
from core.model.change import PURGE, Body
from core.model.record import RECORDS, owner_field
from core.values.ids import new_id
from tests.support.crafted_transfers import crafted

Hands = tuple[Any, ...]
Make = Callable[..., Any]
NEWER = "kind_of_a_newer_version"


@pytest.fixture(autouse=True)
def as_declared(monkeypatch: pytest.MonkeyPatch, everything_is_purged: None) -> None:
    """Let only what is declared to have a retention be purged: care files."""
    for kind, declared in RECORDS.items():
        if kind != "care_file":
            monkeypatch.setattr(declared, "retention", "")


def purge_of(record: Any, file_kind: str, **fields: Any) -> Body:
    said = {"of": record.id, "file_kind": file_kind, "rule": "x", "day": "2026-11-23", **fields}
    return Body(PURGE, new_id(), said, (), "f" * 32, "purge_test", "A" * 22)


def precious() -> list[Any]:
    grievance = Grievance(received=datetime(2026, 11, 1), subject="拖欠工资", accept_days=15)
    return [Person(name="张三"), Officer(name="李明"), grievance]


@pytest.fixture(params=precious(), ids=lambda record: record.kind)
def record(request: pytest.FixtureRequest) -> Any:
    return request.param.model_copy(update={"id": new_id()})


def test_a_purge_of_what_is_never_purged_is_void_whether_the_record_is_known_or_not(hands: Hands, record: Any) -> None:
    a, b, _ = hands
    for known in (False, True):
        preview = a.receive(crafted(b, a, purge_of(record, record.kind), compartment=record.compartment))
        assert preview.impossible == 1
        if not known:
            a.keep(record)
    assert a.get(record) == record
    assert a.find(PURGE) == []
    assert [(each.why, each.site) for each in a.find("void")] == [(Why.NEVER_PURGED, b.store.site)] * 2
    assert a.store.check() is None


@pytest.mark.parametrize("part", [False, True])
def test_a_purge_that_says_it_was_a_care_file_is_void_in_any_other_compartment(
    hands: Hands, record: Any, part: bool
) -> None:
    a, b, _ = hands
    a.keep(record)
    odd = purge_of(record, "care_file", part=part)
    a.receive(crafted(b, a, odd, compartment=record.compartment))
    assert [each.why for each in a.find("void")] == [Why.PLACE]
    a.receive(crafted(b, a, odd, compartment="care"))  # where it may stand it reaches nothing
    assert a.get(record) == record
    assert a.store.check() is None


@pytest.mark.parametrize("record_first", [True, False])
def test_a_purge_that_claims_a_newer_kind_takes_nothing_whichever_comes_first(
    hands: Hands, record: Any, record_first: bool
) -> None:
    a, b, c = hands
    path = crafted(b, a, purge_of(record, NEWER), compartment=record.compartment)
    c.keep(record)
    if record_first:
        a.receive(c.send(a))
        preview = a.receive(path)
        assert preview.void == 1
        assert "take nothing" in " ".join(str(each) for each in preview.warnings())
    else:
        a.receive(path)
        a.receive(c.send(a))
    c.receive(a.send(c))  # a site that took it in can still be heard
    for hand in (a, c):
        assert hand.get(record) == record
        assert hand.store.check() is None
    a.store.rebuild()
    assert a.get(record) == record


def test_a_part_of_what_is_never_purged_is_not_taken_along(hands: Hands, made: Make) -> None:
    a, b, _ = hands
    grievance = precious()[2]
    step = made("step", grievance=grievance.id)
    a.receive(crafted(b, a, purge_of(grievance, NEWER), compartment="grievance"))
    a.keep(grievance, step)
    assert a.get(step) == step
    assert a.store.check() is None


def test_a_kind_that_nobody_here_knows_is_purged_by_any_purge_of_its_compartment(hands: Hands) -> None:
    a, b, _ = hands
    visit = Body(NEWER, new_id(), {"place": "车间"}, (), "f" * 32, "odd", "A" * 22)
    a.receive(crafted(b, a, visit, compartment="care"))
    purge = Body(PURGE, new_id(), {"of": visit.record, "file_kind": NEWER}, (), "f" * 32, "odd", "A" * 22)
    a.receive(crafted(b, a, purge, compartment="care"))
    assert a.store.history(visit.record) == []
    assert a.store.check() is None


def test_a_file_that_was_a_part_is_no_part(hands: Hands, made: Make) -> None:
    """Within its compartment a lie about the kind is as void as elsewhere."""
    a, b, _ = hands
    file = made("care_file")
    a.keep(file)
    a.receive(crafted(b, a, purge_of(file, "care_checkin"), compartment="care"))
    assert a.get(file) == file
    assert a.store.check() is None


def test_the_parts_that_travel_stand_where_their_whole_stands() -> None:
    """So that whether a purge is allowed can be judged by its compartment."""
    for kind, declared in RECORDS.items():
        owner = owner_field(declared)
        whole = RECORDS[owner.about.refers] if owner else None
        if whole and whole.compartment == "care":
            assert declared.compartment in ("care", "local", "access_log"), kind


# A record that moves to where others read it


def test_an_unknown_record_that_moves_to_another_compartment_is_another_one(hands: Hands) -> None:
    a, b, _ = hands
    visit = Body(NEWER, new_id(), {"place": "车间"}, (), "f" * 32, "odd", "A" * 22)
    a.receive(crafted(b, a, visit, compartment="care"))
    a.receive(crafted(b, a, visit, compartment="common"))
    assert {(each.part, each.beside, each.why) for each in a.find("void")} == {
        ("care", "common", Why.IDENTIFIER),
        ("common", "care", Why.IDENTIFIER),
    }


def test_a_purge_and_a_hold_cannot_move_either(hands: Hands, made: Make) -> None:
    a, b, _ = hands
    file = made("care_file")
    a.keep(file)
    a.hold(file)
    (hold,) = a.find("hold")
    lifting = Body("hold", hold.id, {"lifted": "2026-11-24"}, (), "f" * 32, "odd", "A" * 22)
    a.receive(crafted(b, a, lifting, compartment="common"))
    assert a.find("hold") == [hold]
    assert [(each.part, each.why) for each in a.find("void")] == [("common", Why.PLACE)]
    assert a.store.check() is None
