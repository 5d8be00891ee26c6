"""A rule that two sites kept and a transfer breaks is told before, listed at both after, and gone once mended."""

from typing import Any

from core.desks.partners.register import AddPartner, EndPartner
from core.model.query import Query
from core.office.office import Office
from core.rules.breaches import Breach
from core.values.sentence import Sentence
from tests.support.site_driver import appoint
from tui.formatting.incoming_findings import breaches_told

Hands = tuple[Any, ...]
SAID = "There is a partner with the name 律所 already."


def listed(hand: Any) -> list[Breach]:
    found: list[Breach] = hand.office.find(Query(Breach.kind))
    return [each for each in found if each.of_kind == "partner"]


def test_it_is_told_before_listed_at_both_sites_and_gone_once_one_of_them_mends_it(hands: Hands) -> None:
    a, b, _ = hands
    for hand in (a, b):
        hand.office.do(AddPartner(name="律所"))
    file = a.send(b)
    preview = b.exchange.inspect(file).preview
    assert [(each.kind, each.title, each.why.say()) for each in preview.breaches] == [("partner", "律所", SAID)]
    assert [each.say() for each in breaches_told(preview.breaches)] == [
        "Partners: 1 would break a rule. “Broken rules” lists them afterwards.",
        f"Broken rule: 律所: {SAID}",
    ]
    assert listed(b) == []
    b.receive(file)
    assert b.exchange.inspect(a.send(b)).preview.breaches == ()
    a.receive(b.send(a))
    assert [Sentence.unpack(each.why).say() for each in listed(a)] == [SAID]
    assert listed(a) == listed(b)
    a.office.do(EndPartner(target=listed(a)[0].of))
    b.receive(a.send(b))
    assert listed(a) == listed(b) == []
    assert a.store.check() is b.store.check() is None


def test_the_preview_tells_nothing_of_what_an_officer_may_not_read(hands: Hands) -> None:
    a, b, _ = hands
    for hand in (a, b):
        hand.office.do(AddPartner(name="律所"))
    preview = b.exchange.inspect(a.send(b)).preview
    appoint(b.office, "旁人", 7, "system_administrator")
    bystander = Office(b.store, 7, b.office._clock)
    assert not bystander.reads("partner")
    assert bystander.previewed(preview).breaches == ()
    assert len(b.office.previewed(preview).breaches) == 1
