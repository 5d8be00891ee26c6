"""The roster: one site keeps it, the others know, revoke and renew by it, and a wrong one changes nothing."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from core.desks.sync.site_roster import NameKeeper
from core.desks.sync.trust import ChangeShares, ExchangeWithSite, RevokeSite, SiteStatus
from core.model.query import Is, Not, Query
from core.office.refusals import Refused
from core.values.refusal import Refusal
from data.identity.roster import (
    ForgedRoster,
    ForkedRoster,
    MalformedRoster,
    NotKeeper,
    RosterEntry,
    RosterFile,
    RosterRollback,
)
from data.identity.site_card import ForgedCard
from data.identity.site_keys import SiteKeys
from data.transfer_file.manifest import OnlyByRoster, RevokedSender
from data.transfer_file.segments import BeyondCutoff, UnknownAuthor
from tests.data.sync.conftest import Found
from tests.support.disk_forensics import unsealed
from tests.support.station import Station
from tests.support.stolen_keys import Theft, crafted


@pytest.fixture
def kept(found_stations: Found) -> tuple[Station, ...]:
    """A keeper, two sites that trust it and each other, and a fourth that only the keeper knows."""
    k, b, c, a = found_stations("总站", "乙站", "丙站", "甲站")
    k.trust(b, c, a)
    for site in (b, c):
        site.trust(k, b if site is c else c)
        site.office.do(NameKeeper(target=k.id))
    a.trust(k, b)
    b.trust(a)
    a.add("张三")
    return k, b, c, a


def test_a_roster_in_a_file_makes_its_authors_known(kept: Any) -> None:
    """The third site has never heard of the first; the relay brings the roster along."""
    k, b, c, a = kept
    b.receive(a.send(b))
    c.untouched_by(UnknownAuthor, b.send(c))
    k.exchange.publish(k.office)
    b.receive(k.send(b))
    preview = c.receive(b.send(c))
    assert "甲站 is known now, by roster." in [str(said) for said in preview.warnings()]
    assert c.names() == {"张三"}
    assert c.knows(a).status is SiteStatus.ROSTER
    assert c.sound()


def test_a_site_known_by_roster_exchanges_files_once_that_is_decided(kept: Any) -> None:
    k, _, c, a = kept
    k.exchange.publish(k.office)
    c.receive(k.send(c))
    a.trust(c)
    path = a.send(c)
    c.untouched_by(OnlyByRoster, path)
    with pytest.raises(Refusal):
        c.send(a)
    with pytest.raises(Refused, match="Exchange with site"):
        c.trust(a)
    c.office.do(ExchangeWithSite(target=a.id, shares=("common",)))
    c.receive(path)
    assert c.names() == {"张三"}


def test_the_roster_goes_once_to_each_site(kept: Any) -> None:
    k, b, *_ = kept
    k.exchange.publish(k.office)
    b.receive(k.send(b))
    k.receive(b.send(k))
    assert b'"roster":""' in unsealed(k.send(b), b.site.keys)
    k.exchange.publish(k.office)
    assert b'"format":"sealdesk-roster"' in unsealed(k.send(b), b.site.keys)


def test_a_revocation_travels_with_the_roster_and_its_cut_is_the_keepers(kept: Any) -> None:
    """The keeper had heard more than the third site has: up to there it still comes by way of the relay."""
    k, b, c, a = kept
    k.exchange.publish(k.office)
    for site in (b, c):
        site.receive(k.send(site))
    a.add("李四")
    k.receive(a.send(k))
    b.receive(a.send(b))
    stolen = Theft.of(a)
    k.office.do(RevokeSite(target=a.id))
    k.exchange.publish(k.office)
    c.exchange.take_roster(c.office, k.exchange.roster_file())
    assert c.knows(a).status is SiteStatus.REVOKED
    c.untouched_by(BeyondCutoff, crafted(b, c, stolen.run("王五")))
    c.untouched_by(BeyondCutoff, crafted(b, c, stolen.run("王五", instead=True)))
    c.receive(b.send(c))
    assert c.names() == {"张三", "李四"}
    assert c.sound()


def test_a_site_that_the_roster_revokes_is_sent_on_up_to_its_cut(kept: Any) -> None:
    k, b, c, a = kept
    k.receive(a.send(k))
    b.receive(a.send(b))
    k.office.do(RevokeSite(target=a.id))
    k.exchange.publish(k.office)
    a.add("李四")
    b.receive(a.send(b))  # the relay has not heard yet
    b.receive(k.send(b))
    assert [b.office.get("person", doubt.of).name for doubt in b.office.find(Query("doubt"))] == ["李四"]
    c.receive(b.send(c))
    assert c.names() == {"张三"}
    assert (b.sound(), c.sound()) == (True, True)


def test_what_was_decided_here_is_not_loosened_by_a_roster(kept: Any) -> None:
    k, b, _, a = kept
    b.office.do(RevokeSite(target=a.id))
    mine = b.knows(a)
    k.exchange.publish(k.office)
    b.receive(k.send(b))
    assert b.knows(a) == mine
    b.office.do(ChangeShares(target=k.id, shares=("common",)))
    k.exchange.publish(k.office)
    b.receive(k.send(b))
    assert b.knows(k).shares == ("common",)


def test_new_keys_come_with_the_roster(kept: Any) -> None:
    k, b, c, a = kept
    k.exchange.publish(k.office)
    c.receive(k.send(c))
    a.exchange.renew(a.office)
    a.add("李四")
    k.receive(a.send(k))
    k.exchange.publish(k.office)
    b.receive(a.send(b))
    c.exchange.take_roster(c.office, k.exchange.roster_file())
    assert c.knows(a).generation == 2
    c.receive(b.send(c))
    assert c.names() == {"张三", "李四"}
    assert c.sound()


def test_a_keeper_that_renews_its_keys_publishes_again(kept: Any) -> None:
    k, b, *_ = kept
    k.exchange.publish(k.office)
    b.receive(k.send(b))
    k.exchange.renew(k.office)
    b.receive(k.send(b))
    assert [roster.edition for roster in b.office.find(Query("roster"))] == [2, 1]
    assert b.knows(k).generation == 2
    assert b.knows(k).keeper


def rosters(k: Station) -> tuple[bytes, bytes]:
    """Return two editions of a roster."""
    return tuple(k.exchange.publish(k.office).dump() for _ in range(2))  # type: ignore[return-value]


def test_an_older_roster_is_refused_as_a_file_and_told_in_a_transfer(kept: Any) -> None:
    k, b, *_ = kept
    first, second = rosters(k)
    b.exchange.take_roster(b.office, second)
    before = b.state()
    with pytest.raises(RosterRollback):
        b.exchange.take_roster(b.office, first)
    assert b.state() == before
    with k.store.transaction():
        k.exchange.keep_roster(3, first)  # as somebody would send it who says that it is newer
    preview = b.receive(k.send(b))
    assert any("edition 1 of the roster" in str(said) for said in preview.warnings())
    assert b.store.meta("roster").startswith("2 ")


def test_a_roster_of_another_site_than_the_keeper(kept: Any) -> None:
    k, b, c, a = kept
    foreign = made(c, 9, RosterEntry(site=a.id, cards=[a.card], revoked=None))
    with pytest.raises(NotKeeper):
        b.exchange.take_roster(b.office, foreign)
    with c.store.transaction():
        c.exchange.keep_roster(9, foreign)
    sites = b.store.find(Query("site", Not(Is("id", (c.id,)))))
    preview = b.receive(c.send(b))
    assert any("does not keep it" in str(said) for said in preview.warnings())
    assert b.store.find(Query("site", Not(Is("id", (c.id,))))) == sites
    del k


def made(k: Station, edition: int, *entries: RosterEntry, keys: SiteKeys | None = None) -> bytes:
    return RosterFile.make(keys or k.site.keys, edition, entries, datetime.now(UTC)).dump()


def test_rosters_that_are_forged_forked_or_damaged(kept: Any) -> None:
    k, b, c, a = kept
    known = made(k, 5)
    b.exchange.take_roster(b.office, known)
    b.exchange.take_roster(b.office, known)  # the same again is no matter
    entry = RosterEntry(site=a.id, cards=[a.card], revoked=None)
    document = json.loads(made(k, 6, entry))
    half = replace(k.site.keys, mldsa65=SiteKeys.generate(k.id).mldsa65)
    strange = SiteKeys.generate(k.id)
    attacks = {
        "same edition": (made(k, 5, entry), ForkedRoster),
        "strange keys": (made(k, 6, keys=strange), ForgedRoster),
        "one key": (made(k, 6, keys=half), ForgedRoster),
        "altered": (json_of({**document, "edition": 7}), ForgedRoster),
        "not sorted": (json_of({**document, "sites": document["sites"] * 2}), MalformedRoster),
        "of nobody": (json_of({**document, "sites": [{**document["sites"][0], "site": c.id}]}), MalformedRoster),
        "no roster": (b"[]", MalformedRoster),
        "cut": (made(k, 6)[:-1], MalformedRoster),
        "more": (json_of({**document, "more": 1}), MalformedRoster),
    }
    before = b.state()
    for name, (raw, refusal) in attacks.items():
        with pytest.raises(Refusal) as refused:
            b.exchange.take_roster(b.office, raw)
        assert type(refused.value) is refusal, name
        assert b.state() == before, name
        if refusal is not MalformedRoster or name == "no roster":
            with k.store.transaction():
                k.exchange.keep_roster(9, raw)
            b.untouched_by(refusal, k.send(b))


def json_of(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def test_a_card_in_the_roster_that_its_site_did_not_sign(kept: Any) -> None:
    k, b, _, a = kept
    card = a.card.model_copy(update={"name": "假站"})
    with pytest.raises(ForgedCard):
        b.exchange.take_roster(b.office, made(k, 6, RosterEntry(site=a.id, cards=[card], revoked=None)))


def test_another_card_in_the_roster_does_not_replace_one_that_was_compared(kept: Any) -> None:
    k, b, c, a = kept
    strange = SiteKeys.generate(a.id).card("甲站")
    raw = made(k, 6, RosterEntry(site=a.id, cards=[strange], revoked=None))
    mine = b.knows(a)
    notices = b.exchange.take_roster(b.office, raw)
    assert any("a card in the name of 甲站" in str(said) for said in notices)
    assert b.knows(a) == mine
    c.exchange.take_roster(c.office, made(k, 4, RosterEntry(site=a.id, cards=[a.card], revoked=None)))
    c.exchange.take_roster(c.office, raw)
    assert c.knows(a).fingerprint == strange.spoken  # what only the roster had made known, it may change


def test_a_site_is_told_when_the_roster_revokes_it(kept: Any) -> None:
    k, b, *_ = kept
    k.office.do(RevokeSite(target=b.id))
    notices = b.exchange.take_roster(b.office, k.exchange.publish(k.office).dump())
    assert any("this site is revoked" in str(said) for said in notices)
    assert b.knows(b).status is SiteStatus.OWN


def test_a_relay_that_the_roster_in_its_own_file_revokes(kept: Any) -> None:
    k, b, c, _ = kept
    k.office.do(RevokeSite(target=b.id))
    raw = k.exchange.publish(k.office).dump()
    with b.store.transaction():
        b.exchange.keep_roster(1, raw)
    c.untouched_by(RevokedSender, b.send(c))
