"""What waits survives copies and other keys, and hinders nobody when it was sent to harm."""

from pathlib import Path
from unittest.mock import patch

import pytest

from core.desks.sync.trust import ChangeShares, RevokeSite
from core.results.secrets import Secret
from data.backups.backup import make_backup, restore
from data.peer_state import pending_segments
from data.site.open_site import open_site
from data.transfer_file.segments import BeyondCutoff
from data.vault import key_slots
from tests.conftest import LIGHT, PASSPHRASE
from tests.support.crafted_transfers import crafted, refused
from tests.support.pending import (
    NOWHERE,
    Hands,
    body,
    copied,
    gaps,
    grievance,
    names,
    parcel,
    parcels,
    person,
    reopened,
    sound,
    waits,
)

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
    again = type(b)(site, b.files)
    again.receive(first)
    assert (names(again), waits(again)) == (["一", "二"], 0)
    sound(again)
    site.close()
