"""A card that names its successor: each succession that is not right is refused, as a file and in a transfer."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from core.model.change import position_digest
from core.values.refusal import Refusal
from data.identity.site_card import ForgedCard, MalformedCard, SiteCard
from data.identity.site_keys import SiteKeys
from data.identity.succession import ForgedSuccession, OldCard, OldKeys, SkippedKeys, TwoSuccessors
from data.transfer_file.manifest import WrongSignature
from tests.data.sync.conftest import Found
from tests.support.stolen_keys import Theft, crafted


def with_succession(card: SiteCard, keys: SiteKeys, **fields: Any) -> SiteCard:
    """Return a card whose new keys sign something else that it says of the old ones."""
    document = card.document()
    document["succeeds"] |= fields
    del document["signatures"]
    return SiteCard.model_validate({**document, "signatures": keys.sign(b"sealdesk card v1", document).model_dump()})


SUCCESSIONS = ["not the old keys", "ed25519 of others", "mldsa65 of others", "a generation left out", "another site's"]


@pytest.mark.parametrize("how", SUCCESSIONS)
def test_a_succession_that_is_not_right_is_refused_as_a_file_and_in_a_transfer(
    couple: Any, found_stations: Found, how: str
) -> None:
    a, b = couple
    old, new, strange = a.site.keys, SiteKeys.generate(a.id), SiteKeys.generate(a.id)
    good = new.succeed(old, a.card, [], datetime.now(UTC))
    assert good.succeeds
    wrong = strange.sign(b"sealdesk succession v1", good.succession_text())
    signatures = good.succeeds.signatures
    cards = {
        "not the old keys": (with_succession(good, new, signatures=wrong.model_dump()), ForgedSuccession),
        "ed25519 of others": (
            with_succession(good, new, signatures={**signatures.model_dump(), "ed25519": wrong.ed25519}),
            ForgedSuccession,
        ),
        "mldsa65 of others": (
            with_succession(good, new, signatures={**signatures.model_dump(), "mldsa65": wrong.mldsa65}),
            ForgedSuccession,
        ),
        "a generation left out": (with_succession(good, new, generation=3), SkippedKeys),
        "another site's": (new.succeed(b.site.keys, b.card, [], datetime.now(UTC)), ForgedSuccession),
    }
    card, refusal = cards[how]
    before = b.state()
    with pytest.raises(Refusal) as refused:
        b.exchange.take_card(b.office, card.dump())
    assert type(refused.value) is refusal
    assert b.state() == before
    b.untouched_by(refusal, crafted(a, b, keys=new, card=card, cards=[card]))


def test_a_succession_is_of_one_site_only(couple: Any) -> None:
    """Put under another site, the card is signed by neither of its keys."""
    a, b = couple
    card = SiteKeys.generate(a.id).succeed(a.site.keys, a.card, [], datetime.now(UTC))
    with pytest.raises(ForgedCard):
        SiteCard.read({**card.document(), "site": b.id})


def test_a_card_that_was_replaced_is_not_taken_again(couple: Any) -> None:
    a, b = couple
    first = a.card
    a.exchange.renew(a.office)
    second = a.card
    a.exchange.renew(a.office)
    b.receive(a.send(b))
    for old in (first, second):
        with pytest.raises(OldCard):
            b.exchange.take_card(b.office, old.dump())
    b.receive(crafted(a, b, cards=[second]))  # in a transfer it is passed over
    assert b.knows(a).generation == 3


def test_two_cards_that_say_to_be_the_next_are_told(couple: Any) -> None:
    a, b = couple
    stolen = Theft.of(a)
    a.exchange.renew(a.office)
    b.receive(a.send(b))
    other = SiteKeys.generate(a.id)
    rival = other.succeed(stolen.keys, stolen.card, [], datetime.now(UTC))
    with pytest.raises(TwoSuccessors):
        b.exchange.take_card(b.office, rival.dump())
    b.untouched_by(TwoSuccessors, crafted(a, b, keys=other, card=rival, cards=[rival]))


def test_places_that_are_nowhere_here_vouch_for_nothing(couple: Any) -> None:
    a, b = couple
    stolen, new = Theft.of(a), SiteKeys.generate(a.id)
    nowhere = [position_digest(stolen.stream, 50, bytes(32))]
    b.exchange.take_card(b.office, new.succeed(a.site.keys, a.card, nowhere, datetime.now(UTC)).dump())
    b.untouched_by(OldKeys, crafted(a, b, stolen.run("王五"), keys=new, card=b.exchange.card_of(b.knows(a))))


@pytest.mark.parametrize("count", [0, 15, 17, 2048])
def test_a_card_names_a_round_number_of_places(couple: Any, count: int) -> None:
    a, _ = couple
    new = SiteKeys.generate(a.id)
    document = new.succeed(a.site.keys, a.card, [], datetime.now(UTC)).document()
    document["succeeds"]["places"] = [f"{number:064x}" for number in range(count)]
    with pytest.raises(MalformedCard):
        SiteCard.read(document)


def test_one_signature_is_not_enough_for_a_transfer(couple: Any) -> None:
    """What is demanded stands with the receiver: a file with only one right signature cannot ask for less."""
    a, b = couple
    mixed = replace(a.site.keys, mldsa65=SiteKeys.generate(a.id).mldsa65)
    b.untouched_by(WrongSignature, crafted(a, b, keys=mixed))
    mixed = replace(a.site.keys, ed25519=SiteKeys.generate(a.id).ed25519)
    b.untouched_by(WrongSignature, crafted(a, b, keys=mixed))
