"""Two sites that changed the same field: both values are kept, one is shown at both, and an officer decides."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.desks.people.people import AddPerson, AmendPerson
from core.desks.sync.conflicts import ResolveConflict
from core.model.change import Body
from core.model.query import Is, Query
from core.office.refusals import Refused
from core.results.transfer import IncomingConflict
from core.values.ids import new_id
from core.values.mask import MASK
from core.values.sentence import Sentence
from data.site.open_site import OpenSite
from tests.support.crafted_chains import Chain, body, crafted, stream_of
from tests.support.site_driver import appoint
from tests.support.station import Station, Stations


@pytest.fixture
def quarrel(stations: Stations) -> Stations:
    """Both sites have given the same person another name and post, and have exchanged what they wrote."""
    a, b = stations
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    one = a.person("张三").id
    a.office.do(AmendPerson(target=one, name="张山", post="科员"))
    b.office.do(AmendPerson(target=one, name="章三", post="科员"))
    from_a, from_b = a.send(b), b.send(a)
    b.receive(from_a)
    a.receive(from_b)
    return stations


def shown(station: Station) -> tuple[str, list[str]]:
    (person,) = station.office.find(Query("person"))
    return person.name, [conflict.field for conflict in station.office.find(Query("conflict"))]


def test_two_values_are_both_kept_and_the_same_one_is_shown_at_both_sites(quarrel: Stations) -> None:
    a, b = quarrel
    assert shown(a) == shown(b)
    assert shown(a)[1] == ["name"]  # the same post written twice is none
    for site in quarrel:
        (conflict,) = site.office.find(Query("conflict"))
        values = [entry.change.body.fields["name"] for entry in site.office.conflicting_changes(conflict)]
        assert set(values) == {"张山", "章三"}
        assert values[0] == shown(site)[0]


def test_two_values_stand_in_today_until_somebody_decides(quarrel: Stations) -> None:
    for site in quarrel:
        (conflict,) = site.office.find(Query("conflict"))
        (due,) = [each for each in site.office.find(Query("agenda")) if each.of == conflict.of]
        assert str(Sentence.unpack(due.what)) == "decide between two values of 1 fields"
        assert due.due <= datetime.now(UTC).date()
        (entry,) = site.office.find(Query("arrival", Is("conflicts", (1,))))
        assert entry.conflicts == 1
        chosen = site.store.heads(conflict.of)["name"][0].id
        assert site.store.check() is None
        site.office.do(ResolveConflict(target=conflict.id, chosen=chosen))
        assert not [each for each in site.office.find(Query("agenda")) if each.of == conflict.of]
        assert site.store.check() is None


def test_what_was_a_conflict_before_is_not_told_again(quarrel: Stations) -> None:
    a, b = quarrel
    one = a.office.find(Query("person"))[0].id
    a.office.do(AmendPerson(target=one, name=a.office.get("person", one).name, phone="139"))
    assert "phone" not in [clash.field for clash in b.exchange.inspect(a.send(b)).preview.clashes]


def test_a_preview_shows_the_fields_that_would_have_two_values(stations: Stations) -> None:
    a, b = stations
    a.office.do(AddPerson(name="张三"))
    b.receive(a.send(b))
    one = a.person("张三").id
    a.office.do(AmendPerson(target=one, name="张山"))
    b.office.do(AmendPerson(target=one, name="章三"))
    (clash,) = b.exchange.inspect(a.send(b)).preview.clashes
    assert (clash.kind, clash.record, clash.field, clash.ours, clash.theirs) == ("person", one, "name", "章三", "张山")


def test_a_clash_is_shown_to_those_who_may_see_its_values(stations: Stations, pair: tuple[OpenSite, OpenSite]) -> None:
    _, b = stations
    b.office.do(AddPerson(name="张三"))
    appoint(b.office, "李明", 2, "clerk")
    appoint(b.office, "王芳", 3, "auditor")
    one = b.person("张三").id
    clashes = [
        IncomingConflict("person", one, "name", "张三", "章三"),
        IncomingConflict("person", one, "phone", "139", "138"),
    ]
    named = tuple(replace(clash, title="张三") for clash in clashes)
    assert b.office.visible_conflicts(clashes) == named
    assert pair[1].office(2).visible_conflicts(clashes) == (named[0], replace(named[1], ours=MASK, theirs=MASK))
    assert pair[1].office(3).visible_conflicts(clashes) == ()


def test_a_head_of_one_field_that_was_replaced_in_another_is_no_conflict_there(stations: Stations) -> None:
    """Also if what replaced it was itself replaced, and is the head of nothing."""
    a, b = stations
    record = new_id()
    bodies: list[Body] = []
    for fields, follows in [({"name": "张三", "post": "科员"}, 0), ({"name": "张山"}, 1), ({"name": "章三"}, 2)]:
        supersedes = (chain_id(a, bodies, follows),) if follows else ()
        bodies.append(replace(body(record=record, **fields), supersedes=supersedes))
    bodies.append(body(record=record, post="处长"))
    b.receive(crafted(a, b, Chain(stream_of(a), tuple(bodies))))
    assert [conflict.field for conflict in b.office.find(Query("conflict"))] == ["post"]
    assert b.store.check() is None


def chain_id(a: Station, bodies: list[Body], seq: int) -> str:
    return [link[3] for link in Chain(stream_of(a), tuple(bodies)).links()][seq - 1].hex()


def resolve(site: Station, name: str) -> None:
    (conflict,) = site.office.find(Query("conflict"))
    chosen = next(
        entry for entry in site.office.conflicting_changes(conflict) if entry.change.body.fields["name"] == name
    )
    site.office.do(ResolveConflict(target=conflict.id, chosen=chosen.change.id.hex()))


@pytest.mark.parametrize("name", ["张山", "章三"])
def test_a_decision_holds_at_both_sites(quarrel: Stations, name: str) -> None:
    a, b = quarrel
    resolve(a, name)
    assert shown(a) == (name, [])
    b.receive(a.send(b))
    assert shown(b) == (name, [])
    assert a.store.check() is b.store.check() is None


def test_two_decisions_at_once_that_agree_are_no_conflict(quarrel: Stations) -> None:
    a, b = quarrel
    resolve(a, "张山")
    resolve(b, "张山")
    from_a, from_b = a.send(b), b.send(a)
    a.receive(from_b)
    b.receive(from_a)
    assert shown(a) == shown(b) == ("张山", [])


def test_two_decisions_at_once_that_differ_are_a_new_conflict(quarrel: Stations) -> None:
    a, b = quarrel
    resolve(a, "张山")
    resolve(b, "章三")
    from_a, from_b = a.send(b), b.send(a)
    a.receive(from_b)
    b.receive(from_a)
    assert shown(a) == shown(b)
    assert shown(a)[1] == ["name"]


def test_nothing_is_chosen_that_was_not_to_choose_from(quarrel: Stations) -> None:
    a, _ = quarrel
    (conflict,) = a.office.find(Query("conflict"))
    with pytest.raises(Refused, match="not one of the conflicting ones"):
        a.office.do(ResolveConflict(target=conflict.id, chosen="0" * 64))


# Very much on one record


def quarrelled_over(a: Station, b: Station, heads: int) -> None:
    """A site that means harm gives a field many values, none of which knows of another."""
    record = new_id()
    b.receive(crafted(a, b, Chain(stream_of(a), tuple(body(record=record, name=f"{n:05}") for n in range(heads)))))
    assert b.office.count(Query("conflict")) == 1
    b.office.do(AmendPerson(target=record, name="张三"))
    assert b.office.count(Query("conflict")) == 0
    assert b.names() == {"张三"}
    assert b.store.check() is None


def test_a_hundred_values_of_one_field_are_resolved_by_one_decision(stations: Stations) -> None:
    quarrelled_over(*stations, 100)


@pytest.mark.soak
def test_ten_thousand_values_of_one_field_are_resolved_by_one_decision(stations: Stations) -> None:
    quarrelled_over(*stations, 10_000)
