"""Files crafted with real keys, as a site that means harm could: each is refused by name, or does no harm."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from core.desks.people.people import AddPerson
from core.desks.sync.void_changes import Why
from core.model.change import BEYOND, LOCAL, Body, Stream, milliseconds
from core.model.query import Query
from core.model.record import RECORDS
from core.values.ids import new_id
from data.transfer_file.segments import MAX_TIME, BadSegments, ForgedTip, Head, Segment, UnknownAuthor
from tests.support.crafted_chains import Chain, body, crafted, stream_of
from tests.support.station import Station, Stations


def odd_body(**odd: Any) -> Body:
    return replace(body(), **odd)


def test_an_honest_file_crafted_by_hand_is_taken(stations: Stations) -> None:
    a, b = stations
    b.receive(crafted(a, b, Chain(stream_of(a), (body(), body(name="李四")))))
    assert b.names() == {"张三", "李四"}
    assert b.store.check() is None


WRONG_PLACES = [
    ("grievance", "person", {"name": "张三"}),
    ("common", "grievance", {"subject": "x", "received": "2026-11-01T00:00:00", "accept_days": 15}),
    ("common", "account", {"officer": "f" * 32, "seat": 9, "roles": ["clerk"]}),
    ("common", "policy", {"name": "x", "text": ""}),
    ("common", "site", {"name": "x", "fingerprint": "x", "card": "x"}),
    ("local", "account", {"officer": "f" * 32, "seat": 9, "roles": ["clerk"]}),
    ("common", "agenda", {"of": "f" * 32, "of_kind": "person", "due": "2026-11-01"}),
    ("common", "conflict", {"of": "f" * 32, "of_kind": "person", "field": "name"}),
]


@pytest.mark.parametrize(("compartment", "kind", "fields"), WRONG_PLACES)
def test_a_kind_in_a_compartment_that_is_not_its_own(
    stations: Stations, compartment: str, kind: str, fields: dict[str, Any]
) -> None:
    """It is void where it came by; what may not come by that way at all is refused."""
    a, b = stations
    path = crafted(a, b, Chain(stream_of(a, compartment), (body(kind, **fields),)))
    if compartment == LOCAL:
        b.untouched_by(BadSegments, path, "never leaves")
        return
    before = b.store.count(Query(kind))
    b.receive(path)
    assert b.store.count(Query(kind)) == before
    why = Why.NOBODY_WRITES if RECORDS[kind].is_derived else Why.PLACE
    assert [(each.of_kind, each.why, each.site) for each in b.store.find(Query("void"))] == [(kind, why, a.id)]
    assert b.store.check() is None


def test_a_record_of_ours_under_another_kind(stations: Stations) -> None:
    a, b = stations
    b.office.do(AddPerson(name="张三"))
    person = b.person("张三")
    preview = b.receive(crafted(a, b, Chain(stream_of(a), (body("unit", person.id, name="车间"),))))
    assert preview.impossible == 1
    assert b.person("张三") == person
    assert len(b.office.history(person)) == 1
    assert b.store.check() is None


def test_a_new_record_of_two_kinds(stations: Stations) -> None:
    a, b = stations
    same = new_id()
    b.receive(crafted(a, b, Chain(stream_of(a), (body("unit", same, name="车间"), body("person", same)))))
    assert {(each.of_kind, each.why, each.site) for each in b.store.find(Query("void"))} == {
        ("person", Why.IDENTIFIER, a.id),
        ("unit", Why.IDENTIFIER, a.id),
    }
    assert b.names() == {"张三"}
    assert b.store.check() is None


def test_changes_in_the_name_of_another_site(stations: Stations) -> None:
    a, b = stations
    chain = Chain(stream_of(b), (body(),))
    b.untouched_by(ForgedTip, crafted(a, b, chain), "乙站")


def test_changes_of_an_author_whose_card_nobody_trusts(stations: Stations, third: Station) -> None:
    a, b = stations
    chain = Chain(stream_of(third), (body(),))
    path = crafted(a, b, chain, runs=[chain.run(third.keys.signing)])
    b.untouched_by(UnknownAuthor, path, third.id[:8])


def test_our_own_changes_that_somebody_else_signed(stations: Stations) -> None:
    a, b = stations
    chain = Chain(stream_of(b), (body(),))
    b.untouched_by(ForgedTip, crafted(a, b, chain, runs=[chain.run(a.keys.signing)]), "乙站")


def test_a_run_that_branches_off_where_nothing_is_known(stations: Stations) -> None:
    a, b = stations
    b.receive(crafted(a, b, Chain(stream_of(a), (body(), body(name="李四")))))
    nowhere = Chain(stream_of(a), (body(name="王五"),), after=1, parent=bytes([7]) * 32)
    assert b.receive(crafted(a, b, nowhere)).waiting == 1
    assert b.names() == {"张三", "李四"}
    assert b.store.check() is None


def test_a_run_that_leaves_out_numbers(stations: Stations) -> None:
    """Its parent is there, but not at the place that the run says: the numbers of the stream would have a gap."""
    a, b = stations
    first = Chain(stream_of(a), (body(),))
    ((_, _, _, tip),) = first.links()
    later = Chain(stream_of(a), (body(name="王五"),), after=5, parent=tip)
    assert b.receive(crafted(a, b, first, later)).waiting == 1
    assert b.receive(crafted(a, b, later)).waiting == 1
    assert b.names() == {"张三"}
    assert b.store.check() is None


def test_a_branch_whose_beginning_comes_in_the_same_file(stations: Stations) -> None:
    a, b = stations
    trunk = Chain(stream_of(a), (body(), body(name="李四")))
    (_, _, _, first), _ = trunk.links()
    branch = Chain(stream_of(a), (body(name="王五"),), after=1, parent=first)
    assert b.receive(crafted(a, b, branch, trunk)).forked == ("甲站",)
    assert b.names() == {"张三", "李四", "王五"}
    assert b.store.check() is None


def test_a_tip_of_ours_that_never_was_costs_a_warning(stations: Stations) -> None:
    a, b = stations
    life = b.store.incarnation
    claim = Head(**Stream(b.id, life, "common")._asdict(), seq=99, id="0" * 64)
    assert b.receive(crafted(a, b, have=[claim])).restored_or_copied
    assert b.store.incarnation != life
    b.office.do(AddPerson(name="张三"))
    a.receive(b.send(a))
    assert a.names() == {"张三"}
    assert b.store.check() is None


def test_two_runs_that_overlap_bring_each_change_once(stations: Stations) -> None:
    a, b = stations
    long = Chain(stream_of(a), (body(), body(name="李四")))
    b.receive(crafted(a, b, long, Chain(long.stream, long.bodies[:1])))
    assert b.names() == {"张三", "李四"}
    assert b.store.check() is None


MISFIT: dict[str, Callable[[Chain, Segment, Segment], tuple[Chain, list[Segment]]]] = {
    "fewer than signed": lambda chain, run, _: (Chain(chain.stream, chain.bodies[:1]), [run]),
    "more than signed": lambda chain, _, short: (chain, [short]),
    "another body": lambda chain, run, _: (Chain(chain.stream, (body(name="王五"), *chain.bodies[1:])), [run]),
    "another time": lambda chain, run, _: (replace(chain, times=(9, 10)), [run]),
    "the same stream twice": lambda chain, run, _: (chain, [run, run]),
    "no run at all": lambda chain, *_: (chain, []),
}


@pytest.mark.parametrize("misfit", MISFIT.values(), ids=MISFIT)
def test_changes_that_are_not_what_was_signed(
    stations: Stations, misfit: Callable[[Chain, Segment, Segment], tuple[Chain, list[Segment]]]
) -> None:
    a, b = stations
    chain = Chain(stream_of(a), (body(), body(name="李四")))
    sent, runs = misfit(chain, chain.run(a.keys.signing), Chain(chain.stream, chain.bodies[:1]).run(a.keys.signing))
    b.untouched_by(BadSegments, crafted(a, b, sent, runs=runs))


@pytest.mark.parametrize(
    "odd",
    [
        body(record="A" * 32),
        body(record="a" * 31),
        body(record="ab " * 10 + "ab"),
        odd_body(supersedes=(3,)),
        odd_body(officer=3),
        odd_body(fields=["name"]),
    ],
    ids=["capitals", "too short", "spaces", "supersedes", "officer", "fields"],
)
def test_a_line_that_is_no_change(stations: Stations, odd: Body) -> None:
    a, b = stations
    b.untouched_by(BadSegments, crafted(a, b, Chain(stream_of(a), (odd,))), "no change")


def test_a_time_that_would_stop_our_clock(stations: Stations) -> None:
    a, b = stations
    b.untouched_by(BadSegments, crafted(a, b, Chain(stream_of(a), (body(),), (-1,))), "no change")
    for moment in (MAX_TIME - 1, BEYOND):
        b.receive(crafted(a, b, Chain(stream_of(a)._replace(incarnation=new_id()[-16:]), (body(),), (moment,))))
    b.office.do(AddPerson(name="李四"))
    (entry,) = b.office.history(b.person("李四"))
    assert milliseconds(entry.change.time) < time.time_ns() // 1_000_000 + 1
    assert b.names() == {"李四"}
    assert [each.why for each in b.store.find(Query("void"))] == [Why.CLOCK] * 2
    assert b.store.check() is None


@pytest.mark.parametrize(
    ("days", "said"), [(365, "365 days after the time here"), (-1, "24 hours before its own last entry"), (0, "")]
)
def test_a_clock_that_cannot_be_right_is_told_with_the_file(
    stations: Stations, monkeypatch: pytest.MonkeyPatch, days: int, said: str
) -> None:
    a, b = stations
    a.office.do(AddPerson(name="张三"))
    then = time.time_ns()
    with monkeypatch.context() as turned:
        turned.setattr("time.time_ns", lambda: then + days * 24 * 3600 * 10**9)
        turned.setattr("data.sync.packing.datetime", stopped_at(then / 10**9 + days * 24 * 3600))
        a.office.do(AddPerson(name="李四"))
        path = a.send(b)
    monkeypatch.setattr("data.sync.judgement.wall", lambda: datetime.fromtimestamp(then // 10**9))
    warnings = [str(each) for each in b.exchange.inspect(path).preview.warnings()]
    assert [said in each for each in warnings] == [True] * bool(said)


def stopped_at(seconds: float) -> type[datetime]:
    """Return a clock at which no time passes, however long a slow machine takes."""

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.fromtimestamp(seconds, tz)

    return Stopped


def test_values_that_fit_no_declaration_are_kept_and_not_shown(stations: Stations) -> None:
    a, b = stations
    b.receive(crafted(a, b, Chain(stream_of(a), (body(name=7), body(name="李四")))))
    assert b.names() == {"李四"}
    assert b.store.check() is None
