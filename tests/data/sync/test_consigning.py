"""Consignments: a second officer approves what goes, and that is what is written, not a change more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.desks.grievances import RegisterGrievance
from core.desks.people.people import AddPerson
from core.desks.sync.consignments import (
    ApproveConsignment,
    Consignment,
    ConsignmentStage,
    DeclineConsignment,
    VoidConsignment,
    Voided,
    WithdrawConsignment,
    WriteConsignment,
)
from core.desks.sync.media import RegisterMedium
from core.desks.sync.routes import ChangeRoute
from core.desks.sync.trust import ChangeShares, RevokeSite, Route
from core.model.action import create
from core.model.query import EVERYTHING, Is, Query
from core.office.office import Office
from core.office.refusals import NoSuchRecord, NotAllowed, Refused
from core.policy.editing import with_figure
from core.rules.purge import purge
from core.values.ids import new_id
from data.identity.site_keys import SiteKeys
from data.media.preflight import write_number
from data.media.verified_write import AlreadyThere
from data.site.open_site import OpenSite
from data.sync.consigning import ConsignmentVoid
from data.sync.exchange import Exchange
from data.system.disk import CannotReach
from tests.support.site_driver import appoint, card_of, give_roles, impose, looked, trust


@dataclass
class Desk:
    """A site with a clerk who sends and a supervisor who approves."""

    site: OpenSite
    clerk: Office
    supervisor: Office
    to: str
    files: Path

    @property
    def exchange(self) -> Exchange:
        return Exchange(self.site.store, self.site.keys)

    def prepare(self, *compartments: str) -> str:
        return self.exchange.prepare(self.clerk, self.to, compartments, "monthly exchange")

    def approve(self, consignment: str) -> str:
        self.supervisor.do(looked(self.supervisor, ApproveConsignment(target=consignment)))
        return consignment

    def approved(self, *compartments: str) -> str:
        return self.approve(self.prepare(*compartments))

    def write(self, consignment: str, by: Office | None = None) -> Path:
        return self.exchange.write(by or self.clerk, consignment, self.files / f"{new_id()}.sealed").path

    def stored(self, consignment: str) -> Consignment:
        (found,) = self.site.store.find(Query("consignment", Is("id", (consignment,))))
        assert isinstance(found, Consignment)
        return found

    def now(self, consignment: str) -> Consignment:
        found: Consignment = self.clerk.get("consignment", consignment)
        return found

    def void(self, consignment: str, why: Voided) -> None:
        """It is refused at writing for this reason, is void ever after, and nothing is on the medium."""
        dispatches = self.clerk.count(Query("dispatch"))
        with pytest.raises(ConsignmentVoid, match=why.label):
            self.write(consignment)
        assert (self.now(consignment).stage, self.now(consignment).why) == (ConsignmentStage.VOID, why)
        with pytest.raises(Refused, match="stage"):
            self.write(consignment)
        assert list(self.files.iterdir()) == []
        assert self.clerk.count(Query("dispatch")) == dispatches

    def due(self) -> list[tuple[str, str]]:
        items = self.clerk.find(Query("agenda", Is("of_kind", ("consignment",))))
        return [(item.what.partition('"')[2].partition('"')[0], item.owner) for item in items]


@pytest.fixture
def desk(pair: tuple[OpenSite, OpenSite], tmp_path: Path) -> Desk:
    """The first of two sites, where a second officer approves; one person is known."""
    here, there = pair
    first = here.office()
    for seat, name, role in ((2, "李明", "clerk"), (3, "王敏", "supervisor")):
        appoint(first, name, seat, role)
    (policy,) = first.find(Query("policy"))
    impose(first, with_figure(policy.text, ("transfers", "second_officer"), True))
    first.do(AddPerson(name="张三"))
    (tmp_path / "files").mkdir()
    return Desk(here, here.office(2), here.office(3), there.store.site, tmp_path / "files")


@pytest.fixture
def reader(pair: tuple[OpenSite, OpenSite]) -> Callable[[Path], set[str]]:
    """Apply a file at the other site and return the names of the people there."""
    there = pair[1]

    def read(path: Path) -> set[str]:
        Exchange(there.store, there.keys).apply(there.office(), path)
        assert there.store.check() is None
        return {person.name for person in there.office().find(Query("person"))}

    return read


# The way it goes


def test_what_is_approved_is_written_and_not_a_change_more(
    desk: Desk, pair: tuple[OpenSite, OpenSite], reader: Callable[[Path], set[str]]
) -> None:
    consignment = desk.approved()
    desk.site.office().do_all([AddPerson(name="李四"), RegisterGrievance(received=desk.clerk.now, subject="后来的")])
    path = desk.write(consignment)
    there = pair[1]
    preview = Exchange(there.store, there.keys).verify(path)
    assert preview.changes == desk.stored(consignment).changes_sent
    assert reader(path) == {"张三"}
    assert there.office().count(Query("grievance")) == 0
    assert reader(desk.write(desk.approved())) == {"张三", "李四"}
    assert there.office().count(Query("grievance")) == 1


def test_it_stands_in_the_agenda_of_who_decides_and_then_of_who_writes(desk: Desk) -> None:
    consignment = desk.prepare()
    assert desk.due() == [("decide the consignment", "")]
    desk.approve(consignment)
    assert desk.due() == [("write the consignment", desk.clerk.officer)]
    desk.write(consignment)
    assert desk.due() == []
    written = desk.now(consignment)
    dispatch = desk.clerk.get("dispatch", written.dispatch)
    assert (dispatch.consignment, dispatch.changes_sent) == (consignment, written.changes_sent)
    assert desk.clerk.count(Query("agenda", Is("of_kind", ("dispatch",)))) == 1


def test_one_that_nobody_reads_stays_in_the_agenda_when_its_time_is_over(desk: Desk) -> None:
    consignment = desk.prepare()
    for office in (desk.clerk, desk.supervisor):
        office._clock = lambda: desk.site.clock() + timedelta(days=30)
    assert desk.due() == [("decide the consignment", "")]
    with pytest.raises(Refused, match="it was no longer valid"):
        desk.approve(consignment)


def test_only_the_compartments_that_were_chosen_go(
    desk: Desk, pair: tuple[OpenSite, OpenSite], reader: Callable[[Path], set[str]]
) -> None:
    desk.site.office().do(RegisterGrievance(received=desk.clerk.now, subject="拖欠工资"))
    consignment = desk.approved("grievance")
    assert desk.exchange.consigned(consignment) == {"grievance": 1}
    assert reader(desk.write(consignment)) == set()
    assert pair[1].office().count(Query("grievance")) == 1
    assert reader(desk.write(desk.approved("common"))) == {"张三"}


def test_who_approves_sees_what_goes_as_far_as_he_may_know_it(desk: Desk) -> None:
    desk.site.office().do(RegisterGrievance(received=desk.clerk.now, subject="拖欠工资"))
    consignment = desk.prepare()
    counts = desk.exchange.consigned(consignment)
    assert sum(counts.values()) == desk.stored(consignment).changes_sent
    assert desk.supervisor.visible_counts(counts)["grievance"] == 1
    appoint(desk.site.office(), "赵安", 4, "security_officer")
    security = desk.site.office(4)
    assert "grievance" not in security.visible_counts(counts)


def test_a_receipt_alone_needs_no_approval(desk: Desk) -> None:
    sent = desk.exchange.send(desk.clerk, desk.to, desk.files / "receipt.sealed", receipt_only=True)
    assert sent.changes == 0


def test_without_the_policy_it_goes_in_one_step(desk: Desk) -> None:
    first = desk.site.office()
    (policy,) = first.find(Query("policy"))
    impose(first, with_figure(policy.text, ("transfers", "second_officer"), False))
    sent = desk.exchange.send(desk.site.office(2), desk.to, desk.files / "a.sealed")
    assert sent.changes > 0


def test_over_a_one_way_route_it_is_numbered_and_no_receipt_is_expected(desk: Desk) -> None:
    desk.site.office().do(ChangeRoute(target=desk.to, route=Route.TO))
    desk.write(desk.approved())
    (dispatch,) = desk.clerk.find(Query("dispatch"))
    assert (dispatch.number, dispatch.receipt_due) == (1, None)


# What must not go


def test_nothing_goes_round_the_approval(desk: Desk) -> None:
    consignment = desk.prepare()
    with pytest.raises(Refused, match="approved by a second officer"):
        desk.exchange.send(desk.clerk, desk.to, desk.files / "a.sealed")
    with pytest.raises(Refused, match="stage"):
        desk.write(consignment)
    assert list(desk.files.iterdir()) == []


def test_nobody_approves_his_own(desk: Desk) -> None:
    give_roles(desk.site.office(), 2, "clerk", "supervisor")
    both = desk.site.office(2)
    consignment = desk.exchange.prepare(both, desk.to)
    with pytest.raises(Refused, match="second officer"):
        both.do(looked(both, ApproveConsignment(target=consignment)))
    assert desk.now(consignment).stage is ConsignmentStage.PREPARED


def test_an_approval_of_something_else_than_was_shown_is_refused(desk: Desk) -> None:
    shown = desk.supervisor.get("consignment", desk.prepare())
    desk.clerk.do(WithdrawConsignment(target=shown.id))
    desk.site.office().do(AddPerson(name="李四"))
    other = desk.prepare()
    with pytest.raises(Refused, match="Look again"):
        desk.supervisor.do(ApproveConsignment(target=other).as_seen(shown))
    with pytest.raises(Refused, match="Look again"):
        desk.supervisor.do(ApproveConsignment(target=other))


def test_who_may_not_approve_does_not_and_who_may_not_send_does_not(desk: Desk) -> None:
    consignment = desk.prepare()
    with pytest.raises(NotAllowed):
        desk.clerk.do(looked(desk.clerk, ApproveConsignment(target=consignment)))
    desk.approve(consignment)
    with pytest.raises(NotAllowed):
        desk.write(consignment, by=desk.supervisor)
    with pytest.raises(NotAllowed):
        desk.exchange.prepare(desk.supervisor, desk.to)
    appoint(desk.site.office(), "外人", 4, "handler")
    with pytest.raises(NotAllowed):
        desk.write(consignment, by=desk.site.office(4))


def test_it_is_written_once(desk: Desk) -> None:
    consignment = desk.approved()
    path = desk.write(consignment)
    with pytest.raises(Refused, match="stage"):
        desk.write(consignment)
    assert list(desk.files.iterdir()) == [path]


def test_another_clerk_may_write_what_was_approved_and_only_that(desk: Desk) -> None:
    appoint(desk.site.office(), "陈和", 4, "clerk")
    other, consignment = desk.site.office(4), desk.prepare()
    with pytest.raises(Refused, match="stage"):
        desk.write(consignment, by=other)
    desk.approve(consignment)
    desk.write(consignment, by=other)
    assert desk.now(consignment).stage is ConsignmentStage.WRITTEN


def test_one_consignment_to_a_site_at_a_time(desk: Desk) -> None:
    consignment = desk.prepare()
    with pytest.raises(Refused, match="open already"):
        desk.prepare()
    desk.clerk.do(WithdrawConsignment(target=consignment))
    desk.prepare()


def test_what_is_not_shared_or_empty_cannot_be_prepared(desk: Desk, pair: tuple[OpenSite, OpenSite]) -> None:
    with pytest.raises(Refused, match="Choose among"):
        desk.prepare("care")
    with pytest.raises(Refused, match="nothing that the site has not confirmed"):
        desk.prepare("grievance")


@pytest.mark.parametrize("stage", ["prepared", "approved"])
def test_what_is_declined_is_not_written(desk: Desk, stage: str) -> None:
    consignment = desk.prepare() if stage == "prepared" else desk.approved()
    desk.supervisor.do(looked(desk.supervisor, DeclineConsignment(target=consignment, remark="care must not go")))
    with pytest.raises(Refused, match="stage"):
        desk.write(consignment)
    with pytest.raises(Refused, match="stage"):
        desk.approve(consignment)
    assert desk.now(consignment).remark == "care must not go"
    assert desk.due() == []


def test_a_written_one_cannot_be_made_void_or_withdrawn(desk: Desk) -> None:
    consignment = desk.approved()
    desk.write(consignment)
    for deed in (WithdrawConsignment(target=consignment), VoidConsignment(target=consignment, why=Voided.CHANGED)):
        with pytest.raises(Refused, match="stage"):
            desk.clerk.do(deed)


def test_the_entry_alone_cannot_claim_another_content(desk: Desk) -> None:
    consignment = desk.approved()
    with pytest.raises(Refused, match="not what was approved"):
        desk.clerk.do(WriteConsignment(target=consignment, dispatch=new_id(), digest="0" * 64))


# What makes it void


def test_void_when_the_site_is_revoked(desk: Desk) -> None:
    consignment = desk.approved()
    desk.site.office().do(RevokeSite(target=desk.to))
    desk.void(consignment, Voided.REVOKED)


def test_void_when_a_compartment_of_it_is_no_longer_shared(desk: Desk) -> None:
    consignment = desk.approved()
    desk.site.office().do(ChangeShares(target=desk.to, shares=("grievance",)))
    desk.void(consignment, Voided.SHARES)


def test_a_compartment_that_is_shared_besides_changes_nothing(desk: Desk, reader: Callable[[Path], set[str]]) -> None:
    consignment = desk.approved()
    desk.site.office().do(ChangeShares(target=desk.to, shares=("common", "grievance", "care")))
    assert reader(desk.write(consignment)) == {"张三"}


@pytest.mark.parametrize("fingerprint_too", [True, False])
def test_void_when_the_site_has_another_card(desk: Desk, fingerprint_too: bool) -> None:
    consignment = desk.approved()
    other = SiteKeys.generate(desk.to).card("乙站")
    site = desk.site.store.get("site", desk.to, EVERYTHING)
    fields: dict[str, Any] = {"card": other.dump().decode()}
    if fingerprint_too:
        fields["fingerprint"] = other.spoken
    with desk.site.store.transaction():
        draft = create(site.model_copy(update=fields))  # type: ignore[union-attr]
        desk.site.store.write([draft], officer="a" * 32, action="test")
    desk.void(consignment, Voided.CARD)


def test_void_when_files_are_encrypted_otherwise(desk: Desk) -> None:
    consignment = desk.approved()
    first = desk.site.office()
    (policy,) = first.find(Query("policy"))
    impose(first, with_figure(policy.text, ("transfers", "post_quantum"), False))
    desk.clerk = desk.site.office(2)
    desk.void(consignment, Voided.SEAL)


def test_void_when_something_of_it_was_purged(desk: Desk, made: Callable[..., Any]) -> None:
    office, gone = desk.site.office(), made("care_file")
    office.do(ChangeShares(target=desk.to, shares=("common", "care")))
    with desk.site.store.transaction():
        desk.site.store.write([create(gone)], officer=office.officer, action="test")
    consignment = desk.approved()
    with desk.site.store.transaction():
        desk.site.store.write(purge([gone], office.context()), officer=office.officer, action="test")
    desk.void(consignment, Voided.PURGED)


def test_void_when_the_site_has_confirmed_it_meanwhile(desk: Desk, pair: tuple[OpenSite, OpenSite]) -> None:
    first, there = desk.write(desk.approved()), pair[1]
    again = desk.approved()
    theirs = Exchange(there.store, there.keys)
    theirs.apply(there.office(), first)
    receipt = first.with_name("receipt.sealed")
    theirs.send(there.office(), desk.site.store.site, receipt, receipt_only=True)
    desk.exchange.apply(desk.clerk, receipt)
    for path in desk.files.iterdir():
        path.unlink()
    desk.void(again, Voided.CONFIRMED)


@pytest.fixture
def relayed(desk: Desk, new_site: Callable[[str], OpenSite]) -> str:
    """A third site, of which the first one holds a person and passes it on; returns its identifier."""
    third, first = new_site("丙站"), desk.site.office()
    for one, other in ((desk.site, third), (third, desk.site)):
        trust(one.office(), card_of(other), ("common",))
    third.office().do(AddPerson(name="丙"))
    path = desk.files.parent / "third.sealed"
    Exchange(third.store, third.keys).send(third.office(), desk.site.store.site, path)
    desk.exchange.apply(first, path)
    return third.store.site


def test_void_when_the_author_of_some_of_it_is_no_longer_believed(desk: Desk, relayed: str) -> None:
    consignment = desk.approved()
    (arrival,) = desk.site.office().find(Query("arrival"))
    desk.site.office().do(RevokeSite(target=relayed, first=arrival.id))
    desk.void(consignment, Voided.AUTHOR)


def test_what_a_revoked_author_wrote_while_it_was_believed_still_goes(desk: Desk, relayed: str) -> None:
    consignment = desk.approved()
    desk.site.office().do(RevokeSite(target=relayed))
    desk.write(consignment)
    assert desk.now(consignment).stage is ConsignmentStage.WRITTEN


@pytest.mark.parametrize("roles", [(), ("handler",)])
def test_void_when_who_approved_it_may_approve_no_longer(desk: Desk, roles: tuple[str, ...]) -> None:
    consignment = desk.approved()
    give_roles(desk.site.office(), 3, *roles)
    desk.void(consignment, Voided.APPROVER)


def test_who_has_lost_the_role_that_sends_writes_nothing(desk: Desk) -> None:
    consignment = desk.approved()
    give_roles(desk.site.office(), 2, "handler")
    with pytest.raises(NotAllowed):
        desk.write(consignment, by=desk.site.office(2))
    assert desk.now(consignment).stage is ConsignmentStage.APPROVED


def test_void_when_its_time_is_over(desk: Desk) -> None:
    consignment = desk.approved()
    desk.clerk._clock = lambda: desk.site.clock() + timedelta(days=8)
    desk.void(consignment, Voided.EXPIRED)


def test_a_content_that_was_put_into_the_ledger_by_hand_is_not_written(desk: Desk) -> None:
    """Somebody with the key of the store puts another content under an approval: it has not its digest."""
    desk.site.office().do(AddPerson(name="李四"))
    larger = desk.prepare()
    with desk.site.store.transaction():
        wider = desk.site.store.unanswered_transfers.content(larger)
    assert wider is not None
    other = wider.model_copy(update={"segments": wider.segments[:-1]})
    desk.clerk.do(WithdrawConsignment(target=larger))
    consignment = desk.approved("common")
    store = desk.site.store
    with store.transaction():
        to = store.get("consignment", consignment, EVERYTHING).to  # type: ignore[union-attr]
        store.unanswered_transfers.keep_content(consignment, to, other)
    with pytest.raises(Refused, match="not what was approved"):
        desk.write(consignment)
    assert list(desk.files.iterdir()) == []


# The medium


def test_a_medium_that_fails_leaves_the_approval_standing(desk: Desk) -> None:
    consignment = desk.approved()
    with pytest.raises(CannotReach):
        desk.exchange.write(desk.clerk, consignment, desk.files / "gone" / "a.sealed")
    (desk.files / "there.sealed").write_bytes(b"")
    with pytest.raises(AlreadyThere):
        desk.exchange.write(desk.clerk, consignment, desk.files / "there.sealed")
    assert desk.now(consignment).stage is ConsignmentStage.APPROVED
    desk.write(consignment)


def test_the_room_that_is_asked_for_is_enough_and_not_much_more(desk: Desk) -> None:
    needed = desk.exchange.needed(desk.clerk, desk.to)
    consignment = desk.approved()
    assert abs(desk.exchange.needed(desk.clerk, desk.to, consignment=consignment) - needed) < 200
    size = desk.write(consignment).stat().st_size
    assert size <= needed <= size + 4096


def test_an_unknown_consignment_is_no_consignment(desk: Desk) -> None:
    with pytest.raises(NoSuchRecord):
        desk.write(new_id())


def test_both_ledgers_name_the_medium(
    desk: Desk, pair: tuple[OpenSite, OpenSite], reader: Callable[[Path], set[str]]
) -> None:
    clerk = desk.clerk
    clerk.do(RegisterMedium(number="U-007"))
    write_number(desk.files, "U-007")
    consignment = desk.approved()
    path = desk.files / "a.sealed"
    desk.exchange.write(clerk, consignment, path, medium="U-007")
    assert reader(path) == {"张三"}
    assert [each.medium for each in clerk.find(Query("dispatch"))] == ["U-007"]
    assert [each.medium for each in pair[1].office().find(Query("arrival"))] == ["U-007"]
