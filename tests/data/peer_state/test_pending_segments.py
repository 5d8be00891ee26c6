"""What follows something that has not come yet waits, and joins when it comes (docs/formats/changes.md §9.3)."""

from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from core.office.refusals import Refused
from data.database.sqlcipher import connect
from tests.support.pending import Hands, copied, gaps, grievance, names, parcel, parcels, person, sound, waits

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
