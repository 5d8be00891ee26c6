"""Legal holds between sites (changes §10.11 to §10.14): what is held stays, what was erased stays erased, and when the
hold is lifted all are alike again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from core.model.action import amend
from core.model.change import HOLD, PURGE, Body, Draft
from core.model.query import Is, Query
from core.rules.legal_hold import Hold
from core.values.ids import new_id
from data.erasure.erase import Purged, UnderHold
from data.transfer_file.segments import MAX_PURGE, BadSegments
from tests.data.conftest import close_all
from tests.support.crafted_transfers import crafted, refused
from tests.support.every_case import one_in

Hands = tuple[Any, ...]
Make = Callable[..., Any]
WORD = "zhangwei"
"""A word that stands in the file and nowhere else."""


@pytest.fixture
def four(tmp_path: Path, hands_in: Callable[..., Hands]) -> Iterator[Hands]:
    yield (sites := hands_in(tmp_path, "甲站", "乙站", "丙站", "丁站"))
    close_all(sites)


@dataclass
class Matter:
    """A care file with a check-in that all four sites have."""

    hands: Hands
    file: Any
    part: Any
    discs: dict[str, Path] = field(default_factory=dict)

    def everywhere(self) -> Iterator[tuple[bool, bool]]:
        """Yield for each site whether the file and its part are shown there."""
        for hand in self.hands:
            yield hand.get(self.file) is not None, hand.get(self.part) is not None

    def bodies_at(self, hand: Any) -> int:
        return len(hand.history(self.file)) + len(hand.history(self.part))

    def talk_it_out(self) -> None:
        """Let everything reach everybody, twice: what is erased late is named by another change of the purge."""
        hub, *others = self.hands
        for _ in range(2):
            for other in others:
                hub.receive(other.send(hub))
            for other in others:
                other.receive(hub.send(other))

    def marks(self, hand: Any) -> list[Any]:
        """Return the purges and holds of the matter that a site shows."""
        of = Is("of", (self.file.id, self.part.id))
        return [each for kind in (PURGE, HOLD) for each in hand.store.find(Query(kind, of, ("id",)))]

    def check(self) -> None:
        for hand in self.hands:
            assert hand.store.check() is None

    def is_over(self) -> None:
        """Everything is gone everywhere, and the same is left at all sites."""
        assert set(self.everywhere()) == {(False, False)}
        assert [self.bodies_at(hand) for hand in self.hands] == [0, 0, 0, 0]
        first = self.marks(self.hands[0])
        assert all(self.marks(hand) == first for hand in self.hands)
        assert {each.kind for each in first} >= {PURGE}
        for hand in self.hands:
            assert not [row for rows in hand.rows().values() for row in rows if WORD in str(row)]
        self.check()


@pytest.fixture
def matter(four: Hands, made: Make) -> Matter:
    a, *others = four
    file = made("care_file", name="张三", facts=WORD)
    part = made("care_checkin", file=file.id, needs=WORD)
    a.keep(file, part)
    for other in others:
        other.receive(a.send(other))
    return Matter(four, file, part)


# Hold, purge, edit and late arrival in every order

DEEDS = ("hold", "purge", "edit", "part")


@pytest.fixture
def four_deeds(matter: Matter, made: Make) -> Matter:
    """Four sites do something without knowing of each other; each deed is on a disc for the last site."""
    a, b, c, d = matter.hands
    a.hold(matter.file)
    matter.discs["hold"] = a.send(d)
    b.purge(matter.file)
    matter.discs["purge"] = b.send(d)
    c.write(amend(matter.file, facts=f"{WORD} 改"))
    matter.discs["edit"] = c.send(d)
    c.keep(made("care_checkin", file=matter.file.id, needs=f"{WORD} 晚"))
    matter.discs["part"] = c.send(d)
    return matter


@pytest.mark.parametrize("order", one_in(4, permutations(DEEDS)), ids="-".join)
def test_a_site_keeps_what_it_has_when_it_hears_of_the_hold_and_all_end_alike_when_it_is_lifted(
    four_deeds: Matter, order: tuple[str, ...]
) -> None:
    matter, d = four_deeds, four_deeds.hands[-1]
    for deed in order:
        d.receive(matter.discs[deed])
    held_in_time = order.index("hold") < order.index("purge")
    assert (d.get(matter.file) is not None) == held_in_time
    assert (d.get(matter.part) is not None) == held_in_time
    if held_in_time:
        assert d.get(matter.file).facts == f"{WORD} 改"
        assert len(d.find("care_checkin")) == 2
    matter.talk_it_out()
    shown = list(matter.everywhere())
    assert shown == [(True, True), (False, False), (True, True), (held_in_time, held_in_time)]
    matter.check()
    matter.hands[2].lift(matter.file)
    assert matter.hands[2].get(matter.file) is None
    matter.talk_it_out()
    matter.is_over()


@pytest.mark.parametrize("order", list(permutations(("hold", "purge", "lift"))), ids="-".join)
def test_the_lifting_may_come_first(matter: Matter, order: tuple[str, ...]) -> None:
    a, b, c, d = matter.hands
    a.hold(matter.file)
    discs = {"hold": a.send(d)}
    c.receive(a.send(c))
    b.purge(matter.file)
    discs["purge"] = b.send(d)
    c.lift(matter.file)
    discs["lift"] = c.send(d)
    for deed in order:
        d.receive(discs[deed])
    assert d.get(matter.file) is None
    matter.talk_it_out()
    matter.is_over()


# What a hold does where it is known


def test_nobody_purges_what_is_held(matter: Matter) -> None:
    a, b, *_ = matter.hands
    a.hold(matter.file)
    b.receive(a.send(b))
    for record in (matter.file, matter.part):
        before = b.rows()
        with pytest.raises(UnderHold):
            b.purge(record)
        assert b.rows() == before
    a.lift(matter.file)
    b.receive(a.send(b))
    b.purge(matter.file)
    matter.talk_it_out()
    matter.is_over()


def test_a_purge_that_comes_is_said_to_be_kept_off_and_the_file_can_be_written_to(matter: Matter) -> None:
    a, b, *_ = matter.hands
    a.hold(matter.file)
    b.purge(matter.file)
    preview = a.receive(b.send(a))
    assert (preview.kept_by_hold, [count for count in preview.counts if count.purged]) == (1, [])
    assert "a legal hold stands" in " ".join(str(warning) for warning in preview.warnings())
    a.write(amend(matter.file, facts=f"{WORD} 改"))
    assert a.get(matter.file).facts == f"{WORD} 改"
    a.lift(matter.file)
    with pytest.raises(Purged):
        a.write(amend(matter.file, facts="再改"))
    matter.talk_it_out()
    matter.is_over()


def test_a_preview_of_the_lifting_says_what_goes(matter: Matter) -> None:
    a, b, c, _ = matter.hands
    a.hold(matter.file)
    c.receive(a.send(c))
    b.purge(matter.file)
    c.receive(b.send(c))
    a.lift(matter.file)
    path = a.send(c)
    purged = {count.kind: count.purged for count in c.exchange.inspect(path).preview.counts if count.purged}
    assert purged == {"care_file": 1, "care_checkin": 1}
    c.receive(path)
    matter.talk_it_out()
    matter.is_over()


def test_the_hold_and_the_purge_travel_together_to_a_site_that_had_neither(matter: Matter, made: Make) -> None:
    a, b, c, d = matter.hands
    file = made("care_file", facts=WORD)
    a.keep(file)
    b.receive(a.send(b))
    a.hold(file)
    b.purge(file)
    a.receive(b.send(a))
    d.receive(a.send(d))
    assert d.get(file).facts == WORD
    c.receive(b.send(c))
    c.receive(a.send(c))
    assert c.get(file) is None
    here = Matter(matter.hands, file, matter.part)
    a.lift(file)
    a.purge(matter.file)
    here.talk_it_out()
    here.is_over()


def test_what_is_held_survives_rebuilding_and_reopening(matter: Matter) -> None:
    a, b, *_ = matter.hands
    a.hold(matter.file)
    b.purge(matter.file)
    a.receive(b.send(a))
    a.store.rebuild()
    again = type(a.store)(a.store.path, a.site.unlocked.keys.database)
    assert again.find(Query("care_file", Is("id", (matter.file.id,)))) == [a.get(matter.file)]
    assert again.check() is None
    again.close()
    a.lift(matter.file)
    matter.talk_it_out()
    matter.is_over()


def test_of_two_holds_that_were_placed_at_once_each_has_to_be_lifted(matter: Matter) -> None:
    a, b, c, _ = matter.hands
    a.hold(matter.file)
    b.hold(matter.file)
    c.purge(matter.file)
    a.lift(matter.file)
    a.receive(c.send(a))
    assert a.get(matter.file) is None  # it had not heard of the other
    b.receive(a.send(b))
    assert b.get(matter.file) is not None
    b.lift(matter.file)
    assert b.get(matter.file) is None
    matter.talk_it_out()
    matter.is_over()


def test_a_purge_of_the_part_alone_waits_for_the_hold_on_the_file(matter: Matter) -> None:
    a, b, *_ = matter.hands
    b.purge(matter.part)
    a.hold(matter.file)
    a.receive(b.send(a))
    assert a.get(matter.part) is not None
    a.lift(matter.file)
    assert a.get(matter.part) is None
    assert a.get(matter.file) is not None
    a.purge(matter.file)
    matter.talk_it_out()
    matter.is_over()


# Holds that an honest site would not write


def hold_body(of: Any, **fields: Any) -> Body:
    said = {"of": of, "file_kind": "care_file", "day": "2026-11-23", **fields}
    return Body(HOLD, new_id(), said, (), "f" * 32, "hold_test", "A" * 22)


@pytest.mark.parametrize("of", ["", "A" * 32, "a" * 31, 7, None, ["a" * 32]])
def test_a_hold_that_names_no_record_is_refused(four: Hands, of: Any) -> None:
    a, b, *_ = four
    refused(a, crafted(b, a, hold_body(of), compartment="care"), BadSegments, "names no record")


def test_a_hold_that_says_too_much_is_refused(four: Hands) -> None:
    a, b, *_ = four
    refused(a, crafted(b, a, hold_body("a" * 32, site="x" * MAX_PURGE), compartment="care"), BadSegments, "says more")


def test_a_hold_in_another_compartment_holds_nothing(matter: Matter) -> None:
    a, b, *_ = matter.hands
    a.receive(crafted(b, a, hold_body(matter.file.id), compartment="common"))
    a.purge(matter.file)
    matter.talk_it_out()
    matter.is_over()


@pytest.mark.parametrize("value", [None, "", False, 0, []])
def test_what_is_no_day_lifts_nothing(matter: Matter, value: Any) -> None:
    a, b, *_ = matter.hands
    odd = hold_body(matter.file.id, lifted=value)
    a.receive(crafted(b, a, odd, compartment="care"))
    with pytest.raises(UnderHold):
        a.purge(matter.file)
    a.write(replace(Draft(HOLD, odd.record, {"lifted": "2026-11-24"}), compartment="care"))
    a.purge(matter.file)
    matter.talk_it_out()
    matter.is_over()


def test_a_purge_cannot_erase_a_hold(matter: Matter) -> None:
    a, b, *_ = matter.hands
    a.hold(matter.file)
    (hold,) = (each for each in a.find(HOLD) if each.of == matter.file.id)
    said = {"of": hold.id, "file_kind": "care_file", "rule": "x", "day": "2026-11-23"}
    odd = Body(PURGE, new_id(), said, (), "f" * 32, "purge_test", "A" * 22)
    b.receive(crafted(a, b, odd, compartment="care"))
    assert b.receive(a.send(b)).void == 0
    assert isinstance(b.get(hold), Hold)
    with pytest.raises(UnderHold):
        b.purge(matter.file)
    a.lift(matter.file)
    a.purge(matter.file)
    matter.talk_it_out()
    matter.is_over()
