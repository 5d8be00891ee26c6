"""Purges (changes §10) that no honest site would write are refused, and `check` finds what was erased without one."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from core.desks.people.records import Person
from core.desks.sync.void_changes import Why
from core.model.change import LOCAL, PURGE, ROOT, Body, Draft, hash_body, identify, new_salt
from core.rules.purge import Purge
from core.values.ids import new_id
from data.database.sqlcipher import connect
from data.erasure import erase
from data.sync.fitting import UnaccountedErasure
from data.transfer_file.segments import MAX_PURGE, BadSegments
from tests.support.crafted_transfers import crafted, refused
from tests.support.purged import DAY, OFFICER, Hands, grievance, left_of, purge_body, step

# Files that an honest site would not write


def person_body(name: str = "张三") -> Body:
    return Body("person", new_id(), {"name": name}, (), OFFICER, "odd", new_salt())


def test_a_change_that_is_left_out_and_no_purge_names_is_refused(hands: Hands) -> None:
    a, b, _ = hands
    path = crafted(b, a, person_body(), person_body("李四"), compartment="common", gone=(1,))
    refused(a, path, UnaccountedErasure, "乙站")


def test_a_change_that_a_purge_of_another_compartment_names_is_refused(hands: Hands) -> None:
    a, b, _ = hands
    person = person_body()
    identifier = identify(ROOT, b"", person.to_bytes())
    a.receive(crafted(b, a, replace(purge_body(new_id()), supersedes=(identifier.hex(),)), compartment="grievance"))
    refused(a, crafted(b, a, person, compartment="common", gone=(1,)), UnaccountedErasure)


def test_what_leaves_no_trace_of_being_local_is_local_all_the_same(hands: Hands) -> None:
    a, b, _ = hands
    refused(a, crafted(b, a, person_body(), compartment=LOCAL, gone=(1,)), BadSegments, "local")
    refused(a, crafted(b, a, purge_body("a" * 32), compartment=LOCAL), BadSegments, "local")


@pytest.mark.parametrize("of", ["", "A" * 32, "a" * 31, 7, None, ["a" * 32]])
def test_a_purge_that_names_no_record_is_refused(hands: Hands, of: Any) -> None:
    a, b, _ = hands
    refused(a, crafted(b, a, purge_body(of)), BadSegments, "names no record")


def test_a_purge_that_says_too_much_is_refused(hands: Hands) -> None:
    """Else others, who write the same fields beside many names, could not send their line."""
    a, b, _ = hands
    refused(a, crafted(b, a, purge_body("a" * 32, rule="x" * MAX_PURGE)), BadSegments, "says more")


def test_a_record_of_ours_is_no_purge(hands: Hands) -> None:
    a, b, _ = hands
    one = grievance()
    a.keep(one)
    a.receive(crafted(b, a, replace(purge_body("a" * 32), record=one.id)))
    assert a.get(one) == one
    assert {(each.of_kind, each.why) for each in a.find("void")} == {
        ("grievance", Why.IDENTIFIER),
        (PURGE, Why.IDENTIFIER),
    }
    assert a.store.check() is None


# `check` and a journal that was changed behind its back


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE change SET body = NULL, record = NULL, kind = NULL, body_hash = ? WHERE kind = 'person'", "no purge"),
        ("UPDATE change SET body_hash = NULL WHERE body IS NULL AND ? <> ''", "not the one"),
        ("UPDATE change SET body_hash = hex(?) WHERE body IS NULL", "not the one"),
        ("UPDATE change SET record = ? WHERE body IS NULL", "another record"),
        ("UPDATE change SET purges = NULL WHERE purges IS NOT NULL AND ? <> ''", "another record"),
    ],
)
def test_check_finds_what_was_taken_out_without_a_purge(hands: Hands, statement: str, what: str) -> None:
    a, *_ = hands
    one, person = grievance(), Person(name="张三")
    a.keep(one, person)
    a.purge(one)
    (entry,) = a.history(person)
    db = connect(a.store.path, a.site.unlocked.keys.database)
    assert db.execute(statement, [hash_body(entry.change.body.to_bytes())]).rowcount == 1
    db.close()
    fault = a.store.check()
    assert fault
    assert what in str(fault.what)


@pytest.mark.parametrize("late", [grievance, step], ids=["the record", "a part"])
def test_check_finds_what_should_have_been_purged_and_rebuilding_erases_it(
    hands: Hands, late: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    a, *_ = hands
    one = grievance()
    a.keep(one)
    a.purge(one)
    with monkeypatch.context() as patch:
        patch.setattr(erase.Purging, "refuse", lambda *_: None)
        a.keep(step(one) if late is step else grievance(id=one.id))
    fault = a.store.check()
    assert fault
    assert "was purged and is still there" in str(fault.what)
    assert a.store.rebuild() > 0
    assert a.store.check() is None
    assert left_of(a, one) == []


def test_a_purge_says_the_rule_and_the_day() -> None:
    purge = Purge(of="a" * 32, file_kind="care_file", rule="care.retention_months", day=DAY)
    assert purge.title == "care.retention_months 2026-11-23"


def test_a_draft_of_a_purge_that_names_no_record_is_not_written(hands: Hands) -> None:
    a, *_ = hands
    before = a.rows()
    with pytest.raises(ValueError, match="of"):
        a.write(Draft(PURGE, new_id(), {"of": "x", "file_kind": "x", "day": "2026-11-23"}))
    assert a.rows() == before
