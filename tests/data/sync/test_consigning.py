"""Consignments: a second officer approves what goes, and that is what is written, not a change more."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from core.desks.grievances import RegisterGrievance
from core.desks.people.people import AddPerson
from core.desks.sync.consignments import ConsignmentStage
from core.desks.sync.media import RegisterMedium
from core.desks.sync.routes import ChangeRoute
from core.desks.sync.trust import Route
from core.model.query import Is, Query
from core.office.refusals import NoSuchRecord, Refused
from core.policy.editing import with_figure
from core.values.ids import new_id
from data.media.preflight import write_number
from data.media.verified_write import AlreadyThere
from data.site.open_site import OpenSite
from data.sync.exchange import Exchange
from data.system.disk import CannotReach
from tests.support.consigning_desk import Desk
from tests.support.site_driver import appoint, impose

# The way it goes


def test_what_is_approved_is_written_and_not_a_change_more(
    consigning: Desk, pair: tuple[OpenSite, OpenSite], reader: Callable[[Path], set[str]]
) -> None:
    consignment = consigning.approved()
    consigning.site.office().do_all(
        [AddPerson(name="李四"), RegisterGrievance(received=consigning.clerk.now, subject="后来的")]
    )
    path = consigning.write(consignment)
    there = pair[1]
    preview = Exchange(there.store, there.keys).verify(path)
    assert preview.changes == consigning.stored(consignment).changes_sent
    assert reader(path) == {"张三"}
    assert there.office().count(Query("grievance")) == 0
    assert reader(consigning.write(consigning.approved())) == {"张三", "李四"}
    assert there.office().count(Query("grievance")) == 1


def test_it_stands_in_the_agenda_of_who_decides_and_then_of_who_writes(consigning: Desk) -> None:
    consignment = consigning.prepare()
    assert consigning.due() == [("decide the consignment", "")]
    consigning.approve(consignment)
    assert consigning.due() == [("write the consignment", consigning.clerk.officer)]
    consigning.write(consignment)
    assert consigning.due() == []
    written = consigning.now(consignment)
    dispatch = consigning.clerk.get("dispatch", written.dispatch)
    assert (dispatch.consignment, dispatch.changes_sent) == (consignment, written.changes_sent)
    assert consigning.clerk.count(Query("agenda", Is("of_kind", ("dispatch",)))) == 1


def test_one_that_nobody_reads_stays_in_the_agenda_when_its_time_is_over(consigning: Desk) -> None:
    consignment = consigning.prepare()
    for office in (consigning.clerk, consigning.supervisor):
        office._clock = lambda: consigning.site.clock() + timedelta(days=30)
    assert consigning.due() == [("decide the consignment", "")]
    with pytest.raises(Refused, match="it was no longer valid"):
        consigning.approve(consignment)


def test_only_the_compartments_that_were_chosen_go(
    consigning: Desk, pair: tuple[OpenSite, OpenSite], reader: Callable[[Path], set[str]]
) -> None:
    consigning.site.office().do(RegisterGrievance(received=consigning.clerk.now, subject="拖欠工资"))
    consignment = consigning.approved("grievance")
    assert consigning.exchange.consigned(consignment) == {"grievance": 1}
    assert reader(consigning.write(consignment)) == set()
    assert pair[1].office().count(Query("grievance")) == 1
    assert reader(consigning.write(consigning.approved("common"))) == {"张三"}


def test_who_approves_sees_what_goes_as_far_as_he_may_know_it(consigning: Desk) -> None:
    consigning.site.office().do(RegisterGrievance(received=consigning.clerk.now, subject="拖欠工资"))
    consignment = consigning.prepare()
    counts = consigning.exchange.consigned(consignment)
    assert sum(counts.values()) == consigning.stored(consignment).changes_sent
    assert consigning.supervisor.visible_counts(counts)["grievance"] == 1
    appoint(consigning.site.office(), "赵安", 4, "security_officer")
    security = consigning.site.office(4)
    assert "grievance" not in security.visible_counts(counts)


def test_a_receipt_alone_needs_no_approval(consigning: Desk) -> None:
    sent = consigning.exchange.send(
        consigning.clerk, consigning.to, consigning.files / "receipt.sealed", receipt_only=True
    )
    assert sent.changes == 0


def test_without_the_policy_it_goes_in_one_step(consigning: Desk) -> None:
    first = consigning.site.office()
    (policy,) = first.find(Query("policy"))
    impose(first, with_figure(policy.text, ("transfers", "second_officer"), False))
    sent = consigning.exchange.send(consigning.site.office(2), consigning.to, consigning.files / "a.sealed")
    assert sent.changes > 0


def test_over_a_one_way_route_it_is_numbered_and_no_receipt_is_expected(consigning: Desk) -> None:
    consigning.site.office().do(ChangeRoute(target=consigning.to, route=Route.TO))
    consigning.write(consigning.approved())
    (dispatch,) = consigning.clerk.find(Query("dispatch"))
    assert (dispatch.number, dispatch.receipt_due) == (1, None)


# The medium


def test_a_medium_that_fails_leaves_the_approval_standing(consigning: Desk) -> None:
    consignment = consigning.approved()
    with pytest.raises(CannotReach):
        consigning.exchange.write(consigning.clerk, consignment, consigning.files / "gone" / "a.sealed")
    (consigning.files / "there.sealed").write_bytes(b"")
    with pytest.raises(AlreadyThere):
        consigning.exchange.write(consigning.clerk, consignment, consigning.files / "there.sealed")
    assert consigning.now(consignment).stage is ConsignmentStage.APPROVED
    consigning.write(consignment)


def test_the_room_that_is_asked_for_is_enough_and_not_much_more(consigning: Desk) -> None:
    needed = consigning.exchange.needed(consigning.clerk, consigning.to)
    consignment = consigning.approved()
    assert abs(consigning.exchange.needed(consigning.clerk, consigning.to, consignment=consignment) - needed) < 200
    size = consigning.write(consignment).stat().st_size
    assert size <= needed <= size + 4096


def test_an_unknown_consignment_is_no_consignment(consigning: Desk) -> None:
    with pytest.raises(NoSuchRecord):
        consigning.write(new_id())


def test_both_ledgers_name_the_medium(
    consigning: Desk, pair: tuple[OpenSite, OpenSite], reader: Callable[[Path], set[str]]
) -> None:
    clerk = consigning.clerk
    clerk.do(RegisterMedium(number="U-007"))
    write_number(consigning.files, "U-007")
    consignment = consigning.approved()
    path = consigning.files / "a.sealed"
    consigning.exchange.write(clerk, consignment, path, medium="U-007")
    assert reader(path) == {"张三"}
    assert [each.medium for each in clerk.find(Query("dispatch"))] == ["U-007"]
    assert [each.medium for each in pair[1].office().find(Query("arrival"))] == ["U-007"]
