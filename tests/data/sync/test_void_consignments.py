"""What makes a consignment void between approval and writing, and what does not."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.desks.people.people import AddPerson
from core.desks.sync.consignments import ConsignmentStage, Voided, WithdrawConsignment
from core.desks.sync.trust import ChangeShares, RevokeSite
from core.model.action import create
from core.model.query import EVERYTHING, Query
from core.office.refusals import NotAllowed, Refused
from core.policy.editing import with_figure
from core.rules.purge import purge
from data.identity.site_keys import SiteKeys
from data.site.open_site import OpenSite
from data.sync.exchange import Exchange
from tests.support.consigning_desk import Desk
from tests.support.site_driver import card_of, give_roles, impose, trust


def test_void_when_the_site_is_revoked(consigning: Desk) -> None:
    consignment = consigning.approved()
    consigning.site.office().do(RevokeSite(target=consigning.to))
    consigning.void(consignment, Voided.REVOKED)


def test_void_when_a_compartment_of_it_is_no_longer_shared(consigning: Desk) -> None:
    consignment = consigning.approved()
    consigning.site.office().do(ChangeShares(target=consigning.to, shares=("grievance",)))
    consigning.void(consignment, Voided.SHARES)


def test_a_compartment_that_is_shared_besides_changes_nothing(
    consigning: Desk, reader: Callable[[Path], set[str]]
) -> None:
    consignment = consigning.approved()
    consigning.site.office().do(ChangeShares(target=consigning.to, shares=("common", "grievance", "care")))
    assert reader(consigning.write(consignment)) == {"张三"}


@pytest.mark.parametrize("fingerprint_too", [True, False])
def test_void_when_the_site_has_another_card(consigning: Desk, fingerprint_too: bool) -> None:
    consignment = consigning.approved()
    other = SiteKeys.generate(consigning.to).card("乙站")
    site = consigning.site.store.get("site", consigning.to, EVERYTHING)
    fields: dict[str, Any] = {"card": other.dump().decode()}
    if fingerprint_too:
        fields["fingerprint"] = other.spoken
    with consigning.site.store.transaction():
        draft = create(site.model_copy(update=fields))  # type: ignore[union-attr]
        consigning.site.store.write([draft], officer="a" * 32, action="test")
    consigning.void(consignment, Voided.CARD)


def test_void_when_files_are_encrypted_otherwise(consigning: Desk) -> None:
    consignment = consigning.approved()
    first = consigning.site.office()
    (policy,) = first.find(Query("policy"))
    impose(first, with_figure(policy.text, ("transfers", "post_quantum"), False))
    consigning.clerk = consigning.site.office(2)
    consigning.void(consignment, Voided.SEAL)


def test_void_when_something_of_it_was_purged(consigning: Desk, made: Callable[..., Any]) -> None:
    office, gone = consigning.site.office(), made("care_file")
    office.do(ChangeShares(target=consigning.to, shares=("common", "care")))
    with consigning.site.store.transaction():
        consigning.site.store.write([create(gone)], officer=office.officer, action="test")
    consignment = consigning.approved()
    with consigning.site.store.transaction():
        consigning.site.store.write(purge([gone], office.context()), officer=office.officer, action="test")
    consigning.void(consignment, Voided.PURGED)


def test_void_when_the_site_has_confirmed_it_meanwhile(consigning: Desk, pair: tuple[OpenSite, OpenSite]) -> None:
    first, there = consigning.write(consigning.approved()), pair[1]
    again = consigning.approved()
    theirs = Exchange(there.store, there.keys)
    theirs.apply(there.office(), first)
    receipt = first.with_name("receipt.sealed")
    theirs.send(there.office(), consigning.site.store.site, receipt, receipt_only=True)
    consigning.exchange.apply(consigning.clerk, receipt)
    for path in consigning.files.iterdir():
        path.unlink()
    consigning.void(again, Voided.CONFIRMED)


@pytest.fixture
def relayed(consigning: Desk, new_site: Callable[[str], OpenSite]) -> str:
    """A third site, of which the first one holds a person and passes it on; returns its identifier."""
    third, first = new_site("丙站"), consigning.site.office()
    for one, other in ((consigning.site, third), (third, consigning.site)):
        trust(one.office(), card_of(other), ("common",))
    third.office().do(AddPerson(name="丙"))
    path = consigning.files.parent / "third.sealed"
    Exchange(third.store, third.keys).send(third.office(), consigning.site.store.site, path)
    consigning.exchange.apply(first, path)
    return third.store.site


def test_void_when_the_author_of_some_of_it_is_no_longer_believed(consigning: Desk, relayed: str) -> None:
    consignment = consigning.approved()
    (arrival,) = consigning.site.office().find(Query("arrival"))
    consigning.site.office().do(RevokeSite(target=relayed, first=arrival.id))
    consigning.void(consignment, Voided.AUTHOR)


def test_what_a_revoked_author_wrote_while_it_was_believed_still_goes(consigning: Desk, relayed: str) -> None:
    consignment = consigning.approved()
    consigning.site.office().do(RevokeSite(target=relayed))
    consigning.write(consignment)
    assert consigning.now(consignment).stage is ConsignmentStage.WRITTEN


@pytest.mark.parametrize("roles", [(), ("handler",)])
def test_void_when_who_approved_it_may_approve_no_longer(consigning: Desk, roles: tuple[str, ...]) -> None:
    consignment = consigning.approved()
    give_roles(consigning.site.office(), 3, *roles)
    consigning.void(consignment, Voided.APPROVER)


def test_who_has_lost_the_role_that_sends_writes_nothing(consigning: Desk) -> None:
    consignment = consigning.approved()
    give_roles(consigning.site.office(), 2, "handler")
    with pytest.raises(NotAllowed):
        consigning.write(consignment, by=consigning.site.office(2))
    assert consigning.now(consignment).stage is ConsignmentStage.APPROVED


def test_void_when_its_time_is_over(consigning: Desk) -> None:
    consignment = consigning.approved()
    consigning.clerk._clock = lambda: consigning.site.clock() + timedelta(days=8)
    consigning.void(consignment, Voided.EXPIRED)


def test_a_content_that_was_put_into_the_ledger_by_hand_is_not_written(consigning: Desk) -> None:
    """Somebody with the key of the store puts another content under an approval: it has not its digest."""
    consigning.site.office().do(AddPerson(name="李四"))
    larger = consigning.prepare()
    with consigning.site.store.transaction():
        wider = consigning.site.store.unanswered_transfers.content(larger)
    assert wider is not None
    other = wider.model_copy(update={"segments": wider.segments[:-1]})
    consigning.clerk.do(WithdrawConsignment(target=larger))
    consignment = consigning.approved("common")
    store = consigning.site.store
    with store.transaction():
        to = store.get("consignment", consignment, EVERYTHING).to  # type: ignore[union-attr]
        store.unanswered_transfers.keep_content(consignment, to, other)
    with pytest.raises(Refused, match="not what was approved"):
        consigning.write(consignment)
    assert list(consigning.files.iterdir()) == []
