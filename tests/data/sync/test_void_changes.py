"""What means something impossible (changes §9.5): kept, void and named, the same everywhere, and it stops nothing."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.desks.grievances import Grievance
from core.desks.people.records import Person
from core.desks.sync.conflicts import ResolveConflict
from core.desks.sync.void_changes import Why
from core.model.action import amend
from core.model.change import HOLD, PURGE, Draft
from core.model.merge import Write
from core.model.query import Query
from core.office.office import Office
from core.values.ids import new_id
from data.journal.validity import Said, judge
from data.store.sql_store import NeverWritten, OtherRecord
from data.tables.projection import Unworkable
from tests.support.crafted_transfers import crafted
from tests.support.impossible_changes import Impossible, body, impossible
from tests.support.site_driver import appoint

Hands = tuple[Any, ...]
Make = Callable[..., Any]
ALL = list(impossible())


def grievance(**fields: Any) -> Grievance:
    return Grievance(**{"received": datetime(2026, 11, 1), "subject": "拖欠工资", "accept_days": 15, **fields})


def voids(hand: Any) -> set[tuple[str, str, Why, str, str]]:
    """Return what a site's list names; the row numbers differ."""
    return {(each.of, each.of_kind, each.why, each.site, each.field) for each in hand.find("void")}


def carry(one: Any, other: Any) -> Any:
    return other.receive(one.send(other))


def sound(*hands: Any) -> None:
    for hand in hands:
        before = hand.find("void")
        assert hand.store.check() is None
        hand.store.rebuild()
        assert [each.id for each in hand.find("void")] == [each.id for each in before]
        assert hand.store.check() is None


def bodies(hand: Any) -> Iterator[bytes]:
    """Yield what each change here says, in bytes."""
    cells = (cell for row in hand.rows()["change"] for cell in row)
    return (cell for cell in cells if isinstance(cell, bytes) and cell.startswith(b"{"))


# Nothing stops a stream


@pytest.mark.parametrize("odd", ALL, ids=[each.name for each in ALL])
def test_it_is_taken_named_passed_on_and_shown_nowhere_else(hands: Hands, odd: Impossible) -> None:
    a, b, c = hands
    before = {kind: a.find(kind) for kind in ("person", "account", "site", "backup", "conflict", PURGE, HOLD)}
    with declared_as_shipped():
        preview = a.receive(crafted(b, a, odd.body, compartment=odd.compartment, times=(odd.time,) if odd.time else ()))
        assert preview.impossible == 1
        assert any("impossible" in str(each) for each in preview.warnings())
        carry(a, c)
        for hand in (a, c):
            assert voids(hand) == {(odd.body.record, odd.body.kind, odd.why, b.store.site, "")}
            sound(hand)
        assert [without_heard(a.find(kind)) for kind in before] == list(map(without_heard, before.values()))
        a.keep(person := Person(name="后来的人"))
        carry(a, c)
        assert c.get(person) == person


def without_heard(records: Iterable[Any]) -> list[dict[str, Any]]:
    """Leave out when a site was last heard."""
    return [{name: value for name, value in each.model_dump().items() if name != "heard"} for each in records]


@contextmanager
def declared_as_shipped() -> Iterator[None]:
    """Let only care files be purged, as the kinds are declared; other tests of purges give every kind a retention."""
    from core.model.record import RECORDS

    with pytest.MonkeyPatch.context() as patch:
        for kind, each in RECORDS.items():
            if kind != "care_file":
                patch.setattr(each, "retention", "")
        yield


def test_one_change_does_not_split_the_network(hands: Hands) -> None:
    """Another site's record under the identifier of one that has not come yet takes nobody's place."""
    a, b, c = hands
    c.keep(one := grievance(subject="丙站来件"))
    carry(c, b)
    a.receive(crafted(b, a, body("person", one.id, name="无害"), compartment="common"))
    carry(c, a)
    assert a.get(one) == one
    carry(a, c)
    for hand in (a, c):
        assert {(kind, why) for _, kind, why, *_ in voids(hand)} == {
            ("grievance", Why.IDENTIFIER),
            ("person", Why.IDENTIFIER),
        }
        assert [entry.change.stream.site for entry in hand.office.history(one)] == [c.store.site]
        assert hand.office.history(hand.find("person")[0])[0].change.body.kind == "person"
        sound(hand)
    assert voids(a) == voids(c)
    a.write(amend(one, subject="甲站改"))
    carry(a, c)
    assert c.get(one).subject == "甲站改"


def test_the_agenda_of_two_records_under_one_identifier_is_kept_apart(hands: Hands, made: Make) -> None:
    a, b, _ = hands
    file = made("care_file", next_checkin=date(2026, 11, 23))
    a.keep(file)
    due = a.find("agenda")
    assert due
    odd = {"received": "2026-11-01T00:00:00", "subject": "x", "accept_days": 15}
    a.receive(crafted(b, a, body("grievance", file.id, **odd)))
    assert {each.of_kind for each in a.find("agenda")} == {"care_file", "grievance"}
    a.write(Draft("grievance", file.id, {"deleted": True}))
    assert a.find("agenda") == due
    sound(a)


def test_a_purge_takes_what_is_void_beside_it_and_no_record_of_another_kind(hands: Hands, made: Make) -> None:
    a, b, c = hands
    file, other = made("care_file", facts="住院"), made("care_file", facts="别的")
    a.keep(file, other)
    a.receive(crafted(b, a, body("person", file.id, name="无效"), compartment="care"))
    # A part of the purged file that has the identifier of another file.
    posing = made("care_checkin", id=other.id, file=file.id)
    carry(a, b)
    a.receive(crafted(b, a, body("care_checkin", **{"record": other.id, **encoded(posing)}), compartment="care"))
    a.purge(file)
    carry(a, c)
    for hand in (a, c):
        assert hand.get(file) is None
        assert hand.get(other) == other
        assert hand.find("care_checkin") == []
        assert "无效".encode() not in b"".join(bodies(hand))
        assert voids(hand) == set()
        sound(hand)


def encoded(record: Any) -> dict[str, Any]:
    from core.model.record import encode

    return {name: encode(value) for name, value in record.model_dump().items() if name not in ("id", "deleted")}


def test_a_value_that_stops_the_reckoning_is_named_until_somebody_replaces_it(hands: Hands, made: Make) -> None:
    a, b, c = hands
    a.keep(file := made("care_file", facts="住院", keep_until=date(2031, 1, 1)))
    carry(a, b)
    odd = body("care_file", file.id, keep_until="9999-12-31", plan="多探望")
    a.receive(crafted(b, a, odd, compartment="care"))
    carry(a, c)
    named = voids(a)
    assert named == voids(c)
    assert {(kind, why, site) for _, kind, why, site, _ in named} <= {("care_file", Why.VALUE, b.store.site)}
    assert a.get(file).plan == "多探望"
    sound(a, c)
    a.write(amend(file, keep_until=date(2032, 1, 1)))
    carry(a, c)
    for hand in (a, c):
        assert hand.get(file).keep_until == date(2032, 1, 1)
        assert voids(hand) == set()
        sound(hand)


def test_a_part_whose_owner_is_no_identifier_stops_nothing(hands: Hands, made: Make) -> None:
    a, b, _ = hands
    a.keep(file := made("care_file"))
    a.purge(file)
    for odd in ("zz", "D" * 32, "d" * 31 + " ", 7, None, ["a"]):
        a.receive(crafted(b, a, body("care_checkin", day="2026-11-02", way="visit", file=odd), compartment="care"))
    sound(a)


# Nobody writes what others must find void


def test_a_conflict_of_a_hold_is_decided_where_the_hold_stands(hands: Hands, made: Make) -> None:
    """Two sites lift one hold on the same day; an officer decides whose lifting it was."""
    a, b, c = hands
    a.keep(file := made("care_file"))
    a.hold(file)
    carry(a, b)
    carry(a, c)
    (hold,) = a.find(HOLD)
    for hand, officer in ((a, "1" * 32), (b, "2" * 32)):
        hand.write(Draft(HOLD, hold.id, {"lifted": "2026-11-23", "lifted_by": officer}))
    carry(b, a)
    (conflict,) = a.find("conflict")
    rivals = a.office.conflicting_changes(conflict)
    a.office.do(ResolveConflict(target=conflict.id, chosen=rivals[1].change.id.hex()))
    assert {entry.change.stream.compartment for entry in a.history(hold)} == {"care"}
    for hand in (b, c):
        carry(a, hand)
        assert hand.find("conflict") == []
        assert hand.find(HOLD) == a.find(HOLD)
        assert voids(hand) == set()
        sound(hand)


@pytest.mark.parametrize("kind", [PURGE, HOLD])
def test_what_belongs_to_a_purge_or_a_hold_is_written_beside_it_whatever_the_draft_says(
    hands: Hands, made: Make, kind: str
) -> None:
    a, *_ = hands
    a.keep(file := made("care_file"))
    (a.purge if kind == PURGE else a.hold)(file)
    (mark,) = a.find(kind)
    for compartment in ("", "common", "grievance"):
        a.write(Draft(kind, mark.id, {"day": "2026-11-24"}, compartment))
    assert {entry.change.stream.compartment for entry in a.history(mark)} == {"care"}
    a.write(Draft(HOLD, new_id(), {"of": "a" * 32, "file_kind": "care_file", "day": "2026-11-23"}, "common"))
    assert voids(a) == set()
    sound(a)


def test_no_record_is_written_to_a_compartment_that_is_not_its_own(hands: Hands) -> None:
    a, *_ = hands
    person = Person(name="张三")
    a.write(Draft("person", person.id, {"name": "张三"}, "care"))
    (entry,) = a.history(person)
    assert entry.change.stream.compartment == "common"


def test_nobody_writes_another_record_under_an_identifier(hands: Hands) -> None:
    a, *_ = hands
    a.keep(one := grievance())
    before = a.rows()
    with pytest.raises(OtherRecord, match=one.id):
        a.write(Draft("person", one.id, {"name": "张三"}))
    assert a.rows() == before


def test_nobody_writes_what_others_would_find_void(hands: Hands) -> None:
    a, *_ = hands
    before = a.rows()
    with declared_as_shipped():
        for kind, fields in ((PURGE, {"of": "a" * 32, "file_kind": "person", "day": "2026-11-23"}), ("agenda", {})):
            with pytest.raises(NeverWritten):
                a.write(Draft(kind, new_id(), fields))
    assert a.rows() == before


def test_nobody_writes_what_cannot_be_reckoned_with(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    a, *_ = hands
    person = Person(name="张三")
    before = a.rows()
    monkeypatch.setattr(Person, "explain", lambda self: 1 // 0)
    with pytest.raises(Unworkable):
        a.keep(person)
    assert a.rows() == before


# One verdict


def said(odd: Impossible, site: str, number: int) -> Said:
    write = Write(f"{number:064x}", odd.time or number, (), odd.body.fields, number)
    return Said(odd.body.kind, site, odd.compartment, write)


@settings(max_examples=100)
@given(data=st.data())
def test_the_verdict_does_not_depend_on_the_order(data: st.DataObject) -> None:
    """Anything under one identifier, by anybody, in any compartment."""
    one = "a" * 32
    parts = ("common", "grievance", "care")
    kinds = ("person", "grievance", "care_file", "agenda", "newer", PURGE, HOLD)
    fields = st.sampled_from([{}, {"file_kind": "care_file", "of": "b" * 32}, {"file_kind": "person"}, {"lifted": "x"}])
    drawn = data.draw(
        st.lists(st.tuples(st.sampled_from(kinds), st.sampled_from(parts), fields, st.sampled_from((1, 1 << 62))))
    )
    changes = [
        Said(kind, f"{number % 3:032x}", part, Write(f"{number:064x}", time, (), said, number))
        for number, (kind, part, said, time) in enumerate(drawn)
    ]
    shuffled = data.draw(st.permutations(changes))
    first, second = judge(one, changes), judge(one, shuffled)
    assert {each.id: each for each in first.voids} == {each.id: each for each in second.voids}
    sets = [{kind: {w.id for w in writes} for kind, writes in each.writes.items()} for each in (first, second)]
    assert sets[0] == sets[1]
    assert len({each.id for each in first.voids}) == len(first.voids)


# Who sees the list


def test_only_who_looks_after_transfers_and_reads_the_compartment_sees_it(hands: Hands) -> None:
    a, b, _ = hands
    a.receive(crafted(b, a, body("person", name="x"), compartment="care"))
    a.receive(crafted(b, a, body("grievance", subject="x"), compartment="common"))
    seat = 50
    appoint(a.office, "收发", seat, "clerk")
    seen = Office(a.store, seat, a.office._clock).find(Query("void"))
    assert "care" not in {each.part for each in seen}
    assert {each.part for each in a.office.find(Query("void"))} == {"care", "common"}
