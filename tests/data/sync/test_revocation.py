"""Revoking a site: what is taken up to the cut, what is doubted beyond it, and how a site comes back."""

from datetime import date, datetime
from typing import Any

import pytest

from core.desks.sync.key_renewal import ReplaceCard
from core.desks.sync.site_roster import NameKeeper
from core.desks.sync.trust import RevokeSite, SiteStatus
from core.model.query import Query
from core.office.refusals import Refused
from core.values.ids import new_id
from data.identity.site_card import SiteCard
from data.identity.succession import OldKeys
from data.sync.key_renewal import OwnCard
from data.transfer_file.manifest import RevokedSender
from data.transfer_file.segments import BeyondCutoff
from tests.support.stolen_keys import Theft, crafted


def test_of_a_revoked_site_nothing_more_is_taken_whoever_brings_it(chain: Any) -> None:
    a, b, c = chain
    a.add("李四")
    b.receive(a.send(b))
    path, relayed = crafted(a, c), b.send(c)
    c.office.do(RevokeSite(target=a.id))
    c.untouched_by(RevokedSender, path)
    c.untouched_by(BeyondCutoff, relayed)
    assert c.names() == {"张三"}
    assert c.sound()


def test_what_is_below_the_cut_still_comes_by_way_of_others(chain: Any) -> None:
    a, b, c = chain
    c.office.do(RevokeSite(target=a.id))
    old = Theft.of(a)
    assert c.receive(crafted(b, c)).new_changes == 0
    b.add("李四")
    c.receive(b.send(c))
    assert c.names() == {"张三", "李四"}
    c.untouched_by(BeyondCutoff, crafted(b, c, old.run("王五")))
    c.untouched_by(BeyondCutoff, crafted(b, c, old.run("王五", instead=True)))


def test_a_relay_that_revoked_a_site_too_sends_no_more_than_it_believes(chain: Any) -> None:
    a, b, c = chain
    a.add("李四")
    b.receive(a.send(b))
    for site in (b, c):
        site.office.do(RevokeSite(target=a.id, first=site.office.find(Query("arrival"))[-1].id))
    b.add("王五")
    c.receive(b.send(c))
    assert c.names() == {"张三", "王五"}
    assert b.sound()


@pytest.mark.parametrize("how", ["first", "since"])
def test_a_cut_is_named_by_a_transfer_or_a_day_and_what_is_beyond_it_is_doubted(couple: Any, how: str) -> None:
    a, b = couple
    b.site.clock = b.office._clock = lambda: datetime(2026, 11, 25, 9)
    a.add("李四")
    b.receive(a.send(b))
    late = b.office.find(Query("arrival", order=("received",)))[-1]
    named = {"first": {"first": late.id}, "since": {"since": date(2026, 11, 24)}}[how]
    b.office.do(RevokeSite(target=a.id, **named))
    doubted = [b.office.get("person", doubt.of).name for doubt in b.office.find(Query("doubt"))]
    assert doubted == ["李四"]
    assert b.names() == {"张三", "李四"}  # nothing is removed
    assert (b.knows(a).status, b.knows(a).revoked) == (SiteStatus.REVOKED, date(2026, 11, 25))
    assert b.sound()


def test_a_day_and_a_transfer_are_not_both_named(couple: Any) -> None:
    a, b = couple
    arrival = b.office.find(Query("arrival"))[0].id
    with pytest.raises(Refused, match="not both"):
        b.office.do(RevokeSite(target=a.id, since=date(2026, 11, 1), first=arrival))
    with pytest.raises(Refused, match="no such received"):
        b.office.do(RevokeSite(target=a.id, first=new_id()))


def test_a_revoked_site_renews_nothing(chain: Any) -> None:
    a, b, c = chain
    c.office.do(RevokeSite(target=a.id))
    a.exchange.renew(a.office)
    a.add("李四")
    b.receive(a.send(b))
    c.untouched_by(BeyondCutoff, b.send(c))
    assert c.knows(a).generation == 1


def test_a_revoked_site_comes_back_with_a_card_that_was_compared(couple: Any) -> None:
    a, b = couple
    stolen = Theft.of(a)
    b.office.do(RevokeSite(target=a.id))
    a.exchange.renew(a.office)
    card = a.card
    told = {"card": card.dump().decode(), "fingerprint": card.spoken, "renewals": 1}
    b.office.do(ReplaceCard(target=a.id, **told))
    a.add("李四")
    b.receive(a.send(b))
    assert b.names() == {"张三", "李四"}
    assert b.knows(a).status is SiteStatus.TRUSTED
    b.untouched_by(OldKeys, crafted(a, b, stolen.run("王五")))
    assert b.sound()


def told(card: SiteCard) -> dict[str, Any]:
    return {"card": card.dump().decode(), "fingerprint": card.spoken, "renewals": card.generation - 1}


@pytest.mark.parametrize("renewed", [False, True], ids=["its card", "a new one"])
def test_a_site_that_was_revoked_by_mistake_is_trusted_again_with_whichever_card_it_has(
    couple: Any, *, renewed: bool
) -> None:
    a, b = couple
    b.office.do(RevokeSite(target=a.id))
    if renewed:
        a.exchange.renew(a.office)
    b.office.do(ReplaceCard(target=a.id, **told(a.card)))
    assert not b.knows(a).is_revoked
    assert len(b.knows(a).former) == int(renewed)
    a.add("李四")
    b.receive(a.send(b))
    b.add("王五")
    a.receive(b.send(a))
    assert b.names() == a.names() == {"张三", "李四", "王五"}
    assert b.sound()


def test_whoever_asks_hears_the_same_of_a_revoked_site(couple: Any) -> None:
    a, b = couple
    b.office.do(RevokeSite(target=a.id))
    old = a.card
    a.exchange.renew(a.office)
    before = b.state()
    for refused in (
        lambda: b.trust(a),
        lambda: b.exchange.take_card(b.office, a.card.dump()),
        lambda: b.exchange.take_card(b.office, old.dump()),
        lambda: b.send(a),
        lambda: b.exchange.prepare(b.office, a.id),
    ):
        with pytest.raises(Refused, match=r"甲站 is revoked since .* To trust it again, compare its card anew"):
            refused()
    assert b.state() == before


def test_what_ends_with_a_revocation_is_said_before_it(couple: Any) -> None:
    a, b = couple
    b.office.do(NameKeeper(target=a.id))
    first = b.office.find(Query("arrival"))[0].id
    deed = RevokeSite(target=a.id, first=first)
    assert [str(each) for each in deed.foresee(b.knows(a), b.office.context())] == [
        "Nothing goes to 甲站 any more, and no file that it sends is taken.",
        "It keeps the roster; afterwards nobody does, until another site is named.",
        "Records that it changed and that are to be looked at: 2.",
        "To trust it again, its fingerprint has to be compared aloud once more.",
    ]


def test_the_card_of_this_site_itself_is_no_other(couple: Any) -> None:
    a, _ = couple
    for take in (a.exchange.foreign, lambda raw: a.exchange.take_card(a.office, raw)):
        with pytest.raises(OwnCard, match="this site itself"):
            take(a.card.dump())
    with pytest.raises(Refused, match="this site itself"):
        a.trust(a)
