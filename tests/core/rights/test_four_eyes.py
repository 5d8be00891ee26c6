"""Four eyes: not the requester, not the last editor, and only what the officer looked at."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from core.desks.care.deciding import LiftHold, PlaceHold
from core.desks.care.records import CareFile
from core.desks.grievances import ApproveExtension, AskExtension, TakeStep
from core.desks.people.people import AddPerson
from core.model.action import ACTIONS, Action, amend, create
from core.model.change import Change
from core.model.record import RECORDS, fingerprint, owner_field
from core.office.office import Office
from core.office.refusals import Refused
from core.rights.four_eyes import last_writers
from data.site.open_site import OpenSite
from tests.support.every_case import every
from tests.support.site_driver import appoint, looked, write

Case = Any


@pytest.fixture
def asked(accepted: Case) -> Case:
    """A grievance for which the clerk asks for more time."""
    return accepted.on("2026-10-01").do(AskExtension, reason="证人未到")


def test_an_approval_without_having_looked_is_refused(asked: Case) -> None:
    with pytest.raises(Refused, match="changed since you looked"):
        asked.colleague.do(ApproveExtension(target=asked.asked[-1].id))


def test_an_edit_after_the_look_voids_it(asked: Case) -> None:
    approval = looked(asked.colleague, ApproveExtension(target=asked.asked[-1].id))
    write(asked.clerk, amend(asked.asked[-1], reason="证人在外地"))
    with pytest.raises(Refused, match="changed since you looked"):
        asked.colleague.do(approval)
    asked.colleague.do(looked(asked.colleague, approval))
    assert asked.now.extension == 30


def test_what_is_done_beside_it_voids_nothing(asked: Case) -> None:
    approval = looked(asked.colleague, ApproveExtension(target=asked.asked[-1].id))
    asked.do(TakeStep, day=date(2026, 9, 20), text="走访")
    asked.colleague.do(approval)
    assert asked.now.extension == 30


def test_a_fingerprint_changes_with_any_field_and_with_nothing_else(asked: Case) -> None:
    shown = asked.colleague.get("extension", asked.asked[-1].id)
    assert fingerprint(shown) == fingerprint(shown.model_copy())
    assert fingerprint(shown) != fingerprint(shown.model_copy(update={"reason": "另一理由"}))


def test_who_edited_the_request_last_does_not_approve_it(asked: Case) -> None:
    """By deciding a conflict an officer may have put other words into it than those of who asked."""
    write(asked.colleague, amend(asked.asked[-1], reason="另有理由"))
    with pytest.raises(Refused, match="the last to write what is to be decided"):
        asked.do(ApproveExtension, "colleague")


def test_who_edited_something_else_of_the_record_may_approve(asked: Case) -> None:
    asked.do(TakeStep, "colleague", day=date(2026, 9, 20), text="走访")
    asked.do(ApproveExtension, "colleague")
    assert asked.asked[-1].decided_by == asked.colleague.officer


def test_every_writer_of_a_field_on_which_sites_differ_is_one_of_its_last(
    asked: Case, from_elsewhere: Callable[..., Change]
) -> None:
    store, request = asked.site.store, asked.asked[-1]
    from_elsewhere(store, request, reason="别处的理由")
    writers = last_writers(store.heads(request.id), store.history(request.id), ("reason",), store.site)
    assert writers == {asked.clerk.officer, "f" * 32}


def test_one_person_at_two_seats_is_no_second_officer(site: OpenSite, office: Office, asked: Case) -> None:
    office.do(AddPerson(target="b" * 32, name="甲"))
    appoint(office, "甲", 7, "clerk", person="b" * 32)
    appoint(office, "甲（二）", 8, "supervisor", person="b" * 32)
    one, other = site.office(7), site.office(8)
    write(office, amend(asked.asked[-1], asked_by=one.officer))
    with pytest.raises(Refused, match="second officer"):
        other.do(looked(other, ApproveExtension(target=asked.asked[-1].id)))


DECIDING = [action for action in ACTIONS.values() if action.approves]


@every("action", DECIDING, lambda action: action.verb())
def test_every_action_that_approves_names_fields_of_its_record(action: type[Action]) -> None:
    assert set(action.approves) <= action.on.model_fields.keys()
    assert not action.creates
    assert action.other_than


@pytest.mark.parametrize("action", DECIDING, ids=lambda action: action.verb())
def test_nothing_is_approved_unseen_or_by_its_last_writer(
    action: type[Action], site: OpenSite, office: Office, sample: Callable[..., Any]
) -> None:
    """Whatever the rules of the desk: the office refuses first."""
    stage = {"stage": action.stages[0]} if action.stages else {}
    record = sample(action.on, **stage)
    appoint(office, "写", 7, *office.policy.roles)
    writer, owner, kept = site.office(7), owner_field(action.on), [record]
    if owner is not None:  # a part is there for whom its whole is there
        kept.insert(0, sample(RECORDS[owner.about.refers], id=getattr(record, owner.name)))
    with site.store.transaction():
        site.store.write(map(create, kept), officer=writer.officer, action="test")
    deed = sample(action, target=record.id)
    with pytest.raises(Refused, match="changed since you looked"):
        office.do(deed)
    with pytest.raises(Refused, match="the last to write"):
        writer.do(looked(writer, deed))


def test_a_deed_and_what_takes_another_officer_in_one_go_are_refused(
    site: OpenSite, office: Office, sample: Callable[..., Any]
) -> None:
    file = sample(CareFile, hold_by="", hold_reason="", held=None)
    write(office, create(file))
    with pytest.raises(Refused, match="second officer"):
        office.rehearse((PlaceHold(target=file.id, hold_reason="诉讼"), LiftHold(target=file.id)))
