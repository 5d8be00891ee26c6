"""One-way routes (docs/formats/changes.md §8.2): no answer ever comes, and what is lost is named all the same."""

from pathlib import Path
from typing import Any

import pytest

from core.desks.people.records import Person
from core.desks.sync.missing_changes import FILES, Gap, GapStage, GiveUpGap
from core.desks.sync.routes import ChangeRoute, ConfirmArrival, SnapshotNext
from core.desks.sync.transfers import Dispatch, ReportTransferLost
from core.desks.sync.trust import Route
from core.model.query import Is, Query
from core.office.refusals import Refused
from data.store.sql_store import SqlStore
from data.sync import packing
from data.sync.exchange import Exchange
from data.transfer_file.segments import Series

Hands = tuple[Any, ...]


@pytest.fixture
def diode(hands: Hands) -> Hands:
    """Two sites with a data diode between them, as both have entered it."""
    a, b, _ = hands
    a.office.do(ChangeRoute(target=b.store.site, route=Route.TO))
    b.office.do(ChangeRoute(target=a.store.site, route=Route.FROM))
    return a, b


def write(a: Any, b: Any, name: str = "") -> Path:
    if name:
        a.keep(Person(name=name))
    path: Path = a.send(b)
    return path


def names(hand: Any) -> list[str]:
    return [each.name for each in hand.find("person")]


def dispatches(a: Any) -> list[Dispatch]:
    found: list[Dispatch] = a.office.find(Query("dispatch", order=("number",)))
    return found


def lost(b: Any, stage: GapStage = GapStage.OPEN) -> list[tuple[int, int]]:
    gaps: list[Gap] = b.store.find(Query("gap", Is("part", (FILES,)), ("first",)))
    return [(gap.first, gap.last) for gap in gaps if gap.stage is stage]


def changes_in(path: Path, b: Any) -> int:
    return int(b.exchange.verify(path).changes)


def test_the_first_is_a_snapshot_and_those_that_follow_count_from_it(diode: Hands) -> None:
    a, b = diode
    paths = [write(a, b, name) for name in ("一", "二", "三")]
    assert [(each.number, each.counted_from) for each in dispatches(a)] == [(1, 0), (2, 1), (3, 1)]
    assert [changes_in(path, b) for path in paths] == [2, 1, 2]  # the officer and the person, then what came since
    for path in paths:
        b.receive(path)
    assert names(b) == ["一", "二", "三"]
    assert [each.number for each in b.office.find(Query("arrival", order=("number",)))] == [1, 2, 3]
    assert a.store.check() is b.store.check() is None


def test_no_receipt_falls_due_and_nothing_is_sent_back(diode: Hands) -> None:
    a, b = diode
    b.receive(write(a, b, "一"))
    assert a.office.count(Query("agenda", Is("of_kind", ("dispatch",)))) == 0
    assert dispatches(a)[0].explain() is None
    with pytest.raises(Refused, match="one way: files come from 甲站"):
        b.send(a)


def test_receipts_that_were_due_before_are_so_no_more(hands: Hands) -> None:
    a, b, _ = hands
    write(a, b, "一")
    assert a.office.count(Query("agenda", Is("of_kind", ("dispatch",)))) == 1
    a.office.do(ChangeRoute(target=b.store.site, route=Route.TO))
    assert a.office.count(Query("agenda", Is("of_kind", ("dispatch",)))) == 0


def test_a_cumulative_file_brings_what_a_lost_one_held_and_the_lost_one_is_named(diode: Hands) -> None:
    a, b = diode
    b.receive(write(a, b, "一"))
    path = write(a, b, "二")
    preview = b.receive(write(a, b, "三"))
    assert preview.series.missing == (2, 2)
    assert "Files 2 to 2 of 甲站 have not come" in " ".join(map(str, preview.warnings()))
    assert (names(b), lost(b)) == (["一", "二", "三"], [(2, 2)])
    assert b.office.count(Query("agenda", Is("of_kind", ("gap",)))) == 1
    b.receive(path)
    assert (lost(b), lost(b, GapStage.FILLED)) == ([], [(2, 2)])
    assert b.store.check() is None


def test_a_lost_file_is_given_up_by_an_officer(diode: Hands) -> None:
    a, b = diode
    b.receive(write(a, b, "一"))
    write(a, b, "二")
    b.receive(write(a, b, "三"))
    (gap,) = b.find("gap")
    b.office.do(GiveUpGap(target=gap.id, reason="光盘已销毁"))
    b.receive(write(a, b, "四"))
    assert (lost(b), lost(b, GapStage.GIVEN_UP)) == ([], [(2, 2)])
    assert b.store.check() is None


def test_without_its_snapshot_what_follows_waits_and_the_next_snapshot_helps(diode: Hands) -> None:
    a, b = diode
    write(a, b, "一")
    preview = b.receive(write(a, b, "二"))
    assert (preview.waiting, names(b), lost(b)) == (1, [], [(1, 1)])
    assert "ask for a snapshot" in str(preview.missing[0].sentence())
    a.office.do(SnapshotNext(target=b.store.site))
    preview = b.receive(write(a, b))
    assert (names(b), preview.missing, dispatches(a)[-1].counted_from) == (["一", "二"], (), 0)
    assert changes_in(write(a, b, "三"), b) == 1
    assert b.store.check() is None


def test_whoever_is_told_that_it_arrived_counts_from_there(diode: Hands) -> None:
    a, b = diode
    b.receive(write(a, b, "一"))
    b.receive(write(a, b, "二"))
    second = dispatches(a)[1]
    a.office.do(ConfirmArrival(target=second.id))
    path = write(a, b, "三")
    assert (changes_in(path, b), dispatches(a)[-1].counted_from) == (1, 2)
    b.receive(path)
    assert names(b) == ["一", "二", "三"]
    with pytest.raises(Refused, match="has arrived"):
        a.office.do(ConfirmArrival(target=second.id))


def test_a_lost_base_is_none_any_more(diode: Hands) -> None:
    a, b = diode
    write(a, b, "一")
    a.office.do(ReportTransferLost(target=dispatches(a)[0].id))
    b.receive(write(a, b, "二"))
    assert names(b) == ["一", "二"]
    assert dispatches(a)[-1].counted_from == 0


def test_a_number_that_comes_twice_is_said_aloud(diode: Hands) -> None:
    """A sender that was put back counts the same numbers again."""
    a, b = diode
    b.receive(write(a, b, "一"))
    before = a.store.path.with_name("before.db")
    a.store._writer.execute("VACUUM INTO ?", [str(before)])
    b.receive(write(a, b, "二"))
    old = SqlStore(before, a.store._key)
    path = a.files / "again.sealed"
    Exchange(old, a.site.keys).send(type(a.office)(old, 1, a.office._clock), b.store.site, path)
    assert "put back" in " ".join(map(str, b.receive(path).warnings()))
    old.close()


def test_no_snapshot_and_no_voice_where_receipts_come(hands: Hands) -> None:
    a, b, _ = hands
    write(a, b, "一")
    with pytest.raises(Refused, match="not one way"):
        a.office.do(SnapshotNext(target=b.store.site))
    with pytest.raises(Refused, match="not one way"):
        a.office.do(ConfirmArrival(target=dispatches(a)[0].id))
    with pytest.raises(Refused, match="this way already"):
        a.office.do(ChangeRoute(target=b.store.site, route=Route.BOTH))
    with pytest.raises(Refused, match="your own"):
        a.office.do(ChangeRoute(target=a.store.site, route=Route.TO))


def test_a_gap_of_a_billion_files_is_one_entry(diode: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = diode
    b.receive(write(a, b, "一"))
    monkeypatch.setattr(packing, "series_of", lambda *_: Series(number=2**31 - 1, since=1))
    b.receive(write(a, b, "二"))
    assert lost(b) == [(2, 2**31 - 2)]
