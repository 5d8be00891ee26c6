"""Purges reach what waits, and wait themselves (docs/formats/changes.md §9.3)."""

import pytest

from core.model.action import amend
from data.sync.fitting import UnaccountedErasure
from tests.support.crafted_transfers import crafted, refused
from tests.support.pending import Hands, Make, believe, body, parcel, sound, waits


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
