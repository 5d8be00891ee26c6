"""Purges between sites (changes §10): what is purged is gone everywhere, whenever it comes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated

from core.model.action import amend
from core.model.change import PURGE, Body, new_salt
from core.model.field import About
from core.model.query import Is, Query
from core.model.record import RECORDS, Record
from core.values.ids import new_id
from tests.support.crafted_transfers import crafted
from tests.support.purged import OFFICER, Hands, Make, erased, grievance, left_of, purge_body, step


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
    visit = Body("inspection", new_id(), {"grievance": one.id, "place": "车间"}, (), OFFICER, "odd", new_salt())
    a.receive(crafted(b, a, visit))
    a.purge(one)
    assert erased(a) == 1
    with newer_declarations():
        again = type(a.store)(a.store.path, a.site.unlocked.keys.database)
        assert again.find(Query("inspection")) == []
        assert [each.of for each in again.find(Query(PURGE, Is("part", (True,))))] == [visit.record]
        assert again.check() is None
        again.close()


@contextmanager
def newer_declarations() -> Iterator[None]:
    """Declare a part of grievances for as long as this lasts."""

    class Visit(Record):
        """A kind of a newer version."""

        kind = "inspection"
        label = "Visit"
        plural = "Visits"
        compartment = "grievance"
        duty = "common.read"

        grievance: Annotated[str, About("Grievance", refers="grievance", owner=True, index=True)]
        place: Annotated[str, About("Place", column=10)] = ""

    yield
    del RECORDS[Visit.kind]
