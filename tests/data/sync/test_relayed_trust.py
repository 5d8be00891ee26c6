"""What a relay can and cannot do: it brings along what authors signed, and neither adds nor hides anything."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from core.desks.people.people import AmendPerson
from core.model.change import Stream
from core.model.query import Query
from data.identity.site_keys import SiteKeys
from data.identity.succession import ForgedSuccession
from data.transfer_file.segments import ForgedTip, Head, Segment, UnknownAuthor, line
from tests.data.sync.conftest import Found
from tests.support.stolen_keys import Theft, crafted


def test_a_relay_passes_on_what_was_signed_before_and_after_new_keys(chain: Any) -> None:
    a, b, c = chain
    a.add("李四")
    b.receive(a.send(b))
    a.exchange.renew(a.office)
    a.add("王五")
    b.receive(a.send(b))
    c.receive(b.send(c))
    assert c.names() == {"张三", "李四", "王五"}
    assert c.knows(a).generation == 2
    assert (b.sound(), c.sound()) == (True, True)


def test_whoever_sends_learns_whose_changes_go_along(chain: Any) -> None:
    a, b, c = chain
    b.add("李四")
    a.add("王五")
    b.receive(a.send(b))
    ours = b.exchange.outgoing(b.knows(c))
    along = b.exchange.passed_on(b.knows(c))
    assert list(along) == ["甲站"]
    assert 0 < sum(along["甲站"].values()) < sum(ours.values())
    assert all(along["甲站"][kind] <= ours[kind] for kind in along["甲站"])
    fixed = b.exchange.prepare(b.office, c.id)
    a.add("赵六")
    b.receive(a.send(b))
    assert b.exchange.passed_on(b.knows(c), (), fixed) == along


@pytest.mark.parametrize("renewed", [False, True], ids=["its first card", "a card that travels"])
def test_an_author_that_is_not_known_is_told_by_name_where_the_file_has_it_and_by_who_knows_it(
    found_stations: Found, *, renewed: bool
) -> None:
    a, b, c = found_stations("甲站", "乙站", "丙站")
    a.trust(b)
    b.trust(a, c)
    c.trust(b)
    if renewed:
        a.exchange.renew(a.office)
    a.add("张三")
    b.receive(a.send(b))
    with pytest.raises(UnknownAuthor, match=f"from 乙站.*{'甲站' if renewed else a.id[:8]}.*Ask 乙站"):
        c.exchange.inspect(b.send(c))


def test_a_relay_that_has_the_new_card_only_vouches_up_to_the_places_it_names(chain: Any) -> None:
    a, b, c = chain
    a.add("李四")
    b.receive(a.send(b))
    a.exchange.renew(a.office)
    b.exchange.take_card(b.office, a.card.dump())
    c.receive(b.send(c))
    assert c.names() == {"张三", "李四"}
    assert c.knows(a).generation == 2  # the relay brings the card along
    assert c.sound()


def test_a_relay_that_lags_behind_new_keys_waits_for_the_author(chain: Any) -> None:
    a, b, c = chain
    a.add("李四")
    a.exchange.renew(a.office)
    b.exchange.take_card(b.office, a.card.dump())
    b.add("王五")
    c.receive(b.send(c))
    assert c.names() == {"张三", "王五"}
    b.receive(a.send(b))
    c.receive(b.send(c))
    assert c.names() == {"张三", "李四", "王五"}


def test_a_relay_can_neither_sign_for_another_nor_take_its_signature_away(chain: Any) -> None:
    a, b, c = chain
    theft = Theft.of(a)
    run, raw = replace(theft, keys=b.site.keys).run("王五")
    c.untouched_by(ForgedTip, crafted(b, c, (run, raw)))
    c.untouched_by(ForgedTip, crafted(b, c, (run.model_copy(update={"signature": ""}), raw)))


def test_what_a_relay_holds_back_is_missed(chain: Any) -> None:
    a, b, c = chain
    a.add("李四")
    a.add("王五")
    whole = a.send(b)
    b.receive(whole)
    with b.store.transaction():
        stream = Stream(a.id, a.store.incarnation, "common")
        (branch,) = b.store.journal.branches.of(stream)
        parent = b.store.journal.branches.identifier(branch, branch.seq - 1)
        ((seq, moment, _, raw, _),) = b.store.journal.since(branch, branch.seq - 1, branch.seq)
        signature = b.store.tip_signature(stream, branch.id.hex())
    held = Head(**stream._asdict(), seq=seq, id=branch.id.hex())
    run = Segment(**held.model_dump(), after=seq - 1, parent=parent.hex(), signature=signature)
    preview = c.receive(crafted(b, c, (run, line(0, seq, moment, raw))))
    assert [(gap.first, gap.last) for gap in preview.missing] == [(seq - 1, seq - 1)]
    assert c.names() == {"张三"}
    c.receive(b.send(c))
    assert c.names() == {"张三", "李四", "王五"}


def test_an_amendment_survives_rotation_and_relay_alike(chain: Any) -> None:
    a, b, c = chain
    one = a.office.find(Query("person"))[0]
    for number in range(3):
        a.office.do(AmendPerson(target=one.id, name=f"张{number}"))
        a.exchange.renew(a.office)
        b.receive(a.send(b))
        c.receive(b.send(c))
        assert c.names() == {f"张{number}"}
    assert c.knows(a).generation == 4
    assert (a.sound(), b.sound(), c.sound()) == (True, True, True)


def test_a_relay_that_spoils_a_signature_at_a_named_place_does_no_harm(chain: Any) -> None:
    a, b, c = chain
    a.add("李四")
    b.receive(a.send(b))
    a.exchange.renew(a.office)
    b.exchange.take_card(b.office, a.card.dump())
    with b.store.transaction():
        (stream,) = {stream for stream, _ in b.store.journal.branches if stream[::2] == (a.id, "common")}
        (branch,) = b.store.journal.branches.of(stream)
        rows = list(b.store.journal.since(branch, branch.seq - 1, branch.seq))
        parent = b.store.journal.branches.identifier(branch, branch.seq - 1)
    ((seq, moment, _, raw, _),) = rows
    held = Head(**stream._asdict(), seq=seq, id=branch.id.hex())
    run = Segment(**held.model_dump(), after=seq - 1, parent=parent.hex(), signature="AAAA")
    c.receive(crafted(b, c, (run, line(0, seq, moment, raw)), cards=[a.card]))
    assert c.names() == {"张三", "李四"}
    assert c.sound()


def test_a_made_up_card_says_nothing_against_the_site_whose_name_it_bears(found_stations: Found) -> None:
    """Anybody can sign a card with keys of his own; only keys that are known here tell of a site."""
    a, b, c = found_stations("甲站", "乙站", "丙站")
    for one, other in ((a, b), (b, a), (a, c), (b, c), (c, a), (c, b)):
        one.trust(other)
    strange, other = SiteKeys.generate(c.id), SiteKeys.generate(c.id)
    made_up = strange.succeed(other, other.card("丙站"), [], datetime.now(UTC))
    for take in (
        lambda: b.exchange.take_card(b.office, made_up.dump()),
        lambda: b.exchange.inspect(crafted(a, b, cards=[made_up])),
    ):
        with pytest.raises(ForgedSuccession, match="says nothing against 丙站"):
            take()
