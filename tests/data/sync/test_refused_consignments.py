"""Consignments that must not go: nothing goes round the approval, and nobody approves his own."""

import pytest

from core.desks.people.people import AddPerson
from core.desks.sync.consignments import (
    ApproveConsignment,
    ConsignmentStage,
    DeclineConsignment,
    VoidConsignment,
    Voided,
    WithdrawConsignment,
    WriteConsignment,
)
from core.office.refusals import NotAllowed, Refused
from core.values.ids import new_id
from data.site.open_site import OpenSite
from tests.support.consigning_desk import Desk
from tests.support.site_driver import appoint, give_roles, looked


def test_nothing_goes_round_the_approval(consigning: Desk) -> None:
    consignment = consigning.prepare()
    with pytest.raises(Refused, match="approved by a second officer"):
        consigning.exchange.send(consigning.clerk, consigning.to, consigning.files / "a.sealed")
    with pytest.raises(Refused, match="stage"):
        consigning.write(consignment)
    assert list(consigning.files.iterdir()) == []


def test_nobody_approves_his_own(consigning: Desk) -> None:
    give_roles(consigning.site.office(), 2, "clerk", "supervisor")
    both = consigning.site.office(2)
    consignment = consigning.exchange.prepare(both, consigning.to)
    with pytest.raises(Refused, match="second officer"):
        both.do(looked(both, ApproveConsignment(target=consignment)))
    assert consigning.now(consignment).stage is ConsignmentStage.PREPARED


def test_an_approval_of_something_else_than_was_shown_is_refused(consigning: Desk) -> None:
    shown = consigning.supervisor.get("consignment", consigning.prepare())
    consigning.clerk.do(WithdrawConsignment(target=shown.id))
    consigning.site.office().do(AddPerson(name="李四"))
    other = consigning.prepare()
    with pytest.raises(Refused, match="Look again"):
        consigning.supervisor.do(ApproveConsignment(target=other).as_seen(shown))
    with pytest.raises(Refused, match="Look again"):
        consigning.supervisor.do(ApproveConsignment(target=other))


def test_who_may_not_approve_does_not_and_who_may_not_send_does_not(consigning: Desk) -> None:
    consignment = consigning.prepare()
    with pytest.raises(NotAllowed):
        consigning.clerk.do(looked(consigning.clerk, ApproveConsignment(target=consignment)))
    consigning.approve(consignment)
    with pytest.raises(NotAllowed):
        consigning.write(consignment, by=consigning.supervisor)
    with pytest.raises(NotAllowed):
        consigning.exchange.prepare(consigning.supervisor, consigning.to)
    appoint(consigning.site.office(), "外人", 4, "handler")
    with pytest.raises(NotAllowed):
        consigning.write(consignment, by=consigning.site.office(4))


def test_it_is_written_once(consigning: Desk) -> None:
    consignment = consigning.approved()
    path = consigning.write(consignment)
    with pytest.raises(Refused, match="stage"):
        consigning.write(consignment)
    assert list(consigning.files.iterdir()) == [path]


def test_another_clerk_may_write_what_was_approved_and_only_that(consigning: Desk) -> None:
    appoint(consigning.site.office(), "陈和", 4, "clerk")
    other, consignment = consigning.site.office(4), consigning.prepare()
    with pytest.raises(Refused, match="stage"):
        consigning.write(consignment, by=other)
    consigning.approve(consignment)
    consigning.write(consignment, by=other)
    assert consigning.now(consignment).stage is ConsignmentStage.WRITTEN


def test_one_consignment_to_a_site_at_a_time(consigning: Desk) -> None:
    consignment = consigning.prepare()
    with pytest.raises(Refused, match="open already"):
        consigning.prepare()
    consigning.clerk.do(WithdrawConsignment(target=consignment))
    consigning.prepare()


def test_what_is_not_shared_or_empty_cannot_be_prepared(consigning: Desk, pair: tuple[OpenSite, OpenSite]) -> None:
    with pytest.raises(Refused, match="Choose among"):
        consigning.prepare("care")
    with pytest.raises(Refused, match="nothing that the site has not confirmed"):
        consigning.prepare("grievance")


@pytest.mark.parametrize("stage", ["prepared", "approved"])
def test_what_is_declined_is_not_written(consigning: Desk, stage: str) -> None:
    consignment = consigning.prepare() if stage == "prepared" else consigning.approved()
    consigning.supervisor.do(
        looked(consigning.supervisor, DeclineConsignment(target=consignment, remark="care must not go"))
    )
    with pytest.raises(Refused, match="stage"):
        consigning.write(consignment)
    with pytest.raises(Refused, match="stage"):
        consigning.approve(consignment)
    assert consigning.now(consignment).remark == "care must not go"
    assert consigning.due() == []


def test_a_written_one_cannot_be_made_void_or_withdrawn(consigning: Desk) -> None:
    consignment = consigning.approved()
    consigning.write(consignment)
    for deed in (WithdrawConsignment(target=consignment), VoidConsignment(target=consignment, why=Voided.CHANGED)):
        with pytest.raises(Refused, match="stage"):
            consigning.clerk.do(deed)


def test_the_entry_alone_cannot_claim_another_content(consigning: Desk) -> None:
    consignment = consigning.approved()
    with pytest.raises(Refused, match="not what was approved"):
        consigning.clerk.do(WriteConsignment(target=consignment, dispatch=new_id(), digest="0" * 64))
