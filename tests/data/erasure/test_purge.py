"""Purges (changes §10): what is purged is gone everywhere, whenever it comes; what is left says only that it was."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any

import pytest

from core.desks.grievances import Grievance, Step, StepKind
from core.desks.people.records import Person
from core.desks.sync.void_changes import Why
from core.model.action import amend
from core.model.change import ACCESS_LOG, LOCAL, PURGE, ROOT, Body, Draft, hash_body, identify, new_salt
from core.model.field import About
from core.model.query import FullText, Is, Query
from core.model.record import RECORDS, Record
from core.office.refusals import NoSuchRecord
from core.rules.purge import Purge
from core.values.ids import new_id
from data.database.sqlcipher import connect
from data.erasure import erase
from data.erasure.erase import Purged
from data.sync.fitting import UnaccountedErasure
from data.transfer_file.segments import MAX_PURGE, BadSegments
from tests.support.crafted_transfers import crafted, refused

OFFICER = "f" * 32
DAY = date(2026, 11, 23)

Hands = tuple[Any, ...]
Make = Callable[..., Any]


def grievance(**fields: Any) -> Grievance:
    return Grievance(**{"received": datetime(2026, 11, 1), "subject": "拖欠工资", "accept_days": 15, **fields})


def step(of: Grievance, text: str = "走访", **fields: Any) -> Step:
    return Step(grievance=of.id, step=StepKind.VISIT, day=DAY, by=OFFICER, text=text, **fields)


def erased(hand: Any) -> int:
    with hand.store._reads() as db:
        return int(db.execute("SELECT count(*) FROM change WHERE body IS NULL").fetchone()[0])


def left_of(hand: Any, *records: Any) -> list[Any]:
    """Return whatever any table still has of these records, but for the purges that name them."""
    wanted = {record.id for record in records}
    raw = {bytes.fromhex(each) for each in wanted}
    return [
        (table, row)
        for table, rows in hand.rows().items()
        if table not in ("kind_purge", "change")
        for row in rows
        if wanted & {cell for cell in row if isinstance(cell, str)}
    ] + [row for row in hand.rows()["change"] if row[5] in raw]


# At the site that purges


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


# Between sites


def test_a_purge_erases_at_the_other_site_and_travels_without_what_it_erased(hands: Hands) -> None:
    a, b, c = hands
    one, two = grievance(subject="甲" * 20), grievance()
    a.keep(one, step(one), two)
    b.receive(a.send(b))
    a.purge(one)
    path = a.send(c)
    assert "甲".encode() * 20 not in c.unsealed(path)
    assert c.unsealed(path).count(b'{"erased":') == 2
    b.receive(a.send(b))
    c.receive(path)
    for hand in hands:
        assert [each.id for each in hand.find("grievance")] == [two.id]
        assert hand.find("step") == []
        assert sorted(each.of for each in hand.find(PURGE)) == sorted(each.of for each in a.find(PURGE))
        assert hand.store.check() is None


def test_a_preview_says_what_it_would_purge(hands: Hands) -> None:
    a, b, _ = hands
    one, here = grievance(), grievance()
    a.keep(one, step(one), here)
    b.receive(a.send(b))
    b.keep(step(one), step(one))
    new = grievance()
    a.keep(new, step(new))
    a.purge(one, new)
    path, before = a.send(b), b.rows()
    preview = b.exchange.inspect(path).preview
    counts = {count.kind: (count.new, count.changed, count.purged) for count in preview.counts}
    assert counts == {"grievance": (0, 0, 1), "purge": (4, 0, 0), "step": (0, 0, 3)}
    assert b.rows() == before
    assert b.receive(path) == preview
    assert b.find("step") == []


def test_parts_of_what_is_purged_are_neither_new_nor_in_conflict(hands: Hands) -> None:
    a, b, _ = hands
    one = grievance()
    a.keep(one)
    b.receive(a.send(b))
    a.purge(one)
    b.keep(step(one))
    b.write(amend(one, subject="补发工资"))
    preview = a.exchange.inspect(b.send(a)).preview
    assert [count.kind for count in preview.counts] == ["officer"]
    assert (preview.new_changes, preview.clashes) == (3, ())


def test_what_was_written_elsewhere_at_the_same_time_is_erased_when_it_comes(hands: Hands) -> None:
    a, b, c = hands
    one = grievance()
    a.keep(one)
    for other in (b, c):
        other.receive(a.send(other))
    a.purge(one)
    b.write(amend(one, subject="补发工资"))
    b.keep(late := step(one))
    a.receive(b.send(a))
    assert left_of(a, one, late) == []
    assert [entry.change.stream.site for entry in a.history(a.find(PURGE)[0])] == [a.store.site] * 2
    c.receive(b.send(c))  # the relay of what was not purged there yet …
    c.receive(a.send(c))  # … meets the purge
    b.receive(c.send(b))
    for hand in (b, c):
        assert left_of(hand, one, late) == []
    for hand in hands:
        assert hand.store.check() is None


def test_a_part_that_comes_after_all_is_purged_and_so_is_what_comes_to_it_later(hands: Hands) -> None:
    a, b, c = hands
    one = grievance()
    a.keep(one)
    for other in (b, c):
        other.receive(a.send(other))
    b.keep(late := step(one))
    c.receive(b.send(c))
    c.write(amend(late, text="改"))
    a.purge(one)
    a.receive(b.send(a))
    a.receive(c.send(a))  # a change of the part that does not say whose part it is
    assert left_of(a, one, late) == []
    assert a.store.check() is None


def test_a_change_of_a_part_may_come_before_the_part(hands: Hands) -> None:
    a, b, c = hands
    one = grievance()
    part = step(one)
    a.keep(one)
    b.receive(a.send(b))
    b.keep(part)
    amendment = Body("step", part.id, {"text": "改"}, (), OFFICER, "odd", new_salt())
    a.purge(one)
    a.receive(crafted(c, a, amendment))
    assert erased(a) == 1
    a.receive(b.send(a))
    assert left_of(a, one, part) == []
    assert a.store.check() is None


def test_two_sites_that_purge_at_once_agree(hands: Hands) -> None:
    a, b, _ = hands
    one = grievance()
    a.keep(one)
    b.receive(a.send(b))
    a.purge(one)
    b.purge(one)
    from_a, from_b = a.send(b), b.send(a)
    a.receive(from_b)
    b.receive(from_a)
    assert a.find(PURGE) == b.find(PURGE)
    assert len(a.find(PURGE)) == 2
    assert a.store.check() is b.store.check() is None


def test_a_site_gets_back_nothing_of_what_it_has_lost(hands: Hands) -> None:
    """Another site that does not know of the purge sends the whole record again."""
    a, b, _ = hands
    one = grievance()
    b.keep(one)
    a.receive(b.send(a))
    a.purge(one)
    assert a.receive(b.send(a)).new_changes == 0
    assert a.find("grievance") == []
    assert a.store.check() is None


def test_a_purge_in_another_compartment_takes_nothing(hands: Hands, made: Make) -> None:
    a, b, _ = hands
    file = made("care_file")
    reading = made("care_reading", file=file.id)
    a.receive(crafted(b, a, purge_body(file.id, file_kind="kind_of_a_newer_version"), compartment="common"))
    a.keep(file, reading)
    assert a.find("care_file") == [file]
    assert a.find("care_reading") == [reading]
    a.write(amend(file, facts="已出院"))
    assert a.store.check() is None


def test_no_later_change_of_a_purge_takes_it_back(hands: Hands) -> None:
    a, b, _ = hands
    one, two = grievance(), grievance()
    a.keep(one, two)
    a.purge(one)
    (purge,) = a.find(PURGE)
    a.receive(crafted(b, a, replace(purge_body(two.id), record=purge.id), compartment="grievance"))
    a.receive(crafted(b, a, Body("grievance", one.id, {"subject": "又来了"}, (), OFFICER, "odd", new_salt())))
    assert a.find("grievance") == []
    assert a.store.check() is None


def test_a_kind_of_a_newer_version_is_purged_when_it_is_known(hands: Hands) -> None:
    a, b, _ = hands
    one = grievance()
    a.keep(one)
    visit = Body("visit", new_id(), {"grievance": one.id, "place": "车间"}, (), OFFICER, "odd", new_salt())
    a.receive(crafted(b, a, visit))
    a.purge(one)
    assert erased(a) == 1
    with newer_declarations():
        again = type(a.store)(a.store.path, a.site.unlocked.keys.database)
        assert again.find(Query("visit")) == []
        assert [each.of for each in again.find(Query(PURGE, Is("part", (True,))))] == [visit.record]
        assert again.check() is None
        again.close()


@contextmanager
def newer_declarations() -> Iterator[None]:
    """Declare a part of grievances for as long as this lasts."""

    class Visit(Record):
        """A kind of a newer version."""

        kind = "visit"
        label = "Visit"
        plural = "Visits"
        compartment = "grievance"
        duty = "common.read"

        grievance: Annotated[str, About("Grievance", refers="grievance", owner=True, index=True)]
        place: Annotated[str, About("Place", column=10)] = ""

    yield
    del RECORDS[Visit.kind]


# Files that an honest site would not write


def purge_body(of: Any, **fields: Any) -> Body:
    said = {"of": of, "file_kind": "grievance", "rule": "x", "day": "2026-11-23", **fields}
    return Body(PURGE, new_id(), said, (), OFFICER, "purge_test", new_salt())


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
