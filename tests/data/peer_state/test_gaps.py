"""What is missing is named, asked for, and given up if it never comes (docs/formats/changes.md §9.3)."""

from core.desks.sync.missing_changes import GapStage, GiveUpGap
from core.desks.sync.transfers import Outcome
from core.model.query import Is, Query
from tests.support.crafted_transfers import crafted
from tests.support.pending import (
    NOWHERE,
    Hands,
    Make,
    body,
    gaps,
    grievance,
    names,
    parcel,
    parcels,
    person,
    sound,
    waits,
)
from tests.support.site_driver import appoint


def test_a_gap_is_named_and_asked_for(hands: Hands) -> None:
    a, b, _ = hands
    parcels(a, b, "一")
    _, third = parcels(a, b, "二", "三")
    preview = b.receive(third)
    (gap,) = gaps(b)
    assert (gap.of, gap.ask, gap.part, gap.waiting) == (a.store.site, a.store.site, "common", 1)
    said = str(preview.missing[0].sentence())
    assert f"changes {gap.first}-{gap.last} of “Shared registers”, written by 甲站" in said
    (item,) = b.office.find(Query("agenda", Is("of_kind", ("gap",))))
    assert (item.due, item.owner) == (b.office.today, b.office.officer)


def test_a_gap_that_is_filled_is_due_no_more(hands: Hands) -> None:
    a, b, _ = hands
    first, second = parcels(a, b, "一", "二")
    b.receive(second)
    b.receive(first)
    (gap,) = gaps(b, GapStage.FILLED)
    assert gap.ended == b.office.today
    assert b.office.count(Query("agenda", Is("of_kind", ("gap",)))) == 0


def test_only_who_reads_a_compartment_sees_its_gaps(hands: Hands, made: Make) -> None:
    a, b, _ = hands
    parcel(a, b, made("care_file"), grievance("一"))
    b.receive(parcel(a, b, made("care_file"), grievance("二")))
    assert {gap.part for gap in gaps(b)} == {"care", "grievance"}
    appoint(b.office, "李明", 2, "clerk")
    clerk = b.site.office(2)
    assert {gap.part for gap in clerk.find(Query("gap"))} == {"grievance"}
    assert clerk.count(Query("agenda", Is("of_kind", ("gap",)))) == 1
    assert clerk.groups(Query("gap"), "part") == [("grievance", 1)]


def test_a_gap_that_never_closes_hinders_nothing_and_is_given_up(hands: Hands) -> None:
    a, b, _ = hands
    b.receive(crafted(a, b, body(), compartment="common", after=5, parent=NOWHERE))
    (gap,) = gaps(b)
    b.receive(parcel(a, b, person("李四")))
    assert names(b) == ["李四"]
    assert [each.id for each in gaps(b)] == [gap.id]
    b.office.do(GiveUpGap(target=gap.id, reason="甲站说没有"))
    assert b.office.count(Query("agenda", Is("of_kind", ("gap",)))) == 0
    assert waits(b) == 1
    sound(b)
    b.receive(parcel(a, b, person("王五")))
    assert (waits(b), [each.reason for each in gaps(b, GapStage.GIVEN_UP)]) == (0, ["甲站说没有"])
    sound(b)


def test_what_was_given_up_and_comes_again_is_waited_for_again(hands: Hands) -> None:
    a, b, _ = hands
    first, second, third = parcels(a, b, "一", "二", "三")
    b.receive(second)
    (gap,) = gaps(b)
    b.office.do(GiveUpGap(target=gap.id, reason="丢了"))
    b.receive(third)
    (again,) = gaps(b)
    assert (again.id, again.waiting, again.reason) == (gap.id, 2, "")
    b.receive(first)
    assert names(b) == ["一", "二", "三"]
    sound(b)


def test_the_ledger_says_what_became_of_a_file(hands: Hands) -> None:
    a, b, _ = hands
    first, second = parcels(a, b, "一", "二")
    b.receive(second)
    b.receive(first)
    b.receive(parcel(a, b))
    outcomes = [each.outcome for each in b.office.find(Query("arrival", order=("id",)))]
    assert outcomes == [Outcome.WAITS, Outcome.APPLIED, Outcome.NOTHING_NEW]
