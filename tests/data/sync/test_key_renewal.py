"""New keys of a site: how they come, what the old ones still sign, and what stolen ones no longer do."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.desks.administration.backups import RestoreStore
from core.desks.sync.key_renewal import ConfirmKeys, RenewKeys, ReplaceCard
from core.desks.sync.suspect_records import SettleDoubt
from core.desks.sync.trust import RevokeSite
from core.model.change import Stream
from core.model.query import Blank, Is, Query
from core.office.refusals import Refused
from core.values.refusal import Refusal
from data.formats import age
from data.identity.site_card import SiteCard
from data.identity.succession import OldKeys
from data.transfer_file.segments import Head
from tests.support.station import Station
from tests.support.stolen_keys import Theft, crafted

# New keys


def test_new_keys_are_taken_with_the_transfer_that_brings_them(couple: Any) -> None:
    a, b = couple
    a.exchange.renew(a.office)
    a.add("李四")
    path = a.send(b)
    preview = b.exchange.inspect(path).preview
    assert [str(said) for said in preview.warnings()] == [
        "甲站 has new keys (generation 2). Its old keys vouch for them; compare them aloud soon."
    ]
    assert b.knows(a).generation == 1
    b.receive(path)
    known = b.knows(a)
    assert (known.generation, known.fingerprint, known.confirm_by) == (2, a.card.spoken, date(2026, 12, 23))
    assert b.names() == {"张三", "李四"}
    assert (a.sound(), b.sound()) == (True, True)
    a.receive(b.send(a))  # and is answered under the new card
    assert a.office.count(Query("dispatch", Blank("receipt"))) == 0


def test_the_comparison_that_is_due_is_confirmed(couple: Any) -> None:
    a, b = couple
    a.exchange.renew(a.office)
    b.receive(a.send(b))
    waiting = Query("agenda", Is("of_kind", ("site",)))
    assert b.office.count(waiting) == 1
    b.office.do(ConfirmKeys(target=a.id))
    assert b.office.count(waiting) == 0
    with pytest.raises(Refused, match="wait to be compared"):
        b.office.do(ConfirmKeys(target=a.id))


def test_a_site_that_missed_a_generation_learns_both_from_one_transfer(couple: Any) -> None:
    a, b = couple
    first = a.card
    for _ in range(2):
        a.exchange.renew(a.office)
    b.receive(a.send(b))
    assert b.knows(a).generation == 3
    assert len(b.knows(a).former) == 2
    assert SiteCard.parse(b.knows(a).former[0].encode()) == first
    assert b.sound()


def test_new_keys_come_with_a_card_file_too(couple: Any) -> None:
    a, b = couple
    a.exchange.renew(a.office)
    b.exchange.take_card(b.office, a.card.dump())
    assert b.knows(a).generation == 2
    b.receive(a.send(b))
    a.receive(b.send(a))
    assert (a.sound(), b.sound()) == (True, True)


def test_what_was_sealed_to_the_old_card_opens_until_its_time_is_over(couple: Any) -> None:
    a, b = couple
    b.add("李四")
    on_its_way, late = b.send(a), b.send(a)
    a.exchange.renew(a.office)
    a.receive(on_its_way)
    assert a.names() == {"张三", "李四"}
    a.site.clock = lambda: datetime(2026, 11, 23) + timedelta(days=91)
    with pytest.raises(age.NoMatch):
        a.exchange.inspect(late)


def test_the_keys_that_signed_are_destroyed_and_the_others_kept(couple: Any) -> None:
    a, _ = couple
    old = a.site.keys.to_json()
    a.exchange.renew(a.office)
    kept = a.store.meta("keys")
    assert old["ed25519"] not in kept
    assert old["mldsa65"] not in kept
    assert old["age_pq"] in kept


def test_renewing_is_whole_or_not_at_all(couple: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = couple
    before = a.store.meta("keys")

    def fail(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(a.store, "set_meta", fail)
    with pytest.raises(KeyboardInterrupt):
        a.exchange.renew(a.office)
    monkeypatch.undo()
    assert (a.store.meta("keys"), a.card.generation) == (before, 1)
    b.receive(a.send(b))


def test_only_the_security_officer_renews_keys(couple: Any) -> None:
    a, b = couple
    with pytest.raises(Refusal, match="own site"):
        a.office.do(RevokeSite(target=a.id))
    card = b.card
    told = {"card": card.dump().decode(), "fingerprint": card.spoken}
    with pytest.raises(Refused, match="own site"):
        b.office.do(ReplaceCard(target=b.id, **told))


def test_a_file_that_was_on_its_way_when_the_keys_were_renewed_is_taken(couple: Any) -> None:
    a, b = couple
    a.add("李四")
    on_its_way = a.send(b)
    a.exchange.renew(a.office)
    b.exchange.take_card(b.office, a.card.dump())
    b.receive(on_its_way)
    assert b.names() == {"张三", "李四"}
    assert b.sound()


def test_stolen_keys_that_were_replaced_sign_no_file(couple: Any) -> None:
    a, b = couple
    stolen = Theft.of(a)
    a.exchange.renew(a.office)
    b.exchange.take_card(b.office, a.card.dump())
    later = datetime.now(UTC) + timedelta(hours=1)
    b.untouched_by(OldKeys, crafted(a, b, keys=stolen.keys, card=stolen.card, created=later))


@pytest.mark.parametrize("instead", [False, True], ids=["beyond the last place", "below it"])
def test_stolen_keys_that_were_replaced_add_nothing_to_a_stream(couple: Any, instead: bool) -> None:
    """Not with a file that says to be old, and not by way of an honest relay."""
    a, b = couple
    stolen = Theft.of(a)
    a.exchange.renew(a.office)
    b.exchange.take_card(b.office, a.card.dump())
    forged = stolen.run("王五", instead=instead)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    b.untouched_by(OldKeys, crafted(a, b, forged, keys=stolen.keys, card=stolen.card, created=yesterday))
    b.untouched_by(OldKeys, crafted(a, b, forged))


def test_a_backdated_file_confirms_nothing(couple: Any) -> None:
    a, b = couple
    stolen = Theft.of(a)
    b.add("李四")
    b.send(a)
    with b.store.transaction():
        stream = next(stream for stream, _ in b.store.journal.branches if stream.site == b.id)
        claim = Head(**Stream(b.id, stream.incarnation, "common")._asdict(), seq=99, id="0" * 64)
    a.exchange.renew(a.office)
    b.exchange.take_card(b.office, a.card.dump())
    yesterday = datetime.now(UTC) - timedelta(days=1)
    preview = b.receive(crafted(a, b, keys=stolen.keys, card=stolen.card, created=yesterday, have=[claim]))
    assert (preview.restored_or_copied, preview.receipts) == (False, 0)


def test_what_stolen_keys_had_signed_before_others_heard_is_doubted(couple: Any) -> None:
    a, b = couple
    stolen = Theft.of(a)
    a.exchange.renew(a.office)
    b.receive(crafted(a, b, stolen.run("王五"), keys=stolen.keys, card=stolen.card))
    assert b.office.count(Query("doubt")) == 0
    b.exchange.take_card(b.office, a.card.dump())
    (doubt,) = b.office.find(Query("doubt"))
    assert b.office.get("person", doubt.of).name == "王五"
    assert b.sound()
    b.office.do(SettleDoubt(target=doubt.id))
    assert b.office.count(Query("agenda", Is("of_kind", ("doubt",)))) == 0
    a.add("赵六")
    assert b.receive(a.send(b)).forked == ("甲站",)
    assert b.names() == {"张三", "王五", "赵六"}
    assert b.sound()


# New keys after a store was put back


def test_before_new_keys_an_officer_is_told_from_whom_nothing_has_come_since_the_store_was_put_back(
    couple: tuple[Station, ...],
) -> None:
    """What another site holds and this one lost, the old keys signed: it comes back only while they are in force."""
    a, b = couple

    def told() -> str:
        renewal = RenewKeys(target=a.id, card=" ", fingerprint=" ")
        return " ".join(map(str, renewal.foresee(a.knows(a), a.office.context())))

    assert not told()
    a.office.do(RestoreStore(made=datetime(2026, 11, 20)))
    assert "乙站" in told()
    a.receive(b.send(a))
    assert not told()
