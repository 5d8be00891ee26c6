"""What has not come yet, and what waits for it (docs/formats/changes.md §9.3)."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import permutations
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest

from core.desks.grievances import Grievance
from core.desks.people.records import Person
from core.desks.sync.missing_changes import Gap, GapStage, GiveUpGap
from core.desks.sync.transfers import Outcome
from core.desks.sync.trust import ChangeShares, RevokeSite
from core.model.action import amend
from core.model.change import Body, new_salt
from core.model.query import Is, Query
from core.office.office import Office
from core.office.refusals import Refused
from core.results.secrets import Secret
from core.values.ids import new_id
from data.backups.backup import make_backup, restore
from data.database.sqlcipher import connect
from data.peer_state import pending_segments
from data.site.open_site import open_site
from data.store.sql_store import SqlStore
from data.sync.fitting import UnaccountedErasure
from data.transfer_file.segments import BeyondCutoff
from data.vault import key_slots
from tests.conftest import LIGHT, PASSPHRASE
from tests.support.crafted_transfers import crafted, refused
from tests.support.site_driver import appoint

Hands = tuple[Any, ...]
Make = Callable[..., Any]
NOWHERE = bytes([7]) * 32
"""A change that never was."""


def person(name: str, **fields: Any) -> Person:
    return Person(name=name, **fields)


def grievance(subject: str) -> Grievance:
    return Grievance(received=datetime(2026, 11, 1), subject=subject, accept_days=15)


def body(kind: str = "person", record: str = "", supersedes: tuple[str, ...] = (), **fields: Any) -> Body:
    return Body(kind, record or new_id(), fields or {"name": "张三"}, supersedes, "f" * 32, "crafted", new_salt())


def names(hand: Any) -> list[str]:
    return [each.name for each in hand.find("person")]


def gaps(hand: Any, stage: GapStage = GapStage.OPEN) -> list[Gap]:
    return [gap for gap in hand.find("gap") if gap.stage is stage]


def waits(hand: Any) -> int:
    with hand.store._reads() as db:
        return int(db.execute("SELECT count(*) FROM pending_change").fetchone()[0])


def believe(a: Any, b: Any) -> None:
    """Let `a` believe that `b` has everything that `a` has."""
    with a.store.transaction():
        a.store.acknowledgements.keep(
            b.store.site, [(stream, tip.seq, tip.id) for stream, tip in a.store.journal.branches]
        )


def parcel(a: Any, b: Any, *records: Any) -> Path:
    """Write these records, and a file that holds nothing but what the files before it do not."""
    a.keep(*records)
    path: Path = a.send(b)
    believe(a, b)
    return path


def parcels(a: Any, b: Any, *people: str) -> list[Path]:
    return [parcel(a, b, person(name)) for name in people]


def sound(*hands: Any) -> None:
    for hand in hands:
        assert hand.store.check() is None


def copied(hand: Any, path: Path) -> Any:
    """Return the hand of a copy of a site as it stands on the disk."""
    hand.store._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    shutil.copyfile(hand.store.path, path)
    return reopened(hand, path, hand.store._key)


def reopened(hand: Any, path: Path, key: bytes) -> Any:
    store = SqlStore(path, key)
    site = SimpleNamespace(store=store, keys=hand.site.keys, unlocked=hand.site.unlocked, close=store.close)
    return type(hand)(site, Office(store, 1, hand.office._clock), hand.files)


# Waiting and joining


def test_what_follows_something_missing_waits_and_joins_by_itself(hands: Hands) -> None:
    a, b, _ = hands
    first, second, third = parcels(a, b, "一", "二", "三")
    b.receive(first)
    preview = b.receive(third)
    assert (preview.waiting, preview.new_changes, names(b), waits(b)) == (1, 0, ["一"], 1)
    sound(b)
    preview = b.receive(second)
    assert (preview.new_changes, preview.joined, preview.missing, waits(b)) == (1, 1, (), 0)
    assert names(b) == ["一", "二", "三"]
    assert len(b.store.journal.branches._of) == len(list(b.store.journal.branches)), "no line was cut in two"
    sound(b)


@pytest.fixture(scope="module")
def discs(
    tmp_path_factory: pytest.TempPathFactory, hands_in: Callable[..., Hands]
) -> Iterator[tuple[Callable[[], Any], list[Path], list[str]]]:
    """Four files of one site, a way to have another site afresh, and what it must have in the end."""
    folder = tmp_path_factory.mktemp("order")
    a, b = hands_in(folder, "甲站", "乙站")
    paths = parcels(a, b, "一", "二", "三", "四")
    made: list[Any] = []

    def afresh() -> Any:
        made.append(copied(b, folder / f"{len(made)}.db"))
        return made[-1]

    yield afresh, paths, names(a)
    for each in made:
        each.store.close()


@pytest.mark.parametrize("order", [*permutations(range(4))], ids=lambda order: "".join(map(str, order)))
def test_in_whatever_order_the_discs_come_all_arrives(
    discs: tuple[Callable[[], Any], list[Path], list[str]], order: tuple[int, ...]
) -> None:
    afresh, paths, expected = discs
    hand = afresh()
    for place in order:
        hand.receive(paths[place])
        with pytest.raises(Refused, match="already"):
            hand.receive(paths[place])
    assert (names(hand), waits(hand), gaps(hand)) == (expected, 0, [])
    assert len(hand.store.journal.branches._of) == len(list(hand.store.journal.branches)), "no line was cut in two"
    sound(hand)


def test_the_rest_of_the_file_is_applied(hands: Hands) -> None:
    a, b, _ = hands
    b.receive(parcel(a, b))
    first = parcel(a, b, grievance("一"))
    a.keep(grievance("二"), person("张三"))
    preview = b.receive(a.send(b))
    assert (preview.waiting, names(b), b.find("grievance")) == (1, ["张三"], [])
    b.receive(first)
    assert len(b.find("grievance")) == 2
    sound(b)


def test_nothing_of_what_waits_is_shown_searched_counted_or_sent_on(hands: Hands) -> None:
    a, b, c = hands
    _, second = parcels(a, b, "一", "独角兽")
    b.receive(second)
    rows = {name: cells for name, cells in b.rows().items() if not name.startswith("pending_")}
    assert "独角兽" not in repr(rows)
    assert "独角兽".encode() not in c.unsealed(b.send(c))
    assert [stream for stream in have(b, a) if stream.site == a.store.site] == []


def have(hand: Any, to: Any) -> list[Any]:
    peer = hand.exchange.site_of(to.store.site)
    with hand.store.transaction():
        tips = hand.store.acknowledgements.next_announcement(peer.id, peer.shares).tips
    return [stream for stream, _ in tips]


def test_the_next_transfer_says_what_is_missing_and_it_comes_again(hands: Hands) -> None:
    a, b, _ = hands
    lost, second = parcels(a, b, "一", "二")
    lost.unlink()
    b.receive(second)
    a.receive(b.send(a))
    preview = b.receive(a.send(b))
    assert (preview.joined, names(b), waits(b), gaps(b)) == (0, ["一", "二"], 0, [])
    sound(a, b)


def test_a_third_site_fills_the_gap(hands: Hands) -> None:
    a, b, c = hands
    a.keep(person("一"))
    c.receive(a.send(c))
    _, second = parcels(a, b, "二", "三")
    c.receive(a.send(c))
    b.receive(second)
    assert names(b) == []
    b.receive(c.send(b))
    assert (names(b), waits(b), gaps(b)) == (["一", "二", "三"], 0, [])
    sound(b, c)


def test_a_gap_in_a_gap_is_filled_piece_by_piece(hands: Hands) -> None:
    a, b, _ = hands
    paths = parcels(a, b, "一", "二", "三", "四", "五")
    for place in (4, 2):
        b.receive(paths[place])
    assert len(gaps(b)) == 2
    b.receive(paths[3])
    (gap,) = gaps(b)
    assert gap.waiting == 3
    b.receive(paths[0])
    b.receive(paths[1])
    assert (names(b), gaps(b)) == (["一", "二", "三", "四", "五"], [])
    sound(b)


def test_what_is_sent_again_waits_once(hands: Hands) -> None:
    a, b, _ = hands
    parcels(a, b, "一")
    a.keep(person("二"))
    b.receive(a.send(b))
    a.keep(person("三"))
    b.receive(a.send(b))
    a.keep(person("四"))
    last = a.send(b)
    b.receive(last)
    assert waits(b) == 3
    sound(b)


def test_what_is_stopped_half_way_neither_waits_nor_joins(hands: Hands) -> None:
    a, b, _ = hands
    first, second = parcels(a, b, "一", "二")

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    b.receive(second)
    before = b.rows()
    with pytest.raises(KeyboardInterrupt):
        b.exchange.apply(b.office, first, progress=stop)
    assert b.rows() == before
    b.receive(first)
    assert names(b) == ["一", "二"]


def test_looking_at_a_file_changes_nothing_of_what_waits(hands: Hands) -> None:
    a, b, _ = hands
    first, second = parcels(a, b, "一", "二")
    before = b.rows()
    assert b.exchange.inspect(second).preview.waiting == 1
    assert b.rows() == before
    applied = b.receive(second)
    before = b.rows()
    seen = b.exchange.inspect(first).preview
    assert (seen.joined, applied.missing) == (1, applied.missing)
    assert b.rows() == before
    assert b.receive(first) == seen


# The record of a gap


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


# Copies, restores, other keys


def test_what_waits_survives_reopening_a_copy_and_another_key(hands: Hands, tmp_path: Path) -> None:
    a, b, _ = hands
    first, second = parcels(a, b, "一", "二")
    b.receive(second)
    key = bytes(range(32))
    b.store.copy_to(tmp_path / "other.db", key)
    for hand in (copied(b, tmp_path / "copy.db"), reopened(b, tmp_path / "other.db", key)):
        assert hand.store.check() is None
        hand.store.rebuild()
        hand.receive(first)
        assert (names(hand), waits(hand)) == (["一", "二"], 0)
        assert hand.store.check() is None
        hand.store.close()


def test_a_site_put_back_learns_it_also_from_what_waits(hands: Hands, tmp_path: Path) -> None:
    """Others hold changes of its present life that it does not have: whether they follow or wait, a new life begins."""
    a, b, c = hands
    old = copied(a, tmp_path / "old.db")
    b.receive(parcel(a, b, person("一")))
    c.receive(a.send(c))
    held = [(stream, tip.seq, tip.id) for stream, tip in b.store.journal.branches]
    b.receive(parcel(a, b, person("二")))
    with b.store.transaction():
        b.store.acknowledgements.keep(a.store.site, held)
    life = old.store.incarnation
    preview = old.receive(b.send(old))
    assert (preview.restored_or_copied, preview.waiting) == (True, 1)
    assert old.store.incarnation != life
    c.receive(old.send(c))
    old.receive(c.send(old))
    assert names(old) == ["一", "二"]
    assert old.store.check() is None
    old.store.close()


# Purges


@pytest.mark.parametrize("purge_first", [True, False], ids=["purge first", "waiting first"])
def test_a_purge_reaches_what_waits(hands: Hands, made: Make, purge_first: bool) -> None:
    a, b, c = hands
    file = made("care_file", name="独角兽")
    part = made("care_checkin", file=file.id)
    a.keep(file)
    b.receive(a.send(b))
    believe(a, b)
    lost = parcel(a, b, made("care_file", name="别人"))
    a.write(amend(file, facts="独角兽出院"))
    late = parcel(a, b, part)
    deeds = [lambda: b.purge(file), lambda: b.receive(late)]
    for deed in deeds if purge_first else reversed(deeds):
        deed()
    assert waits(b) == 2
    assert "独角兽" not in repr(b.rows())
    with b.store._reads() as db:
        assert db.execute("SELECT count(*) FROM pending_change WHERE body IS NOT NULL").fetchone()[0] == 0
    sound(b)
    b.receive(lost)
    assert (waits(b), [each.name for each in b.find("care_file")], b.find("care_checkin")) == (0, ["别人"], [])
    sound(b)
    for hand in (a, c):
        hand.receive(b.send(hand))
        assert "独角兽" not in repr(hand.rows())
    sound(a, c)


def test_a_purge_that_waits_is_carried_out_when_it_joins(hands: Hands, made: Make) -> None:
    a, b, _ = hands
    file = made("care_file", name="独角兽")
    b.receive(parcel(a, b, file))
    lost = parcel(a, b, made("care_file", name="别人"))
    a.purge(file)
    late = a.send(b)
    assert b.receive(late).waiting == 1
    assert b.get(file) is not None
    sound(b)
    b.receive(lost)
    assert b.get(file) is None
    assert "独角兽" not in repr(b.rows())
    sound(b)


def test_what_was_erased_waits_for_a_purge_that_may_be_in_what_is_missing(hands: Hands, made: Make) -> None:
    """A relay passes on what a purge of a third site has taken, and the purge itself is in a file that was lost."""
    a, b, c = hands
    file = made("care_file", name="独角兽")
    a.keep(file)
    c.receive(a.send(c))
    c.purge(file)
    parcel(c, b)
    with c.store.transaction():  # b has the beginning of c's stream only in c's belief; a's stream goes again
        c.store.acknowledgements.keep(b.store.site, [
            (stream, tip.seq, tip.id) for stream, tip in c.store.journal.branches if stream.site == c.store.site
        ])  # fmt: skip
    c.keep(made("care_file", name="别人"))
    path = c.send(b)
    preview = b.receive(path)
    assert preview.waiting >= 2
    assert b.find("care_file") == []
    sound(b)
    c.receive(b.send(c))
    b.receive(c.send(b))
    assert ([each.name for each in b.find("care_file")], waits(b)) == (["别人"], 0)
    sound(b)


def test_what_was_erased_and_no_purge_can_name_is_refused(hands: Hands) -> None:
    a, b, _ = hands
    refused(b, crafted(a, b, body("grievance", subject="x", accept_days=1), gone=(1,)), UnaccountedErasure)


# Those who mean harm


def test_a_run_forged_at_its_parent_waits_forever_and_hinders_nobody(hands: Hands) -> None:
    """Only the author can make a run that follows what never was; its honest changes come all the same."""
    a, b, _ = hands
    life = a.store.incarnation
    b.receive(crafted(a, b, body(name="伪"), compartment="common", life=life, after=1, parent=NOWHERE))
    b.receive(parcel(a, b, person("真")))
    assert (names(b), waits(b), len(gaps(b))) == (["真"], 1, 1)
    sound(b)


def test_a_flood_of_what_waits_is_kept_within_bounds(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b, _ = hands
    monkeypatch.setattr(pending_segments, "MOST_SEGMENTS", 5)
    for number in range(8):
        flood = crafted(a, b, body(), compartment="common", after=9, parent=bytes([number + 1]) * 32)
        preview = b.receive(flood)
        assert preview.no_room == (number >= 5)
    assert (waits(b), len(gaps(b))) == (5, 5)
    sound(b)
    b.receive(parcel(a, b, person("真")))
    assert names(b) == ["真"]


@pytest.mark.parametrize("limit", ["MOST_CHANGES", "MOST_BYTES"])
def test_what_there_is_no_room_for_comes_again(hands: Hands, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    a, b, _ = hands
    monkeypatch.setattr(pending_segments, limit, 0)
    first, second = parcels(a, b, "一", "二")
    preview = b.receive(second)
    assert (preview.waiting, preview.no_room, waits(b), gaps(b)) == (1, 1, 0, [])
    assert "no room" in " ".join(map(str, preview.warnings()))
    b.receive(first)
    a.receive(b.send(a))
    b.receive(a.send(b))
    assert names(b) == ["一", "二"]
    sound(b)


def test_what_means_something_impossible_waits_and_joins_like_anything_else(hands: Hands) -> None:
    a, b, _ = hands
    one = person("张三")
    first = crafted(a, b, body(record=one.id, name="张三"), compartment="common", life="1" * 16)
    b_first = copied(b, b.files / "aside.db")
    b_first.receive(first)
    (parent,) = [tip.id for stream, tip in b_first.store.journal.branches if stream.incarnation == "1" * 16]
    b_first.store.close()
    odd = crafted(a, b, body("unit", one.id, name="车间"), compartment="common", life="1" * 16, after=1, parent=parent)
    assert b.receive(odd).waiting == 1
    preview = b.receive(first)
    assert (preview.discarded, preview.joined, preview.impossible, waits(b), gaps(b)) == (0, 1, 2, 0, [])
    assert "impossible" in " ".join(map(str, preview.warnings()))
    assert names(b) == ["张三"]
    assert {each.of for each in b.find("void")} == {one.id}
    sound(b)


def test_what_is_not_shared_any_more_does_not_join(hands: Hands) -> None:
    a, b, _ = hands
    first = parcel(a, b, grievance("一"))
    b.receive(parcel(a, b, grievance("二")))
    assert waits(b) == 1
    b.office.do(ChangeShares(target=a.store.site, shares=("common",)))
    b.receive(crafted(a, b, body(), compartment="common"))
    assert waits(b) == 1
    b.office.do(ChangeShares(target=a.store.site, shares=("common", "grievance")))
    b.receive(first)
    assert len(b.find("grievance")) == 2
    sound(b)


def test_what_waits_of_a_site_that_is_revoked_meanwhile_does_not_join(hands: Hands) -> None:
    a, b, c = hands
    a.keep(person("一"))
    c.receive(a.send(c))
    _, second = parcels(a, b, "二", "三")
    b.receive(second)
    b.office.do(RevokeSite(target=a.store.site))
    refused(b, c.send(b), BeyondCutoff)
    assert (names(b), waits(b)) == ([], 1)
    sound(b)


def test_what_waits_and_was_signed_with_keys_that_were_renewed_comes_again(hands: Hands) -> None:
    """What the old keys signed is not believed any more but at the places that the new card names."""
    a, b, _ = hands
    _, second, _ = parcels(a, b, "一", "二", "三")
    b.receive(second)
    a.exchange.renew(a.office)
    b.receive(parcel(a, b, person("四")))
    a.receive(b.send(a))
    b.receive(a.send(b))
    assert (sorted(names(b)), waits(b), gaps(b)) == (sorted(["一", "二", "三", "四"]), 0, [])
    sound(a, b)


def test_what_waits_is_in_a_backup_and_joins_after_it_was_restored(hands: Hands, tmp_path: Path) -> None:
    a, b, _ = hands
    first, second = parcels(a, b, "一", "二")
    b.receive(second)
    (tmp_path / "medium").mkdir()
    with patch.object(key_slots, "MINIMUM", LIGHT):
        made = make_backup(b.site, tmp_path / "medium", 1)
        restore(made.path, tmp_path / "again", Secret(PASSPHRASE))
        site = open_site(tmp_path / "again", PASSPHRASE)
    site.clock = b.site.clock
    again = type(b)(site, site.office(), b.files)
    again.receive(first)
    assert (names(again), waits(again)) == (["一", "二"], 0)
    sound(again)
    site.close()


# Checking


TAMPERING = {
    "a body": "UPDATE pending_change SET body = replace(body, CAST('二' AS BLOB), CAST('三' AS BLOB))",
    "a time": "UPDATE pending_change SET time = time + 1",
    "a record": "UPDATE pending_change SET record = zeroblob(16)",
    "a kind": "UPDATE pending_change SET kind = 'unit'",
    "a change": "DELETE FROM pending_change",
    "a run": "DELETE FROM pending_segment",
    "both": "DELETE FROM pending_change; DELETE FROM pending_segment",
    "a signature": "UPDATE pending_segment SET signature = replace(signature, substr(signature, 1, 1), 'x')",
    "a parent": "UPDATE pending_segment SET parent = printf('%064d', 1)",
    "a body to nothing": "UPDATE pending_change SET body = NULL, record = NULL, kind = NULL",
}


@pytest.mark.parametrize("statements", TAMPERING.values(), ids=TAMPERING)
def test_check_finds_what_was_done_to_what_waits(hands: Hands, statements: str) -> None:
    a, b, _ = hands
    _, second = parcels(a, b, "一", "二")
    b.receive(second)
    sound(b)
    db = connect(b.store.path, b.store._key)
    for statement in statements.split(";"):
        db.conn.execute(statement)
    db.conn.commit()
    db.close()
    assert b.store.check() is not None
